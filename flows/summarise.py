"""Sammanställ: skriv årets redovisning som utkast."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Failed
from pydantic import Field

from flows.artifacts import leave_table
from flows.frame import Plans, closed, plans_named, tell_which_plan, told, what_stopped
from paminn.clock import today_in_sweden
from paminn.home import settings
from paminn.reports.telling import AccountWritten
from paminn.texts.artifacts import Table, missing_rows
from paminn.usecases.each_plan import of_each
from paminn.usecases.house import House
from paminn.usecases.telling.folders import folder_of
from paminn.usecases.telling.summarise import summarise as summarise_year
from paminn.wiring import open_house


@task(cache_policy=NO_CACHE)
@closed
def write_account(house: House, year: int, out: Path, today: date) -> AccountWritten:
    return summarise_year(
        house.plan,
        house.requests,
        house.memory,
        house.store,
        house.write_document,
        year,
        out,
        today,
        house.lineage,
        house.options.site,
    )


def _name() -> str:
    return f"redovisning-{_year(flow_run.parameters.get('year'))}{plans_named()}"


def _year(asked: int | None) -> int:
    """The year asked for, else the one before today."""
    return asked or today_in_sweden().day.year - 1


@flow(name="summarise", flow_run_name=_name)
@told
def summarise(
    year: Annotated[int, Field(ge=2000, le=2099)] | None = None, plans: Plans | None = None
) -> list[str] | State[Any]:
    """Skriv årets redovisning som ett utkast. Läs och godkänn det innan det går till nämnden.

    Args:
        year: Året som redovisas. Tomt = förra året.
        plans: Planernas kännetecken. Tomt = alla.
    """
    chosen, today = settings(), today_in_sweden().day
    out = chosen.home / "redovisning"
    with open_house(plans, chosen) as house:
        tell_which_plan(house, today)
        are_several = house.options.are_several
        written = of_each(
            house.each,
            lambda alone: write_account(
                alone, _year(year), folder_of(out, alone.identity, are_several=are_several), today
            ),
        )
    names: list[str] = []
    for account in written.results:
        leave_table(Table.MISSING, missing_rows(account.missing), account.plan)
        names += sorted(account.files)
    if written.stopped:
        return Failed(message=what_stopped(written), data=None)
    return names
