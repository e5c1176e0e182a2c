"""A server that says there is nobody at an address does what a report of non-delivery does."""

from __future__ import annotations

import pytest

from paminn.errors import DeliveryError
from paminn.failure import Cause, Failure
from tests.support.failing import REFUSED
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, PEOPLE, fake_house, plan_files
from tests.support.mailroom import PLAN
from tests.support.sending import remind

CHIEF = "chef@prov.example"
GOALS = {"1.1": ("Chef", "Vice")}
NO_SUCH_CHIEF = DeliveryError(REFUSED, dead=frozenset({CHIEF}))


def run(refusal: DeliveryError, people=PEOPLE, **options) -> tuple[FakeLedger, list[tuple[str, list[str]]]]:
    """Two runs of one day; the first finds that the chief's mail is refused. What the second sends."""
    ledger = FakeLedger()
    files = plan_files(GOALS, people)
    remind(fake_house(files, box=FakeOutbox(fails={"Chef": refusal}), ledger=ledger, **options), NOW)
    box = FakeOutbox()
    remind(fake_house(files, box=box, ledger=ledger, **options), NOW)
    return ledger, [(message.owner, sorted(message.mailboxes)) for message in box.messages]


def test_the_team_has_it_the_same_day():
    ledger, sent = run(NO_SUCH_CHIEF)
    assert sent == [("Chef", ["kvalitet@prov.example"])]
    (absence,) = ledger.history(PLAN).away
    assert (absence.address, absence.gone, absence.since) == (CHIEF, True, FIRST_STEP)


@pytest.mark.parametrize("refusal", [DeliveryError(REFUSED), DeliveryError(Failure(Cause.MESSAGE_REFUSED, "552"))])
def test_a_refusal_of_something_else_is_only_tried_again(refusal):
    ledger, sent = run(refusal)
    assert sent == [("Chef", [CHIEF])]
    assert ledger.history(PLAN).away == []


def test_graph_says_it_of_the_only_one_that_it_can_be():
    invalid = DeliveryError(Failure(Cause.GRAPH_RECIPIENT_REFUSED, "ErrorInvalidRecipients"))
    assert run(invalid)[1] == [("Chef", ["kvalitet@prov.example"])]
    both = {**PEOPLE, "Chef": (CHIEF, "annan@prov.example")}
    assert run(invalid, both)[1] == [("Chef", ["annan@prov.example", CHIEF])]


def test_of_two_who_share_the_role_the_other_has_it_and_nobody_gets_it_twice():
    both = {**PEOPLE, "Chef": (CHIEF, "annan@prov.example")}
    ledger, sent = run(DeliveryError(REFUSED, partial=True, dead=frozenset({CHIEF})), both)
    assert sent == []
    assert [absence.address for absence in ledger.history(PLAN).away] == [CHIEF]


def test_of_whom_a_trial_goes_to_nothing_is_remembered():
    ledger, _ = run(DeliveryError(REFUSED, dead=frozenset({"prov@prov.example"})), redirect_all_to="prov@prov.example")
    assert ledger.history(PLAN, redirected=True).away == []
