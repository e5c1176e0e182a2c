"""How many mails a plan's year comes to, by how its people answer and by who holds which role."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from paminn.plan.identities import RoleId
from paminn.plan.load import FILES, read_plan
from paminn.plan.model import QUALITY_TEAM, Owners, Person
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.model import Digest, History
from paminn.reminders.sharing import readers, share
from paminn.standing.answer import Answer, Status
from tests.support.paths import PLAN

FIRST, LAST = date(2025, 9, 3), date(2026, 12, 31)
WEB = RoleId("Kommunikatör/webbansvarig")


class Budget:
    """The shipped plan from its decision to the end of 2026; `shared` roles are all held by one person."""

    def __init__(self, *shared: RoleId) -> None:
        reading = read_plan({name: (PLAN / name).read_bytes() for name in FILES}, "gnesta", FIRST)
        people = dict(reading.owners.people)
        people |= dict.fromkeys(shared, (Person("Anna Ek", "anna.ek@gnesta.example"),))
        self.owners = Owners(people)
        self.schedule = Schedule(reading.plan, reading.rules)

    def mails(self, answered_after: int | None = None) -> list[Digest]:
        """All mails, when everybody says Klar so many days after what is due, in the evening; None: nobody ever does."""
        covered: dict[tuple[RoleId, OccurrenceId, date], date] = {}
        sent: dict[tuple[RoleId, OccurrenceId], int] = defaultdict(int)
        answers: list[Answer] = []
        to_come: dict[date, list[Answer]] = defaultdict(list)
        asked: set[tuple[RoleId, OccurrenceId]] = set()
        mails: list[Digest] = []
        day = FIRST
        while day <= LAST:
            history = History(covered, sent, answers)
            of_roles = self.schedule.digests(history, day)
            team = self.owners.holders(QUALITY_TEAM, day)
            mails += share(of_roles, readers(self.owners, day, (), team), history)
            for reminder in (one for digest in of_roles for one in digest.reminders):
                occurrence = reminder.occurrence
                sent[reminder.owner, occurrence.id] += not reminder.is_preparation
                for claim in reminder.covers:
                    covered[reminder.owner, claim.occurrence, claim.due] = claim.step.day
                if answered_after is None or (reminder.owner, occurrence.id) in asked:
                    continue
                asked.add((reminder.owner, occurrence.id))
                answered = max(day, occurrence.due + timedelta(answered_after))
                said = Answer(
                    0, occurrence.goal, occurrence.id, reminder.owner, Status.DONE, "Klart.", answered, "Anna Ek"
                )
                to_come[answered].append(said)
            for said in to_come.pop(day, ()):
                answers.append(replace(said, id=len(answers) + 1))
            day += timedelta(1)
        return mails
