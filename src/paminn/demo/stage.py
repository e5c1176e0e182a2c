"""Where a demo is played: a process without anybody's settings, and a folder that is its own."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

from paminn.engine import quiet_environment
from paminn.errors import StorageError, UsageError, told_by_disk

_MARK = ".paminn-demo"


def enter_demo(home: Path, plan: str) -> None:
    """Make this process a demo's: no setting of a real installation is left, and Prefect is silent.

    Must be called before Prefect is first imported, since it reads its settings then.
    """
    base = {name: value for name, value in os.environ.items() if not name.startswith("PAMINN_")}
    wanted = quiet_environment(home, base) | {
        "PAMINN_HOME": str(home),
        "PAMINN_PLAN": plan,
        "PAMINN_SENDER": "paminn@gnesta.example",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    }
    os.environ.clear()
    os.environ.update(wanted)


def empty_folder(folder: Path) -> None:
    """Make it a demo's own and empty. Raises UsageError where somebody else's files lie, StorageError of the disk."""
    try:
        if folder.exists() and any(folder.iterdir()):
            if not (folder / _MARK).exists():
                raise UsageError(f"Mappen {folder} är inte tom. Välj en annan med --out.")
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARK).touch()
    except OSError as error:
        raise StorageError(
            f"Mappen {folder} går inte att skriva i ({told_by_disk(error)}). Välj en annan med --out."
        ) from error


class Postman:
    """Drops each sample answer in the mailbox, and keeps one to look at."""

    def __init__(self, kept: Path, inbox: Path) -> None:
        self._kept = kept
        self._inbox = inbox / "new"

    def deliver(self, day: date, name: str, raw: bytes) -> None:
        """Raises StorageError."""
        try:
            for folder in (self._kept, self._inbox):
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{name}.eml").write_bytes(raw)
        except OSError as error:
            raise StorageError(
                f"Mappen {self._inbox} går inte att använda ({told_by_disk(error)}). Kontrollera att mappen finns, att "
                "den får skrivas i och att disken inte är full. Kör sedan igen."
            ) from error

    def delivered(self) -> list[str]:
        """The names of the files that are kept."""
        return sorted(path.name for path in self._kept.glob("*.eml"))
