"""`paminn owners`: names and addresses from a list into owners.yaml."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from paminn.commands.options import add_day
from paminn.commands.show import say, show_json
from paminn.errors import PlanError, UsageError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("list", type=Path, metavar="LISTA", help="roll, namn och e-post: .csv, .txt, .xlsx eller .docx")
    parser.add_argument("--replace", action="store_true", help="låt listan gälla i stället för dem som redan står där")
    add_day(parser)


def run(asked: Namespace) -> int:
    """3 where something of the list is left to a person."""
    from paminn.clock import today_in_sweden
    from paminn.home import load_no_plugins, plan_folder
    from paminn.shipped import shipped
    from paminn.usecases.deciding.owners import fill_owners

    load_no_plugins()
    plan = plan_folder(asked.plan)
    folder = plan.folder
    if folder.resolve() == shipped("plan_data", "gnesta").resolve():
        raise UsageError("Ange er egen plans mapp med --plan: i den skrivs owners.yaml.")
    filled = fill_owners(plan, folder, asked.list, today_in_sweden(asked.on).day, replace=asked.replace)
    if asked.json:
        show_json(
            {
                "written": [{"owner": role, "people": list(names)} for role, names in filled.written.items()],
                "unchanged": list(filled.unchanged),
                "doubts": [{"where": doubt.where, "message": doubt.message} for doubt in filled.doubts],
                "missing": list(filled.missing),
            }
        )
    else:
        say("owners", filled=filled, folder=folder)
    return PlanError.exit_code if filled.doubts else 0
