"""What it came to when a memory was taken into use again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paminn.plan.model import Names
from paminn.reminders.mark import Mark, Seen, Verdict
from paminn.reminders.message import Outgoing


@dataclass(frozen=True, slots=True)
class Resumed:
    """What was seen before anything was done, and what was done about it.

    `mark` None: nothing was done, since nobody had asked for it or nothing had to be. `first` and `last` are the days
    that were replayed; `as_sent` the mails of those days that the mailbox has as the plan gives them, `otherwise` those
    that it has with something else in them or for somebody else, `unsure` those that nobody can tell of: for both a
    person now answers. `answers` counts those that were read anew from the folder of read mail. `names` are the plan's
    of today.
    """

    seen: Seen
    verdict: Verdict
    names: Names
    mark: Mark | None = None
    first: date | None = None
    last: date | None = None
    answers: int = 0
    as_sent: tuple[Outgoing, ...] = ()
    otherwise: tuple[Outgoing, ...] = ()
    unsure: tuple[Outgoing, ...] = ()
