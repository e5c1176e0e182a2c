"""The numbers of a plan's goals as they stand in mails: 1.3, 1.1.2, A1, b2.1."""

from __future__ import annotations

import re

from paminn.plan.level_names import KNOWN

# The letters of a plan stand without a blank before their figures, in either case.
NUMBER = r"(?:[A-Z]{1,2}(?=\d))?\d{1,3}(?:\.\d{1,3}){0,3}"
# What people call a goal or an action in front of its number.
LEVEL = rf"(?:{'|'.join(sorted(KNOWN, key=len, reverse=True))})"
_SAYS_SO_ITSELF = re.compile(r"\.|[A-Z]", re.IGNORECASE)


def as_in_the_plan(written: str) -> str:
    """A number as the plan writes it: "a1" is A1."""
    return written.upper()


def is_no_mere_figure(number: str) -> bool:
    """Whether it is like a goal's number by itself: 1.3 or A1, not 3."""
    return bool(_SAYS_SO_ITSELF.search(number))


def has_a_letter(number: str) -> bool:
    return number[:1].isalpha()
