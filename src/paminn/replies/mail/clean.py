"""Text made harmless and comparable: NFC, LF, nothing invisible, no more than a person would write."""

from __future__ import annotations

import re
import unicodedata

from paminn.replies.model import Flag

MAX_CHARACTERS = 64_000
MAX_LINES = 2_000

_BREAKS = {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
_INNOCENT = frozenset("\u00ad\ufeff\u200d\ufe0f")  # soft hyphen, byte order mark, what holds an emoji together


def clean(text: str) -> tuple[str, tuple[Flag, ...]]:
    """`text` without anything invisible, and a flag when that was more than typography."""
    if text.isascii() and text.isprintable():
        return text, ()
    text = text.replace("\r\n", "\n")
    table: dict[int, str | None] = {}
    hidden = False
    for character in set(text):
        if character in _BREAKS:
            table[ord(character)] = _BREAKS[character]
        elif character in "\n\t":
            continue
        elif unicodedata.category(character) == "Zs":
            table[ord(character)] = " "
        elif _invisible(character):
            table[ord(character)] = None
            hidden = hidden or character not in _INNOCENT
    text = unicodedata.normalize("NFC", text.translate(table))
    return text, (Flag.HIDDEN_CHARACTERS,) if hidden else ()


def _invisible(character: str) -> bool:
    """Controls, format characters (zero-width, bidi, tags), surrogates, private use, and what is no character."""
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co"):
        return True
    return 0xFDD0 <= ord(character) <= 0xFDEF or ord(character) & 0xFFFE == 0xFFFE


def one_line(text: str, limit: int = 1_000) -> str:
    """A header's value: clean, on one line, of bounded length."""
    return " ".join(clean(text)[0].split())[:limit]


def tidy(text: str) -> tuple[str, tuple[Flag, ...]]:
    """Lines without trailing blanks, at most two empty ones in a row, and no more of them than anybody reads."""
    shortened = len(text) > MAX_CHARACTERS
    lines: list[str] = []
    empty = 0
    for line in text[:MAX_CHARACTERS].split("\n"):
        line = line.rstrip()
        empty = 0 if line else empty + 1
        if empty <= 2:
            lines.append(line)
    shortened = shortened or len(lines) > MAX_LINES
    return "\n".join(lines[:MAX_LINES]).strip("\n"), (Flag.SHORTENED,) if shortened else ()


def unflow(text: str, delete_space: bool = False) -> str:
    """format=flowed (RFC 3676): soft line breaks are undone, within one depth of quoting."""
    paragraphs: list[list[str]] = []
    last_depth, open_ended = -1, False
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content[1:] if content.startswith(" ") else content
        soft = content.endswith(" ") and content != "-- "
        piece = content[:-1] if soft and delete_space else content
        if open_ended and depth == last_depth and content != "-- ":
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([(">" * depth + " " if depth else "") + piece])
        last_depth, open_ended = depth, soft
    return "\n".join("".join(pieces) for pieces in paragraphs)


_BLANKS = re.compile(r"[ \t]{2,}")
_EMPTY = re.compile(r"\n(?:[ \t]?\n){3,}")


def squeeze(text: str) -> str:
    """Runs of blanks and of empty lines as few, so that no pattern has to walk them again and again."""
    return _EMPTY.sub("\n\n\n", _BLANKS.sub(" ", text))
