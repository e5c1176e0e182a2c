"""The states of one message, what a look in the mailbox leads to, and its stable name."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from paminn.reminders.message import (
    ARRIVED,
    GIVES_BACK,
    NOT_LEFT,
    OPEN_QUESTION,
    TRANSITIONS,
    UNSETTLED,
    Channel,
    Found,
    State,
    judged,
    message_key,
)

ARGUMENTS = ("prov-plan", "Chef", date(2026, 6, 1), Channel.EMAIL, "")
OTHERS = ("annan-plan", "Vice", date(2026, 6, 2), Channel.TEAMS, "prov@prov.example")
# What only a person may say, who has asked the one it was meant for.
BY_A_PERSON = {(State.ALERT, State.FAILED)}
PASSED_ON = {State.BOUNCED, State.MOVED}  # an end of its own: its steps go into another message


def reachable(state: State, *, without: set[tuple[State, State]] | None = None) -> set[State]:
    found, new = {state}, {state}
    while new:
        steps = {(before, after) for before in new for after in TRANSITIONS[before]} - (without or set())
        new = {after for _, after in steps} - found
        found |= new
    return found


class TestTransitions:
    def test_every_state_has_its_transitions_and_none_leads_to_itself(self):
        assert set(TRANSITIONS) == set(State)
        assert all(state not in after for state, after in TRANSITIONS.items())

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("state", ARRIVED)
    def test_what_has_arrived_is_never_sent_again_but_by_a_persons_word(self, state):
        assert State.SENDING not in reachable(state, without=BY_A_PERSON)
        assert State.CLAIMED not in reachable(state, without=BY_A_PERSON)

    @pytest.mark.pain(1)
    def test_nothing_leads_from_what_has_been_seen_but_that_nobody_reads_it(self):
        assert TRANSITIONS[State.SEEN] == PASSED_ON
        assert all(TRANSITIONS[state] == set() for state in PASSED_ON)
        assert PASSED_ON | {State.FAILED} == GIVES_BACK

    @pytest.mark.pain(1)
    def test_what_nobody_knows_is_never_claimed_anew_before_it_is_known(self):
        assert all(State.CLAIMED not in TRANSITIONS[state] for state in OPEN_QUESTION)

    @pytest.mark.pain(1)
    def test_a_question_to_a_person_is_answered_by_nobody_else_with_another_copy(self):
        assert State.SENDING not in reachable(State.ALERT, without=BY_A_PERSON)

    @pytest.mark.pain(4)
    @pytest.mark.parametrize("state", sorted(set(State) - PASSED_ON))
    def test_every_state_can_still_end_well(self, state):
        assert reachable(state) & ARRIVED

    @pytest.mark.pain(4)
    @pytest.mark.parametrize("state", sorted(set(State) - OPEN_QUESTION - PASSED_ON))
    def test_what_is_no_question_ends_well_without_anybody_asked(self, state):
        assert reachable(state, without=BY_A_PERSON) & ARRIVED

    def test_nothing_leaves_but_through_sending(self):
        """A run that is killed before it has said so has sent nothing, so nobody need be asked."""
        assert {before for before, after in TRANSITIONS.items() if State.ACCEPTED in after} == {State.SENDING}
        assert all(not TRANSITIONS[state] & (ARRIVED | OPEN_QUESTION) - {State.SEEN} for state in NOT_LEFT)

    def test_only_a_failed_or_new_message_can_be_claimed(self):
        before = {before for before, after in TRANSITIONS.items() if State.CLAIMED in after}
        assert before == {State.PLANNED, State.FAILED}

    def test_a_message_is_either_settled_or_somebody_must_still_see_to_it(self):
        assert set(State) - UNSETTLED == ARRIVED | GIVES_BACK
        assert not NOT_LEFT & (ARRIVED | OPEN_QUESTION)


# What follows when a look finds it sent, unsent, nowhere, or nothing at all; every other state stays.
EXPECTED = {
    State.CLAIMED: (State.SEEN, State.FAILED, State.FAILED, State.FAILED),
    State.DRAFTED: (State.SEEN, State.FAILED, State.FAILED, State.FAILED),
    State.UNKNOWN: (State.SEEN, State.SENDING, State.ALERT, State.ALERT),
    State.ALERT: (State.SEEN, State.ALERT, State.ALERT, State.ALERT),
    State.ACCEPTED: (State.SEEN, State.ALERT, State.ALERT, State.ACCEPTED),
    State.SENDING: (State.SEEN, State.SENDING, State.SENDING, State.SENDING),
}


class TestJudged:
    """Every state and everything that a mailbox can tell."""

    @pytest.mark.parametrize(("state", "found"), list(product(State, Found)))
    def test_a_look_leads_along_a_drawn_line_or_nowhere(self, state, found):
        after = judged(state, found)
        assert after is state or after in TRANSITIONS[state]

    @pytest.mark.parametrize(("state", "found"), list(product(State, Found)))
    def test_a_look_leads_where_it_should(self, state, found):
        expected = dict(zip(Found, EXPECTED.get(state, (state,) * 4), strict=True))
        assert judged(state, found) is expected[found]

    @pytest.mark.parametrize(("state", "found"), list(product(State, Found)))
    def test_a_copy_is_judged_the_same_but_is_never_a_question_to_a_person(self, state, found):
        alone = judged(state, found)
        assert judged(state, found, copy=True) is (state if alone is State.ALERT else alone)

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("state", State)
    def test_only_what_the_mailbox_knows_has_not_left_is_sent_again(self, state):
        again = {found for found in Found if judged(state, found) is State.SENDING and state is not State.SENDING}
        assert again <= {Found.UNSENT}


class OneMessage(RuleBasedStateMachine):
    """A door and runs that keep the rules, killed and blinded at will: never two copies, never a silent none.

    `copies` is how many of the message its owner really has; whatever does not apply where it stands changes nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.state, self.copies = State.PLANNED, 0

    def to(self, state: State) -> None:
        assert state in TRANSITIONS[self.state], (self.state, state)
        self.state = state

    @rule(
        drafts=st.booleans(),
        ends=st.sampled_from(["killed before", "refused", "goes"]),
        left=st.booleans(),
        told=st.sampled_from(["killed", State.UNKNOWN, State.FAILED, State.ACCEPTED, State.SEEN]),
    )
    def a_run_sends_it(self, drafts, ends, left, told):
        if State.CLAIMED in TRANSITIONS[self.state]:
            self.to(State.CLAIMED)
            if drafts:
                self.to(State.DRAFTED)
            if ends == "refused":
                self.to(State.FAILED)
            elif ends == "goes":
                self.send(left, told)

    def send(self, left, told):
        """The other side says yes only to what it took, and no only to what it did not."""
        self.to(State.SENDING)
        self.copies += left
        if told is State.UNKNOWN or (told is State.FAILED and not left) or (told in ARRIVED and left):
            self.to(told)

    @rule(
        mailbox=st.sampled_from(["tells", "tells", "is emptied", "is not there"]),
        late=st.booleans(),
        left=st.booleans(),
        told=st.sampled_from(["killed", State.UNKNOWN, State.FAILED, State.ACCEPTED, State.SEEN]),
    )
    def a_run_looks_for_it(self, mailbox, late, left, told):
        if self.state not in UNSETTLED - {State.PLANNED} | {State.ACCEPTED}:
            return
        if self.state is State.SENDING:
            self.to(State.UNKNOWN)
        truth = Found.SENT if self.copies else Found.UNSENT
        after = judged(self.state, {"tells": truth, "is emptied": Found.NOWHERE, "is not there": Found.BLIND}[mailbox])
        if after is State.SENDING and late:
            self.to(State.FAILED)
        elif after is State.SENDING:
            self.send(left, told)
        elif after is not self.state:
            self.to(after)

    @rule()
    def a_person_who_has_asked_the_owner_tells(self):
        if self.state is State.ALERT:
            self.to(State.SEEN if self.copies else State.FAILED)

    @rule(state=st.sampled_from(sorted(PASSED_ON)))
    def nobody_reads_it(self, state):
        """It did not reach its owner after all, so it is no copy."""
        if self.copies and state in TRANSITIONS[self.state]:
            self.copies -= 1
            self.to(state)

    @invariant()
    def never_two(self):
        assert self.copies <= 1

    @invariant()
    def what_has_not_left_has_no_copy(self):
        assert self.state not in NOT_LEFT | {State.FAILED} or not self.copies

    @invariant()
    def what_has_arrived_has_one(self):
        assert self.state not in ARRIVED or self.copies == 1


