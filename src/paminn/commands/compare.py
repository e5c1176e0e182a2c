"""`paminn compare`: whether the plan still says what was decided, cell by cell."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from shlex import quote

from paminn.commands.options import add_day
from paminn.commands.show import say, say_plan, show_json
from paminn.errors import PlanError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("document", type=Path, metavar="DOKUMENT", help="den beslutade planen: .docx, .xlsx eller .txt")
    add_day(parser)


def run(asked: Namespace) -> int:
    """3 where something differs."""
    from paminn.clock import today_in_sweden
    from paminn.home import load_no_plugins, plans_at_hand
    from paminn.usecases.deciding.compare import compare
    from paminn.usecases.plans import only

    load_no_plugins()
    with plans_at_hand(asked.plan) as plans:
        kept = only(plans)
        compared = compare(kept, asked.document, today_in_sweden(asked.on).day)
        folder = kept.name
    if asked.json:
        rows = []
        for row in compared.differences:
            rows.append({"goal": row.goal or None, "field": row.field, "decided": row.decided, "plan": row.plan})
        show_json({"differences": rows})
    else:
        say_plan(kept, are_several=False)
        say("compare", compared=compared, document=asked.document.name, path=quote(str(asked.document)), folder=folder)
    return PlanError.exit_code if compared.differences else 0
