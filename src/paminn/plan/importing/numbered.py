"""What areas, goals and actions are numbered in a document, and their words without the number."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"^\s*((?:[A-ZÅÄÖ]{1,2}\.?)?\d{1,3}(?:\.\d{1,3})*[a-zåäö]?|[A-ZÅÄÖ](?=[.)]\s))[.):]?\s+(?=\S)")
_AREA = re.compile(
    r"^((?:fokus|mål|insats|utvecklings)?område|perspektiv|delmål|mål|tema|strategi|inriktning)\s+"
    r"([A-ZÅÄÖ]|\d{1,2}|[IVX]+)\s*[.:–-]?\s+",
    re.IGNORECASE,
)
_GOAL = re.compile(
    r"^(?:del|effekt|inriktnings|resultat|nämnd|verksamhets|etapp|huvud)?mål\s+"
    r"(?P<number>(?:[A-ZÅÄÖ]\.?)?\d{1,3}(?:\.\d{1,3})*|[A-ZÅÄÖ])\s*[.:–-]?(?:\s+(?P<words>.+))?$",
    re.IGNORECASE | re.DOTALL,
)


_GOAL_WORD = re.compile(r"^([a-zåäö]*mål)\s+(?:[A-ZÅÄÖ]\.?)?\d", re.IGNORECASE)


def numbered(number: str, words: str) -> tuple[str, str]:
    """A row's number and its words without it; `number` is what a column of numbers says."""
    stated = number.strip().rstrip(".:)")
    if stated:
        return stated, words.strip()
    found = _NUMBER.match(words)
    if found:
        return found[1].rstrip("."), words[found.end() :].strip()
    return "", words.strip()


def goal_called(words: str) -> tuple[str, str]:
    """ "Delmål 1.2 Barn blir hörda", "1.2. Barn blir hörda": the number and the words. "Mål 3" has no words."""
    called = _GOAL.match(words.strip())
    if called:
        return called["number"], (called["words"] or "").strip()
    return numbered("", words)


def is_called_a_goal(heading: str) -> bool:
    """Whether a heading says that it is a goal's, by its level and number: "Delmål 1.2 Barn blir hörda"."""
    return _GOAL.match(heading.strip()) is not None


def level_word(words: str) -> str:
    """What an area's or a goal's heading calls itself before its number: "Perspektiv"; empty where it does not."""
    for pattern in (_AREA, _GOAL_WORD):
        said = pattern.match(words.strip())
        if said:
            return said[1].casefold()
    return ""


def area_called(words: str, counted: str) -> tuple[str, str]:
    """ "Område A. Ledning", "1. Förebyggande", "Energi": the number and the title.

    `counted` is the number that the document counts by itself.
    """
    level = _AREA.match(words)
    if level:
        return level[2], words[level.end() :]
    if counted:
        return counted, words
    return numbered("", words)
