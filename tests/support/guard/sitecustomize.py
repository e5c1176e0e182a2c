"""First on PYTHONPATH, this guards a process and every Python that it starts: no socket but to the hosts named.

GUARD_LOG is the file that every connection and look-up is written to, one JSON line each; it is made at once, so an
empty one tells that the guard was there. GUARD_HOSTS is the hosts and ports that are let through, as JSON:
[["127.0.0.1", 25]]; port 0 is any. What a library does in C (libpq) is not seen here.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

# event → where in its arguments the address stands
_EVENTS = {
    "socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0, "socket.getnameinfo": 0,
}  # fmt: skip


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS:
        return
    place = arguments[_EVENTS[event]]
    if place is None:  # sendmsg on what is connected already
        return
    if isinstance(place, bytes):
        place = place.decode("ascii", "replace")
    hosts = [tuple(one) for one in json.loads(os.environ["GUARD_HOSTS"])]
    # A look-up is of a host's name, whatever the port.
    if isinstance(place, tuple):
        known, shown = not {place[:2], (place[0], 0)}.isdisjoint(hosts), list(place[:2])
    else:
        known, shown = str(place) in dict(hosts), str(place)
    with open(os.environ["GUARD_LOG"], "ab", buffering=0) as log:
        log.write(json.dumps([event, shown, known]).encode() + b"\n")
    if not known:
        raise OSError(f"{event} {shown} is refused by the test")


with open(os.environ["GUARD_LOG"], "ab"):
    sys.addaudithook(_guard)
