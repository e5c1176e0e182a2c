"""What a goal's number looks like, and the order of numbers."""

from __future__ import annotations

import re

# "1.3", "1.1.2" where actions stand under a goal, "A1" and "B2.1" where areas have letters, "14" in one row of numbers.
NUMBER = r"(?:[A-Z]{1,2}\d{1,3}(?:\.\d{1,3}){0,2}|[1-9]\d{0,2}|\d{1,3}(?:\.\d{1,3}){1,3})"
# "1" or "A".
AREA_NUMBER = r"[A-Z]{1,2}"
_PIECES = re.compile(r"[A-Z]|\d+")


def number_order(number: str) -> tuple[int, ...]:
    """A key by which 1.2 comes before 1.10, and A2 before B1."""
    key = []
    for piece in _PIECES.findall(number):
        key.append(int(piece) if piece.isdecimal() else ord(piece))
    return tuple(key)
