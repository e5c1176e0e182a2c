"""A door in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from paminn.incoming.model import Incoming


class Inbox(Protocol):
    """A door in. Mail is moved, never deleted."""

    def unread(self) -> Iterator[Incoming]:
        """Every mail that has not been filed, oldest first. Raises StorageError."""

    def filed(self, folder: str) -> Iterator[Incoming]:
        """Every mail that lies in one of the folders that `file` moves to. Raises StorageError."""

    def file(self, incoming: Incoming, folder: str) -> None:
        """Move a mail that the ledger has stored; moving one that is already moved is not an error."""
