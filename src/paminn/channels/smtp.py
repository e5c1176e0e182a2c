"""Mail over SMTP: STARTTLS, login, one connection for a run."""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64encode
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from paminn.errors import DeliveryError, UnknownOutcome, UsageError
from paminn.reminders.outbox import Outgoing

_OK = 250
_TAKEN = (250, 251)
_LOGGED_IN = 235


class SmtpOutbox:
    """Opens its connection at the first message. A broken one is opened anew for the next message."""

    def __init__(self, url: str, sender: str, timeout: float = 60) -> None:
        """`url` is smtp://user:password@host:587 (STARTTLS whenever it is offered, always with a login) or smtps://."""
        parts = urlsplit(url)
        if not parts.hostname:
            raise UsageError("PAMINN_SMTP_URL saknas. Skriv till exempel smtp://server:587.")
        self._host, self._port = parts.hostname, parts.port or (465 if parts.scheme == "smtps" else 587)
        self._tls_first = parts.scheme == "smtps"
        self._login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        self._sender = parseaddr(sender)[1]
        self._timeout = timeout
        self._connection: smtplib.SMTP | None = None
        self._down: str = ""

    def send(self, message: Outgoing) -> None:
        refused = self._address(message)
        assert self._connection is not None
        try:
            code, _ = self._connection.data(message.raw)
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        except (OSError, smtplib.SMTPException) as error:
            # Broken while handing over: the server may have taken the message before we heard so.
            self.close()
            raise UnknownOutcome("förbindelsen bröts under sändningen") from error
        if code != _OK:
            self.close()
            raise DeliveryError(f"servern svarade {code}", permanent=code >= 500)
        if refused:
            raise DeliveryError(_codes(refused), permanent=_permanent(refused), partial=True)

    def find(self, message_id: str) -> bool | None:
        """SMTP alone cannot know what left."""
        return None

    def close(self) -> None:
        if self._connection is not None:
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def _address(self, message: Outgoing) -> dict[str, tuple[int, bytes]]:
        """Name sender and recipients; those refused, unless it is all of them.

        Until the text is on its way a break means that nothing has been sent. An idle connection that the server has
        ended since the last message is opened anew.
        """
        used = self._connection is not None
        try:
            return self._envelope(self._open(), message)
        except UnicodeEncodeError:
            self.close()
            raise DeliveryError("adressen har tecken som e-postservern inte tar emot", permanent=True) from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            if used:
                return self._address(message)
            raise DeliveryError("förbindelsen bröts innan mejlet lämnades över") from error

    def _envelope(self, connection: smtplib.SMTP, message: Outgoing) -> dict[str, tuple[int, bytes]]:
        size = [f"size={len(message.raw)}"] if connection.has_extn("size") else []
        code, _ = connection.mail(self._sender, size)
        if code != _OK:
            self.close()
            raise DeliveryError(f"servern svarade {code}", permanent=code >= 500)
        answers = {address: connection.rcpt(address) for address, _ in message.recipients}
        refused = {address: answer for address, answer in answers.items() if answer[0] not in _TAKEN}
        if len(refused) == len(answers):
            self.close()
            raise DeliveryError(_codes(refused), permanent=_permanent(refused))
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
            self.close()
            raise DeliveryError(f"inloggningen nekades ({error.smtp_code})") from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            self._down = f"e-postservern {self._host}:{self._port} svarar inte"
            raise DeliveryError(self._down) from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        if self._tls_first:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout)

    def _secure(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        if not self._tls_first and connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
        elif not self._tls_first and self._login:
            self.close()
            raise DeliveryError("servern erbjuder ingen kryptering, så lösenordet skickas inte")
        if self._login:
            _log_in(connection, *self._login)


def _log_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    if (user + password).isascii():
        connection.login(user, password)
        return
    # smtplib knows ASCII alone; RFC 4616 says UTF-8.
    token = b64encode(f"\0{user}\0{password}".encode()).decode()
    code, _ = connection.docmd("AUTH", f"PLAIN {token}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, b"")


def _codes(refused: dict[str, tuple[int, bytes]]) -> str:
    """The server's codes without its words, which may hold addresses."""
    return "servern nekade mottagaren: " + ", ".join(sorted({str(code) for code, _ in refused.values()}))


def _permanent(refused: dict[str, tuple[int, bytes]]) -> bool:
    return all(code >= 500 for code, _ in refused.values())
