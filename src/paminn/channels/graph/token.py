"""The app's token from Entra, through msal. What goes wrong is told as the setting to look at."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from requests import RequestException
from requests.exceptions import SSLError

from paminn.channels.graph.certificate import read_certificate
from paminn.channels.graph.session import Session
from paminn.errors import DeliveryError, UsageError
from paminn.failure import Cause, Failure
from paminn.patience import ENDLESS

# msal answers from its own memory for five seconds after a server error, so the second pause is longer than that.
_PAUSES = (1.0, 6.0)

# Entra's codes: learn.microsoft.com/entra/identity-platform/reference-error-codes. The first that is known is told.
_CAUSES = {
    7000215: Cause.APP_SECRET_WRONG,
    7000222: Cause.APP_SECRET_ENDED,
    7000218: Cause.APP_SECRET_MISSING,
    700027: Cause.APP_CERTIFICATE_UNKNOWN,
    700030: Cause.APP_CERTIFICATE_NOT_ALLOWED,
    700024: Cause.APP_CERTIFICATE_OR_CLOCK,
    700016: Cause.APP_UNKNOWN,
    7000112: Cause.APP_SWITCHED_OFF,
    90002: Cause.TENANT_UNKNOWN,
    900021: Cause.TENANT_IS_NO_ID,
    900023: Cause.TENANT_IS_NO_ID,
    50049: Cause.AUTHORITY_OF_ANOTHER_CLOUD,
    900382: Cause.AUTHORITY_OF_ANOTHER_CLOUD,
    500011: Cause.SERVICE_NOT_IN_TENANT,
    500014: Cause.SERVICE_SWITCHED_OFF,
    650057: Cause.APP_WITHOUT_PERMISSION,
    501051: Cause.APP_NOT_ASSIGNED,
    53003: Cause.APP_STOPPED_BY_A_RULE,
    70011: Cause.SERVICE_UNKNOWN,
    1002012: Cause.SERVICE_UNKNOWN,
}
_BUSY = {90033, 90055, 50196}


class TokenError(DeliveryError):
    """No token, so nothing has been asked of Graph. Never holds what Entra wrote, only its code."""


class _Passing(TokenError):
    """Entra could not be reached or is out of order: worth asking again."""


class Tokens:
    """Tokens for one app in one tenant; safe to share between threads. Nothing is asked before the first `get`."""

    def __init__(
        self,
        authority: str,
        tenant: str,
        client_id: str,
        *,
        secret: str = "",
        certificate: Path | None = None,
        ca: Path | None = None,
        timeout: tuple[float, float] = (10, 30),
        sleep: Callable[[float], None] = time.sleep,
        answer: Callable[[], float] = ENDLESS.for_an_answer,
    ) -> None:
        """`authority` as https://login.microsoftonline.com; `ca` as in Session. Raises UsageError.

        `answer`: how many seconds Entra may take for one.
        """
        _refuse_incomplete(authority, tenant, client_id, secret, certificate)
        self._authority = f"{authority}/{tenant}"
        self._client_id = client_id
        self._credential: str | dict[str, str] = secret
        if certificate is not None:
            self._credential = _from_file(certificate)
        self._web = Session(ca, timeout, answer)
        self._sleep = sleep
        self._lock = Lock()
        self._app: Any = None

    def get(self, scope: str) -> str:
        """A token for `scope` (https://service/.default), the cached one while it lasts. Raises TokenError."""
        with self._lock:
            return self._patiently(scope, None)

    def renew(self, scope: str, claims: str | None = None) -> str:
        """A token that no cache has held, for a service that refused the last one; `claims` is its JSON challenge."""
        with self._lock:
            if self._app is not None:
                self._app.remove_tokens_for_client()
            return self._patiently(scope, claims)

    def close(self) -> None:
        self._web.close()

    def _patiently(self, scope: str, claims: str | None) -> str:
        for pause in _PAUSES:
            with suppress(_Passing):
                return self._ask(scope, claims)
            self._sleep(pause)
        return self._ask(scope, claims)

    def _ask(self, scope: str, claims: str | None) -> str:
        from msal.exceptions import MsalError

        try:
            if self._app is None:
                self._app = self._application()
            answer = self._app.acquire_token_for_client([scope], claims_challenge=claims)
        except SSLError:
            raise TokenError(Failure(Cause.ENTRA_CERTIFICATE_NOT_TRUSTED)) from None
        except (RequestException, MsalError, RuntimeError):
            raise _Passing(Failure(Cause.ENTRA_NO_ANSWER)) from None
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            # msal takes the shape of an answer for granted, and a sign-in page on the way has another.
            raise _refused(_codes_behind(error)) from None
        token = answer.get("access_token")
        if isinstance(token, str) and token:
            return token
        codes = answer.get("error_codes")
        if not codes:
            codes = _codes_in(str(answer.get("error_description")))
        raise _refused(codes)

    def _application(self) -> Any:
        # Here, not above: msal asks the network as soon as it is built, and is slow to import.
        from msal import ConfidentialClientApplication

        # The tenant is fixed. Discovery would hide the true error behind a second one.
        return ConfidentialClientApplication(
            self._client_id,
            client_credential=self._credential,
            authority=self._authority,
            instance_discovery=False,
            http_client=self._web,
        )


def _refuse_incomplete(authority: str, tenant: str, client_id: str, secret: str, certificate: Path | None) -> None:
    missing = []
    if not tenant:
        missing.append("PAMINN_GRAPH_TENANT")
    if not client_id:
        missing.append("PAMINN_GRAPH_CLIENT_ID")
    if not secret and not certificate:
        missing.append("PAMINN_GRAPH_CERTIFICATE (eller PAMINN_GRAPH_SECRET)")
    if missing:
        raise UsageError(f"För Microsoft 365 saknas {' och '.join(missing)}. Läs docs/handbok/microsoft365.md.")
    if secret and certificate:
        raise UsageError("Ange antingen PAMINN_GRAPH_CERTIFICATE eller PAMINN_GRAPH_SECRET, inte båda.")
    if not authority.startswith("https://"):
        raise UsageError("PAMINN_GRAPH_AUTHORITY: skriv en adress som börjar med https://.")


def _from_file(path: Path) -> dict[str, str]:
    """Without a thumbprint msal signs with SHA-256; with one, with SHA-1."""
    certificate = read_certificate(path)
    return {"private_key": certificate.private, "public_certificate": certificate.public}


def _refused(codes: Iterable[object]) -> TokenError:
    """Why there is no token, by the numbers among `codes`, as Entra gives them."""
    numbers = [int(str(code)) for code in codes if str(code).isdigit()]
    shown = ", ".join(f"AADSTS{number}" for number in numbers)
    for number in numbers:
        if number in _CAUSES:
            return TokenError(Failure(_CAUSES[number], shown))
        if number in _BUSY:
            return _Passing(Failure(Cause.ENTRA_BUSY, shown))
    if shown:
        return TokenError(Failure(Cause.APP_REFUSED, shown))
    return TokenError(Failure(Cause.ENTRA_GARBLED))


def _codes_behind(error: BaseException) -> list[str]:
    """msal hides what Entra said of the tenant in the error behind its own."""
    codes = []
    behind: BaseException | None = error
    while behind is not None:
        codes += _codes_in(str(behind))
        behind = behind.__context__
    return codes


def _codes_in(text: str) -> list[str]:
    return re.findall(r"AADSTS(\d{3,9})", text)
