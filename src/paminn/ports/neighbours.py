"""Other homes that read the same mailbox."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Neighbours(Protocol):
    """Other homes that read the same mailbox."""

    def is_anothers(self, lineage: str) -> bool:
        """Whether a memory of this lineage is none that this one is, goes on from or has accepted."""

    def left_since(self, raw: bytes, day: date) -> date | None:
        """Since when this mail has been left where it lies; None when it is so from now on, which is remembered."""

    def is_our_code(self, code: str) -> bool:
        """Whether any message of ours had this code, a trial's too."""
