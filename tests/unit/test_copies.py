"""Whether the copy in the mailbox is the mail that the plan gives: goals, step and recipient."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paminn.reminders.copies import Compared, Copies
from paminn.reminders.mark import AskedInMail, OwnMail
from paminn.reminders.message import Channel, Door, Found, asked_in_mail
from tests.support.houses import FIRST_STEP, SECOND_STEP, digest, outgoing

PLAN = "prov-plan"
MESSAGE = outgoing("Chef", "1.1", "1.2")
ASKED = asked_in_mail(MESSAGE.digest)
OTHERS_KEY = "e" * 32


def own(key: str = MESSAGE.key, content: AskedInMail | None = ASKED, plan: str = PLAN) -> OwnMail:
    return OwnMail(key, plan, "a" * 16, 4, content)


def compared(
    *mails: OwnMail, found: Found = Found.UNSENT, message=MESSAGE, door: Door = Door.SMTP, shows_probes: bool = True
) -> Compared:
    return Copies.of({PLAN}, mails, door).compared(message, found, {MESSAGE.key}, lambda: shows_probes)


def nobody_asks() -> bool:
    raise AssertionError("no probe is needed")


def test_the_points_tell_goal_step_and_role():
    said = [
        asked_in_mail(made).points
        for made in (
            digest("Chef", "1.1"),
            digest("Chef", "1.2"),
            digest("Vice", "1.1"),
            digest("Chef", "1.1", before=5),
        )
    ]
    assert len(frozenset().union(*said)) == 4
    assert asked_in_mail(digest("Chef", "1.1", "1.2")).points == said[0] | said[1]
    assert asked_in_mail(digest("Chef", "1.1", day=SECOND_STEP)).day == SECOND_STEP


@pytest.mark.parametrize("found", Found)
def test_the_very_same_agrees_wherever_it_lies(found):
    assert compared(own(), found=found) is Compared.AGREES


@pytest.mark.parametrize(
    "content",
    [
        None,
        AskedInMail(SECOND_STEP, ASKED.points),
        AskedInMail(FIRST_STEP, frozenset()),
        AskedInMail(FIRST_STEP, ASKED.points | {"0a0a0a"}),
        asked_in_mail(digest("Chef", "1.1")),
        asked_in_mail(digest("Chef", "1.1", "1.2", before=5)),
        asked_in_mail(digest("Vice", "1.1", "1.2")),
    ],
)
def test_other_goals_another_step_another_role_and_what_says_nothing_differ(content):
    assert compared(own(content=content), found=Found.SENT) is Compared.DIFFERS


def test_one_that_is_seen_and_cannot_be_read_differs():
    assert compared(found=Found.SENT) is Compared.DIFFERS


class TestAnotherRecipient:
    def test_what_went_to_somebody_else_the_same_day_differs(self):
        assert compared(own(OTHERS_KEY)) is Compared.DIFFERS
        assert compared(own(OTHERS_KEY, asked_in_mail(digest("Chef", "1.2")))) is Compared.DIFFERS

    @pytest.mark.parametrize(
        "content",
        [None, AskedInMail(SECOND_STEP, ASKED.points), asked_in_mail(digest("Vice", "1.1", "1.2"))],
        ids=["nothing said", "another day", "another role"],
    )
    def test_what_is_about_something_else_does_not(self, content):
        assert compared(own(OTHERS_KEY, content)) is Compared.ABSENT

    def test_it_is_found_beyond_those_that_are_about_something_else(self):
        beside = [own("d" * 32, None), own("f" * 32, AskedInMail(SECOND_STEP, ASKED.points))]
        assert compared(*beside, own(OTHERS_KEY)) is Compared.DIFFERS

    def test_a_mail_to_others_of_the_same_role_that_the_plan_gives_too_does_not(self):
        copies = Copies.of({PLAN}, [own(OTHERS_KEY)], Door.SMTP)
        said = copies.compared(MESSAGE, Found.UNSENT, {MESSAGE.key, OTHERS_KEY}, lambda: True)
        assert said is Compared.ABSENT


class TestAbsent:
    @pytest.mark.parametrize("found", [Found.UNSENT, Found.NOWHERE])
    def test_it_is_where_the_mailbox_shows_others_of_ours(self, found):
        assert compared(own(OTHERS_KEY, None), found=found) is Compared.ABSENT

    def test_what_the_mailbox_showed_before_proves_nothing_of_now(self):
        assert compared(own(OTHERS_KEY, None), shows_probes=False) is Compared.UNTOLD
        assert compared(own(OTHERS_KEY, replace(ASKED, points=frozenset())), shows_probes=False) is Compared.UNTOLD

    def test_a_later_mail_of_ours_is_proof_enough(self):
        later = own(OTHERS_KEY, replace(ASKED, day=SECOND_STEP))
        said = Copies.of({PLAN}, [later], Door.SMTP).compared(MESSAGE, Found.NOT_SEEN, {MESSAGE.key}, nobody_asks)
        assert said is Compared.ABSENT

    def test_nothing_of_ours_in_the_mailbox_proves_nothing(self):
        assert compared() is Compared.UNTOLD
        assert compared(own(OTHERS_KEY, None, plan="annan-plan")) is Compared.UNTOLD

    def test_a_folder_is_itself_what_was_sent(self):
        assert compared(door=Door.FOLDER, shows_probes=False) is Compared.ABSENT

    def test_where_nobody_can_look_nobody_can_tell(self):
        assert compared(own(OTHERS_KEY, None), found=Found.BLIND) is Compared.UNTOLD


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Found.SENT, Compared.AGREES),
        (Found.UNSENT, Compared.ABSENT),
        (Found.NOWHERE, Compared.ABSENT),
        (Found.BLIND, Compared.UNTOLD),
    ],
)
def test_a_card_is_what_its_door_says(found, told):
    assert compared(found=found, message=replace(MESSAGE, channel=Channel.TEAMS)) is told
