"""A mailbox over IMAP: answers are read from it, and the copies of what was sent are looked for in it."""

from __future__ import annotations

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

from paminn.channels.mail_server import no_answer, read_url
from paminn.channels.own_mail import own_mails
from paminn.channels.time_limit import hold, within
from paminn.errors import DeliveryError, StorageError, UsageError
from paminn.failure import Cause, Failure
from paminn.patience import ENDLESS
from paminn.reminders.mark import NEWEST, OwnMail
from paminn.reminders.message import KEY_HEADER, PLAN_HEADER
from paminn.texts import causes

_HERE = ("127.0.0.1", "::1", "localhost")
_NEXT = "Kontrollera servern och PAMINN_IMAP_URL. Kör sedan igen."
_FAREWELL = 2.0  # seconds
_LISTED = re.compile(rb'\(([^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (.*)', re.S)
_PREFIX = re.compile(rb'\(\("((?:[^"\\]|\\.)*)"')
__FAREWELL = 2.0  # seconds
_CLOSED = (b"\\noselect", b"\\nonexistent")

_OWN_HEAD = f"(BODY.PEEK[HEADER.FIELDS ({PLAN_HEADER} {KEY_HEADER})])"
_AT_ONCE = 400  # mails asked about in one command: servers take a line of some thousand letters
# As IMAP spells them, whatever the machine's language.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_Row = bytes | tuple[bytes, bytes] | None


