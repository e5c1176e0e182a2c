"""`paminn new`: a plan folder to begin with, whose comments teach."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from paminn.commands.options import add_day
from paminn.commands.show import say, show_json


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="MAPP", help="planens nya mapp")
    parser.add_argument("--title", default="Handlingsplan", metavar="TITEL", help="vad planen heter")
    parser.add_argument("--committee", default="Nämnden", metavar="NÄMND", help="vem som har beslutat den")
    parser.add_argument("--period", metavar="PERIOD", help="2026-2029, 2026 eller tills vidare")
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import load_no_plugins
    from paminn.usecases.deciding.new_plan_folder import new_plan

    load_no_plugins()
    today = today_in_sweden(asked.on).day
    period = asked.period or f"{today.year}-{today.year + 3}"
    paths = new_plan(asked.folder, asked.title, asked.committee, period, today)
    if asked.json:
        show_json({"paths": [str(path) for path in paths]})
    else:
        say("new", folder=asked.folder, paths=paths)
    return 0
