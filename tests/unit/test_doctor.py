"""The doctor tries everything, stops at nothing, and says what to do."""

from __future__ import annotations

import re

import pytest

from paminn.doctor.diagnosis import Diagnosed, Remedy, Skipped
from paminn.doctor.examine import Check, CheckName, examine
from paminn.doctor.machine import plan_is_whole
from paminn.doctor.mail_doors import mail_can_be_read, mail_goes_round
from paminn.doctor.wording import next_step, title
from paminn.errors import DeliveryError, StorageError, UnknownOutcome, UsageError
from paminn.plan.load import read_plan
from tests.support.failing import BROKE, REFUSED
from tests.support.fakes import FakeInbox, FakeOutbox
from tests.support.houses import FIRST_STEP, outgoing, plan_files
from tests.support.paths import ROOT


def raising(error: Exception) -> Check:
    def run() -> str:
        raise error

    return Check(CheckName.MAIL_OUT, run)


class TestExamine:
    @pytest.mark.parametrize(
        ("error", "detail"),
        [
            (DeliveryError(REFUSED), "Servern nekade mottagaren: 550."),
            (UnknownOutcome(BROKE), "Förbindelsen bröts under sändningen."),
            (Diagnosed("värden svarar 500"), "Värden svarar 500."),
            (StorageError("full"), "Full."),
            (UsageError("fel"), "Fel."),
        ],
    )
    def test_one_that_fails_never_stops_the_next(self, error, detail):
        first, second = examine([raising(error), Check(CheckName.PLAN, lambda: "bra")])
        assert (first.ok, first.detail) == (False, detail)
        assert (second.ok, second.detail) == (True, "bra")

    def test_what_is_not_set_up_is_neither_right_nor_wrong(self):
        (found,) = examine([raising(Skipped("inget är inställt"))])
        assert (found.ok, found.detail) == (None, "inget är inställt")


class TestMailOut:
    def test_a_mail_to_itself_is_sent_once_and_found(self):
        box = FakeOutbox()
        assert "hittades" in mail_goes_round(box, outgoing(), lambda: False)
        assert len(box.messages) == 1

    def test_one_that_never_comes_is_waited_for_and_then_wrong(self):
        class Lost(FakeOutbox):
            def look(self, message, *, withdraw=False, half_way=False):
                self.messages.clear()
                return super().look(message)

        waits = iter([True, True, False])
        with pytest.raises(Diagnosed, match="går inte att hitta"):
            mail_goes_round(Lost(), outgoing(), lambda: next(waits))
        assert next(waits, None) is None

    def test_a_door_without_a_mailbox_is_said_to_be_blind(self):
        with pytest.raises(Skipped, match="PAMINN_IMAP_URL"):
            mail_goes_round(FakeOutbox(blind=True), outgoing(), lambda: False)

    def test_a_refusal_is_passed_on(self):
        box = FakeOutbox(fails={"Chef": DeliveryError(REFUSED)})
        with pytest.raises(DeliveryError, match="550"):
            mail_goes_round(box, outgoing(), lambda: False)


def test_reading_the_mailbox_moves_nothing():
    inbox = FakeInbox(b"ett")
    assert "väntar" in mail_can_be_read(inbox, "mappen in")
    assert len(list(inbox.unread())) == 1
    assert "tom" in mail_can_be_read(FakeInbox(), "mappen in")


def test_a_plan_with_faults_is_wrong():
    assert plan_is_whole(read_plan(plan_files(), "plan", FIRST_STEP), FIRST_STEP).startswith("2 delmål")
    with pytest.raises(Diagnosed, match="fel"):
        plan_is_whole(read_plan(plan_files(people={"Chef": ("chef@prov.example",)}), "plan", FIRST_STEP), FIRST_STEP)


def test_every_check_has_a_title_and_a_next_step():
    for name in CheckName:
        assert title(name)
        assert next_step(name).endswith(".")


def test_the_handbook_explains_every_check_in_the_order_they_are_made():
    page = (ROOT / "docs" / "handbok" / "it.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) +\|", page.partition("| Rad ")[2], re.M)
    assert rows[: len(CheckName)] == [title(name) for name in CheckName]


def test_every_cause_that_is_known_has_a_next_step():
    steps = (ROOT / "src" / "paminn" / "texts" / "sv" / "doctor_steps.txt").read_text(encoding="utf-8")
    assert set(re.findall(r"^(\w+):", steps, re.M)) == set(Remedy)
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "paminn" / "doctor").glob("*.py"))
    for remedy in Remedy:
        assert f"Remedy.{remedy.name}" in sources, f"{remedy} helps nobody"
        for setting in ("PAMINN_SMTP_URL", "PAMINN_IMAP_URL", "PAMINN_TEAMS_WEBHOOK", ""):
            assert next_step(CheckName.MAIL_OUT, remedy, setting).endswith(".")
