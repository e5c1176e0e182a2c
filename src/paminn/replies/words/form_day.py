"""A day as somebody writes it in our form, read by the time plan's own grammar."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from paminn.plan.model import Kind
from paminn.plan.timeframe import read_timeframe
from paminn.replies.lexicon.times import MONTH, SHORT_MONTH

DOUBT = re.compile(
    r"\b(?:eller|kanske|inte|ej|tidigast|ca|cirka|ungefär|omkring|kring|nog|troligen|troligtvis|eventuellt|ev|om|ifall"
    r"|hoppas|förhoppningsvis|prel\w*|möjligen|tror|borde|skulle)\b|\?",
    re.I,
)
_ONLY_A_DAY = re.compile(
    rf"(?:(?:den|senast|vt|ht|q|v|vecka|[./-]|\d+|:?e|(?:{MONTH}|{SHORT_MONTH})\b)[\s.]*){{1,8}}",
    re.I,
)
_PERIOD = date(2000, 1, 1), date(2099, 12, 31)
_SENTENCE = re.compile(r"\.\s+(?=[A-ZÅÄÖ])")
_MAY_BE = re.compile(r"^(?=.{0,80}$|.{0,60}\.\s).{0,60}\d\d", re.S)  # a year has two digits, and a date is short
_NEAR = timedelta(days=274)  # a day without a year is the next one, if that is not nearly a year away


@lru_cache(maxsize=512)
def read_day(value: str) -> date | None:
    """The last day of what the grammar reads without a doubt; words in a sentence of their own may follow."""
    if not _MAY_BE.search(value) or DOUBT.search(_SENTENCE.split(value.strip(), maxsplit=1)[0]):
        return None
    for words in dict.fromkeys((value.strip(), _SENTENCE.split(value.strip(), maxsplit=1)[0])):
        read = read_timeframe(words, period=_PERIOD, decided=_PERIOD[0])
        certain = not read.warnings and not read.more_days
        if read.kind in (Kind.DEADLINE, Kind.PERIOD) and read.end and certain:
            return read.end
    return None


def year_of(value: str, after: date) -> int | None:
    """The year that makes a day and a month the next such day after `after`, if it is not nearly a year away."""
    words = value.strip(" .")
    if len(words) > 30 or not any(character.isdigit() for character in words):
        return None
    for year in (after.year, after.year + 1):
        read = read_timeframe(f"{words} {year}", period=_PERIOD, decided=_PERIOD[0])
        if read.kind is Kind.DEADLINE and read.end and read.end > after and not (read.warnings or read.more_days):
            return year if read.end.year == year and read.end - after <= _NEAR else None
    return None


def is_only_a_day(value: str) -> bool:
    """A date, and not a word besides."""
    return len(value) <= 40 and bool(_ONLY_A_DAY.fullmatch(value.strip())) and read_day(value) is not None
