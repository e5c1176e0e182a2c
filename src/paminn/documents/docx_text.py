"""Text that Word will open, and a file whose bytes do not know when they were written."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# Controls that mean a new line become one, so that no two words are joined; all other controls are dropped.
_LINES = {"\r\n": "\n", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
# What turns the direction of the text around it.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_AFTER_STROKE = re.compile(r"(?<=[^\W\d_]/)(?=[^\W\d_])")  # between a stroke that follows a letter and the next
_BREAK = "\u200b"


def harmless(text: str) -> str:
    """The same words without what XML forbids and without what could show them in another order."""
    for control, line in _LINES.items():
        text = text.replace(control, line)
    return "".join(character for character in text if _allowed(character))


def breakable(text: str) -> str:
    """Lets a narrow cell break Kommunikatör/webbansvarig at its stroke, and so never inside a word."""
    return _AFTER_STROKE.sub(_BREAK, text)


def _allowed(character: str) -> bool:
    if character in "\n\t":
        return True
    if character in _BIDI or _is_noncharacter(ord(character)):
        return False
    return unicodedata.category(character) not in ("Cc", "Cs")


def _is_noncharacter(code: int) -> bool:
    """Whether Unicode has promised that the code never becomes a character."""
    ends_a_plane = code & 0xFFFE == 0xFFFE
    return ends_a_plane or 0xFDD0 <= code <= 0xFDEF


def fixed_zip(data: bytes) -> bytes:
    """The same archive with one date for all its members, made on no particular system."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = ZIP_DEFLATED
            member.create_system = 0
            new.writestr(member, old.read(name))
    return buffer.getvalue()
