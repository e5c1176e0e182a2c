"""The JSON Schemas of the plan's files, by a validator that knows nothing of us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from paminn.plan.load import FILES, OWNERS, PLAN, RULES, read_plan
from paminn.shipped import shipped
from paminn.texts.editor import editor_schema, modeline, schema_files, schema_name
from paminn.texts.new_plan import example_owners, example_plan, rules_to_begin_with
from paminn.texts.pairs import pairs

FOLDER = shipped("plan_data", "gnesta")
SHIPPED = {name: (FOLDER / name).read_text(encoding="utf-8") for name in FILES}
EXAMPLE = {
    PLAN: example_plan("plan", "Plan", "Nämnden", "2026-2029", date(2026, 1, 2)),
    OWNERS: example_owners(),
    RULES: "kännetecken: prov\n" + rules_to_begin_with(2033),
}
PLANS = {"shipped": SHIPPED, "new": EXAMPLE}


def as_an_editor_reads(text: str) -> Any:
    """As YAML is read by an editor: a date is a text."""
    return _days_as_texts(YAML(typ="safe").load(text))


def _days_as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _days_as_texts(other) for key, other in value.items()}
    if isinstance(value, list):
        return [_days_as_texts(other) for other in value]
    return value.isoformat() if isinstance(value, date) else value


def faults(file: str, text: str) -> list[str]:
    validator = Draft7Validator(editor_schema(file), format_checker=Draft7Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(as_an_editor_reads(text))]


@pytest.mark.parametrize("file", FILES)
def test_the_schema_is_one(file):
    Draft7Validator.check_schema(editor_schema(file))


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("file", FILES)
def test_every_plan_that_ships_passes(plan, file):
    assert faults(file, PLANS[plan][file]) == []


# File, what stands there, what somebody wrote instead: mistakes of shape, which an editor can see.
MISTAKES = {
    "a number in place of a text": (PLAN, 'tidplan: "Löpande"', "tidplan: 2029"),
    "a day in place of a text": (PLAN, 'tidplan: "Löpande"', "tidplan: 12"),
    "a misspelt key": (PLAN, 'tidplan: "Löpande"', 'tidsplan: "Löpande"'),
    "a day in words": (PLAN, "beslutad: 2025-09-03", "beslutad: 3 september 2025"),
    "Word's quotes about a number": (PLAN, 'nr: "1.1"', "nr: ”1.1”"),
    "a capital letter": (PLAN, "typ: stöd", "typ: Stöd"),
    "a day of the year in words": (PLAN, 'varje_år: "11-25"', "varje_år: 25 november"),
    "a number without quotes": (PLAN, 'nr: "1.1"', "nr: 1.10"),
    "a period without quotes": (PLAN, 'period: "2025-2027"', "period: 2026"),
    "a last day that is a year": (PLAN, "giltig_till: Tillsvidare", "giltig_till: 2029"),
    "goals under another key": (PLAN, "    delmål:\n", "    mål:\n"),
    "nothing under a key": (PLAN, 'tidplan: "Löpande"', "tidplan:"),
    "an address without its sign": (OWNERS, "soc.it@gnesta.example", "soc.it.gnesta.example"),
    "a name with its address": (OWNERS, "epost: soc.it@gnesta.example", "epost: Soc IT <soc.it@gnesta.example>"),
    "two addresses": (OWNERS, "epost: soc.it@gnesta.example", 'epost: "a@b.example; c@b.example"'),
    "a name in place of a deputy": (
        OWNERS,
        "ersättare:\n          namn: Kommunikationschef\n          epost: kommunikationschef@gnesta.example",
        "ersättare: Kommunikationschef",
    ),
    "a list without its brackets": (RULES, "före: [20, 5, 1]", "före: 20"),
    "less than nothing": (RULES, "före: [20, 5, 1]", "före: [-20, 5, 1]"),
    "a yes with a capital": (RULES, "sedan_varje_månad: ja", "sedan_varje_månad: Ja"),
    "a last day for answers in words": (RULES, 'svar_senast: "12-31"', "svar_senast: 31 december"),
    "a plan's name with a blank": (RULES, "kännetecken: gnesta", "kännetecken: Gnesta fri"),
    "a calendar to no year": (RULES, "horisont: 20", "horisont: 1"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_of_shape_is_seen_in_the_editor_and_by_check(mistake):
    file, before, after = MISTAKES[mistake]
    assert before in SHIPPED[file]
    wrong = SHIPPED[file].replace(before, after, 1)
    assert faults(file, wrong) != []
    files = {**SHIPPED, file: wrong}
    reading = read_plan({name: text.encode() for name, text in files.items()}, "plan", date(2026, 1, 2))
    assert reading.problems != ()


def properties(file: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    schema = editor_schema(file)
    for name, part in [("", schema), *schema["$defs"].items()]:
        for key, value in part["properties"].items():
            yield name, key, value


@pytest.mark.parametrize("file", FILES)
def test_every_key_is_explained_in_a_swedish_sentence(file):
    for name, key, value in properties(file):
        assert value["title"] == key
        assert re.fullmatch(r"[A-ZÅÄÖ0-9a-zåäö].*[.\")]", value["description"]), (name, key)


def test_no_explanation_is_of_a_key_that_is_gone():
    used = set()
    for file in FILES:
        schema = editor_schema(file)
        name = {PLAN: "PlanFile", OWNERS: "OwnersFile", RULES: "RulesFile"}[file]
        used.add(name)
        for part, key, _ in properties(file):
            used.update({part or name, f"{part or name}.{key}"})
        assert schema["description"]
    assert set(pairs("editor_help.txt")) == used


def test_words_to_choose_from_are_there_to_be_completed():
    choices = {}
    for file in FILES:
        for name, key, value in properties(file):
            if "enum" in value:
                choices[f"{name}.{key}"] = value["enum"]
    assert choices["PartFile.typ"] == ["ansvar", "stöd", "samarbete"]
    assert choices["RoleFile.svarar"] == ["en_för_alla", "var_och_en"]
    assert choices["ReadingFile.bekräftad"] == ["ja", "nej"]


def test_a_goal_with_actions_is_told_of_as_one():
    without_a_time = """titel: Plan
period: "2026"
beslutsinstans: Nämnden
beslutad: 2026-01-02
fokusområden:
  - nr: A
    titel: Ett
    delmål:
      - nr: "A1"
        lydelse: Mål
        åtgärder:
          - {nr: "A1.1", lydelse: Gör, ansvarig: Chef, ägare: [{roll: Chef, typ: ansvar}]}
"""
    assert faults(PLAN, without_a_time) == ["'tidplan' is a required property"]


def test_a_file_names_the_schema_that_is_written_beside_it():
    files = schema_files()
    for file in FILES:
        assert schema_name(file) in files
        assert modeline(file) == f"# yaml-language-server: $schema={schema_name(file)}\n"
