"""What stands on every page of a Word document, above and below its text."""

from __future__ import annotations

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.section import _Footer, _Header
from docx.shared import Emu, Twips
from docx.text.paragraph import Paragraph as WordParagraph

from paminn.documents.docx_table import add_child
from paminn.documents.docx_text import harmless
from paminn.summary.blocks import Document

_USUAL_WIDTH = 9000  # twentieths of a point, where a template's page says nothing


def text_width(word: Word) -> int:
    """The width between the page's margins, in twentieths of a point."""
    section = word.sections[0]
    page = section.page_width or Emu(0)
    left = section.left_margin or Emu(0)
    right = section.right_margin or Emu(0)
    width = page - left - right
    if width <= 0:
        return _USUAL_WIDTH
    twips: int = Emu(width).twips
    return twips


def head_and_foot(word: Word, document: Document) -> None:
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
            _page_number(_line(footer), harmless(document.footer), text_width(word))


def _line(part: _Header | _Footer) -> WordParagraph:
    """The part's own empty line, or a new one under what the template has put there."""
    first: WordParagraph = part.paragraphs[0]
    nothing_else = len(part._element) == 1
    if nothing_else and not first.runs:
        return first
    return part.add_paragraph()


def _has_page_number(footer: _Footer) -> bool:
    for code in footer._element.iter(qn("w:instrText")):
        if "PAGE" in (code.text or ""):
            return True
    for field in footer._element.iter(qn("w:fldSimple")):
        if "PAGE" in field.get(qn("w:instr"), ""):
            return True
    return False


def _page_number(line: WordParagraph, text: str, width: int) -> None:
    """The footer's text to the left, «2 (9)» to the right."""
    line.paragraph_format.tab_stops.add_tab_stop(Twips(width), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{text}\t")
    _add_field(line, "PAGE")
    line.add_run(" (")
    _add_field(line, "NUMPAGES")
    line.add_run(")")


def _add_field(line: WordParagraph, name: str) -> None:
    """A number that Word counts out itself; 1 is shown until it has."""
    field = add_child(line._p, "w:fldSimple", instr=f" {name} ")
    shown = line.add_run("1")
    field.append(shown._r)
