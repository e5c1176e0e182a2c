"""Whether an answer speaks of another role, or of its part of the goal: whose answer it is then, a person tells.

A role that one has worked with, waits for, hands over to or greets is no answer of that role's: "Klart, tillsammans med
kvalitetsteamet", "Väntar på materialet från kvalitetsteamet", "Hej kvalitetsteamet!".
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
_ON_BEHALF = re.compile(
    r"\b(?:galler|avser|svar (?:fran|for|av)|svarar (?:for|at|som)|for|at|som) (?:var |vara |den )?$"
)
_BESIDE = re.compile(
    r"\b(?:med|till|fran|via|hos|stod av|hjalp av|hej|hejsan|halla|tack)[ ,]+"
    r"(?:(?:var|vara|vart|er|era|ert|den|ni i|er i|alla i|alla pa) )*$"
)
_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)")
_STATUS = re.compile(rf"\b(?:{either(NAMING)})\b")
_SMALL = words("av for i pa med till om inom och samt stod samarbete")
_SHORTEST_WORD = 5  # letters of a part's noun
_LONGEST = 20_000  # characters of an answer that are looked at


def speaks_of_another(text: str, role: RoleId, goal: GoalId, goals: Mapping[GoalId, Goal]) -> bool:
    """Whether an answer of `role` about `goal` is about another of the plan's roles, or another's part of the goal.

    `goals` are the plan's.
    """
    sentences = [fold(sentence) for sentence in _SENTENCE.split(text[:_LONGEST])]
    parts = [part for each in goals.values() for part in each.parts]
    own = {fold(part.role) for part in parts if part.role_id == role}
    others = {part.role for part in parts if part.role_id != role}
    nouns: frozenset[str] = frozenset()
    if goal in goals:
        nouns = _nouns_of_others(goals[goal].parts, role)
    for sentence in sentences:
        if _says_of(sentence, nouns) or any(_names(sentence, other, own) for other in others):
            return True
    return False


def _names(sentence: str, other: str, own: Collection[str]) -> bool:
    """Whether a sentence is about a role: it begins with it, says a status too, or says that it is for it.

    Of "Kommunikatör/webbansvarig" either half will do.
    """
    for name in other.split("/"):
        for match in re.finditer(rf"(?<!\w){re.escape(fold(name))}{_ENDING}(?!\w)", sentence):
            if not _is_in_own_name(sentence, match, own) and _is_about(sentence, match):
                return True
    return False


def _is_about(sentence: str, named: re.Match[str]) -> bool:
    before = sentence[: named.start()]
    is_owned = (named["ending"] or "").endswith("s")  # "kvalitetsteamets del"
    if _ON_BEHALF.search(before):
        return True
    if _BESIDE.search(before) and not is_owned:
        return False
    begins = not before.strip(" >*_•–-")
    return begins or _STATUS.search(sentence) is not None


def _is_in_own_name(sentence: str, named: re.Match[str], own: Collection[str]) -> bool:
    """ "Chef" in "Chef myndighet vuxen"."""
    for name in own:
        for match in re.finditer(re.escape(name), sentence):
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
