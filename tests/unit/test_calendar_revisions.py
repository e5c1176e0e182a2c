"""SEQUENCE rises when an entry changes, never otherwise, and never falls; what is taken away is told for a cycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.calendar.ics import CalendarEntry, content
from paminn.calendar.revisions import Shown, revised, vanished
from paminn.texts.calendar import withdrawn

DECIDED, REVISED, LATER = date(2025, 9, 3), date(2026, 2, 3), date(2026, 9, 2)
STAMP = datetime(2025, 9, 2, 22, tzinfo=UTC)
ROW = CalendarEntry("a@paminn", date(2025, 12, 31), "1.1 Sista dag: Rutin", "Text", ("Ett", "Chef"), STAMP)
OTHER = replace(ROW, uid="b@paminn", day=date(2026, 6, 30))


def publish(rows: tuple[CalendarEntry, ...], before: dict[str, Shown], decision: date = DECIDED) -> tuple[Shown, ...]:
    """One publication, as the use case makes it; `before` is the memory and remembers."""
    every = (*rows, *(withdrawn(row) for row in vanished(rows, before)))
    shown = revised(every, before, decision)
    before.update({one.entry.uid: one for one in shown})
    return shown


def test_what_has_never_been_shown_has_the_plans_own_numbers():
    (shown,) = publish((replace(ROW, sequence=2),), {})
    assert shown == Shown(replace(ROW, sequence=2))


def test_the_same_again_is_the_same():
    memory = {}
    first = publish((ROW, OTHER), memory)
    assert publish((OTHER, ROW), memory) == first


@pytest.mark.parametrize(
    "change",
    [{"day": date(2026, 1, 1)}, {"summary": "Ny"}, {"description": "Ny"}, {"categories": ("Ett", "Vice")}],
    ids=lambda change: next(iter(change)),
)
def test_an_edit_that_tells_no_day_raises_that_entry_alone(change):
    memory = {}
    publish((ROW, OTHER), memory)
    by_uid = {one.entry.uid: one.entry for one in publish((replace(ROW, **change), OTHER), memory)}
    assert by_uid[ROW.uid].sequence == 1
    assert by_uid[ROW.uid].revised == STAMP + timedelta(seconds=1)
    assert by_uid[OTHER.uid] == OTHER


def test_a_revised_plan_raises_what_it_changes_and_leaves_the_rest():
    memory = {}
    publish((ROW, OTHER), memory)
    stamp = datetime(2026, 2, 2, 23, tzinfo=UTC)
    moved, same = replace(ROW, day=date(2026, 3, 31), revised=stamp), replace(OTHER, revised=stamp)
    by_uid = {one.entry.uid: one.entry for one in publish((moved, same), memory, REVISED)}
    assert (by_uid[ROW.uid].sequence, by_uid[ROW.uid].revised) == (1, stamp)
    assert by_uid[OTHER.uid] == OTHER


def test_a_released_answer_that_is_held_back_again_does_not_lower_the_number():
    memory = {}
    marked = replace(ROW, summary="✓ Klart", sequence=1, revised=STAMP + timedelta(days=90))
    assert publish((ROW,), memory)[0].entry.sequence == 0
    assert publish((marked,), memory)[0].entry == marked
    (back,) = publish((ROW,), memory)
    assert (back.entry.sequence, back.entry.revised) == (2, marked.revised + timedelta(seconds=1))
    (again,) = publish((marked,), memory)
    assert (again.entry.sequence, again.entry.revised) == (3, marked.revised + timedelta(seconds=2))


def test_an_entry_that_is_taken_away_is_cancelled_until_the_next_decision():
    memory = {}
    publish((ROW, OTHER), memory)
    one, _ = publish((OTHER,), memory, REVISED)
    assert (one.entry.uid, one.entry.cancelled, one.entry.sequence, one.withdrawn) == (ROW.uid, True, 1, REVISED)
    assert one.entry.summary == "Utgår: 1.1 Sista dag: Rutin"
    # Day after day, and when something else changes, it is the same entry.
    assert publish((OTHER,), memory, REVISED)[0] == one
    assert publish((replace(OTHER, summary="Ny"),), memory, REVISED)[0] == one
    assert [shown.entry.uid for shown in publish((OTHER,), memory, LATER)] == [OTHER.uid]
    assert [shown.entry.uid for shown in publish((OTHER,), memory, LATER)] == [OTHER.uid]


def test_an_entry_that_comes_back_goes_on_counting():
    memory = {}
    publish((ROW,), memory)
    publish((), memory, REVISED)
    publish((), memory, LATER)
    (back,) = publish((ROW,), memory, LATER)
    assert (back.entry.sequence, back.entry.cancelled, back.withdrawn) == (2, False, None)
    assert back.entry.revised > memory[ROW.uid].entry.revised - timedelta(seconds=1)


def test_a_goal_that_the_plan_itself_calls_replaced_is_cancelled_for_the_same_cycle():
    memory = {}
    replaced = withdrawn(ROW, "1.2")
    assert publish((replaced, OTHER), memory, REVISED)[0] == Shown(replaced, REVISED)
    assert publish((replaced, OTHER), memory, REVISED)[0] == Shown(replaced, REVISED)
    assert [one.entry for one in publish((replaced, OTHER), memory, LATER)] == [OTHER]


ROWS = st.lists(
    st.builds(
        lambda uid, day, title: replace(ROW, uid=uid, day=day, summary=title),
        st.sampled_from("abc"),
        st.sampled_from([date(2025, 12, 31), date(2026, 1, 2)]),
        st.sampled_from(["Ett", "Två", "✓ Ett"]),
    ),
    unique_by=lambda row: row.uid,
    max_size=3,
).map(tuple)


@given(st.lists(st.tuples(ROWS, st.integers(0, 3)), max_size=12))
def test_numbers_rise_with_every_change_and_only_then_whatever_happens(story):
    memory, last = {}, {}
    decision = DECIDED
    for rows, days in story:
        decision += timedelta(days=days)
        shown = publish(rows, memory, decision)
        entries = [one.entry for one in shown]
        assert [row for row in entries if not row.cancelled] == sorted(
            (
                replace(row, sequence=memory[row.uid].entry.sequence, revised=memory[row.uid].entry.revised)
                for row in rows
            ),
            key=lambda row: (row.day, row.uid),
        )
        for entry in entries:
            if entry.uid in last:
                known = last[entry.uid]
                changed = content(known) != content(entry)
                assert entry.sequence - known.sequence == int(changed)
                assert (entry.revised > known.revised) is changed
            last[entry.uid] = entry
        assert publish(rows, memory, decision) == shown
