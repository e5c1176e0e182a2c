"""Which days of the plan stand in a calendar, and what is done: facts, not yet worded.

Nothing here counts from today, and nothing is ever late: a calendar shows what was decided.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from paminn.calendar.marks import Marks
from paminn.plan.model import ActionPlan, FocusArea, Goal, Kind
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Campaign, Rules
from paminn.reminders.model import Digest, Occurrence, Purpose
from paminn.reminders.occurrences import accounts, occurrences
from paminn.reminders.workdays import Workdays
from paminn.standing.answer import Answer
from paminn.standing.goal import responsible

_SWEDEN = ZoneInfo("Europe/Stockholm")
_SATURDAY = 5
# Where a goal's number stands in the UID of what is a goal's.
WHOLE_PLAN = "plan"


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
    what is due then, as reminders name them. `roles` have a part in it. `step` is what to prepare, `weeks` ahead,
    or the campaign's name. `withdrawn`: the plan says that it no longer holds.
    """

    uid: str
    kind: EntryKind
    day: date
    about: date
    roles: tuple[str, ...]
    revised: datetime
    sequence: int = 0
    done: bool = False
    withdrawn: bool = False
    goal: Goal | None = None
    area: FocusArea | None = None
    last_workday: date | None = None
    until: date | None = None
    step: str = ""
    weeks: int = 0
    occurrences: tuple[OccurrenceId, ...] = ()


def entries(plan: ActionPlan, rules: Rules, answers: Sequence[Answer]) -> tuple[Entry, ...]:
    """Everything in the plan that has a day, by day and goal number; the plan's own order does not matter."""
    decided = _Decided(plan, rules, answers)
    found = [entry for area, goal in _goals(plan) if not goal.replaced_by for entry in decided.goal(area, goal)]
    found += decided.accounts([goal for _, goal in _goals(plan)])
    return tuple(sorted(found, key=lambda entry: entry.day))


def withdrawn(plan: ActionPlan, rules: Rules) -> tuple[Entry, ...]:
    """The days of goals that the plan keeps only to say that others have replaced them."""
    decided = _Decided(plan, rules, ())
    return tuple(
        replace(entry, goal=goal, withdrawn=True)
        for area, goal in _goals(plan)
        if goal.replaced_by
        for entry in decided.goal(area, replace(goal, replaced_by=""))
    )


def of_digest(entries: Iterable[Entry], digest: Digest) -> tuple[Entry, ...]:
    """The entries that one digest is about."""
    wanted = {reminder.occurrence.id for reminder in digest.reminders}
    return tuple(entry for entry in entries if not wanted.isdisjoint(entry.occurrences))


def decision_day(plan: ActionPlan) -> date:
    """The day of the decision that holds now."""
    return max(plan.decided, plan.revised or plan.decided)


def _goals(plan: ActionPlan) -> list[tuple[FocusArea, Goal]]:
    pairs = [(area, goal) for area in plan.areas for goal in area.goals]
    return sorted(pairs, key=lambda pair: _order(pair[1]))


