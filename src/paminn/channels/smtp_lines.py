"""Connections to one SMTP server, as many as the server takes and the run has use for."""

from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition

from paminn.channels.mail_server import Server, no_answer
from paminn.channels.time_limit import hold, was_cut, within
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import Cause, Failure, is_for_good, message_refused
from paminn.reminders.message import Message
from paminn.replies.mail.refusal import Why, refusal

_OK = 250
_LOGGED_IN = 235
_CLOSING = 421
_TAKEN = (250, 251)
_FAREWELL = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Named:
    """A server's answer to a recipient. `is_dead`: there is nobody at the address."""

    code: int
    is_dead: bool = False

    @property
    def is_taken(self) -> bool:
        return self.code in _TAKEN


class Lines:
    """A line is opened at its first message and kept. There is no second before the first has been let in.

    A server that takes no more lines has those that it took. One that takes none is tried once a run, not once a
    message.
    """

    def __init__(self, server: Server, timeout: Callable[[], float]) -> None:
        """`timeout`: for how many seconds the server may be silent now."""
        self._server = server
        self._timeout = timeout
        self._changed = Condition()  # held over the four below; those who wait for a line are told
        self._free: list[Line] = []
        self._open = 0  # lines there are, in use or not
        self._let_in = False  # whether the server has taken any
        self._full = False  # whether it has refused one

    @contextmanager
    def one(self) -> Iterator[Line]:
        """An open line of one's own. Raises DeliveryError when there is none to be had."""
        line = self._take()
        try:
            yield line
        finally:
            line.used = True
            self._put_back(line)

    def close(self) -> None:
        """Hang up, when nothing is being sent."""
        while self._free:
            self._free.pop().hang_up()

    def _take(self) -> Line:
        while True:
            line = self._next()
            try:
                line.be_open()
            except DeliveryError as error:
                self._give_up(line, error)
            except BaseException:
                self._put_back(line)  # or others would wait for it for ever
                raise
            else:
                self._tell_let_in()
                return line

    def _next(self) -> Line:
        with self._changed:
            while True:
                if self._free:
                    return self._free.pop()
                is_first = self._open == 0
                takes_more = self._let_in and not self._full
                if is_first or takes_more:
                    self._open += 1
                    return Line(self._server, self._timeout)
                self._changed.wait()

    def _put_back(self, line: Line) -> None:
        with self._changed:
            self._free.append(line)
            self._changed.notify()

    def _tell_let_in(self) -> None:
        """Whoever waited to see whether the first is let in opens a line of its own."""
        with self._changed:
            if not self._let_in:
                self._let_in = True
                self._changed.notify_all()

    def _give_up(self, line: Line, error: DeliveryError) -> None:
        """Do with the others, if there are any; else no message of this run leaves."""
        with self._changed:
            self._full = True
            if self._open > 1:
                self._open -= 1
                return
        line.lost = error
        self._put_back(line)
        raise error


class Line:
    """One connection. A transaction on it is begun, its recipients named, and handed over or taken back."""

    def __init__(self, server: Server, timeout: Callable[[], float]) -> None:
        self._server = server
        self._timeout = timeout
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
        """Name the sender. Raises DeliveryError when the server says no, SMTPServerDisconnected when it is going."""
        if self._talk.sock is not None:
            self._talk.sock.settimeout(self._timeout())
        hold(self._talk.sock)
        options = []
        if self._talk.has_extn("size"):
            options.append(f"size={len(message.raw)}")
        if self._talk.has_extn("dsn"):
            # A report of non-delivery then names our key and holds nothing of what the mail said.
            options += ["RET=HDRS", f"ENVID={message.key}"]
        code, _ = self._talk.mail(sender, options)
        if code == _CLOSING:
            raise smtplib.SMTPServerDisconnected
        if code != _OK:
            self.take_back()
            raise DeliveryError(message_refused(code))

    def name(self, address: str) -> Named:
        """Name a recipient. What the server answers is returned without its words, which may hold addresses."""
        options = []
        if self._talk.has_extn("dsn"):
            options.append("NOTIFY=FAILURE")
        code, words = self._talk.rcpt(address, options)
        if code == _CLOSING:
            raise smtplib.SMTPServerDisconnected
        said = words.decode("utf-8", "replace")
        # A server that is not found may be DNS on our side: whoever that is about is not dead for it.
        return Named(code, is_dead=is_for_good(code) and refusal(said).why is Why.NOBODY)

    def hand_over(self, raw: bytes) -> None:
        """Raises DeliveryError when the server says no, UnknownOutcome when its answer never came."""
        try:
            code, _ = self._talk.data(raw)
        except smtplib.SMTPDataError as error:
            # Asked whether it wants the text, and it did not say that: whatever it said, it has none.
            if _is_no(error.smtp_code):
                self.take_back()
            else:
                self.hang_up()
            raise DeliveryError(message_refused(error.smtp_code)) from None
        except (OSError, smtplib.SMTPException) as error:
            # The server may have taken the message before the line broke.
            self.hang_up()
            raise UnknownOutcome(Failure(Cause.CONNECTION_BROKE)) from error
        if _is_yes(code) and not was_cut():
            return
        if not _is_no(code):
            # Half an answer, or none that SMTP knows: it may have been a yes.
            self.hang_up()
            raise UnknownOutcome(Failure(Cause.ANSWER_MAKES_NO_SENSE))
        self.take_back()
        raise DeliveryError(message_refused(code))

    def take_back(self) -> None:
        """Leave a transaction half-way; the next message begins anew."""
        try:
            code, _ = self._talk.rset()
        except (OSError, smtplib.SMTPException):
            self.hang_up()
            return
        if code != _OK:
            self.hang_up()

    def hang_up(self) -> None:
        smtp = self._smtp
        self._smtp = None
        if smtp is None:
            return
        try:
            with within(_FAREWELL):
                hold(smtp.sock)
                smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        host = self._server.host
        port = self._server.port
        if self._server.tls_first:
            context = ssl.create_default_context()
            return _Encrypted(host, port, _own_name(), timeout=self._timeout(), context=context)
        return _Plain(host, port, _own_name(), timeout=self._timeout())

    def _secure(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        is_encrypted = self._server.tls_first
        if not is_encrypted and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            hold(smtp.sock)
            smtp.ehlo_or_helo_if_needed()
            is_encrypted = True
        if self._server.user:
            if not is_encrypted:
                raise DeliveryError(Failure(Cause.NO_ENCRYPTION))
            _log_in(smtp, self._server)


class _Plain(smtplib.SMTP):
    """Under the limits of whoever sends, from before it has greeted."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        hold(connected)
        return connected


class _Encrypted(smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        hold(connected)
        return connected


def _own_name() -> str:
    """What we greet with. smtplib would ask the name servers what this machine is called; nobody else is asked."""
    name = socket.gethostname()
    if "." not in name:
        return "[127.0.0.1]"  # what smtplib says too, of a machine without a full name
    return name


def _is_yes(code: int) -> bool:
    """By its first digit, which is all that SMTP promises of it (RFC 5321 §4.2.1)."""
    return code // 100 == 2


def _is_no(code: int) -> bool:
    return code // 100 in (4, 5)


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    is_ascii = server.user.isascii() and server.password.isascii()
    if "PLAIN" not in offered and is_ascii:
        smtp.login(server.user, server.password)
        return
    # smtplib would try a wrong password once for each way to log in, and knows ASCII alone; RFC 4616 says UTF-8.
    token = b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, _ = smtp.docmd("AUTH", f"PLAIN {token}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, b"")
