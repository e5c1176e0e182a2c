"""A mailbox over IMAP: answers are read from it, and the copies of what was sent are looked for in it."""

from __future__ import annotations

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from paminn.channels.mail_server import no_answer, read_url
from paminn.errors import DeliveryError, StorageError, UsageError
from paminn.failure import Cause, Failure
from paminn.reminders.message import KEY_HEADER
from paminn.texts import causes

_HERE = ("127.0.0.1", "::1", "localhost")
_NEXT = "Kontrollera servern och PAMINN_IMAP_URL. Kör sedan igen."
_LISTED = re.compile(rb'\(([^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (.*)', re.S)
_PREFIX = re.compile(rb'\(\("((?:[^"\\]|\\.)*)"')
_CLOSED = (b"\\noselect", b"\\nonexistent")

_Row = bytes | tuple[bytes, bytes] | None


class MailboxError(StorageError):
    """What is wrong with a mailbox; as a sentence, with the next step after it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{causes.sentence(failure)}. {_NEXT}")
        self.failure = failure


class ImapMailbox:
    """One connection, opened when it is first needed. Whatever goes wrong is a MailboxError."""

    def __init__(self, url: str, token: Callable[[], str] | None = None, timeout: float = 60) -> None:
        """`url` is imaps://user:password@host:993, or imap://…:143 (STARTTLS; without it only on this very machine).

        `token` gives an OAuth token to log in with instead of the password (XOAUTH2). Raises UsageError.
        """
        server = read_url(url, 143, 993)
        if server is None:
            raise UsageError("PAMINN_IMAP_URL saknas. Skriv till exempel imaps://användare:lösenord@server:993.")
        self._server, self._token, self._timeout = server, token, timeout
        self._connection: imaplib.IMAP4 | None = None
        self._latest = ""  # where a copy was last found: the next is likely to lie there too
        self._prefix = ""  # what the names of the user's own folders begin with
        self._offers: frozenset[str] = frozenset()
        self.validity = ""  # the inbox's, while it is the folder that is open for change

    def holds(self, message_id: str, key: str) -> bool:
        """Whether a mail with this Message-ID or key lies in any folder, the bin too. Raises MailboxError."""
        used = self._connection is not None
        try:
            return self._search(message_id, key)
        except MailboxError:
            if not used or self._connection is not None:
                raise
        return self._search(message_id, key)  # the server had ended an idle connection

    def _search(self, message_id: str, key: str) -> bool:
        # Some servers give a mail a Message-ID of their own; the key's header stays.
        wanted = ("OR", "HEADER", "Message-ID", _quoted(message_id), "HEADER", KEY_HEADER, _quoted(key))
        self.validity = ""
        for folder in self._folders():
            with self.asked() as connection:
                carried_out(connection.select(folder, readonly=True))
                if any(carried_out(connection.search(None, *wanted))):
                    self._latest = folder
                    return True
        return False

    def _folders(self) -> Sequence[str]:
        """Every folder that can be opened, as the server spells it; the likely ones first."""
        with self.asked() as connection:
            rows: Sequence[_Row] = carried_out(connection.list())
        names = []
        for row in rows:
            listed = _LISTED.match(row[0] if isinstance(row, tuple) else row or b"")
            if listed and not any(flag in listed[1].lower() for flag in _CLOSED):
                names.append(_quoted(_text(row[1])) if isinstance(row, tuple) else _text(listed[2]))
        return sorted(names, key=lambda name: (name.strip('"').upper() != "INBOX", name != self._latest))

    def open_inbox(self) -> int:
        """Open the inbox for change; how many mails lie there. Raises MailboxError."""
        with self.asked() as connection:
            self.validity = ""
            (count, *_) = carried_out(connection.select())
            self.validity = _text(connection.response("UIDVALIDITY")[1][0])
        if not self._offers & {"MOVE", "UIDPLUS"}:
            # To move one mail would then be to delete whatever else somebody has marked.
            raise MailboxError(Failure(Cause.MAILBOX_CANNOT_MOVE, self._server.name))
        return int(count)

    def move(self, uid: str, folder: str) -> None:
        """Move a mail from the open inbox to one of the user's own folders, made when missing. Raises MailboxError."""
        place = _quoted(self._prefix + _utf7(folder))
        with self.asked(Cause.MAILBOX_CANNOT_BE_CHANGED) as connection:
            if self._moved(connection, uid, place):
                return
            for make in (connection.create, connection.subscribe):
                make(place)  # either may answer that it is so already
            if not self._moved(connection, uid, place) and any(carried_out(connection.uid("FETCH", uid, "(UID)"))):
                raise imaplib.IMAP4.error

    def _moved(self, connection: imaplib.IMAP4, uid: str, place: str) -> bool:
        connection.untagged_responses.clear()  # imaplib keeps a line for every mail that left
        if "MOVE" in self._offers:
            return connection.uid("MOVE", uid, place)[0] == "OK"
        if connection.uid("COPY", uid, place)[0] != "OK":
            return False
        carried_out(connection.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
        carried_out(connection.uid("EXPUNGE", uid))
        return True

    @contextmanager
    def asked(self, when_refused: Cause = Cause.MAILBOX_CANNOT_BE_READ) -> Iterator[imaplib.IMAP4]:
        """The connection; a fault while it is used is told as a MailboxError, a no as `when_refused`."""
        try:
            yield self._open()
        except imaplib.IMAP4.readonly as error:
            raise MailboxError(Failure(Cause.MAILBOX_IS_READ_ONLY, self._server.name)) from error
        except (OSError, imaplib.IMAP4.abort) as error:
            self.close()
            raise MailboxError(no_answer(self._server, error)) from error
        except (imaplib.IMAP4.error, UnicodeError) as error:
            raise MailboxError(Failure(when_refused, self._server.name)) from error

    def _open(self) -> imaplib.IMAP4:
        if self._connection is None:
            self._connection = self._connect()
            try:
                self._prepare(self._connection)
            except Exception:
                self.close()
                raise
        return self._connection

    def _prepare(self, connection: imaplib.IMAP4) -> None:
        self._secure(connection)
        self._log_in(connection)
        # A server may offer more to somebody it knows.
        self._offers = frozenset(_text(carried_out(connection.capability())[-1]).upper().split())
        if "NAMESPACE" in self._offers:
            own = _PREFIX.match(carried_out(connection.namespace())[0])
            self._prefix = _text(own[1]) if own else ""

    def _connect(self) -> imaplib.IMAP4:
        host, port = self._server.host, self._server.port
        if self._server.tls_first:
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=self._timeout)
        return imaplib.IMAP4(host, port, timeout=self._timeout)

    def _secure(self, connection: imaplib.IMAP4) -> None:
        if self._server.tls_first:
            return
        if "STARTTLS" in connection.capabilities:
            connection.starttls(ssl.create_default_context())
        elif self._server.host not in _HERE:
            raise MailboxError(Failure(Cause.MAILBOX_NO_ENCRYPTION, self._server.name))

    def _log_in(self, connection: imaplib.IMAP4) -> None:
        user, password = self._server.user, self._server.password
        try:
            token = self._token() if self._token else ""
            if token:
                # A second question says why the token was refused, and wants an empty answer.
                answers = iter([f"user={user}\1auth=Bearer {token}\1\1".encode()])
                connection.authenticate("XOAUTH2", lambda _: next(answers, b""))
            elif "AUTH=PLAIN" in connection.capabilities:
                connection.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
            else:
                connection.login(_quoted(user), password)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeError):
            # The server's own words may hold the address.
            raise MailboxError(Failure(Cause.MAILBOX_LOGIN_REFUSED, self._server.name)) from None
        except DeliveryError as error:
            raise MailboxError(error.failure) from error

    def close(self) -> None:
        connection, self._connection, self.validity = self._connection, None, ""
        if connection is None:
            return
        try:
            connection.logout()
        except (OSError, imaplib.IMAP4.error):
            with suppress(OSError):
                connection.shutdown()


def carried_out(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server told. Raises imaplib's error when it said no."""
    told, rows = answer
    if told != "OK":
        raise imaplib.IMAP4.error(told)
    return rows


def _text(name: bytes) -> str:
    return name.decode("latin-1")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(name: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501 §5.1.3)."""
    return re.sub(r"&|[^ -~]+", _utf7_run, name)


def _utf7_run(run: re.Match[str]) -> str:
    shifted = "" if run[0] == "&" else b64encode(run[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{shifted}-"
