"""The one way out over https: bounded in time, never redirected, trusting what it is told to trust, and unheard."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from paminn.channels.time_limit import Limit, hold, within
from paminn.errors import DeliveryError
from paminn.failure import Cause, Failure
from paminn.patience import ENDLESS

_TALKATIVE = ("urllib3.connectionpool", "urllib3.util.retry")


class Session(requests.Session):
    """Nothing is tried again here, so a POST leaves once.

    `ca` is a file with the only authorities to trust, whatever the environment says; without it REQUESTS_CA_BUNDLE
    and the machine's own count. `timeout` is (connect, read) in seconds, for as long as the server may be silent;
    `left` how many seconds it may take in all for an answer. Raises DeliveryError when REQUESTS_CA_BUNDLE names no
    file: nothing has left then.
    """

    def __init__(
        self,
        ca: Path | None = None,
        timeout: tuple[float, float] = (10, 60),
        left: Callable[[], float] = ENDLESS.for_an_answer,
    ) -> None:
        super().__init__()
        self._ca = ca
        self._timeout = timeout
        self._left = left
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter())

    def request(self, method: Any, url: Any, *args: Any, **named: Any) -> requests.Response:
        named |= {"timeout": self._timeout, "allow_redirects": False}
        if self._ca:
            named["verify"] = str(self._ca)  # an argument of the call is all that wins over the environment
        try:
            with _unheard(), within(self._left()) as limit:
                return self._answered(limit, method, url, *args, **named)
        except OSError as error:
            is_about_the_list = "CA certificate bundle" in str(error)
            if isinstance(error, requests.RequestException) or not is_about_the_list:
                raise
            raise DeliveryError(Failure(Cause.TRUSTED_LIST_ABSENT)) from None

    def _answered(self, limit: Limit, *args: Any, **named: Any) -> requests.Response:
        """The answer, unless the time was over before it came: half of one may look like a whole."""
        try:
            answer = super().request(*args, **named)
        except requests.ConnectionError as error:
            if limit.has_cut:
                raise requests.ReadTimeout(*error.args) from error
            raise
        if limit.has_cut:
            answer.close()
            raise requests.ReadTimeout
        return answer


class _Http(HTTPConnection):
    """Under the limits of whoever asks, from when it stands."""

    def connect(self) -> None:
        super().connect()
        hold(self.sock)

    def request(self, *args: Any, **named: Any) -> None:
        hold(self.sock)
        super().request(*args, **named)


class _Https(_Http, HTTPSConnection):
    """The same, encrypted."""


class _Adapter(HTTPAdapter):
    def get_connection_with_tls_context(self, *args: Any, **named: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **named)
        is_encrypted = isinstance(pool, HTTPSConnectionPool)
        pool.ConnectionCls = _Https if is_encrypted else _Http
        return pool


def underlying(error: requests.RequestException) -> BaseException | None:
    """What urllib3 says stopped a request, behind requests' own error."""
    if not error.args:
        return None
    reason = getattr(error.args[0], "reason", None)
    if isinstance(reason, BaseException):
        return reason
    return None


@contextmanager
def _unheard() -> Iterator[None]:
    """urllib3 logs the path of each request, which is a key in Teams and an address in Graph: not a word from here."""
    here = get_ident()

    def elsewhere(record: logging.LogRecord) -> bool:
        return get_ident() != here

    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    for logger in loggers:
        logger.addFilter(elsewhere)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(elsewhere)
