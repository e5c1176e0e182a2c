"""The Word file: what a screen reader, a secretary and a checksum find in it."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from paminn.documents.docx import TONES, TemplateProblem, write_docx
from paminn.documents.docx_text import harmless
from paminn.summary.blocks import Document, Heading, PageBreak, Paragraph, Style, Table

ANSWER = "Klart.\n\n- punkt ett\n- punkt två"


def table(**more):
    given = {
        "caption": "Läge och svar för delmål 1.1",
        "header": ("Fråga", "Svar"),
        "rows": (
            ("Status", (Paragraph("✔ Genomfört", Style.DONE),)),
            ("Svar från Soc IT", (Paragraph("Anna Ek, 12 december 2025"), Paragraph(ANSWER, Style.QUOTE))),
        ),
        "widths": (1, 3),
        "header_column": True,
    }
    return Table(**(given | more))


def document(*blocks, **more):
    given = {
        "title": "Redovisning 2025 – Handlingsplan",
        "subject": "Skriftlig redovisning till Socialnämnden",
        "date": date(2026, 1, 31),
        "blocks": blocks or (Heading(1, "Förebyggande"), Heading(2, "Delmål 1.1"), table()),
        "subtitle": "Till Socialnämnden.",
        "header": "Utkast – ska läsas och godkännas",
        "footer": "Dnr SN.2024.17",
        "author": "Förvaltningschef",
    }
    return Document(**(given | more))


def opened(*blocks, template=None, **more):
    return docx.Document(BytesIO(write_docx(document(*blocks, **more), template)))


def template(change=lambda word: None):
    """An organisation's template: python-docx's own, changed."""
    word = docx.Document()
    change(word)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def rewritten(data, name, before, after):
    """The same archive with one text in one member changed."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, content.replace(before, after) if member == name else content)
    return buffer.getvalue()


def all_text(word):
    return "\n".join(node.text or "" for node in word.element.body.iter(qn("w:t")))


# What stands in it


def test_headings_are_real_styles_and_stay_with_what_follows():
    word = opened()
    styled = [(p.style.name, p.text) for p in word.paragraphs]
    assert styled == [
        ("Title", "Redovisning 2025 – Handlingsplan"),
        ("Subtitle", "Till Socialnämnden."),
        ("Heading 1", "Förebyggande"),
        ("Heading 2", "Delmål 1.1"),
        ("Caption", "Läge och svar för delmål 1.1"),
    ]
    assert all(p.paragraph_format.keep_with_next for p in word.paragraphs[2:])


