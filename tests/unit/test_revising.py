"""A decided document over a plan folder: the document's words in, and every line that it does not touch as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.documents.decided.word_file import read_word
from paminn.plan.comparing import Said
from paminn.plan.decided import DecidedPlan, decided_in
from paminn.plan.importing.comparison import differences
from paminn.plan.importing.sketch import Sketch, items_of
from paminn.plan.importing.sketching import plans_in
from paminn.plan.load import OWNERS, PLAN
from paminn.plan.revising.model import Left
from paminn.plan.revising.places import with_places
from paminn.plan.revising.revised import Revised, revised
from paminn.plan.revising.yaml_lines import NotInLines
from paminn.plan.schema import PlanFile
from paminn.plan.source import load
from paminn.shipped import shipped
from tests.support.decided_words import numbered_goals, plainly, saved

FOLDER = shipped("plan_data", "gnesta")
PLAN_TEXT = (FOLDER / PLAN).read_text(encoding="utf-8")
OWNERS_TEXT = (FOLDER / OWNERS).read_text(encoding="utf-8")
SHIPPED = decided_in(PlanFile.model_validate(load(PLAN_TEXT)))
NEW = SHIPPED.by_number["1.1"].model_copy(
    update={
        "number": "1.2",
        "wording": "Alla nyanställda får en introduktion om våld.",
        "activities": ("Ta fram introduktionen.",),
        "responsible": "HR-chef",
        "timeframe": "Klart vt 27",
    }
)


def sketched(plan: DecidedPlan, layout=plainly) -> Sketch:
    (sketch,) = plans_in(read_word(saved(layout(plan))), SHIPPED.roles)
    return sketch


def revise(plan: DecidedPlan, text: str = PLAN_TEXT, said: Said | None = None, layout=plainly) -> Revised:
    held = tuple(SHIPPED.roles)
    return revised(text, OWNERS_TEXT, held, sketched(plan, layout), None, said or Said())


def with_goal(which: str, **fields: object) -> DecidedPlan:
    """The shipped plan with one goal that says something else."""
    areas = []
    for area in SHIPPED.areas:
        goals = [goal.model_copy(update=fields) if goal.number == which else goal for goal in area.goals]
        areas.append(area.model_copy(update={"goals": tuple(goals)}))
    return SHIPPED.model_copy(update={"areas": tuple(areas)})


def with_goals(place: int, goals: object) -> DecidedPlan:
    """The shipped plan with other goals in the area at `place`."""
    areas = list(SHIPPED.areas)
    areas[place] = areas[place].model_copy(update={"goals": tuple(goals)})
    return SHIPPED.model_copy(update={"areas": tuple(areas)})


def renumbered() -> DecidedPlan:
    """A new 1.2, and what was 1.2 to 1.4 is 1.3 to 1.5."""
    first, *rest = SHIPPED.areas[0].goals
    goals = [first, NEW, *rest]
    return with_goals(0, [goal.model_copy(update={"number": f"1.{at}"}) for at, goal in enumerate(goals, 1)])


def lines_that_differ(text: str) -> tuple[list[str], list[str]]:
    """The lines of the shipped file that are gone, and those that are new."""
    before = PLAN_TEXT.splitlines()
    after = text.splitlines()
    return [line for line in before if line not in after], [line for line in after if line not in before]


@pytest.mark.parametrize("layout", [plainly, numbered_goals])
def test_a_document_that_says_what_the_plan_says_changes_no_file(layout):
    assert revise(SHIPPED, layout=layout).files == {}


def test_a_new_time_plan_is_one_line():
    made = revise(with_goal("1.3", timeframe="Klart ht 26"))
    gone, new = lines_that_differ(made.files[PLAN])
    assert gone == ['        tidplan: "Klart vt 26"']
    assert new == ['        tidplan: "Klart ht 26"']
    assert list(made.files) == [PLAN]


def test_a_reading_of_other_words_is_kept_as_a_comment_and_told():
    made = revise(with_goal("3.3", timeframe="Årligen den 20 november"))
    text = made.files[PLAN]
    assert '        # läsning:\n        #   varje_år: "11-25"\n' in text
    plan = PlanFile.model_validate(load(text))
    goals = [goal for area in plan.areas for goal in area.goals]
    (goal,) = [goal for goal in goals if goal.number == "3.3"]
    assert goal.reading is None
    (left,) = made.left
    assert (left.why, left.number, left.keys) == (Left.RETIMED, "3.3", ("läsning",))


def test_a_mended_spelling_keeps_everything_the_team_has_written():
    words = SHIPPED.by_number["3.3"].wording
    made = revise(with_goal("3.3", wording=f"{words[:-3]}x{words[-3:]}"))
    assert made.goes_on["3.3"] == "3.3"
    assert made.left == ()
    assert 'varje_år: "11-25"' in made.files[PLAN]


REWORDED = with_goal("3.3", wording="Kommunen uppmärksammar våld i nära relationer offentligt varje höst.")


def test_a_goal_in_other_words_is_not_guessed_to_be_the_same_and_what_the_team_wrote_is_told():
    made = revise(REWORDED)
    assert "3.3" not in made.goes_on
    (left,) = made.left
    assert (left.why, left.number, left.now, left.keys) == (Left.UNCERTAIN, "3.3", "3.3", ("läsning",))
    assert 'varje_år: "11-25"' not in made.files[PLAN]


def test_a_person_says_that_it_is_the_same_and_the_reading_goes_on():
    made = revise(REWORDED, said=Said(same=(("3.3", "3.3"),)))
    assert made.left == ()
    assert 'varje_år: "11-25"' in made.files[PLAN]
    assert "uppmärksammar våld i nära relationer offentligt" in made.files[PLAN]


def test_a_goal_that_is_renumbered_keeps_its_comments_and_the_new_one_stands_in_its_place():
    commented = PLAN_TEXT.replace('      - nr: "1.3"', '      # Soc IT är på plats i mars.\n      - nr: "1.3"')
    made = revise(renumbered(), commented, layout=numbered_goals)
    text = made.files[PLAN]
    assert '      # Soc IT är på plats i mars.\n      - nr: "1.4"\n' in text
    assert text.index("Alla nyanställda") < text.index('nr: "1.3"')
    assert made.goes_on["1.4"] == "1.3"
    assert "1.2" not in made.goes_on


def test_a_document_without_numbers_gives_what_is_new_a_number_that_nothing_has_had():
    first, second, *rest = SHIPPED.areas[0].goals
    made = revise(with_goals(0, [first, second, NEW, *rest]))
    assert made.content.by_number["1.5"].wording == NEW.wording
    assert made.content.by_number["1.3"].wording == SHIPPED.by_number["1.3"].wording


def test_a_goal_that_is_gone_takes_its_comments_with_it_and_no_others():
    commented = PLAN_TEXT.replace('      - nr: "1.3"', '      # om 1.3\n      - nr: "1.3"')
    commented = commented.replace('      - nr: "1.4"', '      # om 1.4\n      - nr: "1.4"')
    goals = [goal for goal in SHIPPED.areas[0].goals if goal.number != "1.3"]
    made = revise(with_goals(0, goals), commented)
    assert "# om 1.3" not in made.files[PLAN]
    assert "      # om 1.4\n" in made.files[PLAN]
    (left,) = made.left
    assert (left.why, left.number, left.comments) == (Left.GONE, "1.3", 1)


def test_an_area_that_is_new_and_one_that_is_gone():
    last = SHIPPED.areas[-1]
    other = last.model_copy(update={"number": 5, "title": "Ledarskap", "goals": (NEW.model_copy(),)})
    made = revise(SHIPPED.model_copy(update={"areas": (*SHIPPED.areas[:-1], other)}))
    assert [area.title for area in made.content.areas][-1] == "Ledarskap"
    assert "4.1" not in made.content.by_number
    assert PlanFile.model_validate(load(made.files[PLAN])).areas[-1].title == "Ledarskap"


def test_a_role_that_is_new_gets_a_place_and_the_old_one_is_left():
    made = revise(with_goal("1.4", responsible="Bostadsbolaget"))
    assert made.new_roles == ("Bostadsbolaget",)
    assert made.old_roles == ("Gnestahem",)
    assert made.files[OWNERS] == OWNERS_TEXT + "\n  - roll: Bostadsbolaget\n    personer: []\n"


def test_a_role_that_the_document_says_nobody_has_is_marked_so():
    made = revise(with_goal("1.4", responsible="Boendechef (vakant)"))
    assert made.files[OWNERS] == OWNERS_TEXT + "\n  - roll: Boendechef\n    vakant: ja\n"


def test_a_file_of_another_system_keeps_its_line_endings():
    text = PLAN_TEXT.replace("\n", "\r\n")
    made = revise(with_goal("1.3", timeframe="Klart ht 26"), text)
    assert made.files[PLAN] == text.replace('"Klart vt 26"', '"Klart ht 26"')


IN_BRACES = """titel: Plan
period: "2026"
beslutsinstans: Nämnden
beslutad: 2026-01-02
fokusområden:
  - {nr: 1, titel: Ett, delmål: [{nr: "1.1", lydelse: Ett, ansvarig: Chef, ägare: [{roll: Chef, typ: ansvar}],
     tidplan: "2026"}]}
