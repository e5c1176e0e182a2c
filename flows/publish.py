"""Publicera: skriv kalendern och sidan att prenumerera från."""

from datetime import date
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.artifacts import leave_table
from flows.frame import Plans, closed, named_by_day, tell_which_plan, told, what_stopped
from paminn.clock import today_in_sweden
from paminn.home import settings
from paminn.reports.telling import Written
from paminn.texts.artifacts import Table, file_rows
from paminn.usecases.each_plan import of_each
from paminn.usecases.house import House
from paminn.usecases.telling.publish_each import Place, lead_to_each, places_in, publish_place
from paminn.wiring import open_house


@task(cache_policy=NO_CACHE)
@closed
def write_site(house: House, place: Place, today: date) -> Written:
    return publish_place(house, place, today)


@flow(name="publish", flow_run_name=named_by_day("publicera"))
@told
def publish(plans: Plans | None = None) -> list[str] | State[Any]:
    """Skriv kalendern och sidan att prenumerera från. Bara släppta svar syns.

    Args:
        plans: Planernas kännetecken. Tomt = alla.
    """
    chosen = settings()
    today = today_in_sweden(leaves=chosen.leaves)
    with open_house(plans, chosen) as house:
        tell_which_plan(house, today.day)
        places = places_in(house, chosen.site)
        written = of_each(house.each, lambda alone: write_site(alone, places[alone.name], today.now.date()))
        lead_to_each(house, chosen.site, written, today.now.date())
    names: list[str] = []
    for published in written.results:
        leave_table(Table.FILES, file_rows(published), published.plan)
        names += sorted(published.files)
    if written.stopped:
        return Failed(message=what_stopped(written), data=None)
    return names
