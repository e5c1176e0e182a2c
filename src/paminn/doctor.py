"""`paminn doctor`: what there is to try on this machine, from the settings it has."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from urllib.parse import urlsplit

from paminn.channels.folder import try_folder
from paminn.channels.probe import host_answers, page_answers
from paminn.errors import DeliveryError, Skipped
from paminn.ledger.database import Database
from paminn.plan.load import read_plan
from paminn.reminders.outbox import Message
from paminn.settings import Settings
from paminn.texts.doctor import doctors_mail
from paminn.usecases.doctor import Check, mail_can_be_read, mail_goes_round, plan_is_whole
from paminn.wiring import (
    graph_client,
    graph_tokens,
    inbox,
    mail_door,
    now_in_sweden,
    plan_folder,
    prefect_api,
    secret_key,
    settings,
)

_PATIENCE = 60.0  # seconds for a mail to come round
_EARLY = 30  # days before a certificate ends that the doctor begins to say so
_FORBIDDEN, _MISSING = 403, 404


@contextmanager
def checks(asked_plan: str | None) -> Iterator[list[Check]]:
    """Every check that the settings give reason for; connections last as long as the context."""
    chosen, now = settings(), now_in_sweden()
    with ExitStack() as stack:
        made = [
            Check("plan", lambda: plan_is_whole(plan_folder(asked_plan or chosen.plan), now.date())),
            Check("database", lambda: _database(chosen)),
            Check("key", lambda: _key(chosen)),
            *(_graph_checks(chosen, asked_plan, now) if "graph" in (chosen.mail, chosen.inbox) else ()),
            Check("mail_out", lambda: _mail_out(chosen, now)),
            *([Check("trial", _trial)] if chosen.redirect_all_to else []),
            Check("mail_in", lambda: _mail_in(chosen, stack)),
            Check("teams", lambda: _teams(chosen)),
            Check("prefect", _prefect),
            Check("public", lambda: _public(chosen)),
        ]
        yield made


def _database(chosen: Settings) -> str:
    with closing(Database(chosen.database_url.get_secret_value(), chosen.home)) as database:
        database.try_to_write()
        return f"Minnet går att skriva i ({'PostgreSQL' if chosen.database_url.get_secret_value() else 'SQLite'})."


def _key(chosen: Settings) -> str:
    secret_key(chosen)
    return "Nyckeln finns."


def _mail_out(chosen: Settings, now: datetime) -> str:
    if chosen.mail == "folder":
        try_folder(chosen.outbox)
        return f"Mejlen läggs som filer i {chosen.outbox}. Inget lämnar datorn."
    key = secrets.token_hex(16)
    message_id = f"<{key}@{chosen.sender.rpartition('@')[2]}>"
    own = ((chosen.sender, "påminn"),)
    message = Message(
        key=key,
        plan="",
        channel="email",
        owner="",
        day=now.date(),
        goals=(),
        message_id=message_id,
        recipients=own,
        raw=doctors_mail(key=key, sender=chosen.sender, message_id=message_id, at=now),
    )
    with closing(mail_door(chosen, settle=2)) as door:
        return mail_goes_round(door, message, _pause(_PATIENCE))


def _mail_in(chosen: Settings, stack: ExitStack) -> str:
    place = f"mappen {chosen.inbox_path}" if chosen.inbox == "folder" else f"brevlådan ({chosen.inbox})"
    seen = mail_can_be_read(inbox(chosen, stack), place)
    if chosen.inbox == "folder" and chosen.mail != "folder":
        raise Skipped(
            f"{seen} Svaren i den delade brevlådan läses inte. Sätt PAMINN_INBOX till imap eller graph, om inte ett "
            "annat program lägger dem i mappen."
        )
    return seen


def _pause(patience: float) -> Callable[[], bool]:
    ends = time.monotonic() + patience

    def pause() -> bool:
        time.sleep(1)
        return time.monotonic() < ends

    return pause


def _graph_checks(chosen: Settings, asked_plan: str | None, now: datetime) -> Iterator[Check]:
    mailbox = chosen.graph_mailbox or chosen.sender
    yield Check("token", lambda: _token(chosen))
    yield Check("mailbox", lambda: _reads(chosen, mailbox))
    yield Check("fence", lambda: _fence(chosen, asked_plan, now))
    yield Check("certificate", lambda: _certificate(chosen, now))


def _token(chosen: Settings) -> str:
    parts = urlsplit(chosen.graph_url)
    with closing(graph_tokens(chosen)) as tokens:
        tokens.get(f"{parts.scheme}://{parts.netloc}/.default")
    return "Appen får logga in."


def _reads(chosen: Settings, mailbox: str) -> str:
    with closing(graph_client(chosen, mailbox)) as client, _signed_in():
        client.get("mailFolders", "inbox", params={"$select": "id"})
    return "Appen kommer åt den egna brevlådan."


def _fence(chosen: Settings, asked_plan: str | None, now: datetime) -> str:
    """Somebody of the same domain who is in the plan; only whether the inbox exists is asked, nothing in it."""
    folder = plan_folder(asked_plan or chosen.plan)
    owners = read_plan(folder.files(), folder.name, now.date()).owners
    mine = (chosen.graph_mailbox or chosen.sender).casefold()
    people = [person.email for held in (owners.people.values() if owners else ()) for person in held]
    others = [one for one in people if one.rpartition("@")[2].casefold() == mine.rpartition("@")[2]]
    other = next((one for one in others if one.casefold() != mine), None)
    if other is None:
        raise Skipped("owners.yaml har ingen annan brevlåda i samma domän att pröva med.")
    from paminn.channels.graph.client import Refused

    with closing(graph_client(chosen, other)) as client, _signed_in():
        try:
            client.get("mailFolders", "inbox", params={"$select": "id"})
        except Refused as error:
            if error.status == _FORBIDDEN:
                return "Appen nekas en annan brevlåda, som den ska."
            if error.status == _MISSING:
                raise Skipped("Den brevlåda som prövades finns inte: spärren kunde inte prövas.") from None
            raise
    raise DeliveryError("Appen kommer åt en annan brevlåda än den delade.")


@contextmanager
def _signed_in() -> Iterator[None]:
    """What takes a login is not tried without one: the login's own check has told why."""
    from paminn.channels.graph.token import TokenError

    try:
        yield
    except TokenError:
        raise Skipped("Provas när inloggningen fungerar.") from None


