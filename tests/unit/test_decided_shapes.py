"""Plans of other shapes than one table with a row of headings: what each cell says, and what is doubtful."""

from __future__ import annotations

from datetime import date

import pytest
from docx import Document as new_document
from docx.document import Document as Word
from ruamel.yaml import YAML

from paminn.documents.decided.pasted import read_pasted
from paminn.documents.decided.word_file import read_word
from paminn.plan.decided import decided_in
from paminn.plan.importing.comparison import Difference, Field, differences
from paminn.plan.importing.original import DecidedDocument
from paminn.plan.importing.plan_folder_files import plan_files
from paminn.plan.importing.sketch import GoalAbove, Sketch
from paminn.plan.importing.sketching import plans_in
from paminn.plan.schema import PlanFile
from tests.support.decided_words import saved


def opened(title: str, decided: str) -> Word:
    word = new_document()
    word.add_heading(title, 0)
    word.add_paragraph(decided)
    return word


def tabled(word: Word, *rows: tuple[str, ...]) -> None:
    table = word.add_table(0, len(rows[0]))
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def of_word(word: Word) -> Sketch:
    return sketch_of(read_word(saved(word)))


def of_text(text: str) -> Sketch:
    return sketch_of(read_pasted(text.encode()))


def sketch_of(document: DecidedDocument) -> Sketch:
    (sketch,) = plans_in(document)
    return sketch


def told(sketch: Sketch) -> list[tuple[str, ...]]:
    """Area, number, wording, activities, owner and time of each row; a goal above it before the wording."""
    rows = []
    for area in sketch.areas:
        for goal in area.goals:
            above = f"{goal.number} {goal.wording}: " if isinstance(goal, GoalAbove) else ""
            items = goal.items if isinstance(goal, GoalAbove) else (goal,)
            for item in items:
                activities = " + ".join(item.activities)
                words = above + item.wording
                rows.append((area.title, item.number, words, activities, item.responsible, item.timeframe))
    return rows


def doubts(sketch: Sketch) -> str:
    return "\n".join(doubt.message for doubt in sketch.doubts)


def test_a_card_a_goal_under_its_numbered_heading():
    word = opened("Barnrättsplan", "Beslutad av kommunstyrelsen 2026-02-03, dnr KS 2026/17. Gäller 2026–2027.")
    for number, goal in enumerate(("Barn blir hörda.", "Beslut prövas."), 1):
        word.add_heading(f"Mål {number}", 2)
        tabled(word, ("Mål", goal), ("Aktivitet", "Inrätta ett råd."), ("Ansvarig", "Kanslichef"), ("Tidplan", "2027"))
    sketch = of_word(word)
    assert told(sketch) == [
        ("", "1", "Barn blir hörda.", "Inrätta ett råd.", "Kanslichef", "2027"),
        ("", "2", "Beslut prövas.", "Inrätta ett råd.", "Kanslichef", "2027"),
    ]
    assert (sketch.facts.committee, sketch.facts.decided) == ("kommunstyrelsen", date(2026, 2, 3))
    assert (sketch.facts.period, sketch.facts.registration_number) == ("2026–2027", "KS 2026/17")


def test_a_card_whose_heading_goes_on_below():
    word = opened("Barnrättsplan", "")
    word.add_heading("Hörda", 1)
    rows = (
        ("Åtgärd", "Inrätta ett råd."),
        ("Ansvarig", "Kanslichef"),
        ("", "Rektor"),
        ("Klart", "2027"),
        ("Kostnad", "0 kr"),
    )
    tabled(word, *rows)
    assert told(of_word(word)) == [("Hörda", "", "Inrätta ett råd.", "", "Kanslichef\nRektor", "2027")]


def test_two_cards_side_by_side():
    word = opened("Barnrättsplan", "")
    rows = (
        ("Åtgärd", "Inrätta ett råd.", "Fråga alla."),
        ("Ansvarig", "Kanslichef", "Rektor"),
        ("Klart", "2026", "2027"),
    )
    tabled(word, *rows)
    assert [row[2:] for row in told(of_word(word))] == [
        ("Inrätta ett råd.", "", "Kanslichef", "2026"),
        ("Fråga alla.", "", "Rektor", "2027"),
    ]


