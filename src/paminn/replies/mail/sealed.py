"""Signed mail whose text lies within the signature: S/MIME's opaque form, and PGP's clear-signed text.

Nothing is verified here; the words are merely taken out. What is encrypted stays closed.
"""

from __future__ import annotations

_SIGNED = bytes.fromhex("06092a864886f70d010702")  # pkcs7-signedData
_DATA = bytes.fromhex("06092a864886f70d010701")  # pkcs7-data
_OCTETS, _CHUNKS, _CONTENT = 0x04, 0x24, 0xA0

_BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----"
_END = "-----BEGIN PGP SIGNATURE-----"


def signed_content(data: bytes) -> bytes:
    """The mail inside an S/MIME signature, or nothing."""
    at = data.find(_DATA)
    if at < 0 or _SIGNED not in data[:60]:
        return b""
    tag, start, _ = _header(data, at + len(_DATA))
    if tag != _CONTENT:
        return b""
    tag, start, length = _header(data, start)
    if tag == _OCTETS and length >= 0:
        return data[start : start + length]
    return b"".join(_chunks(data, start, length)) if tag == _CHUNKS else b""


def _chunks(data: bytes, start: int, length: int) -> list[bytes]:
    found: list[bytes] = []
    end = len(data) if length < 0 else min(len(data), start + length)
    while start < end:
        tag, inside, size = _header(data, start)
        if tag != _OCTETS or size < 0:
            break
        found.append(data[inside : inside + size])
        start = inside + size
    return found


def _header(data: bytes, at: int) -> tuple[int, int, int]:
    """(tag, where its content starts, its length or -1 when that is left open or makes no sense)."""
    if at + 2 > len(data):
        return 0, len(data), -1
    tag, first = data[at], data[at + 1]
    if first < 0x80:
        return tag, at + 2, first
    count = first & 0x7F
    if count == 0 or count > 4:
        return tag, at + 2, -1
    return tag, at + 2 + count, int.from_bytes(data[at + 2 : at + 2 + count], "big")


def without_armour(text: str) -> str:
    """Clear-signed text without its armour."""
    begin = text.find(_BEGIN)
    end = text.find(_END, begin + len(_BEGIN))
    if begin < 0 or end < 0:
        return text
    head = text.find("\n\n", begin)
    body = text[head + 2 : end] if 0 <= head < end else text[begin + len(_BEGIN) : end]
    plain = "\n".join(line[2:] if line.startswith("- ") else line for line in body.split("\n"))
    close = text.find("-----END PGP SIGNATURE-----", end)
    return text[:begin] + plain + (text[close + 27 :] if close >= 0 else "")