TestOneMessage = pytest.mark.pain(1)(OneMessage.TestCase)


class TestKey:
    @pytest.mark.pain(1)
    def test_the_key_is_the_same_for_the_same_message(self):
        """Written out, since a key that changes between versions would send today's mails again."""
        assert message_key(*ARGUMENTS) == "a0307876a19c592421846bd25a80e0db"
        assert message_key(*ARGUMENTS, 0) == message_key(*ARGUMENTS)

    @pytest.mark.pain(15)
    def test_every_part_makes_another_key(self):
        keys = {message_key(*(pair[use] for pair, use in zip(zip(ARGUMENTS, OTHERS, strict=True), choice, strict=True)))
                for choice in product((0, 1), repeat=5)}  # fmt: skip
        assert len(keys) == 2**5

    @pytest.mark.pain(1)
    def test_what_did_not_fit_in_one_message_has_keys_of_its_own(self):
        assert len({message_key(*ARGUMENTS, part) for part in range(4)}) == 4
        assert len({message_key(*arguments, part) for arguments in (ARGUMENTS, OTHERS) for part in range(4)}) == 8

    def test_parts_cannot_run_into_each_other(self):
        assert message_key("a", "bc", date(2026, 6, 1), Channel.EMAIL) != message_key(
            "ab", "c", date(2026, 6, 1), Channel.EMAIL
        )


@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN, State.ALERT, State.ACCEPTED, State.SEEN])
def test_of_all_that_may_have_left_it_can_turn_out_that_nobody_read_it(state):
    assert TRANSITIONS[state] >= {State.BOUNCED, State.MOVED}
