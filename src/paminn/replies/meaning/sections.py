"""Where in a mail each goal is spoken of: a line begins with its number, or a link wrote it there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from paminn.replies.lexicon.statuses import OF_LINK_CODE
from paminn.replies.meaning.goals import broken, is_range
from paminn.replies.meaning.one_status import status_of
from paminn.replies.words.form import MACHINE
from paminn.standing.answer import Status

_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,3}"
_START = re.compile(rf"^[\s>*_•–-]{{0,6}}((?:delmål|mål|aktivitet|punkt)\s{{0,2}})?({_NUMBER})(?![\d%])(.*)$", re.I)
_ANOTHER = re.compile(rf"^\s{{0,2}}(?:,|och|samt|&|\+|/)\s{{0,2}}(?:delmål\s{{1,2}})?({_NUMBER})(?![\d%])", re.I)
_NOT_A_GOAL = re.compile(r"^\s?(?:procent|miljon|tusen|kr\b|tkr|mkr|19\d\d|20\d\d)", re.I)
_HEADED = re.compile(r"^\s?(?:[:)=–-]|$)")
_MOST = 200  # sections; nobody has so many goals


@dataclass(slots=True)
class Section:
    """The lines about these goals, and the status that a link gave them."""

    goals: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    status: Status | None = None
    listed: bool = False  # "1.1: Klar", not a form and not a link
    headed: bool = False  # "1.1:"


class Unclear(Exception):
    """A goal that was not asked about, or a line that names none."""


def sections(text: str, asked: tuple[str, ...]) -> tuple[list[str], list[Section]]:
    """(the lines above the first goal that is named, a section for each place where goals are). Raises `Unclear`."""
    before: list[str] = []
    found: list[Section] = []
    for line in (part for whole in text.split("\n") for part in broken(whole, asked)):
        started = _machine(line, asked) or _started(line, asked)
        if started:
            found += started
        else:
            (found[-1].lines if found else before).append(line)
        if len(found) > _MOST:
            raise Unclear
    return before, found


def _machine(line: str, asked: tuple[str, ...]) -> list[Section]:
    match = MACHINE.match(line)
    if not match:
        return []
    goal = match[1] or (asked[0] if len(asked) == 1 else "")
    if goal not in asked:
        raise Unclear
    return [Section((goal,), [match[3].strip()], OF_LINK_CODE[match[2].upper()])]


def _started(line: str, asked: tuple[str, ...]) -> list[Section]:
    """The section or sections that a line begins, if it begins with a goal's number."""
    match = _START.match(line)
    if not match or _NOT_A_GOAL.match(match[3]) or not (match[1] or "." in match[2]):
        return []
    goals, rest = [match[2]], match[3]
    while (another := _ANOTHER.match(rest)) and len(goals) < 50:
        goals.append(another[1])
        rest = rest[another.end() :]
    if not set(goals) <= set(asked):
        if match[1] or _HEADED.match(rest) or status_of(_bare(rest)):
            raise Unclear
        return []
    if is_range(rest):
        raise Unclear
    headed = bool(re.match(r"\s?:", rest))
    return [Section(tuple(goals), [_bare(rest)], listed=bool(rest.strip(" :.")), headed=headed)]


def _bare(words: str) -> str:
    return re.sub(r"^[\s:.)=*_–-]{1,9}", "", words).strip()
