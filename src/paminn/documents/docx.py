"""Document blocks as a Word file: real styles, header rows, captions, language, the same bytes always."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from io import BytesIO

from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from paminn.documents.docx_page import head_and_foot, text_width
from paminn.documents.docx_table import (
    add_child,
    cell_paragraphs,
    column_widths,
    empty_cell,
    empty_row,
    empty_table,
    is_long,
    rows_kept_with_next,
)
from paminn.documents.docx_template import Styles, TemplateProblem, open_template
from paminn.documents.docx_text import breakable, fixed_zip, harmless
from paminn.summary.blocks import Block, Cell, Document, Heading, PageBreak, Paragraph, Style, Table

__all__ = ["TONES", "TemplateProblem", "write_docx"]

# Every tone is at least 5.6:1 on white and on the header row's shade.
TONES = {
    Style.DONE: "1B5E20",
    Style.ONGOING: "0B5394",
    Style.LATE: "B00020",
    Style.WAITING: "7A4300",
    Style.MISSING: "4A5560",
}
_PARAGRAPHS = {Style.LEAD: "Ingress", Style.NOTE: "Anmärkning", Style.QUOTE: "Quote"}
_CAPTION = "Caption"
_CELL = "Tabelltext"
_HEADER_CELL = "Tabellrubrik"
_CORE_LIMIT = 255  # what Word keeps of a core property


def write_docx(document: Document, template: bytes | None = None) -> bytes:
    """The document in the template's dress (.docx or .dotx), else in our own."""
    word = open_template(template, document.language)
    writer = _Writer(word, Styles(word, _style_names(document)))
    writer.write(document)
    head_and_foot(word, document)
    _core(word, document)
    buffer = BytesIO()
    word.save(buffer)
    return fixed_zip(buffer.getvalue())


def _style_names(document: Document) -> set[str]:
    """Every style the document needs, so that a template is refused before anything is written."""
    names = {"Title"}
    if document.subtitle:
        names.add("Subtitle")
    for block in document.blocks:
        if isinstance(block, Heading):
            names.add(_heading_style(block.level))
        if isinstance(block, Table):
            names |= {_CAPTION, _CELL, _HEADER_CELL}
        for paragraph in _paragraphs(block):
            if paragraph.style in _PARAGRAPHS:
                names.add(_PARAGRAPHS[paragraph.style])
    return names


def _heading_style(level: int) -> str:
    return f"Heading {level}"


def _paragraphs(block: Block) -> Iterator[Paragraph]:
    if isinstance(block, Paragraph):
        yield block
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from cell_paragraphs(cell)


class _Writer:
    """Puts blocks into the body, one after the other."""

    def __init__(self, word: Word, styles: Styles) -> None:
        self._word = word
        self._body = word.element.body
        self._styles = styles
        self._new_page = False

    def write(self, document: Document) -> None:
        self._paragraph(document.title, "Title")
        if document.subtitle:
            self._paragraph(document.subtitle, "Subtitle")
        for block in document.blocks:
            match block:
                case Heading(level, text):
                    heading = self._paragraph(text, _heading_style(level))
                    heading.paragraph_format.keep_with_next = True
                case Paragraph(text, style):
                    paragraph = self._paragraph(text, _PARAGRAPHS.get(style, ""))
                    _tone(paragraph, style)
                case Table():
                    self._table(block)
                case PageBreak():
                    self._new_page = True

    def _paragraph(self, text: str, style: str) -> WordParagraph:
        element = OxmlElement("w:p")
        self._body.insert_element_before(element, "w:sectPr")
        paragraph = self._fill(element, text, style)
        if self._new_page:
            # A page break of its own would be an empty paragraph that a screen reader stops at.
            paragraph.paragraph_format.page_break_before = True
            self._new_page = False
        return paragraph

    def _fill(self, element: BaseOxmlElement, text: str, style: str) -> WordParagraph:
        paragraph = WordParagraph(element, self._word._body)
        if style:
            properties = element.get_or_add_pPr()
            properties.style = self._styles.id(style)
        if text:
            paragraph.add_run(harmless(text))
        return paragraph

    def _table(self, table: Table) -> None:
        caption = self._paragraph(table.caption, _CAPTION)
        caption.paragraph_format.keep_with_next = True
        widths = column_widths(table, text_width(self._word))
        element = empty_table(table, widths)
        element.append(self._header_row(table, widths))
        for row, keep in zip(table.rows, rows_kept_with_next(table), strict=True):
            element.append(self._row(table, row, widths, keep))
        self._body.insert_element_before(element, "w:sectPr")

    def _header_row(self, table: Table, widths: list[int]) -> BaseOxmlElement:
        row = empty_row(split=False, header=True)
        for text, width in zip(table.header, widths, strict=True):
            box = empty_cell(row, width, shaded=True)
            self._cell(box, text, _HEADER_CELL, keep=True)
        return row

    def _row(self, table: Table, cells: tuple[Cell, ...], widths: list[int], keep: bool) -> BaseOxmlElement:
        row = empty_row(split=is_long(cells), header=False)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            box = empty_cell(row, width, shaded=False)
            style = _CELL
            if table.header_column and column == 0:
                style = _HEADER_CELL
            self._cell(box, cell, style, keep)
        return row

    def _cell(self, box: BaseOxmlElement, cell: Cell, style: str, keep: bool) -> None:
        parts = cell_paragraphs(cell)
        if not parts:
            parts = (Paragraph(""),)  # Word refuses a cell without a paragraph
        for part in parts:
            text = part.text
            if part.style is not Style.QUOTE:  # an owner's own words are left as they are, down to the character
                text = breakable(text)
            paragraph = self._fill(add_child(box, "w:p"), text, _PARAGRAPHS.get(part.style, style))
            _tone(paragraph, part.style)
            if keep:
                paragraph.paragraph_format.keep_with_next = True


def _tone(paragraph: WordParagraph, style: Style) -> None:
    """Bold and in the style's colour, where it is one of the tones."""
    if style not in TONES:
        return
    color = RGBColor.from_string(TONES[style])
    for run in paragraph.runs:
        run.bold = True
        run.font.color.rgb = color


def _core(word: Word, document: Document) -> None:
    """What the file says about itself, with the document's own date instead of the clock's."""
    core = word.core_properties
    core.title = _core_text(document.title)
    core.subject = _core_text(document.subject)
    author = _core_text(document.author)
    core.author = author
    core.last_modified_by = author
    core.language = document.language
    moment = datetime.combine(document.date, time(), UTC)
    core.created = moment
    core.modified = moment
    core.revision = 1


def _core_text(text: str) -> str:
    return harmless(text)[:_CORE_LIMIT]
