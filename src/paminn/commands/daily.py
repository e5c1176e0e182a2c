"""What the flows do, asked for by hand."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.commands.show import files, say, show_json
from paminn.errors import NotCarriedOut

if TYPE_CHECKING:
    from paminn.usecases.remind import Report


def remind(asked: argparse.Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.home import settings
    from paminn.texts import outcomes
    from paminn.usecases.remind import remind as run
    from paminn.wiring import open_house

    now, chosen = now_in_sweden(asked.on), settings()
    with open_house(asked.plan, chosen, waits=_waits) as house:
        report = run(house, now, dry_run=asked.dry_run)
    for question in report.batch.questions:
        print(question, file=sys.stderr)
    if asked.json:
        show_json(_reminded(report))
    else:
        folder = chosen.outbox if chosen.mail == "folder" else None
        say("remind", report=report, day=now.date(), folder=folder, lines=outcomes)
    return 0 if report.complete else NotCarriedOut.exit_code


def _waits(minutes: int) -> None:
    """Somebody at the keyboard is told before the run is silent for long."""
    from paminn.texts.outcomes import waiting

    print(waiting(minutes), file=sys.stderr, flush=True)


def _reminded(report: Report) -> dict[str, object]:
    from paminn.usecases.deliver import MAIL
    from paminn.usecases.forecast import as_json

    states = {outcome.message.key: outcome.state for outcome in report.outcomes}
    rows = []
    for message in report.batch.messages:
        if message.channel == MAIL:
            row = as_json(message.digest, message.channel)
            state = states.get(message.key) or "skipped"
            rows.append(row | {"state": "planned" if report.dry_run else state, "unreachable": message.unreachable})
    return report.counts | {"digests": rows}


def collect(asked: argparse.Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.texts.artifacts import absent_rows
    from paminn.usecases.reading.absent import absent
    from paminn.usecases.reading.collect import collect as run
    from paminn.wiring import open_house

    now = now_in_sweden(asked.on)
    with open_house(asked.plan) as house:
        report = run(house, now)
        away = absent_rows(absent(house, now))
    show_json(report.as_json()) if asked.json else say("collect", counts=report.as_json(), own=report.own, away=away)
    return 0


def publish(asked: argparse.Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.home import settings
    from paminn.usecases.publish import publish as run
    from paminn.wiring import open_house

    chosen = settings()
    with open_house(asked.plan, chosen) as house:
        published = run(house, Path(asked.out or chosen.home / "site"), now_in_sweden(asked.on).date())
    show_json(published.as_json()) if asked.json else say("files", paths=[row["path"] for row in files(published)])
    return 0


def summarise(asked: argparse.Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.home import settings
    from paminn.usecases.summarise import summarise as run
    from paminn.wiring import open_house

    chosen = settings()
    with open_house(asked.plan, chosen) as house:
        out = Path(asked.out or chosen.home / "redovisning")
        account = run(house, asked.year, out, now_in_sweden(asked.on).date())
    if asked.json:
        show_json(account.as_json())
    else:
        say("summarise", account=account, paths=[row["path"] for row in files(account)])
    return 0


def status(asked: argparse.Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.usecases.status import status as run
    from paminn.wiring import open_house

    with open_house(asked.plan) as house:
        rows = run(house, now_in_sweden(asked.on).date())
    show_json({"status": rows}) if asked.json else say("status", rows=rows)
    return 0
