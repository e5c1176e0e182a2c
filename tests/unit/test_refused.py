"""A server that says there is nobody at an address does what a report of non-delivery does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from paminn.errors import DeliveryError
from paminn.failure import Cause, Failure
from tests.support.failing import REFUSED, REFUSED_FOR_NOW
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, PEOPLE, fake_house, plan_files
from tests.support.mailroom import PLAN, with_deputy
from tests.support.sending import remind

CHIEF = "chef@prov.example"
PROBE = "prov@prov.example"
GOALS = {"1.1": ("Chef", "Vice")}
NO_SUCH_CHIEF = DeliveryError(REFUSED, dead=frozenset({CHIEF}))


def run(
    refusal: DeliveryError, people=PEOPLE, files=None, **options
) -> tuple[FakeLedger, list[tuple[str, list[str]]], list[tuple[str, list[str]]]]:
    """Two runs of one day; while the first is at it, the server refuses the chief. What each of them sends."""
    ledger = FakeLedger()
    files = files or plan_files(GOALS, people)
    sent = []
    for refuses in (True, False):
        box = FakeOutbox(fails={CHIEF: refusal, PROBE: refusal} if refuses else None)
        remind(fake_house(files, box=box, ledger=ledger, **options), NOW)
        sent.append([(message.owner, sorted(message.mailboxes)) for message in box.messages])
    return ledger, *sent


def test_the_team_has_it_by_the_same_run():
    ledger, sent, later = run(NO_SUCH_CHIEF)
    assert sent == [("Vice", ["vice@prov.example"]), ("Chef", ["kvalitet@prov.example"])]
    assert later == []
    (absence,) = ledger.history(PLAN).away
    assert (absence.address, absence.gone, absence.since) == (CHIEF, True, FIRST_STEP)


def test_the_deputy_has_it_by_the_same_run():
    _, sent, later = run(NO_SUCH_CHIEF, files=with_deputy())
    assert [mailboxes for role, mailboxes in sent if role == "Chef"] == [["ersattare@prov.example"]]
    assert later == []


def test_where_the_deputys_address_is_no_good_either_the_team_has_it_by_the_same_run():
    ledger, box = FakeLedger(), FakeOutbox()
    stand_in = "ersattare@prov.example"
    box.fails = {mailbox: DeliveryError(REFUSED, dead=frozenset({mailbox})) for mailbox in (CHIEF, stand_in)}
    report = remind(fake_house(with_deputy(Teamet=("ett@prov.example",)), box=box, ledger=ledger), NOW)
    assert [sorted(message.mailboxes) for message in box.messages if message.owner == "Chef"] == [
        ["kvalitet@prov.example"]
    ]
    assert report.counts["failed"] == 2
    assert {absence.address for absence in ledger.history(PLAN).away} == {CHIEF, stand_in}


def test_a_deputy_who_has_had_a_mail_that_day_waits_for_the_next():
    ledger = FakeLedger()
    files = with_deputy(Vice=("ersattare@prov.example",))
    box = FakeOutbox(fails={CHIEF: NO_SUCH_CHIEF})
    house = fake_house(files, box=box, ledger=ledger)
    remind(house, NOW)
    assert [message.owner for message in box.messages if "ersattare@prov.example" in message.mailboxes] == ["Vice"]
    remind(house, NOW + timedelta(days=1))
    assert [message.owner for message in box.messages if "ersattare@prov.example" in message.mailboxes] == [
        "Vice",
        "Chef",
    ]


def test_what_failed_for_another_reason_is_not_tried_twice_by_a_run():
    ledger = FakeLedger()
    box = Counting(fails={CHIEF: NO_SUCH_CHIEF, "vice@prov.example": DeliveryError(REFUSED_FOR_NOW)})
    remind(fake_house(plan_files(GOALS), box=box, ledger=ledger), NOW)
    assert box.tried == ["Chef", "Vice", "Chef"]


class Counting(FakeOutbox):
    """Keeps whom it was asked to send to."""

    def __init__(self, **how) -> None:
        super().__init__(**how)
        self.tried = []

    def send(self, message, note):
        self.tried.append(message.owner)
        return super().send(message, note)


@pytest.mark.parametrize("refusal", [DeliveryError(REFUSED), DeliveryError(Failure(Cause.MESSAGE_REFUSED, "552"))])
def test_a_refusal_of_something_else_is_only_tried_again(refusal):
    ledger, sent, later = run(refusal)
    assert (sent, later) == ([("Vice", ["vice@prov.example"])], [("Chef", [CHIEF])])
    assert ledger.history(PLAN).away == []


def test_graph_says_it_of_the_only_one_that_it_can_be():
    invalid = DeliveryError(Failure(Cause.GRAPH_RECIPIENT_REFUSED, "ErrorInvalidRecipients"))
    assert ("Chef", ["kvalitet@prov.example"]) in run(invalid)[1]
    both = {**PEOPLE, "Chef": (CHIEF, "annan@prov.example")}
    assert run(invalid, both)[1:] == ([("Vice", ["vice@prov.example"])], [("Chef", ["annan@prov.example", CHIEF])])


def test_so_does_an_address_that_the_server_cannot_write():
    unwritable = DeliveryError(Failure(Cause.ADDRESS_HAS_FOREIGN_CHARACTERS))
    assert ("Chef", ["kvalitet@prov.example"]) in run(unwritable)[1]


def test_of_two_who_share_the_role_the_other_has_it_and_nobody_gets_it_twice():
    both = {**PEOPLE, "Chef": (CHIEF, "annan@prov.example")}
    ledger, sent, later = run(DeliveryError(REFUSED, partial=True, dead=frozenset({CHIEF})), both)
    assert sent == [("Chef", ["annan@prov.example", CHIEF]), ("Vice", ["vice@prov.example"])]
    assert later == []
    assert [absence.address for absence in ledger.history(PLAN).away] == [CHIEF]


def test_of_whom_a_trial_goes_to_nothing_is_remembered():
    ledger, sent, later = run(DeliveryError(REFUSED, dead=frozenset({PROBE})), redirect_all_to=PROBE)
    assert sent == []
    assert [role for role, _ in later] == ["Chef", "Vice"]
    assert ledger.history(PLAN, redirected=True).away == []


def test_many_that_are_unknown_at_once_make_nobody_dead_and_are_tried_once_a_run():
    roles = ("Chef", "Vice", "Tredje")
    people = {role: [f"{role.lower()}@prov.example"] for role in roles} | {"Teamet": ["kvalitet@prov.example"]}
    everybody = [people[role][0] for role in roles]
    ledger = FakeLedger()
    files = plan_files({"1.1": roles}, people)
    fails = {mailbox: DeliveryError(REFUSED, dead=frozenset({mailbox})) for mailbox in everybody}
    report = remind(fake_house(files, box=FakeOutbox(fails=fails), ledger=ledger), NOW)
    assert report.counts["failed"] == 3
    assert [absence.gone for absence in ledger.history(PLAN).away] == [False] * 3
    remind(fake_house(files, box=FakeOutbox(fails=fails), ledger=ledger), NOW + timedelta(days=1))
    assert {absence.address for absence in ledger.history(PLAN).away if absence.gone} == set(everybody)
