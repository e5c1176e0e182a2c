"""What is told when we have failed: Swedish, a place, the next step, and nothing private."""

from __future__ import annotations

import errno

import pytest

from paminn.errors import (
    Busy,
    Implausible,
    NotCarriedOut,
    PaminnError,
    PlanError,
    StorageError,
    UsageError,
    our_fault,
    told_by_disk,
)
from paminn.plan.model import Problem


def failing(value: str) -> Exception:
    try:
        raise ValueError(value)
    except ValueError as error:
        return error


def test_it_names_kind_and_place_and_what_to_do():
    told = our_fault(failing("x"))
    assert "ValueError vid test_errors.py:" in told
    assert "Kör igen" in told
    assert "\n" not in told


def test_it_never_repeats_what_the_error_said():
    assert "070-123 45 67" not in our_fault(failing("chef@prov.example 070-123 45 67"))
    assert "@" not in our_fault(failing("chef@prov.example"))


def test_an_error_that_was_never_raised_still_has_a_sentence():
    assert "KeyError" in our_fault(KeyError("x"))


@pytest.mark.parametrize(
    ("error", "code"),
    [(PaminnError("x"), 1), (UsageError("x"), 2), (PlanError([]), 3), (NotCarriedOut("x"), 4), (StorageError("x"), 4),
     (Implausible("x"), 4), (Busy("x"), 4)],
)  # fmt: skip
def test_each_kind_of_error_has_its_exit_code(error, code):
    assert error.exit_code == code


def test_a_plan_error_counts_its_problems_and_carries_them():
    problem = Problem("plan.yaml", 1, 1, "Fel.")
    error = PlanError([problem, problem])
    assert str(error).startswith("Planen har 2 fel.")
    assert error.problems == (problem, problem)


@pytest.mark.parametrize("number", [errno.ENOENT, errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOTDIR, 9999])
def test_what_the_disk_says_no_with_is_told_in_swedish(number):
    told = told_by_disk(OSError(number, "No such English words"))
    assert told
    assert "English" not in told


def test_a_disk_error_without_a_number_is_told_too():
    assert told_by_disk(OSError("bara ord"))
