"""Reading hostile bytes within limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from paminn.replies.read import Reply


class Reader(Protocol):
    """Reading hostile bytes within limits."""

    def read(self, raw: bytes, sent: str = "", goals: Sequence[str] = (), day: date | None = None) -> Reply:
        """How a mail is read; what it answers, asked about `goals`, and its `day` where known. Raises Unreadable."""
