"""A decided Word document as headings, lines and tables.

What python-docx opens is walked element by element, since its own texts leave out inserted words, content controls and
text boxes. Tracked changes are read as accepted, with a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from docx import Document as open_document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from paminn.documents.decided.word_notes import comments_of
from paminn.documents.decided.word_numbers import Numbering
from paminn.documents.decided.word_styles import Styles
from paminn.plan.importing.original import Block, Cell, DecidedDocument, Doubt, Heading, Line, Table

_LONGEST_BOLD_HEADING = 120  # characters; a longer paragraph in bold is a paragraph
_TRACKED = (
    "Dokumentet har spårade ändringar. De lästes som godkända. Kontrollera att det är den lydelse som beslutades, "
    "eller godkänn ändringarna i Word och kör igen."
)
_BOX = "Här står en textruta. Den lästes som vanlig text: «{text}»."


def read_word(content: bytes) -> DecidedDocument:
    """What a .docx says. Its bytes have been held against the bounds already; raises what python-docx raises."""
    word = open_document(BytesIO(content))
    reader = _Reader(word)
    blocks = tuple(reader.blocks(word.element.body))
    doubts = list(reader.doubts)
    if next(word.element.body.iter(qn("w:ins"), qn("w:del"), qn("w:moveFrom")), None) is not None:
        doubts.insert(0, Doubt("dokumentet", _TRACKED))
    return DecidedDocument(blocks, tuple(_margins(word)), tuple(doubts))


def _margins(word: Word) -> Iterator[str]:
    for section in word.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            for element in part._element.iter(qn("w:p")):
                text = text_of(element).strip()
                if text:
                    yield text


@dataclass
class _Reader:
    """Counts tables as a person does who leafs through the document."""

    word: Word
    tables: int = 0
    doubts: list[Doubt] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.numbering = Numbering(self.word)
        self.styles = Styles(self.word)
        self.comments = comments_of(self.word)

    def blocks(self, parent: BaseOxmlElement) -> Iterator[Block]:
        """The blocks of the body, a content control or a table's cell."""
        for element in parent.iterchildren():
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element)
            elif element.tag == qn("w:sdt"):
                for inner in element.iterchildren(qn("w:sdtContent")):
                    yield from self.blocks(inner)
            elif element.tag in (qn("w:ins"), qn("w:customXml"), qn("w:smartTag")):
                yield from self.blocks(element)

    def _paragraph(self, element: BaseOxmlElement) -> Iterator[Block]:
        number = self.numbering.label(element)
        text = text_of(element).strip()
        level = self.styles.heading_level(element)
        if level is None and _is_bold(element) and len(text) <= _LONGEST_BOLD_HEADING and not number.is_bullet:
            level = self.styles.lowest_heading
        if text and level is not None:
            yield Heading(text, level, number.text)
        elif text:
            yield Line(text, number.is_bullet, number.text)
        yield from self._boxes(element)

    def _boxes(self, element: BaseOxmlElement) -> Iterator[Block]:
        """What stands in text boxes that hang in a paragraph; Word keeps each a second time for older programs."""
        for box in element.iter(qn("w:txbxContent")):
            if _is_fallback(box):
                continue
            for block in self.blocks(box):
                if isinstance(block, Line | Heading):
                    self.doubts.append(Doubt("textruta", _BOX.format(text=block.text)))
                yield block

    def _table(self, element: BaseOxmlElement) -> Iterator[Block]:
        rows = [row for row in _inside(element, qn("w:tr")) if not _is_deleted(row)]
        laid_out = len(rows) == 1 and len(list(_inside(rows[0], qn("w:tc")))) == 1
        if laid_out:
            # A frame round something else, not a table of anything.
            for cell in _inside(rows[0], qn("w:tc")):
                yield from self.blocks(cell)
            return
        self.tables += 1
        place = f"tabell {self.tables}"
        nested: list[Block] = []
        read = [tuple(self._cells(row, nested)) for row in rows]
        widest = max((len(row) for row in read), default=0)
        filled = tuple(row + (Cell(),) * (widest - len(row)) for row in read)
        yield Table(place, filled)
        yield from nested

    def _cells(self, row: BaseOxmlElement, nested: list[Block]) -> Iterator[Cell]:
        before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
        if before is not None:
            yield from [Cell()] * int(before.get(qn("w:val"), "1"))
        for cell in _inside(row, qn("w:tc")):
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
            lines = []
            for block in self.blocks(cell):
                if isinstance(block, Table):
                    nested.append(block)
                else:
                    lines.append(_as_line(block))
            yield Cell("\n".join(lines), tuple(self._notes(cell)), goes_on)
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            if span is not None:
                width = int(span.get(qn("w:val"), "1"))
                yield from [Cell(goes_on=goes_on)] * (width - 1)

    def _notes(self, cell: BaseOxmlElement) -> Iterator[str]:
        for mark in cell.iter(qn("w:commentReference")):
            note = self.comments.get(mark.get(qn("w:id"), ""))
            if note:
                yield note


def _as_line(block: Heading | Line) -> str:
    """A paragraph of a cell, with the number that Word counts in front of it."""
    if block.number:
        return f"{block.number} {block.text}"
    return block.text


def _inside(parent: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """The rows of a table or the cells of a row, also those inside a content control or a tracked insertion."""
    for element in parent.iterchildren():
        if element.tag == tag:
            yield element
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _inside(element, tag)


def _is_deleted(row: BaseOxmlElement) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _is_fallback(element: BaseOxmlElement) -> bool:
    fallback = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
    return any(parent.tag == fallback for parent in element.iterancestors())


_LEFT_OUT = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), qn("w:instrText"), qn("w:pPr"), qn("w:rPr")}
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "‑"}


def text_of(element: BaseOxmlElement) -> str:
    """A paragraph's words as a reader sees them once changes are accepted; its text boxes aside."""
    words: list[str] = []
    for child in element.iterchildren():
        if child.tag in _LEFT_OUT or _is_hidden(child):
            continue
        if child.tag == qn("w:t"):
            words.append(child.text or "")
        elif child.tag in _BREAKS:
            words.append(_BREAKS[child.tag])
        else:
            words.append(text_of(child))
    return "".join(words)


def _is_hidden(run: BaseOxmlElement) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val"), "1") not in ("0", "false")


def _is_bold(paragraph: BaseOxmlElement) -> bool:
    """Whether every run with words in it is bold by itself."""
    runs = [run for run in paragraph.iter(qn("w:r")) if text_of(run).strip()]
    for run in runs:
        bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
        if bold is None or bold.get(qn("w:val"), "1") in ("0", "false"):
            return False
    return bool(runs)
