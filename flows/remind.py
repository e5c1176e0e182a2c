"""Påminn: skicka dagens påminnelser."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.artifacts import leave_table
from flows.frame import Plans, closed, named_by_day, tell_which_plan, told, what_stopped
from paminn.clock import today_in_sweden
from paminn.home import settings
from paminn.reminders.message import Message, Outgoing
from paminn.reports.sending import Batch, Outcome, Reminded
from paminn.texts.artifacts import Table, sent_about, sent_rows, silent_rows
from paminn.texts.message_lines import waiting
from paminn.today import Today
from paminn.usecases.each_plan import of_each
from paminn.usecases.played import Sending
from paminn.usecases.sending.deliver import Delivery
from paminn.usecases.sending.remind import Reminding, for_others, prepare
from paminn.usecases.telling.doubted_memory import doubt_of
from paminn.usecases.telling.status import status
from paminn.wiring import open_house

# A task costs more to record than to run, so a large town's digests travel fifty together.
TOGETHER = 50


@task(cache_policy=NO_CACHE)
@closed
def decide(doors: Reminding, today: Today, sending: Sending) -> Batch:
    return prepare(doors, today, recover_first=sending is not Sending.SHOWN)


@task(cache_policy=NO_CACHE, task_run_name="skicka-{number}")
@closed
def deliver(delivery: Delivery, messages: tuple[Message, ...], today: Today, number: int) -> list[Outcome]:
    return delivery.deliver(messages, today.now)


@task(cache_policy=NO_CACHE)
@closed
def ask_the_mailbox(delivery: Delivery, outcomes: list[Outcome], today: Today) -> list[Outcome]:
    return delivery.look_again(outcomes, today.now)


@task(cache_policy=NO_CACHE)
@closed
def tell_the_team(doors: Reminding, today: Today) -> tuple[Outcome, ...]:
    return doors.tell_the_team(today)


@task(cache_policy=NO_CACHE)
@closed
def pass_on(doors: Reminding, today: Today, batch: Batch, outcomes: list[Outcome]) -> tuple[Outgoing, ...]:
    return for_others(doors, today, batch, outcomes)


def carry_out(delivery: Delivery, messages: tuple[Message, ...], today: Today, after: int = 0) -> list[Outcome]:
    """`after` so many others of the same run."""
    outcomes: list[Outcome] = []
    for number, first in enumerate(range(0, len(messages), TOGETHER), start=after + 1):
        outcomes += deliver(delivery, messages[first : first + TOGETHER], today, number)
    return ask_the_mailbox(delivery, outcomes, today)


def say_that_it_waits(minutes: int) -> None:
    get_run_logger().info(waiting(minutes))


@flow(name="remind", flow_run_name=named_by_day("paminn"))
@told
def remind(on: date | None = None, dry_run: bool = False, plans: Plans | None = None) -> Mapping[str, int] | State[Any]:
    """Skicka dagens påminnelser, och det som missats sedan förra gången.

    Args:
        on: Visa bara vad som skulle skickas den här dagen. Inget skickas. Tomt = skicka i dag.
        dry_run: Visa bara vad som skulle skickas. Inget skickas.
        plans: Planernas kännetecken. Tomt = alla.
    """
    chosen = settings()
    today = today_in_sweden(on, leaves=chosen.leaves)
    # Whoever fills in the form in Prefect sends nothing by it that no schedule would.
    is_shown = dry_run or on is not None
    sending = Sending.SHOWN if is_shown else Sending.REMEMBERED
    with open_house(plans, chosen, waits=say_that_it_waits) as house:
        tell_which_plan(house, today.day)
        reminded = of_each(
            house.remindings(today.day), lambda committee: _committee_reminded(committee, today, sending)
        )
        doubts: list[str] = []
        if sending is Sending.SHOWN and not chosen.redirect_all_to:
            for done in reminded.done:
                site = done.of.options.site
                doubts.append(doubt_of(house.lineage, house.store, site, done.result.batch.plan))
        stands = of_each(house.each, lambda alone: status(alone.plan, alone.past, alone.memory, today.day))
    counts: Counter[str] = Counter()
    for report in reminded.results:
        sent = sent_rows(report)
        leave_table(Table.SENT, sent, report.batch.plan, sent_about(report, today, len(sent)))
        counts.update(report.counts)
    if not today.is_played:  # another day's silence is not how it stands
        for of_plan in stands.done:
            leave_table(Table.SILENT, silent_rows(of_plan.result), of_plan.of.identity)
    get_run_logger().info("%s", dict(counts))
    troubles = [doubt for doubt in doubts if doubt]
    if troubles:
        get_run_logger().warning(" ".join(troubles))
    if reminded.stopped:
        troubles.append(what_stopped(reminded))
    if any(report.batch.unapproved is not None for report in reminded.results):
        troubles.append("Ingen har sagt ja till de första mejlen: paminn begin --by NAMN")
    elif not all(report.complete for report in reminded.results):
        troubles.append("Allt kom inte fram. Se tabellen utskick.")
    if troubles:
        return Failed(message=" ".join(troubles), data=None)
    return dict(counts)


def _committee_reminded(reminding: Reminding, today: Today, sending: Sending) -> Reminded:
    """One run: that of the plans of one committee."""
    doors = reminding.as_told(sending)
    with doors.memory.exclusive("remind"):
        batch = decide(doors, today, sending)
        outcomes: list[Outcome] = []
        notices: tuple[Outcome, ...] = ()
        if sending is not Sending.SHOWN:
            outcomes = carry_out(doors.delivery, batch.to_send, today)
            passed_on = pass_on(doors, today, batch, outcomes)
            while passed_on:
                batch = batch.with_more(passed_on)
                outcomes += carry_out(doors.delivery, passed_on, today, after=len(outcomes))
                passed_on = pass_on(doors, today, batch, outcomes)
            notices = tell_the_team(doors, today)
        return Reminded(batch, tuple(outcomes), notices, dry_run=sending is Sending.SHOWN)
