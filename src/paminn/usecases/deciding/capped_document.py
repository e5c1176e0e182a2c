"""A decided document is read in a process of its own, with a cap on time and memory: it may come from anywhere.

Run as a module it is that process: the document comes in on stdin and its reading goes out on stdout, pickled. Both
ends are this file, so nothing foreign is ever unpickled.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from paminn.disk import read_file
from paminn.documents.decided.admission import LARGEST, Refused
from paminn.documents.decided.by_suffix import read_document
from paminn.errors import NotCarriedOut, UsageError, told_by_disk
from paminn.plan.importing.original import DecidedDocument

SECONDS = 60.0
MEMORY = 1 << 30  # bytes

_CANNOT = "{path} går inte att läsa ({why}). Kontrollera var dokumentet ligger."
_REFUSED = "{name}: {why}"
_TOO_LONG = "{name}: läsningen tog mer än {seconds:g} sekunder och avbröts. Ta bort bilder och bilagor och försök igen."
_BROKE = "{name}: läsningen avbröts. Ta bort bilder och bilagor, spara om dokumentet och försök igen."


def read_decided(path: Path) -> DecidedDocument:
    """What the document says. Raises UsageError for a file that is not there, NotCarriedOut for one that is refused."""
    try:
        content = read_file(path, LARGEST)
    except OSError as error:
        raise UsageError(_CANNOT.format(path=path, why=told_by_disk(error))) from error
    answer = _answered(content, path)
    if isinstance(answer, DecidedDocument):
        return answer
    raise NotCarriedOut(_REFUSED.format(name=path.name, why=answer))


def _answered(content: bytes, path: Path) -> DecidedDocument | str:
    """The reading, or in a sentence why there is none."""
    # -P: a file docx.py in the folder that we happen to stand in is no library.
    command = [sys.executable, "-P", "-m", __name__, path.suffix.casefold(), str(MEMORY)]
    try:
        child = subprocess.run(  # noqa: S603 - ourselves
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a library's traceback is no news: what could not be read is told as such
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotCarriedOut(_TOO_LONG.format(name=path.name, seconds=SECONDS)) from error
    if child.returncode != 0 or not child.stdout:
        raise NotCarriedOut(_BROKE.format(name=path.name))
    answer: DecidedDocument | str = pickle.loads(child.stdout)  # noqa: S301 - written by our own child below
    return answer


def _serve(suffix: str, memory: int) -> None:
    with suppress(ImportError, ValueError):  # no such limit on this system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    answer: DecidedDocument | str
    try:
        answer = read_document(sys.stdin.buffer.read(), suffix)
    except Refused as refusal:
        answer = str(refusal)
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
