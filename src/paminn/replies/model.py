"""What a mail that came in is, as plain values."""

from __future__ import annotations

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail is, before a word of it is read. Only `REPLY`, `FORWARD` and `SUSPECT` have words of a person."""

    REPLY = "reply"
    FORWARD = "forward"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    LOOP = "loop"
    LIST = "list"
    SPAM = "spam"
    SUSPECT = "suspect"
    DUPLICATE = "duplicate"  # decided where the mails already read are known


SAME_ID = "samma_id_annat_innehåll"  # another mail under a Message-ID that is known


class Bounce(StrEnum):
    """What became of a mail of ours, from the least to the worst: the server still tries, the mail did not arrive
    (a full mailbox, a rule), the address is no good."""

    DELAYED = "delayed"
    SOFT = "soft"
    HARD = "hard"
