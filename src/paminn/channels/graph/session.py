"""The one way out over https: bounded in time, never redirected, trusting what it is told to trust."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests


class Session(requests.Session):
    """Nothing is tried again here, so a POST leaves once.

    `ca` is a file with the only authorities to trust, whatever the environment says; without it REQUESTS_CA_BUNDLE
    and the machine's own count. `timeout` is (connect, read) in seconds.
    """

    def __init__(self, ca: Path | None = None, timeout: tuple[float, float] = (10, 60)) -> None:
        super().__init__()
        self._ca, self._timeout = ca, timeout

    def request(self, method: Any, url: Any, *args: Any, **named: Any) -> requests.Response:
        named |= {"timeout": self._timeout, "allow_redirects": False}
        if self._ca:
            named["verify"] = str(self._ca)  # an argument of the call is all that wins over the environment
        return super().request(method, url, *args, **named)
