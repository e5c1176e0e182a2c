"""`paminn import`: from a decided document to a plan folder, or what it changes in one that is there."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.commands.options import add_day, add_said
from paminn.commands.show import say, show_json
from paminn.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from paminn.reports.revising import Revision

_NO_FOLDER = "Vilken mapp? Ange en ny med --out MAPP, eller planens egen med --plan MAPP."
_NOTHING_THERE = "I {folder} ligger ingen plan. Ska dokumentet bli en ny plan, skriv --out {folder}."
_ONLY_THERE = "--{option} gäller bara när dokumentet ändrar en plan som finns. I {folder} ligger ingen."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("document", type=Path, metavar="DOKUMENT", help="den beslutade planen: .docx, .xlsx eller .txt")
    parser.add_argument("--out", type=Path, metavar="MAPP", help="planens nya mapp, eller en plan som ska ändras")
    parser.add_argument("--write", action="store_true", help="ändra planen i mappen; annars visas bara vad som ändras")
    add_said(parser)
    add_day(parser)


def run(asked: Namespace) -> int:
    """A folder that has a plan is shown what the document changes in it, and changed with --write."""
    from paminn.clock import today_in_sweden
    from paminn.home import load_no_plugins
    from paminn.usecases.deciding.new_plan_folder import has_a_plan

    load_no_plugins()
    folder = asked.out or _named(asked.plan)
    if folder is None:
        raise UsageError(_NO_FOLDER)
    today = today_in_sweden(asked.on).day
    if has_a_plan(folder):
        return _revise(asked, folder, today)
    if asked.out is None:
        raise UsageError(_NOTHING_THERE.format(folder=folder))
    for option in ("write", "same", "split", "merge", "removed"):
        if getattr(asked, option):
            raise UsageError(_ONLY_THERE.format(option=option, folder=folder))
    return _import(asked, folder, today)


def _named(plans: Sequence[str] | None) -> Path | None:
    """The folder of --plan. A document changes one plan: raises UsageError for several."""
    from paminn.home import plan_folder

    if plans is not None and len(plans) > 1:
        return plan_folder(plans).folder
    return Path(plans[0]) if plans else None


def _import(asked: Namespace, folder: Path, today: date) -> int:
    from paminn.usecases.deciding.import_plan import import_plan

    imported = import_plan(asked.document, folder, today)
    if asked.json:
        doubts = []
        for plan in imported:
            for doubt in plan.doubts:
                doubts.append({"folder": str(plan.folder), "where": doubt.where, "message": doubt.message})
        show_json({"doubts": doubts, "folders": [str(plan.folder) for plan in imported]})
    else:
        say("import", imported=imported)
    return 0


def _revise(asked: Namespace, folder: Path, today: date) -> int:
    from paminn.home import plans_at_hand
    from paminn.usecases.deciding.revise_plan import revise_plan
    from paminn.usecases.deciding.said import said_by
    from paminn.usecases.plans import only

    said = said_by(asked.same, asked.split, asked.merge, asked.removed)
    with plans_at_hand(folder) as plans:
        kept = only(plans)
        revision = revise_plan(kept, folder, asked.document, said, today, write=asked.write)
    if asked.json:
        show_json(_as_json(revision))
    else:
        from paminn.texts.revision import revision_shown

        print(revision_shown(revision, asked.document))
    return 0


def _as_json(revision: Revision) -> dict[str, object]:
    from paminn.commands.adopt import changes_as_json, questions_as_json
    from paminn.texts.adoption import change_told
    from paminn.texts.revision import columns_told, left_told

    doubts = []
    for doubt in revision.revised.doubts:
        doubts.append({"folder": str(revision.folder), "where": doubt.where, "message": doubt.message})
    return {
        "doubts": doubts,
        "folders": [str(revision.folder)],
        "written": revision.backup is not None,
        "backup": str(revision.backup) if revision.backup is not None else None,
        "changes": changes_as_json(revision.comparison),
        "questions": questions_as_json(revision.comparison),
        "lost": [change_told(change) for change in revision.lost],
        "columns": columns_told(revision.revised.columns),
        "left": left_told(revision.revised.left),
        "problems": [problem.message for problem in revision.problems],
        "rules": list(revision.rules),
    }
