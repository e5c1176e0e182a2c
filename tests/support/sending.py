"""What a house sends: the use cases of sending, each handed the ports it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from paminn.reminders.message import Message, Sent
from paminn.reports.sending import Batch, Outcome, Reminded
from paminn.usecases.house import House
from paminn.usecases.played import Sending
from paminn.usecases.sending import outcomes
from paminn.usecases.sending import remind as reminding
from paminn.usecases.sending.remind import Reminding
from tests.support.houses import on


def remind(house: House, now: datetime, *, dry_run: bool = False) -> Reminded:
    """One run of reminders in the house."""
    sending = Sending.SHOWN if dry_run else Sending.REMEMBERED
    return reminding.remind(_asked(house), on(now), sending)


def prepare(house: House, now: datetime, *, recover_first: bool = True) -> Batch:
    return reminding.prepare(_asked(house), on(now), recover_first=recover_first)


def recover(
    house: House, known: Iterable[Sent], now: datetime, is_right: Callable[[Sent], bool] = lambda _: True
) -> tuple[Sent, ...]:
    return house.delivery.recover(known, on(now), is_right)


def deliver(house: House, messages: Sequence[Message], now: datetime) -> list[Outcome]:
    return house.delivery.deliver(messages, now)


def look_again(house: House, outcomes_so_far: Sequence[Outcome], now: datetime) -> list[Outcome]:
    return house.delivery.look_again(outcomes_so_far, now)


def open_outcomes(house: House, now: datetime) -> Sequence[Sent]:
    return outcomes.open_outcomes(house.plan, house.dispatch, now.date())


def tell(house: House, number: str, how_it_went: str, who: str, now: datetime) -> Sent:
    return outcomes.tell(house.plan, house.memory, house.delivery, number, how_it_went, who, on(now))


def _asked(house: House) -> Reminding:
    return house.reminding
