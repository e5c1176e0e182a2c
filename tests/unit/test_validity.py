"""A plan that ends: when it is told, what is said, and the days that nobody can mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.plan.load import read_plan
from paminn.plan.model import Owners
from paminn.plan.validity import EARLIEST, LATEST, ended, ending_told_from, within_reason
from tests.support import plans
from tests.support.houses import plan_files

LAST = date(2027, 12, 31)
GOAL = plans.goal("1.1", plans.deadline(date(2026, 6, 30)), "Chef")
PLAN = replace(plans.plan(GOAL), valid_until=LAST)
FOR_EVER = replace(PLAN, valid_until=None)


@pytest.mark.parametrize(
    ("today", "told_from"),
    [
        (date(2027, 10, 31), None),
        (date(2027, 11, 1), date(2027, 11, 1)),
        (date(2027, 12, 10), date(2027, 11, 1)),
        (date(2027, 12, 11), date(2027, 12, 11)),
        (date(2027, 12, 30), date(2027, 12, 11)),
        (LAST, LAST),
        (date(2028, 3, 1), LAST),
    ],
)
def test_it_is_told_sixty_and_twenty_days_before_and_on_the_day(today, told_from):
    assert ending_told_from(PLAN, today) == told_from
    assert ending_told_from(FOR_EVER, today) is None


@given(st.dates())
def test_it_has_ended_the_day_after_its_last(today):
    assert bool(ended(PLAN, today)) is (today > LAST)
    assert ended(FOR_EVER, today) == ""


def test_what_is_said_tells_the_day_and_what_to_do():
    said = ended(PLAN, LAST + timedelta(days=1))
    assert "2027-12-31" in said
    assert "paminn adopt" in said


@given(st.dates())
def test_a_day_within_reason_is_itself_and_any_other_the_nearest(day):
    meant = within_reason(day)
    assert EARLIEST <= meant <= LATEST
    assert (meant == day) is (EARLIEST <= day <= LATEST)


def with_line(file: str, before: str, after: str) -> dict[str, bytes]:
    files = plan_files()
    assert before in files[file].decode()
    return files | {file: files[file].decode().replace(before, after, 1).encode()}


class TestCheck:
    TODAY = date(2026, 1, 1)

    @pytest.mark.parametrize("year", [1, 1989, 2101, 2225, 9999])
    @pytest.mark.parametrize("key", ["från", "till"])
    def test_a_persons_day_in_a_year_that_nobody_can_mean_is_told_at_its_place(self, year, key):
        files = with_line("owners.yaml", '"namn": "Chef",', f'"namn": "Chef", "{key}": {year:04}-12-31,')
        problems = [
            problem for problem in read_plan(files, "", self.TODAY).problems if "kan inte stämma" in problem.message
        ]
        (problem,) = problems
        assert problem.message == f"Året {year} kan inte stämma. Skriv ett år från 1990 till 2100."
        assert f"{year:04}-12-31" in problem.source

    @pytest.mark.parametrize("year", [1, 1989, 2101, 9999])
    def test_so_is_the_plans_last_day(self, year):
        files = with_line("plan.yaml", '"beslutad":', f'"giltig_till": {year:04}-12-31, "beslutad":')
        reading = read_plan(files, "", self.TODAY)
        assert [problem for problem in reading.problems if f"Året {year} kan inte" in problem.message]
        assert reading.plan is not None
        assert ending_told_from(reading.plan, self.TODAY) is None or year < 2000

    @pytest.mark.parametrize("day", ["1990-01-01", "2100-12-31"])
    def test_the_first_and_the_last_that_somebody_may_mean_are_taken(self, day):
        files = with_line("owners.yaml", '"namn": "Chef",', f'"namn": "Chef", "från": 1990-01-01, "till": {day},')
        problems = read_plan(files, "", self.TODAY).problems
        assert [problem for problem in problems if "kan inte stämma" in problem.message] == []

    def test_a_person_until_the_end_of_time_still_has_the_role(self):
        files = with_line("owners.yaml", '"namn": "Chef",', '"namn": "Chef", "till": 9999-12-31,')
        owners = read_plan(files, "", self.TODAY).owners
        assert isinstance(owners, Owners)
        assert [person.name for person in owners.holders("Chef", self.TODAY)] == ["Chef"]

    def test_a_plan_that_has_ended_is_told_at_its_day_and_is_no_problem(self):
        files = with_line("plan.yaml", '"beslutad":', '"giltig_till": 2026-06-30, "beslutad":')
        on_the_day = read_plan(files, "", date(2026, 6, 30))
        assert on_the_day.warnings == ()
        after = read_plan(files, "", date(2026, 7, 1))
        assert after.problems == ()
        (warning,) = after.warnings
        assert "Planen gällde till och med 2026-06-30" in warning.message
        assert "giltig_till" in warning.source
