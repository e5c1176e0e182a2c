"""Words as they are compared: without what nobody means anything by."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from unicodedata import category, normalize

# A sign between figures means something: "1,5" is not "15".
_BETWEEN_FIGURES = re.compile(r"(?<=\d)[^\w%‰]+(?=\d)")
_MEANT = frozenset("%‰")
_HYPHEN_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d])[-‐‑](?=[^\W\d])")
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """NFC without case, punctuation, hyphens and blanks; the text itself where nothing else is left ("–")."""
    lowered = normalize("NFC", normalize("NFC", text).casefold())
    apart = _BETWEEN_FIGURES.sub("\N{MIDDLE DOT}", lowered)
    kept = [character for character in apart if character == "\N{MIDDLE DOT}" or _says_something(character)]
    return "".join(kept) or text


@cache
def _says_something(character: str) -> bool:
    if character in _MEANT:
        return True
    kind = category(character)
    is_punctuation = kind.startswith("P")
    is_blank = kind.startswith("Z") or kind in ("Cc", "Cf")
    return not is_punctuation and not is_blank


def is_placeholder(text: str) -> bool:
    """Nothing but signs, as "–" or "…", where a cell is left empty."""
    return not any(character.isalnum() for character in text)


def words_of(text: str) -> tuple[str, ...]:
    """The words, without case; a soft hyphen, and one between letters, is no end of a word."""
    lowered = normalize("NFC", normalize("NFC", text).casefold())
    visible = "".join(character for character in lowered if category(character) != "Cf")
    return tuple(_WORD.findall(_HYPHEN_BETWEEN_LETTERS.sub("", visible)))
