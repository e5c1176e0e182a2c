"""A door in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from paminn.incoming.model import Incoming


class Inbox(Protocol):
    """What comes in through it. Mail is moved, never deleted."""

    def unread(self) -> Iterator[Incoming]:
        """Every mail that has not been filed, oldest first. Raises StorageError."""

    def filed(self, folder: str) -> Iterator[Incoming]:
        """Every mail that lies in one of the folders that `file` moves to. Raises StorageError."""

    def file(self, incoming: Incoming, folder: str) -> None:
        """Move a mail that the ledger has stored; moving one that is already moved is not an error."""


class Originals(Protocol):
    """The mails as they lie in the mailbox, whoever has moved them."""

    def named(self, message_id: str, most: int) -> Iterator[bytes]:
        """The first `most` bytes of every mail with this Message-ID, in any folder. Raises StorageError."""


class DoorIn(Inbox, Originals, Protocol):
    """A door in, whole."""
