"""The plan's files on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from paminn.disk import read_file
from paminn.errors import StorageError, told_by_disk
from paminn.plan.load import identity_in


class FolderPlan:
    """The plan's three files in a folder."""

    def __init__(self, folder: Path, names: tuple[str, ...], shown_as: str | None = None) -> None:
        self.folder = folder
        self.name = str(folder)
        if shown_as is not None:
            self.name = shown_as
        self._names = names

    @property
    def folders(self) -> tuple[FolderPlan, ...]:
        """Itself: the only one that it is about."""
        return (self,)

    def files(self) -> Mapping[str, bytes]:
        files = {}
        for name in self._names:
            path = self.folder / name
            try:
                files[name] = read_file(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise StorageError(
                    f"Filen {path} går inte att läsa ({told_by_disk(error)}). Lägg planens egen fil där."
                ) from error
        if len(files) < len(self._names):
            for name in self._beside():
                files.setdefault(name, b"")
        return files

    @property
    def identity(self) -> str:
        """The plan's kännetecken; "" where that cannot be read."""
        return identity_in(self.files(), self.name)

    def _beside(self) -> list[str]:
        """What else lies in the folder."""
        try:
            return sorted(path.name for path in self.folder.iterdir() if path.is_file())
        except OSError:
            return []  # what is wrong with the folder has been told by the file that is not there
