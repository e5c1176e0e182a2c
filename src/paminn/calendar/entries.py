"""Which days of the plan stand in a calendar, and what is done: facts, not yet worded.

Nothing here counts from today, and nothing is ever late: a calendar shows what was decided.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from paminn.plan.model import ActionPlan, FocusArea, Goal, Kind, Part
from paminn.plan.rules import Rules
from paminn.reminders.model import Digest, Occurrence, Purpose
from paminn.reminders.occurrences import accounts, occurrences
from paminn.reminders.workdays import Workdays
from paminn.replies.model import Answer, Release, Status

_SWEDEN = ZoneInfo("Europe/Stockholm")
_SATURDAY = 5


class EntryKind(StrEnum):
    """What a day means; the value is part of the entry's UID and never changes."""

    DEADLINE = "deadline"  # the last day of a deadline or a period
    START = "start"  # the last day on which the work should have begun
    DONE = "done"  # the decided plan itself says that it was carried out
    RECURRING = "recurring"
    WORKDAY = "workday"  # the working day before a recurring day that falls on a weekend
    ACCOUNT = "account"  # the last day to answer the yearly request, one for the whole plan


@dataclass(frozen=True, slots=True)
class Entry:
    """One all-day entry. `goal` and `area` are None for the yearly account only.

    `about` is the decided day that the entry concerns; `day` differs from it for WORKDAY alone.
    `last_workday` is set when `about` is no working day. `occurrences` are the ids of what is due then, as
    reminders name them.
    """

    uid: str
    kind: EntryKind
    day: date
    about: date
    roles: tuple[str, ...]
    revised: datetime
    sequence: int = 0
    done: bool = False
    goal: Goal | None = None
    area: FocusArea | None = None
    last_workday: date | None = None
    occurrences: tuple[str, ...] = ()


def entries(plan: ActionPlan, rules: Rules, answers: Sequence[Answer]) -> tuple[Entry, ...]:
    """Everything in the plan that has a day, by day and goal number; the plan's own order does not matter."""
    decided = _Decided(plan, rules, answers)
    pairs = [(area, goal) for area in plan.areas for goal in area.goals]
    pairs.sort(key=lambda pair: _order(pair[1]))
    found = [entry for area, goal in pairs for entry in decided.goal(area, goal)]
    found += decided.accounts([goal for _, goal in pairs])
    return tuple(sorted(found, key=lambda entry: entry.day))


def of_digest(entries: Iterable[Entry], digest: Digest) -> tuple[Entry, ...]:
    """The entries that one digest is about."""
    wanted = {reminder.occurrence.id for reminder in digest.reminders}
    return tuple(entry for entry in entries if not wanted.isdisjoint(entry.occurrences))


