"""What a house reads and decides: the use cases of reading, each handed the ports it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from paminn.incoming.model import Incoming, Received
from paminn.incoming.situation import Situation
from paminn.ports.post import Post
from paminn.reports.absences import Away
from paminn.reports.on_the_desk import Shown, Waiting
from paminn.reports.reading import Collected
from paminn.usecases.desk import ruling
from paminn.usecases.desk import show as showing
from paminn.usecases.desk.at_hand import DeskDoors
from paminn.usecases.desk.choice import Choice
from paminn.usecases.house import House
from paminn.usecases.plans import decided
from paminn.usecases.reading import absent as who_is_away
from paminn.usecases.reading import collect as collecting
from paminn.usecases.reading.one_mail import understand
from paminn.usecases.reading.receipt import Receipts
from tests.support.houses import on


def collect(house: House, now: datetime) -> Collected:
    """One run over the mailbox of the house."""
    return collecting.collect(
        house.plans,
        house.memory,
        house.post,
        house.inbox,
        house.reader,
        Receipts(house.delivery, house.options.sender, house.options.receipts),
        house.neighbours,
        on(now),
    )


def understood(
    house: House, raw: bytes, now: datetime, *, conversation: str = "", post: Post | None = None
) -> Received:
    """One mail as `collect` understands it, without storing it; `post` in place of the house's own."""
    work = decided(house.plan, now.date())
    situation = Situation(work.plan.identity, work.owners, now, goals=work.plan.by_id)
    return understand(Incoming("1", raw, conversation), house.reader, post or house.post, situation)


def absent(house: House, now: datetime) -> Sequence[Away]:
    return who_is_away.absent(house.plan, house.memory, now.date())


def waiting(house: House, now: datetime) -> Sequence[Waiting]:
    return showing.waiting(house.plan, house.desk, house.requests, on(now))


def show(house: House, number: str, now: datetime) -> Shown:
    return showing.show(_doors(house), number, on(now))


def decide(house: House, number: str, choice: Choice, now: datetime) -> Shown:
    (card,) = ruling.decide(_doors(house), [number], choice, on(now))
    return card


def decide_all(house: House, numbers: Sequence[str], choice: Choice, now: datetime) -> list[Shown]:
    return ruling.decide(_doors(house), numbers, choice, on(now))


def _doors(house: House) -> DeskDoors:
    return DeskDoors(house.plan, house.memory, house.post, house.desk, house.requests, house.record, house.reader)
