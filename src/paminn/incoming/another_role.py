"""Whether an answer speaks of another role, or of its part of the goal: whose answer it is then, a person tells.

A role that one has worked with, handed over to or greets is no answer of that role's: "Klart, med stöd av
kvalitetsteamet", "Hej kvalitetsteamet!".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import Goal, OwnerPart
from paminn.replies.lexicon.comparing import either, fold, words
from paminn.replies.lexicon.statuses import NAMING
from paminn.replies.meaning.whole import stem

_ENDING = r"(?P<ending>s|n|en|et|ns|ens|ets|na|erna|ernas)?"
_BESIDE = re.compile(
    r"\b(?:med|till|via|hos|hej|hejsan|halla|tack|(?:stod|hjalp|underlag) (?:av|fran))"
    r"[ ,]+(?:(?:var|vara|vart|er|era|ert|den|ni i|er i|alla i|alla pa) )*$"
)
_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)")
_STATUS = re.compile(rf"\b(?:{either(NAMING)})\b")
_SMALL = words("av for i pa med till om inom och samt stod samarbete")
_SHORTEST_WORD = 5  # letters of a part's noun
_LONGEST = 20_000  # characters of an answer that are looked at


def speaks_of_another(text: str, role: RoleId, goal: GoalId, goals: Mapping[GoalId, Goal]) -> bool:
    """Whether an answer of `role` about `goal` names another of the plan's roles, or another's part as done or not.

    `goals` are the plan's.
    """
    folded = _folded(text[:_LONGEST])
    parts = [part for each in goals.values() for part in each.parts]
    own = {fold(part.role) for part in parts if part.role_id == role}
    others = {part.role for part in parts if part.role_id != role}
    if any(_names(folded, other, own) for other in sorted(others)):
        return True
    if goal not in goals:
        return False
    nouns = _nouns_of_others(goals[goal].parts, role)
    return bool(nouns) and any(_says_of(sentence, nouns) for sentence in _SENTENCE.split(folded))


def _folded(text: str) -> str:
    """Line by line: a role that is greeted in one is not beside anything in the next."""
    return "\n".join(fold(line) for line in text.split("\n"))


def _names(folded: str, other: str, own: Collection[str]) -> bool:
    """Whether a role is named, other than beside one's own work. Of "Kommunikatör/webbansvarig" either half will do."""
    for name in [other, *other.split("/")]:
        for match in re.finditer(rf"(?<!\w){re.escape(fold(name))}{_ENDING}(?!\w)", folded):
            before = folded[: match.start()].rpartition("\n")[2]
            is_owned = (match["ending"] or "").endswith("s")
            if not _is_in_own_name(folded, match, own) and (is_owned or not _BESIDE.search(before)):
                return True
    return False


def _is_in_own_name(folded: str, named: re.Match[str], own: Collection[str]) -> bool:
    """ "Chef" in "Chef myndighet vuxen"."""
    for name in own:
        for match in re.finditer(re.escape(name), folded):
            if match.start() <= named.start() < match.end():
                return True
    return False


def _nouns_of_others(parts: Sequence[OwnerPart], role: RoleId) -> frozenset[str]:
    """The stems of what the parts of others are about ("publicering"), but for those of one's own."""
    own: set[str] = set()
    others: set[str] = set()
    for part in parts:
        if part.role_id == role:
            own.update(_nouns(part.words))
        else:
            others.update(_nouns(part.words))
    return frozenset(others - own)


def _nouns(of_part: str) -> Iterator[str]:
    """The stems of the nouns that lead a part's words: "redigering samt publicering av information" has two.

    Words that only say with whom ("med stöd av kvalitetsteamet") have none.
    """
    leads = True
    for word in fold(of_part).split():
        if word in ("och", "samt"):
            leads = True
        elif word in _SMALL:
            leads = False
        elif leads and len(word) >= _SHORTEST_WORD:
            yield stem(word)
            leads = False


def _says_of(sentence: str, nouns: frozenset[str]) -> bool:
    """Whether a sentence has a status and one of these nouns."""
    if not _STATUS.search(sentence):
        return False
    return any(stem(word) in nouns for word in re.findall(r"[^\W\d_]+", sentence))
