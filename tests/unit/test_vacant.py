"""A role that nobody has yet, and a partner that is only named: said in owners.yaml, and told wherever it matters."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from paminn.plan.checks import NO_TEAM, without_team
from paminn.plan.load import Reading, read_plan
from paminn.plan.model import Owners
from paminn.plan.outside import with_outside
from paminn.standing.done import is_done
from paminn.standing.goal import deciding, responsible
from paminn.usecases.plans import decided
from paminn.usecases.sending.forecast import Vacancy, vacancies
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, PEOPLE, at, fake_house, kept, plan_files, text_of
from tests.support.sending import remind
from tests.support.telling import status_of

TEAM = "kvalitet@prov.example"


def files(role: str, **marks: object) -> dict[str, bytes]:
    """The plan folder of the tests, with a role's place in owners.yaml written so."""
    written = plan_files()
    owners = json.loads(written["owners.yaml"])
    for entry in owners["roller"]:
        if entry["roll"] == role:
            entry.update(marks)
    return written | {"owners.yaml": json.dumps(owners).encode()}


VACANT = files("Vice", vakant="ja", personer=[])
OUTSIDE = files("Vice", påminns="nej", personer=[])


def read(written: dict[str, bytes]) -> Reading:
    return read_plan(written, "plan", FIRST_STEP)


def warned(written: dict[str, bytes]) -> list[str]:
    return [warning.message for warning in read(written).warnings]


class TestVacant:
    def test_it_is_a_warning_and_no_fault(self):
        assert not read(VACANT).problems
        (warning,) = warned(VACANT)
        assert warning.startswith('Rollen "Vice" är vakant.')

    def test_a_role_without_anybody_and_without_the_word_is_still_a_fault(self):
        (problem,) = read(files("Vice", vakant="nej", personer=[])).problems
        assert problem.role == "Vice"

    def test_one_that_has_been_filled_is_told_to_lose_the_word(self):
        written = files("Vice", vakant="ja")
        assert not read(written).problems
        assert warned(written) == ['Rollen "Vice" är märkt vakant men har någon. Ta bort raden "vakant".']

    def test_its_mail_goes_to_the_team_says_so_and_the_run_is_whole(self):
        box = FakeOutbox()
        report = remind(fake_house(VACANT, box=box), NOW)
        assert report.complete
        (mail,) = [message for message in box.messages if message.digest.owner == "Vice"]
        assert [address for address, _ in mail.recipients] == [TEAM]
        text = text_of(mail.raw)
        assert "Rollen Vice är vakant. Därför kommer den här påminnelsen till kvalitetsteamet." in text
        assert "Ingen kan nås" not in text
        assert "Mejlet gäller rollen Vice" in text

    def test_without_a_team_somebody_must_see_to_it(self):
        written = files("Vice", vakant="ja", personer=[])
        owners = json.loads(written["owners.yaml"])
        owners["roller"] = [entry for entry in owners["roller"] if entry["roll"] != "Kvalitetsteamet"]
        report = remind(fake_house(written | {"owners.yaml": json.dumps(owners).encode()}), NOW)
        assert report.counts["failed"] == 1
        assert not report.complete

    def test_once_filled_the_holder_gets_the_next(self):
        ledger, box = FakeLedger(), FakeOutbox()
        remind(fake_house(VACANT, ledger=ledger, box=box), NOW)
        begins = FIRST_STEP + timedelta(days=1)
        person = {"namn": "Ny Vice", "epost": "ny@prov.example", "från": begins.isoformat()}
        filled = files("Vice", vakant="ja", personer=[person])
        days = []
        for later in range(1, 40):
            box.messages.clear()
            remind(fake_house(filled, ledger=ledger, box=box), at(FIRST_STEP + timedelta(days=later)))
            for message in box.messages:
                if message.digest.owner == "Vice":
                    days.append([address for address, _ in message.recipients])
        assert days
        assert all(addresses == ["ny@prov.example"] for addresses in days)

    def test_forecast_and_status_tell_it(self):
        work = decided(kept(VACANT), FIRST_STEP)
        assert vacancies(work, FIRST_STEP, FIRST_STEP) == [Vacancy("Vice", FIRST_STEP, is_known=True)]
        rows = status_of(fake_house(VACANT), FIRST_STEP)
        assert {row.owner for row in rows if row.is_vacant} == {"Vice"}


class TestOutside:
    def plan(self, written: dict[str, bytes]):
        work = decided(kept(written), FIRST_STEP)
        return work.plan

    def test_it_needs_nobody(self):
        assert not read(OUTSIDE).problems
        assert warned(OUTSIDE) == []

    def test_nobody_writes_to_it_though_it_has_an_address(self):
        box = FakeOutbox()
        report = remind(fake_house(files("Vice", påminns="nej"), box=box), NOW)
        assert report.complete
        assert {message.digest.owner for message in box.messages} == {"Chef", "Teamet"}

    def test_the_goal_does_not_wait_for_it(self):
        goal = self.plan(OUTSIDE).by_number["1.1"]
        assert [part.role for part in goal.parts] == ["Chef", "Vice"]
        assert responsible(goal) == ("Chef",)

    def test_where_only_others_remain_nobody_decides(self):
        alone = plan_files({"1.1": ["Vice"]}, {"Vice": PEOPLE["Vice"]})
        owners = json.loads(alone["owners.yaml"])
        owners["roller"][0]["påminns"] = "nej"
        plan = self.plan(alone | {"owners.yaml": json.dumps(owners).encode()})
        assert deciding(plan.by_number["1.1"]) == ()
        assert not is_done((), {})

    def test_status_says_that_it_is_outside(self):
        rows = status_of(fake_house(OUTSIDE), FIRST_STEP)
        assert {row.owner for row in rows if row.is_outside} == {"Vice"}
        assert not any(row.unanswered for row in rows)

    def test_a_mark_that_is_taken_away_is_gone(self):
        plan = self.plan(OUTSIDE)
        assert with_outside(plan, Owners()) == self.plan(plan_files())


@pytest.mark.parametrize("word", ["Ja", "sant", 1])
def test_only_ja_and_nej_are_understood(word):
    assert read(files("Vice", vakant=word, personer=[])).problems


class TestWithoutTeam:
    @pytest.fixture
    def nobody(self) -> dict[str, bytes]:
        return plan_files(people={role: people for role, people in PEOPLE.items() if role != "Kvalitetsteamet"})

    def test_the_daily_run_says_that_nobody_gets_the_notices(self, nobody):
        assert NO_TEAM in remind(fake_house(nobody), NOW).batch.questions

    def test_a_setting_is_enough(self, nobody):
        assert NO_TEAM not in remind(fake_house(nobody, quality_team="team@prov.example"), NOW).batch.questions

    def test_a_trial_needs_no_team(self, nobody):
        assert NO_TEAM not in remind(fake_house(nobody, redirect_all_to="it@prov.example"), NOW).batch.questions

    def test_a_team_that_is_vacant_is_none(self):
        owners = read(files("Kvalitetsteamet", vakant="ja", personer=[])).owners
        assert [problem.message for problem in without_team("owners.yaml", owners, FIRST_STEP)] == [NO_TEAM]
        assert not list(without_team("owners.yaml", read(plan_files()).owners, FIRST_STEP))
