"""Signed mail whose text lies within the signature: S/MIME's opaque form, and PGP's clear-signed text.

Nothing is verified here; the words are merely taken out. What is encrypted stays closed.
"""

from __future__ import annotations

from dataclasses import dataclass

_SIGNED = bytes.fromhex("06092a864886f70d010702")  # pkcs7-signedData
_DATA = bytes.fromhex("06092a864886f70d010701")  # pkcs7-data
_OCTETS = 0x04
_CHUNKS = 0x24
_CONTENT = 0xA0

_BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END = "-----END PGP SIGNATURE-----"


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of DER: its tag, where its content starts, and its length, or None when that is left open or makes
    no sense."""

    tag: int
    start: int
    length: int | None


def signed_content(data: bytes) -> bytes:
    """The mail inside an S/MIME signature, or nothing."""
    place = data.find(_DATA)
    if place < 0 or _SIGNED not in data[:60]:
        return b""
    wrapper = _element(data, place + len(_DATA))
    if wrapper.tag != _CONTENT:
        return b""
    content = _element(data, wrapper.start)
    if content.tag == _OCTETS and content.length is not None:
        return data[content.start : content.start + content.length]
    if content.tag == _CHUNKS:
        return _joined_chunks(data, content)
    return b""


def without_armour(text: str) -> str:
    """Clear-signed text without its armour."""
    begin = text.find(_BEGIN)
    signature = text.find(_SIGNATURE, begin + len(_BEGIN))
    if begin < 0 or signature < 0:
        return text
    body_start = begin + len(_BEGIN)
    head_end = text.find("\n\n", begin)
    if 0 <= head_end < signature:
        body_start = head_end + 2

    lines: list[str] = []
    for line in text[body_start:signature].split("\n"):
        lines.append(line.removeprefix("- "))
    body = "\n".join(lines)

    end = text.find(_END, signature)
    below = text[end + len(_END) :] if end >= 0 else ""
    return text[:begin] + body + below


def _joined_chunks(data: bytes, content: _Element) -> bytes:
    end = len(data)
    if content.length is not None:
        end = min(end, content.start + content.length)
    joined = bytearray()
    place = content.start
    while place < end:
        chunk = _element(data, place)
        if chunk.tag != _OCTETS or chunk.length is None:
            break
        place = chunk.start + chunk.length
        joined += data[chunk.start : place]
    return bytes(joined)


def _element(data: bytes, place: int) -> _Element:
    """The element that begins there."""
    if place + 2 > len(data):
        return _Element(0, len(data), None)
    tag = data[place]
    first = data[place + 1]
    start = place + 2
    if first < 0x80:
        return _Element(tag, start, first)
    count = first & 0x7F  # of the bytes that hold the length
    if count == 0 or count > 4:
        return _Element(tag, start, None)
    length = int.from_bytes(data[start : start + count], "big")
    return _Element(tag, start + count, length)
