"""Which door a setting opens: where mail and cards leave, and where answers come in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import cache
from math import ceil
from time import sleep
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from paminn.errors import DeliveryError, UsageError

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


def outboxes(chosen: Settings, settle: float, wait: Callable[[float], None]) -> dict[str, Outbox]:
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
