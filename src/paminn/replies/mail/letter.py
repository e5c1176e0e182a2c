"""One mail as it came, as a frozen value: nothing is decided yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from paminn.replies.model import Flag


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A name and an address as a header gives them. The address is lower-case; either may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came along. It is never opened, only described."""

    name: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A mail taken apart. `text` is clean (NFC, LF, nothing invisible); `html` is as sent, for second opinions.

    `headers` maps lower-case names to every value of that name, decoded. `types` are the media types of all leaves,
    a calendar's with its method ("text/calendar;method=reply"). `from_html` tells that `text` was made from HTML.
    `reports` are (media type, bytes) of what a report says about our mail, and of the mail in it.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    from_name: str = ""
    from_address: str = ""
    subject: str = ""
    date: str = ""
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    flags: tuple[Flag, ...] = ()
    recipients: tuple[Address, ...] = ()
    types: tuple[str, ...] = ()
    from_html: bool = False
    reports: tuple[tuple[str, bytes], ...] = ()

    def header(self, name: str) -> str:
        """The first (topmost, newest) value, or nothing."""
        return next(iter(self.headers.get(name, ())), "")