class MailboxError(StorageError):
    """What is wrong with a mailbox; as a sentence, with the next step after it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{causes.sentence(failure)}. {_NEXT}")
        self.failure = failure


class ImapMailbox:
    """One connection, opened when it is first needed. Whatever goes wrong is a MailboxError."""

    def __init__(
        self,
        url: str,
        token: Callable[[], str] | None = None,
        timeout: float = 60,
        answer: Callable[[], float] = ENDLESS.for_an_answer,
    ) -> None:
        """`url` is imaps://user:password@host:993, or imap://…:143 (STARTTLS; without it only on this very machine).

        `token` gives an OAuth token to log in with instead of the password (XOAUTH2). `timeout`: how many seconds the
        server may be silent at a time; `answer`: how many it may take in all for what it is asked at once. Raises
        UsageError.
        """
        server = read_url(url, 143, 993)
        if server is None:
            raise UsageError("PAMINN_IMAP_URL saknas. Skriv till exempel imaps://användare:lösenord@server:993.")
        self._server = server
        self._token = token
        self._timeout = timeout
        self._answer = answer
        self._connection: imaplib.IMAP4 | None = None
        self._latest = ""  # where a copy was last found: the next is likely to lie there too
        self._prefix = ""  # what the names of the user's own folders begin with
        self._offers: frozenset[str] = frozenset()
        self.validity = ""  # the inbox's, while it is the folder that is open for change

    def holds(self, message_id: str, key: str) -> bool:
        """Whether a mail with this Message-ID or key lies in any folder, the bin too. Raises MailboxError."""
        had_been_idle = self._connection is not None
        try:
            return self._search(message_id, key)
        except MailboxError:
            has_ended = self._connection is None
            if not (had_been_idle and has_ended):
                raise
        return self._search(message_id, key)

    def _search(self, message_id: str, key: str) -> bool:
        # Some servers give a mail a Message-ID of their own; the key's header stays.
        wanted = ("OR", "HEADER", "Message-ID", _quoted(message_id), "HEADER", KEY_HEADER, _quoted(key))
        self.validity = ""
        for folder in self._folders():
            with self.asked() as connection:
                carried_out(connection.select(folder, readonly=True))
                numbers = carried_out(connection.search(None, *wanted))
            if any(numbers):
                self._latest = folder
                return True
        return False

    def named(self, message_id: str) -> Iterator[Sequence[int]]:
        """UIDs of the mails with this Message-ID, folder by folder, each while its folder is open to read in.

        Raises MailboxError.
        """
        self.validity = ""
        for folder in self._folders():
            with self.asked() as connection:
                carried_out(connection.select(folder, readonly=True))
                found = carried_out(connection.uid("SEARCH", "HEADER", "Message-ID", _quoted(message_id)))
            uids = [int(uid) for uid in _text(found[0] or b"").split()]
            if uids:
                yield uids

    def own_mails(self, since: date, most: int = NEWEST) -> list[OwnMail]:
        """The newest of our own mails in each folder, by their heads; the newest of a folder first."""
        self.validity = ""
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        wanted = ("SINCE", day, "HEADER", KEY_HEADER, '""')
        mails: list[OwnMail] = []
        for folder in self._folders():
            with self.asked() as connection:
                carried_out(connection.select(folder, readonly=True))
                numbers = _text(carried_out(connection.search(None, *wanted))[0] or b"").split()
                newest = numbers[-most:]
                heads: list[bytes] = []
                for start in range(0, len(newest), _AT_ONCE):
                    asked_for = ",".join(newest[start : start + _AT_ONCE])
                    rows: Sequence[_Row] = carried_out(connection.fetch(asked_for, _OWN_HEAD))
                    heads += [row[1] for row in rows if isinstance(row, tuple)]
                mails.extend(own_mails(reversed(heads)))
        return mails

    def _folders(self) -> Sequence[str]:
        """Every folder that can be opened, as the server spells it; the likely ones first."""
        with self.asked() as connection:
            rows: Sequence[_Row] = carried_out(connection.list())
        names = []
        for row in rows:
            name = _folder_name(row)
            if name:
                names.append(name)
        return sorted(names, key=self._is_unlikely)

    def _is_unlikely(self, folder: str) -> tuple[bool, bool]:
        """Sorts the inbox first, then where a copy was last found."""
        is_inbox = folder.strip('"').upper() == "INBOX"
        return not is_inbox, folder != self._latest

    def open_inbox(self) -> int:
        """Open the inbox for change; how many mails lie there. Raises MailboxError."""
        with self.asked() as connection:
            self.validity = ""
            count = carried_out(connection.select())[0]
            _, validities = connection.response("UIDVALIDITY")
            self.validity = _text(validities[0])
        if "MOVE" not in self._offers and "UIDPLUS" not in self._offers:
            # To move one mail would then be to delete whatever else somebody has marked.
            raise MailboxError(Failure(Cause.MAILBOX_CANNOT_MOVE, self._server.name))
        return int(count)

    def open_filed(self, folder: str) -> int:
        """Open one of the user's own folders to read in; how many mails lie there, 0 where there is none."""
        with self.asked() as connection:
            self.validity = ""
            answer, counts = connection.select(_quoted(self._prefix + _utf7(folder)), readonly=True)
        if answer != "OK":
            return 0
        return int(counts[0] or 0)

    def move(self, uid: str, folder: str) -> None:
        """Move a mail from the open inbox to one of the user's own folders, made when missing. Raises MailboxError."""
        place = _quoted(self._prefix + _utf7(folder))
        with self.asked(Cause.MAILBOX_CANNOT_BE_CHANGED) as connection:
            if self._moved(connection, uid, place):
                return
            connection.create(place)  # it may answer that it is so already, and so may the next
            connection.subscribe(place)
            if self._moved(connection, uid, place):
                return
            still_there = carried_out(connection.uid("FETCH", uid, "(UID)"))
            if any(still_there):
                raise imaplib.IMAP4.error

    def _moved(self, connection: imaplib.IMAP4, uid: str, place: str) -> bool:
        connection.untagged_responses.clear()  # imaplib keeps a line for every mail that left
        if "MOVE" in self._offers:
            answer, _ = connection.uid("MOVE", uid, place)
            return answer == "OK"
        answer, _ = connection.uid("COPY", uid, place)
        if answer != "OK":
            return False
        carried_out(connection.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
        carried_out(connection.uid("EXPUNGE", uid))
        return True

    @contextmanager
    def asked(self, when_refused: Cause = Cause.MAILBOX_CANNOT_BE_READ) -> Iterator[imaplib.IMAP4]:
        """The connection; a fault while it is used is told as a MailboxError, a no as `when_refused`."""
        try:
            with within(self._answer()):
                yield self._open()
        except imaplib.IMAP4.readonly as error:
            raise MailboxError(Failure(Cause.MAILBOX_IS_READ_ONLY, self._server.name)) from error
        except (OSError, imaplib.IMAP4.abort) as error:
            self.close()
            raise MailboxError(no_answer(self._server, error)) from error
        except (imaplib.IMAP4.error, UnicodeError) as error:
            raise MailboxError(Failure(when_refused, self._server.name)) from error

    def _open(self) -> imaplib.IMAP4:
        if self._connection is not None:
            hold(self._connection.sock)
        else:
            self._connection = self._connect()
            try:
                self._prepare(self._connection)
            except Exception:
                self.close()
                raise
        return self._connection

    def _prepare(self, connection: imaplib.IMAP4) -> None:
        self._secure(connection)
        hold(connection.sock)
        self._log_in(connection)
        # A server may offer more to somebody it knows.
        offered = carried_out(connection.capability())[-1]
        self._offers = frozenset(_text(offered).upper().split())
        self._prefix = ""
        if "NAMESPACE" in self._offers:
            own = _PREFIX.match(carried_out(connection.namespace())[0])
            if own:
                self._prefix = _text(own[1])

    def _connect(self) -> imaplib.IMAP4:
        host = self._server.host
        port = self._server.port
        if self._server.tls_first:
            context = ssl.create_default_context()
            return _Encrypted(host, port, ssl_context=context, timeout=self._timeout)
        return _Plain(host, port, timeout=self._timeout)

    def _secure(self, connection: imaplib.IMAP4) -> None:
        if self._server.tls_first:
            return
        if "STARTTLS" in connection.capabilities:
            connection.starttls(ssl.create_default_context())
        elif self._server.host not in _HERE:
            raise MailboxError(Failure(Cause.MAILBOX_NO_ENCRYPTION, self._server.name))

    def _log_in(self, connection: imaplib.IMAP4) -> None:
        user = self._server.user
        password = self._server.password
        try:
            if self._token is not None:
                _show_token(connection, user, self._token())
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
        connection = self._connection
        self._connection = None
        self.validity = ""
        if connection is None:
            return
        try:
            with within(_FAREWELL):
                hold(connection.sock)
                connection.logout()
        except (OSError, imaplib.IMAP4.error):
            with suppress(OSError):
                connection.shutdown()


class _Plain(imaplib.IMAP4):
    """Under the limits of whoever asks, from before it has greeted."""

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        super().open(host, port, timeout)
        hold(self.sock)


class _Encrypted(imaplib.IMAP4_SSL):
    def open(self, host: str = "", port: int | None = 993, timeout: float | None = None) -> None:
        super().open(host, port, timeout)
        hold(self.sock)


def carried_out(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server told. Raises imaplib's error when it said no."""
    verdict, rows = answer
    if verdict != "OK":
        raise imaplib.IMAP4.error(verdict)
    return rows


def _show_token(connection: imaplib.IMAP4, user: str, token: str) -> None:
    """Log in with an OAuth token (XOAUTH2)."""
    answers = [f"user={user}\1auth=Bearer {token}\1\1".encode()]

    def answer(question: bytes) -> bytes:
        if answers:
            return answers.pop()
        return b""  # a second question says why the token was refused, and wants an empty answer

    connection.authenticate("XOAUTH2", answer)


def _folder_name(row: _Row) -> str:
    """The name in one row of a list, as the server spells it; "" of what is no folder that can be opened."""
    if row is None:
        return ""
    if isinstance(row, tuple):
        line, name = row  # given after the line, which has its length
        name = _quoted(_text(name)).encode("latin-1")
    else:
        line, name = row, b""
    listed = _LISTED.match(line)
    if listed is None:
        return ""
    flags = listed[1].lower()
    if any(closed in flags for closed in _CLOSED):
        return ""
    return _text(name or listed[2])


def _text(name: bytes) -> str:
    return name.decode("latin-1")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(name: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501 §5.1.3)."""
    return re.sub(r"&|[^ -~]+", _utf7_run, name)


def _utf7_run(run: re.Match[str]) -> str:
    if run[0] == "&":
        return "&-"
    encoded = b64encode(run[0].encode("utf-16-be")).decode()
    shifted = encoded.rstrip("=").replace("/", ",")
    return f"&{shifted}-"
