"""Bytes that call themselves something, as text: few encodings are believed, and wrong labels are repaired."""

from __future__ import annotations

import re

from paminn.replies.model import Flag

_BELIEVED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-15": "iso-8859-15",
    "latin-9": "iso-8859-15",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf…„–¥¤¶©]|Â[\u0080-\u00bf]|â€")
_RUN = re.compile("[\u0080-\U0010ffff]{2,}")


def decode(data: bytes, label: str = "") -> tuple[str, tuple[Flag, ...]]:
    """The text of `data`, and what had to be mended. Never raises."""
    name = _BELIEVED.get(label.strip().strip("\"'").lower().replace("_", "-"))
    flags: list[Flag] = []
    if name is None:
        flags.append(Flag.CHARSET_UNKNOWN)
        name = "utf-8"
    if name.startswith("utf-16"):
        return data.decode(name, "replace"), tuple(flags)
    text = _as_utf8(data)
    if text is None:
        if name == "utf-8":
            flags.append(Flag.CHARSET_MENDED)
            name = "cp1252"
        return _as_single_bytes(data, name), tuple(flags)
    if name != "utf-8" and not data.isascii():
        flags.append(Flag.CHARSET_MENDED)
    mended = _undo_twice(text)
    if mended != text:
        flags.append(Flag.CHARSET_MENDED)
    return mended, tuple(dict.fromkeys(flags))


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _as_single_bytes(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _undo_twice(text: str) -> str:
    """FÃ¶rsenad: UTF-8 that somebody read as Windows-1252 or Latin-1 and encoded once more, here or there."""
    if not _MOJIBAKE.search(text):
        return text
    return _RUN.sub(_mended, text)


def _mended(match: re.Match[str]) -> str:
    run = bytearray()
    try:
        for character in match[0]:
            run += _byte(character)
        return run.decode("utf-8")
    except UnicodeError:
        return match[0]


def _byte(character: str) -> bytes:
    """The byte that was read as this character; the five that Windows-1252 lacks stand for themselves."""
    if "\x80" <= character <= "\x9f":
        return character.encode("latin-1")
    return character.encode("cp1252")