class _Decided:
    def __init__(self, plan: ActionPlan, rules: Rules, answers: Sequence[Answer]) -> None:
        self._plan = plan
        self._rules = rules
        self._workdays = Workdays(rules)
        # A revision may move a day under the same UID, and some calendars look only at a higher number.
        self._sequence = max(0, ((plan.revised or plan.decided) - plan.decided).days)
        self._revised = _midnight(plan.revised or plan.decided)
        self._answers: dict[str, list[Answer]] = defaultdict(list)
        for answer in sorted((a for a in answers if a.release is Release.RELEASED), key=_release_order):
            self._answers[answer.goal].append(answer)

    def goal(self, area: FocusArea, goal: Goal) -> Iterator[Entry]:
        frame = goal.timeframe
        carried_out = frame.end or frame.start
        if frame.kind is Kind.DONE and carried_out and not goal.replaced_by:
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
        said = self._answers[goal.number] if alone else self._about(occurrence)
        return self._marked(entry, goal, said)

    def _recurring(self, area: FocusArea, goal: Goal, occurrence: Occurrence, when: str) -> Iterator[Entry]:
        day, said = occurrence.due, self._about(occurrence)
        entry = self._entry(area, goal, EntryKind.RECURRING, day, when, (occurrence.id,))
        yield self._marked(entry, goal, said)
        if day.weekday() >= _SATURDAY and entry.last_workday and _is_to_be_marked(goal, day):
            companion = self._entry(area, goal, EntryKind.WORKDAY, day, when, (occurrence.id,))
            yield replace(self._marked(companion, goal, said), day=entry.last_workday)

    def _about(self, occurrence: Occurrence) -> list[Answer]:
        return [answer for answer in self._answers[occurrence.goal] if answer.occurrence == occurrence.id]

    def accounts(self, goals: Iterable[Goal]) -> Iterator[Entry]:
        """One entry a year, however many goals are asked about."""
        asked: dict[date, list[tuple[Goal, Occurrence]]] = defaultdict(list)
        for goal in goals:
            for occurrence in accounts(self._plan, goal, self._rules):
                asked[occurrence.due].append((goal, occurrence))
        for day, pairs in asked.items():
            roles = dict.fromkeys(part.role for goal, _ in pairs for part in goal.parts)
            yield Entry(
                uid=f"{self._plan.identity}-plan-{EntryKind.ACCOUNT}-{day.year}@paminn",
                kind=EntryKind.ACCOUNT,
                day=day,
                about=day,
                roles=tuple(roles),
                revised=self._revised,
                sequence=self._sequence,
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
        occurrences: tuple[str, ...] = (),
    ) -> Entry:
        return Entry(
            uid=f"{self._plan.identity}-{goal.number}-{kind}{when}@paminn",
            kind=kind,
            day=day,
            about=day,
            roles=_responsible(goal),
            revised=self._revised,
            sequence=self._sequence,
            goal=goal,
            area=area,
            last_workday=self._last_workday(day),
            occurrences=occurrences,
        )

    def _last_workday(self, day: date) -> date | None:
        return None if self._workdays.is_working(day) else self._workdays.before(day, 1)

    def _marked(self, entry: Entry, goal: Goal, released: Iterable[Answer]) -> Entry:
        """The entry as the released answers leave it; every turn, to done or back, is one revision."""
        deciding = set(_responsible(goal))
        latest: dict[str, Answer] = {}
        done, turns, turned = False, 0, date.min
        for answer in released:
            before = latest.get(answer.owner)
            if before is None or _age(before) <= _age(answer):
                latest[answer.owner] = answer
            finished = {owner for owner, said in latest.items() if said.status is Status.DONE}
            if (bool(deciding) and deciding <= finished) is not done:
                done, turns, turned = not done, turns + 1, _released(answer)
        if not turns:
            return entry
        revised = max(entry.revised, _midnight(turned))
        return replace(entry, done=done, sequence=entry.sequence + turns, revised=revised)


def _responsible(goal: Goal) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.role for part in goal.parts if part.part is Part.RESPONSIBLE))


def _is_to_be_marked(goal: Goal, day: date) -> bool:
    """Whether a person has named the day for its own sake; a week's or a month's end is only a last day."""
    named = "BYMONTHDAY=" in (goal.timeframe.recurrence or "")
    return named and day.day != monthrange(day.year, day.month)[1]


def _age(answer: Answer) -> tuple[date, int]:
    return answer.received, answer.id


def _released(answer: Answer) -> date:
    return answer.released or answer.received


def _release_order(answer: Answer) -> tuple[date, date, int]:
    return _released(answer), *_age(answer)


def _order(goal: Goal) -> tuple[tuple[int, ...], str]:
    """1.2 before 1.10."""
    return tuple(int(piece) for piece in goal.number.split(".") if piece.isdecimal()), goal.number


def _midnight(day: date) -> datetime:
    """The first moment of a Swedish day."""
    return datetime(day.year, day.month, day.day, tzinfo=_SWEDEN).astimezone(UTC)
