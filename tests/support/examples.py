"""How many random examples a test takes that needs more of them than others, by who is waiting."""

from __future__ import annotations

from hypothesis import settings

_OF_THOSE_IN_A_HURRY = 6


def examples(number: int) -> settings:
    """So many wherever all tests are run, a sixth of them after every change."""
    if settings.get_current_profile_name() == "few":
        number = max(number // _OF_THOSE_IN_A_HURRY, 1)
    return settings(max_examples=number, deadline=None)
