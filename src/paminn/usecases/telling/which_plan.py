"""Which plan a command or a run is about, said first: a machine may have several, and a folder is easily mistaken."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

from paminn.plan.load import Reading, read_plan
from paminn.ports.plan_folder import PlanFolder
from paminn.texts.render import render


def which_plan(folder: PlanFolder, today: date) -> str:
    """The plan's name, period and folder in a line; of files that cannot be read the folder alone.

    Raises StorageError.
    """
    return which_plan_is_read(read_plan(folder.files(), folder.name, today), folder.name)


def which_plan_in_a_log(folder: PlanFolder, today: date) -> str:
    """As `which_plan`, for a log that others read too: what the folder is called, not where it lies."""
    return which_plan_is_read(read_plan(folder.files(), folder.name, today), PurePath(folder.name).name)


def which_plan_is_read(reading: Reading, folder: str) -> str:
    """As `which_plan`, of files that have been read already."""
    name = reading.plan.name if reading.plan is not None else ""
    period = ""
    if reading.content is not None and reading.content.period[:1].isdecimal():
        period = reading.content.period.replace("-", "–")
        if reading.content.period in name or period in name:
            period = ""
    return render("which_plan.txt", name=name, period=period, folder=folder).strip()
