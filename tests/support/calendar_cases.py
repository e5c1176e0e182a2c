"""A rich feed of the shipped plan, its days as a person reads them out of the plan, and the feed broken in one place.

The days below are written by hand from plan.yaml and rules.yaml; nothing of paminn has counted them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from paminn.calendar.entries import decision_day, entries
from paminn.calendar.feed import Feed, to_bytes
from paminn.calendar.ics import CalendarEntry
from paminn.calendar.revisions import Shown, revised, vanished
from paminn.plan.load import FILES, read_plan
from paminn.plan.model import ActionPlan
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Campaign, Rules
from paminn.site.feeds import feeds
from paminn.standing.answer import Answer, Release, Status
from paminn.texts.calendar import withdrawn, worded
from tests.support.paths import PLAN as GNESTA

ADDRESS = "https://gnesta.example/plan/plan.ics"
YEARS = range(2025, 2032)
WEEK = Campaign("en-vecka", "En vecka fri från våld; en kampanj, bland flera", "3.3", date(2026, 11, 16), date(2026, 11, 22))  # fmt: skip
GONE = "gnesta-fri-fran-vald-2.9-deadline@paminn"

# When the plan's own days are, by what stands between the plan's name and the @ of the UID.
PLAN_DAYS: Mapping[str, date] = {
    "1.1-deadline": date(2025, 12, 31),  # Klart ht 2025
    "1.2-deadline": date(2025, 12, 31),  # Klart ht 25
    "1.3-deadline": date(2026, 6, 30),  # Klart vt 26
    "1.4-done": date(2025, 3, 19),  # har genomförts 19 mars 2025
    "2.1-start": date(2025, 12, 31),  # Påbörjas ht 25
    "3.1-deadline": date(2026, 6, 30),  # Vt 26
    "3.2-deadline": date(2026, 6, 30),  # Vt 26
    **{f"3.3-recurring-{year}": date(year, 11, 25) for year in YEARS},
    "3.3-workday-2028": date(2028, 11, 24),  # 25 November is a Saturday
    "3.3-workday-2029": date(2029, 11, 23),  # and a Sunday
    **{f"4.1-recurring-{year}": date(year, 12, 31) for year in YEARS},
    **{f"plan-account-{year}": date(year, 12, 31) for year in YEARS},
    # Weeks before 25 November, or the working day before; 12 weeks before the first is before the decision.
    **{
        f"3.3-preparation-{weeks}w-{day.year}": day
        for weeks, days in {
            12: ["2026-09-02", "2027-09-02", "2028-09-01", "2029-08-31", "2030-09-02", "2031-09-02"],
            8: ["2025-09-30", "2026-09-30", "2027-09-30", "2028-09-29", "2029-09-28", "2030-09-30", "2031-09-30"],
            3: ["2025-11-04", "2026-11-04", "2027-11-04", "2028-11-03", "2029-11-02", "2030-11-04", "2031-11-04"],
            1: ["2025-11-18", "2026-11-18", "2027-11-18", "2028-11-17", "2029-11-16", "2030-11-18", "2031-11-18"],
        }.items()
        for day in map(date.fromisoformat, days)
    },
}


@dataclass(frozen=True)
class Known:
    """The feed's bytes and what every reader must find in it."""

    content: bytes
    entries: tuple[CalendarEntry, ...]


def shipped() -> tuple[ActionPlan, Rules]:
    reading = read_plan({name: (GNESTA / name).read_bytes() for name in FILES}, "", date(2025, 9, 3))
    assert reading.plan
    assert reading.rules
    return reading.plan, reading.rules


