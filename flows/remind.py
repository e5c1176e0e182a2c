"""Påminn: skicka dagens påminnelser."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.artifacts import leave_table
from flows.frame import closed, named_by_day, told
from paminn.clock import now_in_sweden
from paminn.reminders.message import Message
from paminn.reports.sending import Batch, Outcome, Reminded
from paminn.texts.artifacts import Table, sent_rows, silent_rows
from paminn.texts.message_lines import waiting
from paminn.usecases.house import House
from paminn.usecases.sending.remind import Reminding, prepare
from paminn.usecases.telling.status import status
from paminn.wiring import open_house

# A task costs more to record than to run, so a large town's digests travel fifty together.
TOGETHER = 50


@task(cache_policy=NO_CACHE)
@closed
def decide(house: House, now: datetime, dry_run: bool) -> Batch:
    doors = Reminding(house.plan, house.memory, house.almanac, house.delivery, house.options)
    return prepare(doors, now, recover_first=not dry_run)


@task(cache_policy=NO_CACHE, task_run_name="skicka-{number}")
@closed
def send(house: House, messages: tuple[Message, ...], now: datetime, number: int) -> list[Outcome]:
    return house.delivery.deliver(messages, now)


@task(cache_policy=NO_CACHE)
@closed
def ask_the_mailbox(house: House, outcomes: list[Outcome], now: datetime) -> list[Outcome]:
    return house.delivery.look_again(outcomes, now)


def say_that_it_waits(minutes: int) -> None:
    get_run_logger().info(waiting(minutes))


@flow(name="remind", flow_run_name=named_by_day("paminn"))
@told
def remind(plan: str = "", on: date | None = None, dry_run: bool = False) -> Mapping[str, int] | State[Any]:
    """Skicka dagens påminnelser, och det som missats sedan förra gången.

    Args:
        plan: Planens mapp. Tomt = den plan som är inställd.
        on: Gör som om det vore den här dagen. Tomt = i dag.
        dry_run: Visa bara vad som skulle skickas. Inget skickas.
    """
    now = now_in_sweden(on)
    with open_house(plan or None, waits=say_that_it_waits) as house:
        with house.memory.exclusive("remind"):
            batch = decide(house, now, dry_run)
            outcomes: list[Outcome] = []
            if not dry_run:
                messages = batch.to_send
                for number, first in enumerate(range(0, len(messages), TOGETHER), start=1):
                    outcomes += send(house, messages[first : first + TOGETHER], now, number)
                outcomes = ask_the_mailbox(house, outcomes, now)
            report = Reminded(batch, tuple(outcomes), dry_run)
        rows = status(house.plan, house.dispatch, house.memory, now.date())
    leave_table(Table.SENT, sent_rows(report), report.batch.plan)
    leave_table(Table.SILENT, silent_rows(rows), report.batch.plan)
    get_run_logger().info("%s", report.counts)
    if not report.complete:
        return Failed(message="Allt kom inte fram. Se tabellen utskick.", data=None)
    return report.counts
