"""A whole year played on the plan: which days matter, who is reminded, and what the sample owners answer.

The days are decided here; the flows do the work, so the demo shows the real process.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from paminn.demo.samples import SampleOwners
from paminn.incoming.decision import Action, Decision
from paminn.incoming.waiting import HeldAnswer
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.message import Asked, Channel, Sent
from paminn.today import Today
from paminn.usecases.desk.ruling import ruling_on
from paminn.usecases.house import House
from paminn.usecases.plans import Decided, decided

LAST_DAY = date(2026, 12, 31)
REVIEWER = "Kvalitetsteamet"


@dataclass(frozen=True)
class Stage:
    """What a year is played on.

    `run_flow` runs a flow by its name on a day, and is True when it ended green. `deliver` puts a mail in
    the mailbox on a day, by a name. `say` shows progress. `at` is a day as it is played.
    """

    open_house: Callable[[], AbstractContextManager[House]]
    run_flow: Callable[[str, date], bool]
    deliver: Callable[[date, str, bytes], None]
    say: Callable[[str], None]
    at: Callable[[date], Today]


@dataclass
class Played:
    """What the year came to: the mails as rows for the screen, and whether every flow ended green."""

    rows: list[dict[str, str]] = field(default_factory=list)
    complete: bool = True
    answers: int = 0


def first_day(work: Decided, last: date) -> date:
    """From the decision, but never longer back than the first of January of the year before."""
    year_before = date(last.year - 1, 1, 1)
    return max(work.plan.decided, year_before)


def play(stage: Stage, last: date) -> Played:
    """Go through every day until `last`; a flow is run on those that have something for it."""
    with stage.open_house() as house:
        work = decided(house.plan, last)
    year = _Year(stage, work)
    day = first_day(work, last)
    while day <= last:
        year.receive(day)
        year.remind(day)
        day += timedelta(days=1)
    return year.played


class _Year:
    def __init__(self, stage: Stage, work: Decided) -> None:
        self.played = Played()
        self._stage = stage
        self._work = work
        self._plan = work.plan.identity
        self._schedule = Schedule(work.plan, work.rules)
        self._owners = SampleOwners(self._schedule.workdays)

    def receive(self, day: date) -> None:
        """What has arrived is collected, and what a person would let go is released."""
        arrived = self._owners.arrived(day)
        if not arrived:
            return
        for letter in arrived:
            self._stage.deliver(day, letter.name, letter.raw)
        self._run("collect", day)
        with self._stage.open_house() as house:
            self.played.answers += self._release(house, self._stage.at(day))
        self._stage.say(f"{day.isoformat()}  {len(arrived)} svar kom in")

    def remind(self, day: date) -> None:
        """Who is due is reminded, and the sample owners read their mail."""
        with self._stage.open_house() as house:
            history = house.memory.history(self._plan)
            due = self._schedule.digests(history, day, replace(self._work.owners, today=day))
        if not due:
            return
        self._run("remind", day)
        with self._stage.open_house() as house:
            sent = self._mails_of(house, day)
        steps = {}
        for digest in due:
            for reminder in digest.reminders:
                steps[Asked(reminder.goal.id, reminder.owner)] = reminder.step.label
        for message in sent:
            self.played.rows.append(
                {
                    "day": message.day.isoformat(),
                    "owner": message.owner,
                    "goals": ", ".join(message.goals),
                }
            )
            self._owners.read(message, steps, day)
        self._stage.say(f"{day.isoformat()}  {len(sent)} mejl skrevs")

    def _run(self, flow: str, day: date) -> None:
        if not self._stage.run_flow(flow, day):
            self.played.complete = False

    def _mails_of(self, house: House, day: date) -> list[Sent]:
        found = []
        for message in house.dispatch.sent(self._plan):
            if message.day == day and message.channel is Channel.EMAIL and not message.redirected:
                found.append(message)
        return found

    def _release(self, house: House, today: Today) -> int:
        """Let go what a person would: answers with a status and without anything that must be looked at twice."""
        count = 0
        for row in house.desk.waiting(self._plan):
            if isinstance(row, HeldAnswer) and row.answer.status and not row.flags:
                decision = Decision(
                    what=Action.RELEASE,
                    who=REVIEWER,
                    at=today.moment,
                    why="granskat utan anmärkning",
                    played=today.played,
                )
                house.desk.decide([ruling_on(house.requests, self._plan, row.answer, decision)])
                count += 1
        return count