def known_feed() -> Known:
    """Everything a feed can have: done marks, a campaign, an alarm, an entry taken away, an address of its own."""
    plan, rules = shipped()
    rules = replace(rules, campaigns=(WEEK,), alarms=True)
    rows = worded(plan, entries(plan, rules, [*_answers()]))
    gone = replace(rows[0], uid=GONE, day=date(2026, 3, 31), summary="2.9 Sista dag: Något; annat, mer")
    before = {gone.uid: Shown(gone)}
    rows += tuple(withdrawn(row) for row in vanished(rows, before))
    shown = revised(rows, before, decision_day(plan))
    feed = next(one for one in feeds(plan, rules, [one.entry for one in shown]) if one.alarms)
    return Known(to_bytes(feed, ADDRESS), feed.entries)


def all_feeds() -> tuple[Feed, ...]:
    """What the shipped plan publishes on an empty ledger."""
    plan, rules = shipped()
    shown = revised(worded(plan, entries(plan, rules, ())), {}, decision_day(plan))
    return tuple(feeds(plan, rules, [one.entry for one in shown]))


def _answers() -> list[Answer]:
    return [
        Answer(number, "1.1", OccurrenceId.parse("1.1@2025-12-31"), owner, Status.DONE, "", date(2025, 12, 1), "", release=Release.RELEASED,
               released=date(2025, 12, 2))
        for number, owner in enumerate(("Kvalitetsteamet", "Kommunikatör/webbansvarig"))
    ]  # fmt: skip


# The mutants: each takes the feed above and breaks one thing, or changes one thing that may be changed.

Change = Callable[[bytes], bytes]
FIRST = b"UID:gnesta-fri-fran-vald-1.4-done@paminn\r\n"
DAY = b"DTSTART;VALUE=DATE:20250319\r\n"
END = b"DTEND;VALUE=DATE:20250320\r\n"
LAST = b"END:VCALENDAR\r\n"
ALARM = b"BEGIN:VALARM\r\n"
TRIGGER = b"TRIGGER:-P13DT15H\r\n"


def put(old: bytes, new: bytes) -> Change:
    def change(content: bytes) -> bytes:
        assert old in content, old
        return content.replace(old, new, 1)

    return change


def after(old: bytes, new: bytes) -> Change:
    return put(old, old + new)


def every(old: bytes, new: bytes) -> Change:
    return lambda content: content.replace(old, new)


def matching(pattern: bytes, new: bytes) -> Change:
    def change(content: bytes) -> bytes:
        changed, count = re.subn(pattern, new, content, count=1)
        assert count, pattern
        return changed

    return change


def _events(content: bytes) -> tuple[bytes, list[bytes], bytes]:
    head, *rest = re.split(rb"(?=BEGIN:VEVENT\r\n)", content)
    return head, [*rest[:-1], rest[-1].removesuffix(LAST)], LAST


def _on_events(change: Callable[[list[bytes]], list[bytes]]) -> Change:
    def changed(content: bytes) -> bytes:
        head, events, tail = _events(content)
        return b"".join((head, *change(events), tail))

    return changed


def _narrow(content: bytes) -> bytes:
    """Folded at 40 octets instead of 75."""
    lines = []
    for line in content.replace(b"\r\n ", b"").split(b"\r\n"):
        start = 0
        while len(line) - start > 40:
            end = start + 40
            while line[end] & 0xC0 == 0x80 or line[end - 1 : end] == b"\\":
                end -= 1
            lines.append((b" " if start else b"") + line[start:end])
            start = end
        lines.append((b" " if start else b"") + line[start:])
    return b"\r\n".join(lines)


def _unfold_first(content: bytes) -> bytes:
    return content.replace(b"\r\n ", b"", 1)


def _cut_character(content: bytes) -> bytes:
    at = content.index("ö".encode())
    return content[: at + 1] + b"\r\n " + content[at + 1 :]


def _other_order(events: list[bytes]) -> list[bytes]:
    lines = events[0].removeprefix(b"BEGIN:VEVENT\r\n").removesuffix(b"END:VEVENT\r\n")
    whole = [line + b"\r\n" for line in re.split(rb"\r\n(?! )", lines) if line]
    return [b"".join((b"BEGIN:VEVENT\r\n", *reversed(whole), b"END:VEVENT\r\n")), *events[1:]]