def test_goals_as_headings_and_labels_on_lines():
    word = opened("Plan för jämställdhet 2026", "Fastställd av Kommunfullmäktige 2025-11-24 § 112")
    word.add_heading("Lika lön", 1)
    for goal, owner in (("1.1 Kartlägg löner", "HR-strateg"), ("1.2 Åtgärda skillnader", "Ekonomichef")):
        word.add_heading(goal, 2)
        word.add_paragraph(f"Ansvarig: {owner}")
        word.add_paragraph("Tidplan: Q1 2026")
    assert told(of_word(word)) == [
        ("Lika lön", "1.1", "Kartlägg löner", "", "HR-strateg", "Q1 2026"),
        ("Lika lön", "1.2", "Åtgärda skillnader", "", "Ekonomichef", "Q1 2026"),
    ]


LABELLED = """Handlingsplan psykisk hälsa

Period: 2026
Ansvarig: Folkhälsochef
Beslutad av: Kommunstyrelsen
Beslutsdatum: 2026-01-14

Delmål 1. Fler pratar om psykisk hälsa
Aktivitet: Temavecka
• Affischer
Ansvarig: Folkhälsosamordnare
Tidplan: Oktober 2026

Delmål 2. Chefer vet vad de ska göra
Aktivitet: Utbildning
Ansvarig: HR-chef
Tidplan: Klart 2026-06-30
"""


def test_labels_in_text_and_facts_that_are_no_goal():
    sketch = of_text(LABELLED)
    assert told(sketch) == [
        ("", "1", "Fler pratar om psykisk hälsa", "Temavecka + Affischer", "Folkhälsosamordnare", "Oktober 2026"),
        ("", "2", "Chefer vet vad de ska göra", "Utbildning", "HR-chef", "Klart 2026-06-30"),
    ]
    assert (sketch.facts.committee, sketch.facts.period) == ("Kommunstyrelsen", "2026")


def test_a_goal_in_the_heading_over_a_table_of_actions():
    word = opened("Trygg kommun 2026", "")
    word.add_heading("Område A. Ute", 1)
    for goal in ("Delmål 1.1 Ljusa vägar", "Delmål 1.2 Hela parker"):
        word.add_heading(goal, 2)
        tabled(
            word,
            ("Aktivitet", "Ansvarig", "Tidplan"),
            ("Byt lampor", "Gatuchef", "2026"),
            ("Rensa", "Parkchef", "Löpande"),
        )
    assert told(of_word(word)) == [
        ("Ute", "", "1.1 Ljusa vägar: Byt lampor", "", "Gatuchef", "2026"),
        ("Ute", "", "1.1 Ljusa vägar: Rensa", "", "Parkchef", "Löpande"),
        ("Ute", "", "1.2 Hela parker: Byt lampor", "", "Gatuchef", "2026"),
        ("Ute", "", "1.2 Hela parker: Rensa", "", "Parkchef", "Löpande"),
    ]


@pytest.mark.parametrize("gathered", ["Genomförande", "Ansvar och tid"])
def test_headings_in_two_rows(gathered):
    word = opened("Klimatplan", "Kommunfullmäktige 2026-06-15 § 84.")
    table = word.add_table(4, 6)
    rows = (
        ("Fokusområde", "Nr", "Åtgärd", gathered, "", "Budget"),
        ("", "", "", "Ansvarig", "Tidplan", "(tkr)"),
        ("Energi", "1.1", "Solceller", "Fastighetschef", "2026-2028", "5 000"),
        ("Transporter", "2.1", "Cykelbana", "Trafikplanerare", "Q4 2027", "8 000"),
    )
    for row, words in zip(table.rows, rows, strict=True):
        for cell, said in zip(row.cells, words, strict=True):
            cell.text = said
    table.cell(0, 3).merge(table.cell(0, 4))
    sketch = of_word(word)
    assert told(sketch) == [
        ("Energi", "1.1", "Solceller", "", "Fastighetschef", "2026-2028"),
        ("Transporter", "2.1", "Cykelbana", "", "Trafikplanerare", "Q4 2027"),
    ]
    assert [dict(item.extra) for area in sketch.areas for item in area.goals] == [  # type: ignore[union-attr]
        {"Budget (tkr)": "5 000"},
        {"Budget (tkr)": "8 000"},
    ]
    assert (sketch.facts.committee, sketch.facts.decided) == ("Kommunfullmäktige", date(2026, 6, 15))


