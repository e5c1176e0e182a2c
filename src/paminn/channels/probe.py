"""Whether a host answers: for the doctor, who changes nothing there."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import LocationParseError

from paminn.errors import DeliveryError

_ANSWERED = 300


def page_answers(url: str, timeout: float = 10) -> str:
    """GET one page, and no other that it leads to. Raises DeliveryError with the host and what it said."""
    host = urlsplit(url).hostname
    try:
        with requests.get(url, timeout=timeout, stream=True, allow_redirects=False) as answer:
            status = answer.status_code
    except requests.exceptions.SSLError:
        raise DeliveryError(f"{host} har ett certifikat som datorn inte litar på.") from None
    except (requests.RequestException, OSError, UnicodeError, LocationParseError):
        raise DeliveryError(f"{host} svarar inte.") from None
    if status >= _ANSWERED:
        raise DeliveryError(f"{host} svarar {status}.")
    return f"{host} svarar."


def host_answers(url: str, timeout: float = 10) -> str:
    """Open an encrypted connection to the address's host and close it; nothing is asked for."""
    parts = urlsplit(url)
    host, tls = parts.hostname or "", parts.scheme == "https"
    try:
        with socket.create_connection((host, parts.port or (443 if tls else 80)), timeout) as plain:
            if tls:
                with ssl.create_default_context().wrap_socket(plain, server_hostname=host):
                    pass
    except ssl.SSLError:
        raise DeliveryError(f"{host} har ett certifikat som datorn inte litar på.") from None
    except (OSError, UnicodeError):
        raise DeliveryError(f"{host} går inte att nå.") from None
    return f"{host} går att nå."
