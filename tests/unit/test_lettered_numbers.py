"""Plans whose areas have letters: A1, E3, B2.1, from the file to what an owner answers."""

from __future__ import annotations

import json
from datetime import date

import pytest

from paminn.plan.load import Reading, read_plan
from paminn.plan.numbers import number_order
from paminn.replies.meaning.goals import among
from paminn.replies.meaning.other_goals import others_named
from paminn.replies.meaning.sections import sections
from paminn.replies.words.form import goals_of
from tests.support.houses import plan_files


def read(areas: dict[object, list[str]]) -> Reading:
    files = plan_files({"1.1": ("Chef",)})
    plan = json.loads(files["plan.yaml"])
    (area,) = plan["fokusområden"]
    (goal,) = area["delmål"]
    plan["fokusområden"] = [
        {**area, "nr": number, "titel": f"Område {number}", "delmål": [{**goal, "nr": own} for own in goals]}
        for number, goals in areas.items()
    ]
    files["plan.yaml"] = json.dumps(plan, ensure_ascii=False).encode()
    return read_plan(files, "prov", date(2026, 6, 1))


def test_a_plan_may_have_letters():
    reading = read({"A": ["A1", "A2"], "B": ["B1", "B2.1"]})
    assert reading.problems == ()
    assert [(area.number, [goal.number for goal in area.goals]) for area in reading.plan.areas] == [
        ("A", ["A1", "A2"]),
        ("B", ["B1", "B2.1"]),
    ]


def test_goals_may_have_letters_that_are_not_their_areas():
    assert read({1: ["E1", "E2"], 2: ["R1"]}).problems == ()


FAULTS = {
    "under another letter": ({"A": ["A1", "B2"], "B": ["B1"]}, 'Delmål "B2" ligger under fokusområde A.'),
    "under another number": ({1: ["1.1", "2.2"], 2: ["2.1"]}, 'Delmål "2.2" ligger under fokusområde 1.'),
    "in the wrong order": ({"B": ["B1"], "A": ["A1"]}, "nummerordning"),
    "a small letter": ({"A": ["a1"]}, 'Skriv numret som i planen, till exempel "1.3", "1.1.2", "A1" eller "14".'),
    "an area that is a sentence": ({"Första": ["1.1"]}, "Första"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_slip_is_told(fault):
    areas, words = FAULTS[fault]
    assert words in " ".join(problem.message for problem in read(areas).problems)


def test_letters_come_in_order_and_figures_within_them():
    assert sorted(["B1", "A10", "A2", "B2.1", "AA1"], key=number_order) == ["A2", "A10", "AA1", "B1", "B2.1"]


def answered(text, asked, plan=()):
    above, found = sections(text, asked, plan)
    return above, [(section.goals, [line for line in section.lines if line], section.foreign) for section in found]


def test_each_answer_is_its_own_goals():
    text = "Hej!\nA1: Klar\nb2.1 – pågår, vi är halvvägs\nÅtgärd A2: Försenad"
    assert answered(text, ("A1", "A2", "B2.1")) == (
        ["Hej!"],
        [
            (("A1",), ["Klar"], False),
            (("B2.1",), ["pågår, vi är halvvägs"], False),
            (("A2",), ["Försenad"], False),
        ],
    )


def test_several_on_a_line_are_told_apart():
    _, found = answered("A1 klar, A2 pågår", ("A1", "A2"))
    assert [goals for goals, _, _ in found] == [("A1",), ("A2",)]


def test_the_form_names_them():
    assert goals_of("Delmål A1\nStatus:\n\nDelmål B2.1\nStatus:\n") == ("A1", "B2.1")


OTHERS = {
    "A1 är klar, men A2 är försenad.": ("A2",),
    "Vi skriver ut på A4 och skyltar längs E20.": (),
    "A3: klart": ("A3",),
}


@pytest.mark.parametrize("line", OTHERS)
def test_another_goal_is_one_that_the_plan_has(line):
    assert others_named(line, ("A1",), ("A1", "A2", "A3")) == OTHERS[line]


@pytest.mark.parametrize("line", ["Vi skriver ut på A4.", "E20 är skyltad, och 1.1 är klar.", "v40: klart"])
def test_letters_mean_nothing_in_a_plan_of_figures(line):
    assert others_named(line, ("1.1",), ("1.1", "1.2")) == ()


def test_a_plan_may_count_all_it_has_in_one_row():
    reading = read({1: ["1", "2"], 2: ["3", "14"]})
    assert reading.problems == ()
    assert [goal.number for goal in reading.plan.goals()] == ["1", "2", "3", "14"]


def test_a_mere_figure_is_a_goals_where_an_answer_begins_with_it_or_it_is_called_one():
    text = "3: Klar\nÅtgärd 14: pågår, vi har 2 utbildningar kvar\nInsats 2 försenad"
    assert answered(text, ("2", "3", "14")) == (
        [],
        [
            (("3",), ["Klar"], False),
            (("14",), ["pågår, vi har 2 utbildningar kvar"], False),
            (("2",), ["försenad"], False),
        ],
    )


@pytest.mark.parametrize("text", ["3 utbildningar är klara", "Vi har 3 utbildningar", "3 av 14 klara", "3 mars 2026"])
def test_a_mere_figure_is_a_goals_nowhere_else(text):
    assert answered(text, ("3", "14")) == ([text], [])
    assert not among(text, ("3", "14"))


def test_a_form_about_a_mere_figure_is_read():
    assert goals_of("Åtgärd 3\nStatus: Klar") == ("3",)
    assert among("Det hänger ihop med åtgärd 3", ("3",))
