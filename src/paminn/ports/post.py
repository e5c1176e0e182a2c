"""The ledger's side of reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from paminn.incoming.decision import Decision
from paminn.incoming.model import Clue, Received, Reference


@dataclass(frozen=True, slots=True)
class Origin:
    """The mail with this number as it came, the address it came from, and all that its sender wrote in it.

    `edited` is the decision whose text stands in the place of the answer's words, if any.
    """

    mail: int
    address: str = field(repr=False)
    raw: bytes = field(repr=False)
    text: str = field(repr=False)
    edited: Decision | None = None


class Post(Protocol):
    """The ledger's side of reading."""

    def references(self, clue: Clue, value: str) -> Sequence[Reference]:
        """The mails of ours, trials aside, that carry this code, Message-ID or conversation."""

    def keep(self, received: Received) -> bool:
        """Store one mail and all that follows from it at once. False: this very mail is stored already.

        Another mail under the same Message-ID is kept and flagged. An owner's own words end what was said of an
        absence.
        """

    def origin(self, number: str) -> Origin:
        """Where the answer "12" or the mail "m3", which must be there, is from."""
