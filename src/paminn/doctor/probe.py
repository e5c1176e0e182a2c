"""Whether a host answers, and if not, why: for the doctor, who changes nothing there."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import requests

from paminn.channels.graph.session import Session
from paminn.channels.mail_server import Server
from paminn.doctor.diagnosis import Diagnosed, Remedy, behind
from paminn.errors import DeliveryError, told_by_disk
from paminn.failure import Cause
from paminn.texts import causes

_ANSWERED = 300
_RELAY = 25
# OpenSSL's: X509_V_ERR_…
_NOT_YET = 9
_ENDED = 10
_OTHER_NAME = (62, 64)
_NO_LOGIN = (smtplib.SMTPNotSupportedError, smtplib.SMTPException)  # and none of their kinds
_PLAIN_THERE = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE")


def page_answers(url: str, setting: str, timeout: float = 10) -> str:
    """GET one page, and no other that it leads to. Raises Diagnosed."""
    host, status = _asked(url, setting, timeout)
    if status >= _ANSWERED:
        raise Diagnosed(f"{host} svarar {status}")
    return f"{host} svarar."


def host_answers(url: str, setting: str, timeout: float = 10) -> str:
    """Whether the address's host can be reached, through the proxy if there is one; of the rest nothing is told it.

    Raises Diagnosed.
    """
    parts = urlsplit(url)
    host, _ = _asked(f"{parts.scheme}://{parts.netloc}/", setting, timeout)
    return f"{host} går att nå."


def mail_server_answers(server: Server, setting: str, wait: float = 1, timeout: float = 10) -> None:
    """Whether a mail server answers, and in the way that the address says. Raises Diagnosed.

    `wait`: seconds for an unencrypted greeting before encryption from the first byte is tried.
    """
    with explained(server.name, setting), socket.create_connection((server.host, server.port), timeout) as plain:
        if server.tls_first:
            with ssl.create_default_context().wrap_socket(plain, server_hostname=server.host):
                return
        plain.settimeout(wait)
        try:
            greeting = plain.recv(1, socket.MSG_PEEK)
        except (TimeoutError, ConnectionError):
            greeting = b""
    # On port 25 nobody does, and some servers there hold it against a client that speaks before it is greeted.
    if not greeting and server.port != _RELAY and _encrypts_first(server, timeout):
        raise Diagnosed(
            f"{server.name} är krypterad från början, men adressen säger det inte", Remedy.TLS_FIRST, setting
        )


@contextmanager
def explained(host: str, setting: str) -> Iterator[None]:
    """What goes wrong on the way to `host`, as `setting` names it, is told as Diagnosed where its cause is known."""
    try:
        yield
    except Exception as error:
        known = why(error, host, setting)
        if known is None:
            raise
        raise known from error


def why(error: BaseException, host: str, setting: str) -> Diagnosed | None:
    """The cause behind an error that has been told in other words. None when it is none of a connection's."""
    chain = list(behind(error))
    # What says most comes first, wherever in the chain it stands.
    for cause in chain:
        known = _known_already(cause, host, setting)
        if known is not None:
            return known
    for cause in chain:
        found = _certificate(cause) or _connection(cause) or _login(cause)
        if found is not None:
            reason, remedy = found
            return Diagnosed(reason.format(host=host), remedy, setting)
    for cause in chain:
        if isinstance(cause, requests.RequestException):
            return Diagnosed(f"{host} svarar inte", Remedy.SILENT, setting)
    return None


def _known_already(error: BaseException, host: str, setting: str) -> Diagnosed | None:
    if isinstance(error, Diagnosed):
        return error
    if isinstance(error, DeliveryError) and error.failure.cause is Cause.TRUSTED_LIST_ABSENT:
        return Diagnosed(causes.why(error.failure), Remedy.TRUST_FILE)
    if isinstance(error, DeliveryError) and error.failure.cause is Cause.NO_ENCRYPTION:
        return Diagnosed(causes.why(error.failure), Remedy.NO_TLS, setting)
    if isinstance(error, requests.exceptions.ProxyError):
        return Diagnosed(f"proxyn på vägen till {host} svarar inte", Remedy.PROXY)
    return None


