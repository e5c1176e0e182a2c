"""Worded entries in, the bytes of an iCalendar file out (RFC 5545, RFC 7986).

The lines are written here rather than by a library, so that every text goes through the one table below:
nothing in a plan can end its line and begin another. No METHOD, so DTSTAMP means LAST-MODIFIED and the same
plan is the same bytes; no person and no address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

from paminn.plan.identities import RoleId
from paminn.plan.model import AreaNumber

_LIMIT = 75  # octets in a line, without its CRLF
_BACKSLASH = 0x5C
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
# Trimmed from both ends before anything is escaped: one calendar drops leading blanks, the others keep them.
_BLANKS = " " + "".join(chr(code) for code in _CONTROLS)

# Several calendars read an escaped backslash before an n as a line break, so none is written at all;
# an at sign could only be part of somebody's address.
_PLAIN: dict[int, str] = {**dict.fromkeys(_CONTROLS, " "), ord("\\"): "/", ord("@"): "(at)"}
_LINE = {**_PLAIN, ord(";"): "\\;", ord(","): "\\,"}
_TEXT = {**_LINE, ord("\n"): "\\n"}
_UID = {**_LINE, ord("@"): "@"}
# In the address a calendar is fetched from: nothing that could be somebody's, and nothing that could end the line.
_SAFE_IN_ADDRESS = ":/?#[]!$&()*+,;=%~"

# Nine in the morning two weeks before: an all-day entry begins at midnight where its reader is.
_ALARM = (
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "TRIGGER:-P13DT15H",
)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One all-day entry as people read it. `revised` knows its zone; `sequence` rises with each revision.

    `settled`: done or `cancelled`, so that no alarm rings. `area` (a focus area's number) and `roles` say which
    smaller feeds it stands in.
    """

    uid: str
    day: date
    summary: str
    description: str
    categories: tuple[str, ...]
    revised: datetime
    sequence: int = 0
    cancelled: bool = False
    settled: bool = False
    area: AreaNumber | None = None
    roles: tuple[RoleId, ...] = ()


def write_feed(
    name: str,
    description: str,
    entries: Iterable[CalendarEntry],
    *,
    source: str = "",
    alarms: bool = False,
    color: str = "teal",
    refresh_hours: int = 12,
) -> bytes:
    """A calendar to subscribe to, or to attach to a mail.

    `source` is the address it is fetched from, where that is known; `color` is one of the names in CSS.
    """
    if not (color.isascii() and color.isalpha()):
        raise ValueError(f"not the name of a colour in CSS: {color!r}")
    lines = list(_header(name, description, source, color, refresh_hours))
    for entry in entries:
        lines += _event(entry, alarms)
    lines.append("END:VCALENDAR")
    return b"".join(_fold(line) for line in lines)


def content(entry: CalendarEntry) -> bytes:
    """All that is written of an entry but when it was revised and how often."""
    written = b""
    for line in _event(entry, alarms=False):
        if not line.startswith(_STAMPS):
            written += _fold(line)
    return written


_STAMPS = ("DTSTAMP:", "LAST-MODIFIED:", "SEQUENCE:")


def _header(name: str, description: str, source: str, color: str, refresh_hours: int) -> Iterator[str]:
    """Outlook ignores what stands after the first component, so everything stands before it."""
    title = _name(name)
    about = _text(description)
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//paminn//Handlingsplan//SV"
    yield "CALSCALE:GREGORIAN"
    yield f"NAME:{title}"
    yield f"X-WR-CALNAME:{title}"
    if about:
        yield f"DESCRIPTION:{about}"
        yield f"X-WR-CALDESC:{_name(description)}"
    if source:
        address = quote(source.encode("utf-8", "replace"), safe=_SAFE_IN_ADDRESS)
        yield f"SOURCE;VALUE=URI:{address}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:PT{refresh_hours:d}H"
    yield f"X-PUBLISHED-TTL:PT{refresh_hours:d}H"
    yield f"COLOR:{color}"


def _event(entry: CalendarEntry, alarms: bool) -> Iterator[str]:
    stamp = _utc(entry.revised)
    summary = _one_line(entry.summary)
    description = _text(entry.description)
    categories = ",".join(_categories(entry))
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid.translate(_UID)}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{entry.sequence:d}"
    if summary:
        yield f"SUMMARY:{summary}"
    if description:
        yield f"DESCRIPTION:{description}"
    if categories:
        yield f"CATEGORIES:{categories}"
    yield f"DTSTART;VALUE=DATE:{_date(entry.day)}"
    if entry.day < date.max:
        # The end is the first day that is not part of it; without one a date lasts its own day.
        yield f"DTEND;VALUE=DATE:{_date(entry.day + timedelta(days=1))}"
    if entry.cancelled:
        yield "STATUS:CANCELLED"
    yield "TRANSP:TRANSPARENT"
    yield "X-MICROSOFT-CDO-BUSYSTATUS:FREE"
    if alarms and summary and not entry.settled:
        yield from _ALARM
        yield f"DESCRIPTION:{summary}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _categories(entry: CalendarEntry) -> Iterator[str]:
    for category in entry.categories:
        written = _one_line(category)
        if written:
            yield written


def _name(text: str) -> str:
    """What a calendar is called. Many readers leave the escapes in NAME and X- lines, so there is nothing to escape."""
    pieces = []
    for piece in re.split("[;,]", text.translate(_PLAIN)):
        words = piece.split()
        if words:
            pieces.append(" ".join(words))
    return " – ".join(pieces)


def _one_line(text: str) -> str:
    return text.strip(_BLANKS).replace("\r\n", "\n").translate(_LINE)


def _text(text: str) -> str:
    return text.strip(_BLANKS).replace("\r\n", "\n").translate(_TEXT)


def _date(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone would depend on the machine it is read on")
    utc = moment.astimezone(UTC)
    return f"{_date(utc)}T{utc.hour:02}{utc.minute:02}{utc.second:02}Z"


def _fold(line: str) -> bytes:
    """The line in pieces of at most 75 octets, never cut inside a character or an escape."""
    octets = line.encode("utf-8", "replace")
    if len(octets) <= _LIMIT:
        return octets + b"\r\n"
    pieces = []
    start = 0
    size = _LIMIT
    while len(octets) - start > size:
        end = start + size
        while _is_inside_a_character(octets[end]) or octets[end - 1] == _BACKSLASH:
            end -= 1
        pieces.append(octets[start:end])
        start = end
        size = _LIMIT - 1  # the blank that a folded line begins with takes one
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def _is_inside_a_character(octet: int) -> bool:
    """Whether an octet of UTF-8 continues the character before it."""
    return octet & 0xC0 == 0x80
