"""What is known of the plans that a mailbox serves, before its mails are read and while they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from paminn.incoming.model import Received
from paminn.incoming.situation import Situation
from paminn.ports.memory import Memory
from paminn.reminders.away import Absence, believed
from paminn.reminders.model import Concern
from paminn.standing.answer import Answer
from paminn.standing.committee import same_committee
from paminn.today import Today
from paminn.usecases.plans import Decided


@dataclass(frozen=True, slots=True)
class Known:
    """What is known so far: of whom machines have told by committee, and the answers by plan."""

    committees: Mapping[str, frozenset[str]]  # plan → the plans of its committee
    away: Mapping[frozenset[str], list[Absence]]
    answers: Mapping[str, list[Answer]]

    @classmethod
    def of(cls, memory: Memory, works: Mapping[str, Decided]) -> Known:
        committees: dict[str, frozenset[str]] = {}
        away: dict[frozenset[str], list[Absence]] = {}
        answers: dict[str, list[Answer]] = {}
        for plan, work in works.items():
            committee = work.plan.committee
            together = [other for other in works if same_committee(works[other].plan.committee, committee)]
            committees[plan] = frozenset(together)
            away.setdefault(committees[plan], []).extend(memory.history(plan, Concern()).away)
            answers[plan] = list(memory.answers(plan))
        return cls(committees, away, answers)

    @property
    def all_away(self) -> list[Absence]:
        return [absence for of_committee in self.away.values() for absence in of_committee]

    def situation(self, works: Mapping[str, Decided], today: Today) -> Situation:
        """As it is for the first plan, with the others beside it."""
        each = {}
        for plan, work in works.items():
            committee = self.committees[plan]
            each[plan] = Situation(
                plan=plan,
                owners=work.owners,
                now=today.now,
                away=believed(self.away[committee]),
                goals=work.plan.by_id,
                answers=self.answers[plan],
                names=(work.plan.title, work.plan.name),
                committee=committee,
            )
        first, *others = each.values()
        return replace(first, others={situation.plan: situation for situation in others})

    def add(self, received: Received) -> None:
        committee = self.committees.get(received.plan)
        if committee is not None:
            self.away[committee].extend(received.absences)
        for plan, answers in received.all_answers.items():
            self.answers.get(plan, []).extend(answers)
