"""What a goal's number looks like, and the order of numbers."""

from __future__ import annotations

import re

# "1.3", and "1.1.2" where actions stand under a goal.
NUMBER = r"\d{1,3}(?:\.\d{1,3}){1,3}"
_DIGITS = re.compile(r"\d+")


def number_order(number: str) -> tuple[int, ...]:
    """A key by which 1.2 comes before 1.10."""
    return tuple(int(digits) for digits in _DIGITS.findall(number))
