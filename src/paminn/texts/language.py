"""Swedish dates, lists and numbers. Months come from a table, never from the locale of the machine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import zip_longest

from paminn.plan.level_names import Noun
from paminn.plan.months import MONTHS

_WORDS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def swedish_date(day: date) -> str:
    """31 december 2025"""
    month = MONTHS[day.month - 1]
    return f"{day.day} {month} {day.year}"


def swedish_days(days: Iterable[date]) -> str:
    """1, 23 och 29 juni 2026; 22 december 2026 och 12 januari 2027"""
    in_order = sorted(days)
    words = []
    for day, following in zip_longest(in_order, in_order[1:]):
        if following is None or following.year != day.year:
            words.append(swedish_date(day))
        elif following.month != day.month:
            words.append(f"{day.day} {MONTHS[day.month - 1]}")
        else:
            words.append(str(day.day))
    return swedish_list(words)


def swedish_list(items: Iterable[str]) -> str:
    """a, b och c"""
    return _joined(items, "och")


def swedish_choice(items: Iterable[str]) -> str:
    """a, b eller c"""
    return _joined(items, "eller")


def _joined(items: Iterable[str], word: str) -> str:
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    *first, last = words
    return f"{', '.join(first)} {word} {last}"


def in_parts(count: int, total: int) -> str:
    """i en av två delar; nothing when it is all of them"""
    if count == total:
        return ""
    return f"i {count_word(count, common=True)} av {count_word(total)} delar"


def count_word(number: int, common: bool = False) -> str:
    """noll, ett … tolv, then figures. `common` is for en-words: en påminnelse, but ett delmål."""
    if number == 1 and common:
        return "en"
    if 0 <= number < len(_WORDS):
        return _WORDS[number]
    return str(number)


def counted(number: int, noun: Noun) -> str:
    """ett mål, en åtgärd, tre åtgärder"""
    return f"{count_word(number, common=not noun.is_neuter)} {noun.of(number)}"
