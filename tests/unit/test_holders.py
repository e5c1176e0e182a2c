"""Who holds each role by what it is, whatever owners.yaml and the plan call it."""

from __future__ import annotations

from dataclasses import replace

from paminn.plan.comparing import untouched_roles
from paminn.plan.decided import DecidedPlan
from paminn.plan.holders import (
    awaiting,
    by_identity,
    held,
    left_over,
    noted,
    old_names,
    still_about,
    unchanged,
    without,
)
from paminn.plan.identities import RoleId
from paminn.plan.load import read_plan
from paminn.plan.model import Owners, Person
from paminn.plan.version import PlanVersion, first_version
from tests.support.houses import FIRST_STEP, NOW, plan_files

EVA, BO, CIA = ((Person(name, f"{name.lower()}@prov.example"),) for name in ("Eva", "Bo", "Cia"))
CHEF, VICE = RoleId("Chef"), RoleId("Vice")


def version(roles: dict[str, RoleId], kept: dict[str, RoleId] | None = None) -> PlanVersion:
    reading = read_plan(plan_files(), "plan", FIRST_STEP)
    first = first_version(reading.plan, reading.content, NOW)
    return first.model_copy(update={"roles": roles, "owners": kept or {}})


BEFORE = version({"Chef": CHEF, "Vice": VICE})
RENAMED = version({"Direktör": CHEF})
SWAPPED = {"Chef": VICE, "Vice": CHEF}


def owners(each: str = "", **people) -> Owners:
    return Owners(people, frozenset({each} - {""}), FIRST_STEP)


def content(**roles: tuple[str, ...]) -> DecidedPlan:
    """What was decided of these roles' goals, "1.1" as _1."""
    goals: dict[str, list[str]] = {}
    for role, numbers in roles.items():
        for number in numbers:
            goals.setdefault(f"1.{number}", []).append(role)
    decided = read_plan(plan_files(dict(sorted(goals.items()))), "plan", FIRST_STEP).content
    assert decided is not None
    return decided


class TestHeld:
    def holding(self, written: Owners, plan: PlanVersion, *earlier: Owners) -> Owners:
        return held(by_identity(written, plan), plan, [by_identity(file, plan) for file in earlier])

    def test_a_role_is_held_by_those_of_its_name(self):
        """What the file says of a name that is nobody's is kept under it too."""
        found = self.holding(owners(Direktör=EVA, Annan=BO), RENAMED)
        assert found == owners(Chef=EVA, Direktör=EVA, Annan=BO)

    def test_those_of_the_name_that_it_had_hold_it_no_more(self):
        found = self.holding(owners("Chef", Direktör=EVA, Chef=BO), RENAMED)
        assert found == owners(Chef=EVA, Direktör=EVA)

    def test_each_answers_where_the_file_says_so(self):
        assert "Chef" in self.holding(owners("Direktör", Direktör=EVA), RENAMED).each
        assert "Chef" not in self.holding(owners("Annan", Direktör=EVA, Annan=BO), RENAMED).each
        assert self.holding(owners("Annan", Annan=BO), RENAMED).each == {"Annan"}

    def test_a_name_that_the_file_has_lost_keeps_the_newest_holders(self):
        newest, oldest = owners("Direktör", Direktör=BO), owners(Direktör=EVA)
        found = self.holding(owners(), RENAMED, owners(Annan=EVA), newest, oldest)
        assert (found.people, found.each) == ({"Chef": BO}, {"Chef"})

    def test_one_that_is_named_and_held_by_nobody_is_so(self):
        assert self.holding(owners(Direktör=()), RENAMED, owners(Direktör=EVA)).people["Chef"] == ()

    def test_one_that_no_file_has_named_is_held_by_nobody(self):
        assert self.holding(owners(), RENAMED, owners()) == owners(Chef=())

    def test_an_earlier_file_is_read_in_the_names_of_its_own_plan(self):
        swapped = version(SWAPPED)
        used_before = by_identity(owners(Chef=EVA, Vice=BO), BEFORE)
        assert held(by_identity(owners(), swapped), swapped, [used_before]).people == {"Chef": EVA, "Vice": BO}


class TestAwaiting:
    LAST_USED = owners(Chef=EVA, Vice=BO)

    def waiting(self, written: Owners, *untouched: str) -> tuple[str, ...]:
        return awaiting(written, self.LAST_USED, BEFORE, untouched)

    def test_what_is_as_it_was_waits_for_nothing(self):
        assert self.waiting(owners(Chef=EVA, Vice=BO, Ny=CIA)) == ()

    def test_what_is_written_otherwise_waits_where_the_name_may_be_anothers(self):
        assert self.waiting(owners(Chef=BO, Vice=EVA)) == ("Chef", "Vice")
        assert self.waiting(owners(Chef=CIA, Vice=BO)) == ("Chef",)
        assert self.waiting(owners("Vice", Chef=EVA, Vice=BO)) == ("Vice",)
        assert self.waiting(owners(Direktör=EVA, Vice=BO)) == ("Chef",)

    def test_what_is_said_of_a_name_that_is_nobody_elses_holds_at_once(self):
        assert self.waiting(owners(Chef=CIA, Vice=CIA), "Chef") == ("Vice",)

    def test_what_has_waited_goes_on_waiting_until_somebody_rewrites_it(self):
        written = owners(Chef=BO, Vice=EVA)
        waited = noted(written, ("Chef", "Vice"))
        assert left_over(written, self.LAST_USED, BEFORE, waited) == ("Chef", "Vice")
        assert left_over(owners(Chef=CIA, Vice=EVA), self.LAST_USED, BEFORE, waited) == ("Vice",)
        assert left_over(written, written, BEFORE, waited) == ()
        assert left_over(self.LAST_USED, self.LAST_USED, BEFORE, waited) == ()
        assert left_over(written, self.LAST_USED, BEFORE, noted(written, ())) == ()

    def test_the_file_without_them(self):
        assert without(owners("Vice", Chef=EVA, Vice=BO), ("Vice",)) == owners(Chef=EVA)


