"""How a digest becomes a mail: whom it names, what it is called, and whether one that was begun is right still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from paminn.reminders.away import FOR_GOOD, Absence
from paminn.reminders.mark import NOBODYS, AskedInMail, Mark
from paminn.reminders.message import Channel, Message, Outgoing, Sent, State
from paminn.today import Today
from paminn.usecases.plans import decided
from paminn.usecases.sending import remind as reminding
from paminn.usecases.sending.writing import is_right, stamped_now
from tests.support.fakes import FakeLedger
from tests.support.houses import FIRST_STEP, NOW, PEOPLE, SECOND_STEP, fake_house, on, opened, outgoing, plan_files
from tests.support.mailroom import with_deputy

PLAN = "prov-plan"
PROBE = "prov@prov.example"
CHIEF, FIRST, SECOND, QUALITY = "chef@prov.example", "ett@prov.example", "tva@prov.example", "kvalitet@prov.example"
REAL_DAY = on(NOW)
AHEAD = Today(FIRST_STEP, NOW - timedelta(30), leaves=True)


def gone(*addresses: str) -> list[Absence]:
    """Nobody is at these any more."""
    return [Absence(address, FIRST_STEP, FOR_GOOD, gone=True) for address in addresses]


def written(files: Mapping[str, bytes] | None = None, today: Today = REAL_DAY, away=(), **options) -> list[Outgoing]:
    """The day's mails, of which nothing is sent. `away` are the addresses that nobody is at."""
    ledger = FakeLedger()
    ledger.away = [(PLAN, absence) for absence in gone(*away)]
    house = fake_house(files, ledger=ledger, **options)
    messages = reminding.prepare(house.reminding, today, recover_first=False).messages
    return [message for message in messages if message.channel is Channel.EMAIL]


def said(message: Message) -> str:
    """Its text on one line."""
    return " ".join(opened(message.raw).get_body(("plain",)).get_content().split())


def to_the_chief(messages: list[Outgoing]) -> Outgoing:
    return next(message for message in messages if "Chef" in message.roles)


class TestDeputies:
    """That a mail comes to a deputy is said in it, and in no other."""

    INSTEAD = "Du får den här påminnelsen som ersättare för Chef, som inte kan nås just nu."

    def test_one_who_stands_in_is_told_for_whom(self):
        mail = to_the_chief(written(with_deputy(), away=[CHIEF]))
        assert mail.mailboxes == {"ersattare@prov.example"}
        assert self.INSTEAD in said(mail)

    def test_the_holder_is_not(self):
        mail = to_the_chief(written(with_deputy()))
        assert mail.mailboxes == {CHIEF}
        assert "ersättare" not in said(mail)

    def test_nor_is_the_quality_team_where_nobody_stands_in(self):
        mail = to_the_chief(written(away=[CHIEF]))
        assert mail.mailboxes == {QUALITY}
        assert "Ingen kan nås i rollen Chef" in said(mail)
        assert "ersättare" not in said(mail)


class TestWhomToAsk:
    def test_the_quality_team_is_asked(self):
        assert said(to_the_chief(written())).endswith("Frågor: Kvalitet (kvalitet@prov.example)")

    def test_but_not_by_itself(self):
        assert "Frågor:" not in said(to_the_chief(written(away=[CHIEF])))


class TestNames:
    """The key and the code of a mail follow from whom it is for, the day, and whether it is a trial."""

    def test_a_trial_of_a_day_to_come_is_another_mail_than_the_real_one(self):
        real, rehearsed = written(), written(today=AHEAD)
        assert {mail.key for mail in real}.isdisjoint(mail.key for mail in rehearsed)
        assert {mail.code for mail in real}.isdisjoint(mail.code for mail in rehearsed)

    def test_what_goes_to_one_address_is_one_trial_whatever_the_day(self):
        today, ahead = (written(today=day, redirect_all_to=PROBE) for day in (REAL_DAY, AHEAD))
        assert [(mail.key, mail.code) for mail in today] == [(mail.key, mail.code) for mail in ahead]
        for mail in (*today, *ahead):
            assert "PROV: mejlet skulle ha gått till" in said(mail)
            assert "så här ser påminnelsen ut" not in said(mail)

    def test_only_what_is_sent_ahead_says_that_the_real_one_is_to_come(self):
        assert all(
            "PROV: så här ser påminnelsen ut som går 1 juni 2026." in said(mail) for mail in written(today=AHEAD)
        )
        assert not [mail for mail in written() if "PROV" in said(mail)]

    def test_it_is_another_for_somebody_else_in_the_role(self):
        before = to_the_chief(written())
        after = to_the_chief(written(plan_files(people={**PEOPLE, "Chef": ("ny@prov.example",)})))
        assert (before.key == after.key, before.code == after.code) == (False, False)

    def test_in_which_order_people_stand_makes_no_difference(self):
        turned = plan_files(people={**PEOPLE, "Teamet": (SECOND, FIRST)})
        assert {mail.key for mail in written(turned)} == {mail.key for mail in written()}

    def test_where_there_is_nobody_the_role_tells_one_from_another(self):
        nobody = plan_files(people={"Chef": (), "Vice": (), "Teamet": (), "Kvalitetsteamet": ()})
        mails = written(nobody)
        assert len(mails) == len({mail.key for mail in mails}) > 1
        assert all(mail.recipients == () for mail in mails)


