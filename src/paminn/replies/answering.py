"""What a mail answers, as far as it is known when it is read: the one value that goes from the ledger to the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NamedPlan:
    """One of the plans in a reminder of several: what it is called, and which of its numbers had a letter there.

    `lettered` are (the number in the plan, the number in the reminder): another plan in it has the first too.
    """

    names: tuple[str, ...]
    lettered: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Answering:
    """`sent` is our reminder, word for word, `goals` the numbers that it asked about, `day` the one on which the answer
    counts as written and `plan` the numbers of all the plan's goals. What is not known is empty.

    `is_from_reader`: the mail is from an address that we wrote to. `plans`: those that the reminder asked about, where
    they are several.
    """

    sent: str = ""
    goals: tuple[str, ...] = ()
    day: date | None = None
    plan: tuple[str, ...] = ()
    is_from_reader: bool = False
    plans: tuple[NamedPlan, ...] = ()


NOTHING_KNOWN = Answering()
