"""When somebody who is away says that they are back. Two days, or none that is plain, are no day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from paminn.replies.lexicon.comparing import either, fold
from paminn.replies.lexicon.times import ENGLISH_WEEKDAYS, MONTH_BEGINNINGS, WEEKDAYS

_MONTH = rf"({either(MONTH_BEGINNINGS)})[a-z]{{0,7}}\b\.?"
_DAY = re.compile(
    r"(?<![\d/-])(?:"
    r"(?P<year1>20\d\d)-(?P<month1>\d\d)-(?P<day1>\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?::?[ae]|st|nd|rd|th)? (?:of )?(?P<name2>{_MONTH})(?:,? (?P<year2>20\d\d))?"
    rf"|(?P<name3>{_MONTH}) (?P<day3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year3>20\d\d))?"
    r"|(?P<day4>\d{1,2})/(?P<month4>\d{1,2})(?:[ /-](?P<year4>20\d\d))?"
    r"|(?:v|vecka|week)\.? ?(?P<week>\d{1,2})\b"
    rf"|i (?P<name5>{_MONTH})(?: (?P<year5>20\d\d))?(?! ?\d)"
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
    r"|borta|lase(?:r|s) (?:inte|ej) (?:min |mina |nagon )?(?:e-?post|mejl|mail)"
    r"|(?:e-?post|mejl|mail)\w* (?:lases|besvaras) (?:inte|ej)"
    rf"|(?:ar|kommer) (?:jag )?(?:tillbaka|ater)|(?:aterkommer|ater) (?:{_WHEN}|(?:i|efter|nasta|om)\b)"
    rf"|pa (?:kurs|utbildning|konferens|resande fot)|tillbaka (?:i|efter|{_WHEN})"
    r"|out of (?:the )?office|on (?:\w{1,12} )?(?:leave|vacation|holiday)|(?:be|am|is) (?:away|back)"
    r"|return(?:ing)? (?:on|to|in|\d))"
)
_NEAR = timedelta(days=183)  # half a year: what is farther ahead is nearer behind
_MOST = 3_000  # characters that are looked at
_BEFORE = 60  # characters before a day in which it may be said what the day is


def says_away(text: str) -> bool:
    """Whether a machine's answer tells that nobody reads, and not merely that a mail has come."""
    return bool(_AWAY.search(fold(text[:_MOST])))


def back_on(text: str, written: date | None) -> date | None:
    """The day on which the writer of an absence, of the day `written`, is at work again."""
    words = _RANGE.sub(r"\1 - ", fold(text[:_MOST]))
    days: set[date] = set()
    for match in _DAY.finditer(words):
        day = _day_back(match, words, written)
        if day is not None:
            days.add(day)
    return days.pop() if len(days) == 1 else None


def _day_back(match: re.Match[str], words: str, written: date | None) -> date | None:
    """The day that is told there, if it is the first at work, or the day after if it is the last away."""
    before = words[max(0, match.start() - _BEFORE) : match.start()]
    last_away = _THROUGH.search(before)
    first_back = _BACK.search(before) or _BACK_AFTER.match(words, match.end()) or _UNTIL.search(before)
    if not last_away and not first_back:
        return None
    day = _day_told(match, written)
    if day is None or (written is not None and day < written):
        return None
    if last_away and match["name5"]:  # till och med mars
        return None
    if last_away:
        return day + timedelta(days=1)
    return day


def _day_told(match: re.Match[str], written: date | None) -> date | None:
    """The day as it is written there; the next such day where no year is."""
    if match["weekday"]:
        return _next_weekday(match["weekday"], written)
    if match["week"]:
        return _next_monday(int(match["week"]), written)
    day = int(_part(match, "day") or 1)  # i mars: from its first day
    name = _part(match, "name")
    if name:
        month = MONTH_BEGINNINGS[name[:3]]
    else:
        month = int(_part(match, "month"))
    year = _part(match, "year")
    if year:
        return _date(int(year), month, day)
    return _next_day(month, day, written)


def _part(match: re.Match[str], part: str) -> str:
    """The year, month, day or name of a month, in whichever of the five spellings was met."""
    for spelling in "12345":
        value = match.groupdict().get(f"{part}{spelling}")
        if value:
            return value
    return ""


def _next_day(month: int, day: int, written: date | None) -> date | None:
    if written is None:
        return None
    candidates = [_date(year, month, day) for year in (written.year, written.year + 1)]
    return _soonest(candidates, written)


def _next_weekday(name: str, written: date | None) -> date | None:
    """Never the day of the mail itself."""
    if written is None:
        return None
    ahead = (WEEKDAYS.index(name) - written.weekday()) % 7
    return written + timedelta(days=ahead or 7)


def _next_monday(week: int, written: date | None) -> date | None:
    """The Monday of a week."""
    if written is None:
        return None
    year = written.isocalendar().year
    return _soonest([_monday(year, week), _monday(year + 1, week)], written)


def _soonest(candidates: Sequence[date | None], written: date) -> date | None:
    """The first of them that is not behind, if it is near: a day that lies just behind is not next year's."""
    for candidate in candidates:
        if candidate is not None and candidate >= written:
            return candidate if candidate - written <= _NEAR else None
    return None


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
