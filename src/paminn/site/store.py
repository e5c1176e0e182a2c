"""The folder that people subscribe from. Whoever reads it sees a whole old file or a whole new one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

from paminn.errors import StorageError, told_by_disk
from paminn.site.etags import ETAGS
from paminn.site.feeds import MARK, OWNER

_READABLE = 0o644  # a web server runs as somebody else
_OPEN = 0o755  # and so must find its way to the file
_HALF = ".half"
_NEXT = " Kontrollera mappen och att disken inte är full."


def write_folder(folder: Path, files: Mapping[str, bytes], *, published: bool = True) -> None:
    """Put each file (a name, or a path with "/") in the folder; one that has these bytes is not touched.

    With a list of ETags among them, what the folder's former list names and the new one does not is taken away:
    nobody is to go on reading the calendar of a role that is gone. So is what a killed run left half-written.

    What is `published` can be read by everybody, whatever the umask; the rest by nobody else.

    Raises ValueError, before anything is written, when a name leads out of the folder; OSError when the disk
    says no.
    """
    for name in files:
        if not _is_inside(name):
            raise ValueError(f"not a name inside the folder: {name!r}")
    for name, content in files.items():
        if name == ETAGS:
            _forget(folder, _listed(folder / ETAGS) - files.keys())
            half_written = [path.name for path in folder.glob(f".*{_HALF}")]
            _forget(folder, half_written)
        _put(folder / name, content, published)


def _is_inside(name: str) -> bool:
    if "\\" in name or "\0" in name:
        return False
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return False
    return path.name != ""


def _listed(path: Path) -> set[str]:
    """The names in a list of ETags that may be missing, or somebody else's."""
    try:
        listed = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return set()
    if not isinstance(listed, dict):
        return set()
    return set(listed)


def _forget(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        if _is_inside(name):
            (folder / name).unlink(missing_ok=True)


def _put(path: Path, content: bytes, published: bool) -> None:
    _make_folder(path.parent, published)
    if path.is_file() and path.read_bytes() == content:
        return
    temporary = ""
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=_HALF, delete=False) as handle:
            temporary = handle.name
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        if published:  # else it is as it was made, ours alone
            os.chmod(temporary, _READABLE)
        os.replace(temporary, path)
    except BaseException:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise


def _make_folder(folder: Path, published: bool) -> None:
    """The folder and what it lies in, where they are missing."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make_folder(folder.parent, published)
    with suppress(FileExistsError):  # another run has made it
        folder.mkdir()
        if published:
            folder.chmod(_OPEN)


def _own(folder: Path, owner: str) -> None:
    """Two plans with one folder would take each other's calendars away from all who subscribe."""
    marked = folder / OWNER
    if marked.exists():
        other = marked.read_text("utf-8", "replace").strip()
        if other != owner:
            raise StorageError(
                f"I mappen {folder} ligger kalendern för en annan plan, «{other}». Ge «{owner}» en egen mapp med --out "
                f"eller ett eget PAMINN_HOME. Ska den nya planen ta över adresserna, ta först bort {marked}."
            )
    _put(marked, f"{owner}\n".encode(), published=True)


class FolderStore:
    """The port Store: what the disk refuses becomes one Swedish sentence."""

    def read(self, folder: Path, name: str) -> bytes:
        file = folder / name
        if not file.is_file():
            return b""
        try:
            return file.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise StorageError(f"Filen {file} går inte att läsa ({told_by_disk(error)}).{_NEXT}") from error

    def write(self, folder: Path, files: Mapping[str, bytes], owner: str = "", mark: str = "") -> None:
        try:
            if owner:
                _own(folder, owner)
            write_folder(folder, files, published=bool(owner))
            if mark:
                _put(folder / MARK, f"{mark}\n".encode(), published=True)
        except OSError as error:
            raise StorageError(f"Mappen {folder} går inte att skriva i ({told_by_disk(error)}).{_NEXT}") from error
