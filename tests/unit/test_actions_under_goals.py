"""A goal whose actions have owners and times of their own: the actions are what is followed up."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date

import pytest

from paminn.plan.comparing import compare
from paminn.plan.comparing.model import PlanText, What
from paminn.plan.decided import DecidedPlan
from paminn.plan.load import Reading, read_plan
from paminn.plan.model import GoalAbove, Kind
from paminn.plan.numbers import number_order
from tests.support.houses import plan_files

ABOVE = {
    "nr": "1.2",
    "lydelse": "Barn och unga vet var de kan få hjälp.",
    "åtgärder": [
        {
            "nr": "1.2.1",
            "lydelse": "Ta fram ett hjälpkort.",
            "aktiviteter": ["Skriv", "Tryck"],
            "ansvarig": "Chef",
            "ägare": [{"roll": "Chef", "typ": "ansvar"}],
            "tidplan": "Klart vt 2027",
        },
        {
            "nr": "1.2.10",
            "lydelse": "Dela ut kortet på skolorna.",
            "aktiviteter": ["Dela ut"],
            "ansvarig": "Vice",
            "ägare": [{"roll": "Vice", "typ": "ansvar"}],
            "tidplan": "Varje månad 2026",
        },
    ],
}


def files(edit=lambda above: None):
    written = plan_files({"1.1": ("Chef",), "1.3": ("Vice",)})
    plan = json.loads(written["plan.yaml"])
    above = deepcopy(ABOVE)
    edit(above)
    plan["fokusområden"][0]["delmål"].insert(1, above)
    written["plan.yaml"] = json.dumps(plan, ensure_ascii=False, indent=1).encode()
    return written


def put(key, value, action=None):
    """An edit of the goal above, or of one of its actions."""

    def edit(above):
        row = above if action is None else above["åtgärder"][action]
        row[key] = value

    return edit


def without(key, action):
    return lambda above: above["åtgärder"][action].pop(key)


def read(edit=lambda above: None) -> Reading:
    return read_plan(files(edit), "prov", date(2026, 6, 1))


def content(edit=lambda above: None) -> DecidedPlan:
    reading = read(edit)
    assert reading.problems == ()
    return reading.content


def test_the_actions_are_what_is_followed_up():
    plan = read().plan
    assert list(plan.by_number) == ["1.1", "1.2.1", "1.2.10", "1.3"]
    action = plan.by_number["1.2.1"]
    assert action.above == GoalAbove("1.2", "Barn och unga vet var de kan få hjälp.")
    assert (action.wording, action.activities, action.timeframe.kind) == (
        "Ta fram ett hjälpkort.",
        ("Skriv", "Tryck"),
        Kind.DEADLINE,
    )
    assert plan.by_number["1.1"].above is None


def test_numbers_have_an_order():
    assert sorted(["1.10", "1.2.10", "1.2", "1.2.1", "2.1"], key=number_order) == [
        "1.2",
        "1.2.1",
        "1.2.10",
        "1.10",
        "2.1",
    ]


FAULTS = {
    "a word misspelt": (put("ansvrig", "Chef", 0), 'Okänt fält "ansvrig". Menade du "ansvarig"?'),
    "an action without a time": (without("tidplan", 0), 'Fältet "tidplan" saknas i delmål 1.2.1.'),
    "a time on the goal too": (put("tidplan", "Löpande"), 'Okänt fält "tidplan"'),
    "a number twice": (put("nr", "1.2.1", 1), 'Delmål "1.2.1" står två gånger.'),
    "a time that cannot be read": (put("tidplan", "Kalrt vt 2027", 0), "Kalrt vt 2027"),
    "a role that nobody has": (put("ägare", [{"roll": "Vise", "typ": "ansvar"}], 1), 'Menade du "Vice"?'),
    "no actions": (put("åtgärder", []), 'Listan "åtgärder" är tom'),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_as_in_any_goal(fault):
    edit, words = FAULTS[fault]
    told = " ".join(problem.message for problem in read(edit).problems)
    assert words in told
    assert "följs upp" not in told
    assert "har åtgärder" not in told


def test_a_fault_in_an_action_is_told_where_it_stands():
    reading = read(put("tidplan", "Kalrt vt 2027", 0))
    (problem,) = reading.problems
    assert "Kalrt vt 2027" in problem.source


# Fingerprint of a plan from before there were such goals, as it stands in ledgers.
def test_a_plan_without_such_goals_has_the_fingerprint_that_it_had():
    plain = read_plan(plan_files({"1.1": ("Chef",)}), "prov", date(2026, 6, 1)).content
    kept = DecidedPlan.model_validate_json(
        plain.model_dump_json(exclude={"areas": {"__all__": {"goals": {"__all__": {"above"}}}}})
    )
    assert kept.fingerprint == plain.fingerprint
    assert content().fingerprint != plain.fingerprint


def changes(edit):
    compared = compare(content(), content(edit))
    assert compared.questions == ()
    return compared.changes


def test_a_reworded_goal_above_is_told_once():
    (change,) = changes(put("lydelse", "Alla barn vet var de kan få hjälp."))
    assert (change.what, change.text) == (What.TEXT, PlanText.GOAL_ABOVE)
    assert (change.old[0].name, change.new[0].words) == ("1.2", "Alla barn vet var de kan få hjälp.")


def test_a_mended_action_is_the_same_action():
    (change,) = changes(put("lydelse", "Ta fram ett hjälpkortt.", 0))
    assert (change.what, change.new[0].name) == (What.REWORDED, "1.2.1")
