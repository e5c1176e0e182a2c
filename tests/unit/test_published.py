"""What a published calendar says is read before it is written: whatever becomes of the memory, no number falls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.calendar.ics import CalendarEntry, content, write_feed
from paminn.calendar.published import ahead, published
from paminn.calendar.revisions import Shown, revised, vanished
from paminn.texts.calendar import withdrawn

DECIDED = date(2025, 9, 3)
STAMP = datetime(2025, 9, 2, 22, tzinfo=UTC)
ROW = CalendarEntry(
    "prov-1.1-deadline@paminn", date(2025, 12, 31), "1.1 Klart: rutin; test", "Rad ett,\nrad två", ("Ett", "A, b"), STAMP
)  # fmt: skip


def feed(*entries: CalendarEntry) -> bytes:
    return write_feed("Plan", "Om planen", entries)


def read(raw: bytes) -> dict[str, Shown]:
    return dict(published(raw, "prov", DECIDED))


WORDS = st.text(max_size=90)


@given(
    st.builds(
        CalendarEntry,
        uid=st.just(ROW.uid),
        day=st.dates(date(1990, 1, 1), date(2100, 12, 31)),
        summary=WORDS,
        description=WORDS,
        categories=st.lists(WORDS, max_size=3).map(tuple),
        revised=st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),  # noqa: DTZ001
        sequence=st.integers(0, 2**31 - 2),
        cancelled=st.booleans(),
    )
)
def test_what_is_written_is_read_back_as_it_was_shown(entry):
    shown = read(feed(entry))[entry.uid]
    assert content(shown.entry) == content(entry)
    assert (shown.entry.sequence, shown.entry.revised) == (entry.sequence, entry.revised.replace(microsecond=0))
    assert shown.withdrawn == (DECIDED if entry.cancelled else None)
    assert ahead({entry.uid: shown}, {entry.uid: Shown(entry)}) == ()


def test_a_file_that_is_not_ours_is_nothing():
    for raw in (b"", b"\0\xff" * 9, b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", feed(replace(ROW, uid="annan-1.1@paminn"))):
        assert read(raw) == {}


@given(st.binary(max_size=300))
def test_no_file_is_too_odd_to_be_passed_over(raw):
    read(raw)
    read(feed(ROW).replace(b"SEQUENCE:0", raw))


@pytest.mark.parametrize("end", [40, 200, 320, -30])
def test_one_that_was_cut_off_tells_what_is_whole(end):
    other = replace(ROW, uid="prov-1.2-deadline@paminn")
    raw = feed(ROW, other)
    assert set(read(raw[:end])) <= {ROW.uid}
    assert set(read(raw)) == {ROW.uid, other.uid}


@pytest.mark.parametrize("number", [b"-1", b"2147483647", b"9" * 5000, b"1.5", b""])
def test_a_number_that_could_not_rise_is_not_gone_on_from(number):
    assert read(feed(ROW).replace(b"SEQUENCE:0", b"SEQUENCE:" + number)) == {}


class TestAhead:
    def test_what_the_memory_has_never_shown(self):
        assert ahead({ROW.uid: Shown(ROW)}, {}) == (Shown(ROW),)

    def test_a_higher_number_or_a_later_moment(self):
        for later in (replace(ROW, sequence=1), replace(ROW, revised=STAMP + timedelta(seconds=1))):
            assert ahead({ROW.uid: Shown(later)}, {ROW.uid: Shown(ROW)}) == (Shown(later),)
            assert ahead({ROW.uid: Shown(ROW)}, {ROW.uid: Shown(later)}) == ()

    def test_other_words_under_the_same_number(self):
        other = Shown(replace(ROW, summary="Annat"))
        assert ahead({ROW.uid: other}, {ROW.uid: Shown(ROW)}) == (other,)


ROWS = st.lists(
    st.builds(
        lambda uid, day, title: replace(ROW, uid=f"prov-{uid}@paminn", day=day, summary=title),
        st.sampled_from("abc"),
        st.sampled_from([date(2025, 12, 31), date(2026, 1, 2)]),
        st.sampled_from(["Ett", "Två", "✓ Ett"]),
    ),
    unique_by=lambda row: row.uid,
    max_size=3,
).map(tuple)
FATES = st.sampled_from(["kept", "kept", "copied", "put back", "deleted", "killed"])


@given(st.lists(st.tuples(ROWS, st.integers(0, 3), FATES), max_size=14))
def test_no_number_falls_and_nothing_changes_under_its_number_whatever_becomes_of_the_memory(story):
    """`seen` is what a subscriber has of what stands in the feed; the feed is all that is left of a deleted memory.

    A run that was killed before its feed lay there may have shown its memory what nobody saw: then a number rises for the
    same words.
    """
    memory: dict[str, Shown] = {}
    copy: dict[str, Shown] = {}
    raw = feed()
    seen: dict[str, CalendarEntry] = {}
    decision = DECIDED
    was_killed = False
    for rows, days, fate in story:
        decision += timedelta(days=days)
        match fate:
            case "copied":
                copy = dict(memory)
            case "put back":
                memory = dict(copy)
            case "deleted":
                memory = {}
        there = published(raw, "prov", decision)
        memory |= {shown.entry.uid: shown for shown in ahead(there, memory)}
        every = (*rows, *(withdrawn(row) for row in vanished(rows, memory)))
        shown = revised(every, memory, decision)
        memory |= {entry.entry.uid: entry for entry in shown}
        if fate == "killed":
            was_killed = True
            continue
        again = feed(*(entry.entry for entry in revised(every, memory, decision)))
        raw = feed(*(entry.entry for entry in shown))
        assert raw == again
        now = {entry.entry.uid: entry.entry for entry in shown}
        for uid, known in seen.items():
            if uid in now and content(now[uid]) == content(known) and was_killed:
                assert now[uid].sequence >= known.sequence
                assert now[uid].revised >= known.revised
            elif uid in now and content(now[uid]) == content(known):
                assert (now[uid].sequence, now[uid].revised) == (known.sequence, known.revised)
            elif uid in now:
                assert now[uid].sequence > known.sequence
                assert now[uid].revised > known.revised
        seen = now
        was_killed = False
