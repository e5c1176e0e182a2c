"""`paminn check`: every problem of the plan at once."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from paminn.commands.options import add_day
from paminn.commands.show import say, show_json, show_problems
from paminn.errors import PlanError


def add_arguments(parser: ArgumentParser) -> None:
    add_day(parser)


def run(asked: Namespace) -> int:
    """The files as they are written; where something else is adopted, that is told beside it."""
    from paminn.clock import today_in_sweden
    from paminn.home import followed_here, load_no_plugins, plan_folder
    from paminn.plan.load import read_plan

    load_no_plugins()
    folder = plan_folder(asked.plan)
    today = today_in_sweden(asked.on).day
    reading = read_plan(folder.files(), folder.name, today)
    goals = len(reading.plan.by_number) if reading.plan else 0
    if asked.json:
        rows = []
        for problem in reading.problems:
            rows.append(
                {
                    "file": problem.file,
                    "line": problem.line,
                    "column": problem.column,
                    "message": problem.message,
                }
            )
        show_json({"problems": rows, "goals": goals})
    else:
        from paminn.texts.adoption import rereadings_told

        show_problems(reading.problems, sys.stdout)
        work = followed_here(asked.plan, reading, today)
        edited = work is not None and work.edited
        reread = rereadings_told(work.rereadings) if work is not None else []
        say("check", reading=reading, goals=goals, edited=edited, reread=reread)
    return PlanError.exit_code if reading.problems else 0
