"""The embedded doors: mail in Maildir folders, Teams cards as files. Nothing leaves the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from paminn.errors import StorageError, told_by_disk
from paminn.incoming.model import Incoming
from paminn.ports.outbox import Note
from paminn.reminders.message import Found, Message, State

_NEXT = "Kontrollera att mappen finns, att den får skrivas i och att disken inte är full. Kör sedan igen."


def _failed(folder: Path, error: OSError) -> StorageError:
    return StorageError(f"Mappen {folder} går inte att använda ({told_by_disk(error)}). {_NEXT}")


def _maildir(folder: Path) -> Path:
    try:
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failed(folder, error) from error
    return folder


def try_folder(folder: Path) -> None:
    """Whether a Maildir can be written in. Raises StorageError."""
    place = _maildir(folder) / "tmp" / "prov"
    try:
        place.write_bytes(b"prov")
        place.unlink()
    except OSError as error:
        raise _failed(folder, error) from error


def _write_once(temporary: Path, final: Path, data: bytes) -> None:
    """Put a whole file in place, or nothing; the same name twice is the same file."""
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, final)


class FolderOutbox:
    """A Maildir. The file is named after the message, so sending it again writes the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = _maildir(folder)

    def send(self, message: Message, note: Note) -> State:
        name = f"{message.day.isoformat()}.{message.key}.eml"
        note(State.SENDING)
        try:
            _write_once(self._folder / "tmp" / name, self._folder / "new" / name, message.raw)
        except OSError as error:
            raise _failed(self._folder, error) from error
        return State.SEEN

    def look(self, message: Message, *, withdraw: bool = False) -> Found:
        """A mail program may have moved the file to cur and added flags."""
        wanted = f".{message.key}.eml"
        try:
            names = [name for part in ("new", "cur") for name in os.listdir(self._folder / part)]
        except OSError as error:
            raise _failed(self._folder, error) from error
        return Found.SENT if any(wanted in name for name in names) else Found.UNSENT

    def close(self) -> None:
        """Nothing is held open."""


class FolderCards:
    """Teams cards as JSON files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message, note: Note) -> State:
        name = f"{message.day.isoformat()}.{message.key}.json"
        note(State.SENDING)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write_once(self._folder / f".{name}", self._folder / name, message.raw)
        except OSError as error:
            raise _failed(self._folder, error) from error
        return State.SEEN

    def look(self, message: Message, *, withdraw: bool = False) -> Found:
        # A name with a leading dot is a card that a killed run did not finish.
        whole = any(not path.name.startswith(".") for path in self._folder.glob(f"*.{message.key}.json"))
        return Found.SENT if whole else Found.UNSENT

    def close(self) -> None:
        """Nothing is held open."""


class FolderInbox:
    """A Maildir. What the ledger has stored is moved to a folder beside the others, never deleted."""

    def __init__(self, folder: Path) -> None:
        self._folder = _maildir(folder)

    def unread(self) -> Iterator[Incoming]:
        try:
            found = [entry for part in ("new", "cur") for entry in os.scandir(self._folder / part) if entry.is_file()]
            # Names in a Maildir begin with the second of delivery; a copied-in file has only its own time.
            found.sort(key=lambda entry: (entry.stat().st_mtime_ns, entry.name))
        except OSError as error:
            raise _failed(self._folder, error) from error
        for entry in found:
            if entry.name.startswith("."):
                continue
            try:
                yield Incoming(entry.path, Path(entry.path).read_bytes())
            except FileNotFoundError:
                continue  # another program moved it meanwhile
            except OSError as error:
                raise _failed(self._folder, error) from error

    def file(self, incoming: Incoming, folder: str) -> None:
        source = Path(incoming.id)
        target = _maildir(self._folder / f".{folder}")
        try:
            name, place = source.name, target / "cur" / source.name
            number = 1
            while place.exists():
                number += 1
                place = target / "cur" / f"{number}.{name}"
            os.rename(source, place)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _failed(self._folder, error) from error
