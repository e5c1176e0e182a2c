"""What a house tells: the use cases of telling, each handed the ports it asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from paminn.reports.telling import AccountWritten, PartToday, Written
from paminn.usecases.house import House
from paminn.usecases.telling import publish as publishing
from paminn.usecases.telling import status as today_of
from paminn.usecases.telling import summarise as summarising


def publish(house: House, out: Path, today: date) -> Written:
    """The calendars and the page of the house."""
    return publishing.publish(
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


def summarise(house: House, year: int, out: Path, today: date) -> AccountWritten:
    """The account of a year, from the memory of the house."""
    return summarising.summarise(
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


def status_of(house: House, today: date) -> list[PartToday]:
    """How every goal of the house stands on a day."""
    return today_of.status(house.plan, house.past, house.memory, today)
