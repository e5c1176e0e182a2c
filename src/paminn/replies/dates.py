"""The new date an owner gives: an ISO date or "31 mars 2026", nothing that has to be interpreted."""

from __future__ import annotations

import re
from datetime import date

from paminn.replies.form import FIELD

_MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
_SHORT = {month[:3]: number for number, month in enumerate(_MONTHS, 1)}
_DATE = re.compile(
    r"(?<![\d.-])(?:(20\d\d)-(\d\d)-(\d\d)(?![\d-])"
    r"|(\d{1,2})(?:\s?:?e)?\s+(januari|februari|mars|april|maj|juni|juli|augusti|september|oktober"
    r"|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|dec)\b\.?)\s+(20\d\d)(?!\d))",
    re.I,
)
_LATE = re.compile(
    r"\b(?:försena[dt]e?\b|FORSENAD\b|nytt datum\b|ny (?:tidplan|tid|deadline)\b|nytt slutdatum\b)", re.I
)


def new_date(text: str) -> date | None:
    """The one date that stands at "Nytt datum:", else the one in the line that says Försenad; None if it is not one."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith(">")]
    asked = [match[2] for line in lines if (match := FIELD.match(line)) and match[1].lower() == "nytt datum"]
    filled = [value for value in asked if value.strip()]
    if filled:
        return _only([day for value in filled for day in (_dates(value) or [None])])
    return _only([day for line in lines if (match := _LATE.search(line)) for day in _dates(line[match.end() :])])


def _dates(text: str) -> list[date | None]:
    found: list[date | None] = []
    for match in _DATE.finditer(text[:2_000]):
        if match[1]:
            found.append(_date(match[1], match[2], match[3]))
        else:
            found.append(_date(match[6], str(_SHORT[match[5].lower()[:3]]), match[4]))
    return found


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _only(days: list[date | None]) -> date | None:
    """The date, if all say the same."""
    return days[0] if days and len(set(days)) == 1 else None
