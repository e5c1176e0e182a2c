"""When somebody who is away says that they are back. Two days, or none that is plain, are no day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from paminn.replies.lexicon.comparing import either, fold
from paminn.replies.lexicon.times import ENGLISH_WEEKDAYS, MONTH_BEGINNINGS, WEEKDAYS

_MONTH = rf"({either(MONTH_BEGINNINGS)})[a-z]{{0,7}}\b\.?"
_DAY = re.compile(
    r"(?<![\d/-])(?:"
    r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?::?[ae]|st|nd|rd|th)? (?:of )?(?P<name>{_MONTH})(?:,? (?P<year2>20\d\d))?"
    rf"|(?P<name3>{_MONTH}) (?P<day3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year3>20\d\d))?"
    r"|(?P<day4>\d{1,2})/(?P<month4>\d{1,2})(?:[ /-](?P<year4>20\d\d))?"
    r"|(?:v|vecka|week)\.? ?(?P<week>\d{1,2})\b"
    rf"|(?P<weekday>{either(WEEKDAYS)})(?:en)?\b(?!,? (?:den )?\d))(?![\d/-])"
)
_BETWEEN = (
    r"(?:(?:igen|i tjanst|pa kontoret|pa plats|pa jobbet|i arbete|den|pa|nu|forran|forst|fore|tidigast"
    rf"|(?:{either(WEEKDAYS)})(?:en)?|again|in|at|to|the|office|work|on"
    rf"|{either(ENGLISH_WEEKDAYS)})[ ,]{{1,3}}){{0,5}}$"
)
_BACK = re.compile(r"\b(?:tillbaka|ater|aterkommer|back|return|returning|returns)[ :,]{1,3}" + _BETWEEN)
_BACK_AFTER = re.compile(r"[ ,]{1,3}(?:(?:ar|kommer|i|jag|will|be|am) ){0,3}(?:tillbaka|ater|back)\b")
_UNTIL = re.compile(r"\b(?:till|until)[ :]{1,3}" + _BETWEEN)
_THROUGH = re.compile(
    r"(?:\bmellan [^.]{3,40} och|\btill och med|\bt\.? ?o\.? ?m\.?|\bthrough|\d ?[-–—])[ :]{0,3}" + _BETWEEN
)
_RANGE = re.compile(r"(\d/\d{1,2}|\d{4}-\d\d-\d\d)(?:--?|–|—)(?=\d)")  # 22/12-9/1
_WHEN = rf"(?:i tjanst|pa (?:plats|kontoret|jobbet)|(?:den |v\.? ?|vecka )?\d|(?:pa )?(?:{either(WEEKDAYS)}))"
_AWAY = re.compile(
    r"\b(?:franvar\w*|semester\w*|\w{0,12}ledig(?:heten|het)?|sjukskriven|bortrest"
    r"|(?:ej|inte) (?:pa (?:plats|kontoret|jobbet)|i (?:tjanst|arbete)|tillganglig|antraffbar|nabar)"
    r"|borta|laser (?:inte|ej) (?:min |mina |nagon )?(?:e-?post|mejl|mail)"
    rf"|(?:ar|kommer) (?:jag )?(?:tillbaka|ater)|(?:aterkommer|ater) {_WHEN}|tillbaka (?:i|efter|{_WHEN})"
    r"|out of (?:the )?office|on (?:\w{1,12} )?(?:leave|vacation|holiday)|(?:be|am|is) (?:away|back)"
    r"|return(?:ing)? (?:on|to|in|\d))"
)
_MOST = 3_000


def says_away(text: str) -> bool:
    """Whether a machine's answer tells that nobody reads, and not merely that a mail has come."""
    return bool(_AWAY.search(fold(text[:_MOST])))


def back_on(text: str, written: date | None) -> date | None:
    """The day on which the writer of an absence, of the day `written`, is at work again."""
    words = _RANGE.sub(r"\1 - ", fold(text[:_MOST]))
    found = {day for match in _DAY.finditer(words) if (day := _said(match, words, written))}
    return found.pop() if len(found) == 1 else None


def _said(match: re.Match[str], words: str, written: date | None) -> date | None:
    before = words[max(0, match.start() - 60) : match.start()]
    later = timedelta(1) if _THROUGH.search(before) else timedelta(0)
    back = _BACK.search(before) or _BACK_AFTER.match(words, match.end()) or _UNTIL.search(before)
    if not (later or back):
        return None
    day = _day(match, written)
    return day + later if day and (written is None or day >= written) else None


def _day(match: re.Match[str], written: date | None) -> date | None:
    parts = match.groupdict()
    if parts["week"] or parts["weekday"]:
        return _of_week(parts, written)
    name = parts["name"] or parts["name3"]
    month = MONTH_BEGINNINGS[name[:3]] if name else int(parts["month"] or parts["month4"])
    day = int(parts["day"] or parts["day2"] or parts["day3"] or parts["day4"])
    year = parts["year"] or parts["year2"] or parts["year3"] or parts["year4"]
    if year:
        return _date(int(year), month, day)
    if written is None:
        return None
    coming = (_date(candidate, month, day) for candidate in (written.year, written.year + 1))
    return next((one for one in coming if one and one >= written), None)


def _of_week(parts: dict[str, str | None], written: date | None) -> date | None:
    """A week's Monday, or the next such weekday."""
    if written is None:
        return None
    if parts["weekday"]:
        ahead = (WEEKDAYS.index(parts["weekday"]) - written.weekday() - 1) % 7 + 1
        return written + timedelta(ahead)
    year = written.isocalendar().year
    mondays = (_monday(candidate, int(parts["week"] or 0)) for candidate in (year, year + 1))
    return next((one for one in mondays if one and one >= written), None)


def _monday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