def _lower(content: bytes) -> bytes:
    return re.sub(rb"(?m)^(DTSTART|DTEND|SUMMARY|UID|NAME)(?=[:;])", lambda m: m[1].lower(), content)


def _later(content: bytes) -> bytes:
    return put(END, b"DTEND;VALUE=DATE:20250321\r\n")(put(DAY, b"DTSTART;VALUE=DATE:20250320\r\n")(content))


DEFECTS: Mapping[str, Change] = {
    # Bytes and lines
    "line feeds alone": every(b"\r\n", b"\n"),
    "one line feed alone": put(DAY, DAY[:-2] + b"\n"),
    "lone carriage return": put(b"SUMMARY:2.1 ", b"SUMMARY:2.1\r"),
    "no line end at the end": lambda content: content[:-2],
    "blank line": after(b"END:VEVENT\r\n", b"\r\n"),
    "byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "line over 75 octets": _unfold_first,
    "fold inside a character": _cut_character,
    "fold without its blank": put(b"\r\n ", b"\r\n"),
    "NUL in a text": put(b"SUMMARY:2.1 ", b"SUMMARY:2.1\0"),
    "vertical tab in a text": put(b"SUMMARY:2.1 ", b"SUMMARY:2.1\x0b"),
    "escape character in a text": put(b"SUMMARY:2.1 ", b"SUMMARY:2.1\x1b"),
    "Latin-1": lambda content: content.replace("å".encode(), "å".encode("latin-1")),
    "line without a colon": after(FIRST, b"X-UNFINISHED\r\n"),
    "blank in a property's name": put(DAY, b"DT START;VALUE=DATE:20250319\r\n"),
    "quote that never ends": put(DAY, b'DTSTART;VALUE=DATE;X-A="b:20250319\r\n'),
    "parameter twice": put(DAY, b"DTSTART;VALUE=DATE;VALUE=DATE:20250319\r\n"),
    # The tree
    "event that never ends": put(b"END:VEVENT\r\n", b""),
    "calendar that never ends": put(LAST, b""),
    "event inside an event": after(FIRST, b"BEGIN:VEVENT\r\n"),
    "text after the calendar": after(LAST, b"X-MORE:1\r\n"),
    "two calendars": after(LAST, b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"),
    "no component": lambda content: _events(content)[0] + LAST,
    "no VERSION": put(b"VERSION:2.0\r\n", b""),
    "old VERSION": put(b"VERSION:2.0\r\n", b"VERSION:1.0\r\n"),
    "VERSION twice": after(b"VERSION:2.0\r\n", b"VERSION:2.0\r\n"),
    "no PRODID": put(b"PRODID:-//paminn//Handlingsplan//SV\r\n", b""),
    "METHOD": after(b"VERSION:2.0\r\n", b"METHOD:PUBLISH\r\n"),
    "calendar's property after an event": put(LAST, b"COLOR:teal\r\n" + LAST),
    "task": put(LAST, b"BEGIN:VTODO\r\nUID:t@x\r\nDTSTAMP:20250902T220000Z\r\nSUMMARY:x\r\nEND:VTODO\r\n" + LAST),
    # The header
    "REFRESH-INTERVAL without VALUE": put(b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL"),
    "hours without T": put(b"VALUE=DURATION:PT12H", b"VALUE=DURATION:P12H"),
    "TTL that is no duration": put(b"X-PUBLISHED-TTL:PT12H", b"X-PUBLISHED-TTL:12H"),
    "SOURCE without VALUE": put(b"SOURCE;VALUE=URI", b"SOURCE"),
    "colour in hex": put(b"COLOR:teal", b"COLOR:#008080"),
    "another CALSCALE": put(b"CALSCALE:GREGORIAN", b"CALSCALE:JULIAN"),
    "name not escaped": every(b"NAME:Handlingsplan ", b"NAME:Handlingsplan, "),
    "escape in a name": every(b"NAME:Handlingsplan ", b"NAME:Handlingsplan\\, "),
    "two names": put(b"X-WR-CALNAME:Handlingsplan", b"X-WR-CALNAME:Plan"),
    # An event
    "no UID": put(FIRST, b""),
    "UID twice in an event": after(FIRST, FIRST),
    "one UID for two events": put(b"UID:gnesta-fri-fran-vald-1.1-deadline@paminn\r\n", FIRST),
    "no DTSTAMP": matching(rb"DTSTAMP:\S+\r\n", b""),
    "DTSTAMP in local time": matching(rb"(DTSTAMP:\d+T\d+)Z", rb"\1"),
    "DTSTAMP a day": matching(rb"DTSTAMP:(\d+)T\d+Z", rb"DTSTAMP;VALUE=DATE:\1"),
    "DTSTAMP at 25 o'clock": matching(rb"(DTSTAMP:\d+)T\d+Z", rb"\1T250000Z"),
    "DTSTAMP is not LAST-MODIFIED": matching(rb"LAST-MODIFIED:\d+", b"LAST-MODIFIED:20251224"),
    "no DTSTART": put(DAY, b""),
    "DTSTART twice": after(DAY, DAY),
    "31 June": put(DAY + END, b"DTSTART;VALUE=DATE:20250631\r\nDTEND;VALUE=DATE:20250701\r\n"),
    "DTSTART without VALUE": put(DAY, b"DTSTART:20250319\r\n"),
    "VALUE=DATE with a time": put(DAY, b"DTSTART;VALUE=DATE:20250319T090000\r\n"),
    "zone that is not there": put(DAY + END, b"DTSTART;TZID=Nowhere/Town:20250319T000000\r\n"
                                             b"DTEND;TZID=Nowhere/Town:20250320T000000\r\n"),
    "DTEND is DTSTART": put(END, b"DTEND;VALUE=DATE:20250319\r\n"),
    "DTEND before DTSTART": put(END, b"DTEND;VALUE=DATE:20250318\r\n"),
    "DTEND with a time": put(END, b"DTEND:20250320T000000Z\r\n"),
    "DTEND and DURATION": after(END, b"DURATION:P1D\r\n"),
    "DTEND twice": after(END, END),
    "a span of days": put(END, b"DTEND;VALUE=DATE:20250331\r\n"),
    "negative SEQUENCE": put(b"SEQUENCE:0", b"SEQUENCE:-1"),
    "SEQUENCE from a clock": put(b"SEQUENCE:0", b"SEQUENCE:1756850400000"),
    "SEQUENCE in words": put(b"SEQUENCE:0", b"SEQUENCE:noll"),
    "STATUS that is none": after(DAY, b"STATUS:DONE\r\n"),
    "STATUS twice": put(b"STATUS:CANCELLED\r\n", b"STATUS:CANCELLED\r\nSTATUS:CONFIRMED\r\n"),
    "TRANSP opaque": put(b"TRANSP:TRANSPARENT", b"TRANSP:OPAQUE"),
    "busy in Outlook": put(b"BUSYSTATUS:FREE", b"BUSYSTATUS:BUSY"),
    "empty title": matching(rb"SUMMARY:3.3 F[^\r]*Publicera programmet\r\n", b"SUMMARY:\r\n"),
    "text not escaped": put(b"SUMMARY:3.3 F", b"SUMMARY:3.3; F"),
    "escape that is none": put(b"SUMMARY:3.3 F", b"SUMMARY:3.3\\x F"),
    "backslash at the end": put(b"Publicera programmet\r\n", b"Publicera programmet\\\r\n"),
    "empty category": put(b"CATEGORIES:", b"CATEGORIES:,"),
    "guest": after(FIRST, b"ATTENDEE:mailto:chef@gnesta.example\r\n"),
    "host": after(FIRST, b"ORGANIZER;CN=Chef:mailto:chef@gnesta.example\r\n"),
    "address in a text": put(b"SUMMARY:3.3 F", b"SUMMARY:3.3 chef@gnesta.example F"),
    # What comes back
    "rule with COUNT and UNTIL": after(END, b"RRULE:FREQ=YEARLY;COUNT=3;UNTIL=20281231\r\n"),
    "rule with a frequency that is none": after(END, b"RRULE:FREQ=SOMETIMES\r\n"),
    "UNTIL of another type": after(END, b"RRULE:FREQ=YEARLY;UNTIL=20271231T000000Z\r\n"),
    "exception of another type": after(END, b"RRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE:20260319T000000Z\r\n"),
    "instance of no series": after(FIRST, b"RECURRENCE-ID;VALUE=DATE:20260319\r\n"),
    # Alarms
    "alarm outside an event": put(b"BEGIN:VEVENT\r\n", b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n" + TRIGGER
                                  + b"DESCRIPTION:x\r\nEND:VALARM\r\nBEGIN:VEVENT\r\n"),
    "alarm without TRIGGER": put(TRIGGER, b""),
    "alarm without a text": matching(rb"(TRIGGER:-P13DT15H\r\n)DESCRIPTION:[^\r]*\r\n(?: [^\r]*\r\n)*", rb"\1"),
    "alarm at a moment without VALUE": put(TRIGGER, b"TRIGGER:20251201T080000Z\r\n"),
    "trigger without its T": put(TRIGGER, b"TRIGGER:-P13D15H\r\n"),
    "two alarms": put(ALARM, ALARM + b"ACTION:DISPLAY\r\nTRIGGER:-P1D\r\nDESCRIPTION:x\r\nEND:VALARM\r\n" + ALARM),
    "alarm that repeats without DURATION": after(TRIGGER, b"REPEAT:2\r\n"),
}  # fmt: skip

# Nothing is wrong with the file: only somebody who knows the plan can tell.
UNTRUE: Mapping[str, Change] = {
    "another day": _later,
    "an entry is missing": _on_events(lambda events: events[1:]),
    "an entry stands twice": _on_events(lambda e: [*e, e[0].replace(b"1.4-done@", b"1.5-done@")]),
    "another title": put(b"SUMMARY:3.3 F", b"SUMMARY:3.2 F"),
    "a word is missing": put(b"Publicera programmet\r\n", b"Publicera\r\n"),
    "withdrawn, but not said": put(b"STATUS:CANCELLED\r\n", b""),
}

LEGAL: Mapping[str, Change] = {
    "unusual line separators in a text": put(b"Publicera programmet\r\n", "Publicera\u2028\u0085\r\n".encode()),
    "folded at 40 octets": _narrow,
    "folded with a tab": every(b"\r\n ", b"\r\n\t"),
    "folded inside an escape": every(b"\\,", b"\\\r\n ,"),
    "names in small letters": _lower,
    "properties in another order": _on_events(_other_order),
    "events in another order": _on_events(lambda events: events[::-1]),
    "\\N for a new line": every(b"\\n\\n", b"\\N\\n"),
    "no DTEND": put(END, b""),
    "DURATION for DTEND": put(END, b"DURATION:P1D\r\n"),
    "a property of somebody's own": after(FIRST, b"X-OTHER;X-A=b:c\r\n"),
    "CLASS:PUBLIC": after(FIRST, b"CLASS:PUBLIC\r\n"),
    "STATUS:CONFIRMED": after(FIRST, b"STATUS:CONFIRMED\r\n"),
    "categories on two lines": after(FIRST, b"CATEGORIES:Mer\r\n"),
    "a week as refresh": put(b"VALUE=DURATION:PT12H", b"VALUE=DURATION:P1W"),
    "a parameter in quotes": put(b"SUMMARY:Redov", b'SUMMARY;X-A="b:c;d":Redov'),
}
