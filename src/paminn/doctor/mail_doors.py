"""Mail out and mail in, with each fault told as what it is: the way there, the login, the sender or the mailbox."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime

from paminn.channels.folder import try_folder
from paminn.channels.graph.token import TokenError
from paminn.channels.mail_server import Server, read_url
from paminn.doctor.diagnosis import Diagnosed, Remedy, Skipped
from paminn.doctor.examine import mail_can_be_read, mail_goes_round
from paminn.doctor.machine import home_needed, place_explained
from paminn.doctor.microsoft365 import Graph
from paminn.doctor.probe import behind, mail_server_answers, why
from paminn.doctor.wording import doctors_mail
from paminn.doors import inbox, mail_door
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.reminders.outbox import Channel, Door, Message
from paminn.settings import InboxDoor, Settings
from paminn.texts import causes

_PATIENCE = 60.0  # seconds for a mail to come round
_LOGIN_WANTED = "530"  # RFC 4954 §6
_SMTP, _IMAP = "PAMINN_SMTP_URL", "PAMINN_IMAP_URL"


def out(chosen: Settings, graph: Graph, now: datetime) -> str:
    """A mail from the shared mailbox to itself, found again there."""
    if chosen.mail is Door.FOLDER:
        if not chosen.outbox_folder:
            home_needed(chosen)
        with place_explained("PAMINN_OUTBOX_FOLDER" if chosen.outbox_folder else "PAMINN_HOME"):
            try_folder(chosen.outbox)
        return (
            f"Inget skickas: mejlen läggs som filer i {chosen.outbox}. De räknas ändå som skickade i det här "
            f"PAMINN_HOME ({chosen.home}), så prov görs i ett annat."
        )
    if chosen.mail is Door.GRAPH:
        graph.mailbox_needed()
        with graph.explained():
            return _round(chosen, now)
    server = _smtp(chosen)
    if server is not None:
        mail_server_answers(server, _SMTP)
    with _smtp_explained(server), _imap_explained(chosen, "servern tog emot mejlet, men "):
        return _round(chosen, now)


def come_in(chosen: Settings, graph: Graph, stack: ExitStack) -> str:
    if chosen.inbox is InboxDoor.GRAPH:
        graph.mailbox_needed()
        with graph.explained():
            return mail_can_be_read(inbox(chosen, stack), "brevlådan i Microsoft 365")
    if chosen.inbox is InboxDoor.IMAP:
        server = _imap(chosen)
        if server is not None:
            mail_server_answers(server, _IMAP)
        with _imap_explained(chosen):
            return mail_can_be_read(inbox(chosen, stack), f"brevlådan på {server.name if server else ''}")
    if not chosen.inbox_folder:
        home_needed(chosen)
    with place_explained("PAMINN_INBOX_FOLDER" if chosen.inbox_folder else "PAMINN_HOME"):
        seen = mail_can_be_read(inbox(chosen, stack), f"mappen {chosen.inbox_path}")
    if chosen.mail is not Door.FOLDER:
        raise Skipped(
            f"{seen} Svaren i den delade brevlådan läses inte. Sätt PAMINN_INBOX till imap eller graph, om inte ett "
            "annat program lägger dem i mappen."
        )
    return seen


def _round(chosen: Settings, now: datetime) -> str:
    with closing(mail_door(chosen, settle=2)) as door:
        return mail_goes_round(door, _message(chosen, now), _pause(_PATIENCE))


def _message(chosen: Settings, now: datetime) -> Message:
    key = secrets.token_hex(16)
    message_id = f"<{key}@{chosen.sender.rpartition('@')[2]}>"
    return Message(
        key=key,
        plan="",
        channel=Channel.EMAIL,
        owner="",
        day=now.date(),
        goals=(),
        message_id=message_id,
        recipients=((chosen.sender, "påminn"),),
        raw=doctors_mail(key=key, sender=chosen.sender, message_id=message_id, at=now),
    )


def _smtp(chosen: Settings) -> Server | None:
    return read_url(chosen.smtp_url.get_secret_value(), 587, 465)


def _imap(chosen: Settings) -> Server | None:
    return read_url(chosen.imap_url.get_secret_value(), 143, 993)


@contextmanager
def _smtp_explained(server: Server | None) -> Iterator[None]:
    """A mail to ourselves that the server refuses for good is one that it will not take from this sender."""
    try:
        yield
    except DeliveryError as error:
        known = why(error, server.name if server else "", _SMTP)
        if known is None:
            known = Diagnosed(causes.why(error.failure), _of_server(error.failure), _SMTP)
        raise known from error
    except UnknownOutcome as error:
        raise Diagnosed(causes.why(error.failure), Remedy.LATER, _SMTP) from error


def _of_server(failure: Failure) -> Remedy:
    """What helps where a server said no: as yet, for want of a login, or to this sender."""
    if not failure.cause.is_permanent:
        return Remedy.LATER
    if failure.detail == _LOGIN_WANTED:
        return Remedy.SMTP_LOGIN
    return Remedy.SENDER


def _of_mailbox(failure: Failure) -> Remedy:
    if failure.cause is Cause.MAILBOX_NO_ENCRYPTION:
        return Remedy.NO_TLS
    if failure.cause is Cause.MAILBOX_LOGIN_REFUSED:
        return Remedy.IMAP_LOGIN
    return Remedy.IMAP


@contextmanager
def _imap_explained(chosen: Settings, first: str = "") -> Iterator[None]:
    """The mailbox's faults, where mail is sent too: it is by the copy there that a mail is known to have left.

    `first`: what had gone well by then.
    """
    from paminn.channels.imap import MailboxError

    try:
        yield
    except Exception as error:
        told = next((one for one in behind(error) if isinstance(one, MailboxError)), None)
        if told is None:
            raise
        server = _imap(chosen)
        if any(isinstance(one, TokenError) for one in behind(told)):
            raise Diagnosed(f"{first}{causes.why(told.failure)}", Remedy.TOKEN) from error
        known = why(told, server.name if server else "", _IMAP)
        if known is None:
            known = Diagnosed(causes.why(told.failure), _of_mailbox(told.failure))
        raise Diagnosed(f"{first}{known.reason}", known.remedy, _IMAP) from error


def _pause(patience: float) -> Callable[[], bool]:
    ends = time.monotonic() + patience

    def pause() -> bool:
        time.sleep(1)
        return time.monotonic() < ends

    return pause
