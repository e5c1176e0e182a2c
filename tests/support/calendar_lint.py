"""A reader of calendar bytes that trusts nobody: what RFC 5545 and 7986 forbid, and what some client gets wrong.

It shares no line with the writer. Each fault is a short word for the rule that was broken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)')
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UTC = re.compile(r"\d{8}T([01]\d|2[0-3])[0-5]\d[0-5]\dZ")
_DURATION = re.compile(r"[+-]?P(\d+W|\d+D(T(\d+H)?(\d+M)?(\d+S)?)?|T(\d+H)?(\d+M)?(\d+S)?)(?<!T)")
_URI = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~!$&'()*+,;=:/?#%-]*)?")
_ESCAPES = re.compile(r"\\[;,nN]|[^\\;,]")
_TEXTS = {"SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
# Many readers leave the escapes of these as they are.
_NAMES = {"NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
# The basic names of CSS Color Module Level 3.
_COLOURS = {"aqua", "black", "blue", "gold", "gray", "green", "lime", "maroon", "navy", "olive", "orange", "purple",
            "red", "silver", "teal", "white", "yellow"}  # fmt: skip
_CALENDAR_ONCE = {"VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC", "COLOR",
                  "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "SOURCE", "METHOD", "LAST-MODIFIED", "UID", "URL"}  # fmt: skip
_EVENT_NEEDS = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "TRANSP",
                "X-MICROSOFT-CDO-BUSYSTATUS"}  # fmt: skip
_EVENT_ONCE = _EVENT_NEEDS | {"DTEND", "DURATION", "DESCRIPTION", "STATUS", "CLASS", "CREATED", "URL", "LOCATION"}
# Somebody's address, a meeting, or a rule that some clients expand otherwise than others.
_FORBIDDEN = {"METHOD", "ATTENDEE", "ORGANIZER", "CONTACT", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"}


@dataclass
class Line:
    name: str
    parameters: list[tuple[str, str]]
    value: str

    def parameter(self, name: str) -> str | None:
        return next((value for key, value in self.parameters if key == name), None)


@dataclass
class Component:
    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str | None:
        found = self.all(name)
        return found[0].value if found else None


def lint(content: bytes) -> list[str]:
    """Every rule that is broken, sorted; empty when every client should read the file alike."""
    faults = set(_bytes(content))
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    lines = re.sub(r"\n[ \t]", "", text).strip("\n").split("\n")
    calendar = _tree([_line(line, faults) for line in lines], faults)
    if calendar:
        faults |= set(_calendar(calendar))
    return sorted(faults)


def _bytes(content: bytes) -> Iterator[str]:
    if content.startswith(b"\xef\xbb\xbf"):
        yield "byte order mark"
    if not content.endswith(b"\r\n"):
        yield "no line end at the end"
    if re.search(rb"\r(?!\n)", content):
        yield "lone CR"
    if re.search(rb"(?<!\r)\n", content):
        yield "lone LF"
    if b"\r\n\r\n" in content:
        yield "blank line"
    if _CONTROL.search(content):
        yield "control character"
    for line in content.split(b"\r\n"):
        if len(line) > 75:
            yield "line over 75 octets"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield "not UTF-8, or a character cut in two"


def _line(text: str, faults: set[str]) -> Line:
    name = _NAME.match(text)
    at = name.end() if name else 0
    parameters = []
    while parameter := _PARAMETER.match(text, at):
        parameters.append((parameter[1].upper(), parameter[2].strip('"').upper()))
        at = parameter.end()
    if not name or text[at : at + 1] != ":":
        faults.add("not a content line")
    if len({key for key, _ in parameters}) < len(parameters):
        faults.add("parameter twice")
    return Line(name[0].upper() if name else "", parameters, text[at + 1 :])


def _tree(lines: list[Line], faults: set[str]) -> Component | None:
    top, open_parts = None, []
    for line in lines:
        if line.name == "BEGIN":
            part = Component(line.value.upper())
            if open_parts:
                open_parts[-1].parts.append(part)
            elif top:
                faults.add("more than one calendar")
            else:
                top = part
            open_parts.append(part)
        elif line.name == "END":
            if not open_parts or open_parts.pop().name != line.value.upper():
                faults.add("BEGIN and END do not match")
                return top
        elif not open_parts:
            faults.add("something outside the calendar")
        else:
            if open_parts[-1].name == "VCALENDAR" and open_parts[-1].parts:
                faults.add("calendar property after a component")
            open_parts[-1].lines.append(line)
    if open_parts:
        faults.add("BEGIN and END do not match")
    return top


def _calendar(calendar: Component) -> Iterator[str]:
    if calendar.name != "VCALENDAR":
        yield "not a calendar"
    yield from _counted(calendar, {"VERSION", "PRODID", "NAME", "X-WR-CALNAME"}, _CALENDAR_ONCE)
    if calendar.value("VERSION") != "2.0":
        yield "VERSION"
    if calendar.value("CALSCALE") not in (None, "GREGORIAN"):
        yield "CALSCALE"
    if calendar.value("NAME") != calendar.value("X-WR-CALNAME"):
        yield "two names"
    colour = calendar.value("COLOR")
    if colour is not None and colour.lower() not in _COLOURS:
        yield "COLOR"
    for name, kind, shape in (("REFRESH-INTERVAL", "DURATION", _DURATION), ("SOURCE", "URI", _URI)):
        for line in calendar.all(name):
            if line.parameter("VALUE") != kind or not shape.fullmatch(line.value):
                yield name
    for line in calendar.all("X-PUBLISHED-TTL"):
        if not _DURATION.fullmatch(line.value):
            yield "X-PUBLISHED-TTL"
    events = [part for part in calendar.parts if part.name == "VEVENT"]
    if len(events) < len(calendar.parts):
        yield "component other than VEVENT"
    if not events:
        yield "no component"
    uids = Counter(event.value("UID") for event in events)
    if max(uids.values(), default=1) > 1:
        yield "UID twice"
    for event in events:
        yield from _event(event)


def _event(event: Component) -> Iterator[str]:
    yield from _counted(event, _EVENT_NEEDS, _EVENT_ONCE)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        if not all(_UTC.fullmatch(line.value) and _day(line.value[:8]) for line in event.all(name)):
            yield name
    if event.value("DTSTAMP") != event.value("LAST-MODIFIED"):
        yield "DTSTAMP is not LAST-MODIFIED"
    if not re.fullmatch(r"\d{1,9}", event.value("SEQUENCE") or "x"):
        yield "SEQUENCE"
    if event.value("STATUS") not in (None, "CONFIRMED", "TENTATIVE", "CANCELLED"):
        yield "STATUS"
    if event.value("TRANSP") != "TRANSPARENT" or event.value("X-MICROSOFT-CDO-BUSYSTATUS") != "FREE":
        yield "busy"
    if not (event.value("UID") or "").isascii() or not re.fullmatch(r"\S+", event.value("UID") or ""):
        yield "UID"
    yield from _days(event)
    if len(event.parts) > 1 or any(part.name != "VALARM" for part in event.parts):
        yield "component inside an event"
    for part in event.parts:
        yield from _alarm(part)


def _days(event: Component) -> Iterator[str]:
    start, end, lasts = (event.all(name) for name in ("DTSTART", "DTEND", "DURATION"))
    if any(line.parameter("VALUE") != "DATE" or line.parameter("TZID") for line in (*start, *end)):
        yield "not a whole day"
    first, after = (_day(lines[0].value) if lines else None for lines in (start, end))
    if not first or (end and not after):
        yield "no such day"
    elif after and after != first + timedelta(days=1):
        yield "not one day"
    if lasts and (end or lasts[0].value != "P1D"):
        yield "DURATION"


def _alarm(alarm: Component) -> Iterator[str]:
    yield from _counted(alarm, {"ACTION", "TRIGGER", "DESCRIPTION"}, {"ACTION", "TRIGGER", "DESCRIPTION", "REPEAT"})
    if alarm.value("ACTION") != "DISPLAY":
        yield "ACTION"
    for line in alarm.all("TRIGGER"):
        absolute = line.parameter("VALUE") == "DATE-TIME"
        if not (_UTC if absolute else _DURATION).fullmatch(line.value):
            yield "TRIGGER"
    if bool(alarm.all("REPEAT")) is not bool(alarm.all("DURATION")):
        yield "REPEAT"


def _counted(component: Component, needed: set[str], once: set[str]) -> Iterator[str]:
    counts = Counter(line.name for line in component.lines)
    yield from (f"no {name}" for name in needed if not counts[name])
    yield from (f"{name} twice" for name in once if counts[name] > 1)
    for line in component.lines:
        if line.name in _FORBIDDEN:
            yield f"{line.name} has no place here"
        if line.name != "UID" and ("@" in line.value or line.value.lower().startswith("mailto:")):
            yield "address"
        if line.name in _TEXTS and _ESCAPES.sub("", line.value):
            yield "text not escaped"
        if line.name in _NAMES and "\\" in line.value:
            yield "escape in a name"
        if line.name in _TEXTS and (not line.value or line.value != line.value.strip(" \t")):
            yield "blank text"
        if line.name == "CATEGORIES" and not all(re.split(r"(?<!\\),", line.value)):
            yield "empty category"


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if re.fullmatch(r"\d{8}", text) else None
    except ValueError:
        return None
