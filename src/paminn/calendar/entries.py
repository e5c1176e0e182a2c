"""Which days of the plan stand in a calendar, and what is done: facts, not yet worded.

Nothing here counts from today, and nothing is ever late: a calendar shows what was decided.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from paminn.calendar.marks import Marks
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import ActionPlan, FocusArea, Goal, Kind, OwnerPart, Owners
from paminn.plan.numbers import number_order
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Rules
from paminn.reminders.model import Digest, Occurrence, Purpose
from paminn.reminders.occurrences import accounts, occurrences
from paminn.reminders.workdays import Workdays
from paminn.standing.answer import Answer

_SWEDEN = ZoneInfo("Europe/Stockholm")
_SATURDAY = 5
# Where a goal's identity stands in the UID of what is a goal's.
WHOLE_PLAN = "plan"

Role = TypeVar("Role", bound=str)  # by identity or by name


class EntryKind(StrEnum):
    """What a day means; the value is part of the entry's UID and never changes."""

    DEADLINE = "deadline"  # the last day of a deadline or a period
    START = "start"  # the last day on which the work should have begun
    DONE = "done"  # the decided plan itself says that it was carried out
    RECURRING = "recurring"
    WORKDAY = "workday"  # the working day before a recurring day that falls on a weekend
    PREPARATION = "preparation"  # something to prepare before a recurring day
    CAMPAIGN = "campaign"  # the first day of what others decide, from the plan folder
    ACCOUNT = "account"  # the last day to answer the yearly request, one for the whole plan


@dataclass(frozen=True, slots=True)
class Entry:
    """One all-day entry. `goal` and `area` are None for the yearly account only.

    `about` is the decided day that the entry concerns, and `until` the last one where it is more than a day; `day`
    is where the entry stands. `last_workday` is set when `about` is no working day. `occurrences` are the ids of
    what is due then, as reminders name them. `roles` have a part in it, and are called `role_names`. `step` is what to
    prepare, `weeks` ahead, or the campaign's name. `withdrawn`: the plan says that it no longer holds.
    `done_by_team`: the quality team has set a status that makes it done.
    """

    uid: str
    kind: EntryKind
    day: date
    about: date
    roles: tuple[RoleId, ...]
    role_names: tuple[str, ...]
    revised: datetime
    sequence: int = 0
    done: bool = False
    done_by_team: bool = False
    withdrawn: bool = False
    goal: Goal | None = None
    area: FocusArea | None = None
    last_workday: date | None = None
    until: date | None = None
    step: str = ""
    weeks: int = 0
    occurrences: tuple[OccurrenceId, ...] = ()


def entries(
    plan: ActionPlan, rules: Rules, answers: Sequence[Answer], owners: Owners | None = None
) -> tuple[Entry, ...]:
    """Everything in the plan that has a day, by day and goal number; the plan's own order does not matter.

    `owners` tells who has left a role, and so contradicts nobody.
    """
    decided = _Decided(plan, rules, answers, owners)
    goals = _goals(plan)
    days: list[Entry] = []
    for area, goal in goals:
        if not goal.replaced_by:
            days += _GoalDays(decided, area, goal).entries()
    days += decided.accounts(goal for _, goal in goals)
    return tuple(sorted(days, key=lambda entry: entry.day))


def withdrawn(plan: ActionPlan, rules: Rules) -> tuple[Entry, ...]:
    """The days of goals that the plan keeps only to say that others have replaced them."""
    decided = _Decided(plan, rules, ())
    days = []
    for area, goal in _goals(plan):
        if not goal.replaced_by:
            continue
        as_it_was = replace(goal, replaced_by="")
        for entry in _GoalDays(decided, area, as_it_was).entries():
            days.append(replace(entry, goal=goal, withdrawn=True))
    return tuple(days)


def of_digest(entries: Iterable[Entry], digest: Digest) -> tuple[Entry, ...]:
    """The entries that one digest is about."""
    wanted = {reminder.occurrence.id for reminder in digest.reminders}
    return tuple(entry for entry in entries if not wanted.isdisjoint(entry.occurrences))


