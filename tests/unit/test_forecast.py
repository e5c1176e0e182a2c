"""What will be sent, told beforehand: the same as what is then sent."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from paminn.commands.as_json import digest_as_json
from paminn.errors import PlanError
from paminn.plan.load import read_plan
from paminn.reminders.message import Channel
from paminn.usecases.plans import Decided, decided
from paminn.usecases.sending.forecast import Vacancy, forecast, vacancies
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import DUE, FIRST_STEP, PEOPLE, SECOND_STEP, at, fake_house, kept, plan_files
from tests.support.sending import remind

LAST = date(2026, 12, 31)


def plan_of(files: dict[str, bytes]) -> Decided:
    """What the daily work goes by where nothing has been adopted yet."""
    return decided(kept(files), FIRST_STEP)


@pytest.mark.pain(16)
def test_each_item_says_why_it_comes_that_day():
    told = [
        digest_as_json(digest, Channel.EMAIL, "prov-plan")
        for digest in forecast(plan_of(plan_files()), FIRST_STEP, SECOND_STEP)
    ]
    steps = [(row["date"], item["step"]) for row in told for item in row["items"] if row["owner"] == "Vice"]
    assert steps == [(FIRST_STEP.isoformat(), "-20"), (SECOND_STEP.isoformat(), "-5")]


@pytest.mark.pain(3)
def test_notice_comes_before_the_day():
    days = [digest.day for digest in forecast(plan_of(plan_files()), FIRST_STEP, LAST) if digest.owner == "Vice"]
    assert sum(day < DUE for day in days) == 3


@pytest.mark.pain(6)
@pytest.mark.pain(7)
def test_one_mail_an_owner_a_day_and_none_at_weekends():
    digests = list(forecast(plan_of(plan_files()), date(2025, 9, 3), LAST))
    assert len({(d.owner, d.day) for d in digests}) == len(digests)
    assert {d.day.weekday() for d in digests} <= {0, 1, 2, 3, 4}


@pytest.mark.pain(13)
def test_a_role_nobody_holds_is_in_it_all_the_same():
    files = plan_files(people={**PEOPLE, "Vice": ()})
    assert "Vice" in {digest.owner for digest in forecast(plan_of(files), FIRST_STEP, FIRST_STEP)}


def test_a_broken_plan_has_no_forecast():
    with pytest.raises(PlanError):
        plan_of({})


def owners_with(role: str, *people: dict[str, str], each: bool = False) -> dict[str, bytes]:
    """`each`: all who hold the role answer for themselves."""
    files = plan_files()
    owners = json.loads(files["owners.yaml"])
    for row in owners["roller"]:
        if row["roll"] == role:
            row["personer"] = list(people)
            if each:
                row["svarar"] = "var_och_en"
    return {**files, "owners.yaml": yaml_of(owners)}


def yaml_of(owners: dict[str, object]) -> bytes:
    """A day stands without quotes, as in a file written by hand."""
    return re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", json.dumps(owners, ensure_ascii=False, indent=1)).encode()


VICE = {"namn": "Vice", "epost": "vice@prov.example"}
AFTER = {"namn": "Efter", "epost": "efter@prov.example"}
STANDS_IN = {"namn": "Ers", "epost": "ers@prov.example"}


@pytest.mark.pain(16)
@pytest.mark.parametrize(
    "files",
    [
        plan_files(),
        owners_with("Vice", {**VICE, "till": "2026-06-24"}, {**AFTER, "från": "2026-06-25"}),
        owners_with("Vice", VICE, {**AFTER, "från": "2026-06-25"}),
        owners_with("Vice", VICE, {**AFTER, "från": "2026-06-25"}, each=True),
    ],
    ids=["the same people", "the role changes hands", "one more in the role", "one more who answers alone"],
)
def test_it_tells_exactly_what_the_daily_runs_then_send(files):
    """To whom, about what, why, and how many times it has been asked."""
    first, last = date(2026, 5, 25), date(2026, 7, 15)
    told = list(forecast(plan_of(files), first, last))
    ledger, box = FakeLedger(), FakeOutbox()
    day = first
    while day <= last:
        remind(fake_house(files, box=box, ledger=ledger), at(day))
        day += timedelta(1)
    assert told == [message.digest for message in box.messages]
    assert len(told) > 10


class TestVacancies:
    """Nobody after a holder whose time ends: told from the day that it is written."""

    @pytest.mark.parametrize(
        ("people", "since"),
        [
            ([{**VICE, "till": "2026-08-31"}], date(2026, 9, 1)),
            ([{**VICE, "till": "2026-08-31", "ersättare": STANDS_IN}], date(2026, 9, 1)),
            ([{**VICE, "till": "2026-08-31"}, {**AFTER, "från": "2026-09-01"}], None),
            ([{**VICE, "till": "2026-08-31"}, {**AFTER, "från": "2026-10-01"}], date(2026, 9, 1)),
            ([{**VICE, "till": "2026-08-31"}, AFTER], None),
            ([{**VICE, "till": "2026-08-31"}, {**AFTER, "från": "2026-09-01", "till": "2026-12-31"}], date(2027, 1, 1)),
            ([VICE], None),
            ([{**VICE, "till": "2026-05-01"}, AFTER], None),
        ],
    )
    def test_in_check_and_in_the_forecast(self, people, since):
        files = owners_with("Vice", *people)
        warned = [
            warning
            for warning in read_plan(files, "plan", FIRST_STEP).warnings
            if "Ingen har rollen" in warning.message
        ]
        vacant = vacancies(plan_of(files), FIRST_STEP, date(2027, 6, 30))
        if since is None:
            assert (warned, vacant) == ([], [])
        else:
            (warning,) = warned
            assert f'Ingen har rollen "Vice" från och med {since}.' in warning.message
            assert (warning.file, warning.source.strip()[:6]) == ("plan/owners.yaml", '"till"')
            assert vacant == [Vacancy("Vice", since)]

    def test_what_comes_after_the_forecast_is_not_in_it(self):
        files = owners_with("Vice", {**VICE, "till": "2026-08-31"})
        assert vacancies(plan_of(files), FIRST_STEP, date(2026, 8, 31)) == []
