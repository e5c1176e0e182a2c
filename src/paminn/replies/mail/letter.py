"""One mail as it came, as a frozen value: nothing is decided yet.

It holds all that the bytes can tell, so that they are taken apart once: whoever learns later what a mail answers reads
the same letter again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from paminn.replies.mail.addresses import Address
from paminn.replies.mail.head import Fields
from paminn.replies.mail.html_text import HtmlText
from paminn.replies.model import Flag


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came along. It is never opened, only described.

    `is_of_the_mail`: no file that somebody sends, but a picture that the page shows, as a logotype, or the signed
    wrapping that the mail itself lay in.
    """

    name: str
    type: str
    size: int
    sha256: str
    is_of_the_mail: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """A part that tells of a mail of ours: what a program says of it, or the mail itself come back.

    `head` are the fields that the part begins with. In a delivery status each recipient has a block of fields.
    """

    type: str
    head: Fields
    blocks: tuple[Fields, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Unreached:
    """An address that a mail server's own wording names: our mail is late there, or was given up."""

    address: str
    given_up: bool


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A mail taken apart. `text` is clean (NFC, LF, nothing invisible); `page` is what a reader of its HTML sees.

    `headers` maps lower-case names to every value of that name, decoded. `types` are the media types of all leaves,
    a calendar's with its method ("text/calendar;method=reply"). `from_html` tells that `text` was made from the page.
    `unreached` is filled only for a delivery report without fields for programs. `sha256` is that of all its bytes,
    `body_sha256` that of what stands below the head, which alone differs when one mail comes by two ways.
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
    page: HtmlText | None = None
    attachments: tuple[Attachment, ...] = ()
    flags: tuple[Flag, ...] = ()
    recipients: tuple[Address, ...] = ()
    types: tuple[str, ...] = ()
    from_html: bool = False
    reports: tuple[Report, ...] = ()
    unreached: tuple[Unreached, ...] = ()
    sha256: str = ""
    body_sha256: str = ""

    def header(self, name: str) -> str:
        """The first (topmost, newest) value, or nothing."""
        values = self.headers.get(name, ())
        return values[0] if values else ""
