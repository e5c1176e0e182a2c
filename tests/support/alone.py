"""Refuses what a unit test may not do: start a process, speak with anybody, open what is not in the checkout or Python."""

from __future__ import annotations

import os
import sys
import sysconfig
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.paths import ROOT

_PROCESSES = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system"}
_SOCKETS = {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"}
_CHANGES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.chmod"}
_REFUSED = _PROCESSES | _SOCKETS | {"sqlite3.connect"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

_READABLE = [ROOT, sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), *zoneinfo.TZPATH, os.devnull]
_READABLE = [Path(place).resolve() for place in _READABLE]
_HYPOTHESIS = ROOT / ".hypothesis"  # where it keeps what once failed
_COMPILED = "__pycache__"  # where Python keeps what it has compiled, when a test is the first to import something

_watches: list[list[str]] = []


@contextmanager
def alone() -> Iterator[list[str]]:
    """While it lasts, what is refused raises RuntimeError; what was refused is in the list, should that be swallowed."""
    refused: list[str] = []
    _watches.append(refused)
    try:
        yield refused
    finally:
        _watches.pop()


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _watches:
        return
    if event == "open":
        refused = _is_refused_file(*arguments)
    elif event in _CHANGES:
        refused = not _may_change(arguments[0])
    else:
        refused = event in _REFUSED
    if refused:
        what = f"{event} {arguments[0]}"
        _watches[-1].append(what)
        raise RuntimeError(f"no unit test may do this: {what}")


def _is_refused_file(path: object, _mode: object, flags: object) -> bool:
    if isinstance(path, int):  # it is open already
        return False
    if _may_change(path) or _is_within(path, [Path(os.devnull)]):
        return False
    if isinstance(flags, int) and flags & _WRITING:
        return True
    return not _is_within(path, _READABLE)


def _may_change(path: object) -> bool:
    if _is_within(path, [_HYPOTHESIS]):
        return True
    return isinstance(path, str) and _COMPILED in Path(path).parts and _is_within(path, _READABLE)


def _is_within(path: object, places: list[Path]) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False
    resolved = Path(os.path.realpath(os.fsdecode(path)))
    return any(resolved.is_relative_to(place) for place in places)


sys.addaudithook(_hook)
