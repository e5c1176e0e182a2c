"""One mail a day to each mailbox, whatever roles are held there."""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.errors import DeliveryError, UnknownOutcome
from paminn.plan.model import Person
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.mailboxes import mailbox
from paminn.reminders.message import State
from paminn.reminders.model import History
from paminn.reminders.sharing import Readers, share
from tests.support.examples import examples
from tests.support.failing import BROKE, NO_ANSWER
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import (
    DUE,
    FIRST_STEP,
    NOW,
    SECOND_STEP,
    TEAM,
    at,
    digest,
    fake_house,
    plan_files,
)
from tests.support.mailroom import PLAN
from tests.support.sending import prepare, remind

ROLES = ("Chef", "Vice", "Teamet", TEAM)
MAILBOXES = ("a@prov.example", "b@prov.example", "c@prov.example", "d@prov.example")


def person(address: str, name: str = "") -> Person:
    return Person(name or address.partition("@")[0].title(), address)


def by_role(people: dict[str, tuple[str, ...]], team: tuple[str, ...] = (), served: tuple[str, ...] = ()) -> Readers:
    return Readers(
        lambda reminder: [person(address) for address in people.get(reminder.owner, ())],
        [person(address) for address in team],
        served,
    )


def told(mails) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Whom each mail is for → the (role, goal) of what it tells, in its order."""
    return {
        tuple(sorted(mailbox(one) for one in mail.people)): [(r.owner, r.goal.number) for r in mail.reminders]
        for mail in mails
    }


class TestSharing:
    def test_somebody_with_two_roles_gets_one_mail(self):
        mails = share(
            [digest("Chef", "1.1"), digest("Vice", "1.2")], by_role(dict.fromkeys(ROLES, MAILBOXES[:1])), History()
        )
        assert told(mails) == {("a@prov.example",): [("Chef", "1.1"), ("Vice", "1.2")]}
        assert (mails[0].owner, mails[0].roles) == ("Chef", ("Chef", "Vice"))

    def test_those_who_have_the_same_to_read_share_one(self):
        mails = share(
            [digest("Chef"), digest("Vice")], by_role({"Chef": MAILBOXES[:2], "Vice": MAILBOXES[2:3]}), History()
        )
        assert told(mails) == {MAILBOXES[:2]: [("Chef", "1.1")], MAILBOXES[2:3]: [("Vice", "1.1")]}

    def test_those_who_share_one_role_of_several_get_a_mail_each(self):
        mails = share(
            [digest("Chef"), digest("Vice")], by_role({"Chef": MAILBOXES[:2], "Vice": MAILBOXES[:1]}), History()
        )
        assert told(mails) == {MAILBOXES[:1]: [("Chef", "1.1"), ("Vice", "1.1")], MAILBOXES[1:2]: [("Chef", "1.1")]}

    def test_letters_make_no_difference_to_a_mailbox(self):
        mails = share(
            [digest("Chef"), digest("Vice")],
            by_role({"Chef": ("A@Prov.example",), "Vice": ("a@prov.example",)}),
            History(),
        )
        assert len(mails) == 1

    def test_what_nobody_can_be_reached_for_joins_the_teams_mail_and_says_so(self):
        (mail,) = share([digest("Chef"), digest(TEAM, "1.2")], by_role({TEAM: MAILBOXES[:1]}, MAILBOXES[:1]), History())
        assert [(r.owner, r.unmet) for r in mail.reminders] == [("Chef", True), (TEAM, False)]
        assert mail.unmet == ("Chef",)

    def test_without_a_team_it_is_for_nobody_and_each_role_is_told_of(self):
        mails = share([digest("Chef"), digest("Vice")], by_role({}), History())
        assert [(mail.people, mail.roles) for mail in mails] == [((), ("Chef",)), ((), ("Vice",))]

    def test_what_is_for_somebody_who_has_had_todays_mail_waits_for_all_who_share_it(self):
        people = {"Chef": MAILBOXES[:2], "Vice": MAILBOXES[1:2]}
        mails = share([digest("Chef"), digest("Vice", "1.2")], by_role(people, served=MAILBOXES[:1]), History())
        assert told(mails) == {MAILBOXES[1:2]: [("Vice", "1.2")]}

    def test_what_failed_for_one_of_them_is_for_that_one_alone(self):
        missed = digest("Chef")
        missed = replace(missed, reminders=tuple(replace(r, only=frozenset(MAILBOXES[1:2])) for r in missed.reminders))
        assert told(share([missed], by_role({"Chef": MAILBOXES[:2]}), History())) == {MAILBOXES[1:2]: [("Chef", "1.1")]}
        assert share([missed], by_role({"Chef": MAILBOXES[:1]}, MAILBOXES[3:]), History()) == ()

    @given(st.data())
    def test_one_mail_a_mailbox_and_each_item_to_exactly_those_it_is_for(self, data):
        some = st.lists(st.sampled_from(MAILBOXES), unique=True, max_size=3).map(tuple)
        people = data.draw(st.fixed_dictionaries(dict.fromkeys(ROLES, some)))
        team = data.draw(some)
        goals = data.draw(
            st.dictionaries(st.sampled_from(ROLES), st.sets(st.sampled_from(("1.1", "1.2", "2.1")), min_size=1))
        )
        digests = [digest(role, *sorted(numbers)) for role, numbers in goals.items()]
        mails = share(digests, by_role(people, team), History())
        heard = Counter(mailbox(one) for mail in mails for one in mail.people)
        assert set(heard.values()) <= {1}
        got = defaultdict(set)
        for mail in mails:
            assert len(mail.reminders) == len({(r.owner, r.goal.number) for r in mail.reminders})
            for reminder in mail.reminders:
                got[reminder.owner, reminder.goal.number] |= {mailbox(one) for one in mail.people}
        assert got == {(role, n): set(people[role] or team) for role, numbers in goals.items() for n in numbers}
        sets = [[(r.owner, r.goal.number) for r in mail.reminders] for mail in mails if mail.people]
        assert len({tuple(one) for one in sets}) == len(sets)


class TestTakeovers:
    def heard(self, number: int, sent_to: dict, person: str = "", **more) -> list[bool]:
        day = digest("Chef")
        day = replace(day, reminders=tuple(replace(r, number=number, person=person) for r in day.reminders))
        occurrence = OccurrenceId.on("1.1", DUE)
        history = History(sent_to={("Chef", box, occurrence): count for box, count in sent_to.items()})
        (mail,) = share([day], by_role({"Chef": MAILBOXES[:1]}), history, **more)
        return [reminder.new_to_reader for reminder in mail.reminders]

    def test_somebody_new_is_told_so(self):
        assert self.heard(4, {"b@prov.example": 3}) == [True]

    def test_somebody_who_has_had_one_of_them_is_not_new(self):
        assert self.heard(4, {"b@prov.example": 2, "a@prov.example": 1}) == [False]

    def test_the_first_of_all_is_nobodys_turn(self):
        assert self.heard(1, {}) == [False]

    def test_what_was_ones_own_from_the_first_is_no_takeover_whoever_stands_in(self):
        assert self.heard(4, {"b@prov.example": 3}, person="b@prov.example") == [False]

    def test_a_trial_tells_nobody(self):
        assert self.heard(4, {}, as_new=False) == [False]

    def test_a_holder_and_a_newcomer_get_a_mail_each(self):
        day = digest("Chef")
        day = replace(day, reminders=tuple(replace(r, number=4) for r in day.reminders))
        history = History(sent_to={("Chef", MAILBOXES[0], OccurrenceId.on("1.1", DUE)): 3})
        mails = share([day], by_role({"Chef": MAILBOXES[:2]}), history)
        assert [(mailbox(mail.people[0]), mail.reminders[0].new_to_reader) for mail in mails] == [
            ("a@prov.example", False),
            ("b@prov.example", True),
        ]


ONE = "en@prov.example"
TWO_ROLES = {
    "Chef": (ONE,),
    "Vice": (ONE, "vice@prov.example"),
    "Teamet": ("team@prov.example",),
    TEAM: ("kvalitet@prov.example",),
}


class TestARun:
    def test_the_step_of_a_shared_role_goes_once_and_both_mails_have_it(self):
        ledger, box = FakeLedger(), FakeOutbox()
        house = fake_house(plan_files(people=TWO_ROLES), box=box, ledger=ledger)
        assert remind(house, NOW).counts["sent"] == 3
        assert [sorted(m.mailboxes) for m in box.messages] == [[ONE], ["vice@prov.example"], ["team@prov.example"]]
        assert [m.roles for m in box.messages] == [("Chef", "Vice"), ("Vice",), ("Teamet",)]
        assert ledger.history(PLAN).sent["Vice", OccurrenceId.on("1.1", DUE)] == 1
        assert remind(house, NOW).counts == {"sent": 0, "failed": 0, "unknown": 0, "skipped": 0}

    def test_a_mail_that_failed_while_another_of_the_role_arrived_is_sent_again_to_its_own_reader_alone(self):
        ledger = FakeLedger()
        first = FakeOutbox(fails={"Vice": DeliveryError(NO_ANSWER)})  # the mail whose first role it is
        remind(fake_house(plan_files(people=TWO_ROLES), box=first, ledger=ledger), NOW)
        assert [sorted(m.mailboxes) for m in first.messages] == [[ONE], ["team@prov.example"]]
        box = FakeOutbox()
        house = fake_house(plan_files(people=TWO_ROLES), box=box, ledger=ledger)
        assert remind(house, at(FIRST_STEP + timedelta(1))).counts["sent"] == 1
        assert [(m.roles, sorted(m.mailboxes)) for m in box.messages] == [(("Vice",), ["vice@prov.example"])]
        assert remind(house, at(FIRST_STEP + timedelta(2))).counts["sent"] == 0
        # It was the first reminder, and the one in three weeks is the second.
        assert box.messages[0].digest.reminders[0].number == 1
        remind(house, at(SECOND_STEP))
        assert {r.number for m in box.messages[1:] for r in m.digest.reminders} == {2}

    def test_somebody_who_got_todays_mail_gets_no_other_before_tomorrow(self):
        """The team's own mailbox is reached for a role that everybody has left after the day's mails went."""
        ledger, box = FakeLedger(), FakeOutbox()
        people = {**TWO_ROLES, "Teamet": (ONE,)}
        files = plan_files({"1.1": ("Chef",), "1.2": ("Teamet",)}, people)
        house = fake_house(files, box=box, ledger=ledger)
        remind(house, NOW)
        more = fake_house(
            plan_files({"1.1": ("Chef",), "1.2": ("Teamet",), "1.3": ("Chef",)}, people), box=box, ledger=ledger
        )
        assert remind(more, NOW).counts["sent"] == 0
        assert remind(more, at(FIRST_STEP + timedelta(1))).counts["sent"] == 1
        assert box.messages[-1].goals == ("1.3",)

    def test_a_report_from_one_of_a_role_gives_nothing_back_that_another_has(self):
        ledger, box = FakeLedger(), FakeOutbox()
        house = fake_house(plan_files(people=TWO_ROLES), box=box, ledger=ledger)
        remind(house, NOW)
        (shared, vices, _) = box.messages
        assert ledger.advance(shared.key, State.BOUNCED, NOW)
        assert set(ledger.history(PLAN).covered) == {
            (role, occurrence, due)
            for role, occurrence, due in ledger.history(PLAN).covered
            if role in ("Vice", "Teamet")
        }
        assert {role for role, _, _ in ledger.history(PLAN).covered} == {"Vice", "Teamet"}
        assert ledger.advance(vices.key, State.BOUNCED, NOW)
        assert {role for role, _, _ in ledger.history(PLAN).covered} == {"Teamet"}

    @pytest.mark.parametrize("left", [State.CLAIMED, State.SENDING, State.UNKNOWN, State.SEEN])
    def test_what_was_begun_under_a_key_from_before_is_settled_as_before(self, left):
        """An earlier version's mail was one role's, and its key made from the role's name."""
        ledger, box = FakeLedger(), FakeOutbox()
        goals = {"1.1": ("Chef", "Vice")}
        of_one_role = fake_house(plan_files(goals, {**TWO_ROLES, "Chef": ("chef@prov.example",), "Vice": (ONE,)}))
        (begun,) = [message for message in prepare(of_one_role, NOW).messages if message.owner == "Vice"]
        # Nor did it bear any mark of the memory.
        begun = replace(begun, key="0" * 32, raw=re.sub(rb"(X-Paminn: prov-plan);[^\r]+", rb"\1", begun.raw))
        assert ledger.claim([begun], NOW)
        ways = {State.CLAIMED: (), State.SENDING: (State.SENDING,), State.UNKNOWN: (State.SENDING, State.UNKNOWN)}
        for state in ways.get(left, (State.SENDING, State.SEEN)):
            assert ledger.advance(begun.key, state, NOW)
        people = {"Chef": (ONE,), "Vice": (ONE,), TEAM: ("kvalitet@prov.example",)}
        house = fake_house(plan_files(goals, people), box=box, ledger=ledger)
        remind(house, NOW)
        remind(house, at(FIRST_STEP + timedelta(1)))
        had = [(message.day, message.roles) for message in box.messages]
        if left is State.CLAIMED:  # it had not left, so its step is due again, in the one mail of the day
            assert had == [(FIRST_STEP, ("Chef", "Vice"))]
        elif left is State.SEEN:
            assert had == [(FIRST_STEP + timedelta(1), ("Chef",))]
        else:  # the very same once more, and what else there is tomorrow
            assert had == [(FIRST_STEP, ("Vice",)), (FIRST_STEP + timedelta(1), ("Chef",))]

    @examples(60)
    @given(st.data())
    def test_through_failures_nobody_hears_twice_a_day_nothing_goes_twice_and_nothing_is_lost(self, data):
        some = st.lists(st.sampled_from(MAILBOXES), unique=True, min_size=1, max_size=3).map(tuple)
        people = data.draw(st.fixed_dictionaries(dict.fromkeys(ROLES, some)))
        files = plan_files({"1.1": ("Chef", "Vice"), "1.2": ("Chef", "Teamet"), "1.3": (TEAM,)}, people)
        ledger = FakeLedger()
        box = Unsteady(data)
        house = fake_house(files, box=box, ledger=ledger)
        day = FIRST_STEP
        for _ in range(4):
            for _ in range(data.draw(st.integers(1, 2))):
                remind(house, at(day))
            day += timedelta(1)
        box.data = None
        for _ in range(3):
            remind(house, at(day))
            day += timedelta(1)
        a_day = Counter((box_, m.day) for m in box.messages for box_ in m.mailboxes)
        assert set(a_day.values()) <= {1}
        heard = Counter(
            (box_, r.owner, r.goal.number) for m in box.messages for box_ in m.mailboxes for r in m.digest.reminders
        )
        assert set(heard.values()) <= {1}
        wanted = {"1.1": ("Chef", "Vice"), "1.2": ("Chef", "Teamet"), "1.3": (TEAM,)}
        for number, roles in wanted.items():
            for role in roles:
                for address in people[role]:
                    assert heard[address, role, number] == 1, (role, number, address)


class Unsteady(FakeOutbox):
    """A door that now and then takes nothing, or breaks off."""

    def __init__(self, data) -> None:
        super().__init__()
        self.data = data

    def send(self, message, note):
        fault = self.data.draw(st.sampled_from((None, "no", "broke", "broke after"))) if self.data else None
        if fault == "no":
            raise DeliveryError(NO_ANSWER)
        if fault == "broke":
            note(State.SENDING)
            raise UnknownOutcome(BROKE)
        state = super().send(message, note)
        if fault == "broke after":
            raise UnknownOutcome(BROKE)
        return state
