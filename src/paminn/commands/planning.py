"""The plan as it is read: nothing is kept, nothing is sent."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta

from paminn.commands.show import say, show_json, show_problems
from paminn.errors import PlanError, UsageError


def check(asked: argparse.Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.home import plan_folder
    from paminn.plan.load import read_plan

    folder = plan_folder(asked.plan)
    reading = read_plan(folder.files(), folder.name, now_in_sweden(asked.on).date())
    goals = len(reading.plan.by_number) if reading.plan else 0
    if asked.json:
        rows = [{"file": p.file, "line": p.line, "column": p.column, "message": p.message} for p in reading.problems]
        show_json({"problems": rows, "goals": goals})
    else:
        show_problems(reading.problems, sys.stdout)
        say("check", reading=reading, goals=goals)
    return PlanError.exit_code if reading.problems else 0


def timeframe(asked: argparse.Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.home import plan_folder
    from paminn.plan.timeframe import read_timeframe
    from paminn.usecases.house import decided

    work = decided(plan_folder(asked.plan), now_in_sweden().date())
    for text in asked.text or (line.rstrip("\r\n") for line in sys.stdin):
        read = read_timeframe(
            text, period=(work.plan.period_start, work.plan.period_end), decided=work.plan.decided,
            terms=work.rules.terms,
        )  # fmt: skip
        if asked.json:
            show_json(
                {
                    "text": text,
                    "kind": read.kind.value,
                    "start": read.start.isoformat() if read.start else None,
                    "end": read.end.isoformat() if read.end else None,
                    "recurrence": read.recurrence,
                    "warnings": [*read.warnings, *([read.question] if read.question else [])],
                }
            )
        else:
            say("timeframe", read=read)
    return 0


def forecast(asked: argparse.Namespace) -> int:
    from paminn.clock import now_in_sweden
    from paminn.home import plan_folder
    from paminn.usecases.forecast import as_json
    from paminn.usecases.forecast import forecast as run

    first = asked.first or now_in_sweden().date()
    last = asked.until or first + timedelta(days=365)
    if last < first:
        raise UsageError("--until ligger före --from.")
    digests = list(run(plan_folder(asked.plan), first, last))
    if asked.json:
        show_json({"digests": [as_json(digest) for digest in digests]})
    else:
        say("forecast", digests=digests, first=first, last=last)
    return 0
