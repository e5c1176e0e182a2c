"""The head of a mail, read by hand: the standard library raises on some of them and lets line breaks through."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator

from paminn.replies.mail.charset import decode
from paminn.replies.mail.clean import one_line
from paminn.replies.mail.letter import Address
from paminn.replies.model import Flag

MAX_HEAD = 64_000
MAX_FIELDS = 200
MAX_VALUE = 4_000

_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]{0,2000})\?=")
_ID = re.compile(r"<[^<>\s]{1,300}>")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


def read_head(raw: bytes) -> tuple[dict[str, tuple[str, ...]], tuple[Flag, ...]]:
    """Lower-case name -> every value, unfolded but not yet decoded; and a flag when something was left out."""
    head = raw[:MAX_HEAD].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    end = head.find(b"\n\n")
    shortened = end < 0 and len(raw) > MAX_HEAD
    fields: dict[str, list[str]] = {}
    for count, (name, value) in enumerate(_fields(head if end < 0 else head[:end])):
        if count == MAX_FIELDS:
            shortened = True
            break
        shortened = shortened or len(value) > MAX_VALUE
        fields.setdefault(name, []).append(decode(value[:MAX_VALUE])[0])
    return {name: tuple(values) for name, values in fields.items()}, (Flag.HEAD_TOO_LARGE,) if shortened else ()


def _fields(head: bytes) -> Iterator[tuple[str, bytes]]:
    name, parts = "", list[bytes]()
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            parts.append(line.strip())
            continue
        if name:
            yield name, b" ".join(parts)
        match = _NAME.match(line)
        name, parts = (match[1].decode("ascii").lower(), [line[match.end() :].strip()]) if match else ("", [])
        if not match and line and not line.startswith(b"From "):
            return  # the body has begun without an empty line
    if name:
        yield name, b" ".join(parts)


def decode_words(value: str) -> str:
    """=?utf-8?q?S=C3=A5?= as text on one line. Words of one character set are joined before they are decoded."""
    pieces: list[tuple[str, bytes | str]] = []
    at = 0
    for match in _WORD.finditer(value[:MAX_VALUE]):
        between = value[at : match.start()]
        if between and (between.strip() or not pieces or isinstance(pieces[-1][1], str)):
            pieces.append(("", between))
        label, data = match[1].split("*")[0].lower(), _word_bytes(match[2], match[3])
        previous = pieces[-1] if pieces else ("", "")
        if isinstance(previous[1], bytes) and previous[0] == label:
            pieces[-1] = (label, previous[1] + data)
        else:
            pieces.append((label, data))
        at = match.end()
    pieces.append(("", value[at:MAX_VALUE]))
    return one_line("".join(decode(p, label)[0] if isinstance(p, bytes) else p for label, p in pieces), MAX_VALUE)


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("ascii", "ignore")
    if encoding in "qQ":
        return quopri.decodestring(data, header=True)
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return data


def message_ids(value: str) -> tuple[str, ...]:
    """Every <id>, whatever stands between them (Exchange and iOS put commas there)."""
    return tuple(dict.fromkeys(_ID.findall(value)))


def addresses(value: str) -> tuple[Address, ...]:
    """The mailboxes of an undecoded From, To or Cc. What a quoted name contains is never taken for an address."""
    return tuple(address for address in (_mailbox(*parts) for parts in _mailboxes(value[:MAX_VALUE])) if address)


def _mailboxes(value: str) -> Iterator[tuple[str, str, str]]:
    """(words, angle, comment) of each mailbox, split at the commas outside quotes, comments and angles."""
    words, angle, comment = "", "", ""
    state, escaped = "", False
    for character in value:
        if escaped:
            escaped = False
        elif character == "\\" and state in ('"', "("):
            escaped = True
            continue
        elif state == "" and character in '"(<':
            state = character
            continue
        elif state and character == {'"': '"', "(": ")", "<": ">"}[state]:
            state = ""
            continue
        elif state == "" and character in ",;":
            yield words, angle, comment
            words, angle, comment = "", "", ""
            continue
        if state == "<":
            angle += character
        elif state == "(":
            comment += character
        else:
            words += character
    yield words, angle, comment


def _mailbox(words: str, angle: str, comment: str) -> Address | None:
    name, address = (words, angle) if angle.strip() else (comment, words)
    bare = one_line(address).replace(" ", "").lower()
    if not bare and not name.strip():
        return None
    return Address(decode_words(name.strip()), bare if "@" in bare else "")


def addresses_in(text: str) -> frozenset[str]:
    """Every e-mail address in a line, lower-case."""
    return frozenset(address.lower().rstrip(".") for address in _ADDRESS.findall(text[:2_000]))
