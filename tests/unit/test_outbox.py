"""The states of one message and its stable name."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from paminn.reminders.outbox import TRANSITIONS, State, message_key

ARGUMENTS = ("prov-plan", "Chef", date(2026, 6, 1), "email", "")
OTHERS = ("annan-plan", "Vice", date(2026, 6, 2), "teams", "prov@prov.example")


def reachable(state: State) -> set[State]:
    found, new = {state}, {state}
    while new:
        new = {after for before in new for after in TRANSITIONS[before]} - found
        found |= new
    return found


def test_every_state_has_its_transitions_and_none_leads_to_itself():
    assert set(TRANSITIONS) == set(State)
    assert all(state not in after for state, after in TRANSITIONS.items())


@pytest.mark.pain(1)
def test_nothing_leads_on_from_accepted():
    """A message the door has taken is never sent, failed or doubted again."""
    assert TRANSITIONS[State.ACCEPTED] == set()


@pytest.mark.pain(1)
def test_what_nobody_knows_is_never_sent_again_by_itself():
    assert State.CLAIMED not in TRANSITIONS[State.UNKNOWN]


@pytest.mark.pain(4)
def test_every_state_can_still_end_well():
    assert all(State.ACCEPTED in reachable(state) for state in State)


def test_only_a_failed_or_new_message_can_be_claimed():
    assert {before for before, after in TRANSITIONS.items() if State.CLAIMED in after} == {State.PLANNED, State.FAILED}


@pytest.mark.pain(1)
def test_the_key_is_the_same_for_the_same_message():
    """Written out, since a key that changes between versions would send today's mails again."""
    assert message_key(*ARGUMENTS) == "a0307876a19c592421846bd25a80e0db"


@pytest.mark.pain(15)
def test_every_part_makes_another_key():
    keys = {message_key(*(pair[use] for pair, use in zip(zip(ARGUMENTS, OTHERS, strict=True), choice, strict=True)))
            for choice in product((0, 1), repeat=5)}  # fmt: skip
    assert len(keys) == 2**5


def test_parts_cannot_run_into_each_other():
    assert message_key("a", "bc", date(2026, 6, 1), "email") != message_key("ab", "c", date(2026, 6, 1), "email")