def _certificate(chosen: Settings, now: datetime) -> str:
    if chosen.graph_certificate is None:
        raise Skipped("Appen loggar in med en hemlighet. Ett certifikat är bättre, och dess sista dag går att se här.")
    from paminn.channels.graph.certificate import read_certificate

    days = (read_certificate(chosen.graph_certificate).ends.date() - now.date()).days
    if days < 0:
        raise DeliveryError(f"Certifikatet gick ut för {-days} dagar sedan.")
    if days < _EARLY:
        raise DeliveryError(f"Certifikatet går ut om {days} dagar.")
    return f"Certifikatet gäller i {days} dagar till."


def _trial() -> str:
    raise Skipped("PAMINN_REDIRECT_ALL_TO är satt: ingen ansvarig får mejl eller kort förrän inställningen är borta.")


def _teams(chosen: Settings) -> str:
    url = chosen.teams_webhook.get_secret_value()
    if not url:
        raise Skipped("Inget flöde i Teams är inställt.")
    return f"{host_answers(url)} Om adressen i övrigt stämmer går inte att veta utan att skicka ett kort."


def _prefect() -> str:
    url, said = prefect_api()
    try:
        return page_answers(f"{url}/ready")
    except DeliveryError:
        if said:
            raise
        raise Skipped("Prefect körs inte på den här datorn just nu. Det startas med paminn up.") from None


def _public(chosen: Settings) -> str:
    if not chosen.public_url:
        raise Skipped("PAMINN_PUBLIC_URL är inte satt. Då saknar mejlen länken till kalendersidan.")
    base = chosen.public_url if urlsplit(chosen.public_url).path.endswith("/") else f"{chosen.public_url}/"
    page_answers(base)
    return page_answers(f"{base}plan.ics")
