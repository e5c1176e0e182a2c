"""A mended spelling: the one change of wording that is no question.

Two letters that changed places, one that is doubled or should be, and dots left out hardly ever make another word. Any
other letter may: "planering" and "placering", "kontakt" and "kontrakt". A goal that was replaced by one in which such a
word is all that differs cannot be told, on paper, from one where a slip was mended: it is taken for the same, told as
reworded, and what a person says overrules it. Hence all that is demanded around a single letter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from unicodedata import combining, normalize

from paminn.plan.comparing.matching.folding import words_of
from paminn.plan.comparing.matching.model import Matching
from paminn.plan.comparing.matching.signs import GoalFacts, agree_in_all
from paminn.plan.decided import DecidedPlan

_SHORTEST = 5
_MOST_WORDS = 3
# Of a single letter that is left out, put in or another.
_SHORTEST_OF_A_LETTER = 6
_SAME_BEGINNING = 3


def mended_goals(
    matching: Matching, old: Mapping[str, GoalFacts], new: Mapping[str, GoalFacts], plan: DecidedPlan
) -> dict[str, str]:
    """New number -> old number of each open goal of `plan`, the new one, in which nothing but spelling was mended.

    All five signs must agree, and all the activities. Where a letter was left out, put in or another, the goal must
    have activities too, and nothing else may be open.
    """
    unchanged = _unchanged_but_for_words(matching, old, new)
    vocabulary = _vocabulary(plan)
    mended = [number for number in unchanged if _is_mended(old[number], new[number], vocabulary, is_slip)]
    left_old = set(matching.open_old).difference(mended)
    left_new = set(matching.open_new).difference(mended)
    if left_old == left_new:
        by_a_letter = [number for number in left_old if _is_mended_by_a_letter(old[number], new[number], vocabulary)]
        if left_old.issubset(by_a_letter) and left_old.issubset(unchanged):
            mended += by_a_letter
    return {number: number for number in mended}


def _unchanged_but_for_words(
    matching: Matching, old: Mapping[str, GoalFacts], new: Mapping[str, GoalFacts]
) -> list[str]:
    open_new = frozenset(matching.open_new)
    unchanged = []
    for number in matching.open_old:
        if number in open_new and agree_in_all(old[number], new[number]):
            unchanged.append(number)
    return unchanged


def _is_mended(before: GoalFacts, after: GoalFacts, vocabulary: Set[str], slip: Callable[[str, str], bool]) -> bool:
    """The same words in the same order, but for a few whose old spelling is nowhere in the new plan any more."""
    differing = _differing(before.goal.wording, after.goal.wording)
    if not 0 < len(differing) <= _MOST_WORDS:
        return False
    return all(wrong not in vocabulary and slip(wrong, right) for wrong, right in differing)


def _is_mended_by_a_letter(before: GoalFacts, after: GoalFacts, vocabulary: Set[str]) -> bool:
    if not before.activities:
        return False
    return _is_mended(before, after, vocabulary, _is_slip_or_letter)


def _differing(old: str, new: str) -> list[tuple[str, str]]:
    """The words that are not the same, old and new; none where there are more words in one than in the other."""
    old_words = words_of(old)
    new_words = words_of(new)
    if len(old_words) != len(new_words):
        return []
    return [(before, after) for before, after in zip(old_words, new_words, strict=True) if before != after]


def is_slip(before: str, after: str) -> bool:
    """Two neighbouring letters that changed places, a letter that is doubled or should be, dots left out."""
    if not _are_long_words(before, after, _SHORTEST):
        return False
    if _without_marks(before) == _without_marks(after):
        return True
    return _changed_places(before, after) or _one_doubled(before, after) or _one_doubled(after, before)


def is_a_letter(before: str, after: str) -> bool:
    """One letter left out, put in or another, not in the beginning of the word: "av-" and "an-", "o-" are meant."""
    if not _are_long_words(before, after, _SHORTEST_OF_A_LETTER):
        return False
    place = _first_difference(before, after)
    if place < _SAME_BEGINNING:
        return False
    rest = (before[place:], after[place:])
    rest_after = (before[place + 1 :], after[place + 1 :])
    exchanged = rest_after[0] == rest_after[1]
    left_out = rest[0] == rest_after[1]
    put_in = rest_after[0] == rest[1]
    return exchanged or left_out or put_in


def _is_slip_or_letter(before: str, after: str) -> bool:
    return is_slip(before, after) or is_a_letter(before, after)


def _are_long_words(before: str, after: str, shortest: int) -> bool:
    return min(len(before), len(after)) >= shortest and before.isalpha() and after.isalpha()


def _without_marks(word: str) -> str:
    return "".join(character for character in normalize("NFD", word) if not combining(character))


def _first_difference(one_word: str, other: str) -> int:
    for place, (letter, other_letter) in enumerate(zip(one_word, other, strict=False)):
        if letter != other_letter:
            return place
    return min(len(one_word), len(other))


def _changed_places(before: str, after: str) -> bool:
    place = _first_difference(before, after)
    swapped = before[:place] + before[place : place + 2][::-1] + before[place + 2 :]
    return swapped == after


def _one_doubled(single: str, double: str) -> bool:
    """`double` is `single` with one of its letters twice."""
    place = _first_difference(single, double)
    if place == 0 or place >= len(double):
        return False
    return double[place] == double[place - 1] and double[:place] + double[place + 1 :] == single


def _vocabulary(plan: DecidedPlan) -> frozenset[str]:
    """Every word of the plan's goals and activities."""
    words: set[str] = set()
    for goal in plan.goals():
        words.update(words_of(goal.wording))
        for activity in goal.activities:
            words.update(words_of(activity))
    return frozenset(words)
