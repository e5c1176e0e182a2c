"""The new date an owner gives. At "Nytt datum:" the plan's own grammar reads it; in free text only a whole date counts.

What the grammar does not read for certain is no date but a question for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from paminn.replies.lexicon.times import MONTH, MONTH_BEGINNINGS, SHORT_MONTH
from paminn.replies.words.form import filled
from paminn.replies.words.form_day import DOUBT, read_day, year_of

_DATE = re.compile(
    r"(?<![\d.-])(?:(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])"
    rf"|(?P<day2>\d{{1,2}})(?:\s?:?e)?\s+(?P<name>{MONTH}|(?:{SHORT_MONTH})\b\.?)\s+(?P<year2>20\d\d)(?!\d))",
    re.I,
)
_LATE = re.compile(
    r"\b(?:försena[dt]e?\b|FORSENAD\b|nytt datum\b|nytt slutdatum\b|ny (?:tidplan|tid|deadline)\b)", re.I
)
_PROMISE = re.compile(
    r"\b(?:nytt (?:slut)?datum|ny (?:tidplan|tid|deadline)|till|senast|klara?t?|färdigt?a?"
    r"|räknar med|beräknas|flytta[st]?|slutför[st]?|avsluta[st])\b",
    re.I,
)
_ANOTHER_TIME = re.compile(
    r"\b(?:sedan|fick|från|var|blev|hade|uppdrag\w*|beslut\w*|ursprung\w*|tidigare|gamla|mejl\w*|möte\w*)\b", re.I
)
_GONE = re.compile(rf"(?:\bden\s{{1,3}})?(?:{_DATE.pattern})", re.I)
_END_OF_SENTENCE = re.compile(r"[.!?;]\s")

_MOST = 60  # new dates in one mail; nobody has so many goals
_LONGEST = 200  # characters of a date in the form
_LONGEST_LINE = 2_000
_FAR = timedelta(days=5 * 366)  # nobody promises that


def new_date(text: str, written: date | None = None) -> date | None:
    """The one date at "Nytt datum:", else the one promised in the line that says Försenad, in a mail of `written`."""
    lines = _own_lines(text)
    in_form = _days_in_form(lines)
    day = _only(in_form or _days_promised(lines))
    if day is None or _is_likely(day, written):
        return day
    gone_by = written is not None and day < written
    return day if in_form and gone_by else None  # what the form says is shown, and flagged


def unclear_date(text: str, after: date | None = None) -> bool:
    """Something at "Nytt datum:" is no date; or the new date had gone by, or was years ahead, when the mail came."""
    lines = _own_lines(text)
    in_form = _days_in_form(lines)
    if in_form:
        return not all(day is not None and _is_likely(day, after) for day in in_form)
    day = _only(_days_promised(lines))
    return day is not None and not _is_likely(day, after)


def with_year(text: str, after: date | None) -> str:
    """ "Nytt datum: 31 mars", in a mail written `after`, with the only year that can be meant."""
    if after is None:
        return text
    lines = text.split("\n")
    for index, value in _fields(lines):
        if read_day(value) is not None:
            continue
        year = year_of(value, after)
        if year is not None:
            lines[index] = f"{lines[index].rstrip(' .')} {year}"
    return "\n".join(lines)


def gone_days(text: str, written: date | None) -> str:
    """`text` with a word for each whole date that had come when the mail was `written`: "Klart 2025-10-14"."""
    if written is None:
        return text

    def word(match: re.Match[str]) -> str:
        day = _day_of(match)
        if day is not None and day <= written:
            return "förr"
        return match[0]

    return _GONE.sub(word, text)


def _own_lines(text: str) -> list[str]:
    """The lines that are not cited."""
    return [line for line in text.split("\n") if not line.lstrip().startswith(">")]


def _fields(lines: list[str]) -> Iterator[tuple[int, str]]:
    """(line, value) of each date in the form."""
    for index, value in islice(filled(lines, "nytt datum"), _MOST):
        yield index, value[:_LONGEST]


def _days_in_form(lines: list[str]) -> list[date | None]:
    """The day of each date in the form; None for what is no date."""
    return [read_day(value) for _, value in _fields(lines)]


def _days_promised(lines: list[str]) -> list[date | None]:
    """The days that are promised in the lines that say Försenad."""
    days: list[date | None] = []
    for line in lines:
        late = _LATE.search(line)
        if late:
            days += _promised(line[late.start() :])
    return days


def _promised(text: str) -> list[date | None]:
    """The days that are promised, each with a word that says so; None for one that is doubted."""
    days: list[date | None] = []
    end = 0
    for match in _DATE.finditer(text[:_LONGEST_LINE]):
        words = _END_OF_SENTENCE.split(text[end : match.start()])[-1]
        end = match.end()
        if DOUBT.search(words):
            days.append(None)
        elif _PROMISE.search(words) and not _ANOTHER_TIME.search(words):
            days.append(_day_of(match))
    return days


def _is_likely(day: date, written: date | None) -> bool:
    return written is None or written <= day <= written + _FAR


def _day_of(match: re.Match[str]) -> date | None:
    if match["year"]:
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    else:
        name = match["name"].lower()
        year, month, day = int(match["year2"]), MONTH_BEGINNINGS[name[:3]], int(match["day2"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _only(days: list[date | None]) -> date | None:
    """The date, if all say the same."""
    return days[0] if len(set(days)) == 1 else None
