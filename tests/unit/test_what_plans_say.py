"""What a decided plan says beside its goals, or leaves unsaid: a period of its own kind, other columns, no time."""

from __future__ import annotations

import json
from datetime import date

import pytest

from paminn.plan.load import Reading, read_plan
from paminn.plan.model import Kind
from paminn.texts.plan_words import plan_title, timeframe
from tests.support.houses import plan_files


def read(edit_goal=lambda goal: None, **plan_keys) -> Reading:
    files = plan_files({"1.1": ("Chef",)})
    plan = json.loads(files["plan.yaml"])
    plan.update(plan_keys)
    edit_goal(plan["fokusområden"][0]["delmål"][0])
    files["plan.yaml"] = json.dumps(plan, ensure_ascii=False).encode()
    reading = read_plan(files, "prov", date(2026, 6, 1))
    assert reading.problems == ()
    return reading


PERIODS = {
    "2025-2027": (date(2025, 1, 1), date(2027, 12, 31), "Handlingsplan Prov 2025–2027"),
    "2025 – 2027": (date(2025, 1, 1), date(2027, 12, 31), "Handlingsplan Prov 2025–2027"),
    "2026": (date(2026, 1, 1), date(2026, 12, 31), "Handlingsplan Prov 2026"),
    "tills vidare": (date(2025, 1, 1), None, "Handlingsplan Prov"),
    "Tillsvidare": (date(2025, 1, 1), None, "Handlingsplan Prov"),
}


@pytest.mark.parametrize("words", PERIODS)
def test_a_period_is_years_a_year_or_until_further_notice(words):
    plan = read(period=words).plan
    assert (plan.period_start, plan.period_end, plan_title(plan)) == PERIODS[words]


def test_time_plans_are_read_in_the_first_years_of_a_plan_without_an_end():
    assert read(period="tills vidare").plan.read_in == (date(2025, 1, 1), date(2029, 12, 31))


def test_a_goal_without_a_time_is_never_late_and_is_warned_of():
    reading = read(lambda goal: goal.update(tidplan=""))
    (goal,) = reading.plan.goals()
    assert (goal.timeframe.kind, goal.timeframe.text) == (Kind.ONGOING, "")
    assert timeframe(goal.timeframe) == "Planen säger ingen tid."
    assert [warning.message for warning in reading.warnings] == [
        "Planen säger ingen tid. Bara den årliga begäran om redovisning kommer."
    ]


def test_a_goal_may_have_no_activities():
    (goal,) = read(lambda goal: goal.pop("aktiviteter")).plan.goals()
    assert goal.activities == ()


def test_what_else_the_document_says_is_kept_word_by_word():
    (goal,) = read(lambda goal: goal.update(övrigt={"Budget (tkr)": "450", "Risk": ""})).plan.goals()
    assert goal.extra == (("Budget (tkr)", "450"),)


def test_what_else_the_document_says_is_no_part_of_the_decision_that_is_adopted():
    plain = read().content
    assert read(lambda goal: goal.update(övrigt={"Budget (tkr)": "450"})).content.fingerprint == plain.fingerprint
