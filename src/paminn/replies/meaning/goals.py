"""The goals' own numbers as they stand in a text: where one is named, and where a line can be broken in front of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from paminn.replies.lexicon.comparing import either, fold
from paminn.replies.lexicon.statuses import BEGINNINGS, CHOICES
from paminn.replies.meaning.leading import leading
from paminn.replies.words.goal_numbers import LEVEL, NUMBER, as_in_the_plan, is_no_mere_figure

_LONGEST = 2_000  # characters; a longer line is not taken apart
_NAMED = re.compile(rf"(?<![\w.,/§-])({NUMBER})(?![\w/]|\.\d|,\d|-\w|\s?%)", re.I)
_LIKE_A_GOAL = re.compile(
    r"(?<![\w.,/§-])(?<!kl )(?<!kl\. )(?<!§ )(?<!version )(?<!avsnitt )(?<!kapitel )(?<!bilaga )"
    r"(\d{1,2}\.[1-9]\d?(?:\.\d{1,2})?)"
    r"(?![\w/]|\.\d|,\d|-\w|\s?(?:%|procent|miljon|tusen|kr\b|tkr|mkr|heltid|tjänst|timm))",
    re.I,
)
_BOUNDARY = re.compile(
    r"(?:[,;.!?]\s{1,3}(?:(?:och|samt|men|medan)\s{1,3})?|\s(?:och|samt|men|medan)\s{1,3}|(?<=[\w)])\s{1,3})"
    rf"(?=(?:{LEVEL}\s{{1,2}})?({NUMBER})(?!\d|\.\d)(?:[\s:)=,–-]|\.\s)(?!\s?%))",
    re.I,
)
_FIRST = re.compile(rf"^[\s>*_•–-]{{0,6}}(?:{LEVEL}\s{{0,2}})?({NUMBER})(?![\d%])", re.I)
_CHOSEN = re.compile(rf"(?:{either(CHOICES)})\b")
_STATUS_BEFORE = re.compile(rf"\b(?:{either(BEGINNINGS)})\W{{0,3}}$")
_ENDS_OF_SENTENCES = (".", "!", "?")
_CALLED = re.compile(rf"\b{LEVEL}\s{{1,2}}(?:nr\.?\s|nummer\s)?$", re.I)
_LISTED = re.compile(rf"(?:^|[\s,])({NUMBER})\s?$", re.I)
_RANGE = re.compile(rf"^\s?(?:[–—-]|till(?: och med)?\b|t\.?\s?o\.?\s?m\b\.?)\s?(?:{NUMBER})(?![\d%]|-\d)", re.I)
_SAYS_MORE = re.compile(
    r"\b(?:klart?|klara|fardig\w*|pagar|pagaende|forsena\w*|paborja\w*|avsluta\w*|inte|ej|nej"
    r"|galler|avser|menar|fel)\b"
)


def among(text: str, goals: Collection[str]) -> bool:
    """Whether one of `goals` is named. A mere figure ("3 utbildningar") names one only where it is called one."""
    for match in _NAMED.finditer(text):
        number = as_in_the_plan(match[1])
        if number in goals and (is_no_mere_figure(number) or _CALLED.search(text[: match.start()])):
            return True
    return False


@lru_cache(maxsize=64)
def named(text: str) -> frozenset[str]:
    """What looks like the number of a goal, whichever were asked."""
    return frozenset(match[1] for match in _LIKE_A_GOAL.finditer(text))


def broken(line: str, asked: tuple[str, ...]) -> list[str]:
    """ "1.1 klar, 1.2 pågår" as two lines. A list of numbers ("1.1, 1.2 och 2.1") stays in one."""
    first = _FIRST.match(line)
    begins_with_a_goal = first is not None and as_in_the_plan(first[1]) in asked
    if len(line) > _LONGEST or not begins_with_a_goal:  # only what begins with a goal is a list of goals
        return [line]
    parts: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(line):
        goal = as_in_the_plan(match[1])
        before = line[start : match.start()]
        if goal not in asked or not is_no_mere_figure(goal) or _ends_with_one_of(before, asked):
            continue
        if not match[0].strip() and not _STATUS_BEFORE.search(fold(before[-40:])):  # 1.1 klart 1.2 pågår
            continue
        sign = match[0].rstrip()
        if match[0].startswith(_ENDS_OF_SENTENCES):
            before += sign
        parts.append(before)
        start = match.end()
    parts.append(line[start:])
    return parts


def _ends_with_one_of(before: str, asked: tuple[str, ...]) -> bool:
    """A list of numbers goes on."""
    listed = _LISTED.search(before[-20:])
    return listed is not None and as_in_the_plan(listed[1]) in asked


def is_range(rest: str) -> bool:
    """1.1–1.3, 1.1 till 1.3: which goals that means is for a person."""
    return bool(_RANGE.match(rest))


def plainly_said(words: str) -> bool:
    """ "klar men hänger ihop med 1.2": the status comes first, and nothing behind it can be another goal's."""
    if "\n" in words:
        return False
    folded = fold(words)
    if leading(words).status is not None:
        return len(_SAYS_MORE.findall(folded)) == 1
    chosen = _CHOSEN.match(fold(words[:40]))
    return chosen is not None and not _SAYS_MORE.search(folded[chosen.end() :])
