"""The quality team's decisions about answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from paminn.standing.answer import Answer


@dataclass(frozen=True, slots=True)
class Decision:
    """What a named person decided about one answer: "release", "withhold" or "assign"."""

    what: str
    who: str
    at: datetime
    why: str = ""
    text: str | None = field(default=None, repr=False)
    status: str | None = None
    goal: str | None = None
    owner: str | None = None
    new_date: date | None = None


class Desk(Protocol):
    """The quality team's decisions about answers."""

    def waiting(self, plan: str) -> Sequence[Mapping[str, object]]:
        """Answers (with `id`) and mails without one (`id` None, `mail` their number) that a person must look at."""

    def decide(self, answer: int, decision: Decision) -> Answer:
        """Carry out a decision and keep it with hashes of original and released text. Raises UsageError."""

    def adopt(self, mail: int, decision: Decision) -> Answer | None:
        """Settle a mail that no answer was read from: "assign" makes it one, held; "withhold" lays it aside."""