def test_crosses_under_years_are_told_as_the_time():
    word = opened("Folkhälsoplan 2026–2028", "")
    heading = ("Nr", "Aktivitet", "Ansvarig", "2026", "2027", "2028")
    tabled(word, heading, ("1.1", "Rörelse", "Skolchef", "X", "X", "X"), ("1.2", "Vanor", "Strateg", "", "x", ""))
    said = doubts(of_word(word))
    assert "1.1: kryss i kolumnerna 2026, 2027, 2028 säger när" in said
    assert "1.2: kryss i kolumnen 2027 säger när. Skriv det som tidplan, till exempel «2027»." in said


ALIGNED = """Plan mot hot och våld 2026–2027
Antagen av socialnämnden 2026-02-18

1. Förebygga

{heading}   Ansvarig             Tidplan
{first}   Enhetschefer         Klart vt 2026
{second}
{third}   Säkerhetssam-        Kvartalsvis
{fourth}   ordnare

Så står det.
"""
NUMBERED = {
    "heading": "Nr    Mål                  ",
    "first": "1.1   Alla enheter har en  ",
    "second": "      handlingsplan.",
    "third": "1.2   Larm testas varje    ",
    "fourth": "      kvartal.             ",
}
PLAIN = {
    "heading": "Mål                   Aktivitet  ",
    "first": "Alla enheter har en   Skriv      ",
    "second": "handlingsplan.",
    "third": "Larm testas varje     Öva        ",
    "fourth": "kvartal.                         ",
}


@pytest.mark.parametrize("words", [NUMBERED, PLAIN], ids=["numbered", "plain"])
def test_text_with_spaces_between_the_columns(words):
    sketch = of_text(ALIGNED.format(**words))
    assert [(row[0], row[2], row[4], row[5]) for row in told(sketch)] == [
        ("Förebygga", "Alla enheter har en handlingsplan.", "Enhetschefer", "Klart vt 2026"),
        ("Förebygga", "Larm testas varje kvartal.", "Säkerhetssamordnare", "Kvartalsvis"),
    ]
    assert "Bara mellanslag skiljer kolumnerna åt" in doubts(sketch)


def test_text_where_empty_lines_part_the_rows():
    text = """Lugn

Mål               Ansvarig       Tidplan
Parken är         Parkchef       Vt 2026
ljus.             Gatuchef       Ht 2026

Torget är         Kulturchef     2027
ljust.
"""
    assert [row[2:] for row in told(of_text(text))] == [
        ("Parken är ljus.", "", "Parkchef Gatuchef", "Vt 2026 Ht 2026"),
        ("Torget är ljust.", "", "Kulturchef", "2027"),
    ]


def test_prose_with_wide_gaps_is_no_table():
    text = "Lugn\n\nVi  vill  att alla ska ha det bra och det är viktigt att alla vet om det.\nDet är allt vi har att säga.\n"
    assert told(of_text(text)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Vård- och omsorgsnämnden har beslutat om planen 2026-06-11, § 44.",
        "Vård- och omsorgsnämnden 2026-06-11 § 44",
        "Vård- och omsorgsnämnden antog planen den 11 juni 2026.",
        "Beslutsinstans: Vård- och omsorgsnämnden\nBeslutsdatum: 2026-06-11",
    ],
)
def test_who_decided_and_when_in_other_words(line):
    facts = of_word(opened("Plan", line)).facts
    assert (facts.committee, facts.decided) == ("Vård- och omsorgsnämnden", date(2026, 6, 11))


