"""Files on this machine: those that people put there are read with a bound, and those made here are nobody else's."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE = 0o077  # what a file made here does not allow: anything to anybody else
LARGEST = 2 * 1024 * 1024  # bytes of a plan, a key, a secret
LARGEST_MAIL = 64 * 1024 * 1024


@contextmanager
def private_files() -> Iterator[None]:
    """Files made meanwhile, by this process and those it starts, are 0600 and folders 0700 under any umask."""
    before = os.umask(PRIVATE)
    try:
        yield
    finally:
        os.umask(before)


def read_file(path: Path, largest: int = LARGEST) -> bytes:
    """The whole of an ordinary file of at most `largest` bytes; links are followed.

    Raises OSError, which `errors.told_by_disk` puts into words: ENXIO for a pipe, a socket or a device, EISDIR for a
    folder, EFBIG for what is larger.
    """
    # Windows has neither flag; elsewhere a pipe that nobody writes to would keep us waiting for ever.
    no_waiting = getattr(os, "O_NONBLOCK", 0)
    no_terminal = getattr(os, "O_NOCTTY", 0)
    binary = getattr(os, "O_BINARY", 0)
    opened = os.open(path, os.O_RDONLY | no_waiting | no_terminal | binary)
    with open(opened, "rb") as handle:
        kind = os.fstat(opened).st_mode
        if stat.S_ISDIR(kind):
            raise OSError(errno.EISDIR, "a folder", str(path))
        if not stat.S_ISREG(kind):
            raise OSError(errno.ENXIO, "not an ordinary file", str(path))
        content = handle.read(largest + 1)
    if len(content) > largest:
        raise OSError(errno.EFBIG, "too large", str(path))
    return content


def read_text(path: Path, largest: int = LARGEST) -> str:
    """As `read_file`, for UTF-8; EILSEQ for what is something else."""
    content = read_file(path, largest)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise OSError(errno.EILSEQ, "not UTF-8", str(path)) from error
