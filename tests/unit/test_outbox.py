"""The states of one message, what a look in the mailbox leads to, and its stable name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import product

import pytest

from paminn.plan.model import Person
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.message import (
    ARRIVED,
    GIVES_BACK,
    LETS_GO,
    NOT_LEFT,
    OPEN_QUESTION,
    TRANSITIONS,
    UNSETTLED,
    Asked,
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
from paminn.reminders.model import History
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


class Answer(StrEnum):
    """What the other side answers to a message that has been let go."""

    YES = "yes"
    NO = "no"
    NONE = "none"  # the line broke, or the run was killed


@dataclass(frozen=True)
class OneMessage:
    """A message, and how many copies of it its owner really has.

    `blind`: the mailbox shows nothing that comes to it. `lies`: it shows a later mail of ours and never a copy that came.
    """

    blind: bool
    lies: bool
    state: State = State.PLANNED
    copies: int = 0
    attempts: int = 0

    def to(self, state: State) -> OneMessage:
        assert state in TRANSITIONS[self.state], (self, state)
        attempts = {
            Tally.SAME: self.attempts,
            Tally.ONE_MORE: self.attempts + 1,
            Tally.ONE_LESS: self.attempts - 1,
            Tally.NONE: 0,
        }[tally(self.state, state)]
        return replace(self, state=state, attempts=attempts)

    def by(self, *states: State) -> OneMessage:
        one = self
        for state in states:
            one = one.to(state)
        return one

    def whatever_happens(self) -> Iterator[OneMessage]:
        """It after each next thing that runs, other sides, mailboxes and people can do."""
        if State.CLAIMED in TRANSITIONS[self.state]:
            for begun in (self.by(State.CLAIMED), self.by(State.CLAIMED, State.DRAFTED)):
                yield from (begun, begun.to(State.FAILED), *begun.let_go())
        if self.state in UNSETTLED - {State.PLANNED} | {State.ACCEPTED}:
            for found in (Found.BLIND, Found.NOWHERE, None):
                yield from self.looked_for(found)
        if self.state in OPEN_QUESTION:
            asked = self if self.state is State.ALERT else self.to(State.ALERT)
            yield asked.to(State.SEEN if self.copies else State.FAILED)
        for passed_on in PASSED_ON & TRANSITIONS[self.state]:
            if self.copies:  # it did not reach its owner after all, so it is no copy
                yield replace(self.to(passed_on), copies=0)

    def let_go(self) -> Iterator[OneMessage]:
        """The other side says yes only to what it took. Its no to the first time is true; to the second it may lie."""
        is_again = self.state is State.UNSENT
        gone = self.to(State.RESENDING if is_again else State.SENDING)
        taken = replace(gone, copies=gone.copies + 1)
        yield from (gone, taken, taken.to(State.ACCEPTED))
        if not is_again:
            yield from (gone.to(State.FAILED), gone.to(State.UNKNOWN), taken.to(State.UNKNOWN))

    def looked_for(self, told: Found | None) -> Iterator[OneMessage]:
        """`told`: what a look comes to whatever is there; None: what the mailbox really shows."""
        one = self.to(State.UNKNOWN) if self.state is State.SENDING else self
        after = judged(one.state, one.shown() if told is None else told)
        if after is not State.UNSENT:
            yield one if after is one.state else one.to(after)
            return
        unsent = one if one.state is State.UNSENT else one.to(State.UNSENT)
        yield from (unsent, unsent.to(State.FAILED), *unsent.let_go())

    def shown(self) -> Found:
        if self.copies and not self.blind and not self.lies:
            return Found.SENT
        if self.state is State.RESENDING:  # nothing is tried of what was let go twice
            return Found.NOT_SEEN
        return proven(Found.NOT_SEEN, is_tested=not self.blind, times=self.attempts)


def everything_that_can_be(first: OneMessage) -> set[OneMessage]:
    seen, new = {first}, [first]
    while new:
        for after in new.pop().whatever_happens():
            if after not in seen and after.copies < 4 and after.attempts < 4:
                seen.add(after)
                new.append(after)
    return seen


class TestOneMessage:
    """Runs killed and mailboxes blinded at will, in every order there is: never two copies, never a silent none."""

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("blind", [False, True])
    def test_never_two_and_never_a_silent_none(self, blind):
        can_be = everything_that_can_be(OneMessage(blind, lies=False))
        assert {one.state for one in can_be} >= set(State) - ({State.UNSENT, State.RESENDING} if blind else set())
        for one in can_be:
            assert one.copies <= 1, one
            assert one.state not in NOT_LEFT | {State.FAILED} or not one.copies, one
            assert one.state not in ARRIVED or one.copies == 1, one

    @pytest.mark.pain(1)
    def test_a_mailbox_that_shows_all_but_our_copies_costs_one_copy_too_many_and_no_more(self):
        can_be = everything_that_can_be(OneMessage(blind=False, lies=True))
        assert max(one.copies for one in can_be) == 2
        assert all(one.copies for one in can_be if one.state in ARRIVED)


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

    def test_what_an_outsider_cannot_guess_makes_another_key_of_every_part(self):
        keys = {message_key(*ARGUMENTS, part, secret) for part in range(3) for secret in ("", "a", "b")}
        assert len(keys) == 9

    def test_parts_cannot_run_into_each_other(self):
        assert message_key("a", "bc", date(2026, 6, 1), Channel.EMAIL) != message_key(
            "ab", "c", date(2026, 6, 1), Channel.EMAIL
        )


SECRETLY = "chef@prov.example"
ITEM = replace(outgoing().digest.reminders[0], only=frozenset({SECRETLY}), person=SECRETLY)
INSTANCE = OccurrenceId.on("1.1", FIRST_STEP)


@pytest.mark.parametrize(
    "what",
    [
        Asked("1.1", "Chef", SECRETLY),
        ITEM,
        replace(outgoing().digest, reminders=(ITEM,), people=(Person("Chef", SECRETLY),)),
        outgoing(),
        replace(TestTimesLetGo().sent(), missed=frozenset({SECRETLY})),
        History(
            sent_to={("Chef", SECRETLY, INSTANCE): 1},
            missed={("Chef", INSTANCE, FIRST_STEP): frozenset({SECRETLY})},
            had={("Chef", SECRETLY, INSTANCE, FIRST_STEP): FIRST_STEP},
        ),
    ],
    ids=lambda what: type(what).__name__,
)
def test_no_address_and_no_letter_is_in_a_log(what):
    assert SECRETLY not in repr(what)
    assert "Content-Type" not in repr(what)


@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN, State.ALERT, State.ACCEPTED, State.SEEN])
def test_of_all_that_may_have_left_it_can_turn_out_that_nobody_read_it(state):
    assert TRANSITIONS[state] >= {State.BOUNCED, State.MOVED}