class TestUntouched:
    BEFORE = content(Chef=("1", "3"), Vice=("2", "3"))

    def test_who_does_what_it_did(self):
        assert untouched_roles(self.BEFORE, content(Chef=("1", "3"), Vice=("2", "3", "4"))) == {"Chef"}
        assert untouched_roles(self.BEFORE, content(Chef=("1", "3"), Bas=("2", "3"))) == {"Chef"}

    def test_nobody_in_swapped_or_passed_on_names(self):
        assert untouched_roles(self.BEFORE, content(Vice=("1", "3"), Chef=("2", "3"))) == set()
        assert untouched_roles(self.BEFORE, content(Vice=("1", "3"), Bas=("2", "3"))) == set()

    def test_two_that_do_the_same_are_told_apart_by_their_names_alone(self):
        twins = content(Chef=("1",), Vice=("1",), Bas=("2",))
        assert untouched_roles(twins, content(Chef=("1",), Vice=("1",), Bas=("2", "3"))) == {"Chef", "Vice"}
        assert untouched_roles(twins, content(Vice=("1",), Ny=("1",), Bas=("2",))) == {"Bas"}


class TestFromOneVersionToTheNext:
    USED = owners(Chef=EVA, Vice=BO)

    def next(self, written: Owners, roles: dict[str, RoleId], latest: PlanVersion = BEFORE) -> PlanVersion:
        return version(roles, dict(still_about(unchanged(written, self.USED, latest), roles)))

    def test_what_stands_as_it_did_is_about_the_role_that_it_was_about(self):
        swapped = self.next(self.USED, SWAPPED)
        assert by_identity(self.USED, swapped).people == {"Chef": EVA, "Vice": BO}
        assert old_names(self.USED, swapped) == {"Chef": "Vice", "Vice": "Chef"}

    def test_what_has_been_rewritten_says_the_names_of_the_new_plan(self):
        written = owners(Chef=BO, Vice=EVA)
        swapped = self.next(written, SWAPPED)
        assert swapped.owners == old_names(written, swapped) == {}
        assert by_identity(written, swapped).people == {"Chef": EVA, "Vice": BO}

    def test_what_is_rewritten_afterwards_too(self):
        swapped = self.next(self.USED, SWAPPED)
        half = owners(Chef=CIA, Vice=BO)
        assert by_identity(half, swapped).people == {"Vice": CIA}
        assert old_names(half, swapped) == {"Vice": "Chef"}
        assert by_identity(owners(Chef=BO, Vice=CIA), swapped).people == {"Chef": CIA, "Vice": BO}

    def test_a_new_name_that_is_missing_has_the_holders_of_the_old_one(self):
        renamed = self.next(self.USED, {"Direktör": CHEF, "Vice": VICE})
        assert by_identity(self.USED, renamed).people["Chef"] == EVA
        assert old_names(self.USED, renamed) == {"Chef": "Direktör"}
        both = replace(self.USED, people={**self.USED.people, "Direktör": CIA})
        assert by_identity(both, renamed).people["Chef"] == CIA

    def test_it_is_about_that_also_in_the_version_after(self):
        swapped = self.next(self.USED, SWAPPED)
        assert self.next(self.USED, {"Bas": VICE, "Vice": CHEF}, swapped).owners == swapped.owners
        assert self.next(self.USED, dict(BEFORE.roles), swapped).owners == {}

    def test_of_a_role_that_is_gone_it_is_about_the_one_of_its_name(self):
        split = self.next(self.USED, {"Chef": RoleId("Chefv2"), "Bas": RoleId("Bas"), "Vice": VICE})
        assert by_identity(self.USED, split).people["Chefv2"] == EVA

    def test_a_new_role_in_the_name_that_another_had_is_held_by_those_of_the_name_where_both_are_written(self):
        """owners.yaml is written in the new names in one go: the name that stands as it did is the new role's."""
        new = RoleId("Chefv2")
        written = owners(Chef=EVA, Vice=BO, Direktör=CIA)
        passed_on = self.next(written, {"Direktör": CHEF, "Chef": new, "Vice": VICE})
        assert by_identity(written, passed_on).people == {"Chef": CIA, "Chefv2": EVA, "Vice": BO, "Direktör": CIA}
        assert old_names(written, passed_on) == {}
        assert [entry.role for entry in unchanged(written, written, passed_on)] == [new, VICE, CHEF]
        assert by_identity(self.USED, passed_on).people == {"Chef": EVA, "Vice": BO}, "else nobody has written it"

    def test_unless_that_one_has_an_entry_of_its_own(self):
        taken_over = self.next(self.USED, {"Chef": VICE})
        assert by_identity(self.USED, taken_over).people["Vice"] == BO
        assert old_names(self.USED, taken_over) == {"Vice": "Chef"}
