"""Swedish working days, against dates a person can check in an almanac."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.reminders.workdays import Workdays
from tests.support import plans

PLAIN = Workdays(plans.RULES)
QUIET = Workdays(replace(plans.RULES, quiet=(((7, 1), (8, 10)), ((12, 23), (1, 6)))))
days = st.dates(date(2025, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        "2025-12-24", "2025-12-25", "2025-12-26", "2025-12-31", "2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06",
        "2026-05-01", "2026-05-14", "2026-06-06", "2026-06-19", "2026-06-20", "2026-10-31", "2027-06-25", "2028-06-06",
    ],
)  # fmt: skip
def test_holidays_and_eves_are_free(day):
    assert not PLAIN.is_working(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day", ["2025-12-23", "2025-12-29", "2025-12-30", "2026-01-02", "2026-01-05", "2026-05-15", "2026-11-25"]
)
def test_ordinary_and_squeezed_days_are_working(day):
    assert PLAIN.is_working(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2025-05-02", "2025-05-30", "2026-01-02", "2026-01-05", "2026-05-15", "2027-05-07"])
def test_squeezed_days_are_free_when_the_rules_say_so(day):
    bridging = Workdays(replace(plans.RULES, bridge_days_off=True))
    # 2 January 2026 lies between New Year and a Saturday, the 5th between a Sunday and Epiphany.
    assert bridging.is_working(date.fromisoformat(day)) is False


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-23", "2026-05-13", "2026-05-18", "2026-04-02", "2026-04-07"])
def test_a_day_that_is_free_on_one_side_only_is_no_bridge(day):
    """An ordinary Friday and Monday; the days around Ascension Day's weekend and Easter."""
    bridging = Workdays(replace(plans.RULES, bridge_days_off=True))
    assert bridging.is_working(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("due", "count", "expected"),
    [
        ("2025-12-31", 1, "2025-12-30"), ("2025-12-31", 5, "2025-12-19"), ("2025-12-31", 20, "2025-11-28"),
        ("2026-06-30", 1, "2026-06-29"), ("2026-06-30", 5, "2026-06-23"), ("2026-06-30", 20, "2026-06-01"),
    ],
)  # fmt: skip
def test_working_days_before(due, count, expected):
    assert PLAIN.before(date.fromisoformat(due), count) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("due", "count", "expected"),
    [("2025-12-31", 1, "2026-01-02"), ("2025-12-31", 6, "2026-01-12"), ("2025-12-31", 11, "2026-01-19"),
     ("2026-06-30", 1, "2026-07-01")],
)  # fmt: skip
def test_working_days_after(due, count, expected):
    assert PLAIN.after(date.fromisoformat(due), count) == date.fromisoformat(expected)


@given(days, st.integers(1, 30))
def test_counting_there_and_back(day, count):
    back = PLAIN.before(day, count)
    assert back < day
    assert PLAIN.is_working(back)
    assert sum(PLAIN.is_working(back + timedelta(n)) for n in range((day - back).days)) == count


@pytest.mark.pain(6)
@given(days)
def test_we_only_send_on_working_days_outside_quiet_periods(day):
    for found in (QUIET.earlier(day), QUIET.later(day)):
        assert found.weekday() < 5
        assert QUIET.is_working(found)
        assert not (date(found.year, 7, 1) <= found <= date(found.year, 8, 10))
        assert (found.month, found.day) not in {(12, d) for d in range(23, 32)} | {(1, d) for d in range(1, 7)}
    assert QUIET.earlier(day) <= day <= QUIET.later(day)


def test_a_quiet_month_has_no_first_day():
    assert QUIET.first_of_month(date(2026, 7, 15)) is None
    assert QUIET.first_of_month(date(2026, 8, 15)) == date(2026, 8, 11)
    assert QUIET.first_of_month(date(2026, 1, 20)) == date(2026, 1, 7)


def test_a_quiet_period_may_be_a_single_day():
    quiet = Workdays(replace(plans.RULES, quiet=(((11, 25), (11, 25)),)))
    november = [date(2026, 11, number) for number in (24, 25, 26)]
    assert [quiet.may_send(day) for day in november] == [True, False, True]


@pytest.mark.parametrize(
    ("day", "may"),
    [("2026-06-30", True), ("2026-07-01", False), ("2026-08-10", False), ("2026-08-11", True),
     ("2026-12-22", True), ("2026-12-23", False), ("2026-01-02", False), ("2026-01-07", True)],
)  # fmt: skip
def test_a_quiet_period_has_both_its_first_day_and_its_last(day, may):
    assert QUIET.may_send(date.fromisoformat(day)) is may


def test_rules_that_silence_the_whole_year_do_not_hang():
    assert Workdays(replace(plans.RULES, quiet=(((1, 1), (12, 31)),))).earlier(date(2026, 3, 1)) < date(2026, 3, 1)