"""


def test_a_plan_in_braces_is_left_for_a_person():
    with pytest.raises(NotInLines):
        revise(SHIPPED, IN_BRACES)


@pytest.mark.parametrize("text", ["roller: []\n", "roller: [{roll: A}]\n", "annat: 1\n", ""])
def test_an_owners_file_without_lines_of_its_own_is_left_for_a_person(text):
    with pytest.raises(NotInLines):
        with_places(text, ["Chef"])


ACTIONS = """titel: Plan
period: "2026-2027"
beslutsinstans: Nämnden
beslutad: 2026-01-02
fokusområden:
- nr: 1   # det enda
  titel: Ett
  delmål:
  # Om målet.
  - nr: "1.1"
    lydelse: Barn vet var hjälp finns.
    åtgärder:
    # Om kortet.
    - nr: "1.1.1"
      lydelse: Ta fram ett hjälpkort.
      ansvarig: Rektor
      ägare:
      - roll: Rektor
        typ: ansvar
      tidplan: "Klart vt 2027"   # enligt protokoll
      övrigt:
        Status: "Ej påbörjad"
        Anteckning: vårt eget
    - nr: "1.1.2"
      lydelse: Dela ut kortet.
      ansvarig: Rektor
      ägare:
      - roll: Rektor
        typ: ansvar
      tidplan: "Klart ht 2027"
