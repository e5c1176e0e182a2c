"""One mail about several goals, taken apart goal by goal. Where that would be a guess there is no answer at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from paminn.replies.clean import fold
from paminn.replies.dates import is_only_a_day, new_date
from paminn.replies.form import FIELD, MACHINE, STATUS_CODES, drop_untouched
from paminn.replies.goals import among, broken, is_range, plainly_said
from paminn.replies.inline import points_down
from paminn.replies.leading import ALONE
from paminn.replies.model import Status
from paminn.replies.status import is_greeting, read_status, status_of

_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,3}"
_START = re.compile(rf"^[\s>*_•–-]{{0,6}}((?:delmål|mål|aktivitet|punkt)\s{{0,2}})?({_NUMBER})(?![\d%])(.*)$", re.I)
_ANOTHER = re.compile(rf"^\s{{0,2}}(?:,|och|samt|&|\+|/)\s{{0,2}}(?:delmål\s{{1,2}})?({_NUMBER})(?![\d%])", re.I)
_NOT_A_GOAL = re.compile(r"^\s?(?:procent|miljon|tusen|kr\b|tkr|mkr|19\d\d|20\d\d)", re.I)
_HEADED = re.compile(r"^\s?(?:[:)=–-]|$)")
_ALL = re.compile(
    r"\bsamma (?:svar|status|läge|sak)\b.{0,30}\b(?:alla|samtliga|båda|allt)\b|\b(?:gäller|avser) (?:för "
    r")?(?:alla|samtliga|båda|allt)\b"
    r"|^\W{0,4}(?:alla|samtliga|båda)(?: mina| våra| de)?(?: delmål\w*| mål\w*| aktivitet\w*)?\s?(?::|är\b|=)",
    re.I | re.M,
)
_MOST = 200  # sections; nobody has so many goals
_NOT_ALL = re.compile(r"\b(?:utom|förutom|undantag|inte alla|inte samtliga|inte båda|bortsett)\b", re.I)


@dataclass(frozen=True, slots=True)
class GoalAnswer:
    """What was said about one goal. `status` is None when a person must read it."""

    goal: str
    status: Status | None
    text: str
    new_date: date | None = None


@dataclass(slots=True)
class _Section:
    goals: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    status: Status | None = None
    listed: bool = False  # "1.1: Klar", not a form and not a link
    headed: bool = False  # "1.1:"


class _Unclear(Exception):
    """A goal that was not asked about, or a line that names none."""


def split(text: str, goals: Sequence[str], written: date | None = None) -> tuple[GoalAnswer, ...]:
    """The answers of one mail, written on that day, to a digest of `goals`; () when a person must read it."""
    asked = tuple(dict.fromkeys(goals))
    if not text.strip() or not asked:
        return ()
    try:
        before, sections = _sections([part for line in text.split("\n") for part in broken(line, asked)], asked)
    except _Unclear:
        return ()
    if not sections:
        return _undivided(text, asked, written)
    shared = _shared(before, sections)
    vague = among(shared, asked)
    answers = _merged([answer for section in sections for answer in _answers(section, shared, asked, written)])
    if vague:
        answers = tuple(replace(answer, status=None, new_date=None) for answer in answers)
    said = None if vague else read_status(shared, written)
    if said is not None and any(answer.status is not said for answer in answers):
        return ()
    return answers


def _undivided(text: str, asked: tuple[str, ...], written: date | None) -> tuple[GoalAnswer, ...]:
    """No goal is named: the only goal there is, or "samma svar på alla"."""
    if len(asked) == 1 or (_ALL.search(text) and not _NOT_ALL.search(text) and not among(text, asked)):
        answer = _answers(_Section(asked, text.split("\n")), "", asked, written)
        return tuple(answer)
    return ()


def _sections(lines: Sequence[str], asked: tuple[str, ...]) -> tuple[list[str], list[_Section]]:
    before: list[str] = []
    sections: list[_Section] = []
    for line in lines:
        started = _machine(line, asked) or _started(line, asked)
        if started:
            sections += started
        else:
            (sections[-1].lines if sections else before).append(line)
        if len(sections) > _MOST:
            raise _Unclear
    return before, sections


def _machine(line: str, asked: tuple[str, ...]) -> list[_Section]:
    match = MACHINE.match(line)
    if not match:
        return []
    goal = match[1] or (asked[0] if len(asked) == 1 else "")
    if goal not in asked:
        raise _Unclear
    return [_Section((goal,), [match[3].strip()], STATUS_CODES[match[2].upper()])]


def _started(line: str, asked: tuple[str, ...]) -> list[_Section]:
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
            raise _Unclear
        return []
    if is_range(rest):
        raise _Unclear
    headed = bool(re.match(r"\s?:", rest))
    return [_Section(tuple(goals), [_bare(rest)], listed=bool(rest.strip(" :.")), headed=headed)]


def _bare(words: str) -> str:
    return re.sub(r"^[\s:.)=*_–-]{1,9}", "", words).strip()


def _shared(before: Sequence[str], sections: list[_Section]) -> str:
    """Words for all: those above the first goal (greetings aside), and those below a mere list."""
    words = [line for line in before if line.strip() and not is_greeting(line) and not _only_points(line)]
    if len(sections) > 1 and all(section.listed for section in sections):
        last = sections[-1].lines
        if "" in last and not any("" in section.lines[:-1] for section in sections[:-1]):
            at = last.index("")
            words += [line for line in last[at:] if line.strip()]
            del last[at:]
    return "\n".join(words)


def _only_points(line: str) -> bool:
    """Se mina svar nedan."""
    return len(line) <= 60 and points_down(line) and status_of(line) is None


def _answers(section: _Section, shared: str, asked: tuple[str, ...], written: date | None) -> list[GoalAnswer]:
    """One answer a goal; an untouched form is none."""
    lines, _ = drop_untouched(section.lines)
    whole = "\n".join(lines).strip()
    if not whole and section.status is None:
        return []
    status = section.status or _status(whole, written)
    day = new_date(whole, written) or _late_date(lines, status, written)
    others = [goal for goal in asked if goal not in section.goals]
    if among(whole, others) and not (section.headed and plainly_said(whole)):
        status = day = None
    words = [line for line in lines if not _said_elsewhere(line)]
    text = "\n".join(part for part in (shared, "\n".join(words).strip()) if part)
    return [GoalAnswer(goal, status, text, day) for goal in section.goals]


def _status(whole: str, written: date | None) -> Status | None:
    first = whole.split("\n", 1)[0]
    return read_status(whole, written) or (status_of(first, written) if "\n" not in whole else None)


def _late_date(lines: Sequence[str], status: Status | None, written: date | None) -> date | None:
    """A form's own line for the date has been read already; "Försenad" by link has its date in the free text."""
    return new_date("Nytt datum " + lines[0], written) if status is Status.LATE and lines else None


def _said_elsewhere(line: str) -> bool:
    """A field that holds nothing but the status or the new date."""
    match = FIELD.match(line)
    if not match:
        return False
    value = match[2].strip()
    if match[1].lower() == "status":
        return fold(value[:40]).strip(" .!*_") in ALONE
    return match[1].lower() == "nytt datum" and is_only_a_day(value)


def _merged(answers: Sequence[GoalAnswer]) -> tuple[GoalAnswer, ...]:
    """A goal that is answered twice: both texts; its status and date only if they agree."""
    merged: dict[str, GoalAnswer] = {}
    for answer in answers:
        other = merged.get(answer.goal)
        if other is None:
            merged[answer.goal] = answer
            continue
        statuses = {other.status, answer.status}
        days = {day for day in (other.new_date, answer.new_date) if day is not None}
        merged[answer.goal] = GoalAnswer(
            answer.goal,
            statuses.pop() if len(statuses) == 1 else None,
            "\n".join(dict.fromkeys(text for text in (other.text, answer.text) if text)),
            days.pop() if len(days) == 1 else None,
        )
    return tuple(merged.values())
