"""The calendars of every plan, and of several a page that leads to each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paminn.reports.telling import Written
from paminn.site.feeds import OWNER
from paminn.texts.page.plans import PlanOnPage, plans_page
from paminn.usecases.each_plan import OfEach, of_each
from paminn.usecases.house import House
from paminn.usecases.plans import decided
from paminn.usecases.telling.folders import address_of
from paminn.usecases.telling.publish import publish

PLANS_PAGE = "planer.html"


def publish_each(house: House, out: Path, today: date) -> OfEach[House, Written]:
    """Write calendars and page of each plan. The addresses of the plan that was published first in `out` stand."""
    # Where each lies is settled before anything is written: the first to be written takes the addresses.
    places = places_in(house, out)
    written = of_each(house.each, lambda alone: publish_place(alone, places[alone.name], today))
    lead_to_each(house, out, written, today)
    return written


@dataclass(frozen=True)
class Place:
    """Where a plan is published, and at what address; `plans_page` leads from there to the other plans."""

    folder: Path
    address: str
    plans_page: str


def places_in(house: House, out: Path) -> dict[str, Place]:
    """The place of each plan in `out`, by the plan's folder."""
    leads = bool(house.further or house.store.read(out, PLANS_PAGE))
    places = {}
    for kept in house.plans:
        folder = house.site_of(kept, out)
        page = ""
        if leads and house.options.are_several:
            page = PLANS_PAGE if folder == out else f"../{PLANS_PAGE}"
        places[kept.name] = Place(folder, address_of(house.options.public_url, out, folder), page)
    return places


def publish_place(house: House, place: Place, today: date) -> Written:
    """Write those of a house with one plan."""
    return publish(
        house.plan,
        house.memory,
        house.almanac,
        house.store,
        place.folder,
        today,
        place.address,
        house.lineage,
        house.options.site,
        place.plans_page,
    )


def lead_to_each(house: House, out: Path, written: OfEach[House, Written], today: date) -> None:
    """Write the page that leads to each of several plans, when all are at hand."""
    if not house.further:
        return
    rows = []
    for done in written.done:
        plan = decided(done.of.plan, today).plan
        path = done.result.folder.relative_to(out).as_posix()
        rows.append(PlanOnPage(plan, "" if path == "." else f"{path}/"))
    owner = house.store.read(out, OWNER).decode("utf-8", "replace").strip()
    if rows and owner:
        house.store.write(out, {PLANS_PAGE: plans_page(rows).encode()}, owner=owner)
