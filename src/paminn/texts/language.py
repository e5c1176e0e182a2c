"""Swedish dates, lists and numbers. Months come from a table, never from the locale of the machine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from paminn.plan.months import MONTHS

_WORDS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def swedish_date(day: date) -> str:
    """31 december 2025"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def swedish_list(items: Iterable[str]) -> str:
    """a, b och c"""
    *first, last = list(items) or [""]
    return f"{', '.join(first)} och {last}" if first else last


def in_parts(some: int, total: int) -> str:
    """i en av två delar; nothing when it is all of them"""
    return "" if some == total else f"i {count_word(some, common=True)} av {count_word(total)} delar"


def count_word(number: int, common: bool = False) -> str:
    """noll, ett … tolv, then figures. `common` is for en-words: en påminnelse, but ett delmål."""
    if number == 1 and common:
        return "en"
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)
