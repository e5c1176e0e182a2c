"""What an adopted plan's numbers and names stand for, and which version holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.load import PLAN, read_plan
from paminn.plan.model import Timeframe
from paminn.plan.placing import Coming, RuleNumber, RuleNumberKind, placed, rules_of, rules_until_now
from paminn.plan.rrule import yearly
from paminn.plan.rules import Campaign, Preparation
from paminn.plan.succession import retired_goals, retired_roles, the_same_before
from paminn.plan.version import (
    PlanVersion,
    VersionKind,
    first_version,
    identified,
    in_force_on,
    readings_of,
    rereadings,
    revisions_in,
    revisions_of,
)
from tests.support import plans
from tests.support.houses import FIRST_STEP, NOW, plan_files

DAY = timedelta(days=1)
READING = read_plan(plan_files(), "plan", FIRST_STEP)
FIRST = first_version(READING.plan, READING.content, NOW)


def version(number: int = 1, kind: VersionKind = VersionKind.REVISION, **more: object) -> PlanVersion:
    return FIRST.model_copy(update={"number": number, "kind": kind} | more)


def content(title: str):
    """What was decided, under another title."""
    files = plan_files()
    return read_plan(files | {PLAN: files[PLAN].replace("Område".encode(), title.encode())}, "plan", FIRST_STEP).content


class TestInForce:
    def test_of_those_in_force_the_last_adopted_holds(self):
        versions = [
            version(1, in_force=FIRST_STEP),
            version(2, in_force=FIRST_STEP + 9 * DAY),
            version(3, in_force=FIRST_STEP + 5 * DAY),
        ]
        held_on = [in_force_on(versions, FIRST_STEP + days * DAY).number for days in (-1, 0, 4, 5, 8, 9)]
        assert held_on == [1, 1, 1, 3, 3, 3]

    def test_what_was_changed_is_told_by_the_day_from_which_it_holds(self):
        versions = [
            version(1, VersionKind.FIRST, in_force=date(2025, 9, 3)),
            version(2, in_force=date(2026, 6, 1)),
            version(3, VersionKind.REREAD, in_force=date(2026, 2, 1)),
            version(4, in_force=date(2026, 1, 1)),
            version(5, in_force=date(2026, 1, 1)),
        ]
        assert [revision.version for revision in revisions_of(versions)] == [4, 5, 2]
        assert [revision.version for revision in revisions_in(versions, 2026)] == [4, 5, 2]
        assert revisions_in(versions, 2025) == ()

    def test_what_was_taken_back_is_not_told(self):
        versions = [
            version(1, VersionKind.FIRST, content=content("Ett")),
            version(2, content=content("Två")),
            version(3, content=content("Tre")),
            version(4, content=content("Fyra")),
            version(5, VersionKind.TAKEN_BACK, content=content("Två")),
            version(6, content=content("Sex")),
        ]
        assert [revision.version for revision in revisions_of(versions)] == [2, 6]
        assert [revision.version for revision in revisions_of(versions[:5])] == [2]
        assert [revision.version for revision in revisions_of(versions[:4])] == [2, 3, 4]


class TestWhatIsGone:
    def test_is_known_however_long_ago(self):
        whole = {"1.1": GoalId("1.1"), "1.2": GoalId("1.2")}
        left = {"1.2": GoalId("1.2")}
        roles = {"Chef": RoleId("Chef"), "Vice": RoleId("Vice")}
        versions = [
            version(1, goals=whole, roles=roles),
            version(2, goals=left, roles={"Direktör": RoleId("Chef")}),
            version(3, goals=left, roles={"Direktör": RoleId("Chef")}),
        ]
        assert [gone.name for gone in retired_goals(versions)] == ["1.1@1"]
        assert [gone.name for gone in retired_roles(versions)] == ["Vice@1"]

    def test_the_latest_version_of_the_same_content_is_the_one_that_is_taken_up_again(self):
        first, other = content("Ett"), content("Två")
        versions = [version(1, content=first), version(2, content=other), version(3, content=first), version(4)]
        assert the_same_before(versions, first).number == 3
        assert the_same_before(versions, content("Tre")) is None


class TestReadings:
    BEFORE = Timeframe("Klart", plans.deadline(FIRST_STEP).kind, end=FIRST_STEP)

    @pytest.mark.parametrize(
        ("more", "differs"),
        [
            ({}, False),
            ({"warnings": ("Något att fundera på.",)}, False),
            ({"kind": plans.yearly(3, 1).kind}, True),
            ({"start": FIRST_STEP}, True),
            ({"end": FIRST_STEP + DAY}, True),
            ({"more_days": (FIRST_STEP + DAY,)}, True),
            ({"recurrence": yearly(3, 1)}, True),
        ],
    )
    def test_another_day_is_another_reading_and_a_warning_is_none(self, more, differs):
        now = plans.goal("1.1", replace(self.BEFORE, **more))
        adopted = version(readings={"1.1": self.BEFORE})
        assert bool(rereadings(adopted, plans.plan(now), {"1.1": "1.1"})) == differs

    def test_a_goal_is_held_against_what_it_was_called(self):
        moved = plans.plan(plans.goal("1.2", plans.deadline(FIRST_STEP + DAY)))
        adopted = version(readings={"1.1": self.BEFORE})
        assert list(rereadings(adopted, moved, {"1.2": "1.1"})) == ["1.2"]
        assert rereadings(adopted, moved, {"1.2": "1.2"}) == rereadings(adopted, moved, {}) == {}

    def test_what_a_person_has_decided_is_not_ours_to_keep(self):
        goal = plans.goal("1.1", plans.deadline(FIRST_STEP))
        assert set(readings_of(plans.plan(goal))) == {"1.1"}
        assert readings_of(plans.plan(replace(goal, reading_reason="Nämnden menade så."))) == {}


SWAPPED = version(goals={"1.1": GoalId("1.2"), "1.2": GoalId("1.1")}, roles={"Direktör": RoleId("Chef")})


def test_goals_and_roles_are_by_what_they_are():
    kept = plans.deadline(FIRST_STEP)
    adopted = SWAPPED.model_copy(
        update={
            "readings": {"1.1": kept},
            "origins": {"1.2": (GoalId("1.9"),)},
            "since": {"1.2": FIRST_STEP},
            "role_origins": {"Chef": (RoleId("Vice"),)},
        }
    )
    written = plans.plan(plans.goal("1.1", plans.deadline(FIRST_STEP + DAY), "Direktör", "Ny"))
    plan = identified(written, adopted, [FIRST, adopted])
    (goal,) = plan.goals()
    assert (goal.identity, goal.origins, goal.since, goal.timeframe) == ("1.2", ("1.9",), FIRST_STEP, kept)
    assert [(part.identity, part.origins) for part in goal.parts] == [("Chef", ("Vice",)), ("Ny", ())]
    assert (plan.known_numbers["1.2"], plan.known_names["Chef"], plan.known_names["Vice"]) == (
        "1.1", "Direktör", "Vice"
    )  # fmt: skip
    (first,) = written.goals()
    (decided,) = identified(plans.plan(replace(first, reading_reason="Nämnden menade så.")), adopted, [adopted]).goals()
    assert decided.timeframe == first.timeframe


def called_now(rules, adopted: PlanVersion) -> dict[str, str]:
    return {told.number: told.called for told in placed(rules, adopted).told}


def fingerprint_of(rules) -> str:
    """Of rules with one entry."""
    (fingerprint,) = rules_of(rules, FIRST)
    return fingerprint


class TestRules:
    """An entry of rules.yaml is about the goal that it was written about."""

    STEPS = Preparation((10,), ())
    ENTRY = replace(plans.RULES, preparations={"1.1": STEPS})
    CAMPAIGN = Campaign("vecka", "En vecka", GoalId("1.1"), FIRST_STEP, FIRST_STEP + DAY)
    WEEK = replace(plans.RULES, campaigns=(CAMPAIGN,))

    @pytest.mark.parametrize("written", [ENTRY, WEEK], ids=["preparation", "campaign"])
    def test_it_follows_its_goal_to_another_number(self, written):
        kept = rules_of(written, FIRST)
        assert list(kept.values()) == ["1.1"]
        assert self.about(placed(written, SWAPPED).rules) == ["1.2"]
        later = SWAPPED.model_copy(update={"rules": kept})
        assert self.about(placed(written, later).rules) == ["1.1"]
        assert rules_of(written, later) == kept
        assert placed(written, FIRST).told == placed(written, SWAPPED).told == ()
        assert placed(written, later).told == (RuleNumber(RuleNumberKind.CALLED_NOW, "1.1", "1.2"),)

    @pytest.mark.parametrize("written", [ENTRY, WEEK], ids=["preparation", "campaign"])
    def test_about_a_goal_that_is_gone_it_is_left_out(self, written):
        gone = version(goals={"1.1": GoalId("1.2")}, rules=rules_of(written, FIRST))
        assert self.about(placed(written, gone).rules) == []
        assert placed(written, gone).told == (RuleNumber(RuleNumberKind.GONE, "1.1"),)
        never = version(goals={"1.2": GoalId("1.2")})
        assert self.about(placed(written, never).rules) == []
        assert rules_of(written, never) == {}

    def test_rewritten_one_after_the_other_each_is_about_the_goal_of_its_number(self):
        """The same words about several goals, of which one got a number that another had."""
        standard = Preparation(((8, "Boka lokal."),), (1,))
        moved = version(goals={"1.1": GoalId("1.9"), "1.2": GoalId("1.1"), "1.3": GoalId("1.2")})
        before = replace(plans.RULES, preparations={GoalId("1.1"): standard, GoalId("1.2"): standard})
        moved = moved.model_copy(update={"rules": rules_of(before, FIRST)})
        assert set(placed(before, moved).rules.preparations) == {"1.1", "1.2"}
        assert called_now(before, moved) == {"1.1": "1.2", "1.2": "1.3"}
        as_told = replace(plans.RULES, preparations={GoalId("1.2"): standard, GoalId("1.3"): standard})
        assert set(placed(as_told, moved).rules.preparations) == {"1.1", "1.2"}
        assert called_now(as_told, moved) == {}
        other_words = replace(standard, steps=((8, "Ring."),))
        beside = replace(plans.RULES, preparations={GoalId("1.2"): standard, GoalId("1.3"): other_words})
        assert set(placed(beside, moved).rules.preparations) == {"1.2"}, "what says something else shows nothing of it"
        assert called_now(beside, moved) == {"1.2": "1.3"}

    def test_where_two_that_say_the_same_have_changed_numbers_there_is_nothing_to_rewrite(self):
        standard = Preparation(((8, "Boka lokal."),), (1,))
        both = replace(plans.RULES, preparations={GoalId("1.1"): standard, GoalId("1.2"): standard})
        swapped = SWAPPED.model_copy(update={"rules": rules_of(both, FIRST)})
        assert set(placed(both, swapped).rules.preparations) == {"1.1", "1.2"}
        assert called_now(both, swapped) == {}

    @pytest.mark.parametrize(
        ("written", "becoming", "told"),
        [
            ("1.1", {"1.2": "1.1", "1.1": None}, (RuleNumberKind.CALLED_THEN, "1.1", "1.2")),
            ("1.1", {"1.2": "1.1", "1.1": "1.2"}, (RuleNumberKind.CALLED_THEN, "1.1", "1.2")),
            ("1.1", {"1.2": None}, (RuleNumberKind.ASKED, "1.1", "")),
            ("1.1", {"1.1": "1.2"}, (RuleNumberKind.ASKED, "1.1", "")),
            ("1.9", {"1.9": None}, (RuleNumberKind.NOT_YET, "1.9", "")),
            ("1.1", {"1.1": None}, None),  # in other words under its number: most likely itself
            ("1.9", {"1.9": "1.1"}, None),
            ("1.8", {"1.9": "1.1"}, None),  # no plan has it, and check says so by the file alone
        ],
    )
    def test_what_is_said_until_plan_yaml_is_adopted(self, written, becoming, told):
        rules = replace(plans.RULES, preparations={written: self.STEPS})
        placed_rules = placed(rules, FIRST, Coming(becoming))
        assert placed_rules.told == (() if told is None else (RuleNumber(*told),))
        about = {"1.1": ["1.1"], "1.9": [becoming.get("1.9")]}.get(written, [None])
        assert self.about(placed_rules.rules) == [goal for goal in about if goal]

    def test_a_number_that_was_rewritten_too_early_keeps_its_goal(self):
        """Both plans have a 1.2, and they are not the same."""
        early = replace(plans.RULES, preparations={"1.2": self.STEPS})
        swapped = Coming({"1.1": GoalId("1.2"), "1.2": GoalId("1.1")})
        assert self.about(placed(early, FIRST, swapped).rules) == ["1.2"]
        for used in ([self.ENTRY], [self.ENTRY, early]):
            assert self.about(placed(early, FIRST, swapped, used).rules) == ["1.1"]
            assert placed(early, FIRST, swapped, used).told == ()
            assert rules_until_now(early, FIRST, swapped, used)[fingerprint_of(early)] == "1.1"
        # Put back it is what it was; and what was about another goal first still is.
        assert self.about(placed(self.ENTRY, FIRST, swapped, [self.ENTRY, early]).rules) == ["1.1"]
        assert self.about(placed(early, FIRST, swapped, [early, self.ENTRY]).rules) == ["1.2"]
        both = replace(early, preparations={"1.1": self.STEPS, "1.2": self.STEPS})
        assert self.about(placed(both, FIRST, swapped, [self.ENTRY]).rules) == ["1.1", "1.2"]

    def about(self, rules) -> list[str]:
        return [*rules.preparations, *(campaign.goal for campaign in rules.campaigns)]
