"""`paminn import`: from a decided document to a plan folder, with what is doubtful in it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from paminn.commands.options import add_day
from paminn.commands.show import say, show_json


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("document", type=Path, metavar="DOKUMENT", help="den beslutade planen: .docx, .xlsx eller .txt")
    parser.add_argument("--out", type=Path, required=True, metavar="MAPP", help="planens nya mapp")
    add_day(parser)


def run(asked: Namespace) -> int:
    from paminn.clock import today_in_sweden
    from paminn.home import load_no_plugins
    from paminn.usecases.deciding.import_plan import import_plan

    load_no_plugins()
    imported = import_plan(asked.document, asked.out, today_in_sweden(asked.on).day)
    if asked.json:
        doubts = []
        for plan in imported:
            for doubt in plan.doubts:
                doubts.append({"folder": str(plan.folder), "where": doubt.where, "message": doubt.message})
        show_json({"doubts": doubts, "folders": [str(plan.folder) for plan in imported]})
    else:
        say("import", imported=imported)
    return 0
