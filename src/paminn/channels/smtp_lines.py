"""Connections to one SMTP server, as many as the server takes and the run has use for."""

from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, LifoQueue
from threading import Lock

from paminn.channels.mail_server import Server, no_answer
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import Cause, Failure, message_refused
from paminn.reminders.message import Message

_OK = 250
_YES, _NO = 2, (4, 5)  # the first digit of an answer
_LOGGED_IN = 235
_CLOSING = 421

Answer = tuple[int, bytes]


class Lines:
    """A line is opened at its first message and kept. There is no second before the first has been let in.

    A server that takes no more lines has those that it took. One that takes none is tried once a run, not once a
    message.
    """

    def __init__(self, server: Server, timeout: float) -> None:
        self._server, self._timeout = server, timeout
        self._free: LifoQueue[Line] = LifoQueue()
        self._count = Lock()
        self._made = 0
        self._let_in = self._full = False

    @contextmanager
    def one(self) -> Iterator[Line]:
        """An open line of one's own. Raises DeliveryError when there is none to be had."""
        line = self._take()
        try:
            yield line
        finally:
            line.used = True
            self._free.put(line)

    def close(self) -> None:
        """Hang up, when nothing is being sent."""
        while not self._free.empty():
            self._free.get_nowait().hang_up()

    def _take(self) -> Line:
        while True:
            line = self._next()
            try:
                line.be_open()
            except DeliveryError as error:
                self._give_up(line, error)
            except BaseException:
                self._free.put(line)  # or others would wait for it for ever
                raise
            else:
                self._let_in = True
                return line

    def _next(self) -> Line:
        with suppress(Empty):
            return self._free.get_nowait()
        with self._count:
            if not self._made or (self._let_in and not self._full):
                self._made += 1
                return Line(self._server, self._timeout)
        return self._free.get()

    def _give_up(self, line: Line, error: DeliveryError) -> None:
        """Do with the others, if there are any; else no message of this run leaves."""
        with self._count:
            self._full = True
            if self._made > 1:
                self._made -= 1
                return
        line.lost = error
        self._free.put(line)
        raise error


class Line:
    """One connection. A transaction on it is begun, its recipients named, and handed over or taken back."""

    def __init__(self, server: Server, timeout: float) -> None:
        self._server, self._timeout = server, timeout
        self._smtp: smtplib.SMTP | None = None
        self.used = False
        self.lost: DeliveryError | None = None  # why nobody should try again in this run

    @property
    def _talk(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise smtplib.SMTPServerDisconnected
        return self._smtp

    def be_open(self) -> None:
        """Connect, encrypt and log in, unless that is done. Raises DeliveryError, before a password goes in clear."""
        if self._smtp is not None:
            return
        if self.lost:
            raise self.lost
        try:
            self._smtp = self._connect()
            self._secure(self._smtp)
        except DeliveryError:
            self.hang_up()
            raise
        except smtplib.SMTPAuthenticationError as error:
            self.hang_up()
            raise DeliveryError(Failure(Cause.LOGIN_REFUSED, str(error.smtp_code))) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:  # a name or an answer of no sense is a ValueError
            self.hang_up()
            raise DeliveryError(no_answer(self._server, error)) from error
        self.used = False

    def begin(self, sender: str, message: Message) -> None:
        size = [f"size={len(message.raw)}"] if self._talk.has_extn("size") else []
        # A report of non-delivery then names our key and holds nothing of what the mail said.
        report = ["RET=HDRS", f"ENVID={message.key}"] if self._talk.has_extn("dsn") else []
        code, _ = self._talk.mail(sender, [*size, *report])
        if code == _CLOSING:
            raise smtplib.SMTPServerDisconnected
        if code != _OK:
            self.take_back()
            raise DeliveryError(message_refused(code))

    def name(self, address: str) -> Answer:
        answer = self._talk.rcpt(address, ["NOTIFY=FAILURE"] if self._talk.has_extn("dsn") else [])
        if answer[0] == _CLOSING:
            raise smtplib.SMTPServerDisconnected
        return answer

    def hand_over(self, raw: bytes) -> None:
        """Raises DeliveryError when the server says no, UnknownOutcome when its answer never came."""
        try:
            code, _ = self._talk.data(raw)
        except smtplib.SMTPDataError as error:
            # Asked whether it wants the text, and it did not say that: whatever it said, it has none.
            code = error.smtp_code
            self.take_back() if code // 100 in _NO else self.hang_up()
            raise DeliveryError(message_refused(code)) from None
        except (OSError, smtplib.SMTPException) as error:
            # The server may have taken the message before the line broke.
            self.hang_up()
            raise UnknownOutcome(Failure(Cause.CONNECTION_BROKE)) from error
        if code // 100 == _YES:
            return
        if code // 100 not in _NO:
            # Half an answer, or none that SMTP knows: it may have been a yes.
            self.hang_up()
            raise UnknownOutcome(Failure(Cause.ANSWER_MAKES_NO_SENSE))
        self.take_back()
        raise DeliveryError(message_refused(code))

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
            raise DeliveryError(Failure(Cause.NO_ENCRYPTION))
        if self._server.user:
            _log_in(smtp, self._server)


def _own_name() -> str:
    """What we greet with. smtplib would ask the name servers what this machine is called; nobody else is asked."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"  # what smtplib says too, of a machine without a full name


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" not in offered and (server.user + server.password).isascii():
        smtp.login(server.user, server.password)
        return
    # smtplib would try a wrong password once for each way to log in, and knows ASCII alone; RFC 4616 says UTF-8.
    token = b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, _ = smtp.docmd("AUTH", f"PLAIN {token}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, b"")
