"""What a mail answers, as far as it is known when it is read: the one value that goes from the ledger to the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, repr=False)
class Answering:
    """`sent` is our reminder, word for word, `goals` the numbers that it asked about, `day` the one on which the answer
    counts as written and `plan` the numbers of all the plan's goals. What is not known is empty.

    `is_from_reader`: the mail is from an address that we wrote to.
    """

    sent: str = ""
    goals: tuple[str, ...] = ()
    day: date | None = None
    plan: tuple[str, ...] = ()
    is_from_reader: bool = False


NOTHING_KNOWN = Answering()
