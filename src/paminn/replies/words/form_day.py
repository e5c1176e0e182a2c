"""A day as somebody writes it in our form, read by the time plan's own grammar."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from paminn.plan.model import Kind, Timeframe
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
_LONGEST = 40  # characters of a date without a word besides
_LONGEST_WITHOUT_YEAR = 30


@lru_cache(maxsize=512)
def read_day(value: str) -> date | None:
    """The last day of what the grammar reads without a doubt; words in a sentence of their own may follow."""
    if not _MAY_BE.search(value):
        return None
    words = value.strip()
    first_sentence = _SENTENCE.split(words, maxsplit=1)[0]
    if DOUBT.search(first_sentence):
        return None
    for candidate in (words, first_sentence):
        timeframe = _timeframe(candidate)
        if timeframe.kind in (Kind.DEADLINE, Kind.PERIOD) and _is_one_day(timeframe):
            return timeframe.end
    return None


def year_of(value: str, after: date) -> int | None:
    """The year that makes a day and a month the next such day after `after`, if it is not nearly a year away."""
    words = value.strip(" .")
    if len(words) > _LONGEST_WITHOUT_YEAR or not any(character.isdigit() for character in words):
        return None
    for year in (after.year, after.year + 1):
        day = _deadline(f"{words} {year}")
        if day is None or day <= after:
            continue
        if day.year == year and day - after <= _NEAR:
            return year
        return None
    return None


def is_only_a_day(value: str) -> bool:
    """A date, and not a word besides."""
    if len(value) > _LONGEST or not _ONLY_A_DAY.fullmatch(value.strip()):
        return False
    return read_day(value) is not None


def _deadline(words: str) -> date | None:
    timeframe = _timeframe(words)
    if timeframe.kind is not Kind.DEADLINE or not _is_one_day(timeframe):
        return None
    return timeframe.end


def _timeframe(words: str) -> Timeframe:
    return read_timeframe(words, period=_PERIOD, decided=_PERIOD[0])


def _is_one_day(timeframe: Timeframe) -> bool:
    """It ends once, and nothing in it is in doubt."""
    return bool(timeframe.end) and not timeframe.warnings and not timeframe.more_days
