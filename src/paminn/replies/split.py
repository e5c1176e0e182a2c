"""One mail about several goals, taken apart goal by goal. Where that would be a guess there is no answer at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from paminn.replies.dates import new_date, read_day
from paminn.replies.form import FIELD, MACHINE, STATUS_CODES, drop_untouched
from paminn.replies.inline import points_down
from paminn.replies.model import Status
from paminn.replies.status import is_greeting, read_status, status_of

_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,3}"
_START = re.compile(rf"^[\s>*_•–-]{{0,6}}((?:delmål|mål|aktivitet|punkt)\s{{0,2}})?({_NUMBER})(?![\d%])(.*)$", re.I)
_ANOTHER = re.compile(rf"^\s{{0,2}}(?:,|och|samt|&|\+|/)\s{{0,2}}(?:delmål\s{{1,2}})?({_NUMBER})(?![\d%])", re.I)
_INLINE = re.compile(rf"(?:[,;.]\s+|\s(?:och|samt|men|medan)\s+)(?:delmål\s+)?({_NUMBER})(?=[\s:)=–-])(?!\s?%)", re.I)
_NOT_A_GOAL = re.compile(r"^\s?(?:procent|miljon|tusen|kr\b|tkr|mkr|19\d\d|20\d\d)", re.I)
_HEADED = re.compile(r"^\s?(?:[:)=–-]|$)")
_ALL = re.compile(
    r"\bsamma (?:svar|status|läge|sak)\b.{0,30}\b(?:alla|samtliga|båda|allt)\b|\b(?:gäller|avser) (?:för "
    r")?(?:alla|samtliga|båda|allt)\b"
    r"|^\W{0,4}(?:alla|samtliga|båda)(?: mina| våra| de)?(?: delmål\w*| mål\w*| aktivitet\w*)?\s?(?::|är\b|=)",
    re.I | re.M,
)
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


class _Unclear(Exception):
    """A goal that was not asked about, or a line that names none."""


def split(text: str, goals: Sequence[str]) -> tuple[GoalAnswer, ...]:
    """The answers of one mail to a digest of `goals`; () when a person must read it."""
    asked = tuple(dict.fromkeys(goals))
    if not text.strip() or not asked:
        return ()
    try:
        before, sections = _sections(text.split("\n"), asked)
    except _Unclear:
        return ()
    if not sections:
        return _undivided(text, asked)
    shared = _shared(before, sections)
    answers = _merged([answer for section in sections for answer in _answers(section, shared)])
    said = read_status("\n".join(before))
    if said is not None and any(answer.status is not said for answer in answers):
        return ()
    return answers


def _undivided(text: str, asked: tuple[str, ...]) -> tuple[GoalAnswer, ...]:
    """No goal is named: the only goal there is, or "samma svar på alla"."""
    if len(asked) == 1 or (_ALL.search(text) and not _NOT_ALL.search(text) and not _mentions(text, asked)):
        answer = _answers(_Section(asked, text.split("\n")), "")
        return tuple(answer)
    return ()


def _mentions(text: str, asked: tuple[str, ...]) -> bool:
    return any(number in asked for number in re.findall(rf"(?<![\d.-]){_NUMBER}(?![\d-])", text))


def _sections(lines: Sequence[str], asked: tuple[str, ...]) -> tuple[list[str], list[_Section]]:
    before: list[str] = []
    sections: list[_Section] = []
    for line in lines:
        started = _machine(line, asked) or _started(line, asked)
        if started:
            sections += started
        else:
            (sections[-1].lines if sections else before).append(line)
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
    match = _START.match(line[:2_000])
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
    pieces = _inline(rest, asked)
    first = _Section(tuple(goals), [_bare(pieces[0][1])], listed=bool(rest.strip(" :.")))
    return [first, *(_Section((goal,), [_bare(words)], listed=True) for goal, words in pieces[1:])]


def _inline(rest: str, asked: tuple[str, ...]) -> list[tuple[str, str]]:
    """ "klar, 1.2 pågår, 2.1 försenad" -> its pieces, if every one of them has a status of its own."""
    pieces: list[tuple[str, str]] = []
    goal, at = "", 0
    for match in _INLINE.finditer(rest):
        if match[1] in asked:
            pieces.append((goal, rest[at : match.start()]))
            goal, at = match[1], match.end()
    pieces.append((goal, rest[at:]))
    whole = [("", rest)]
    return pieces if len(pieces) > 1 and all(status_of(_bare(words)) for _, words in pieces) else whole


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


def _answers(section: _Section, shared: str) -> list[GoalAnswer]:
    """One answer a goal; an untouched form is none."""
    lines, _ = drop_untouched(section.lines)
    whole = "\n".join(lines).strip()
    if not whole and section.status is None:
        return []
    status = section.status or _status(whole)
    day = new_date(whole) or _late_date(lines, status)
    words = [line for line in lines if not _said_elsewhere(line)]
    text = "\n".join(part for part in (shared, "\n".join(words).strip()) if part)
    return [GoalAnswer(goal, status, text, day) for goal in section.goals]


def _status(whole: str) -> Status | None:
    first = whole.split("\n", 1)[0]
    return read_status(whole) or (status_of(first) if "\n" not in whole else None)


def _late_date(lines: Sequence[str], status: Status | None) -> date | None:
    """A form's own line for the date has been read already; "Försenad" by link has its date in the free text."""
    return new_date("Nytt datum " + lines[0]) if status is Status.LATE and lines else None


def _said_elsewhere(line: str) -> bool:
    """A field that holds nothing but the status or the new date."""
    match = FIELD.match(line)
    if not match:
        return False
    value = match[2].strip()
    if match[1].lower() == "status":
        return status_of(value) is not None and len(value.split()) <= 2
    return match[1].lower() == "nytt datum" and read_day(value) is not None


def _merged(answers: Sequence[GoalAnswer]) -> tuple[GoalAnswer, ...]:
    """A goal that is answered twice: both texts; its status and date only if they agree."""
    merged: dict[str, GoalAnswer] = {}
    for answer in answers:
        other = merged.get(answer.goal)
        if other is None:
            merged[answer.goal] = answer
            continue
        statuses = {status for status in (other.status, answer.status) if status is not None}
        days = {day for day in (other.new_date, answer.new_date) if day is not None}
        merged[answer.goal] = GoalAnswer(
            answer.goal,
            statuses.pop() if len(statuses) == 1 else None,
            "\n".join(dict.fromkeys(text for text in (other.text, answer.text) if text)),
            days.pop() if len(days) == 1 else None,
        )
    return tuple(merged.values())
