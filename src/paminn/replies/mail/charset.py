"""Bytes that call themselves something, as text: few encodings are believed, and wrong labels are repaired."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

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
    "unicode-1-1-utf-7": "utf-7",
}
_WRAPPED = "utf-7"
_WESTERN = frozenset({"utf-8", "cp1252", "iso-8859-15", "mac-roman", "cp850", "cp437", "iso8859-1"})
_MAY_BE_ANOTHER = frozenset({"utf-8", "cp1252", "iso-8859-15"})
_OTHERS = ("mac-roman", "cp850")
# Which say what a program is to do, or how ASCII is wrapped, or nothing at all.
_NO_LETTERS = frozenset(
    {
        "unicode_escape",
        "raw_unicode_escape",
        "unicode-escape",
        "raw-unicode-escape",
        "undefined",
        "idna",
        "punycode",
    }
)
_OWN_LETTERS = re.compile("[åäöÅÄÖéÉü]")
# What other sets have where these have Swedish letters: signs, lines of boxes, letters of other tongues.
_ODD = re.compile(
    "[\ufffd\u0080-\u009f\u00a2-\u00b3\u00b6-\u00bf\u00c6\u00d0\u00d7-\u00d8\u00de-\u00df\u00e6\u00f0\u00f7-\u00f8\u00fe"
    "\u0152-\u0153\u0160-\u0161\u017d-\u017e\u0192\u02c6\u02dc\u2020-\u2021\u2030\u2039-\u203a\u2500-\u25ff]"
)
_LOOKED_AT = 20_000  # bytes
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf…„–¥¤¶©]|Â[\u0080-\u00bf]|â€")
_RUN = re.compile("[\u0080-\U0010ffff]{2,}")


def decode(data: bytes, label: str = "") -> tuple[str, tuple[Flag, ...]]:
    """The text of `data`, and what had to be mended. Never raises, and leaves no letter out."""
    bare = label.strip().strip("\"'").lower().replace("_", "-")
    name = _BELIEVED.get(bare) or _codec(bare)
    flags: list[Flag] = []
    if name is None:
        flags.append(Flag.CHARSET_UNKNOWN)
        name = "utf-8"
    if name.startswith("utf-16"):
        return data.decode(name, "replace"), tuple(flags)
    if name == _WRAPPED:
        return _unwrapped(data)
    if name not in _WESTERN:
        try:
            return data.decode(name), ()
        except (UnicodeError, ValueError):
            flags.append(Flag.CHARSET_MENDED)
            name = "utf-8"
    text = _as_utf8(data)
    if text is None:
        text, guessed = _as_single_bytes(data, name)
        if guessed:
            flags.append(Flag.CHARSET_MENDED)
        return text, tuple(dict.fromkeys(flags))
    if name != "utf-8" and not data.isascii():
        flags.append(Flag.CHARSET_MENDED)
    mended = _undo_twice(text)
    if mended != text:
        flags.append(Flag.CHARSET_MENDED)
    return mended, tuple(dict.fromkeys(flags))


def _unwrapped(data: bytes) -> tuple[str, tuple[Flag, ...]]:
    """UTF-7: letters wrapped in ASCII. Wrapped signs of a page are not, for they are there to pass by whoever looks."""
    plain = data.decode("utf-8", "replace")
    try:
        text = data.decode(_WRAPPED)
    except UnicodeError:
        return plain, (Flag.CHARSET_UNKNOWN,)
    if any(text.count(sign) > plain.count(sign) for sign in "<>&"):
        return plain, (Flag.CHARSET_UNKNOWN,)
    return text, ()


def _codec(label: str) -> str | None:
    """What Python calls a character set, for all that it knows but those that say something else than letters."""
    for name in (label, label.removeprefix("x-"), label.removeprefix("x-mac-").replace("swedish", "mac-roman")):
        try:
            codec = codecs.lookup(name)
        except (LookupError, ValueError, UnicodeError):
            continue
        if codec.name in _NO_LETTERS or not _is_of_text(codec.name):
            return None
        return codec.name
    return None


@lru_cache(maxsize=64)
def _is_of_text(name: str) -> bool:
    try:
        "a".encode(name)
    except (LookupError, UnicodeError, ValueError):
        return False
    return True


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _as_single_bytes(data: bytes, name: str) -> tuple[str, bool]:
    """(the text, whether its character set is a guess). Old programs on Macs and in DOS labelled nothing, or wrong."""
    if name not in _MAY_BE_ANOTHER:
        return data.decode(name, "replace"), False
    labelled = "cp1252" if name == "utf-8" else name
    best = max((labelled, *_OTHERS), key=lambda other: _swedish(data, other))
    if _swedish(data, best) <= _swedish(data, labelled):
        best = labelled
    return data.decode(best, "replace"), name == "utf-8" or best != labelled


def _swedish(data: bytes, name: str) -> int:
    """How much the text looks like Swedish, read so: its own letters, less what no Swede writes."""
    text = data[:_LOOKED_AT].decode(name, "replace")
    return len(_OWN_LETTERS.findall(text)) - 2 * len(_ODD.findall(text))


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
