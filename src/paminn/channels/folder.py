"""The embedded doors: mail in Maildir folders, Teams cards as files. Nothing leaves the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from paminn.channels.own_mail import own_mails
from paminn.errors import StorageError, told_by_disk
from paminn.incoming.model import Incoming
from paminn.incoming.whole_mail import message_id_of
from paminn.ports.outbox import Note
from paminn.reminders.mark import NEWEST, OwnMail
from paminn.reminders.message import Found, Message, State
from paminn.replies.mail.head import MAX_HEAD

_NEXT = "Kontrollera att mappen finns, att den får skrivas i och att disken inte är full. Kör sedan igen."
_LONGEST = 25_000_000  # bytes of a mail that are given: the rest stays in the folder
_READ = ("new", "cur")  # where a Maildir's mails lie; what is being written lies in tmp


@contextmanager
def _using(folder: Path) -> Iterator[None]:
    """What the disk says no to meanwhile is told as a StorageError."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"Mappen {folder} går inte att använda ({told_by_disk(error)}). {_NEXT}") from error


def _maildir(folder: Path) -> Path:
    with _using(folder):
        for part in ("tmp", *_READ):
            (folder / part).mkdir(parents=True, exist_ok=True)
    return folder


def try_folder(folder: Path) -> None:
    """Whether a Maildir can be written in. Raises StorageError."""
    place = _maildir(folder) / "tmp" / "prov"
    with _using(folder):
        place.write_bytes(b"prov")
        place.unlink()


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
        with _using(self._folder):
            _write_once(self._folder / "tmp" / name, self._folder / "new" / name, message.raw)
        return State.SEEN

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        """A mail program may have moved the file to cur and added flags."""
        ending = f".{message.key}.eml"
        with _using(self._folder):
            for part in _READ:
                for name in os.listdir(self._folder / part):
                    if ending in name:
                        return Found.SENT
        return Found.UNSENT

    def own_mails(self, since: date, most: int = NEWEST) -> Sequence[OwnMail]:
        """By the day in the file's name, and by the head of the mail itself."""
        files: list[tuple[str, Path]] = []
        with _using(self._folder):
            for part in _READ:
                for name in os.listdir(self._folder / part):
                    if name >= since.isoformat() and ".eml" in name:
                        files.append((name, self._folder / part / name))
            newest = sorted(files, reverse=True)[:most]
            return own_mails(path.read_bytes() for _, path in newest)

    def close(self) -> None:
        """Nothing is held open."""


class FolderCards:
    """Teams cards as JSON files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message, note: Note) -> State:
        name = f"{message.day.isoformat()}.{message.key}.json"
        note(State.SENDING)
        with _using(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            _write_once(self._folder / f".{name}", self._folder / name, message.raw)
        return State.SEEN

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        for path in self._folder.glob(f"*.{message.key}.json"):
            # A name with a leading dot is a card that a killed run did not finish.
            if not path.name.startswith("."):
                return Found.SENT
        return Found.UNSENT

    def close(self) -> None:
        """Nothing is held open."""


class FolderInbox:
    """A Maildir. What the ledger has stored is moved to a folder beside the others, never deleted."""

    def __init__(self, folder: Path) -> None:
        self._folder = _maildir(folder)

    def unread(self) -> Iterator[Incoming]:
        return self._mails(self._folder)

    def filed(self, folder: str) -> Iterator[Incoming]:
        return self._mails(_maildir(self._folder / f".{folder}"))

    def named(self, message_id: str, most: int) -> Iterator[bytes]:
        if not message_id:
            return
        for folder in self._folders():
            for path in _oldest_first(folder):
                with _using(self._folder):
                    try:
                        with path.open("rb") as file:
                            is_it = message_id_of(file.read(MAX_HEAD)) == message_id
                            file.seek(0)
                            raw = file.read(most) if is_it else b""
                    except FileNotFoundError:
                        continue  # another program moved it meanwhile
                if is_it:
                    yield raw

    def _folders(self) -> list[Path]:
        """What lies beside the inbox, and last the inbox itself."""
        with _using(self._folder):
            beside = sorted(path for path in self._folder.iterdir() if path.name.startswith("."))
        return [folder for folder in (*beside, self._folder) if all((folder / part).is_dir() for part in _READ)]

    def _mails(self, folder: Path) -> Iterator[Incoming]:
        for path in _oldest_first(folder):
            with _using(self._folder):
                try:
                    with path.open("rb") as file:
                        raw = file.read(_LONGEST)
                except FileNotFoundError:
                    continue  # another program moved it meanwhile
            yield Incoming(str(path), raw)

    def file(self, incoming: Incoming, folder: str) -> None:
        source = Path(incoming.id)
        target = _maildir(self._folder / f".{folder}")
        with _using(self._folder):
            place = _free_place(target / "cur", source.name)
            try:
                os.rename(source, place)
            except FileNotFoundError:
                return  # it is moved already


def _oldest_first(folder: Path) -> list[Path]:
    mails: list[tuple[int, str, Path]] = []
    with _using(folder):
        for part in _READ:
            for entry in os.scandir(folder / part):
                if entry.is_file() and not entry.name.startswith("."):
                    # Names in a Maildir begin with the second of delivery; a copied-in file has only its own time.
                    mails.append((entry.stat().st_mtime_ns, entry.name, Path(entry.path)))
    return [path for _, _, path in sorted(mails)]


def _free_place(folder: Path, name: str) -> Path:
    """Where a file can be put without taking the place of another of its name."""
    place = folder / name
    number = 1
    while place.exists():
        number += 1
        place = folder / f"{number}.{name}"
    return place
