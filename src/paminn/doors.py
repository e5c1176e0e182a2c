"""Which door a setting opens: where mail and cards leave, and where answers come in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import cache
from math import ceil
from time import sleep
from typing import TYPE_CHECKING, Protocol, assert_never
from urllib.parse import parse_qs, urlsplit

from paminn.errors import DeliveryError, UsageError
from paminn.failure import Cause, Failure
from paminn.patience import ENDLESS, Patience
from paminn.ports.outbox import Outbox
from paminn.ports.own_mails import OwnMails
from paminn.reminders.message import Channel, Door
from paminn.settings import InboxDoor

if TYPE_CHECKING:
    from paminn.channels.graph.client import GraphClient
    from paminn.channels.graph.token import Tokens
    from paminn.channels.imap import ImapMailbox
    from paminn.ports.inbox import DoorIn
    from paminn.settings import Settings
    from paminn.usecases.reading.capped import CappedReader

# What a flow asks for; Entra needs the double slash to name it rightly.
_FLOW = "https://service.flow.microsoft.com//.default"
_OUTLOOK = "https://outlook.office365.com/.default"


def telling(waits: Callable[[int], None], settle: float) -> Callable[[float], None]:
    """Sleeps between two looks in the mailbox, the first time with a word about it."""
    minutes = ceil(settle / 60)
    is_told = False

    def wait(seconds: float) -> None:
        nonlocal is_told
        if not is_told:
            waits(minutes)
            is_told = True
        sleep(seconds)

    return wait


class MailDoor(Outbox, OwnMails, Protocol):
    """What mail leaves by, and what tells which of it lies in the mailbox."""


def outboxes(chosen: Settings, mail: Outbox, patience: Patience = ENDLESS) -> dict[Channel, Outbox]:
    """The door of each channel that is open; `mail` is the one that mail leaves by."""
    copies = _copies(chosen, patience)
    doors = {Channel.EMAIL: mail, Channel.NOTICE: mail}
    if copies is not None:
        doors[Channel.TEAMS] = copies
    if chosen.receipts:
        doors[Channel.RECEIPT] = mail
    return doors


def mail_door(
    chosen: Settings,
    settle: float = 600,
    wait: Callable[[float], None] = sleep,
    patience: Patience = ENDLESS,
) -> MailDoor:
    """The door that mail leaves by; `settle` seconds until what has left must be seen, `wait` between two looks."""
    match chosen.mail:
        case Door.FOLDER:
            from paminn.channels.folder import FolderOutbox

            return FolderOutbox(chosen.outbox)
        case Door.SMTP:
            from paminn.channels.smtp import SmtpOutbox

            own = _mailbox(chosen, patience) if chosen.imap_url.get_secret_value() else None
            return SmtpOutbox(
                chosen.smtp_url.get_secret_value(),
                chosen.sender,
                own,
                settle=settle,
                sleep=patience.waiting(wait),
                left=patience.left,
            )
        case Door.GRAPH:
            from paminn.channels.graph.outbox import GraphOutbox

            client = graph_client(chosen, patience=patience)
            return GraphOutbox(client, settle=settle, wait=patience.waiting(wait))
        case _:
            assert_never(chosen.mail)


def _copies(chosen: Settings, patience: Patience) -> Outbox | None:
    """Where cards for Teams go, if anywhere."""
    url = chosen.teams_webhook.get_secret_value()
    if url and chosen.redirect_all_to:
        return None  # a trial reaches nobody but the one it is sent to, in Teams neither
    if url:
        from paminn.channels.teams import TeamsOutbox

        return TeamsOutbox(url, token=_flow_token(chosen, url, patience), answer=patience.for_an_answer)
    if chosen.mail is Door.FOLDER:
        from paminn.channels.folder import FolderCards

        return FolderCards(chosen.outbox / "teams")
    return None


def _flow_token(chosen: Settings, url: str, patience: Patience) -> Callable[[], str] | None:
    """For a flow that asks for a token: its address bears no signature, and a flow that is given both refuses."""
    has_app = chosen.graph_tenant and chosen.graph_client_id
    can_log_in = chosen.graph_secret.get_secret_value() or chosen.graph_certificate
    is_signed = "sig" in parse_qs(urlsplit(url).query)
    if has_app and can_log_in and not is_signed:
        return _token(chosen, _FLOW, patience)
    return None


def _token(chosen: Settings, scope: str, patience: Patience) -> Callable[[], str]:
    """The app's token for `scope`, fetched the first time it is asked for."""

    @cache
    def token() -> str:
        try:
            tokens = graph_tokens(chosen, patience)
        except UsageError as error:  # a copy never stops the mail
            raise DeliveryError(Failure(Cause.SETTING_WRONG, str(error))) from None
        with closing(tokens):
            return tokens.get(scope)

    return token


def inbox(chosen: Settings, stack: ExitStack, patience: Patience = ENDLESS) -> DoorIn:
    """Where answers are read; `stack` ends its connection."""
    match chosen.inbox:
        case InboxDoor.FOLDER:
            from paminn.channels.folder import FolderInbox

            return FolderInbox(chosen.inbox_path)
        case InboxDoor.IMAP:
            from paminn.channels.imap_inbox import ImapInbox

            return ImapInbox(stack.enter_context(closing(_mailbox(chosen, patience))))
        case InboxDoor.GRAPH:
            from paminn.channels.graph.inbox import GraphInbox

            return GraphInbox(stack.enter_context(closing(graph_client(chosen, patience=patience))))
        case _:
            assert_never(chosen.inbox)


def mail_reader(chosen: Settings) -> CappedReader:
    """What reads the mails that come in; it is closed by whoever asked for it."""
    from paminn.usecases.reading.capped import CappedReader

    own = [address for address in (chosen.sender, chosen.graph_mailbox) if address]
    hosts = [host for host in chosen.auth_results_hosts.split(",") if host]
    return CappedReader(tuple(own), tuple(hosts))


def _mailbox(chosen: Settings, patience: Patience) -> ImapMailbox:
    """The shared mailbox over IMAP. An address with a user and no password means: log in as the app in Entra."""
    from paminn.channels.imap import ImapMailbox

    url = chosen.imap_url.get_secret_value()
    as_app = chosen.graph_client_id and not urlsplit(url).password
    token = _token(chosen, _OUTLOOK, patience) if as_app else None
    return ImapMailbox(url, token, answer=patience.for_an_answer)


def graph_client(chosen: Settings, mailbox: str = "", patience: Patience = ENDLESS) -> GraphClient:
    """Graph as it is asked about `mailbox`, or about our own."""
    from paminn.channels.graph.client import GraphClient

    own = chosen.graph_mailbox or chosen.sender
    tokens = graph_tokens(chosen, patience)
    return GraphClient(chosen.graph_url, mailbox or own, tokens, left=patience.left, answer=patience.for_an_answer)


def graph_tokens(chosen: Settings, patience: Patience = ENDLESS) -> Tokens:
    """What logs the app in at Entra. Raises UsageError where the settings do not suffice."""
    from paminn.channels.graph.token import Tokens

    return Tokens(
        chosen.graph_authority,
        chosen.graph_tenant,
        chosen.graph_client_id,
        secret=chosen.graph_secret.get_secret_value(),
        certificate=chosen.graph_certificate,
        answer=patience.for_an_answer,
    )
