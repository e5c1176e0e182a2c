"""Many random years in which the plan is revised, as tests/contract lives a few."""

from __future__ import annotations

from tests.contract.test_revised_years import live


def test_whatever_is_revised_and_when():
    live(years=400, steps=50)
