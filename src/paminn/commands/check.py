"""`paminn check`: every problem of the plan at once."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from paminn.commands.options import add_day
from paminn.commands.show import say, show_json, show_problems
from paminn.errors import PlanError

if TYPE_CHECKING:
    from paminn.plan.model import Problem


def add_arguments(parser: ArgumentParser) -> None:
    add_day(parser)


def run(asked: Namespace) -> int:
    """The files as they are written; where something else is adopted, that is told beside it."""
    from paminn.clock import today_in_sweden
    from paminn.home import followed_here, load_no_plugins, plan_folder, team_is_set
    from paminn.plan.checks import without_team
    from paminn.plan.load import OWNERS, read_plan
    from paminn.usecases.plans import as_checked

    load_no_plugins()
    folder = plan_folder(asked.plan)
    today = today_in_sweden(asked.on).day
    written = read_plan(folder.files(), folder.name, today)
    work = followed_here(asked.plan, written, today)
    reading = as_checked(written, work)
    warnings = list(reading.warnings)
    if not team_is_set():
        owners = work.owners if work is not None else written.owners
        warnings += without_team(f"{folder.name}/{OWNERS}", owners, today)
    reading = replace(reading, warnings=tuple(warnings))
    goals = len(reading.plan.by_number) if reading.plan else 0
    if asked.json:
        show_json({"problems": _rows(reading.problems), "warnings": _rows(reading.warnings), "goals": goals})
    else:
        from paminn.texts.adoption import holders_told, rereadings_told

        show_problems(reading.problems, sys.stdout)
        edited = work is not None and work.edited
        reread = rereadings_told(work.rereadings) if work is not None else []
        holders = holders_told(work.awaiting, work.left_over, work.old_names) if work is not None else []
        say("check", named=asked.plan, reading=reading, goals=goals, edited=edited, reread=reread, holders=holders)
    return PlanError.exit_code if reading.problems else 0


def _rows(problems: Sequence[Problem]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for problem in problems:
        rows.append(
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "message": problem.message,
            }
        )
    return rows
