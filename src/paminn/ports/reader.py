"""Reading hostile bytes within limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from paminn.replies.mail.letter import Attachment, Letter
from paminn.replies.read import Reply


class Reader(Protocol):
    """Reading hostile bytes within limits. A mail is taken apart once, by `read`."""

    def read(self, raw: bytes) -> Reply:
        """How a mail is read by itself. Raises Unreadable."""

    def read_again(
        self,
        letter: Letter,
        sent: str,
        goals: Sequence[str],
        day: date | None = None,
        plan: Sequence[str] = (),
        answers_us: bool = False,
    ) -> Reply:
        """How it is read when it is known to answer `sent`, word for word, which asked about `goals`.

        `day` is the one on which it counts as written and `plan` the numbers of all the plan's goals, where they are
        known. `answers_us`: it is from an address that we wrote to. Raises Unreadable.
        """

    def attached(self, raw: bytes) -> Sequence[tuple[Attachment, bytes]]:
        """What came along in a mail, each with its bytes. Raises Unreadable."""
