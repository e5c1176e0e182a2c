"""Document blocks as a Word file: real styles, header rows, captions, language, the same bytes always."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from io import BytesIO

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer, _Header
from docx.shared import Emu, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

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
_SHADE = "E6EDF2"
_LINE = "B7C3CC"
_SHORT_ROW = 600  # characters; a row this short is not split between two pages
_SHORT_TABLE = 350  # nor is a table this short; a longer one keeps its first rows with its head
_FIRST_ROWS = 2
_CORE_LIMIT = 255  # what Word keeps of a core property


def write_docx(document: Document, template: bytes | None = None) -> bytes:
    """The document in the template's dress (.docx or .dotx), else in our own."""
    word = open_template(template, document.language)
    writer = _Writer(word, Styles(word, _style_names(document)))
    writer.write(document)
    _page_head_and_foot(word, document)
    _core(word, document)
    buffer = BytesIO()
    word.save(buffer)
    return fixed_zip(buffer.getvalue())


def _style_names(document: Document) -> set[str]:
    """Every style the document needs, so that a template is refused before anything is written."""
    names = {"Title"} | ({"Subtitle"} if document.subtitle else set())
    for block in document.blocks:
        if isinstance(block, Heading):
            names.add(f"Heading {block.level}")
        elif isinstance(block, Table):
            names |= {"Caption", "Tabelltext", "Tabellrubrik"}
        names |= {_PARAGRAPHS[p.style] for p in _paragraphs(block) if p.style in _PARAGRAPHS}
    return names


def _paragraphs(block: Block) -> Iterator[Paragraph]:
    if isinstance(block, Paragraph):
        yield block
    elif isinstance(block, Table):
        for cell in (cell for row in block.rows for cell in row):
            yield from _cell_paragraphs(cell)


def _cell_paragraphs(cell: Cell) -> tuple[Paragraph, ...]:
    return (Paragraph(cell),) if isinstance(cell, str) else cell


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
                    self._paragraph(text, f"Heading {level}").paragraph_format.keep_with_next = True
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
            element.get_or_add_pPr().style = self._styles.id(style)
        if text:
            paragraph.add_run(harmless(text))
        return paragraph

    def _table(self, table: Table) -> None:
        self._paragraph(table.caption, "Caption").paragraph_format.keep_with_next = True
        widths = _widths(table, self._word)
        element = _table_element(table, widths)
        element.append(self._row(table.header, widths, header=True, header_column=False, keep=True))
        for row, keep in zip(table.rows, _kept(table), strict=True):
            element.append(self._row(row, widths, header=False, header_column=table.header_column, keep=keep))
        self._body.insert_element_before(element, "w:sectPr")

    def _row(
        self, cells: tuple[Cell, ...], widths: list[int], *, header: bool, header_column: bool, keep: bool
    ) -> BaseOxmlElement:
        row = OxmlElement("w:tr")
        properties = _child(row, "w:trPr")
        if header or _length(cells) <= _SHORT_ROW:
            _child(properties, "w:cantSplit")
        if header:
            _child(properties, "w:tblHeader")
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            box = _child(row, "w:tc")
            box_properties = _child(box, "w:tcPr")
            _child(box_properties, "w:tcW", w=str(width), type="dxa")
            if header:
                _child(box_properties, "w:shd", val="clear", color="auto", fill=_SHADE)
            names_row = header or (header_column and column == 0)
            self._cell(box, cell, "Tabellrubrik" if names_row else "Tabelltext", keep)
        return row

    def _cell(self, box: BaseOxmlElement, cell: Cell, style: str, keep: bool) -> None:
        # Word refuses a cell without a paragraph.
        for part in _cell_paragraphs(cell) or (Paragraph(""),):
            # An owner's own words are left as they are, down to the character.
            text = part.text if part.style is Style.QUOTE else breakable(part.text)
            paragraph = self._fill(_child(box, "w:p"), text, _PARAGRAPHS.get(part.style, style))
            _tone(paragraph, part.style)
            if keep:
                paragraph.paragraph_format.keep_with_next = True


def _kept(table: Table) -> list[bool]:
    """Whether each row stays with the next: no row is left alone at the foot of a page or at the head of one."""
    lengths = [_length(row) for row in table.rows]
    last = len(lengths)
    if sum(lengths) <= _SHORT_TABLE:
        return [number < last for number in range(1, last + 1)]
    # A row too long to stand on one page must be let go, and so must the one before it.
    end = last - 1 if max(lengths[-2:]) <= _SHORT_ROW else 0
    return [number < min(_FIRST_ROWS, last) or number == end for number in range(1, last + 1)]


