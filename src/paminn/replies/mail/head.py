"""The head of a mail, read by hand: the standard library raises on some of them and lets line breaks through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from paminn.replies.mail.charset import decode
from paminn.replies.model import Flag

MAX_HEAD = 64_000
MAX_FIELDS = 200
MAX_VALUE = 4_000

# Lower-case name -> every value of that name, unfolded but not decoded.
Fields = Mapping[str, tuple[str, ...]]

_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_USUAL = re.compile(rb"^(from|to|subject|date|message-id|mime-version|content-type|received)[ \t]*:", re.M)
_ENOUGH = 2
_ID = re.compile(r"<[^<>\s]{1,300}>")


def read_head(raw: bytes) -> tuple[Fields, tuple[Flag, ...]]:
    """The fields that `raw` begins with, and a flag when something was left out."""
    head = raw[:MAX_HEAD].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    end = head.find(b"\n\n")
    left_out = False
    if end >= 0:
        head = head[:end]
    elif len(raw) > MAX_HEAD:
        left_out = True

    values_of: dict[str, list[str]] = {}
    for count, (name, value) in enumerate(_fields(head)):
        if count == MAX_FIELDS:
            left_out = True
            break
        if len(value) > MAX_VALUE:
            left_out = True
        text, _ = decode(value[:MAX_VALUE])
        values_of.setdefault(name, []).append(text)

    fields = {name: tuple(values) for name, values in values_of.items()}
    if left_out:
        return fields, (Flag.HEAD_TOO_LARGE,)
    return fields, ()


def mended(raw: bytes) -> bytes:
    """The same mail, each line that has slipped into its head as a part of the field above it.

    A line is one of the head's where fields that every mail has still follow it; else the body has begun.
    """
    place = 0
    begun = False
    while place < min(len(raw), MAX_HEAD):
        end = raw.find(b"\n", place)
        line = raw[place:] if end < 0 else raw[place:end]
        if not line.strip(b"\r"):
            break
        is_of_field = line[:1] in (b" ", b"\t") or _NAME.match(line) is not None
        if begun and not is_of_field and not line.startswith(b"From "):
            if not _goes_on(raw, place + len(line)):
                break
            raw = raw[:place] + b" " + raw[place:]
            end += 1
        begun = True
        if end < 0:
            break
        place = end + 1
    return raw


def _goes_on(raw: bytes, place: int) -> bool:
    """Whether two fields that every mail has follow before an empty line."""
    following = raw[place : place + MAX_HEAD].replace(b"\r\n", b"\n")
    head, empty, _ = following.partition(b"\n\n")
    return bool(empty) and len(set(_USUAL.findall(head.lower()))) >= _ENOUGH


def message_ids(value: str) -> tuple[str, ...]:
    """Every <id>, whatever stands between them (Exchange and iOS put commas there)."""
    return tuple(dict.fromkeys(_ID.findall(value)))


def _fields(head: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, value) of each field, its lines joined by single blanks."""
    name = ""
    parts: list[bytes] = []
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            parts.append(line.strip())
            continue
        if name:
            yield name, b" ".join(parts)
        match = _NAME.match(line)
        if match:
            name = match[1].decode("ascii").lower()
            parts = [line[match.end() :].strip()]
            continue
        name = ""
        parts = []
        if line and not line.startswith(b"From "):
            return  # the body has begun without an empty line
    if name:
        yield name, b" ".join(parts)