class TestStamp:
    """What a mail bears of the memory that sends it."""

    MARK = Mark("a" * 16, 4)
    ASKED = AskedInMail(FIRST_STEP, frozenset({"a1b2c3"}))

    @pytest.mark.pain(1)
    @pytest.mark.parametrize(
        ("mark", "is_trial", "stamp"),
        [
            (None, False, f"{PLAN}; {NOBODYS}"),
            (None, True, f"{PLAN}; {NOBODYS}"),
            (MARK, True, f"{PLAN}; {MARK.lineage}"),
            (MARK, False, f"{PLAN}; {MARK.lineage}/5; {FIRST_STEP}\r\n a1b2c3"),
        ],
    )
    def test_a_trial_is_no_measure_and_a_real_one_counts_itself(self, mark, is_trial, stamp):
        assert stamped_now(PLAN, mark, is_trial=is_trial, asked=self.ASKED) == stamp


def begun(owner: str, *mailboxes: str, **what) -> Sent:
    """A mail of FIRST_STEP that an earlier run began, of which it is known that it has not left."""
    message = replace(outgoing(owner, recipients=mailboxes), **what)
    values = {field.name: getattr(message, field.name) for field in fields(Message)}
    return Sent(**values, number=1, state=State.UNSENT)


class TestIsRight:
    """What was begun goes once more only when it would be written to the same people now."""

    def right(self, sent: Sent, *others: Sent, files=None, away=(), **options) -> bool:
        house = fake_house(files, **options)
        return is_right(house.options, decided(house.plan, FIRST_STEP), gone(*away), (sent, *others), sent)

    @pytest.mark.parametrize(
        ("owner", "mailboxes", "is_so"),
        [
            ("Chef", (CHIEF,), True),
            ("Chef", ("ny@prov.example",), False),
            ("Chef", (CHIEF, "ny@prov.example"), False),
            ("Teamet", (FIRST, SECOND), True),
            ("Teamet", (FIRST,), False),
        ],
    )
    def test_it_goes_to_those_in_the_role_and_to_nobody_else(self, owner, mailboxes, is_so):
        assert self.right(begun(owner, *mailboxes)) is is_so

    @pytest.mark.parametrize(
        ("other", "is_so"),
        [
            (begun("Teamet", SECOND), True),
            (begun("Teamet", SECOND, day=SECOND_STEP), False),
            (begun("Chef", SECOND), False),
            (begun("Teamet", SECOND, channel=Channel.TEAMS), False),
            (begun("Teamet", SECOND, redirected=True), False),
        ],
        ids=["the other's", "another day's", "another role's", "a card", "a trial"],
    )
    def test_who_shares_a_role_may_have_a_mail_each(self, other, is_so):
        assert self.right(begun("Teamet", FIRST), other) is is_so

    def test_where_nobody_can_be_reached_it_goes_to_the_quality_team(self):
        nobody = plan_files(people={**PEOPLE, "Chef": ()})
        assert self.right(begun("Chef", QUALITY), files=nobody)
        assert self.right(begun("Chef", QUALITY), away=[CHIEF])
        assert self.right(begun("Chef", "annan@prov.example"), files=nobody, quality_team="annan@prov.example")
        assert not self.right(begun("Chef", CHIEF), files=nobody)
        assert not self.right(begun("Chef", QUALITY))

    def test_one_that_is_for_two_roles_is_right_for_both(self):
        files = plan_files(people={**PEOPLE, "Vice": (CHIEF,)})
        both = to_the_chief(written(files))
        assert both.roles == ("Chef", "Vice")
        values = {field.name: getattr(both, field.name) for field in fields(Message)}
        sent = Sent(**values, number=1, state=State.UNSENT)
        assert self.right(sent, files=files)
        assert not self.right(sent)

    def test_a_trial_is_right_for_the_address_of_the_trial(self):
        for address, is_so in ((PROBE, True), (CHIEF, False)):
            assert self.right(begun("Chef", address), redirect_all_to="Prov@Prov.example") is is_so
