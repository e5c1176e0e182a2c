"""`paminn remind`: today's reminders sent, by hand."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from typing import TYPE_CHECKING

from paminn.commands.as_json import digest_as_json
from paminn.commands.options import add_day
from paminn.commands.show import Rows, say, say_doubt, say_plan, say_stopped, show_json
from paminn.errors import NotCarriedOut

if TYPE_CHECKING:
    from paminn.reports.sending import Reminded


def add_arguments(parser: ArgumentParser) -> None:
    add_day(parser)
    parser.add_argument("--dry-run", action="store_true", help="visa bara, skicka inget")
    parser.add_argument(
        "--send", action="store_true", help="skicka även när --on är en annan dag än i dag och mejlen lämnar datorn"
    )


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import settings
    from paminn.reminders.message import Door
    from paminn.texts import message_lines
    from paminn.usecases.each_plan import of_each
    from paminn.usecases.played import Sending, sending_on
    from paminn.usecases.sending.remind import remind
    from paminn.usecases.telling.doubted_memory import doubt_of
    from paminn.wiring import open_house

    chosen = settings()
    today = today_in_sweden(asked.on, leaves=chosen.leaves)
    redirected = bool(chosen.redirect_all_to)
    sending = sending_on(today, dry_run=asked.dry_run, send=asked.send, redirected=redirected)
    waits = _wait_in_silence if asked.json else _say_that_it_waits
    with open_house(asked.plan, chosen, waits=waits) as house:
        run_of = of_each(house.remindings(today.day), lambda committee: remind(committee, today, sending))
        doubts: list[str] = []
        # A run that sends has looked back itself, and a trial goes on by any memory.
        if sending is Sending.SHOWN and not redirected:
            for done in run_of.done:
                reminding = done.of
                doubts.append(
                    doubt_of(reminding.lineage, reminding.store, reminding.options.site, done.result.batch.plan)
                )
    counts: Counter[str] = Counter()
    rows: Rows = []
    unapproved: list[str] = []
    for number, done in enumerate(run_of.done):
        report = done.result
        counts.update(report.counts)
        rows += _rows(report)
        if report.batch.unapproved is not None:
            unapproved.append(report.batch.unapproved.isoformat())
        if not asked.json:
            say_plan(done.of, are_several=run_of.are_several)
        if doubts:
            say_doubt(doubts[number], as_json=asked.json)
        for question in report.batch.questions:
            print(question, file=sys.stderr)
        if not asked.json:
            folder = chosen.outbox if chosen.mail is Door.FOLDER else None
            say(
                "remind",
                report=report,
                today=today,
                was_asked_for=asked.dry_run,
                folder=folder,
                lines=message_lines,
            )
    if asked.json:
        show_json({**counts, "digests": rows, "unapproved": unapproved})
    say_stopped(run_of)
    is_whole = all(report.complete for report in run_of.results) and not any(doubts) and not unapproved
    return run_of.exit_code(otherwise=0 if is_whole else NotCarriedOut.exit_code)


def _say_that_it_waits(minutes: int) -> None:
    """Somebody at the keyboard is told before the run is silent for long."""
    from paminn.texts.message_lines import waiting

    print(waiting(minutes), file=sys.stderr, flush=True)


def _wait_in_silence(minutes: int) -> None:
    """What reads JSON takes every word beside it for a fault."""


def _rows(report: Reminded) -> Rows:
    from paminn.reminders.message import Channel

    states: dict[str, str] = {}
    for outcome in report.outcomes:
        states[outcome.message.key] = outcome.state or "skipped"
    rows: Rows = []
    for message in report.batch.messages:
        if message.channel is not Channel.EMAIL:
            continue
        row = digest_as_json(message.digest, message.channel, report.batch.plan)
        if report.dry_run:
            row["state"] = "planned"
        else:
            row["state"] = states.get(message.key, "skipped")
        row["unreachable"] = message.unreachable
        rows.append(row)
    return rows
