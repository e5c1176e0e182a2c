"""The new date an owner gives. At "Nytt datum:" the plan's own grammar reads it; in free text only a whole date counts.

What the grammar does not read for certain is no date but a question for a person.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import islice

from paminn.replies.lexicon.times import MONTH, MONTH_BEGINNINGS, SHORT_MONTH
from paminn.replies.words.form import filled
from paminn.replies.words.form_day import DOUBT, read_day, year_of

_DATE = re.compile(
    r"(?<![\d.-])(?:(20\d\d)-(\d\d)-(\d\d)(?![\d-])"
    rf"|(\d{{1,2}})(?:\s?:?e)?\s+({MONTH}|(?:{SHORT_MONTH})\b\.?)\s+(20\d\d)(?!\d))",
    re.I,
)
_LATE = re.compile(
    r"\b(?:försena[dt]e?\b|FORSENAD\b|nytt datum\b|ny (?:tidplan|tid|deadline)\b|nytt slutdatum\b)", re.I
)

_PROMISE = re.compile(
    r"\b(?:nytt (?:slut)?datum|ny (?:tidplan|tid|deadline)|till|klara?t?|senast|färdigt?a?|räknar med"
    r"|beräknas|flytta[st]?"
    r"|slutför[st]?|avsluta[st])\b",
    re.I,
)
_ELSEWHEN = re.compile(
    r"\b(?:sedan|fick|från|var|blev|hade|uppdrag\w*|beslut\w*|ursprung\w*|tidigare|gamla|mejl\w*|möte\w*)\b", re.I
)
_GONE = re.compile(rf"(?:\bden\s{{1,3}})?(?:{_DATE.pattern})", re.I)

_MOST = 60  # new dates in one mail; nobody has so many goals
_FAR = timedelta(days=5 * 366)  # nobody promises that


def new_date(text: str, written: date | None = None) -> date | None:
    """The one date at "Nytt datum:", else the one promised in the line that says Försenad, in a mail of `written`."""
    day = _new_date(text)
    if day is None or written is None or _likely(day, written):
        return day
    return day if day < written and _filled(_own(text)) else None  # what the form says is shown, and flagged


def _likely(day: date, written: date | None) -> bool:
    return written is None or written <= day <= written + _FAR


def _new_date(text: str) -> date | None:
    lines = _own(text)
    asked = [read_day(value) for _, value in _filled(lines)]
    if asked:
        return _only(asked)
    return _only([day for line in lines if (match := _LATE.search(line)) for day in _promised(line[match.start() :])])


def unclear_date(text: str, after: date | None = None) -> bool:
    """Something at "Nytt datum:" is no date; or the new date had gone by, or was years ahead, when the mail came."""
    days = [read_day(value) for _, value in _filled(_own(text))] or [_new_date(text) or date.min]
    return any(day is None or (day != date.min and not _likely(day, after)) for day in days)


def with_year(text: str, after: date | None) -> str:
    """ "Nytt datum: 31 mars", in a mail written `after`, with the only year that can be meant."""
    if after is None:
        return text
    lines = text.split("\n")
    for at, value in _filled(lines):
        year = year_of(value, after) if read_day(value) is None else None
        if year is not None:
            lines[at] = f"{lines[at].rstrip(' .')} {year}"
    return "\n".join(lines)


def _own(text: str) -> list[str]:
    return [line for line in text.split("\n") if not line.lstrip().startswith(">")]


def _filled(lines: list[str]) -> list[tuple[int, str]]:
    return [(at, value[:200]) for at, value in islice(filled(lines, "nytt datum"), _MOST)]


def _promised(text: str) -> list[date | None]:
    """The days that are promised, each with a word that says so; None for one that is doubted."""
    found: list[date | None] = []
    at = 0
    for match in _DATE.finditer(text[:2_000]):
        words = re.split(r"[.!?;]\s", text[at : match.start()])[-1]
        at = match.end()
        if DOUBT.search(words):
            found.append(None)
        elif _PROMISE.search(words) and not _ELSEWHEN.search(words):
            found.append(_day(match))
    return found


def gone_days(text: str, written: date | None) -> str:
    """`text` with a word for each whole date that had come when the mail was `written`: "Klart 2025-10-14"."""

    def word(match: re.Match[str]) -> str:
        day = _day(match)
        return "förr" if written is not None and day is not None and day <= written else match[0]

    return text if written is None else _GONE.sub(word, text)


def _day(match: re.Match[str]) -> date | None:
    if match[1]:
        return _date(match[1], match[2], match[3])
    return _date(match[6], str(MONTH_BEGINNINGS[match[5].lower()[:3]]), match[4])


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _only(days: list[date | None]) -> date | None:
    """The date, if all say the same."""
    return days[0] if days and len(set(days)) == 1 else None
