"""One of two in a role whom the server refuses for the moment has the mail by the next run, alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta

import pytest

from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import NextStep
from paminn.reminders.message import ARRIVED, Channel, Found, Message, Sent, State
from paminn.reports.ending import ending_of
from tests.support.failing import BROKE, REFUSED, REFUSED_FOR_NOW
from tests.support.fakes import FakeOutbox
from tests.support.houses import FIRST_STEP, PEOPLE, SECOND_STEP, at
from tests.support.mailroom import MEMORIES, PLAN, Room, room
from tests.support.sending import remind

FIRST, SECOND = PEOPLE["Teamet"]
NOT_NOW = DeliveryError(REFUSED_FOR_NOW, partial=True, later=frozenset({SECOND}))
NOT_EVER = DeliveryError(REFUSED, partial=True, dead=frozenset({SECOND}))
Begun = Callable[..., Room]


@pytest.fixture(params=MEMORIES)
def begun(request) -> Iterator[Begun]:
    """Gives a house in which two share a role, when the first run's mail to them has ended as told."""
    with ExitStack() as stack:

        def begin(box: FakeOutbox) -> Room:
            return stack.enter_context(room(request.param, box=box))

        yield begin


def to_the_two(messages: list[Message]) -> list[list[str]]:
    return [sorted(message.mailboxes) for message in messages if message.mailboxes <= {FIRST, SECOND}]


def run(town: Room, day: date = FIRST_STEP, hour: int = 10, refuses: DeliveryError | None = None) -> list[list[str]]:
    """Whom the mails of another run go to, of the two; `refuses` the second when that is all there is."""
    box = FakeOutbox(fails={SECOND: refuses} if refuses else None)
    town.house = replace(town.house, outboxes={**town.house.outboxes, Channel.EMAIL: box})
    remind(town.house, at(day, hour))
    return to_the_two(box.messages)


def their_mail(town: Room) -> Sent:
    (mail,) = [sent for sent in town.house.dispatch.sent(PLAN) if sent.mailboxes == {FIRST, SECOND}]
    return mail


def test_the_second_has_it_the_same_day_and_the_first_does_not_have_it_again(begun):
    box = FakeOutbox(fails={FIRST: NOT_NOW})
    town = begun(box)
    assert to_the_two(box.messages) == [[FIRST, SECOND]]
    assert run(town) == [[SECOND]]
    assert run(town, hour=12) == []
    assert run(town, FIRST_STEP + timedelta(days=1)) == []


def test_the_second_is_tried_by_each_run_until_it_is_taken(begun):
    town = begun(FakeOutbox(fails={FIRST: NOT_NOW}))
    for hour in (10, 12):
        assert run(town, hour=hour, refuses=DeliveryError(REFUSED_FOR_NOW)) == []
    assert run(town, FIRST_STEP + timedelta(days=1)) == [[SECOND]]
    assert run(town, FIRST_STEP + timedelta(days=2)) == []


class Late(FakeOutbox):
    """Its answer to the text never came, and the copy shows that the text was taken."""

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        return Found.SENT


def test_so_it_is_when_the_line_broke_after_the_second_had_been_refused(begun):
    town = begun(Late(fails={FIRST: UnknownOutcome(BROKE, later=frozenset({SECOND}))}))
    assert their_mail(town).state is State.SEEN
    assert run(town) == [[SECOND]]


def test_who_is_refused_for_good_is_not_tried_again(begun):
    town = begun(FakeOutbox(fails={FIRST: NOT_EVER}))
    assert their_mail(town).missed == frozenset()
    assert run(town) == []


def test_the_mail_says_whom_it_is_owed_and_that_nobody_has_anything_to_do(begun):
    mail = their_mail(begun(FakeOutbox(fails={FIRST: NOT_NOW})))
    assert mail.state in ARRIVED
    assert mail.missed == {SECOND}
    assert ending_of(mail).next_step is NextStep.AGAIN
    assert SECOND not in repr(mail)


def test_only_the_first_is_counted_as_reminded(begun):
    history = begun(FakeOutbox(fails={FIRST: NOT_NOW})).house.memory.history(PLAN)
    counted = {box for (_, box, _), times in history.sent_to.items() if times}
    assert counted & {FIRST, SECOND} == {FIRST}
    assert {box for _, box, _, _ in history.had} & {FIRST, SECOND} == {FIRST}


def test_it_stays_owed_when_its_copy_is_seen(begun):
    town = begun(FakeOutbox(fails={FIRST: NOT_NOW}, sees=False))
    mail = their_mail(town)
    assert town.house.dispatch.advance(mail.key, State.SEEN, at(FIRST_STEP, 9), mail.failure)
    assert their_mail(town).missed == {SECOND}
    assert run(town) == [[SECOND]]


def test_what_is_due_next_goes_to_both(begun):
    town = begun(FakeOutbox(fails={FIRST: NOT_NOW}))
    # A mail each: to the second it is the first there is.
    assert run(town, SECOND_STEP) == [[FIRST], [SECOND]]
