"""The shipped plan as Word files, in the layouts that municipalities' plans have: the same words in every one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from io import BytesIO

from docx import Document as new_document
from docx.document import Document as Word
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table, _Cell

from paminn.plan.decided import DecidedGoal, DecidedPlan

HEADINGS = ("Delmål", "Aktiviteter", "Ansvarig", "Tidplan")
Row = tuple[str, tuple[str, ...], str, str]


def row_of(goal: DecidedGoal) -> Row:
    return goal.wording, goal.activities, goal.responsible, goal.timeframe


def saved(word: Word) -> bytes:
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def opened(plan: DecidedPlan) -> Word:
    """A document with the title and the facts, and nothing of the goals."""
    word = new_document()
    word.add_heading(plan.title, 0)
    word.add_paragraph(plan.subtitle)
    facts = (
        ("Beslutsinstans", plan.committee),
        ("Beslutad", plan.decided.isoformat()),
        ("Senast reviderad", ""),
        ("Giltig till", "Tillsvidare"),
        ("Dokumentansvarig", plan.document_owner),
        ("Diarienummer", plan.registration_number),
    )
    table = word.add_table(len(facts), 2)
    for row, (key, value) in zip(table.rows, facts, strict=True):
        row.cells[0].text = key
        row.cells[1].text = value
    word.add_paragraph("Inledning om vad planen är till för.")
    return word


def in_paragraphs(cell: _Cell, lines: Sequence[str]) -> None:
    cell.text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)


def with_line_breaks(cell: _Cell, lines: Sequence[str]) -> None:
    run = cell.paragraphs[0].add_run(lines[0])
    for line in lines[1:]:
        run.add_break()
        run.add_text(line)


def with_bullets(cell: _Cell, lines: Sequence[str]) -> None:
    cell.paragraphs[0].text = lines[0]
    cell.paragraphs[0].style = "List Bullet"
    for line in lines[1:]:
        cell.add_paragraph(line, style="List Bullet")


def with_typed_bullets(cell: _Cell, lines: Sequence[str]) -> None:
    in_paragraphs(cell, [f"• {line}" for line in lines])


Lines = Callable[[_Cell, Sequence[str]], None]


def tabled(word: Word, headings: Sequence[str], rows: Sequence[Row], lines: Lines = in_paragraphs) -> Table:
    """A table of rows, with `headings` over them unless there are none."""
    table = word.add_table(0, len(HEADINGS))
    if headings:
        for cell, heading in zip(table.add_row().cells, headings, strict=True):
            cell.text = heading
    for wording, activities, responsible, timeframe in rows:
        cells = table.add_row().cells
        cells[0].text = wording
        lines(cells[1], activities)
        cells[2].text = responsible
        cells[3].text = timeframe
    return table


def plainly(plan: DecidedPlan, lines: Lines = in_paragraphs, headings: Sequence[str] = HEADINGS) -> Word:
    word = opened(plan)
    for area in plan.areas:
        word.add_heading(f"{area.number}. {area.title}", 2)
        word.add_paragraph(area.introduction)
        tabled(word, headings, [row_of(goal) for goal in area.goals], lines)
    return word


def split_over_pages(plan: DecidedPlan) -> Word:
    """Each table is cut after its first row, and goes on without headings."""
    word = opened(plan)
    for area in plan.areas:
        word.add_heading(f"{area.number}. {area.title}", 2)
        word.add_paragraph(area.introduction)
        rows = [row_of(goal) for goal in area.goals]
        tabled(word, HEADINGS, rows[:1])
        if rows[1:]:
            word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            tabled(word, (), rows[1:])
    return word


def headings_again(plan: DecidedPlan) -> Word:
    """The headings stand again in the middle of each table."""
    word = plainly(plan)
    for table in word.tables[1:]:
        if len(table.rows) > 2:
            table.rows[1]._tr.addnext(deepcopy(table.rows[0]._tr))
    return word


def merged(plan: DecidedPlan) -> Word:
    """Neighbouring cells that say the same are one, downwards."""
    word = plainly(plan)
    for table in word.tables[1:]:
        for column in (2, 3):
            for above, below in zip(table.rows[1:], table.rows[2:], strict=False):
                if above.cells[column].text == below.cells[column].text:
                    words = above.cells[column].text
                    below.cells[column].text = ""
                    above.cells[column].merge(below.cells[column]).text = words
    return word


def bold_headings(plan: DecidedPlan) -> Word:
    word = opened(plan)
    for area in plan.areas:
        word.add_paragraph().add_run(f"{area.number}. {area.title}").bold = True
        word.add_paragraph(area.introduction)
        tabled(word, HEADINGS, [row_of(goal) for goal in area.goals])
    return word


def counted_headings(plan: DecidedPlan) -> Word:
    """Word itself counts the areas."""
    word = opened(plan)
    numbering = word.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'),
    )
    for area in plan.areas:
        heading = word.add_heading(area.title, 2)
        heading._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>')
        )
        word.add_paragraph(area.introduction)
        tabled(word, HEADINGS, [row_of(goal) for goal in area.goals])
    return word


def numbered_goals(plan: DecidedPlan) -> Word:
    word = opened(plan)
    for area in plan.areas:
        word.add_heading(f"{area.number}. {area.title}", 2)
        word.add_paragraph(area.introduction)
        rows = []
        for goal in area.goals:
            _, activities, responsible, timeframe = row_of(goal)
            rows.append((f"{goal.number} {goal.wording}", activities, responsible, timeframe))
        tabled(word, HEADINGS, rows)
    return word


def one_table(plan: DecidedPlan) -> Word:
    """The areas are rows over the whole width."""
    word = opened(plan)
    table = tabled(word, HEADINGS, ())
    for area in plan.areas:
        banner = table.add_row()
        banner.cells[0].merge(banner.cells[3]).text = f"{area.number}. {area.title}"
        for goal in area.goals:
            wording, activities, responsible, timeframe = row_of(goal)
            cells = table.add_row().cells
            cells[0].text = wording
            in_paragraphs(cells[1], activities)
            cells[2].text = responsible
            cells[3].text = timeframe
    return word


def area_in_a_column(plan: DecidedPlan) -> Word:
    word = opened(plan)
    table = word.add_table(1, 6)
    for cell, heading in zip(table.rows[0].cells, ("Fokusområde", "Nr", *HEADINGS), strict=True):
        cell.text = heading
    for area in plan.areas:
        for goal in area.goals:
            wording, activities, responsible, timeframe = row_of(goal)
            cells = table.add_row().cells
            cells[0].text = f"{area.number}. {area.title}"
            cells[1].text = goal.number
            cells[2].text = wording
            in_paragraphs(cells[3], activities)
            cells[4].text = responsible
            cells[5].text = timeframe
    return word


def framed(plan: DecidedPlan) -> Word:
    """Each table lies in a frame of one cell."""
    word = plainly(plan)
    for table in word.tables[1:]:
        frame = word.add_table(1, 1)
        table._tbl.addprevious(frame._tbl)
        frame.rows[0].cells[0]._tc.append(table._tbl)
        frame.rows[0].cells[0]._tc.append(OxmlElement("w:p"))
    return word


def in_controls(plan: DecidedPlan) -> Word:
    """Every table, and the words of every first cell, lie in content controls."""
    word = plainly(plan)
    for table in word.tables[1:]:
        for row in table.rows:
            paragraph = row.cells[0].paragraphs[0]
            runs = list(paragraph._p.iterchildren(qn("w:r")))
            control = _control()
            paragraph._p.append(control)
            for run in runs:
                control.find(qn("w:sdtContent")).append(run)
        control = _control()
        table._tbl.addprevious(control)
        control.find(qn("w:sdtContent")).append(table._tbl)
    return word


def _control() -> object:
    return parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")


def tracked(plan: DecidedPlan) -> Word:
    """The last word of every cell has been inserted, and another deleted, by changes that nobody has accepted."""
    word = plainly(plan)
    for table in word.tables[1:]:
        for cell in table._cells:
            for paragraph in cell.paragraphs:
                if " " in paragraph.text:
                    before, _, last = paragraph.text.rpartition(" ")
                    paragraph.text = f"{before} "
                    paragraph._p.append(_change("ins", "t", last))
                    paragraph._p.append(_change("del", "delText", "struket"))
    return word


def _change(kind: str, words_tag: str, words: str) -> object:
    element = parse_xml(
        f'<w:{kind} {nsdecls("w")} w:id="1" w:author="Handläggare"><w:r><w:{words_tag} xml:space="preserve"/></w:r>'
        f"</w:{kind}>"
    )
    next(element.iter(qn(f"w:{words_tag}"))).text = words
    return element


def boxed(plan: DecidedPlan) -> Word:
    """The areas' headings stand in text boxes, which Word keeps twice."""
    word = opened(plan)
    for area in plan.areas:
        inner = (
            '<w:txbxContent><w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr>'
            f"<w:r><w:t>{area.number}. {area.title}</w:t></w:r></w:p></w:txbxContent>"
        )
        word.add_paragraph()._p.append(
            parse_xml(
                f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
                'xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps">'
                f"<w:drawing>{inner}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict>"
                "</mc:Fallback></mc:AlternateContent></w:r>"
            )
        )
        word.add_paragraph(area.introduction)
        tabled(word, HEADINGS, [row_of(goal) for goal in area.goals])
    return word


