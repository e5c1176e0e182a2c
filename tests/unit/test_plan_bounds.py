"""Plan files made to exhaust whoever reads them: one sentence, before anything is unfolded."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.plan import bounds
from paminn.plan.load import FILES, read_plan
from paminn.plan.source import parse
from tests.support.hostile_plans import HOSTILE, MANY_VALUES, bomb
from tests.support.houses import plan_files

DAY = date(2026, 1, 1)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(("text", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_it_is_refused_with_one_sentence(file, text, sentence):
    reading = read_plan(plan_files() | {file: text.encode()}, "plan", DAY)
    (problem,) = [problem for problem in reading.problems if problem.file == f"plan/{file}"]
    assert sentence in problem.message


def test_a_directive_makes_no_way_around():
    _, (problem,) = parse("plan.yaml", ("%YAML 1.1\n---\n" + bomb(9)).encode())
    assert MANY_VALUES in problem.message


def test_references_that_stand_for_little_are_read():
    source, problems = parse("plan.yaml", bomb(3).encode())
    assert problems == []
    assert len(source.tree["l3"]) == 9


def test_just_as_deep_and_as_much_as_is_allowed_is_read():
    inside = bounds.DEPTH - 1
    _, problems = parse("plan.yaml", f"a: {'[' * inside}{']' * inside}\n".encode())
    assert problems == []
    # The mapping, its key and the list are three of the values.
    _, problems = parse("plan.yaml", f"a: [{'1, ' * (bounds.VALUES - 3)}]\n".encode())
    assert problems == []
    _, problems = parse("plan.yaml", f"a: [{'1, ' * (bounds.VALUES - 2)}]\n".encode())
    assert len(problems) == 1


@pytest.mark.parametrize(("references", "faults"), [(0, 0), (1, 1)])
def test_what_is_referred_to_counts_as_often_as_it_is(references, faults):
    # The mapping, its keys and its lists with three values are eight; each reference stands for four.
    most = (bounds.VALUES - 8) // 4
    assert 8 + 4 * most == bounds.VALUES
    _, problems = parse("plan.yaml", f"a: &x [1, 1, 1]\nb: [{'*x, ' * (most + references)}]\n".encode())
    assert len(problems) == faults


def test_of_a_thousand_faults_those_that_somebody_may_read_are_told_and_the_rest_counted():
    unknown = "".join(f"okänd{number}: x\n" for number in range(1_000))
    reading = read_plan({**plan_files(), "owners.yaml": unknown.encode()}, "", DAY)
    messages = [problem.message for problem in reading.problems if problem.file == "owners.yaml"]
    assert len(messages) == 201
    assert sum("fel till. Rätta de andra först." in message for message in messages) == 1


@pytest.mark.parametrize(
    "tag", ["!!bool x", "!!timestamp x", "!!int x", "!!float x", "!!binary x", "!!omap 3", "!!set [1]"]
)
def test_a_tag_that_does_not_suit_its_value_is_told(tag):
    reading = read_plan({**plan_files(), "plan.yaml": f"titel: {tag}\n".encode()}, "", DAY)
    assert reading.problems


@pytest.mark.parametrize(
    "character",
    ["\u202e", "\u2066", "\u200b", "\u200d", "\u00ad", "\ufeff", "\u061c", "\U000e0041", "\u3164", "\u2800"],
)
@pytest.mark.parametrize("file", FILES)
def test_a_character_that_nobody_sees_is_told_where_it_stands_and_the_plan_still_works(file, character):
    whole = {
        "plan.yaml": ('"Gör det."', f'"Gör{character} det."'),
        "owners.yaml": ('"Chef"', f'"Ch{character}ef"'),
        "rules.yaml": ('"svar_senast": "12-31"', f'"svar_senast": "12-31" # {character}'),
    }
    before, after = whole[file]
    files = plan_files()
    files[file] = files[file].replace(before.encode(), after.encode(), 1)
    reading = read_plan(files, "", DAY)
    found = [problem for problem in reading.problems if "osynligt tecken" in problem.message]
    if file == "rules.yaml":  # only a comment, which nobody is shown
        assert found == []
    else:
        (problem,) = found
        assert f"U+{ord(character):04X}" in problem.message
        assert character in problem.source
    assert reading.plan is not None


def test_it_is_found_in_a_key_and_behind_an_escape():
    files = plan_files()
    files["plan.yaml"] = files["plan.yaml"].replace(b'"VINR"', b'"VI\\u202eNR"', 1).replace(b"det.", b"det.\\u2028", 1)
    found = " ".join(problem.message for problem in read_plan(files, "", DAY).problems)
    assert "U+202E" in found
    assert "U+2028" in found


def test_letters_of_every_language_and_a_break_of_line_are_seen():
    files = plan_files()
    files["plan.yaml"] = files["plan.yaml"].replace(
        "Gör det.".encode(), "Gör det\\nнаш план, خطة, é, 計画 – «så».".encode(), 1
    )
    assert read_plan(files, "", DAY).problems == ()