def _length(cells: tuple[Cell, ...]) -> int:
    return sum(len(paragraph.text) for cell in cells for paragraph in _cell_paragraphs(cell))


def _tone(paragraph: WordParagraph, style: Style) -> None:
    if style in TONES:
        for run in paragraph.runs:
            run.bold = True
            run.font.color.rgb = RGBColor.from_string(TONES[style])


def _child(parent: BaseOxmlElement, tag: str, **attributes: str) -> BaseOxmlElement:
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child


def _text_width(word: Word) -> int:
    section = word.sections[0]
    width = (section.page_width or Emu(0)) - (section.left_margin or Emu(0)) - (section.right_margin or Emu(0))
    return Emu(width).twips if width > 0 else 9000


def _widths(table: Table, word: Word) -> list[int]:
    """The relative widths in twentieths of a point, filling the text's width."""
    share = _text_width(word) / sum(table.widths)
    return [round(width * share) for width in table.widths]


def _table_element(table: Table, widths: list[int]) -> BaseOxmlElement:
    """An empty table; LibreOffice and Word agree on widths only with a grid and a fixed layout."""
    element = OxmlElement("w:tbl")
    properties = _child(element, "w:tblPr")
    _child(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    borders = _child(properties, "w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        _child(borders, f"w:{side}", val="single", sz="4", space="0", color=_LINE)
    _child(properties, "w:tblLayout", type="fixed")
    margins = _child(properties, "w:tblCellMar")
    for side, width in (("top", 40), ("left", 85), ("bottom", 40), ("right", 85)):
        _child(margins, f"w:{side}", w=str(width), type="dxa")
    first_column = "1" if table.header_column else "0"
    _child(properties, "w:tblLook", val="0000", firstRow="1", firstColumn=first_column, noHBand="1", noVBand="1")
    _child(properties, "w:tblCaption", val=" ".join(harmless(table.caption).split()))
    grid = _child(element, "w:tblGrid")
    for width in widths:
        _child(grid, "w:gridCol", w=str(width))
    return element


def _page_head_and_foot(word: Word, document: Document) -> None:
    """The draft mark on every page, and page numbers where the template has none of its own."""
    section = word.sections[0]
    pairs: list[tuple[_Header, _Footer]] = [(section.header, section.footer)]
    if section.different_first_page_header_footer:
        pairs.append((section.first_page_header, section.first_page_footer))
    if word.settings.odd_and_even_pages_header_footer:
        pairs.append((section.even_page_header, section.even_page_footer))
    for header, footer in pairs:
        if document.header:
            mark = _line(header)
            mark.add_run(harmless(document.header)).bold = True
            mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if not _has_page_number(footer):
            _page_number(_line(footer), harmless(document.footer), _text_width(word))


def _line(part: _Header | _Footer) -> WordParagraph:
    """The part's own empty line, or a new one under what the template has put there."""
    first = part.paragraphs[0]
    alone = len(part._element) == 1 and not first.runs
    return first if alone else part.add_paragraph()


def _has_page_number(footer: _Footer) -> bool:
    element = footer._element
    codes = [node.text or "" for node in element.iter(qn("w:instrText"))]
    codes += [node.get(qn("w:instr"), "") for node in element.iter(qn("w:fldSimple"))]
    return any("PAGE" in code for code in codes)


def _page_number(line: WordParagraph, text: str, width: int) -> None:
    """The footer's text to the left, «2 (9)» to the right."""
    stops = line.paragraph_format.tab_stops
    stops.add_tab_stop(Emu(width * 635), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{text}\t")
    for field, after in (("PAGE", " ("), ("NUMPAGES", ")")):
        simple = _child(line._p, "w:fldSimple", instr=f" {field} ")
        simple.append(line.add_run("1")._r)
        line.add_run(after)


def _core(word: Word, document: Document) -> None:
    """What the file says about itself, with the document's own date instead of the clock's."""
    core = word.core_properties
    moment = datetime.combine(document.date, time(), UTC)
    core.title = harmless(document.title)[:_CORE_LIMIT]
    core.subject = harmless(document.subject)[:_CORE_LIMIT]
    core.author = core.last_modified_by = harmless(document.author)[:_CORE_LIMIT]
    core.language = document.language
    core.created = core.modified = moment
    core.revision = 1
