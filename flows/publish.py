"""Publicera: skriv kalendern och sidan att prenumerera från."""

from datetime import date
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.artifacts import leave_table
from flows.frame import closed, named_by_day, tell_which_plan, told
from paminn.clock import today_in_sweden
from paminn.home import settings
from paminn.reports.telling import Written
from paminn.texts.artifacts import Table, file_rows
from paminn.usecases.house import House
from paminn.usecases.telling.publish import publish as publish_all
from paminn.wiring import open_house


@task(cache_policy=NO_CACHE)
@closed
def write_site(house: House, out: Path, today: date) -> Written:
    return publish_all(
        house.plan,
        house.memory,
        house.almanac,
        house.store,
        out,
        today,
        house.options.public_url,
        house.lineage,
        house.options.site,
    )


@flow(name="publish", flow_run_name=named_by_day("publicera"))
@told
def publish() -> list[str]:
    """Skriv kalendern och sidan att prenumerera från. Bara släppta svar syns."""
    chosen = settings()
    today = today_in_sweden(leaves=chosen.leaves)
    with open_house(chosen=chosen) as house:
        tell_which_plan(house, today.day)
        published = write_site(house, chosen.site, today.now.date())
    leave_table(Table.FILES, file_rows(published), published.plan)
    return sorted(published.files)
