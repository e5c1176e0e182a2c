"""The guard that every unit test runs under sees what it is to refuse, and lets the rest be."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.alone import alone
from tests.support.paths import PLAN, ROOT

TEMPORARY = Path(tempfile.gettempdir())
NOTHING = ROOT / "det finns inget här"


def _bind() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))


FORBIDDEN = {
    "a process": lambda: subprocess.run([sys.executable, "-V"], check=True),
    "a connection": lambda: socket.create_connection(("127.0.0.1", 9)),
    "a name that is looked up": lambda: socket.getaddrinfo("prov.example", 25),
    "a server": lambda: _bind(),
    "a database": lambda: sqlite3.connect(TEMPORARY / "prov.db"),
    "a file of the machine's": lambda: Path("/etc/hostname").read_bytes(),
    "a file that is written": lambda: (TEMPORARY / "prov.txt").write_text("prov"),
    "a file among ours that is written": lambda: NOTHING.write_text("prov"),
    "a file that is taken away": lambda: NOTHING.unlink(),
    "a file that is moved": lambda: NOTHING.rename(TEMPORARY / "prov"),
    "a folder": lambda: (TEMPORARY / "prov").mkdir(),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_it_refuses(name):
    with alone() as refused, pytest.raises(RuntimeError, match="no unit test may do this"):
        FORBIDDEN[name]()
    assert len(refused) == 1


def test_what_swallows_the_refusal_is_seen_all_the_same():
    with alone() as refused, suppress(RuntimeError):
        Path("/etc/hostname").read_bytes()
    assert refused == ["open /etc/hostname"]


def test_python_keeps_what_it_compiles_beside_the_code_alone():
    kept = ROOT / "tests" / "__pycache__" / "prov.pyc"
    with alone() as refused:
        for change in (lambda: kept.unlink(), lambda: kept.rename(kept)):
            with suppress(OSError):
                change()
    assert refused == []
    elsewhere = TEMPORARY / "__pycache__" / "prov.pyc"
    with alone() as refused, pytest.raises(RuntimeError):
        elsewhere.write_bytes(b"")
    assert len(refused) == 1


def test_what_ships_may_be_read():
    with alone() as refused:
        assert (PLAN / "plan.yaml").read_bytes()
        assert (ROOT / "README.md").read_bytes()
        assert Path(os.__file__).read_bytes()
    assert refused == []
