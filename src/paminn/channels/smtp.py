"""Mail over SMTP: STARTTLS, login, one connection for a run."""

from __future__ import annotations

import smtplib
import ssl
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from paminn.errors import DeliveryError, UnknownOutcome, UsageError
from paminn.reminders.outbox import Outgoing


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
        connection = self._open()
        to = [address for address, _ in message.recipients]
        try:
            refused = connection.sendmail(self._sender, to, message.raw)
        except smtplib.SMTPRecipientsRefused as error:
            raise DeliveryError(_codes(error.recipients), permanent=_permanent(error.recipients)) from None
        except smtplib.SMTPResponseException as error:
            self.close()
            raise DeliveryError(f"servern svarade {error.smtp_code}", permanent=error.smtp_code >= 500) from None
        except (OSError, smtplib.SMTPException) as error:
            # Broken while handing over: the server may have taken the message before we heard so.
            self.close()
            raise UnknownOutcome("förbindelsen bröts under sändningen") from error
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

    def _open(self) -> smtplib.SMTP:
        if self._connection is not None:
            return self._connection
        if self._down:
            # A server that does not answer is waited for once a run, not once a message.
            raise DeliveryError(self._down)
        context = ssl.create_default_context()
        try:
            if self._tls_first:
                connection: smtplib.SMTP = smtplib.SMTP_SSL(
                    self._host, self._port, timeout=self._timeout, context=context
                )
            else:
                connection = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
                connection.ehlo()
                if connection.has_extn("starttls"):
                    connection.starttls(context=context)
                elif self._login:
                    connection.close()
                    raise DeliveryError("servern erbjuder ingen kryptering, så lösenordet skickas inte")
            if self._login:
                connection.login(*self._login)
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryError(f"inloggningen nekades ({error.smtp_code})") from None
        except (OSError, smtplib.SMTPException) as error:
            self._down = f"e-postservern {self._host}:{self._port} svarar inte"
            raise DeliveryError(self._down) from error
        self._connection = connection
        return connection


def _codes(refused: dict[str, tuple[int, bytes]]) -> str:
    """The server's codes without its words, which may hold addresses."""
    return "servern nekade mottagaren: " + ", ".join(sorted({str(code) for code, _ in refused.values()}))


def _permanent(refused: dict[str, tuple[int, bytes]]) -> bool:
    return all(code >= 500 for code, _ in refused.values())
