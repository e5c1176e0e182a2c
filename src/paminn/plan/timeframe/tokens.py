"""Text -> symbols: the first step of reading a time plan.

A `Symbol` is a number, a sign, or the longest phrase of words that `words` knows. Every word and sign ends up in
exactly one symbol, which is how none is dropped silently later on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from paminn.plan.timeframe.parts import Is, Meaning
from paminn.plan.timeframe.vocabulary import DASHES, LAST_PARTS, LONGEST_PHRASE, MEANINGS, SIGNS

_LEXEME = re.compile(
    rf"""
      [0-9]+          # a number
    | [^\W\d_]+       # a word
    | [-=–—]+>        # an arrow
    | [{DASHES}]+     # a dash, which some write twice
    | \S              # any other sign
    """,
    re.VERBOSE,
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LONGEST_ABBREVIATION = 4  # "sept.", "febr.": a stop behind a longer word ends a sentence
_PAST = ("ades", "ddes", "rdes", "ldes", "ndes", "gdes", "mdes", "vdes", "ktes", "ptes", "stes", "ttes", "xtes")
_NO_PAST = ("andes", "endes")  # "deltagandes", "boendes"
_SHORTEST_PAST = 6
_TIMES = (Is.TERM, Is.SUMMER, Is.WINTER, Is.SCHOOL_YEAR, Is.UNIT, Is.PLAN)
_THING_DONE = ("ing", "ingen", "ingar", "ation", "ationen", "as", *LAST_PARTS)
_SHORTEST_DEED = 6
_A_COMPOUND = 3  # a word, a hyphen and a word
_A_TIME = ("avslut", "öppn", "stängn")  # "skolavslutningen" is a day that others know
_LONGEST_NUMBER = len("20261231")


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
        """How many digits a number is written with; 0 for what is no number."""
        if self.kind is not Is.NUMBER:
            return 0
        return len(self.text)


def tidy(text: str) -> str:
    """`text` composed (NFC), without invisible characters and with single plain spaces."""
    composed = unicodedata.normalize("NFC", text)
    visible = composed.translate(_INVISIBLE)
    return " ".join(visible.split())


def symbols(tidied: str) -> list[Symbol]:
    """The symbols of a text from `tidy`, in order. Never raises."""
    lexemes = list(_lexemes(tidied))
    read: list[Symbol] = []
    place = 0
    while place < len(lexemes):
        length, meaning = _longest_phrase(lexemes, place)
        if meaning.kind is Is.STRAY and _is_compound(lexemes[place : place + _A_COMPOUND]):
            length = _A_COMPOUND
        start = lexemes[place].start()
        end = lexemes[place + length - 1].end()
        glued = place > 0 and lexemes[place - 1].end() == start
        read.append(Symbol(meaning.kind, meaning.value, tidied[start:end], start, end, glued))
        place += length
    return read


def _is_compound(lexemes: list[re.Match[str]]) -> bool:
    """Whether it is one word with a hyphen, "ANDT-vecka", whose last part is no time of its own."""
    if len(lexemes) < _A_COMPOUND:
        return False
    first, hyphen, last = lexemes
    glued = first.end() == hyphen.start() and hyphen.end() == last.start()
    return glued and hyphen.group() == "-" and first.group().isalpha() and last.group().isalpha()


def _lexemes(tidied: str) -> Iterator[re.Match[str]]:
    """Words, numbers and signs; a stop that only ends an abbreviation ("t.o.m.", "v. 47") is left out."""
    before: re.Match[str] | None = None
    for lexeme in _LEXEME.finditer(tidied):
        if before is not None and _abbreviates(lexeme, before, tidied):
            continue
        before = lexeme
        yield lexeme


def _abbreviates(lexeme: re.Match[str], before: re.Match[str], tidied: str) -> bool:
    """Whether `lexeme` is a stop that shortens the word before it rather than ending a sentence."""
    if lexeme.group() != "." or lexeme.start() != before.end():
        return False
    word = before.group()
    if not word.isalpha():
        return False
    following = tidied[lexeme.end() : lexeme.end() + 1]
    goes_on = following.strip() != ""
    return goes_on or len(word) <= _LONGEST_ABBREVIATION


def _longest_phrase(lexemes: list[re.Match[str]], place: int) -> tuple[int, Meaning]:
    """The longest known phrase that begins at `place`: how many lexemes it has, and what it means."""
    words: list[str] = []
    longest: tuple[int, Meaning] | None = None
    for lexeme in lexemes[place : place + LONGEST_PHRASE]:
        words.append(lexeme.group().lower())
        meaning = MEANINGS.get(tuple(words))
        if meaning is not None:
            longest = len(words), meaning
    if longest is None:
        return 1, _unknown(words[0])
    return longest


def _unknown(word: str) -> Meaning:
    """The meaning of a number, a sign, or a word that nobody here knows."""
    if word.isascii() and word.isdigit():
        if len(word) > _LONGEST_NUMBER:
            return Meaning(Is.NUMBER, -1)
        return Meaning(Is.NUMBER, int(word))
    if _is_of_a_time(word):
        return Meaning(Is.REFUSE)
    if _is_past(word):
        return Meaning(Is.DONE, 2)
    if _is_thing_done(word):
        return Meaning(Is.THING)
    kind = SIGNS.get(word) or SIGNS.get(word[0], Is.STRAY)
    return Meaning(kind)


def _is_thing_done(word: str) -> bool:
    """Whether a word that nobody here knows says what is done: "mätning", "brukarenkät", "installeras"."""
    return len(word) >= _SHORTEST_DEED and word.endswith(_THING_DONE) and not any(part in word for part in _A_TIME)


def _is_of_a_time(word: str) -> bool:
    """Whether it is the genitive of a time: "höstterminens" start, and what else it has, are other times."""
    if not word.endswith("s"):
        return False
    meaning = MEANINGS.get((word[:-1],))
    return meaning is not None and meaning.kind in _TIMES


def _is_past(word: str) -> bool:
    """Whether a word that nobody here knows is a verb in the past: "lanserades", "genomlystes"."""
    return len(word) >= _SHORTEST_PAST and word.endswith(_PAST) and not word.endswith(_NO_PAST)