def test_a_table_has_a_header_row_a_caption_and_fixed_widths():
    word = opened()
    (found,) = word.tables
    marks = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in found.rows]
    assert marks == [True, False, False]
    properties = found._tbl.tblPr
    assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == "Läge och svar för delmål 1.1"
    assert properties.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
    assert properties.find(qn("w:tblLook")).get(qn("w:firstColumn")) == "1"
    grid = [int(column.get(qn("w:w"))) for column in found._tbl.tblGrid]
    section = word.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    assert sum(grid) == pytest.approx(width / 635, abs=2)
    assert grid[1] == pytest.approx(3 * grid[0], abs=3)
    cells = [int(cell._tc.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in found.rows[1].cells]
    assert cells == grid
    assert found.rows[0].cells[0]._tc.tcPr.find(qn("w:shd")) is not None
    assert found.rows[0].cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_a_short_row_is_not_split_between_pages_and_a_long_answer_may_be():
    long = (Paragraph("ord " * 400, Style.QUOTE),)
    (found,) = opened(table(rows=(("Kort", "svar"), ("Lång", long)))).tables
    assert [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in found.rows] == [True, True, False]


def kept(rows):
    (found,) = opened(table(rows=rows)).tables
    return [
        all(bool(p.paragraph_format.keep_with_next) for cell in row.cells for p in cell.paragraphs)
        for row in found.rows[1:]
    ]


def test_no_row_is_left_alone_on_a_page():
    row = ("Nr", "ord " * 30)
    assert kept([row] * 6) == [True, False, False, False, True, False]
    assert kept([row] * 4) == [True, False, True, False]
    assert kept([("a", "b")] * 4) == [True, True, True, False]
    assert kept([("Lång", "ord " * 400)]) == [False]


@pytest.mark.parametrize("long", [4, 5])
def test_rows_that_fill_a_page_are_not_chained_to_each_other(long):
    rows = [("Nr", "ord " * (400 if number == long else 30)) for number in range(6)]
    assert kept(rows) == [True, False, False, False, False, False]


def test_a_cell_may_break_after_a_stroke_and_an_owners_words_are_left_alone():
    role = "Kommunikatör/webbansvarig 1/2 a/ b"
    rows = ((role, (Paragraph(role, Style.LATE), Paragraph(role, Style.NOTE), Paragraph(role, Style.QUOTE))),)
    (found,) = opened(Paragraph(role), table(header=(role, role), rows=rows)).tables
    broken = "Kommunikatör/\u200bwebbansvarig 1/2 a/ b"
    assert [cell.text for cell in found.rows[0].cells] == [broken, broken]
    assert [p.text for cell in found.rows[1].cells for p in cell.paragraphs] == [broken, broken, broken, role]
    assert role in all_text(opened(Paragraph(role)))


def test_the_language_is_swedish_throughout():
    word = opened()
    found = {node.get(qn("w:val")) for node in word.styles.element.iter(qn("w:lang"))}
    assert found == {"sv-SE"}
    defaults = word.styles.element.find(qn("w:docDefaults"))
    assert defaults.find(".//" + qn("w:lang")).get(qn("w:val")) == "sv-SE"
    assert word.core_properties.language == "sv-SE"


def test_the_file_says_what_it_is():
    core = opened().core_properties
    assert core.title == "Redovisning 2025 – Handlingsplan"
    assert core.subject == "Skriftlig redovisning till Socialnämnden"
    assert core.author == core.last_modified_by == "Förvaltningschef"
    assert core.created.date() == core.modified.date() == date(2026, 1, 31)


def test_a_core_property_that_is_too_long_is_cut_and_the_title_in_the_text_is_not():
    word = opened(title="å" * 300)
    assert word.core_properties.title == "å" * 255
    assert word.paragraphs[0].text == "å" * 300


def test_no_empty_paragraph_makes_space_or_breaks_a_page():
    word = opened(Heading(1, "Ett"), Paragraph("Text."), PageBreak(), Heading(1, "Bilaga"), table())
    assert [p.text for p in word.paragraphs if not p.text] == []
    assert [p.text for p in word.paragraphs if p.paragraph_format.page_break_before] == ["Bilaga"]


def test_an_answer_is_quoted_with_its_line_breaks():
    (found,) = opened().tables
    said, quoted = found.rows[2].cells[1].paragraphs
    assert said.text == "Anna Ek, 12 december 2025"
    assert quoted.style.name == "Quote"
    assert quoted.text == ANSWER
    assert len(quoted._p.findall(".//" + qn("w:br"))) == 3


def test_lead_and_note_have_styles_of_their_own():
    word = opened(Paragraph("Delmålet.", Style.LEAD), Paragraph("Not.", Style.NOTE), Paragraph("Text."))
    assert [p.style.name for p in word.paragraphs[2:]] == ["Ingress", "Anmärkning", "Normal"]


def test_every_page_says_draft_and_bears_its_number():
    section = opened().sections[0]
    assert section.header.paragraphs[0].text == "Utkast – ska läsas och godkännas"
    (line,) = section.footer.paragraphs
    fields = [node.get(qn("w:instr")).strip() for node in line._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "".join(node.text for node in line._p.iter(qn("w:t"))) == "Dnr SN.2024.171 (1)"


def test_the_page_is_a4():
    section = opened().sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("ground", ["FFFFFF", "E6EDF2"])
def test_every_tone_is_readable(tone, ground):
    assert (luminance(ground) + 0.05) / (luminance(TONES[tone]) + 0.05) >= 4.5


def test_a_tone_is_on_the_word_and_only_there():
    (found,) = opened().tables
    (run,) = found.rows[1].cells[1].paragraphs[0].runs
    assert (run.bold, str(run.font.color.rgb)) == (True, TONES[Style.DONE])


# Hostile text


@pytest.mark.parametrize(
    ("hostile", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x0bb", "a\nb"),
        ("a\x0cb", "a\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u2028b\x85c", "a\nb\nc"),
        ("a\x1b[31mb\x7f\x9f", "a[31mb"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffeb\uffff\ufdd0\U0001ffff", "ab"),
        ("a\u202eb\u2066c\u2069\u200f\u061c", "abc"),
        ("  två  blanksteg\toch tabb ", "  två  blanksteg\toch tabb "),
        ("]]> & <w:br/> «å» 👩‍💻", "]]> & <w:br/> «å» 👩‍💻"),
    ],
)
def test_text_is_made_harmless_without_joining_words(hostile, kept):
    assert harmless(hostile) == kept


HOSTILE = "x\x00\x0b\ud800\u202e\ufffe<w:p>&y"


def test_hostile_text_is_harmless_wherever_it_stands():
    cells = ((HOSTILE, (Paragraph(HOSTILE, Style.QUOTE),)),)
    word = opened(
        Heading(1, HOSTILE),
        Paragraph(HOSTILE),
        table(caption=HOSTILE, header=(HOSTILE, HOSTILE), rows=cells),
        title=HOSTILE,
        subject=HOSTILE,
        subtitle=HOSTILE,
        header=HOSTILE,
        footer=HOSTILE,
        author=HOSTILE,
    )
    (found,) = word.tables
    assert found.rows[1].cells[1].text == "x\n<w:p>&y"
    assert found._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "x <w:p>&y"
    assert word.paragraphs[0].text == "x\n<w:p>&y"


def test_a_cell_without_text_still_has_the_paragraph_that_word_demands():
    (found,) = opened(table(rows=(("Ansvarig", ()),))).tables
    assert [len(cell.paragraphs) for cell in found.rows[1].cells] == [1, 1]


@pytest.mark.parametrize(
    "wrong",
    [{"rows": (("bara en",),)}, {"widths": (1,)}, {"widths": (1, 0)}, {"header": ("en", "två", "tre")}],
)
def test_a_crooked_table_is_refused_where_it_is_made(wrong):
    with pytest.raises(ValueError, match="Läge och svar"):
        table(**wrong)


# The same bytes


def test_the_bytes_know_no_clock():
    data = write_docx(document())
    assert data == write_docx(document())
    with ZipFile(BytesIO(data)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-01-31T00:00:00Z" in archive.read("docProps/core.xml")


# An organisation's own template


def test_a_template_keeps_its_page_and_head_and_loses_its_sample_text():
    def dress(word):
        word.add_paragraph("Skriv din text här")
        word.add_table(1, 1)
        word.sections[0].header.paragraphs[0].text = "Gnesta kommun"

    data = template(dress)
    word = opened(template=data)
    assert "Skriv din text här" not in all_text(word)
    assert len(word.tables) == 1
    assert [p.text for p in word.sections[0].header.paragraphs] == [
        "Gnesta kommun",
        "Utkast – ska läsas och godkännas",
    ]
    assert word.sections[0].page_width == docx.Document().sections[0].page_width
    assert {node.get(qn("w:val")) for node in word.styles.element.iter(qn("w:lang"))} == {"sv-SE"}
    assert write_docx(document(), data) == write_docx(document(), data)


def test_a_first_page_of_its_own_also_says_draft():
    def dress(word):
        word.sections[0].different_first_page_header_footer = True

    section = opened(template=template(dress)).sections[0]
    assert section.first_page_header.paragraphs[0].text == "Utkast – ska läsas och godkännas"


def test_a_template_that_numbers_its_pages_is_left_to_it():
    def dress(word):
        line = word.sections[0].footer.paragraphs[0]
        field = docx.oxml.OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), " PAGE ")
        line._p.append(field)

    footer = opened(template=template(dress)).sections[0].footer
    assert len(list(footer._element.iter(qn("w:fldSimple")))) == 1


def test_a_dotx_is_accepted_and_becomes_a_document():
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.%s.main+xml"
    dotx = rewritten(template(), "[Content_Types].xml", kind % b"document", kind % b"template")
    data = write_docx(document(), dotx)
    with ZipFile(BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
    assert kind % b"document" in types
    assert kind % b"template" not in types


def test_swedish_style_identifiers_are_followed():
    swedish = rewritten(template(), "word/styles.xml", b'w:styleId="Heading1"', b'w:styleId="Rubrik1"')
    word = opened(template=swedish)
    heading = next(p for p in word.paragraphs if p.text == "Förebyggande")
    assert heading._p.pPr.find(qn("w:pStyle")).get(qn("w:val")) == "Rubrik1"


@pytest.mark.parametrize(
    ("style", "named"),
    [
        ("Quote", "”Citat” (Quote)"),
        ("Heading 2", "”Rubrik 2” (Heading 2)"),
        ("Caption", "”Beskrivning” (Caption)"),
    ],
)
def test_a_style_that_the_template_lacks_is_named_in_swedish(style, named):
    def undress(word):
        word.styles[style].delete()

    with pytest.raises(TemplateProblem) as problem:
        write_docx(document(), template(undress))
    assert named in str(problem.value)
    assert "Mallen saknar formatet" in str(problem.value)


def test_a_style_that_is_not_needed_may_be_missing():
    def undress(word):
        word.styles["Quote"].delete()

    assert opened(Heading(1, "Ett"), Paragraph("Text."), template=template(undress))


def test_our_own_styles_are_added_to_a_template_and_its_own_are_left_alone():
    def dress(word):
        word.styles.add_style("Tabelltext", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH).font.name = "Garamond"

    word = opened(Paragraph("Delmålet.", Style.LEAD), table(), template=template(dress))
    assert word.styles["Tabelltext"].font.name == "Garamond"
    assert word.styles["Ingress"].base_style.name == "Normal"


@pytest.mark.parametrize("broken", [b"", b"inte en zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_not_a_template_is_refused_in_swedish(broken):
    with pytest.raises(TemplateProblem, match="kan inte läsas som ett Word-dokument"):
        write_docx(document(), broken)


def test_a_template_with_broken_xml_or_macros_is_refused():
    with pytest.raises(TemplateProblem, match="kan inte läsas"):
        write_docx(document(), rewritten(template(), "word/document.xml", b"<w:body>", b"<w:body"))
    types = rewritten(
        template(),
        "[Content_Types].xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    )
    with pytest.raises(TemplateProblem, match="makron"):
        write_docx(document(), types)
