"""The numbers that Word counts by itself and keeps nowhere: they are counted again, in the document's order."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from paminn.documents.decided.word_styles import styles_of

_PLACE = re.compile(r"%(\d)")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Label:
    """What stands in front of a paragraph: "1.3" without its full stop, or a bullet."""

    text: str = ""
    is_bullet: bool = False


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    words: str
    start: int


class Numbering:
    """Counts a document's lists. `label` is called once a paragraph, in order."""

    def __init__(self, word: Word) -> None:
        self._lists: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._kin: dict[str, str] = {}
        self._styles = styles_of(word)
        for relation in word.part.rels.values():
            if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
                self._read(relation.target_part.element)

    def _read(self, numbering: BaseOxmlElement) -> None:
        abstract = {item.get(qn("w:abstractNumId")): item for item in numbering.iter(qn("w:abstractNum"))}
        for item in numbering.iter(qn("w:num")):
            link = item.find(qn("w:abstractNumId"))
            name = item.get(qn("w:numId"), "")
            if link is None or link.get(qn("w:val")) not in abstract:
                continue
            pattern = link.get(qn("w:val"))
            levels = _levels(abstract[pattern])
            starts = _starts_anew(item)
            for at in starts.keys() & levels.keys():
                levels[at] = replace(levels[at], start=starts[at])
            self._lists[name] = levels
            # Lists of one pattern count on from each other, unless one begins anew.
            self._kin[name] = name if starts else f"pattern {pattern}"

    def label(self, paragraph: BaseOxmlElement) -> Label:
        """What Word shows in front of this paragraph."""
        numbered = self._numbered(paragraph)
        if numbered is None:
            return Label()
        name, at = numbered
        level = self._lists.get(name, {}).get(at)
        if level is None or level.form == "none":
            return Label()
        if level.form == "bullet":
            return Label(is_bullet=True)
        counts = self._counts[self._kin[name]]
        counts[at] = counts.get(at, level.start - 1) + 1
        for deeper in [other for other in counts if other > at]:
            del counts[deeper]
        return Label(self._words(name, level, counts).rstrip(". )\t"))

    def _words(self, name: str, level: _Level, counts: dict[int, int]) -> str:
        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            other = self._lists[name].get(at)
            if other is None:
                return ""
            return _as_words(counts.get(at, other.start), other.form)

        return _PLACE.sub(shown, level.words)

    def _numbered(self, paragraph: BaseOxmlElement) -> tuple[str, int] | None:
        """The list and the level in it, by the paragraph itself or by its style."""
        properties = paragraph.find(qn("w:pPr"))
        seen: set[str] = set()
        while properties is not None:
            own = properties.find(qn("w:numPr"))
            if own is not None:
                return _place_in_list(own)
            style = properties.find(qn("w:pStyle"))
            if style is None:
                style = properties.getparent().find(qn("w:basedOn"))
            name = style.get(qn("w:val"), "") if style is not None else ""
            if not name or name in seen or name not in self._styles:
                return None
            seen.add(name)
            properties = self._styles[name].find(qn("w:pPr"))
        return None


def _starts_anew(item: BaseOxmlElement) -> dict[int, int]:
    """The first number of each level at which a list begins anew."""
    starts = {}
    for override in item.iter(qn("w:lvlOverride")):
        start = override.find(qn("w:startOverride"))
        if start is not None:
            starts[int(override.get(qn("w:ilvl"), "0"))] = int(start.get(qn("w:val"), "1"))
    return starts


def _place_in_list(own: BaseOxmlElement) -> tuple[str, int] | None:
    name = own.find(qn("w:numId"))
    level = own.find(qn("w:ilvl"))
    if name is None or name.get(qn("w:val")) == "0":  # Word's "no list"
        return None
    at = int(level.get(qn("w:val"), "0")) if level is not None else 0
    return name.get(qn("w:val"), ""), at


def _levels(abstract: BaseOxmlElement) -> dict[int, _Level]:
    levels = {}
    for item in abstract.iter(qn("w:lvl")):
        values = {}
        for key in ("numFmt", "lvlText", "start"):
            element = item.find(qn(f"w:{key}"))
            values[key] = element.get(qn("w:val"), "") if element is not None else ""
        start = int(values["start"] or "1")
        levels[int(item.get(qn("w:ilvl"), "0"))] = _Level(values["numFmt"] or "decimal", values["lvlText"], start)
    return levels


def _as_words(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and number > 0:
        times, letter = divmod(number - 1, len(_LETTERS))
        words = _LETTERS[letter] * (times + 1)
    elif form in ("lowerRoman", "upperRoman"):
        words = _roman(number)
    else:
        words = str(number)
    if form.startswith("upper"):
        return words.upper()
    return words


def _roman(number: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        while number >= value:
            words += letters
            number -= value
    return words
