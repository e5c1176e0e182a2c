"""The port Almanac: what the calendar has shown is remembered as it was, whatever it is kept in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from paminn.calendar.ics import CalendarEntry
from paminn.calendar.revisions import Shown
from paminn.ledger.almanac import SqlAlmanac
from paminn.ledger.database import Database
from paminn.ports.almanac import Almanac
from tests.support.fakes import FakeLedger

ROW = CalendarEntry(
    uid="prov-plan-1.1-deadline@paminn",
    day=date(2025, 12, 31),
    summary="✓ 1.1 Klart: Något; annat, mer",
    description="Två\nrader, «så»",
    categories=("Område", "Chef"),
    revised=datetime(2025, 9, 2, 22, 0, 1, tzinfo=UTC),
    sequence=3,
    settled=True,
    area=1,
    roles=("Chef",),
)
PLAN = "prov-plan"
# What some databases or drivers take for something else.
ODD = ("", "\0 nolla", "100 % :name %s 'citat' \\", "\u2028\u0085\r\n", "😀 e\u0301", '"}')


@pytest.fixture(params=["fake", "sqlite"])
def almanacs(request, tmp_path):
    """Opens the same memory once more, as the next run does."""
    if request.param == "fake":
        fake = FakeLedger()
        yield lambda: fake
        return
    databases: list[Database] = []

    def another() -> Almanac:
        databases.append(Database("", tmp_path))
        return SqlAlmanac(databases[-1])

    yield another
    for database in databases:
        database.close()


class TestAlmanac:
    @pytest.fixture
    def almanac(self, almanacs: Callable[[], Almanac]) -> Almanac:
        return almanacs()

    def test_nothing_has_been_shown_at_first(self, almanac):
        assert almanac.shown(PLAN) == {}
        almanac.show(PLAN, ())
        assert almanac.shown(PLAN) == {}

    @pytest.mark.parametrize(
        "shown",
        [
            Shown(ROW),
            Shown(replace(ROW, cancelled=True, area=None, roles=(), categories=()), date(2026, 2, 3)),
            Shown(replace(ROW, day=date.min, sequence=2**31 - 1, revised=datetime(9999, 12, 31, tzinfo=UTC))),
            *(Shown(replace(ROW, summary=text, description=text, categories=(text,), roles=(text,))) for text in ODD),
        ],
        ids=["standing", "withdrawn", "far", *map(ascii, ODD)],
    )
    def test_an_entry_comes_back_as_it_was(self, almanacs, shown):
        almanacs().show(PLAN, [shown])
        assert almanacs().shown(PLAN) == {ROW.uid: shown}

    def test_the_moment_is_the_same_in_whatever_zone_it_was_told(self, almanac):
        summer = ROW.revised.astimezone(timezone(timedelta(hours=2)))
        almanac.show(PLAN, [Shown(replace(ROW, revised=summer))])
        assert almanac.shown(PLAN)[ROW.uid].entry.revised == ROW.revised

    def test_the_latest_counts_and_the_others_stay(self, almanac):
        other = Shown(replace(ROW, uid="prov-plan-1.2-deadline@paminn"))
        later = Shown(replace(ROW, summary="Nytt", sequence=4))
        almanac.show(PLAN, [Shown(ROW), other])
        almanac.show(PLAN, [later])
        assert almanac.shown(PLAN) == {ROW.uid: later, other.entry.uid: other}

    def test_what_comes_back_is_no_longer_withdrawn(self, almanac):
        almanac.show(PLAN, [Shown(replace(ROW, cancelled=True), date(2026, 2, 3))])
        almanac.show(PLAN, [Shown(ROW)])
        assert almanac.shown(PLAN) == {ROW.uid: Shown(ROW)}

    def test_plans_do_not_see_each_other(self, almanac):
        almanac.show(PLAN, [Shown(ROW)])
        almanac.show("annan-plan", [Shown(replace(ROW, sequence=9))])
        assert almanac.shown(PLAN) == {ROW.uid: Shown(ROW)}

    def test_all_of_them_or_none(self, almanacs):
        def broken_off():
            yield Shown(ROW)
            raise InterruptedError

        with pytest.raises(InterruptedError):
            almanacs().show(PLAN, broken_off())
        assert almanacs().shown(PLAN) == {}

    def test_what_was_read_does_not_change_afterwards(self, almanac):
        almanac.show(PLAN, [Shown(ROW)])
        before = almanac.shown(PLAN)
        almanac.show(PLAN, [Shown(replace(ROW, sequence=9))])
        assert before == {ROW.uid: Shown(ROW)}

    def test_a_large_plan_is_remembered_whole(self, almanacs):
        rows = {f"prov-plan-{n}@paminn": Shown(replace(ROW, uid=f"prov-plan-{n}@paminn")) for n in range(3000)}
        almanacs().show(PLAN, rows.values())
        assert almanacs().shown(PLAN) == rows
