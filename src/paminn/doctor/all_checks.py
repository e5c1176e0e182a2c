"""Which checks there are to make on this machine, from the settings it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from paminn.clock import today_in_sweden
from paminn.doctor import machine, mail_doors, web
from paminn.doctor.diagnosis import Diagnosed, Remedy, Skipped
from paminn.doctor.examine import Check, CheckName
from paminn.doctor.microsoft365 import Microsoft365
from paminn.home import AskedPlan, settings, trust_named
from paminn.reminders.message import Door
from paminn.settings import InboxDoor, Settings, SettingsError


@contextmanager
def checks(asked_plan: AskedPlan) -> Iterator[list[Check]]:
    """Every check that the settings give reason for; connections last as long as the context.

    Settings that cannot be understood leave but one: with the defaults in their place the others would mislead.
    """
    try:
        chosen = settings()
    except SettingsError as error:
        faults = "\n".join(error.faults)
        yield [Check(CheckName.SETTINGS, lambda: _settings(faults))]
        return
    with ExitStack() as stack:
        yield list(_all(chosen, asked_plan, today_in_sweden().now, stack))


def _all(chosen: Settings, asked_plan: AskedPlan, now: datetime, stack: ExitStack) -> Iterator[Check]:
    microsoft = Microsoft365(chosen, asked_plan, now)
    yield Check(CheckName.SETTINGS, lambda: _settings(""))
    if trust_named():
        yield Check(CheckName.AUTHORITIES, machine.authorities)
    yield Check(CheckName.PLAN, lambda: machine.plan(chosen, asked_plan, now))
    if chosen.mail is not Door.FOLDER:
        yield Check(CheckName.ADDRESSES, lambda: machine.addresses(chosen, asked_plan, now))
    yield Check(CheckName.DATABASE, lambda: machine.memory(chosen))
    yield Check(CheckName.KEY, lambda: machine.key(chosen))
    if chosen.mail is Door.GRAPH or chosen.inbox is InboxDoor.GRAPH:
        yield from microsoft.checks()
    yield Check(CheckName.MAIL_OUT, lambda: mail_doors.out(chosen, microsoft, now))
    if chosen.redirect_all_to:
        yield Check(CheckName.TRIAL, _trial)
    yield Check(CheckName.MAIL_IN, lambda: mail_doors.come_in(chosen, microsoft, stack))
    yield Check(CheckName.LINEAGE, lambda: mail_doors.lineage(chosen, asked_plan, microsoft, now))
    yield Check(CheckName.TEAMS, lambda: web.teams(chosen))
    yield Check(CheckName.PREFECT, web.prefect)
    yield Check(CheckName.PUBLIC, lambda: web.public(chosen))


def _settings(faults: str) -> str:
    if faults:
        raise Diagnosed(faults, Remedy.SETTINGS_FIRST)
    return "Alla namn och värden går att förstå."


def _trial() -> str:
    raise Skipped("PAMINN_REDIRECT_ALL_TO är satt: ingen ansvarig får mejl eller kort förrän inställningen är borta.")
