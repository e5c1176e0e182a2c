"""Reading hostile bytes within limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from paminn.replies.answering import Answering
from paminn.replies.mail.letter import Attachment, Letter
from paminn.replies.read import Reply


class Reader(Protocol):
    """Reading hostile bytes within limits. A mail is taken apart once, by `read`."""

    def read(self, raw: bytes) -> Reply:
        """How a mail is read by itself. Raises Unreadable."""

    def read_again(self, letter: Letter, answering: Answering) -> Reply:
        """How it is read when it is known what it answers. Raises Unreadable."""

    def attached(self, raw: bytes) -> Sequence[tuple[Attachment, bytes]]:
        """What came along in a mail, each with its bytes. Raises Unreadable."""
