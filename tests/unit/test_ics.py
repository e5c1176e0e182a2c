"""The writer of the feed, read back by a library that did not write it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.calendar.ics import CalendarEntry, write_feed
from paminn.calendar.ics import content as content_of
from tests.support.calendar_lint import lint

REVISED = datetime(2025, 9, 2, 22, 0, tzinfo=UTC)
ENTRY = CalendarEntry(
    "plan-1.1-deadline@paminn",
    date(2025, 12, 31),
    "1.1 Sista dag: Tydlig information",
    "Delmål 1.1: Tydlig information, på hemsidan; och intranätet.\n\nTidplan: «Klart ht 2025»",
    ("Förebyggande", "Chef, myndighet; vuxen"),
    REVISED,
)
HOSTILE = (
    "a\r\nATTENDEE:mailto:chef@gnesta.example",
    "a\rATTENDEE:mailto:chef@gnesta.example",
    "a\nEND:VEVENT\nBEGIN:VEVENT\nUID:evil",
    "a\u2028ATTENDEE:x\u2029ORGANIZER:y\u0085METHOD:REQUEST",
    "a\x00b\x07c\x0bd\x1ce\x7ff\x9bg",
    "//fil\\Nya rutiner\\next\\;\\,",
    "a;b,c:d\"e'f",
    "å" * 200,
    "😀" * 60,
    "  \t mellan  ",
    "\ud800 ensamt surrogat",
    "",
)
EVENT_PROPERTIES = {
    "UID",
    "DTSTAMP",
    "LAST-MODIFIED",
    "SEQUENCE",
    "SUMMARY",
    "DESCRIPTION",
    "CATEGORIES",
    "DTSTART",
    "DTEND",
    "TRANSP",
    "X-MICROSOFT-CDO-BUSYSTATUS",
}
CONTROLS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]


def feed(*entries: CalendarEntry, name: str = "Planen", description: str = "Dagarna") -> bytes:
    return write_feed(name, description, entries)


def hostile_feed() -> bytes:
    entries = [
        replace(ENTRY, uid=f"{text}-{n}@paminn", summary=text, description=text, categories=(text,))
        for n, text in enumerate(HOSTILE)
    ]
    return feed(*entries, name=HOSTILE[0], description=HOSTILE[1])


def events(content: bytes) -> Sequence[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(content)
    assert not calendar.errors
    found = calendar.walk("VEVENT")
    assert not any(event.errors for event in found)
    return found


def unfolded(content: bytes) -> list[str]:
    assert content.endswith(b"\r\n")
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def names(content: bytes) -> list[str]:
    return [line.replace(":", ";").partition(";")[0] for line in unfolded(content)]


def read_as(text: str, *, lines: bool) -> str:
    """How a text should come back: everything said, nothing that could mean something to a parser."""
    text = text.strip("".join(map(chr, CONTROLS)) + " ").replace("\r\n", "\n")
    keep = "\n" if lines else ""
    text = "".join(" " if ord(c) in CONTROLS and c not in keep else c for c in text)
    return text.replace("\\", "/").replace("@", "(at)")


def test_every_line_of_a_feed_as_it_stands() -> None:
    assert feed(replace(ENTRY, description="En rad, till", sequence=3)).decode() == "\r\n".join(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//paminn//Handlingsplan//SV",
            "CALSCALE:GREGORIAN",
            "NAME:Planen",
            "X-WR-CALNAME:Planen",
            "DESCRIPTION:Dagarna",
            "X-WR-CALDESC:Dagarna",
            "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
            "X-PUBLISHED-TTL:PT12H",
            "COLOR:teal",
            "BEGIN:VEVENT",
            "UID:plan-1.1-deadline@paminn",
            "DTSTAMP:20250902T220000Z",
            "LAST-MODIFIED:20250902T220000Z",
            "SEQUENCE:3",
            "SUMMARY:1.1 Sista dag: Tydlig information",
            "DESCRIPTION:En rad\\, till",
            "CATEGORIES:Förebyggande,Chef\\, myndighet\\; vuxen",
            "DTSTART;VALUE=DATE:20251231",
            "DTEND;VALUE=DATE:20260101",
            "TRANSP:TRANSPARENT",
            "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        )
    )


@pytest.mark.pain(18)
@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2028, 2, 28), date(2026, 3, 29), date(2026, 10, 25)])
def test_an_entry_lasts_exactly_its_own_day(day: date) -> None:
    (event,) = events(feed(replace(ENTRY, day=day)))
    assert event["DTSTART"].dt == day
    assert event["DTEND"].dt == day + timedelta(days=1)
    assert type(event["DTSTART"].dt) is date
    assert event["DTSTART"].params["VALUE"] == event["DTEND"].params["VALUE"] == "DATE"


def test_the_last_day_there_is_needs_no_day_after_it() -> None:
    (event,) = events(feed(replace(ENTRY, day=date.max)))
    assert event["DTSTART"].dt == date.max
    assert "DTEND" not in event


def test_nobody_is_made_busy_invited_or_alarmed() -> None:
    content = feed(ENTRY, replace(ENTRY, uid="other@paminn"))
    found = names(content)
    assert not {"METHOD", "ATTENDEE", "ORGANIZER", "VALARM", "VTIMEZONE"} & set(found)
    assert found.count("TRANSP") == found.count("X-MICROSOFT-CDO-BUSYSTATUS") == 2
    assert found.index("COLOR") < found.index("BEGIN", 1)


def test_texts_come_back_as_they_went() -> None:
    (event,) = events(feed(ENTRY))
    assert event["SUMMARY"] == ENTRY.summary
    assert event["DESCRIPTION"] == ENTRY.description
    assert tuple(event["CATEGORIES"].cats) == ENTRY.categories


def test_no_hostile_text_adds_or_hides_an_event():
    assert len(events(hostile_feed())) == len(HOSTILE)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_injects_nothing(text: str) -> None:
    entry = replace(ENTRY, summary=text, description=text, categories=(text, "Förebyggande"))
    content = feed(entry, name=text, description=text)
    assert lint(feed(entry, name=f"x{text}x", description=text)) == ([] if text.strip() else ["no SUMMARY"])
    (event,) = events(content)
    assert {name.upper() for name in event} <= EVENT_PROPERTIES
    said = text.encode("utf-8", "replace").decode()
    assert event.get("SUMMARY", "") == read_as(said, lines=False)
    assert event.get("DESCRIPTION", "") == read_as(said, lines=True)
    assert names(content).count("BEGIN") == 2
    calendar = icalendar.Calendar.from_ical(content)
    pieces = re.split("[,;]", read_as(said, lines=False))
    for line in ("NAME", "X-WR-CALNAME"):
        assert calendar[line] == " – ".join(filter(None, (" ".join(piece.split()) for piece in pieces)))


def test_a_hostile_uid_injects_nothing() -> None:
    (event,) = events(feed(replace(ENTRY, uid="a\r\nATTENDEE:x\\n@paminn")))
    assert event["UID"] == "a  ATTENDEE:x/n@paminn"


def test_no_address_anywhere() -> None:
    lines = unfolded(feed(replace(ENTRY, description="Skriv till chef@gnesta.example."), name="a@b"))
    assert [line for line in lines if "@" in line] == ["UID:plan-1.1-deadline@paminn"]
    assert "DESCRIPTION:Skriv till chef(at)gnesta.example." in lines


@given(st.lists(st.text(), min_size=4, max_size=4))
def test_any_text_at_all_is_one_event_of_legal_lines(texts: list[str]) -> None:
    summary, description, category, name = texts
    content = feed(replace(ENTRY, summary=summary, description=description, categories=(category,)), name=name)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two
        assert b"\r" not in line
        assert b"\n" not in line
    (event,) = events(content)
    assert event.get("SUMMARY", "") == read_as(summary, lines=False)
    assert event.get("DESCRIPTION", "") == read_as(description, lines=True)
    assert {name.upper() for name in event} <= EVENT_PROPERTIES


@given(st.integers(1, 160), st.sampled_from(["a", "å", "…", "😀"]))
def test_folding_is_by_octets_and_loses_nothing(length: int, character: str) -> None:
    summary = "x" * (length % 5) + character * length
    content = feed(replace(ENTRY, summary=summary))
    assert f"SUMMARY:{summary}" in unfolded(content)
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_a_fold_comes_as_late_as_it_can() -> None:
    lines = feed(replace(ENTRY, summary="x" * 300)).split(b"\r\n")
    first = next(n for n, line in enumerate(lines) if line.startswith(b"SUMMARY:"))
    assert [len(line) for line in lines[first : first + 5]] == [75, 75, 75, 75, 12]


@given(st.integers(0, 80))
def test_a_fold_never_parts_an_escape(length: int) -> None:
    content = feed(replace(ENTRY, summary="x" * length + ",;" * 60, description="x" * length + "\n,a" * 60))
    assert not re.search(rb"\\\r\n ", content)
    (event,) = events(content)
    assert event["SUMMARY"] == "x" * length + ",;" * 60


def test_where_a_feed_is_fetched_from() -> None:
    lines = unfolded(write_feed("Planen", "", [ENTRY], source="https://gnesta.example/å plan/plan.ics?a=1&b=2"))
    assert "SOURCE;VALUE=URI:https://gnesta.example/%C3%A5%20plan/plan.ics?a=1&b=2" in lines
    assert names(feed(ENTRY)).count("SOURCE") == 0


@pytest.mark.parametrize(
    "source", ["https://a.example/\r\nX-EVIL:1", "https://a.example/eva@a.example", "https://a.example/\u2028\x00"]
)
def test_a_hostile_address_injects_nothing(source: str) -> None:
    content = write_feed("Planen", "", [ENTRY], source=source)
    assert "X-EVIL" not in names(content)
    assert b"eva@" not in content
    assert lint(content) == []


def test_what_is_taken_away_is_cancelled_and_nobodys_time() -> None:
    (event,) = events(feed(replace(ENTRY, cancelled=True)))
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert "STATUS" not in events(feed(ENTRY))[0]


def test_an_alarm_rings_at_nine_two_weeks_before_what_is_left_to_do() -> None:
    rows = [ENTRY, replace(ENTRY, uid="done@paminn", settled=True)]
    content = write_feed("Planen", "", rows, alarms=True)
    assert lint(content) == []
    ringing, silent = events(content)
    (alarm,) = ringing.walk("VALARM")
    assert (alarm["ACTION"], str(alarm["DESCRIPTION"])) == ("DISPLAY", ENTRY.summary)
    midnight = datetime(2025, 12, 31)  # noqa: DTZ001 - an all-day entry begins where its reader is
    assert midnight + alarm["TRIGGER"].dt == datetime(2025, 12, 17, 9)  # noqa: DTZ001 - the same
    assert silent.walk("VALARM") == []


def test_a_feed_without_alarms_is_the_default() -> None:
    assert b"VALARM" not in feed(ENTRY)


def test_when_an_entry_was_revised_is_no_part_of_its_content() -> None:
    later = replace(ENTRY, sequence=7, revised=REVISED + timedelta(days=9))
    assert content_of(later) == content_of(ENTRY)
    for change in ({"summary": "x"}, {"day": date(2026, 1, 1)}, {"categories": ()}, {"cancelled": True}):
        assert content_of(replace(ENTRY, **change)) != content_of(ENTRY)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        feed(replace(ENTRY, revised=datetime(2025, 9, 3)))  # noqa: DTZ001


def test_a_moment_is_written_in_utc() -> None:
    summer = timezone(timedelta(hours=2))
    content = feed(replace(ENTRY, revised=datetime(2025, 9, 3, tzinfo=summer)))
    assert content == feed(ENTRY)


@pytest.mark.parametrize("color", ["#ff0000", "teal\r\nX:1", "", "grön"])
def test_a_colour_is_a_name_in_css(color: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        write_feed("Planen", "", [ENTRY], color=color)


def test_a_feed_without_a_description_says_nothing_in_its_place() -> None:
    assert "DESCRIPTION" not in names(write_feed("Planen", " ", [replace(ENTRY, description="")]))