def decision_day(plan: ActionPlan) -> date:
    """The day of the decision that holds now."""
    if plan.revised is None:
        return plan.decided
    return max(plan.decided, plan.revised)


def _goals(plan: ActionPlan) -> list[tuple[FocusArea, Goal]]:
    """Every goal with its area, by the goals' numbers."""
    pairs = [(area, goal) for area in plan.areas for goal in area.goals]
    pairs.sort(key=lambda pair: _order(pair[1]))
    return pairs


class _Decided:
    """One plan, its rules and the released answers."""

    def __init__(self, plan: ActionPlan, rules: Rules, answers: Sequence[Answer], owners: Owners | None = None) -> None:
        self.plan = plan
        self.rules = rules
        self.workdays = Workdays(rules)
        self.revised = _midnight(decision_day(plan))
        self.marks = Marks(answers, owners)

    def accounts(self, goals: Iterable[Goal]) -> list[Entry]:
        """One entry a year, however many goals are asked about."""
        asked: dict[date, list[OccurrenceId]] = defaultdict(list)
        parts: dict[date, list[OwnerPart]] = defaultdict(list)
        for goal in goals:
            for occurrence in accounts(self.plan, goal, self.rules):
                asked[occurrence.due].append(occurrence.id)
                parts[occurrence.due].extend(goal.parts)
        days = []
        for day, due in asked.items():
            entry = Entry(
                uid=self.uid(WHOLE_PLAN, EntryKind.ACCOUNT, f"-{due[0].year}"),
                kind=EntryKind.ACCOUNT,
                day=day,
                about=day,
                roles=in_order(part.role_id for part in parts[day]),
                role_names=in_order(part.role for part in parts[day]),
                revised=self.revised,
                last_workday=self.last_workday(day),
                occurrences=tuple(due),
            )
            days.append(entry)
        return days

    def uid(self, of: str, kind: EntryKind, when: str) -> str:
        return f"{self.plan.identity}-{of}-{kind}{when}@paminn"

    def last_workday(self, day: date) -> date | None:
        """The working day before one that is none."""
        if self.workdays.is_working(day):
            return None
        return self.workdays.before(day, 1)


