"""What others decide the dates of: only as dated rows in the plan folder, and never a year without a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from paminn.plan.load import Reading, read_plan
from paminn.plan.rules import Campaign

WEEK = '{kännetecken: en-vecka, namn: En vecka fri från våld, delmål: "3.3", från: 2024-11-18, till: 2024-11-24}'


def read(plan_files: Mapping[str, bytes], *rows: str, more: str = "") -> Reading:
    text = "\n".join(("  horisont: 2031", more, "  kampanjer:", *(f"    - {row}" for row in rows)))
    rules = plan_files["rules.yaml"].decode().replace("  horisont: 2031", text).replace("  larm: nej", "")
    return read_plan({**plan_files, "rules.yaml": rules.encode()}, "", date(2025, 10, 1))


def test_the_shipped_plan_has_none_and_no_alarms(plan_files):
    rules = read_plan(plan_files, "", date(2025, 10, 1)).rules
    assert rules
    assert (rules.campaigns, rules.alarms, rules.horizon) == ((), False, 2031)


def test_a_row_is_a_campaign_and_one_without_an_end_a_day(plan_files):
    day = '{kännetecken: orange, namn: Orange dag, delmål: "3.3", från: 2026-11-25}'
    reading = read(plan_files, WEEK, day, more="  larm: ja")
    assert reading.problems == ()
    assert reading.rules
    assert reading.rules.alarms
    assert reading.rules.campaigns == (
        Campaign("en-vecka", "En vecka fri från våld", "3.3", date(2024, 11, 18), date(2024, 11, 24)),
        Campaign("orange", "Orange dag", "3.3", date(2026, 11, 25), date(2026, 11, 25)),
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (WEEK.replace("från: 2024-11-18, ", ""), 'Fältet "från" saknas'),
        (WEEK.replace("2024-11-18", "v47"), "datum"),
        (WEEK.replace("2024-11-24", "2024-11-17"), "Sista dagen ligger före första dagen."),
        (WEEK.replace('"3.3"', '"3.9"'), 'Delmål "3.9" finns inte i planen.'),
        (WEEK.replace("en-vecka", "En vecka"), "Använd bara a–z, 0–9 och bindestreck"),
    ],
)
def test_what_cannot_be_is_one_sentence_with_its_place(plan_files, row, sentence):
    (problem,) = read(plan_files, row).problems
    assert sentence in problem.message
    assert problem.source.strip() == f"- {row}"


def test_the_same_campaign_twice_in_a_year_is_refused(plan_files):
    again = WEEK.replace("2024-11-18", "2024-11-19")
    (problem,) = read(plan_files, WEEK, again).problems
    assert problem.message == '"en-vecka" står två gånger under 2024.'
    assert read(plan_files, WEEK, WEEK.replace("2024", "2025")).problems == ()
