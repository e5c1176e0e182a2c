"""Settings in, a working house out. The only place that builds adapters, reads the environment or asks the clock."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date, datetime, time
from functools import cache
from math import ceil
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from paminn.channels.folder import FolderPlan
from paminn.errors import DeliveryError, StorageError, UsageError, told_by_disk
from paminn.plan.load import FILES
from paminn.shipped import shipped

if TYPE_CHECKING:
    from paminn.channels.graph.client import GraphClient
    from paminn.channels.graph.token import Tokens
    from paminn.channels.imap import ImapMailbox
    from paminn.ports.inbox import Inbox
    from paminn.ports.outbox import Outbox
    from paminn.settings import Settings
    from paminn.summary.blocks import Document
    from paminn.usecases.capped import CappedReader
    from paminn.usecases.house import House

SWEDEN = ZoneInfo("Europe/Stockholm")
_EXAMPLE = ("plan_data", "gnesta")
# What a flow asks for; Entra needs the double slash to name it rightly.
_FLOW = "https://service.flow.microsoft.com//.default"
_OUTLOOK = "https://outlook.office365.com/.default"


def now_in_sweden(on: date | None = None) -> datetime:
    """This moment, or eight in the morning of the day somebody asked for."""
    return datetime.combine(on, time(8), SWEDEN) if on else datetime.now(SWEDEN)


def plan_folder(asked: str | Path | None = None) -> FolderPlan:
    """The plan asked for, else PAMINN_PLAN, else the one in the working directory, else the one that ships."""
    named = asked or os.environ.get("PAMINN_PLAN")
    if named:
        folder = Path(named)
        if not folder.is_dir():
            raise UsageError(f"Det finns ingen mapp {folder}. Ange planens mapp med --plan.")
        return FolderPlan(folder, FILES, folder.as_posix())
    here = Path(*_EXAMPLE)
    return FolderPlan(here if here.is_dir() else shipped(*_EXAMPLE), FILES, here.as_posix())


def prefect_api() -> tuple[str, bool]:
    """Where Prefect answers, and whether somebody has said so; else it is the address of `paminn up`."""
    said = os.environ.get("PREFECT_API_URL", "")
    return (said or "http://127.0.0.1:4200/api").rstrip("/"), bool(said)


def trust_named() -> dict[str, str]:
    """The variables by which other libraries are told whom to trust, where they are set."""
    names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
    return {name: os.environ[name] for name in names if os.environ.get(name)}


def settings() -> Settings:
    from paminn.settings import read_settings

    return read_settings(os.environ)


@contextmanager
def open_house(
    asked_plan: str | Path | None = None,
    chosen: Settings | None = None,
    settle: float = 600,
    waits: Callable[[int], None] = lambda minutes: None,
) -> Iterator[House]:
    """Everything wired together for one run; `settle` seconds until what has left must be seen in the mailbox.

    `waits` is told once, before the run waits for the mailbox, how many minutes that can take.
    Raises UsageError or StorageError with a sentence for the user.
    """
    from paminn.ledger.almanac import SqlAlmanac
    from paminn.ledger.database import Database
    from paminn.ledger.desk import SqlDesk
    from paminn.ledger.dispatch import SqlDispatch
    from paminn.ledger.memory import SqlMemory
    from paminn.ledger.post import SqlPost
    from paminn.site.folder import FolderStore
    from paminn.usecases.house import House, Options

    chosen = chosen or settings()
    with ExitStack() as stack:
        database = stack.enter_context(closing(Database(chosen.database_url.get_secret_value(), chosen.home)))
        outboxes = _outboxes(chosen, settle, _telling(waits, settle))
        for door in outboxes.values():
            stack.callback(door.close)
        yield House(
            plan=plan_folder(asked_plan or chosen.plan),
            dispatch=SqlDispatch(database),
            memory=SqlMemory(database),
            post=SqlPost(database),
            desk=SqlDesk(database),
            almanac=SqlAlmanac(database),
            outboxes=outboxes,
            inbox=inbox(chosen, stack),
            reader=stack.enter_context(closing(mail_reader(chosen))),
            store=FolderStore(),
            write_document=_write_document,
            options=Options(
                sender=chosen.sender,
                secret=secret_key(chosen),
                door=chosen.mail,
                quality_team=chosen.quality_team,
                public_url=chosen.public_url,
                redirect_all_to=chosen.redirect_all_to,
                max_messages=chosen.max_messages,
                at_once=3 if chosen.mail == "smtp" else 1,
                receipts=chosen.receipts,
            ),
        )


def mail_reader(chosen: Settings) -> CappedReader:
    from paminn.usecases.capped import CappedReader

    own = filter(None, (chosen.sender, chosen.graph_mailbox))
    return CappedReader(tuple(own), tuple(filter(None, chosen.auth_results_hosts.split(","))))


def _write_document(document: Document) -> bytes:
    from paminn.documents.docx import write_docx

    return write_docx(document)


def _telling(waits: Callable[[int], None], settle: float) -> Callable[[float], None]:
    """Sleeps between two looks in the mailbox, the first time with a word about it."""
    told = cache(waits)

    def wait(seconds: float) -> None:
        told(ceil(settle / 60))
        sleep(seconds)

    return wait


def _outboxes(chosen: Settings, settle: float, wait: Callable[[float], None]) -> dict[str, Outbox]:
    # A trial reaches nobody but the one it is sent to, in Teams neither.
    copies = None if chosen.redirect_all_to and chosen.teams_webhook.get_secret_value() else _copies(chosen)
    mail = mail_door(chosen, settle, wait)
    doors = {"email": mail, "teams": copies, "receipt": mail if chosen.receipts else None}
    return {channel: door for channel, door in doors.items() if door}


def mail_door(chosen: Settings, settle: float = 600, wait: Callable[[float], None] = sleep) -> Outbox:
    """The door that mail leaves by; `settle` seconds until what has left must be seen, `wait` between two looks."""
    if chosen.mail == "smtp":
        from paminn.channels.smtp import SmtpOutbox

        own = _mailbox(chosen) if chosen.imap_url.get_secret_value() else None
        return SmtpOutbox(chosen.smtp_url.get_secret_value(), chosen.sender, own, settle=settle, sleep=wait)
    if chosen.mail == "graph":
        from paminn.channels.graph.outbox import GraphOutbox

        return GraphOutbox(graph_client(chosen), settle=settle, wait=wait)
    from paminn.channels.folder import FolderOutbox

    return FolderOutbox(chosen.outbox)


def _copies(chosen: Settings) -> Outbox | None:
    url = chosen.teams_webhook.get_secret_value()
    if url:
        from paminn.channels.teams import TeamsOutbox

        return TeamsOutbox(url, token=_flow_token(chosen, url))
    if chosen.mail == "folder":
        from paminn.channels.folder import FolderCards

        return FolderCards(chosen.outbox / "teams")
    return None


def _flow_token(chosen: Settings, url: str) -> Callable[[], str] | None:
    """For a flow that asks for a token: its address bears no signature, and a flow that is given both refuses."""
    app = chosen.graph_tenant and chosen.graph_client_id
    known = app and (chosen.graph_secret.get_secret_value() or chosen.graph_certificate)
    if not known or "sig" in parse_qs(urlsplit(url).query):
        return None

    return _token(chosen, _FLOW)


def _token(chosen: Settings, scope: str) -> Callable[[], str]:
    @cache
    def token() -> str:
        try:
            tokens = graph_tokens(chosen)
        except UsageError as error:  # a copy never stops the mail
            raise DeliveryError(str(error)) from None
        with closing(tokens):
            return tokens.get(scope)

    return token


def inbox(chosen: Settings, stack: ExitStack) -> Inbox:
    """Where answers are read; `stack` ends its connection."""
    if chosen.inbox == "imap":
        from paminn.channels.imap_inbox import ImapInbox

        return ImapInbox(stack.enter_context(closing(_mailbox(chosen))))
    if chosen.inbox == "graph":
        from paminn.channels.graph.inbox import GraphInbox

        return GraphInbox(stack.enter_context(closing(graph_client(chosen))))
    from paminn.channels.folder import FolderInbox

    return FolderInbox(chosen.inbox_path)


def _mailbox(chosen: Settings) -> ImapMailbox:
    """The shared mailbox over IMAP. An address with a user and no password means: log in as the app in Entra."""
    from paminn.channels.imap import ImapMailbox

    url = chosen.imap_url.get_secret_value()
    app = chosen.graph_client_id and not urlsplit(url).password
    return ImapMailbox(url, _token(chosen, _OUTLOOK) if app else None)


def graph_client(chosen: Settings, mailbox: str = "") -> GraphClient:
    from paminn.channels.graph.client import GraphClient

    own = chosen.graph_mailbox or chosen.sender
    return GraphClient(chosen.graph_url, mailbox or own, graph_tokens(chosen))


def graph_tokens(chosen: Settings) -> Tokens:
    from paminn.channels.graph.token import Tokens

    return Tokens(
        chosen.graph_authority,
        chosen.graph_tenant,
        chosen.graph_client_id,
        secret=chosen.graph_secret.get_secret_value(),
        certificate=chosen.graph_certificate,
    )


def secret_key(chosen: Settings) -> bytes:
    """The key to the reply codes; made once, readable by this user alone."""
    given = chosen.secret_key.get_secret_value()
    if given:
        return given.encode()
    path = chosen.home / "secret.key"
    try:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StorageError(f"Filen {path} går inte att använda ({told_by_disk(error)}).") from error
    if len(key) < 32:
        raise StorageError(
            f"Filen {path} är trasig. Återställ den från säkerhetskopian, eller ta bort den så skapas en ny."
        )
    return key.encode()
