"""Text -> symbols: the first step of reading a time plan.

A `Symbol` is a number, a sign, or the longest phrase of words that `timeframe_words` knows. Every word and
sign ends up in exactly one symbol, which is how none is dropped silently later on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from paminn.plan.timeframe.parts import Is, Meaning
from paminn.plan.timeframe.words import LONGEST, MEANINGS, SIGNS

_LEXEME = re.compile(r"[0-9]+|[^\W\d_]+|[-‐‑‒–—―−]+|\S")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LONGEST_ABBREVIATION = 4  # "sept.", "febr.": a stop behind a longer word ends a sentence


@dataclass(frozen=True, slots=True)
class Symbol:
    """A phrase, number or sign of the text. `start` and `end` are its place in the tidied text.

    `glued` says that nothing stands between it and the symbol before; it tells "vt -26" from "vt – 26".
    """

    kind: Is
    value: int
    text: str
    start: int
    end: int
    glued: bool

    @property
    def digits(self) -> int:
        return len(self.text) if self.kind is Is.NUMBER else 0


def tidy(text: str) -> str:
    """`text` composed (NFC), without invisible characters and with single plain spaces."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def symbols(tidied: str) -> list[Symbol]:
    """The symbols of a text from `tidy`, in order. Never raises."""
    lexemes = list(_lexemes(tidied))
    found: list[Symbol] = []
    at = 0
    while at < len(lexemes):
        length, meaning = _longest(lexemes, at)
        first, last = lexemes[at], lexemes[at + length - 1]
        glued = at > 0 and lexemes[at - 1].end() == first.start()
        place = (first.start(), last.end())
        found.append(Symbol(meaning.kind, meaning.value, tidied[slice(*place)], *place, glued))
        at += length
    return found


def _lexemes(tidied: str) -> Iterator[re.Match[str]]:
    """Words, numbers and signs; a stop that only ends an abbreviation ("t.o.m.", "v. 47") is left out."""
    before: re.Match[str] | None = None
    for lexeme in _LEXEME.finditer(tidied):
        if lexeme.group() == "." and before is not None and before.end() == lexeme.start():
            word = before.group()
            inside = tidied[lexeme.end() : lexeme.end() + 1].strip() != ""
            if word.isalpha() and (inside or len(word) <= _LONGEST_ABBREVIATION):
                continue
        before = lexeme
        yield lexeme


def _longest(lexemes: list[re.Match[str]], at: int) -> tuple[int, Meaning]:
    words: list[str] = []
    best: tuple[int, Meaning] | None = None
    for lexeme in lexemes[at : at + LONGEST]:
        words.append(lexeme.group().lower())
        meaning = MEANINGS.get(tuple(words))
        if meaning is not None:
            best = len(words), meaning
    return best or (1, _single(words[0]))


def _single(word: str) -> Meaning:
    if word.isascii() and word.isdigit():
        return Meaning(Is.NUMBER, int(word) if len(word) <= len("20261231") else -1)
    return Meaning(SIGNS.get(word[0], Is.STRAY))
