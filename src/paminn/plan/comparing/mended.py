"""A mended spelling: the one change of wording that is no question."""

from __future__ import annotations

from collections.abc import Mapping, Set
from unicodedata import combining, normalize

from paminn.plan.comparing.folding import words_of
from paminn.plan.comparing.matching import Matching
from paminn.plan.comparing.signs import FIVE_SIGNS, GoalFacts, signs_between
from paminn.plan.decided import DecidedPlan

_SHORTEST = 5
_MOST_WORDS = 3


def mended_goals(
    matching: Matching, old: Mapping[str, GoalFacts], new: Mapping[str, GoalFacts], plan: DecidedPlan
) -> dict[str, str]:
    """New number -> old number of every open goal, where nothing but spelling was mended in any of them; else none.

    All five signs must agree, with all the activities, and nothing else may be open: a goal that was removed and
    another in its place would be that.
    """
    if set(matching.open_old) != set(matching.open_new):
        return {}
    vocabulary = _vocabulary(plan)
    for number in matching.open_old:
        before = old[number]
        after = new[number]
        if signs_between(before, after) != FIVE_SIGNS or before.activities != after.activities:
            return {}
        if not is_mended(before.goal.wording, after.goal.wording, vocabulary):
            return {}
    return {number: number for number in matching.open_old}


def is_mended(old: str, new: str, vocabulary: Set[str]) -> bool:
    """The same words in the same order, but for a few whose spelling is nowhere in the new plan any more."""
    old_words = words_of(old)
    new_words = words_of(new)
    if len(old_words) != len(new_words):
        return False
    differing = 0
    for before, after in zip(old_words, new_words, strict=True):
        if before == after:
            continue
        differing += 1
        if before in vocabulary or not is_slip(before, after):
            return False
    return 0 < differing <= _MOST_WORDS


def is_slip(before: str, after: str) -> bool:
    """Two neighbouring letters that changed places, a letter that was doubled or should have been, dots left out.

    Any other letter may make another word of it: "planering" and "placering", "kontakt" and "kontrakt".
    """
    if min(len(before), len(after)) < _SHORTEST or not before.isalpha() or not after.isalpha():
        return False
    if _without_marks(before) == _without_marks(after):
        return True
    return _changed_places(before, after) or _one_doubled(before, after) or _one_doubled(after, before)


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
