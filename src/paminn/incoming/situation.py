"""What must be known of the town to understand a mail that came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from paminn.plan.identities import GoalId
from paminn.plan.model import Goal, Owners
from paminn.reminders.away import Absence
from paminn.standing.answer import Answer


@dataclass(frozen=True, slots=True)
class Situation:
    """The plan's identity and who holds its roles, this moment (in Swedish time), and who is known not to read.

    `goals` are the plan's: an answer that names one of them, or another role's part, is not guessed. `answers` are
    those that have come: what was answered has arrived, whatever a machine tells of the mail afterwards. `names`: what
    the plan is called. `committee`: the identities of the plans that the same committee has decided, this one too;
    `others` are all other plans that the mailbox serves.
    """

    plan: str
    owners: Owners
    now: datetime
    away: Sequence[Absence] = ()
    goals: Mapping[GoalId, Goal] = field(default_factory=dict)
    answers: Sequence[Answer] = ()
    names: tuple[str, ...] = ()
    committee: frozenset[str] = frozenset()
    others: Mapping[str, Situation] = field(default_factory=dict)

    def of(self, plan: str) -> Situation:
        """The same moment for another plan; of one that is not at hand nothing is known."""
        if plan in ("", self.plan):
            return self
        known = self.others.get(plan)
        if known is None:
            return Situation(plan, Owners(), self.now)
        return replace(known, others={**self.others, self.plan: self})

    def for_sender(self, address: str) -> Situation:
        """Of the first plan in which the sender of a mail that points at nothing holds a role, else of this one."""
        for situation in (self, *self.others.values()):
            if situation.knows(address.casefold()):
                return self.of(situation.plan)
        return self

    def knows(self, address: str) -> bool:
        """Whether somebody who holds a role, or their deputy, has this address, casefolded."""
        for people in self.owners.people.values():
            for person in people:
                if address in (person.email.casefold(), person.deputy_email.casefold()):
                    return True
        return False

    @property
    def today(self) -> date:
        return self.now.date()
