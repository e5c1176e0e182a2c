"""Bytes -> Letter. Whatever comes, a Letter is what it becomes: one that cannot be read says so in its flags."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from paminn.replies.mail.addresses import Address, addresses
from paminn.replies.mail.bodies import Bodies, gather, taken_apart
from paminn.replies.mail.bounce import recognised
from paminn.replies.mail.clean import clean, one_line, squeeze, tidy
from paminn.replies.mail.encoded_words import decode_words
from paminn.replies.mail.head import MAX_VALUE, Fields, mended, message_ids, read_head
from paminn.replies.mail.letter import Letter
from paminn.replies.mail.slimmed import slimmed
from paminn.replies.model import Flag

MAX_RAW = 25_000_000  # bytes that are looked at: what else there is of a mail stays in the mailbox

MAX_WORDS = 10_000_000  # bytes beside the attachments
_ADDRESS = re.compile(r"[^@\s]{1,250}@[^@\s]{1,250}")


def parse(raw: bytes) -> Letter:
    """The mail taken apart. Never raises, for any bytes."""
    letter = unparsed(raw)
    raw = mended(raw)
    letter = _with_head(letter, raw)
    if len(raw) >= MAX_RAW:
        letter = _flagged(letter, Flag.TOO_LARGE)
        raw = raw[:MAX_RAW]
    slim = slimmed(raw)
    if len(slim.raw) > MAX_WORDS:
        return _flagged(letter, Flag.UNREADABLE, Flag.TOO_LARGE)
    try:
        message = taken_apart(slim.raw)
        bodies = gather(message, slim)
    except Exception:  # whatever the standard library stumbles over, RecursionError among it
        return _flagged(letter, Flag.UNREADABLE)
    letter = _with_bodies(letter, bodies)
    return replace(letter, unreached=recognised(message, slim.raw, letter))


def unparsed(raw: bytes) -> Letter:
    """A mail of which nothing is known but which one it is."""
    return Letter(sha256=_digest(raw), body_sha256=_digest(body_of(raw)))


def body_of(raw: bytes) -> bytes:
    """What stands below the head, which alone differs when one mail comes by two ways."""
    return raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2].strip()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _with_head(letter: Letter, raw: bytes) -> Letter:
    fields, flags = read_head(raw)
    headers: dict[str, tuple[str, ...]] = {}
    for name, values in fields.items():
        headers[name] = tuple(_shown(name, value) for value in values)
    letter = replace(
        letter,
        message_id=_message_id(headers),
        in_reply_to=_first_id(headers, "in-reply-to"),
        references=message_ids(_first(headers, "references")),
        subject=_first(headers, "subject"),
        date=_first(headers, "date"),
        headers=headers,
        recipients=(*_mailboxes(fields, "to"), *_mailboxes(fields, "cc")),
        flags=flags,
    )
    return _with_sender(letter, fields)


def _with_sender(letter: Letter, fields: Fields) -> Letter:
    """Who the mail says it is from: the first, and a flag unless that is the only one and an address."""
    senders = _mailboxes(fields, "from")
    sender = senders[0] if senders else Address("", "")
    letter = replace(letter, from_name=sender.name, from_address=sender.address)
    only_one = len(senders) == 1 and len(fields["from"]) == 1
    if only_one and _ADDRESS.fullmatch(sender.address):
        return letter
    return _flagged(letter, Flag.SUSPECT)


def _with_bodies(letter: Letter, bodies: Bodies) -> Letter:
    text, hidden = clean(bodies.text)
    text, shortened = tidy(squeeze(text))
    letter = replace(
        letter,
        text=text,
        page=bodies.page,
        attachments=bodies.attachments,
        types=bodies.types,
        from_html=bodies.from_html,
        reports=bodies.reports,
    )
    return _flagged(letter, *bodies.flags, *hidden, *shortened)


def _shown(name: str, value: str) -> str:
    """As a person reads it; but what a server found is not to be decoded into something that it did not find."""
    if name == "authentication-results":
        return one_line(value, MAX_VALUE)
    return decode_words(value)


def _mailboxes(fields: Fields, name: str) -> tuple[Address, ...]:
    mailboxes: list[Address] = []
    for value in fields.get(name, ()):
        mailboxes += addresses(value)
    return tuple(mailboxes)


def _message_id(headers: Fields) -> str:
    """The Message-ID, however it is spelt."""
    return _first_id(headers, "message-id") or one_line(_first(headers, "message-id"), 300)


def _first_id(headers: Fields, name: str) -> str:
    ids = message_ids(_first(headers, name))
    return ids[0] if ids else ""


def _first(headers: Fields, name: str) -> str:
    values = headers.get(name, ())
    return values[0] if values else ""


def _flagged(letter: Letter, *flags: Flag) -> Letter:
    """The letter with these flags too, each once."""
    return replace(letter, flags=tuple(dict.fromkeys((*letter.flags, *flags))))
