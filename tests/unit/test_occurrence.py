"""The name of an instance of a goal: written and read in one place, and each the inverse of the other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.plan.occurrence import OccurrenceId

NUMBERS = st.text(min_size=1).filter(lambda number: "@" not in number)
DAYS = st.builds(OccurrenceId.on, NUMBERS, st.dates())
STEPS = st.builds(OccurrenceId.prepared, DAYS, st.integers(0, 60))
ACCOUNTS = st.builds(OccurrenceId.account, NUMBERS, st.integers(1, 9999))


def test_it_is_written_as_ledgers_and_json_have_it():
    assert str(OccurrenceId.on("3.3", date(2026, 11, 25))) == "3.3@2026-11-25"
    assert str(OccurrenceId.account("3.3", 2026)) == "3.3@2026"


@given(DAYS | ACCOUNTS | STEPS)
def test_what_is_written_is_read_as_the_same(name):
    assert OccurrenceId.parse(str(name)) == name


@given(st.text() | st.from_regex(r"1\.1@\S{0,12}", fullmatch=True))
def test_what_can_be_read_is_written_as_the_same(text):
    try:
        name = OccurrenceId.parse(text)
    except ValueError:
        return
    assert str(name) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "3.3", "3.3@", "@2026", "@2026-11-25", "3.3@26", "3.3@0000", "3.3@+026", "3.3@٢٠٢٦", "3.3@20261125",
        "3.3@2026-W48-3", "3.3@2026-11", "3.3@2026-11-31", "3.3@2026-11-25 ", "3.3@3.3@2026", "3.3@2026@2026-11-25",
        "3.3@2026-12w", "3.3@2026-11-25-012w", "3.3@2026-11-25-w", "3.3@2026-11-25--1w", "3.3@2026-11-25-٣w",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        OccurrenceId.parse(text)


def test_a_day_lies_in_its_year():
    with pytest.raises(ValueError):
        OccurrenceId("3.3", 2025, date(2026, 11, 25))


def test_a_year_is_accounted_for_on_its_last_day():
    account, november = OccurrenceId.account("3.3", 2026), OccurrenceId.on("3.3", date(2026, 11, 25))
    assert account.is_account
    assert account.last_day == date(2026, 12, 31)
    assert not november.is_account
    assert november.last_day == date(2026, 11, 25)


def test_a_step_is_of_its_day_and_says_nothing_of_it():
    november = OccurrenceId.on("3.3", date(2026, 11, 25))
    step = november.prepared(12)
    assert str(step) == "3.3@2026-11-25-12w"
    assert step != november
    assert (step.is_step, step.is_account, step.last_day, step.whole) == (True, False, november.day, november)
    assert (november.is_step, november.whole) == (False, november)
    with pytest.raises(ValueError):
        OccurrenceId.account("3.3", 2026).prepared(12)
