"""Which door a setting opens: where mail and cards leave, and where answers come in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import cache
from math import ceil
from time import sleep
from typing import TYPE_CHECKING, assert_never
from urllib.parse import parse_qs, urlsplit

from paminn.errors import DeliveryError, UsageError
from paminn.failure import Cause, Failure
from paminn.reminders.outbox import Channel, Door
from paminn.settings import InboxDoor

if TYPE_CHECKING:
    from paminn.channels.graph.client import GraphClient
    from paminn.channels.graph.token import Tokens
    from paminn.channels.imap import ImapMailbox
    from paminn.ports.inbox import Inbox
    from paminn.ports.outbox import Outbox
    from paminn.settings import Settings
    from paminn.usecases.reading.capped import CappedReader

# What a flow asks for; Entra needs the double slash to name it rightly.
_FLOW = "https://service.flow.microsoft.com//.default"
_OUTLOOK = "https://outlook.office365.com/.default"


def telling(waits: Callable[[int], None], settle: float) -> Callable[[float], None]:
    """Sleeps between two looks in the mailbox, the first time with a word about it."""
    told = cache(waits)

    def wait(seconds: float) -> None:
        told(ceil(settle / 60))
        sleep(seconds)

    return wait


def outboxes(chosen: Settings, settle: float, wait: Callable[[float], None]) -> dict[Channel, Outbox]:
    mail = mail_door(chosen, settle, wait)
    copies = _copies(chosen)
    doors = {Channel.EMAIL: mail}
    if copies is not None:
        doors[Channel.TEAMS] = copies
    if chosen.receipts:
        doors[Channel.RECEIPT] = mail
    return doors


def mail_door(chosen: Settings, settle: float = 600, wait: Callable[[float], None] = sleep) -> Outbox:
    """The door that mail leaves by; `settle` seconds until what has left must be seen, `wait` between two looks."""
    match chosen.mail:
        case Door.FOLDER:
            from paminn.channels.folder import FolderOutbox

            return FolderOutbox(chosen.outbox)
        case Door.SMTP:
            from paminn.channels.smtp import SmtpOutbox

            own = _mailbox(chosen) if chosen.imap_url.get_secret_value() else None
            return SmtpOutbox(chosen.smtp_url.get_secret_value(), chosen.sender, own, settle=settle, sleep=wait)
        case Door.GRAPH:
            from paminn.channels.graph.outbox import GraphOutbox

            return GraphOutbox(graph_client(chosen), settle=settle, wait=wait)
        case _:
            assert_never(chosen.mail)


def _copies(chosen: Settings) -> Outbox | None:
    url = chosen.teams_webhook.get_secret_value()
    if url and chosen.redirect_all_to:
        return None  # a trial reaches nobody but the one it is sent to, in Teams neither
    if url:
        from paminn.channels.teams import TeamsOutbox

        return TeamsOutbox(url, token=_flow_token(chosen, url))
    if chosen.mail is Door.FOLDER:
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
            raise DeliveryError(Failure(Cause.SETTING_WRONG, str(error))) from None
        with closing(tokens):
            return tokens.get(scope)

    return token


def inbox(chosen: Settings, stack: ExitStack) -> Inbox:
    """Where answers are read; `stack` ends its connection."""
    match chosen.inbox:
        case InboxDoor.FOLDER:
            from paminn.channels.folder import FolderInbox

            return FolderInbox(chosen.inbox_path)
        case InboxDoor.IMAP:
            from paminn.channels.imap_inbox import ImapInbox

            return ImapInbox(stack.enter_context(closing(_mailbox(chosen))))
        case InboxDoor.GRAPH:
            from paminn.channels.graph.inbox import GraphInbox

            return GraphInbox(stack.enter_context(closing(graph_client(chosen))))
        case _:
            assert_never(chosen.inbox)


def mail_reader(chosen: Settings) -> CappedReader:
    from paminn.usecases.reading.capped import CappedReader

    own = filter(None, (chosen.sender, chosen.graph_mailbox))
    return CappedReader(tuple(own), tuple(filter(None, chosen.auth_results_hosts.split(","))))


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
