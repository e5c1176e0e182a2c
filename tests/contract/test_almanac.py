"""The port Almanac: what the calendar has shown is remembered as it was, whatever it is kept in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fakes import FakeLedger

from paminn.calendar.ics import CalendarEntry
from paminn.calendar.revisions import Shown
from paminn.ledger.almanac import SqlAlmanac
from paminn.ledger.database import Database

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


@pytest.fixture(params=["fake", "sqlite"])
def almanac(request, tmp_path):
    if request.param == "fake":
        yield FakeLedger()
        return
    database = Database("", tmp_path)
    yield SqlAlmanac(database)
    database.close()


def test_nothing_has_been_shown_at_first(almanac):
    assert almanac.shown(PLAN) == {}
    almanac.show(PLAN, ())
    assert almanac.shown(PLAN) == {}


@pytest.mark.parametrize(
    "shown",
    [Shown(ROW), Shown(replace(ROW, cancelled=True, area=None, roles=(), categories=()), date(2026, 2, 3))],
    ids=["standing", "withdrawn"],
)
def test_an_entry_comes_back_as_it_was(almanac, shown):
    almanac.show(PLAN, [shown])
    assert almanac.shown(PLAN) == {ROW.uid: shown}


def test_the_latest_counts_and_the_others_stay(almanac):
    other = Shown(replace(ROW, uid="prov-plan-1.2-deadline@paminn"))
    later = Shown(replace(ROW, summary="Nytt", sequence=4))
    almanac.show(PLAN, [Shown(ROW), other])
    almanac.show(PLAN, [later])
    assert almanac.shown(PLAN) == {ROW.uid: later, other.entry.uid: other}


def test_plans_do_not_see_each_other(almanac):
    almanac.show(PLAN, [Shown(ROW)])
    almanac.show("annan-plan", [Shown(replace(ROW, sequence=9))])
    assert almanac.shown(PLAN) == {ROW.uid: Shown(ROW)}
