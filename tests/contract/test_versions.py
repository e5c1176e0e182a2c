"""The ports Versions and Sources: an adopted plan is kept whole or not at all, whatever it is kept in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from paminn.errors import Busy
from paminn.ledger.versions import SqlVersions
from paminn.plan.load import OWNERS, PLAN, read_plan
from paminn.plan.version import first_version
from tests.support.databases import empty_database
from tests.support.fakes import FakeVersions
from tests.support.houses import plan_files

DAY = date(2026, 6, 1)
AT = datetime(2026, 6, 1, 23, 30, tzinfo=ZoneInfo("Europe/Stockholm"))
FILE = plan_files()[PLAN]


def version(number: int = 1, plan: str = "prov-plan", by: str = "Åsa Öberg"):
    reading = read_plan(plan_files(), "plan", DAY)
    return first_version(reading.plan, reading.content, AT, by).model_copy(update={"number": number, "plan": plan})


@pytest.fixture(params=["fake", "sqlite"])
def versions(request):
    if request.param == "fake":
        yield FakeVersions()
        return
    with empty_database() as database:
        yield SqlVersions(database)


def test_nothing_is_adopted_before_the_first(versions):
    assert list(versions.adopted("prov-plan")) == []


def test_a_version_comes_back_as_it_was(versions):
    versions.adopt(version(), FILE, DAY)
    (kept,) = versions.adopted("prov-plan")
    assert kept == version()
    assert kept.adopted_at == AT
    assert kept.content.fingerprint == version().content.fingerprint


def test_versions_stand_in_order_and_by_plan(versions):
    for number in (1, 2, 3):
        versions.adopt(version(number), FILE, DAY)
    versions.adopt(version(1, "annan-plan"), FILE, DAY)
    assert [kept.number for kept in versions.adopted("prov-plan")] == [1, 2, 3]
    assert [kept.number for kept in versions.adopted("annan-plan")] == [1]


def test_of_two_who_adopt_at_once_one_is_told(versions):
    versions.adopt(version(by="Åsa"), FILE, DAY)
    with pytest.raises(Busy, match="samtidigt"):
        versions.adopt(version(by="Bo"), b"annan fil", DAY)
    assert [kept.adopted_by for kept in versions.adopted("prov-plan")] == ["Åsa"]
    assert [file.content for file in versions.kept("prov-plan", PLAN)] == [FILE]


def test_the_file_of_a_version_is_kept_with_it(versions):
    versions.adopt(version(), FILE, DAY)
    (file,) = versions.kept("prov-plan", PLAN)
    assert (file.content, file.fingerprint, file.first, file.last) == (FILE, version().content.fingerprint, DAY, DAY)


def test_a_file_that_is_used_day_after_day_is_one_row(versions):
    for days in (0, 1, 5):
        versions.keep("prov-plan", OWNERS, b"roller", "", DAY + timedelta(days=days))
    versions.keep("prov-plan", OWNERS, b"andra", "", DAY + timedelta(days=6))
    versions.keep("prov-plan", OWNERS, b"roller", "", DAY + timedelta(days=7))
    rows = [
        (file.content, (file.first - DAY).days, (file.last - DAY).days) for file in versions.kept("prov-plan", OWNERS)
    ]
    assert rows == [(b"roller", 0, 5), (b"andra", 6, 6), (b"roller", 7, 7)]


def test_the_same_file_beside_another_plan_is_another_row(versions):
    for fingerprint, days in (("ett", 0), ("ett", 1), ("tva", 1), ("tva", 2)):
        versions.keep("prov-plan", OWNERS, b"roller", fingerprint, DAY + timedelta(days=days))
    rows = [(file.fingerprint, (file.last - DAY).days) for file in versions.kept("prov-plan", OWNERS)]
    assert rows == [("ett", 1), ("tva", 2)]


def test_an_earlier_day_does_not_shorten_the_time_a_file_was_used(versions):
    versions.keep("prov-plan", OWNERS, b"roller", "", DAY)
    versions.keep("prov-plan", OWNERS, b"roller", "", DAY - timedelta(days=3))
    (file,) = versions.kept("prov-plan", OWNERS)
    assert file.last == DAY
