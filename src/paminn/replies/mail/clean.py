"""Text made harmless and comparable: NFC, LF, nothing invisible, no more than a person would write."""

from __future__ import annotations

import re
import unicodedata

from paminn.replies.model import Flag

MAX_CHARACTERS = 64_000
MAX_LINES = 2_000
MAX_EMPTY = 2  # lines in a row

_BREAKS = {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
_BLANKS = re.compile(r"[ \t]{2,}")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]?\n){3,}")
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
        elif _is_invisible(character):
            table[ord(character)] = None
            if character not in _INNOCENT:
                hidden = True
    visible = unicodedata.normalize("NFC", text.translate(table))
    if hidden:
        return visible, (Flag.HIDDEN_CHARACTERS,)
    return visible, ()


def one_line(text: str, limit: int = 1_000) -> str:
    """A header's value: clean, on one line, of bounded length."""
    visible, _ = clean(text)
    return " ".join(visible.split())[:limit]


def squeeze(text: str) -> str:
    """Runs of blanks and of empty lines as few, so that no pattern has to walk them again and again."""
    return _EMPTY_LINES.sub("\n\n\n", _BLANKS.sub(" ", text))


def tidy(text: str) -> tuple[str, tuple[Flag, ...]]:
    """Lines without trailing blanks, at most two empty ones in a row, and no more of them than anybody reads."""
    lines: list[str] = []
    empty = 0
    for line in text[:MAX_CHARACTERS].split("\n"):
        bare = line.rstrip()
        empty += 1
        if bare:
            empty = 0
        if empty <= MAX_EMPTY:
            lines.append(bare)
    tidied = "\n".join(lines[:MAX_LINES]).strip("\n")
    if len(text) > MAX_CHARACTERS or len(lines) > MAX_LINES:
        return tidied, (Flag.SHORTENED,)
    return tidied, ()


def unflow(text: str, delete_space: bool = False) -> str:
    """format=flowed (RFC 3676): soft line breaks are undone, within one depth of quoting."""
    paragraphs: list[list[str]] = []  # each in its pieces
    goes_on = False  # the last line had a soft break
    last_depth = -1
    for line in text.replace("\r\n", "\n").split("\n"):
        unquoted = line.lstrip(">")
        depth = len(line) - len(unquoted)
        content = unquoted.removeprefix(" ")
        delimiter = content == "-- "
        soft = content.endswith(" ") and not delimiter
        piece = content[:-1] if soft and delete_space else content
        if goes_on and depth == last_depth and not delimiter:
            paragraphs[-1].append(piece)
        else:
            mark = ">" * depth + " " if depth else ""
            paragraphs.append([mark + piece])
        last_depth = depth
        goes_on = soft
    return "\n".join("".join(pieces) for pieces in paragraphs)


def _is_invisible(character: str) -> bool:
    """Controls, format characters (zero-width, bidi, tags), surrogates, private use, and what is no character."""
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co"):
        return True
    code = ord(character)
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
