"""Two mails of one day about the same step of a role: a claim is taken once, and both mails carry it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from paminn.incoming.asked import Request
from paminn.incoming.model import Clue, Item
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.away import Absence
from paminn.reminders.message import Outgoing, State, asked_of, side_by_side
from tests.contract.test_ledger import Ledger, answer, claimed, ledger, received
from tests.support.houses import DUE, FIRST_STEP, NOW, digest, outgoing, reply

PLAN = "prov-plan"
OCCURRENCE = OccurrenceId.on("1.1", DUE)
ACCOUNT = OccurrenceId.account("1.1", 2026)
P, Q = "p@prov.example", "q@prov.example"

__all__ = ["ledger"]  # the fixture


def pair(day: date = FIRST_STEP) -> tuple[Outgoing, Outgoing]:
    """P holds Chef and Vice, Q only Chef: a mail each."""
    to_p = outgoing("Chef", day=day, recipients=(P,))
    both = replace(to_p.digest, reminders=(*to_p.digest.reminders, *digest("Vice", day=day).reminders))
    to_p = replace(to_p, digest=both, asked=asked_of(both))
    to_q = replace(outgoing("Chef", day=day, recipients=(Q,)), key="f" * 32, code="QQQQQQQQQQQQQQQQ")
    first, second = side_by_side([to_p, to_q])
    return first, second


def covered(ledger: Ledger) -> set[tuple[str, str]]:
    return {(owner, str(occurrence)) for owner, occurrence, _ in ledger.memory.history(PLAN).covered}


CHEFS = {("Chef", str(OCCURRENCE)), ("Chef", str(ACCOUNT))}
VICES = {("Vice", str(OCCURRENCE)), ("Vice", str(ACCOUNT))}


@pytest.fixture
def both(ledger):
    """Both mails claimed in one run, and sent."""
    to_p, to_q = pair()
    assert ledger.dispatch.claim([to_p, to_q], NOW) == {to_p.key, to_q.key}
    for message in (to_p, to_q):
        assert ledger.dispatch.advance(message.key, State.SENDING, NOW)
    return to_p, to_q


class TestClaimed:
    def test_they_are_told_of_each_other(self):
        to_p, to_q = pair()
        assert (to_p.beside, to_q.beside) == ({to_q.key}, {to_p.key})
        assert side_by_side([outgoing("Chef"), outgoing("Vice")])[0].beside == frozenset()

    def test_one_after_the_other_both_are_had(self, ledger):
        """The flow claims fifty at a time: the other one may be in the next fifty."""
        to_p, to_q = pair()
        assert claimed(ledger, to_p)
        assert claimed(ledger, to_q)
        assert not claimed(ledger, to_q)

    def test_a_mail_of_another_grouping_gets_none_of_it(self, ledger, both):
        other = replace(outgoing("Chef", recipients=("r@prov.example",)), key="e" * 32)
        assert not claimed(ledger, other)
        assert not claimed(ledger, replace(other, beside=frozenset({"d" * 32})))

    def test_where_somebody_has_one_the_other_is_had_beside_it(self, ledger):
        to_p, to_q = pair()
        assert claimed(ledger, to_p)
        third = outgoing("Teamet", recipients=("r@prov.example",))
        assert ledger.dispatch.claim([to_p, to_q, third], NOW) == {to_q.key, third.key}

    def test_it_counts_as_one_reminder_of_the_role_and_as_one_to_each(self, ledger, both):
        history = ledger.memory.history(PLAN)
        assert history.sent["Chef", OCCURRENCE] == 1
        told = {key: count for key, count in history.sent_to.items() if count}
        assert told == {("Chef", P, OCCURRENCE): 1, ("Chef", Q, OCCURRENCE): 1, ("Vice", P, OCCURRENCE): 1}


class TestGivenBack:
    @pytest.mark.parametrize("state", [State.BOUNCED, State.MOVED, State.FAILED])
    def test_it_is_not_while_one_of_them_has_it(self, ledger, both, state):
        to_p, to_q = both
        assert covered(ledger) == CHEFS | VICES
        assert ledger.dispatch.advance(to_p.key, state, NOW)
        assert covered(ledger) == CHEFS
        assert ledger.dispatch.advance(to_q.key, state, NOW)
        assert covered(ledger) == set()

    def test_only_what_failed_is_still_due_to_the_one_it_was_for(self, ledger, both):
        to_p, to_q = both
        assert ledger.memory.history(PLAN).missed == {}
        assert ledger.dispatch.advance(to_q.key, State.FAILED, NOW)
        missed = ledger.memory.history(PLAN).missed
        assert {(owner, str(occurrence)): boxes for (owner, occurrence, _), boxes in missed.items()} == dict.fromkeys(
            CHEFS, frozenset({Q})
        )
        assert ledger.dispatch.advance(to_p.key, State.SEEN, NOW)
        again = replace(
            to_q,
            digest=replace(
                to_q.digest, reminders=tuple(replace(r, only=frozenset({Q})) for r in to_q.digest.reminders)
            ),
            beside=frozenset(),
        )
        assert claimed(ledger, again)
        assert ledger.memory.history(PLAN).missed == {}
        assert ledger.memory.history(PLAN).sent["Chef", OCCURRENCE] == 1

    def test_a_report_of_non_delivery_is_not_a_failure_of_ours(self, ledger, both):
        _, to_q = both
        assert ledger.dispatch.advance(to_q.key, State.BOUNCED, NOW)
        assert ledger.memory.history(PLAN).missed == {}

    def test_what_failed_alone_is_due_to_all(self, ledger):
        """Its steps came back and went to whoever could be reached then: nobody is owed a mail of the old day."""
        first = outgoing("Chef", recipients=(P,))
        assert claimed(ledger, first)
        assert ledger.dispatch.advance(first.key, State.FAILED, NOW)
        (reminder,) = first.digest.reminders
        later = outgoing("Chef", day=FIRST_STEP + timedelta(1), recipients=(Q,))
        later = replace(later, digest=replace(later.digest, reminders=(reminder,)))
        assert claimed(ledger, later)
        assert ledger.memory.history(PLAN).missed == {}

    def test_a_mail_that_is_passed_on_for_one_role_keeps_what_it_told_in_the_other(self, ledger):
        to_p, _ = pair()
        assert claimed(ledger, to_p)
        assert ledger.dispatch.advance(to_p.key, State.SENDING, NOW)
        away = replace(
            received(reply("Borta", "Autosvar", sender=f"P <{P}>"), kind="automatic"),
            about=to_p.key,
            becomes=State.MOVED,
            given_back=(("1.1", "Vice"),),
        )
        assert ledger.post.keep(away)
        assert covered(ledger) == CHEFS


class TestAsked:
    def test_each_role_has_its_own_requests_whoever_shared_the_mail(self, ledger, both):
        for role, times in (("Chef", 1), ("Vice", 1), ("Teamet", 0)):
            asked = ledger.requests.requests(PLAN, role, "1.1", FIRST_STEP)
            assert list(asked) == [Request(FIRST_STEP, OCCURRENCE)] * times

    def test_a_mail_says_what_it_asked_of_whom_by_the_numbers_it_showed(self, ledger, both):
        (reference,) = ledger.post.references(Clue.KEY, both[0].key)
        assert reference.items == (
            Item("1.1", "1.1", "Chef", OCCURRENCE),
            Item("1.1", "1.1", "Vice", OCCURRENCE),
        )
        assert (reference.numbers, reference.roles) == (("1.1",), ("Chef", "Vice"))

    def test_what_is_remembered_of_a_message_says_which_roles_it_was_for(self, ledger, both):
        told = {sent.key: (sent.roles, sent.goals) for sent in ledger.dispatch.sent(PLAN)}
        assert told == {both[0].key: (("Chef", "Vice"), ("1.1",)), both[1].key: (("Chef",), ("1.1",))}


class TestRefused:
    """What a server has told of an address, as it refused a mail."""

    def test_it_is_remembered_with_the_mails_state(self, ledger):
        message = outgoing("Chef", recipients=(P, Q))
        assert claimed(ledger, message)
        assert ledger.dispatch.advance(message.key, State.FAILED, NOW, dead=[P])
        assert list(ledger.memory.history(PLAN).away) == [
            Absence(P, FIRST_STEP, date.max, gone=True, about=message.key)
        ]

    def test_a_state_that_cannot_be_is_not_and_neither_is_what_it_would_tell(self, ledger):
        message = outgoing("Chef", recipients=(P,))
        assert claimed(ledger, message)
        assert not ledger.dispatch.advance(message.key, State.BOUNCED, NOW, dead=[P])
        assert list(ledger.memory.history(PLAN).away) == []

    def test_an_owners_own_words_end_it(self, ledger):
        message = outgoing("Chef", recipients=(P,))
        assert claimed(ledger, message)
        assert ledger.dispatch.advance(message.key, State.FAILED, NOW, dead=[P])
        assert ledger.post.keep(received(reply("Klart.", sender=f"P <{P}>"), answer()))
        (absence,) = ledger.memory.history(PLAN).away
        assert absence.until == FIRST_STEP


class TestForOneself:
    """A role in which each answers for themselves: a claim is a person's."""

    def of(self, person: str, key: str) -> Outgoing:
        message = outgoing("Chef", recipients=(person,))
        reminders = tuple(replace(reminder, person=person) for reminder in message.digest.reminders)
        its = replace(message.digest, reminders=reminders)
        return replace(message, key=key * 32, code=key.upper() * 16, digest=its, asked=asked_of(its))

    def test_each_takes_their_own(self, ledger):
        assert ledger.dispatch.claim([self.of(P, "a"), self.of(Q, "b")], NOW) == {"a" * 32, "b" * 32}
        assert not claimed(ledger, self.of(P, "c"))

    def test_each_has_had_their_own_whoever_stood_in_for_them(self, ledger):
        stood_in = replace(self.of(P, "a"), recipients=(("ers@prov.example", "Ers"),))
        assert claimed(ledger, stood_in)
        history = ledger.memory.history(PLAN)
        assert history.had == {
            ("Chef", P, OCCURRENCE, DUE): FIRST_STEP,
            ("Chef", P, ACCOUNT, date(2026, 12, 31)): FIRST_STEP,
        }
        assert {key: count for key, count in history.sent_to.items() if count} == {("Chef", P, OCCURRENCE): 1}

    def test_what_was_for_all_has_been_had_by_everybody_on_the_mail(self, ledger):
        assert claimed(ledger, outgoing("Chef", recipients=(P, Q)))
        had = ledger.memory.history(PLAN).had
        assert {(box, str(occurrence)) for _, box, occurrence, _ in had} == {
            (box, str(occurrence)) for box in (P, Q) for occurrence in (OCCURRENCE, ACCOUNT)
        }

    def test_what_failed_for_one_is_given_back_to_that_one(self, ledger):
        ours, theirs = self.of(P, "a"), self.of(Q, "b")
        assert ledger.dispatch.claim([ours, theirs], NOW)
        assert ledger.dispatch.advance(ours.key, State.FAILED, NOW)
        history = ledger.memory.history(PLAN)
        assert {box for _, box, _, _ in history.had} == {Q}
        assert history.missed == {}
        assert claimed(ledger, ours)

    def test_a_mail_says_whose_part_it_asked_about_and_an_answer_whose_word_it_is(self, ledger):
        ours = self.of(P, "a")
        assert claimed(ledger, ours)
        (reference,) = ledger.post.references(Clue.KEY, ours.key)
        assert [item.person for item in reference.items] == [P]
        (sent,) = ledger.dispatch.sent(PLAN)
        assert [asked.person for asked in sent.asked] == [P]
        assert ledger.post.keep(received(reply("Klart."), replace(answer(), person=P)))
        assert [given.person for given in ledger.memory.answers(PLAN)] == [P]