class _GoalDays:
    """The days of one goal."""

    def __init__(self, decided: _Decided, area: FocusArea, goal: Goal) -> None:
        self._decided = decided
        self._area = area
        self._goal = goal
        self._dated = occurrences(decided.plan, goal, decided.rules)

    def entries(self) -> list[Entry]:
        days = self._campaigns()
        frame = self._goal.timeframe
        carried_out = frame.end or frame.start
        if frame.kind is Kind.DONE and carried_out:
            entry = self._entry(EntryKind.DONE, carried_out)
            days.append(replace(entry, done=True))
        elif frame.comes_back:
            days += self._recurring()
        else:
            days += self._once()
        return days

    def _campaigns(self) -> list[Entry]:
        campaigns = self._decided.rules.campaigns
        own = [campaign for campaign in campaigns if campaign.goal == self._goal.id]
        own.sort(key=lambda campaign: (campaign.first, campaign.key))
        days = []
        for campaign in own:
            when = f"-{campaign.key}-{campaign.first.year}"
            entry = self._entry(EntryKind.CAMPAIGN, campaign.first, when)
            entry = replace(
                entry,
                step=campaign.name,
                until=campaign.last,
                last_workday=None,
            )
            days.append(entry)
        return days

    def _once(self) -> list[Entry]:
        """A deadline or a start. Of several, each has its own date and its own answers."""
        days = []
        for occurrence in self._dated:
            kind = EntryKind.DEADLINE
            if occurrence.purpose is Purpose.START:
                kind = EntryKind.START
            when = ""
            answered_by_itself = None
            if len(self._dated) > 1:
                when = f"-{occurrence.due}"
                answered_by_itself = occurrence.id
            entry = self._entry(kind, occurrence.due, when, occurrence.id)
            days.append(self._marked(entry, answered_by_itself))
        return days

    def _recurring(self) -> list[Entry]:
        years = {occurrence.due.year for occurrence in self._dated}
        once_a_year = len(years) == len(self._dated)
        days = []
        for occurrence in self._dated:
            # The year names it where it can, so that a day that moves within its year stays the same entry.
            when = f"-{occurrence.due}"
            if once_a_year:
                when = f"-{occurrence.due.year}"
            entry = self._entry(EntryKind.RECURRING, occurrence.due, when, occurrence.id)
            days.append(self._marked(entry, occurrence.id))
            days += self._workday_before(occurrence, when)
            days += self._preparations(occurrence, when)
        return days

    def _workday_before(self, occurrence: Occurrence, when: str) -> list[Entry]:
        """The working day before a recurring day, where that falls on a weekend and is one that people mark."""
        day = occurrence.due
        on_a_weekend = day.weekday() >= _SATURDAY
        if not on_a_weekend or not _is_to_be_marked(self._goal, day):
            return []
        entry = self._entry(EntryKind.WORKDAY, day, when, occurrence.id)
        if entry.last_workday is None:
            return []
        marked = self._marked(entry, occurrence.id)
        return [replace(marked, day=entry.last_workday)]

    def _preparations(self, occurrence: Occurrence, when: str) -> list[Entry]:
        """What is to be prepared before a recurring day, on the days when the reminders say so."""
        preparation = self._decided.rules.preparations.get(self._goal.id)
        if preparation is None:
            return []
        # Of two steps in the same week the reminders keep this one too.
        by_weeks = dict(sorted(preparation.steps, reverse=True))
        days = []
        for weeks, text in by_weeks.items():
            planned = occurrence.due - timedelta(weeks=weeks)
            day = self._decided.workdays.earlier(planned)
            if day >= self._decided.plan.decided:
                entry = self._entry(EntryKind.PREPARATION, occurrence.due, f"-{weeks}w{when}")
                days.append(replace(entry, day=day, step=text, weeks=weeks))
        return days

    def _entry(self, kind: EntryKind, day: date, when: str = "", due: OccurrenceId | None = None) -> Entry:
        """An entry that stands on the day it is about; `due` is what the reminders ask for by then.

        `when` tells it from others of its goal and kind.
        """
        occurrences: tuple[OccurrenceId, ...] = ()
        if due is not None:
            occurrences = (due,)
        return Entry(
            uid=self._decided.uid(self._goal.id, kind, when),
            kind=kind,
            day=day,
            about=day,
            roles=in_order(part.role_id for part in self._goal.parts),
            role_names=in_order(part.role for part in self._goal.parts),
            revised=self._decided.revised,
            goal=self._goal,
            area=self._area,
            last_workday=self._decided.last_workday(day),
            occurrences=occurrences,
        )

    def _marked(self, entry: Entry, occurrence: OccurrenceId | None) -> Entry:
        """The entry as the released answers leave it; every turn, to done or back, is one revision.

        The answers about `occurrence` alone, where it is answered by itself.
        """
        mark = self._decided.marks.of(self._goal, occurrence)
        if mark.turned is None:
            return entry
        revised = max(entry.revised, _midnight(mark.turned))
        return replace(
            entry,
            done=mark.done,
            done_by_team=mark.by_team,
            sequence=mark.turns,
            revised=revised,
        )


def goal_named_in(uid: str, plan: ActionPlan) -> GoalId | None:
    """The identity of the goal that an entry of the plan is about, whether or not the plan still has it."""
    of, _, _ = uid.removeprefix(f"{plan.identity}-").partition("-")
    if of == WHOLE_PLAN:
        return None
    return GoalId(of)


def in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Each role once, in an order that is not the file's."""
    return tuple(sorted(set(roles), key=lambda role: (role.casefold(), role)))


def _is_to_be_marked(goal: Goal, day: date) -> bool:
    """Whether a person has named the day for its own sake; a week's or a month's end is only a last day."""
    recurrence = goal.timeframe.recurrence
    if recurrence is None or recurrence.month_day is None:
        return False
    return day.day != monthrange(day.year, day.month)[1]


def _order(goal: Goal) -> tuple[tuple[int, ...], str]:
    """1.2 before 1.10."""
    return number_order(goal.number), goal.number


def _midnight(day: date) -> datetime:
    """The first moment of a Swedish day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=_SWEDEN)
    return midnight.astimezone(UTC)