def certificates_are_there(path: Path, name: str) -> None:
    """A file or folder of authorities to trust, as `name` points at it. Raises Diagnosed."""
    try:
        if path.is_dir():
            return
        ssl.create_default_context(cafile=str(path))
    except ssl.SSLError:
        raise Diagnosed(f"filen som {name} pekar på innehåller inget certifikat", Remedy.TRUST_FILE, name) from None
    except OSError as error:
        raise Diagnosed(
            f"filen som {name} pekar på går inte att läsa ({told_by_disk(error)})", Remedy.TRUST_FILE, name
        ) from None


def host_of(url: str) -> str:
    """Host and port, without what some put before them."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _certificate(error: BaseException) -> tuple[str, Remedy] | None:
    """(what is wrong at {host}, what helps) of a certificate; the two below are of the same shape."""
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _OTHER_NAME:
            return "{host} har ett certifikat för ett annat namn", Remedy.OTHER_NAME
        if error.verify_code == _ENDED:
            return "{host} har ett certifikat som har gått ut", Remedy.SERVER_ENDED
        if error.verify_code == _NOT_YET:
            return "{host} har ett certifikat som inte gäller än", Remedy.CLOCK
        return "{host} har ett certifikat som datorn inte litar på", Remedy.TRUST
    if isinstance(error, ssl.SSLError) and error.reason in _PLAIN_THERE:
        return "{host} är inte krypterad från början, men adressen säger det", Remedy.TLS_LATER
    if isinstance(error, ssl.SSLError) and error.reason == "NO_CERTIFICATE_OR_CRL_FOUND":
        return "filen som REQUESTS_CA_BUNDLE pekar på innehåller inget certifikat", Remedy.TRUST_FILE
    return None


def _connection(error: BaseException) -> tuple[str, Remedy] | None:
    if isinstance(error, socket.gaierror) or type(error) is UnicodeError:  # a part of the name is too long
        return "namnet i {host} finns inte, eller så svarar inte datorns namnserver", Remedy.NAME
    if isinstance(error, ConnectionRefusedError):
        return "{host} nekar förbindelsen: inget lyssnar på den porten", Remedy.REFUSED
    if isinstance(error, TimeoutError):
        return "{host} svarar inte i tid", Remedy.SILENT
    if isinstance(error, ssl.SSLError):
        return "{host} gick inte att kryptera förbindelsen till", Remedy.TLS_LATER
    return None


def _login(error: BaseException) -> tuple[str, Remedy] | None:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{{host}} nekade inloggningen ({error.smtp_code})", Remedy.SMTP_LOGIN
    if isinstance(error, smtplib.SMTPConnectError):
        return f"{{host}} släpper inte in datorn ({error.smtp_code})", Remedy.NOT_LET_IN
    if type(error) in _NO_LOGIN:
        return "{host} erbjuder ingen inloggning som påminn kan", Remedy.NO_LOGIN
    return None


def _asked(url: str, setting: str, timeout: float) -> tuple[str, int]:
    """(host, status) of one GET."""
    host = host_of(url)
    with explained(host, setting):
        session = Session(timeout=(timeout, timeout))
        try:
            with session.get(url, stream=True) as answer:
                return host, answer.status_code
        except requests.exceptions.InvalidProxyURL:
            raise Diagnosed(
                f"proxyn på vägen till {host} har en adress som inte går att använda", Remedy.PROXY
            ) from None
        except ValueError:  # requests' and urllib3's, of an address that they do not understand
            raise Diagnosed(f"namnet {host} går inte att använda", Remedy.NAME, setting) from None
        finally:
            session.close()


def _encrypts_first(server: Server, timeout: float) -> bool:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((server.host, server.port), timeout) as plain, context.wrap_socket(plain):
            return True
    except OSError:
        return False
