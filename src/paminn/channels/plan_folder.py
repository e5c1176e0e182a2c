"""The plan's files on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from paminn.errors import StorageError, told_by_disk


class FolderPlan:
    """The plan's three files in a folder."""

    def __init__(self, folder: Path, names: tuple[str, ...], shown_as: str | None = None) -> None:
        self.folder = folder
        self.name = str(folder)
        if shown_as is not None:
            self.name = shown_as
        self._names = names

    def files(self) -> Mapping[str, bytes]:
        files = {}
        try:
            for name in self._names:
                path = self.folder / name
                if path.exists():
                    files[name] = path.read_bytes()
        except OSError as error:
            raise StorageError(f"Planen i {self.folder} går inte att läsa ({told_by_disk(error)}).") from error
        return files
