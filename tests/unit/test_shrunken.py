"""A plan that suddenly has lost many goals."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.plan.shrunken import suddenly_lost
from tests.support import plans


@pytest.mark.parametrize(
    ("known", "kept", "lost"),
    [
        (6, 3, 3),
        (7, 4, 0),  # three of seven are less than half
        (7, 3, 4),
        (3, 0, 3),
        (2, 0, 0),  # two goals may be a decision, though they are all there were
        (4, 2, 0),
        (0, 0, 0),
    ],
)
def test_three_goals_or_more_and_half_of_them_or_more_are_no_decision(known, kept, lost):
    numbers = [f"1.{n}" for n in range(1, known + 1)]
    goals = [plans.goal(number, plans.deadline(date(2026, 6, 30))) for number in numbers[:kept]]
    assert suddenly_lost(plans.plan(*goals), numbers) == frozenset(numbers[known - lost :])


def test_new_goals_take_no_lost_ones_place():
    goals = [plans.goal(f"2.{n}", plans.deadline(date(2026, 6, 30))) for n in range(1, 6)]
    assert suddenly_lost(plans.plan(*goals), ["1.1", "1.2", "1.3"]) == {"1.1", "1.2", "1.3"}
