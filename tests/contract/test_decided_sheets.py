"""A decided plan in Excel, and one that was copied out of a PDF."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment

from paminn.documents.decided.pasted import read_pasted
from paminn.documents.decided.workbook import read_workbook
from paminn.plan.importing.sketch import Sketch, items_of
from paminn.plan.importing.sketching import plans_in


def workbook() -> Workbook:
    book = Workbook()
    facts = book.active
    facts.title = "Om planen"
    facts.append(["Trygga vägar till skolan – åtgärdsplan 2026"])
    facts.append([])
    facts.append(["Beslutad av", "Tekniska nämnden"])
    facts.append(["Beslutsdatum", date(2025, 12, 9)])
    facts.append(["Diarienummer", "TN 2025-318"])
    facts.append(["Avser", 2026])
    sheet = book.create_sheet("Vägar")
    sheet.append(["Vägar"])
    sheet.append([])
    sheet.append(["Nr", "Åtgärd", "Ansvarig", "Tidplan", "Budget (tkr)", "Andel"])
    sheet.append(["V1", "Belysa gångvägen.", "Gatuchef", date(2026, 6, 30), 1200, 0.2])
    sheet.append(["V2", "Måla övergångsställen.", "Gatuchef", "Kvartal 1 2026", "Ryms i ram", None])
    sheet["E4"].number_format = "#,##0"
    sheet["F4"].number_format = "0%"
    sheet["D5"].comment = Comment("Före skolstarten.", "Nämnden")
    return book


def sketched(book: Workbook) -> Sketch:
    buffer = BytesIO()
    book.save(buffer)
    (sketch,) = plans_in(read_workbook(buffer.getvalue()))
    return sketch


def test_the_first_sheet_says_what_was_decided():
    facts = sketched(workbook()).facts
    assert facts.title == "Trygga vägar till skolan – åtgärdsplan 2026"
    assert (facts.committee, facts.decided.isoformat(), facts.registration_number, facts.period) == (
        "Tekniska nämnden",
        "2025-12-09",
        "TN 2025-318",
        "2026",
    )


def test_values_are_as_excel_shows_them_in_swedish():
    sketch = sketched(workbook())
    first, second = items_of(sketch.areas)
    assert (first.number, first.wording, first.responsible, first.timeframe) == (
        "V1",
        "Belysa gångvägen.",
        "Gatuchef",
        "2026-06-30",
    )
    assert first.extra == {"Budget (tkr)": "1 200", "Andel": "20 %"}
    assert second.extra == {"Budget (tkr)": "Ryms i ram"}
    assert [area.title for area in sketch.areas] == ["Vägar"]


def test_a_note_on_a_cell_is_carried_and_doubted():
    sketch = sketched(workbook())
    *_, second = items_of(sketch.areas)
    assert second.notes == ("Tidplan: Före skolstarten.",)
    assert any("Före skolstarten." in doubt.message for doubt in sketch.doubts)


def test_a_cell_merged_over_rows_says_the_same_to_each():
    book = workbook()
    sheet = book["Vägar"]
    sheet["C5"] = None
    sheet.merge_cells("C4:C5")
    assert [item.responsible for item in items_of(sketched(book).areas)] == ["Gatuchef", "Gatuchef"]


def test_a_hidden_sheet_and_a_formula_without_a_value_are_doubts():
    book = workbook()
    book["Vägar"]["E5"] = "=E4*2"
    book.create_sheet("Utkast").sheet_state = "hidden"
    messages = " ".join(doubt.message for doubt in sketched(book).doubts)
    assert "«Utkast» är dolt" in messages
    assert "formeln «=E4*2»" in messages


PASTED = """Handlingsplan för lugna nätter

Om trygghet på kvällar, 2026-2028.

Beslutsinstans\tKulturnämnden
Beslutad\t2026-03-02
Diarienummer\tKN 2026.7

Innehållsförteckning

1. Ljus.....\t3

1. Ljus

Det ska synas.

Delmål\tAktiviteter\tAnsvarig\tTidplan
Torget är upplyst.\tSätt upp lyktor. Byt lampor.\tKulturchef\tKlart ht 2026

Parken är upplyst.\tSätt upp lyktor.\tParkchef Med stöd av Kulturchef\tVt 27
"""


def test_pasted_text_is_read_by_its_tabs():
    (sketch,) = plans_in(read_pasted(PASTED.encode()))
    assert (sketch.facts.title, sketch.facts.committee, sketch.facts.period) == (
        "Handlingsplan för lugna nätter",
        "Kulturnämnden",
        "2026-2028",
    )
    (area,) = sketch.areas
    assert (area.number, area.title, area.introduction) == ("1", "Ljus", "Det ska synas.")
    assert [(item.wording, item.timeframe) for item in items_of(sketch.areas)] == [
        ("Torget är upplyst.", "Klart ht 2026"),
        ("Parken är upplyst.", "Vt 27"),
    ]
