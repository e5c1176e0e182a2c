"""Where a mail server is and who logs in: what SMTP and IMAP have in common."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from paminn.failure import Cause, Failure


@dataclass(frozen=True, slots=True)
class Server:
    """`tls_first`: encrypted from the first byte; otherwise STARTTLS. `user` and `password` are empty without login."""

    host: str
    port: int
    tls_first: bool
    user: str = field(repr=False)
    password: str = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


def read_url(url: str, plain_port: int, tls_port: int) -> Server | None:
    """The server in scheme://user:password@host:port; a scheme that ends in "s" is TLS. None without a host."""
    parts = urlsplit(url)
    if not parts.hostname:
        return None
    tls_first = parts.scheme.endswith("s")
    usual_port = tls_port if tls_first else plain_port
    return Server(
        host=parts.hostname,
        port=parts.port or usual_port,
        tls_first=tls_first,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def no_answer(server: Server, error: Exception) -> Failure:
    """Why nothing can be said to the server."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failure(Cause.CERTIFICATE_NOT_TRUSTED, server.name)
    return Failure(Cause.NO_ANSWER, server.name)
