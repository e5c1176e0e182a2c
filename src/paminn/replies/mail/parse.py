"""Bytes -> Letter. Whatever comes, a Letter is what it becomes: one that cannot be read says so in its flags."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import lru_cache

from paminn.replies.mail.bodies import Bodies, gather, taken_apart
from paminn.replies.mail.clean import clean, one_line, squeeze, tidy
from paminn.replies.mail.headers import MAX_VALUE, addresses, decode_words, message_ids, read_head
from paminn.replies.mail.letter import Address, Attachment, Letter
from paminn.replies.model import Flag

MAX_RAW = 10_000_000

_ADDRESS = re.compile(r"[^@\s]{1,250}@[^@\s]{1,250}")

__all__ = ["Address", "Attachment", "Letter", "parse"]


@lru_cache(maxsize=1)  # a mail is read once more when its code has told what it answers
def parse(raw: bytes) -> Letter:
    """The mail taken apart. Never raises, for any bytes."""
    letter = _head(raw)
    if len(raw) > MAX_RAW:
        return replace(letter, flags=_flags(letter.flags, (Flag.UNREADABLE, Flag.TOO_LARGE)))
    try:
        bodies = gather(taken_apart(raw))
    except Exception:  # whatever the standard library stumbles over, RecursionError among it
        return replace(letter, flags=_flags(letter.flags, (Flag.UNREADABLE,)))
    return _with_bodies(letter, bodies)


def digest(data: bytes) -> str:
    """The name by which a mail or an attachment is known: SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def body_of(raw: bytes) -> bytes:
    """What stands below the head, which alone differs when one mail comes by two ways."""
    return raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2].strip()


def _head(raw: bytes) -> Letter:
    fields, flags = read_head(raw)
    headers = {name: tuple(_shown(name, value) for value in values) for name, values in fields.items()}
    senders = tuple(address for value in fields.get("from", ()) for address in addresses(value))
    sender = senders[0] if senders else Address("", "")
    if len(fields.get("from", ())) != 1 or len(senders) != 1 or not _ADDRESS.fullmatch(sender.address):
        flags = (*flags, Flag.SUSPECT)
    ids = message_ids(_first(headers, "message-id"))
    return Letter(
        message_id=ids[0] if ids else one_line(_first(headers, "message-id"), 300),
        in_reply_to=next(iter(message_ids(_first(headers, "in-reply-to"))), ""),
        references=message_ids(_first(headers, "references")),
        from_name=sender.name,
        from_address=sender.address,
        subject=_first(headers, "subject"),
        date=_first(headers, "date"),
        headers=headers,
        recipients=tuple(a for name in ("to", "cc") for value in fields.get(name, ()) for a in addresses(value)),
        flags=flags,
    )


def _shown(name: str, value: str) -> str:
    """As a person reads it; but what a server found is not to be decoded into something that it did not find."""
    return one_line(value, MAX_VALUE) if name == "authentication-results" else decode_words(value)


def _first(headers: dict[str, tuple[str, ...]], name: str) -> str:
    return next(iter(headers.get(name, ())), "")


def _with_bodies(letter: Letter, bodies: Bodies) -> Letter:
    text, hidden = clean(bodies.text)
    text, shortened = tidy(squeeze(text))
    return replace(
        letter,
        text=text,
        html=bodies.html,
        attachments=bodies.attachments,
        types=bodies.types,
        from_html=bodies.from_html,
        reports=bodies.reports,
        flags=_flags(letter.flags, bodies.flags, hidden, shortened),
    )


def _flags(*groups: tuple[Flag, ...]) -> tuple[Flag, ...]:
    return tuple(dict.fromkeys(flag for group in groups for flag in group))
