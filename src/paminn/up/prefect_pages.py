"""Prefect's server as `paminn up` starts it: its own app, behind a look at who asks.

A page anywhere can have a name of its own point at this machine, and then its visitors' browsers take Prefect for a
part of that page. Prefect has no setting against that, so we look at the names ourselves (RFC 9110 §7.2, RFC 6454).

    python -m paminn.up.prefect_pages PORT
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
REFUSED = "Här svarar påminn bara den som är på datorn själv. Öppna adressen som paminn up visar.\n".encode()
_POLICY_VIOLATION = 1008  # of a websocket (RFC 6455 §7.4.1)


class OnlyFromHere:
    """`app` for requests to this machine by a name of its own, and from no page but its own; nothing for others."""

    def __init__(self, app: App, origins: Iterable[str]) -> None:
        """`origins` as "http://127.0.0.1:4200": the app's own pages."""
        self._app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind not in ("http", "websocket") or self.is_welcome(scope["headers"]):
            await self._app(scope, receive, send)
        elif kind == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            length = str(len(REFUSED)).encode()
            headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", length)]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": REFUSED})

    def is_welcome(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Names of headers in lower case."""
        hosts = []
        origins = []
        for name, value in headers:
            if name == b"host":
                hosts.append(value.decode("latin-1"))
            elif name == b"origin":
                origins.append(value.decode("latin-1"))
        if len(hosts) != 1 or _name_in(hosts[0]) not in HERE:
            return False
        return self._origins.issuperset(origins)


def _name_in(host: str) -> str:
    """The name in "localhost:4200"; "" where it cannot be read."""
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port
    except ValueError:
        return ""
    is_whole = parts.netloc == host and parts.username is None and port != 0
    if not is_whole:
        return ""
    return parts.hostname or ""


def pages_of(port: int) -> tuple[str, ...]:
    """Where a browser on this machine finds them."""
    return (f"http://127.0.0.1:{port}", f"http://localhost:{port}")


def serve(port: int) -> None:
    """As `prefect server start` serves it on this machine, until SIGINT or SIGTERM."""
    import uvicorn
    from prefect.server.api.server import create_app
    from prefect.settings import get_current_settings

    chosen = get_current_settings().server
    uvicorn.run(
        OnlyFromHere(create_app(final=True), pages_of(port)),
        host="127.0.0.1",
        port=port,
        timeout_keep_alive=chosen.api.keepalive_timeout,
        log_level=chosen.logging_level.lower(),
        proxy_headers=False,
        server_header=False,
    )


if __name__ == "__main__":
    serve(int(sys.argv[1]))