"""


def test_actions_go_on_under_their_goal_with_what_stands_in_other_columns():
    from docx import Document

    word = Document()
    word.add_heading("Plan", 0)
    word.add_heading("1. Ett", 1)
    table = word.add_table(0, 5)
    rows = [
        ("Mål", "Åtgärd", "Ansvarig", "Tidplan", "Status"),
        ("1.1 Barn vet var hjälp finns.", "1.1.1 Ta fram ett hjälpkort.", "Rektor", "Klart ht 2027", "Pågår"),
        ("", "1.1.2 Tryck kortet.", "Rektor", "Klart ht 2027", ""),
        ("", "1.1.3 Dela ut kortet.", "Rektor", "Klart ht 2027", ""),
    ]
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    (sketch,) = plans_in(read_word(saved(word)))
    made = revised(ACTIONS, "roller:\n- roll: Rektor\n", ("Rektor",), sketch, None, Said())
    text = made.files[PLAN]
    assert '      tidplan: "Klart ht 2027"  # enligt protokoll\n' in text
    assert "  # Om målet.\n" in text
    assert "    # Om kortet.\n" in text
    assert "Anteckning: " in text
    (column,) = made.columns
    assert (column.number, column.heading, column.before, column.now) == ("1.1.1", "Status", "Ej påbörjad", "Pågår")
    assert made.goes_on == {"1.1.1": "1.1.1", "1.1.3": "1.1.2"}
    assert [goal.number for goal in made.content.goals()] == ["1.1.1", "1.1.2", "1.1.3"]


def test_a_goal_that_is_said_again_on_each_row_is_one_goal():
    from docx import Document

    word = Document()
    word.add_heading("Plan", 0)
    word.add_heading("1. Ett", 1)
    table = word.add_table(0, 4)
    rows = [
        ("Mål", "Åtgärd", "Ansvarig", "Tidplan"),
        ("1.1 Barn vet var hjälp finns.", "1.1.1 Ta fram ett hjälpkort.", "Rektor", "Klart vt 2027"),
        ("1.1 Barn vet var hjälp finns.", "1.1.2 Dela ut kortet.", "Rektor", "Klart ht 2027"),
    ]
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    (sketch,) = plans_in(read_word(saved(word)))
    assert len(sketch.areas[0].goals) == 1
    assert revised(ACTIONS, "roller:\n- roll: Rektor\n", ("Rektor",), sketch, None, Said()).files == {}


# --- Any revision ----------------------------------------

NUMBERS = tuple(SHIPPED.by_number)
WORDS = ("Alla enheter har en rutin.", "Varje skola har ett ombud.", "Personalen är utbildad.", "Stödet är utvärderat.")
TIMES = ("Klart vt 27", "Löpande", "Årligen i oktober", "2027-05-01")


@st.composite
def revisions(draw) -> DecidedPlan:
    """Goals reworded, retimed, dropped, put elsewhere and new ones between them."""
    areas = []
    for area in SHIPPED.areas:
        goals = []
        for goal in area.goals:
            kind = draw(st.sampled_from(["kept", "kept", "reworded", "retimed", "dropped", "before", "owners"]))
            if kind == "dropped":
                continue
            if kind == "before":
                goals.append(NEW.model_copy(update={"wording": f"{draw(st.sampled_from(WORDS))} {goal.number}"}))
            update = {}
            if kind == "reworded":
                update["wording"] = f"{draw(st.sampled_from(WORDS))} För {goal.number}."
            if kind == "retimed":
                update["timeframe"] = draw(st.sampled_from(TIMES))
            if kind == "owners":
                update["responsible"] = "Enhetschef"
            goals.append(goal.model_copy(update=update))
        if goals:
            areas.append(area.model_copy(update={"goals": tuple(draw(st.permutations(goals)))}))
    if not areas:
        return SHIPPED
    counted = []
    for area in areas:
        goals = [goal.model_copy(update={"number": f"{area.number}.{at}"}) for at, goal in enumerate(area.goals, 1)]
        counted.append(area.model_copy(update={"goals": tuple(goals)}))
    return SHIPPED.model_copy(update={"areas": tuple(counted)})


def commented_everywhere() -> str:
    """The shipped file with a comment above each goal and beside each time plan."""
    lines = []
    number = ""
    for line in PLAN_TEXT.splitlines():
        if line.startswith('      - nr: "'):
            number = line.split('"')[1]
            lines.append(f"      # ovanför {number}")
        if line.startswith("        tidplan: "):
            line = f"{line}  # bredvid {number}"
        lines.append(line)
    return "\n".join(lines) + "\n"


COMMENTED = commented_everywhere()


@given(revisions(), st.sampled_from([plainly, numbered_goals]))
def test_after_any_revision_the_plan_says_the_document_and_keeps_what_goes_on(plan, layout):
    sketch = sketched(plan, layout)
    made = revised(COMMENTED, OWNERS_TEXT, tuple(SHIPPED.roles), sketch, None, Said())
    text = made.files.get(PLAN, COMMENTED)
    said = decided_in(PlanFile.model_validate(load(text)))
    assert differences(sketch, said) == ()
    assert said.fingerprint == made.content.fingerprint
    for number in NUMBERS:
        goes_on = number in made.goes_on.values()
        assert text.count(f"# ovanför {number}\n") == int(goes_on), number
        assert text.count(f"# bredvid {number}\n") == int(goes_on), number
        told = {left.number for left in made.left if left.why is not Left.RETIMED}
        assert (number in told) == (not goes_on)
    # Again with the same document there is nothing left to change.
    again = revised(text, OWNERS_TEXT, said.roles, sketch, None, Said())
    assert again.files == {}


def test_every_row_of_the_document_has_a_number_of_its_own():
    twice = with_goal("1.3", number="1.2")
    sketch = sketched(twice, numbered_goals)
    assert [item.number for item in items_of(sketch.areas)].count("1.2") == 2
    content = revised(PLAN_TEXT, OWNERS_TEXT, tuple(SHIPPED.roles), sketch, None, Said()).content
    assert len(content.by_number) == len(SHIPPED.by_number)


def test_the_day_of_a_later_decision_is_the_day_of_the_revision():
    sketch = sketched(SHIPPED)
    later = replace(sketch, facts=replace(sketch.facts, decided=SHIPPED.decided.replace(year=2027)))
    made = revised(PLAN_TEXT, OWNERS_TEXT, tuple(SHIPPED.roles), later, None, Said())
    assert (made.content.decided, made.content.revised) == (SHIPPED.decided, later.facts.decided)
    assert "senast_reviderad: 2027-09-03\n" in made.files[PLAN]
