"""The shipped plan in Word, in every layout: each cell is read as it was decided."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.documents.decided.word_file import read_word
from paminn.plan.importing.comparison import Difference, Field, differences
from paminn.plan.importing.sketch import Sketch, items_of
from paminn.plan.importing.sketching import plans_in
from paminn.plan.load import FILES, read_plan
from paminn.shipped import shipped
from tests.support.decided_words import LAYOUTS, opened, plainly, row_of, saved, tabled

FOLDER = shipped("plan_data", "gnesta")
SHIPPED = read_plan({name: (FOLDER / name).read_bytes() for name in FILES}, "gnesta", date(2026, 1, 1))
PLAN = SHIPPED.content
assert PLAN is not None
# What a layout does not say, or says of itself.
UNSAID = {"one table with banners": Field.INTRODUCTION, "the area in a column": Field.INTRODUCTION}


def sketched(layout: str) -> Sketch:
    (sketch,) = plans_in(read_word(saved(LAYOUTS[layout](PLAN))))
    return sketch


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_cell_is_as_it_was_decided(layout):
    found = [row for row in differences(sketched(layout), PLAN) if row.field is not UNSAID.get(layout)]
    assert found == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_role_has_its_part(layout):
    decided = SHIPPED.plan
    for item, goal in zip(items_of(sketched(layout).areas), decided.goals(), strict=True):
        read = {(role.role.casefold(), role.part) for role in item.roles}
        assert read == {(part.role.casefold(), part.part) for part in goal.parts}, goal.number


def test_tracked_changes_are_read_as_accepted_and_doubted():
    assert "spårade ändringar" in sketched("tracked changes").doubts[0].message


def test_a_table_that_goes_on_without_headings_is_doubted():
    doubts = sketched("tables split over pages").doubts
    assert sum("fortsättning på tabellen före" in doubt.message for doubt in doubts) == 3


CHANGES = {
    "a word in a goal": (0, "Det ska finnas", "Det bör finnas", Field.WORDING),
    "a word in an activity": (1, "Ta fram", "Tag fram", Field.ACTIVITIES),
    "an owner": (2, "Kommunikatör", "Webbredaktör", Field.RESPONSIBLE),
    "a time": (3, "Klart ht 2025", "Klart vt 2026", Field.TIMEFRAME),
}


@pytest.mark.parametrize("change", CHANGES)
def test_one_changed_cell_is_one_difference(change):
    column, before, after, field = CHANGES[change]
    word = plainly(PLAN)
    cell = word.tables[1].rows[1].cells[column]
    decided = cell.text
    assert before in decided
    cell.text = decided.replace(before, after)
    (sketch,) = plans_in(read_word(saved(word)))
    goal = PLAN.by_number["1.1"]
    kept = (goal.wording, "\n".join(goal.activities), goal.responsible, goal.timeframe)[column]
    assert differences(sketch, PLAN) == (Difference("1.1", field, decided.replace(before, after), kept),)


def test_a_goal_that_is_missing_on_either_side_is_told():
    word = plainly(PLAN)
    table = word.tables[1]
    table._tbl.remove(table.rows[2]._tr)
    cells = table.add_row().cells
    cells[0].text = "Ingen ska behöva vänta på skyddat boende."
    cells[2].text = "Socialchef"
    cells[3].text = "2027"
    (sketch,) = plans_in(read_word(saved(word)))
    found = differences(sketch, PLAN)
    assert [(row.goal, row.field, bool(row.decided), bool(row.plan)) for row in found] == [
        ("1.2", Field.GOAL, False, True),
        ("", Field.GOAL, True, False),
    ]


def test_facts_that_differ_are_told_and_those_unsaid_are_not():
    word = opened(PLAN)
    word.tables[0].rows[5].cells[1].text = "SN.2024.71"
    word.tables[0].rows[4].cells[1].text = ""
    for area in PLAN.areas:
        word.add_heading(f"{area.number}. {area.title}", 2)
        word.add_paragraph(area.introduction)
        tabled(word, ("Delmål", "Aktiviteter", "Ansvarig", "Tidplan"), [row_of(goal) for goal in area.goals])
    (sketch,) = plans_in(read_word(saved(word)))
    assert differences(sketch, PLAN) == (
        Difference("", Field.REGISTRATION_NUMBER, "SN.2024.71", PLAN.registration_number),
    )


def test_two_plans_in_one_document_are_two():
    word = plainly(PLAN)
    word.add_heading("Handlingsplan mot ensamhet 2026", 0)
    word.add_heading("A. Mötesplatser", 1)
    tabled(
        word,
        ("Mål", "Åtgärder", "Ansvariga", "Tidsplan"),
        [("A1. Alla har någonstans att gå.", ("Öppna.",), "Kulturchef", "2026")],
    )
    first, second = plans_in(read_word(saved(word)))
    assert differences(first, PLAN) == ()
    assert second.facts.title == "Handlingsplan mot ensamhet 2026"
    assert [item.number for item in items_of(second.areas)] == ["A1"]
