"""Which of a Word document's styles are headings, by what they are based on and not by what they are called alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_HEADING = re.compile(r"^(?:heading|rubrik)\s*(\d)", re.IGNORECASE)
_TITLES = {"title", "titel"}
_TITLE_LEVEL = 0


def styles_of(word: Word) -> Mapping[str, BaseOxmlElement]:
    """Every style of a document, by the name that its paragraphs refer to it with."""
    return {style.get(qn("w:styleId"), ""): style for style in word.styles.element.iter(qn("w:style"))}


class Styles:
    """The heading levels of one document's styles: 0 for the title, 1 for the highest heading."""

    def __init__(self, word: Word) -> None:
        self._styles = styles_of(word)
        self._levels: dict[str, int | None] = {}

    @property
    def lowest_heading(self) -> int:
        """What a paragraph in bold counts as: below every heading that has a style."""
        return 9

    def heading_level(self, paragraph: BaseOxmlElement) -> int | None:
        """The level a paragraph's style, or the paragraph itself, gives it; None for one that is no heading."""
        outline = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None:
            return _outlined(outline)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is None:
            return None
        return self._level(style.get(qn("w:val"), ""))

    def _level(self, name: str) -> int | None:
        if name not in self._levels:
            self._levels[name] = None  # a style that is based on itself ends here
            self._levels[name] = self._found(name)
        return self._levels[name]

    def _found(self, name: str) -> int | None:
        style = self._styles.get(name)
        if style is None:
            return None
        called = style.find(qn("w:name"))
        words = called.get(qn("w:val"), "") if called is not None else ""
        heading = _HEADING.match(words)
        if heading:
            return int(heading[1])
        if words.casefold() in _TITLES:
            return _TITLE_LEVEL
        outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None:
            return _outlined(outline)
        based = style.find(qn("w:basedOn"))
        if based is None:
            return None
        return self._level(based.get(qn("w:val"), ""))


def _outlined(outline: BaseOxmlElement) -> int | None:
    level = int(outline.get(qn("w:val"), "9"))
    if level > 8:  # Word's "body text"
        return None
    return level + 1
