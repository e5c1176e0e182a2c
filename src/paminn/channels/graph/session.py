"""The one way out over https: bounded in time, never redirected, trusting what it is told to trust, and unheard."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Any

import requests

from paminn.errors import DeliveryError
from paminn.failure import Cause, Failure

_TALKATIVE = ("urllib3.connectionpool", "urllib3.util.retry")


class Session(requests.Session):
    """Nothing is tried again here, so a POST leaves once.

    `ca` is a file with the only authorities to trust, whatever the environment says; without it REQUESTS_CA_BUNDLE
    and the machine's own count. `timeout` is (connect, read) in seconds. Raises DeliveryError when REQUESTS_CA_BUNDLE
    names no file: nothing has left then.
    """

    def __init__(self, ca: Path | None = None, timeout: tuple[float, float] = (10, 60)) -> None:
        super().__init__()
        self._ca = ca
        self._timeout = timeout

    def request(self, method: Any, url: Any, *args: Any, **named: Any) -> requests.Response:
        named |= {"timeout": self._timeout, "allow_redirects": False}
        if self._ca:
            named["verify"] = str(self._ca)  # an argument of the call is all that wins over the environment
        try:
            with _unheard():
                return super().request(method, url, *args, **named)
        except OSError as error:
            is_about_the_list = "CA certificate bundle" in str(error)
            if isinstance(error, requests.RequestException) or not is_about_the_list:
                raise
            raise DeliveryError(Failure(Cause.TRUSTED_LIST_ABSENT)) from None


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