def narrow_hyphens(plan: DecidedPlan) -> Word:
    """Soft hyphens in the long words, hard spaces between the others."""
    word = plainly(plan)
    for table in word.tables[1:]:
        for cell in table._cells:
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                run.text = run.text.replace("information", "infor\u00admation").replace(" och ", "\u00a0och ")
    return word


OTHER_HEADINGS = ("Mål", "Åtgärder", "Ansvariga", "Tidsplan")
ASKED_HEADINGS = ("Vad vill vi uppnå?", "Vad ska göras?", "Vem?", "Klart senast")
LAYOUTS: dict[str, Callable[[DecidedPlan], Word]] = {
    "paragraphs": plainly,
    "line breaks": lambda plan: plainly(plan, with_line_breaks),
    "bullets": lambda plan: plainly(plan, with_bullets),
    "typed bullets": lambda plan: plainly(plan, with_typed_bullets),
    "other headings": lambda plan: plainly(plan, headings=OTHER_HEADINGS),
    "questions as headings": lambda plan: plainly(plan, headings=ASKED_HEADINGS),
    "tables split over pages": split_over_pages,
    "headings said again": headings_again,
    "cells merged": merged,
    "headings in bold": bold_headings,
    "headings that Word counts": counted_headings,
    "goals with numbers": numbered_goals,
    "one table with banners": one_table,
    "the area in a column": area_in_a_column,
    "tables in frames": framed,
    "content controls": in_controls,
    "tracked changes": tracked,
    "headings in text boxes": boxed,
    "soft hyphens and hard spaces": narrow_hyphens,
}
