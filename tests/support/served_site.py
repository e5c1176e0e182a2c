"""Our own server over a published folder, as it is deployed."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.paminn_up import until
from tests.support.smtpserver import free_port


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The port it listens on."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "paminn.site", folder, "--port", str(port)])
    try:
        until(lambda: process.poll() is not None or answers(port), 30, 0.05)
        assert process.poll() is None, "the server ended at once"
        yield port
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
