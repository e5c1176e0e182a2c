"""A plan folder that is made here: an example that teaches, or what a decided document says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from paminn.errors import NotCarriedOut, UsageError, told_by_disk
from paminn.plan.importing.plan_folder_files import plan_name
from paminn.plan.importing.sketch import Facts
from paminn.plan.load import FILES, OWNERS, PLAN, RULES
from paminn.plan.model import period_in
from paminn.plan.schema import PERIOD
from paminn.texts.editor import modeline, schema_files
from paminn.texts.new_plan import example_owners, example_plan, rules_to_begin_with

_YEARS_AHEAD = 4  # that the calendar goes on after the plan's last year

_IS_THERE = "I {folder} ligger redan en plan. Ange en ny mapp."
_PERIOD = "«{period}» är ingen period. Skriv den som 2026-2029, 2026 eller tills vidare."
_CANNOT_WRITE = "{path} går inte att skriva ({why}). Kontrollera mapp och disk."


def new_plan(folder: Path, title: str, committee: str, period: str, today: date) -> tuple[Path, ...]:
    """Write an example plan, valid as it stands, decided `today`. Raises UsageError and NotCarriedOut."""
    if has_a_plan(folder):
        raise UsageError(_IS_THERE.format(folder=folder))
    if not re.match(PERIOD, period.strip()):
        raise UsageError(_PERIOD.format(period=period))
    name = plan_name(Facts(title=title, period=period))
    rules = rules_to_begin_with(horizon(period, today))
    files = {
        PLAN: example_plan(folder.as_posix(), title, committee, period.strip(), today),
        OWNERS: example_owners(),
        RULES: f"kännetecken: {name}\n{rules}",
    }
    write_folder(folder, with_schemas(files))
    return tuple(folder / name for name in files)


def with_schemas(files: Mapping[str, str]) -> dict[str, str]:
    """A plan's three files as an editor helps with them: each names its schema, which lies beside."""
    helped = {name: modeline(name) + text for name, text in files.items()}
    return {**helped, **schema_files()}


def horizon(period: str, today: date) -> int:
    """The last year of a new plan's calendar."""
    _, last = period_in(period, today)
    return max(last.year if last else today.year, today.year) + _YEARS_AHEAD


def has_a_plan(folder: Path) -> bool:
    """Whether any of a plan's files lies there: they are never written over."""
    return any((folder / name).exists() for name in FILES)


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write each file, as UTF-8. Raises NotCarriedOut."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise NotCarriedOut(_CANNOT_WRITE.format(path=folder, why=told_by_disk(error))) from error
