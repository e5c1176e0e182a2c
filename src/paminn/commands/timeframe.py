"""`paminn timeframe`: how the words of a time plan are read."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from paminn.commands.show import say, show_json

if TYPE_CHECKING:
    from paminn.plan.model import Terms, Timeframe


_YEARS = 3  # of a plan that there is none of


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT")


def run(asked: Namespace) -> int:
    """Each text of the call, else each line that comes in; with --json one document a text, in the order asked.

    They are read as if they stood in plan.yaml as it is written: words are tried before anybody adopts them.
    """
    from paminn.home import load_no_plugins
    from paminn.plan.timeframe import read_timeframe

    load_no_plugins()
    against = _against(asked.plan)
    texts = asked.text or (line.rstrip("\r\n") for line in sys.stdin)
    for text in texts:
        read = read_timeframe(text, period=against.period, decided=against.decided, terms=against.terms)
        frame = replace(read, warnings=(*read.warnings, *against.warnings))
        if asked.json:
            show_json(_as_json(text, frame))
        else:
            say("timeframe", read=frame, recurrence=_recurrence(frame))
    return 0


@dataclass(frozen=True)
class _Against:
    """What words are read against: a plan's period and day of decision, or such as a plan could have."""

    period: tuple[date, date]
    decided: date
    terms: Terms
    warnings: tuple[str, ...] = ()


def _against(folder: list[str] | None) -> _Against:
    """The plan's, or where no plan can be read three years from today, which is told with each text."""
    from paminn.clock import today_in_sweden
    from paminn.errors import PlanError, UsageError
    from paminn.home import plan_folders
    from paminn.usecases.plans import as_written, only

    today = today_in_sweden().day
    try:
        folders = plan_folders(folder)
    except UsageError:
        return _any_plan(today)
    try:
        work = as_written(only(folders), today)
    except PlanError:
        return _any_plan(today)
    return _Against(work.plan.read_in, work.plan.decided, work.rules.terms)


def _any_plan(today: date) -> _Against:
    """Such as a plan could have that is decided today, told with each text."""
    from paminn.plan.model import Terms

    last_year = today.year + _YEARS - 1
    warning = f"Ingen plan går att läsa. Orden är lästa som i en plan för {today.year}–{last_year}, beslutad {today}."
    return _Against((date(today.year, 1, 1), date(last_year, 12, 31)), today, Terms(), (warning,))


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
