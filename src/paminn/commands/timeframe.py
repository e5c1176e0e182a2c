"""`paminn timeframe`: how the words of a time plan are read."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from paminn.commands.show import say, show_json

if TYPE_CHECKING:
    from paminn.plan.model import Timeframe


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT")


def run(asked: Namespace) -> int:
    """Each text of the call, else each line that comes in; with --json one document a text, in the order asked.

    They are read as if they stood in plan.yaml as it is written: words are tried before anybody adopts them.
    """
    from paminn.clock import today_in_sweden
    from paminn.home import load_no_plugins, plan_folder
    from paminn.plan.timeframe import read_timeframe
    from paminn.usecases.plans import as_written

    load_no_plugins()
    work = as_written(plan_folder(asked.plan), today_in_sweden().day)
    texts = asked.text or (line.rstrip("\r\n") for line in sys.stdin)
    for text in texts:
        frame = read_timeframe(
            text,
            period=(work.plan.period_start, work.plan.period_end),
            decided=work.plan.decided,
            terms=work.rules.terms,
        )
        if asked.json:
            show_json(_as_json(text, frame))
        else:
            say("timeframe", read=frame, recurrence=_recurrence(frame))
    return 0


def _recurrence(frame: Timeframe) -> str | None:
    """What comes back as RFC 5545 writes it, "FREQ=YEARLY"; several deadlines as "RDATE=2027-03-01,2028-03-01"."""
    if frame.more_days:
        return "RDATE=" + ",".join(day.isoformat() for day in frame.more_days)
    if frame.recurrence is None:
        return None
    return str(frame.recurrence)


def _as_json(text: str, frame: Timeframe) -> dict[str, object]:
    warnings = list(frame.warnings)
    if frame.question:
        warnings.append(frame.question)
    return {
        "text": text,
        "kind": frame.kind.value,
        "start": frame.start.isoformat() if frame.start else None,
        "end": frame.end.isoformat() if frame.end else None,
        "recurrence": _recurrence(frame),
        "warnings": warnings,
    }
