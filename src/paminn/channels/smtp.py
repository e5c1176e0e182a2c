"""Mail over SMTP: STARTTLS, login, one connection for a run, and a copy to the sender's own mailbox as its record.

The copy is one more recipient of the same transaction, so the server's one answer is for both: when a run is cut off,
the copy in the mailbox tells whether the mail was taken. SMTP itself never can.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from email.utils import parseaddr

from paminn.channels.imap import ImapMailbox, MailboxError
from paminn.channels.server import Server, no_answer, read_url
from paminn.errors import DeliveryError, UnknownOutcome, UsageError
from paminn.ports import Note
from paminn.reminders.outbox import Found, Message, State

_OK = 250
_TAKEN = (250, 251)
_LOGGED_IN = 235
_PAUSE = 5.0  # seconds between two looks

_Answer = tuple[int, bytes]


class SmtpOutbox:
    """Opens its connection at the first message. A broken one is opened anew for the next message."""

    def __init__(
        self,
        url: str,
        sender: str,
        mailbox: ImapMailbox | None = None,
        *,
        settle: float = 600,
        timeout: float = 60,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`url` is smtp://user:password@host:587 (STARTTLS whenever it is offered, always with a login) or smtps://.

        `mailbox` is the sender's own; closed with the door. `settle`: seconds after which a copy that has not come
        never will. Raises UsageError.
        """
        server = read_url(url, 587, 465)
        if server is None:
            raise UsageError("PAMINN_SMTP_URL saknas. Skriv till exempel smtp://server:587.")
        self._server = server
        self._sender = parseaddr(sender)[1]
        self._mailbox = mailbox
        self._settle, self._sleep, self._timeout = settle, sleep, timeout
        self._doubted = time.monotonic()
        self._connection: smtplib.SMTP | None = None
        self._down: str = ""

    def send(self, message: Message, note: Note) -> State:
        connection, refused = self._address(message)
        try:
            note(State.SENDING)
        except Exception:
            self._take_back()
            raise
        try:
            code, _ = connection.data(message.raw)
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        except (OSError, smtplib.SMTPException) as error:
            # Broken while handing over: the server may have taken the message before we heard so.
            self._hang_up()
            self._doubted = time.monotonic()
            raise UnknownOutcome("förbindelsen bröts under sändningen") from error
        if code != _OK:
            self._take_back()
            raise DeliveryError(f"servern svarade {code}", permanent=code >= 500)
        if refused:
            raise DeliveryError(_codes(refused), permanent=_permanent(refused), partial=True)
        return State.ACCEPTED

    def look(self, message: Message, *, withdraw: bool = False) -> Found:
        """Found at once; missed only when the server has had time to deliver. There is never a draft to withdraw."""
        if self._mailbox is None:
            return Found.BLIND
        while True:
            left = self._doubted + self._settle - time.monotonic()
            try:
                if self._mailbox.holds(message.message_id, message.key):
                    return Found.SENT
            except MailboxError as error:
                raise DeliveryError(error.reason) from error
            if left <= 0:
                return Found.UNSENT
            self._sleep(min(left, _PAUSE))

    def close(self) -> None:
        self._hang_up()
        if self._mailbox is not None:
            self._mailbox.close()

    def _hang_up(self) -> None:
        if self._connection is not None:
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def _take_back(self) -> None:
        """Leave a transaction half-way; the next message begins anew."""
        try:
            if self._connection is None or self._connection.rset()[0] == _OK:
                return
        except (OSError, smtplib.SMTPException):
            pass
        self._hang_up()

    def _address(self, message: Message) -> tuple[smtplib.SMTP, list[_Answer]]:
        """Name sender and recipients; the answers of those refused, unless it is all of them.

        Until the text is on its way a break means that nothing has been sent. An idle connection that the server has
        ended since the last message is opened anew.
        """
        used = self._connection is not None
        try:
            connection = self._open()
            return connection, self._envelope(connection, message)
        except UnicodeEncodeError:
            self._take_back()
            raise DeliveryError("adressen har tecken som e-postservern inte tar emot", permanent=True) from None
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            if used:
                return self._address(message)
            raise DeliveryError("förbindelsen bröts innan mejlet lämnades över") from error

    def _envelope(self, connection: smtplib.SMTP, message: Message) -> list[_Answer]:
        reports = connection.has_extn("dsn")
        size = [f"size={len(message.raw)}"] if connection.has_extn("size") else []
        # A report of non-delivery then names our key and holds nothing of what the mail said.
        code, _ = connection.mail(self._sender, [*size, *(["RET=HDRS", f"ENVID={message.key}"] if reports else [])])
        if code != _OK:
            self._take_back()
            raise DeliveryError(f"servern svarade {code}", permanent=code >= 500)
        notify = ["NOTIFY=FAILURE"] if reports else []
        answers = [connection.rcpt(address, notify) for address, _ in message.recipients]
        refused = [answer for answer in answers if answer[0] not in _TAKEN]
        if len(refused) == len(answers):
            self._take_back()
            raise DeliveryError(_codes(refused), permanent=_permanent(refused))
        own = self._sender.casefold()
        if own not in (address.casefold() for address, _ in message.recipients):
            copy = connection.rcpt(self._sender, notify)
            # Without its copy in the mailbox, a mail that was taken would look as if it never left and be sent again.
            if copy[0] not in _TAKEN and self._mailbox is not None:
                self._take_back()
                raise DeliveryError(f"servern nekade kopian till den egna brevlådan: {copy[0]}")
        return refused

    def _open(self) -> smtplib.SMTP:
        if self._connection is not None:
            return self._connection
        if self._down:
            # A server that does not answer is waited for once a run, not once a message.
            raise DeliveryError(self._down)
        try:
            self._connection = self._connect()
            self._secure(self._connection)
        except smtplib.SMTPAuthenticationError as error:
            self._hang_up()
            raise DeliveryError(f"inloggningen nekades ({error.smtp_code})") from None
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            self._down = no_answer(self._server, error)
            raise DeliveryError(self._down) from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.tls_first:
            return smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=self._timeout)

    def _secure(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        if not self._server.tls_first and connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
        elif not self._server.tls_first and self._server.user:
            self._hang_up()
            raise DeliveryError("servern erbjuder ingen kryptering, så lösenordet skickas inte")
        if self._server.user:
            _log_in(connection, self._server)


def _log_in(connection: smtplib.SMTP, server: Server) -> None:
    if (server.user + server.password).isascii():
        connection.login(server.user, server.password)
        return
    # smtplib knows ASCII alone; RFC 4616 says UTF-8.
    token = b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, _ = connection.docmd("AUTH", f"PLAIN {token}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, b"")


def _codes(refused: list[_Answer]) -> str:
    """The server's codes without its words, which may hold addresses."""
    return "servern nekade mottagaren: " + ", ".join(sorted({str(code) for code, _ in refused}))


def _permanent(refused: list[_Answer]) -> bool:
    return all(code >= 500 for code, _ in refused)