def test_a_plan_without_areas_says_so():
    word = opened("Folkhälsoplan 2026", "")
    tabled(
        word,
        ("Nr", "Mål", "Ansvarig", "Tid"),
        ("1.1", "Rörelse", "Skolchef", "2026"),
        ("1.2", "Vanor", "Strateg", "2026"),
    )
    sketch = of_word(word)
    assert [area.title for area in sketch.areas] == [""]
    files = plan_files(sketch, "", "", "")
    assert "Ingen rubrik säger vilket område 1.1, 1.2 hör till." in "\n".join(doubt.message for doubt in files.doubts)
    assert "titel: Folkhälsoplan 2026" in files.files["plan.yaml"]


def test_the_years_keep_their_dash_in_the_plans_name():
    assert plan_files(of_word(opened("Folkhälsoplan 2026–2028", "")), "", "", "").name == "folkhalsoplan-2026-2028"


HEADINGS = {
    ("Mål", "Aktiviteter"): "{mål: Mål}",
    ("Delmål", "Åtgärd"): "{}",
    ("Vad ska uppnås?", "Vad ska göras?"): "{mål: Mål}",
    ("Inriktningsmål", "Insatser"): "{mål: Inriktningsmål}",
}


@pytest.mark.parametrize("headings", HEADINGS)
def test_levels_are_called_as_the_columns_are(headings):
    word = opened("Trygg kommun 2026", "")
    word.add_heading("Perspektiv 1. Ute", 1)
    tabled(word, (*headings, "Ansvarig", "Tid"), ("1.1 Ljusa vägar", "Byt lampor", "Gatuchef", "2026"))
    plan = YAML(typ="safe").load(plan_files(of_word(word), "", "", "").files["plan.yaml"])
    assert plan["nivåer"] == {"område": "Perspektiv", **YAML(typ="safe").load(HEADINGS[headings])}


def test_actions_under_goals_are_called_as_their_column_is():
    word = opened("Trygg kommun 2026", "")
    word.add_heading("Område A. Ute", 1)
    word.add_heading("Delmål 1.1 Ljusa vägar", 2)
    tabled(word, ("Insats", "Ansvarig", "Tidplan"), ("Byt lampor", "Gatuchef", "2026"))
    plan = YAML(typ="safe").load(plan_files(of_word(word), "", "", "").files["plan.yaml"])
    assert plan["nivåer"] == {"område": "Område", "åtgärd": "Insats"}


def test_who_is_said_to_be_missing_is_marked_vacant():
    word = opened("Folkhälsoplan 2026", "")
    heading = ("Nr", "Mål", "Ansvarig", "Tid")
    rows = (
        ("1.1", "Rörelse", "Fastighetschef (vakant)", "2026"),
        ("1.2", "Vanor", "ej utsedd", "2026"),
        ("1.3", "Mat", "Kock", "2026"),
    )
    tabled(word, heading, *rows)
    owners = plan_files(of_word(word), "", "", "").files["owners.yaml"]
    assert "- roll: Fastighetschef\n    vakant: ja" in owners
    assert "- roll: ej utsedd\n    vakant: ja" in owners
    assert "- roll: Kock\n    personer: []" in owners


def actions_under(goal: str) -> Sketch:
    word = opened("Trygg kommun 2026", "")
    word.add_heading("Område A. Ute", 1)
    heading = ("Mål", "Åtgärd", "Ansvarig", "Tid")
    rows = ((f"1.1 {goal}", "1.1.1 Byt lampor", "Gatuchef", "2026"), ("", "1.1.2 Rensa", "Parkchef", "2026"))
    tabled(word, heading, *rows)
    return of_word(word)


def test_other_words_of_a_goal_that_stands_over_actions_are_a_difference():
    files = plan_files(actions_under("Ljusa vägar"), "", "", "halvår: {}\n").files
    text = (
        files["plan.yaml"]
        .replace("beslutad:", "beslutad: 2026-01-01")
        .replace("beslutsinstans: ''", "beslutsinstans: N")
    )
    plan = decided_in(PlanFile.model_validate(YAML(typ="safe").load(text.replace('period: ""', 'period: "2026"'))))
    assert differences(actions_under("Ljusa vägar"), plan) == ()
    assert differences(actions_under("Mörka vägar"), plan) == (
        Difference("1.1", Field.WORDING, "Mörka vägar", "Ljusa vägar"),
    )
