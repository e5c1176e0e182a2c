"""A folder of published files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class Store(Protocol):
    """A folder of published files."""

    def write(self, folder: Path, files: Mapping[str, bytes], owner: str = "", mark: str = "") -> None:
        """Put the files there, each whole or not at all; unchanged files are left alone.

        With an `owner` the folder is published, for everybody to read, and from then on its alone. Without, nobody
        else than this user can read what is written. `mark` is the memory's, and lies beside the files. Raises
        StorageError, and then nothing was written, when the folder is another's; or when it cannot be written in.
        """

    def read(self, folder: Path, name: str) -> bytes:
        """A file as it lies there now; empty where there is none. Raises StorageError when it cannot be read."""
