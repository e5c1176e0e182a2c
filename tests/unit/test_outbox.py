"""The states of one message, what a look in the mailbox leads to, and its stable name."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from enum import StrEnum
from itertools import product

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from paminn.reminders.message import (
    ARRIVED,
    GIVES_BACK,
    LETS_GO,
    NOT_LEFT,
    OPEN_QUESTION,
    TRANSITIONS,
    UNSETTLED,
    Channel,
    Found,
    Message,
    Sent,
    State,
    Tally,
    judged,
    message_key,
    proven,
    tally,
    times_let_go,
)
from tests.support.houses import FIRST_STEP, outgoing

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
        assert {before for before, after in TRANSITIONS.items() if State.ACCEPTED in after} == LETS_GO
        assert all(not TRANSITIONS[state] & (ARRIVED | OPEN_QUESTION) - {State.SEEN} for state in NOT_LEFT)

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("state", sorted(OPEN_QUESTION))
    def test_once_in_doubt_it_is_failed_by_proof_or_by_a_persons_word_alone(self, state):
        """Every line of the machine: without the two that proof and a person draw, none leads there."""
        proof = {(before, State.UNSENT) for before in State}
        assert State.FAILED in reachable(state)
        assert not reachable(state, without=BY_A_PERSON | proof) & {State.FAILED, State.CLAIMED, *LETS_GO} - {state}

    @pytest.mark.pain(1)
    def test_what_has_been_let_go_again_is_never_failed_without_a_new_proof(self):
        assert State.FAILED not in TRANSITIONS[State.RESENDING]
        assert {before for before in State if State.RESENDING in TRANSITIONS[before]} == {State.UNSENT}
        assert {before for before in State if State.UNSENT in TRANSITIONS[before]} == {State.UNKNOWN, State.RESENDING}

    def test_only_a_failed_or_new_message_can_be_claimed(self):
        before = {before for before, after in TRANSITIONS.items() if State.CLAIMED in after}
        assert before == {State.PLANNED, State.FAILED}

    def test_a_message_is_either_settled_or_somebody_must_still_see_to_it(self):
        assert set(State) - UNSETTLED == ARRIVED | GIVES_BACK
        assert not NOT_LEFT & (ARRIVED | OPEN_QUESTION)


# What follows when a look finds it sent, unsent, not seen, nowhere, or nothing at all; every other state stays.
ASKED = (State.ALERT, State.ALERT, State.ALERT)
EXPECTED = {
    State.CLAIMED: (State.SEEN, *[State.FAILED] * 4),
    State.DRAFTED: (State.SEEN, *[State.FAILED] * 4),
    State.UNKNOWN: (State.SEEN, State.UNSENT, *ASKED),
    State.UNSENT: (State.SEEN, State.UNSENT, *ASKED),
    State.RESENDING: (State.SEEN, State.UNSENT, *ASKED),
    State.ALERT: (State.SEEN, State.ALERT, *ASKED),
    State.ACCEPTED: (State.SEEN, State.ALERT, State.ALERT, State.ALERT, State.ACCEPTED),
    State.SENDING: (State.SEEN, *[State.SENDING] * 4),
}


class TestJudged:
    """Every state and everything that a mailbox can tell."""

    @pytest.mark.parametrize(("state", "found"), list(product(State, Found)))
    def test_a_look_leads_along_a_drawn_line_or_nowhere(self, state, found):
        after = judged(state, found)
        assert after is state or after in TRANSITIONS[state]

    @pytest.mark.parametrize(("state", "found"), list(product(State, Found)))
    def test_a_look_leads_where_it_should(self, state, found):
        expected = dict(zip(Found, EXPECTED.get(state, (state,) * 5), strict=True))
        assert judged(state, found) is expected[found]

    @pytest.mark.parametrize(("state", "found"), list(product(State, Found)))
    def test_a_copy_is_judged_the_same_but_is_never_a_question_to_a_person(self, state, found):
        alone = judged(state, found)
        assert judged(state, found, copy=True) is (state if alone is State.ALERT else alone)

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("state", State)
    def test_only_what_is_proven_not_to_have_left_is_sent_again(self, state):
        again = {found for found in Found if judged(state, found) is State.UNSENT}
        assert again <= {Found.UNSENT}


class TestProven:
    """What an absence proves: a table of everything that a look, a probe and a count can tell."""

    @pytest.mark.pain(1)
    @pytest.mark.parametrize(("found", "is_tested", "times"), list(product(Found, (False, True), (0, 1, 2, 3))))
    def test_absence_is_proof_only_where_a_later_mail_was_seen_and_it_was_let_go_once(self, found, is_tested, times):
        is_proof = found is Found.NOT_SEEN and is_tested and times < 2
        assert proven(found, is_tested=is_tested, times=times) is (Found.UNSENT if is_proof else found)


class TestTally:
    @pytest.mark.parametrize(("before", "after"), [(a, b) for a, following in TRANSITIONS.items() for b in following])
    def test_every_line_counts_what_it_should(self, before, after):
        expected = Tally.SAME
        if after in LETS_GO:
            expected = Tally.ONE_MORE
        elif (before, after) == (State.SENDING, State.FAILED):
            expected = Tally.ONE_LESS
        elif (before, after) == (State.ALERT, State.FAILED):
            expected = Tally.NONE
        assert tally(before, after) is expected


class TestTimesLetGo:
    def sent(self, number: int = 1, state: State = State.FAILED, attempts: int = 1, **what) -> Sent:
        message = outgoing(**{"day": FIRST_STEP + timedelta(number), **what})
        known = {one.name: getattr(message, one.name) for one in fields(Message)}
        return Sent(**known, number=number, state=state, attempts=attempts)

    def test_its_own_and_those_of_earlier_mails_that_asked_the_same_of_the_same(self):
        now = self.sent(5, State.UNKNOWN)
        assert times_let_go(now, [now]) == 1
        assert times_let_go(now, [self.sent(3), now]) == 2
        assert times_let_go(now, [self.sent(2, attempts=2), self.sent(3), now]) == 4

    @pytest.mark.parametrize(
        "other",
        [
            {"attempts": 0},  # refused for certain
            {"state": State.SEEN},
            {"number": 7},
            {"owner": "Vice"},
            {"redirect": "prov@prov.example"},
            {"channel": Channel.TEAMS},
        ],
    )
    def test_no_others(self, other):
        now = self.sent(5, State.UNKNOWN)
        assert times_let_go(now, [self.sent(**{"number": 3, **other}), now]) == 1


class Certain(StrEnum):
    """What the other side answers to a message that has been let go."""

    YES = "yes"
    NO = "no"
    NONE = "none"  # the line broke, or the run was killed


class OneMessage(RuleBasedStateMachine):
    """A door and runs that keep the rules, killed and blinded at will: never two copies, never a silent none.

    `copies` is how many of the message its owner really has; whatever does not apply where it stands changes nothing.
    A mailbox may be blind for as long as it likes. That it shows a later mail of ours and never a copy that left is the
    one lie it may tell, `lies`; then two copies is the most that ever can be.
    """

    def __init__(self) -> None:
        super().__init__()
        self.state, self.copies, self.attempts = State.PLANNED, 0, 0
        self.blind = self.lies = False

    @initialize(blind=st.booleans(), lies=st.integers(0, 3))
    def a_mailbox(self, blind, lies):
        self.blind, self.lies = blind, lies == 3

    def to(self, state: State) -> None:
        assert state in TRANSITIONS[self.state], (self.state, state)
        match tally(self.state, state):
            case Tally.ONE_MORE:
                self.attempts += 1
            case Tally.ONE_LESS:
                self.attempts -= 1
            case Tally.NONE:
                self.attempts = 0
        self.state = state

    @rule(drafts=st.booleans(), begins=st.booleans(), answer=st.sampled_from(Certain), left=st.booleans())
    def a_run_sends_it(self, drafts, begins, answer, left):
        if State.CLAIMED not in TRANSITIONS[self.state]:
            return
        self.to(State.CLAIMED)
        if drafts:
            self.to(State.DRAFTED)
        if begins:
            self.send(answer, left)

    def send(self, answer: Certain, left: bool) -> None:
        """The other side says yes only to what it took. A no to the first time is a no; to the second it may lie."""
        is_again = self.state is State.UNSENT
        self.to(State.RESENDING if is_again else State.SENDING)
        left = left or answer is Certain.YES
        if answer is Certain.NO and not is_again:
            left = False
        self.copies += left
        if answer is Certain.YES:
            self.to(State.ACCEPTED)
        elif answer is Certain.NO and not is_again:
            self.to(State.FAILED)

    @rule(door=st.sampled_from(["mailbox", "mailbox", "mailbox is emptied", "none"]), late=st.booleans(),
          answer=st.sampled_from(Certain), left=st.booleans())  # fmt: skip
    def a_run_looks_for_it(self, door, late, answer, left):
        if self.state not in UNSETTLED - {State.PLANNED} | {State.ACCEPTED}:
            return
        if self.state is State.SENDING:
            self.to(State.UNKNOWN)
        after = judged(self.state, self.found(door))
        if after is not State.UNSENT:
            if after is not self.state:
                self.to(after)
            return
        if self.state is not State.UNSENT:
            self.to(State.UNSENT)
        if late:
            self.to(State.FAILED)
        else:
            self.send(answer, left)

    def found(self, door: str) -> Found:
        if door == "none":
            return Found.BLIND
        if door == "mailbox is emptied":
            return Found.NOWHERE
        if self.copies and not self.blind and not self.lies:
            return Found.SENT
        if self.state is State.RESENDING:  # nothing is tried of what was let go twice
            return Found.NOT_SEEN
        return proven(Found.NOT_SEEN, is_tested=not self.blind, times=self.attempts)

    @rule()
    def a_person_who_has_asked_the_owner_tells(self):
        if self.state in OPEN_QUESTION:
            if self.state is not State.ALERT:
                self.to(State.ALERT)
            self.to(State.SEEN if self.copies else State.FAILED)

    @rule(state=st.sampled_from(sorted(PASSED_ON)))
    def nobody_reads_it(self, state):
        """It did not reach its owner after all, so it is no copy."""
        if self.copies and state in TRANSITIONS[self.state]:
            self.copies = 0
            self.to(state)

    @invariant()
    def never_two_but_by_a_mailbox_that_lies(self):
        assert self.copies <= (2 if self.lies else 1)

    @invariant()
    def what_has_not_left_has_no_copy(self):
        assert self.state not in NOT_LEFT | {State.FAILED} or not self.copies or self.lies

    @invariant()
    def what_has_arrived_has_one(self):
        assert self.state not in ARRIVED or self.copies


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
