"""Where the decided plan is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class PlanFolder(Protocol):
    """Where the decided plan is kept."""

    name: str

    def files(self) -> Mapping[str, bytes]:
        """Each plan file's name and bytes. A file that is not there is left out. Raises StorageError.

        Where one is missing, the other files of the folder are named too, without their bytes: it may be one of them.
        """
