"""How words are compared, and how a list of them becomes a set or a pattern."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


def fold(text: str) -> str:
    """For comparing: no case, no accents (å is a), single blanks."""
    bare = text
    if not text.isascii():
        bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(bare.casefold().split())


def words(text: str) -> frozenset[str]:
    """A vocabulary, written as a line of text."""
    return frozenset(text.split())


def either(vocabulary: Iterable[str]) -> str:
    """A pattern for any of these: the longest first, so that none hides another that begins with it."""
    return "|".join(sorted(vocabulary, key=lambda word: (-len(word), word)))
