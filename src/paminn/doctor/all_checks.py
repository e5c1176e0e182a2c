"""`paminn doctor`: what there is to try on this machine, from the settings it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from paminn.clock import now_in_sweden
from paminn.doctor import machine, mail_doors, web
from paminn.doctor.diagnosis import Skipped
from paminn.doctor.examine import Check, settings_are_understood
from paminn.doctor.microsoft365 import Graph
from paminn.home import settings, trust_named
from paminn.reminders.outbox import Door
from paminn.settings import InboxDoor, Settings, SettingsError


@contextmanager
def checks(asked_plan: str | None) -> Iterator[list[Check]]:
    """Every check that the settings give reason for; connections last as long as the context.

    Settings that cannot be understood leave but one: with the defaults in their place the others would mislead.
    """
    try:
        chosen = settings()
    except SettingsError as error:
        faults = error.faults
        yield [Check("settings", lambda: settings_are_understood(faults))]
        return
    with ExitStack() as stack:
        yield list(_all(chosen, asked_plan, now_in_sweden(), stack))


def _all(chosen: Settings, asked_plan: str | None, now: datetime, stack: ExitStack) -> Iterator[Check]:
    graph = Graph(chosen, asked_plan, now)
    yield Check("settings", lambda: settings_are_understood(()))
    if trust_named():
        yield Check("authorities", machine.authorities)
    yield Check("plan", lambda: machine.plan(chosen, asked_plan, now))
    if chosen.mail is not Door.FOLDER:
        yield Check("addresses", lambda: machine.addresses(chosen, asked_plan, now))
    yield Check("database", lambda: machine.memory(chosen))
    yield Check("key", lambda: machine.key(chosen))
    if chosen.mail is Door.GRAPH or chosen.inbox is InboxDoor.GRAPH:
        yield from graph.checks()
    yield Check("mail_out", lambda: mail_doors.out(chosen, graph, now))
    if chosen.redirect_all_to:
        yield Check("trial", _trial)
    yield Check("mail_in", lambda: mail_doors.come_in(chosen, graph, stack))
    yield Check("teams", lambda: web.teams(chosen))
    yield Check("prefect", web.prefect)
    yield Check("public", lambda: web.public(chosen))


def _trial() -> str:
    raise Skipped("PAMINN_REDIRECT_ALL_TO är satt: ingen ansvarig får mejl eller kort förrän inställningen är borta.")
