"""Which mail of a mailbox is the one whose beginning was kept: of a large one the rest stays where it lies."""

from __future__ import annotations

from collections.abc import Iterable

from paminn.replies.mail.head import read_head
from paminn.replies.mail.parse import MAX_RAW

_TOLD_APART_BY = ("message-id", "from", "date", "subject")
_COMPARED = 1_000_000  # bytes


def is_cut(raw: bytes) -> bool:
    """Whether a mail may have been longer than what was kept of it."""
    return len(raw) >= MAX_RAW


def message_id_of(raw: bytes) -> str:
    """What a mail calls itself; "" where it does not."""
    fields, _ = read_head(raw)
    ids = fields.get("message-id", ("",))
    return ids[0].strip()


def whole_of(kept: bytes, candidates: Iterable[bytes]) -> bytes | None:
    """The mail that `kept` is the beginning of, among those of its Message-ID; None where there is none.

    A sender makes the Message-ID whatever they like. The same bytes are the same mail; where a mailbox writes its mails
    anew each time, so is the same head.
    """
    beside = None
    for mail in candidates:
        if len(mail) < len(kept):
            continue
        if mail.startswith(kept[:_COMPARED]):
            return mail
        if beside is None and _head(mail) == _head(kept):
            beside = mail
    return beside


def _head(raw: bytes) -> tuple[tuple[str, ...], ...]:
    fields, _ = read_head(raw)
    return tuple(fields.get(name, ()) for name in _TOLD_APART_BY)
