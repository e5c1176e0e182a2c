"""`paminn check`: every problem of the plan at once."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING

from paminn.commands.options import add_day
from paminn.commands.show import Rows, of_plan, say, say_plan, say_stopped, show_json, show_problems
from paminn.errors import PlanError

if TYPE_CHECKING:
    from paminn.channels.plan_folder import FolderPlan
    from paminn.plan.load import Reading
    from paminn.plan.model import Problem
    from paminn.usecases.plans import Decided


def add_arguments(parser: ArgumentParser) -> None:
    add_day(parser)


@dataclass(frozen=True)
class _Checked:
    """What the files of a plan say, and what the daily work goes by; None where that cannot be read."""

    reading: Reading
    work: Decided | None

    @property
    def goals(self) -> int:
        return len(self.reading.plan.by_number) if self.reading.plan else 0


def run(asked: Namespace) -> int:
    """The files as they are written; where something else is adopted, that is told beside it."""
    from paminn.clock import today_in_sweden
    from paminn.home import load_no_plugins, plan_folders
    from paminn.usecases.each_plan import of_each

    load_no_plugins()
    today = today_in_sweden(asked.on).day
    checked = of_each(plan_folders(asked.plan), lambda folder: _checked(folder, today))
    if asked.json:
        problems: Rows = []
        warnings: Rows = []
        for done in checked.done:
            problems += of_plan(done.of.identity, _rows(done.result.reading.problems))
            warnings += of_plan(done.of.identity, _rows(done.result.reading.warnings))
        goals = sum(result.goals for result in checked.results)
        show_json({"problems": problems, "warnings": warnings, "goals": goals})
    else:
        for done in checked.done:
            say_plan(done.of, are_several=checked.are_several)
            named = quote(done.of.name) if asked.plan else ""
            _say(done.result, named)
    say_stopped(checked)
    has_problems = any(result.reading.problems for result in checked.results)
    return checked.exit_code(otherwise=PlanError.exit_code if has_problems else 0)


def _checked(folder: FolderPlan, today: date) -> _Checked:
    from paminn.home import followed_here, team_is_set
    from paminn.plan.checks import without_team
    from paminn.plan.load import OWNERS, read_plan
    from paminn.usecases.plans import as_checked

    written = read_plan(folder.files(), folder.name, today)
    work = followed_here(folder, written, today)
    reading = as_checked(written, work)
    warnings = list(reading.warnings)
    if not team_is_set():
        owners = work.owners if work is not None else written.owners
        warnings += without_team(f"{folder.name}/{OWNERS}", owners, today)
    return _Checked(replace(reading, warnings=tuple(warnings)), work)


def _say(checked: _Checked, named: str) -> None:
    from paminn.texts.adoption import holders_told, rereadings_told

    reading, work = checked.reading, checked.work
    show_problems(reading.problems, sys.stdout)
    edited = work is not None and work.edited
    reread = rereadings_told(work.rereadings) if work is not None else []
    holders = holders_told(work.awaiting, work.left_over, work.old_names) if work is not None else []
    say(
        "check",
        named=named,
        reading=reading,
        goals=checked.goals,
        edited=edited,
        reread=reread,
        holders=holders,
    )


def _rows(problems: Sequence[Problem]) -> Rows:
    rows: Rows = []
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
