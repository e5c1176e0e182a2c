"""The elements of a table in Word: its grid, its rows and cells, and what is kept together on a page."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from paminn.documents.docx_text import harmless
from paminn.summary.blocks import Cell, Paragraph, Table

_SHADE = "E6EDF2"
_LINE = "B7C3CC"
_SHORT_ROW = 600  # characters; a row this short is not split between two pages
_SHORT_TABLE = 350  # nor is a table this short; a longer one keeps its first rows with its head
_FIRST_ROWS = 2
_MARGINS = {"top": 40, "left": 85, "bottom": 40, "right": 85}  # of a cell, in twentieths of a point


def empty_table(table: Table, widths: Sequence[int]) -> BaseOxmlElement:
    """A table without rows; LibreOffice and Word agree on widths only with a grid and a fixed layout."""
    element = OxmlElement("w:tbl")
    properties = add_child(element, "w:tblPr")
    add_child(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    borders = add_child(properties, "w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        add_child(borders, f"w:{side}", val="single", sz="4", space="0", color=_LINE)
    add_child(properties, "w:tblLayout", type="fixed")
    margins = add_child(properties, "w:tblCellMar")
    for side, margin in _MARGINS.items():
        add_child(margins, f"w:{side}", w=str(margin), type="dxa")
    add_child(
        properties,
        "w:tblLook",
        val="0000",
        firstRow="1",
        firstColumn="1" if table.header_column else "0",
        noHBand="1",
        noVBand="1",
    )
    caption = " ".join(harmless(table.caption).split())
    add_child(properties, "w:tblCaption", val=caption)
    grid = add_child(element, "w:tblGrid")
    for width in widths:
        add_child(grid, "w:gridCol", w=str(width))
    return element


def empty_row(*, split: bool, header: bool) -> BaseOxmlElement:
    """A row without cells. `split`: it may go on over a page; `header`: it comes again on each page."""
    row = OxmlElement("w:tr")
    properties = add_child(row, "w:trPr")
    if not split:
        add_child(properties, "w:cantSplit")
    if header:
        add_child(properties, "w:tblHeader")
    return row


def empty_cell(row: BaseOxmlElement, width: int, *, shaded: bool) -> BaseOxmlElement:
    """A new last cell of a row, still without the paragraph that Word asks of it."""
    cell = add_child(row, "w:tc")
    properties = add_child(cell, "w:tcPr")
    add_child(properties, "w:tcW", w=str(width), type="dxa")
    if shaded:
        add_child(properties, "w:shd", val="clear", color="auto", fill=_SHADE)
    return cell


def add_child(parent: BaseOxmlElement, tag: str, **attributes: str) -> BaseOxmlElement:
    """A new last child of `parent`; the attributes stand in Word's namespace."""
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child


def column_widths(table: Table, whole: int) -> list[int]:
    """The relative widths in twentieths of a point, filling the `whole` width."""
    share = whole / sum(table.widths)
    return [round(width * share) for width in table.widths]


def cell_paragraphs(cell: Cell) -> tuple[Paragraph, ...]:
    if isinstance(cell, str):
        return (Paragraph(cell),)
    return cell


def is_long(cells: Sequence[Cell]) -> bool:
    """Whether a row may be split between two pages."""
    return _length(cells) > _SHORT_ROW


def rows_kept_with_next(table: Table) -> list[bool]:
    """Whether each row stays with the next: no row is left alone at the foot of a page or at the head of one."""
    lengths = [_length(row) for row in table.rows]
    last = len(lengths) - 1
    if sum(lengths) <= _SHORT_TABLE:
        return [index < last for index in range(len(lengths))]
    # A row too long to stand on one page must be let go, and so must the one before it.
    ends_short = max(lengths[-2:]) <= _SHORT_ROW
    kept = []
    for index in range(len(lengths)):
        at_the_head = index < _FIRST_ROWS - 1 and index < last
        at_the_foot = ends_short and index == last - 1
        kept.append(at_the_head or at_the_foot)
    return kept


def _length(cells: Sequence[Cell]) -> int:
    """The characters of a row."""
    length = 0
    for cell in cells:
        for paragraph in cell_paragraphs(cell):
            length += len(paragraph.text)
    return length
