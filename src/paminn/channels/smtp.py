"""Mail over SMTP: STARTTLS, login, and a copy to the sender's own mailbox as the record of what left.

The copy is one more recipient of the same transaction, so the server's one answer is for both: when a run is cut off,
the copy in the mailbox tells whether the mail was taken. SMTP itself never can.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from email.utils import parseaddr
from queue import Empty, LifoQueue

from paminn.channels.imap import ImapMailbox, MailboxError
from paminn.channels.server import Server, no_answer, read_url
from paminn.errors import DeliveryError, UnknownOutcome, UsageError
from paminn.ports import Note
from paminn.reminders.outbox import Found, Message, State

_OK = 250
_TAKEN = (250, 251)
_YES, _NO = 2, (4, 5)  # the first digit of an answer
_LOGGED_IN = 235
_PAUSE = 5.0  # seconds between two looks

_Answer = tuple[int, bytes]


class SmtpOutbox:
    """Sends on as many connections as there are senders at once; each is opened at its first message and kept.

    `send` may be called from several threads; `look` and `close` from one, when nothing is being sent.
    """

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
        self._server, self._timeout = server, timeout
        self._sender = parseaddr(sender)[1]
        self._mailbox, self._settle, self._sleep = mailbox, settle, sleep
        self._doubted = time.monotonic()
        self._free: LifoQueue[_Line] = LifoQueue()
        self._down: str = ""

    def send(self, message: Message, note: Note) -> State:
        try:
            line = self._free.get_nowait()
        except Empty:
            line = _Line(self._server, self._timeout)
        try:
            return self._send(line, message, note)
        except UnknownOutcome:
            self._doubted = time.monotonic()
            raise
        finally:
            self._free.put(line)

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
        while not self._free.empty():
            self._free.get_nowait().hang_up()
        if self._mailbox is not None:
            self._mailbox.close()

    def _send(self, line: _Line, message: Message, note: Note) -> State:
        refused = self._address(line, message)
        try:
            note(State.SENDING)
        except Exception:
            line.take_back()
            raise
        line.hand_over(message.raw)
        if refused:
            raise DeliveryError(_codes(refused), permanent=_permanent(refused), partial=True)
        return State.ACCEPTED

    def _address(self, line: _Line, message: Message) -> list[_Answer]:
        """Name sender and recipients; the answers of those refused, unless it is all of them.

        Until the text is on its way a break means that nothing has been sent. An idle connection that the server has
        ended since the last message is opened anew.
        """
        used = line.is_open
        try:
            self._open(line)
            return self._envelope(line, message)
        except UnicodeEncodeError:
            line.take_back()
            raise DeliveryError("adressen har tecken som e-postservern inte tar emot", permanent=True) from None
        except (OSError, smtplib.SMTPException) as error:
            line.hang_up()
            if used:
                return self._address(line, message)
            raise DeliveryError("förbindelsen bröts innan mejlet lämnades över") from error

    def _open(self, line: _Line) -> None:
        if line.is_open:
            return
        if self._down:
            # A server that does not answer is waited for once a run, not once a message.
            raise DeliveryError(self._down)
        try:
            line.open()
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryError(f"inloggningen nekades ({error.smtp_code})") from None
        except (OSError, smtplib.SMTPException) as error:
            self._down = no_answer(self._server, error)
            raise DeliveryError(self._down) from error

    def _envelope(self, line: _Line, message: Message) -> list[_Answer]:
        line.begin(self._sender, message)
        answers = [line.name(address) for address, _ in message.recipients]
        refused = [answer for answer in answers if answer[0] not in _TAKEN]
        if len(refused) == len(answers):
            line.take_back()
            raise DeliveryError(_codes(refused), permanent=_permanent(refused))
        if self._sender.casefold() not in (address.casefold() for address, _ in message.recipients):
            code, _ = line.name(self._sender)
            # Without its copy in the mailbox, a mail that was taken would look as if it never left and be sent again.
            if code not in _TAKEN and self._mailbox is not None:
                line.take_back()
                raise DeliveryError(f"servern nekade kopian till den egna brevlådan: {code}")
        return refused


class _Line:
    """One connection. A transaction on it is begun, its recipients named, and handed over or taken back."""

    def __init__(self, server: Server, timeout: float) -> None:
        self._server, self._timeout = server, timeout
        self._smtp: smtplib.SMTP | None = None

    @property
    def is_open(self) -> bool:
        return self._smtp is not None

    @property
    def _talk(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise smtplib.SMTPServerDisconnected
        return self._smtp

    def open(self) -> None:
        """Connect, encrypt and log in. Raises what smtplib does, and DeliveryError before a password goes in clear."""
        try:
            self._smtp = self._connect()
            self._secure(self._smtp)
        except Exception:
            self.hang_up()
            raise

    def begin(self, sender: str, message: Message) -> None:
        size = [f"size={len(message.raw)}"] if self._talk.has_extn("size") else []
        # A report of non-delivery then names our key and holds nothing of what the mail said.
        report = ["RET=HDRS", f"ENVID={message.key}"] if self._talk.has_extn("dsn") else []
        code, _ = self._talk.mail(sender, [*size, *report])
        if code != _OK:
            self.take_back()
            raise DeliveryError(f"servern svarade {code}", permanent=code >= 500)

    def name(self, address: str) -> _Answer:
        return self._talk.rcpt(address, ["NOTIFY=FAILURE"] if self._talk.has_extn("dsn") else [])

    def hand_over(self, raw: bytes) -> None:
        """Raises DeliveryError when the server says no, UnknownOutcome when its answer never came."""
        try:
            code, _ = self._talk.data(raw)
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        except (OSError, smtplib.SMTPException) as error:
            # The server may have taken the message before the line broke.
            self.hang_up()
            raise UnknownOutcome("förbindelsen bröts under sändningen") from error
        if code // 100 == _YES:
            return
        if code // 100 not in _NO:
            # Half an answer, or none that SMTP knows: it may have been a yes.
            self.hang_up()
            raise UnknownOutcome("servern gav inget svar som går att tyda")
        self.take_back()
        raise DeliveryError(f"servern svarade {code}", permanent=code >= 500)

    def take_back(self) -> None:
        """Leave a transaction half-way; the next message begins anew."""
        try:
            if self._talk.rset()[0] == _OK:
                return
        except (OSError, smtplib.SMTPException):
            pass
        self.hang_up()

    def hang_up(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                smtp.close()

    def _connect(self) -> smtplib.SMTP:
        host, port, own = self._server.host, self._server.port, _own_name()
        if self._server.tls_first:
            return smtplib.SMTP_SSL(host, port, own, timeout=self._timeout, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, own, timeout=self._timeout)

    def _secure(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if not self._server.tls_first and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        elif not self._server.tls_first and self._server.user:
            raise DeliveryError("servern erbjuder ingen kryptering, så lösenordet skickas inte")
        if self._server.user:
            _log_in(smtp, self._server)


def _own_name() -> str:
    """What we greet with. smtplib would ask the name servers what this machine is called; nobody else is asked."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"  # what smtplib says too, of a machine without a full name


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    if (server.user + server.password).isascii():
        smtp.login(server.user, server.password)
        return
    # smtplib knows ASCII alone; RFC 4616 says UTF-8.
    token = b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, _ = smtp.docmd("AUTH", f"PLAIN {token}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, b"")


def _codes(refused: list[_Answer]) -> str:
    """The server's codes without its words, which may hold addresses."""
    return "servern nekade mottagaren: " + ", ".join(sorted({str(code) for code, _ in refused}))


def _permanent(refused: list[_Answer]) -> bool:
    return all(code >= 500 for code, _ in refused)