class _Decided:
    def __init__(self, plan: ActionPlan, rules: Rules, answers: Sequence[Answer]) -> None:
        self._plan = plan
        self._rules = rules
        self._workdays = Workdays(rules)
        self._revised = _midnight(decision_day(plan))
        self._marks = Marks(answers)
        self._campaigns: dict[str, list[Campaign]] = defaultdict(list)
        for campaign in sorted(rules.campaigns, key=lambda one: (one.first, one.key)):
            self._campaigns[campaign.goal].append(campaign)

    def goal(self, area: FocusArea, goal: Goal) -> Iterator[Entry]:
        frame = goal.timeframe
        for campaign in self._campaigns[goal.number]:
            entry = self._entry(
                area, goal, EntryKind.CAMPAIGN, campaign.first, f"-{campaign.key}-{campaign.first.year}"
            )
            yield replace(entry, step=campaign.name, until=campaign.last, last_workday=None)
        carried_out = frame.end or frame.start
        if frame.kind is Kind.DONE and carried_out:
            yield replace(self._entry(area, goal, EntryKind.DONE, carried_out), done=True)
            return
        found = occurrences(self._plan, goal, self._rules)
        if frame.kind is Kind.RECURRING:
            # The year names it where it can, so that a day that moves within its year stays the same entry.
            yearly = len({occurrence.due.year for occurrence in found}) == len(found)
            for occurrence in found:
                when = f"-{occurrence.due.year}" if yearly else f"-{occurrence.due}"
                yield from self._recurring(area, goal, occurrence, when)
        else:
            for occurrence in found:
                yield self._once(area, goal, occurrence, alone=len(found) == 1)

    def _once(self, area: FocusArea, goal: Goal, occurrence: Occurrence, alone: bool) -> Entry:
        """A deadline or a start. Of several, each has its own date and its own answers."""
        kind = EntryKind.START if occurrence.purpose is Purpose.START else EntryKind.DEADLINE
        when = "" if alone else f"-{occurrence.due}"
        entry = self._entry(area, goal, kind, occurrence.due, when, (occurrence.id,))
        return self._marked(entry, goal, None if alone else occurrence.id)

    def _recurring(self, area: FocusArea, goal: Goal, occurrence: Occurrence, when: str) -> Iterator[Entry]:
        day = occurrence.due
        entry = self._entry(area, goal, EntryKind.RECURRING, day, when, (occurrence.id,))
        yield self._marked(entry, goal, occurrence.id)
        if day.weekday() >= _SATURDAY and entry.last_workday and _is_to_be_marked(goal, day):
            companion = self._entry(area, goal, EntryKind.WORKDAY, day, when, (occurrence.id,))
            yield replace(self._marked(companion, goal, occurrence.id), day=entry.last_workday)
        preparation = self._rules.preparations.get(goal.number)
        # Of two steps in the same week the reminders keep this one too.
        for weeks, text in dict(sorted(preparation.steps, reverse=True) if preparation else ()).items():
            stands = self._workdays.earlier(day - timedelta(weeks=weeks))
            if stands >= self._plan.decided:
                step = self._entry(area, goal, EntryKind.PREPARATION, day, f"-{weeks}w{when}")
                yield replace(step, day=stands, step=text, weeks=weeks)

    def accounts(self, goals: Iterable[Goal]) -> Iterator[Entry]:
        """One entry a year, however many goals are asked about."""
        asked: dict[date, list[tuple[Goal, Occurrence]]] = defaultdict(list)
        for goal in goals:
            for occurrence in accounts(self._plan, goal, self._rules):
                asked[occurrence.due].append((goal, occurrence))
        for day, pairs in asked.items():
            yield Entry(
                uid=f"{self._plan.identity}-{WHOLE_PLAN}-{EntryKind.ACCOUNT}-{day.year}@paminn",
                kind=EntryKind.ACCOUNT,
                day=day,
                about=day,
                roles=in_order(part.role for goal, _ in pairs for part in goal.parts),
                revised=self._revised,
                last_workday=self._last_workday(day),
                occurrences=tuple(occurrence.id for _, occurrence in pairs),
            )

    def _entry(
        self,
        area: FocusArea,
        goal: Goal,
        kind: EntryKind,
        day: date,
        when: str = "",
        occurrences: tuple[OccurrenceId, ...] = (),
    ) -> Entry:
        return Entry(
            uid=f"{self._plan.identity}-{goal.number}-{kind}{when}@paminn",
            kind=kind,
            day=day,
            about=day,
            roles=in_order(part.role for part in goal.parts),
            revised=self._revised,
            goal=goal,
            area=area,
            last_workday=self._last_workday(day),
            occurrences=occurrences,
        )

    def _last_workday(self, day: date) -> date | None:
        return None if self._workdays.is_working(day) else self._workdays.before(day, 1)

    def _marked(self, entry: Entry, goal: Goal, occurrence: OccurrenceId | None) -> Entry:
        """The entry as the released answers leave it; every turn, to done or back, is one revision."""
        mark = self._marks.of(goal.number, responsible(goal), occurrence)
        if mark.turned is None:
            return entry
        revised = max(entry.revised, _midnight(mark.turned))
        return replace(entry, done=mark.done, sequence=mark.turns, revised=revised)


def in_order(roles: Iterable[str]) -> tuple[str, ...]:
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
    return tuple(int(piece) for piece in goal.number.split(".") if piece.isdecimal()), goal.number


def _midnight(day: date) -> datetime:
    """The first moment of a Swedish day."""
    return datetime(day.year, day.month, day.day, tzinfo=_SWEDEN).astimezone(UTC)
