"""Mail out and mail in, with each fault told as what it is: the way there, the login, the sender or the mailbox."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from paminn.channels.folder import try_folder
from paminn.channels.graph.token import TokenError
from paminn.channels.mail_server import Server, read_url
from paminn.doctor.diagnosis import Diagnosed, Remedy, Skipped, behind
from paminn.doctor.machine import home_needed, place_explained
from paminn.doctor.microsoft365 import Microsoft365
from paminn.doctor.probe import mail_server_answers, why
from paminn.doctor.wording import doctors_mail
from paminn.doors import inbox, mail_door
from paminn.errors import DeliveryError, PaminnError, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.home import AskedPlan, plan_folders
from paminn.ledger.almanac import SqlAlmanac
from paminn.ledger.database import Database
from paminn.ledger.lineage import SqlLineage
from paminn.ledger.versions import SqlVersions
from paminn.plan.identities import NOBODY
from paminn.ports.inbox import Inbox
from paminn.ports.outbox import Outbox
from paminn.reminders.mark import Seen, judge
from paminn.reminders.message import Channel, Door, Found, Message, State
from paminn.settings import InboxDoor, Settings
from paminn.site.store import FolderStore
from paminn.texts import causes
from paminn.texts.memory_words import how_it_stands, what_stops
from paminn.usecases.plans import KeptPlan, decided
from paminn.usecases.sending.look_back import Witnesses, marks_seen
from paminn.usecases.telling.folders import site_of

if TYPE_CHECKING:
    from paminn.channels.imap import MailboxError

_PATIENCE = 60.0  # seconds for a mail to come round
_LOGIN_WANTED = "530"  # RFC 4954 §6
_SMTP, _IMAP = "PAMINN_SMTP_URL", "PAMINN_IMAP_URL"


def out(chosen: Settings, microsoft: Microsoft365, now: datetime) -> str:
    """A mail from the shared mailbox to itself, found again there; or that the folder for mails can be written in."""
    match chosen.mail:
        case Door.FOLDER:
            return _out_to_folder(chosen)
        case Door.GRAPH:
            microsoft.mailbox_needed()
            with microsoft.explained():
                return _round(chosen, now)
        case Door.SMTP:
            server = _smtp(chosen)
            if server is not None:
                mail_server_answers(server, _SMTP)
            with _smtp_explained(server), _imap_explained(chosen, "servern tog emot mejlet, men "):
                return _round(chosen, now)


def _out_to_folder(chosen: Settings) -> str:
    setting = "PAMINN_OUTBOX_FOLDER" if chosen.outbox_folder else "PAMINN_HOME"
    if not chosen.outbox_folder:
        home_needed(chosen)
    with place_explained(setting):
        try_folder(chosen.outbox)
    return (
        f"Inget skickas: mejlen läggs som filer i {chosen.outbox}. De räknas ändå som skickade i det här "
        f"PAMINN_HOME ({chosen.home}), så prov görs i ett annat."
    )


def lineage(chosen: Settings, asked_plan: AskedPlan, microsoft: Microsoft365, now: datetime) -> str:
    """That the memory is the one that remembers most. A trial is stopped by no memory."""
    if chosen.redirect_all_to:
        raise Skipped("Prövas inte under ett prov.")
    if chosen.mail is Door.GRAPH:
        microsoft.mailbox_needed()
    with ExitStack() as stack:
        try:
            database = Database(chosen.database_url.get_secret_value(), chosen.home)
            stack.callback(database.close)
            door = mail_door(chosen, settle=0)
            stack.callback(door.close)
            versions = SqlVersions(database)
            store = FolderStore()
            seen_of: dict[str, Seen] = {}
            folders = plan_folders(asked_plan, chosen.plan)
            for folder in folders:
                work = decided(KeptPlan(folder, versions, versions), now.date())
                site = chosen.site
                if len(folders) > 1:
                    site = site_of(store, site, work.plan.identity, is_first=folder is folders[0])
                witnesses = Witnesses(SqlLineage(database), door, SqlAlmanac(database), store, site)
                seen_of[work.plan.identity] = marks_seen(witnesses, work, now.date())
        except PaminnError as error:
            raise Skipped("Går inte att pröva förrän plan, databas och inställningar är rätt.") from error
    told = []
    doubted = False
    for plan, seen in seen_of.items():
        verdict = judge(seen)
        doubted = doubted or verdict.standing.stops
        words = what_stops(verdict, seen) if verdict.standing.stops else how_it_stands(verdict, seen)
        told.append(f"{plan}: {words}" if len(seen_of) > 1 else words)
    if doubted:
        raise Diagnosed("\n".join(told))
    return "\n".join(told)


def come_in(chosen: Settings, microsoft: Microsoft365, stack: ExitStack) -> str:
    """That answers can be read where the settings say; nothing there is touched."""
    match chosen.inbox:
        case InboxDoor.GRAPH:
            microsoft.mailbox_needed()
            with microsoft.explained():
                return mail_can_be_read(inbox(chosen, stack), "brevlådan i Microsoft 365")
        case InboxDoor.IMAP:
            server = _imap(chosen)
            if server is not None:
                mail_server_answers(server, _IMAP)
            with _imap_explained(chosen):
                return mail_can_be_read(inbox(chosen, stack), f"brevlådan på {_name(server)}")
        case InboxDoor.FOLDER:
            return _in_from_folder(chosen, stack)


def _in_from_folder(chosen: Settings, stack: ExitStack) -> str:
    setting = "PAMINN_INBOX_FOLDER" if chosen.inbox_folder else "PAMINN_HOME"
    if not chosen.inbox_folder:
        home_needed(chosen)
    with place_explained(setting):
        seen = mail_can_be_read(inbox(chosen, stack), f"mappen {chosen.inbox_path}")
    if chosen.mail is not Door.FOLDER:
        raise Skipped(
            f"{seen} Svaren i den delade brevlådan läses inte. Sätt PAMINN_INBOX till imap eller graph, om inte ett "
            "annat program lägger dem i mappen."
        )
    return seen


def mail_can_be_read(inbox: Inbox, place: str) -> str:
    """Look for a first mail, and leave it where it is."""
    for _ in inbox.unread():
        return f"Svar läses ur {place}, där mejl väntar."
    return f"Svar läses ur {place}, som är tom just nu."


def _round(chosen: Settings, now: datetime) -> str:
    with closing(mail_door(chosen, settle=2)) as door:
        return mail_goes_round(door, _message(chosen, now), _pause(_PATIENCE))


def mail_goes_round(door: Outbox, message: Message, pause: Callable[[], bool]) -> str:
    """Send a mail to the shared mailbox itself and find it there. `pause` waits a little; False when time is up."""
    door.send(message, _no_ledger)
    found = door.look(message)
    while found in (Found.UNSENT, Found.NOT_SEEN, Found.NOWHERE):
        if not pause():
            raise Diagnosed("mejlet till den egna brevlådan togs emot men går inte att hitta där", Remedy.LOST)
        found = door.look(message)
    if found is Found.BLIND:
        raise Skipped(
            "Mejlet till den egna brevlådan togs emot. Om det kom fram kan påminn inte se, eftersom PAMINN_IMAP_URL "
            "saknas: bryts förbindelsen under ett utskick måste en person fråga mottagaren."
        )
    return "Ett mejl till den egna brevlådan skickades och hittades igen där."


def _no_ledger(state: State, trace: object = None) -> None:
    """The doctor's mail is nobody's reminder, so the memory is not told."""


def _pause(patience: float) -> Callable[[], bool]:
    """Waits a second; False when `patience` seconds have gone since it was made."""
    ends = time.monotonic() + patience

    def pause() -> bool:
        time.sleep(1)
        return time.monotonic() < ends

    return pause


def _message(chosen: Settings, now: datetime) -> Message:
    key = secrets.token_hex(16)
    domain = chosen.sender.rpartition("@")[2]
    message_id = f"<{key}@{domain}>"
    return Message(
        key=key,
        plan="",
        channel=Channel.EMAIL,
        owner=NOBODY,
        day=now.date(),
        asked=(),
        message_id=message_id,
        recipients=((chosen.sender, "påminn"),),
        raw=doctors_mail(key=key, sender=chosen.sender, message_id=message_id, at=now),
    )


def _smtp(chosen: Settings) -> Server | None:
    return read_url(chosen.smtp_url.get_secret_value(), 587, 465)


def _imap(chosen: Settings) -> Server | None:
    return read_url(chosen.imap_url.get_secret_value(), 143, 993)


def _name(server: Server | None) -> str:
    return server.name if server is not None else ""


@contextmanager
def _smtp_explained(server: Server | None) -> Iterator[None]:
    """A mail to ourselves that the server refuses for good is one that it will not take from this sender."""
    try:
        yield
    except DeliveryError as error:
        known = why(error, _name(server), _SMTP)
        if known is None:
            known = Diagnosed(causes.why(error.failure), _remedy_at_server(error.failure), _SMTP)
        raise known from error
    except UnknownOutcome as error:
        raise Diagnosed(causes.why(error.failure), Remedy.LATER, _SMTP) from error


def _remedy_at_server(failure: Failure) -> Remedy:
    """What helps where a server said no: as yet, for want of a login, or to this sender."""
    if not failure.cause.is_permanent:
        return Remedy.LATER
    if failure.detail == _LOGIN_WANTED:
        return Remedy.SMTP_LOGIN
    return Remedy.SENDER


@contextmanager
def _imap_explained(chosen: Settings, first: str = "") -> Iterator[None]:
    """The mailbox's faults, where mail is sent too: it is by the copy there that a mail is known to have left.

    `first`: what had gone well by then.
    """
    from paminn.channels.imap import MailboxError

    try:
        yield
    except Exception as error:
        for cause in behind(error):
            if isinstance(cause, MailboxError):
                raise _of_mailbox(cause, _imap(chosen), first) from error
        raise


def _of_mailbox(fault: MailboxError, server: Server | None, first: str) -> Diagnosed:
    words = causes.why(fault.failure)
    for cause in behind(fault):
        if isinstance(cause, TokenError):
            return Diagnosed(first + words, Remedy.TOKEN)
    known = why(fault, _name(server), _IMAP)
    if known is None:
        return Diagnosed(first + words, _remedy_at_mailbox(fault.failure), _IMAP)
    return Diagnosed(first + known.reason, known.remedy, _IMAP)


def _remedy_at_mailbox(failure: Failure) -> Remedy:
    if failure.cause is Cause.MAILBOX_NO_ENCRYPTION:
        return Remedy.NO_TLS
    if failure.cause is Cause.MAILBOX_LOGIN_REFUSED:
        return Remedy.IMAP_LOGIN
    return Remedy.IMAP
