"""The plan's period as a picture: where each goal's days and spans stand, in shares of the width.

Nothing here knows what day it is: the picture changes when the plan or a released answer does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from paminn.calendar.entries import Entry, EntryKind
from paminn.plan.model import ActionPlan, Goal, Kind
from paminn.plan.months import MONTHS

_SHOWN = (EntryKind.DEADLINE, EntryKind.START, EntryKind.RECURRING, EntryKind.DONE)
# Per cent of the width that a date takes on a narrow telephone, with its year and without.
_WITH_YEAR = 34.0
_WITHOUT_YEAR = 20.0
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A day. `at` is per cent of the width, `label` its date or nothing where there is no room for one."""

    kind: EntryKind
    at: str
    label: str
    anchor: str
    done: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A span. `open`: the plan gives it no end."""

    at: str
    width: str
    open: bool


@dataclass(frozen=True, slots=True)
class Line:
    goal: Goal
    marks: tuple[Mark, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Year:
    name: str
    at: str
    middle: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """`lines` are by goal number."""

    years: tuple[Year, ...]
    lines: Mapping[str, Line]


def timeline(plan: ActionPlan, days: Mapping[str, Sequence[Entry]]) -> Timeline:
    """Every goal's line; `days` are its entries. The years are the plan's, and those of its own single days."""
    first = plan.period_start
    _, last = plan.read_in
    shown: dict[str, list[Entry]] = {}
    for number, entries in days.items():
        shown[number] = [entry for entry in entries if entry.kind in _SHOWN]
        for entry in shown[number]:
            if entry.kind is not EntryKind.RECURRING:
                first = min(first, entry.about)
                last = max(last, entry.about)
    scale = _Scale(first.year, last.year)
    lines = {}
    for goal in plan.goals():
        marks = scale.marks(shown.get(goal.number, ()))
        lines[goal.number] = Line(goal, marks, scale.bands(goal))
    return Timeline(scale.years(), lines)


class _Scale:
    """Days as shares of the picture's width, which is whole years."""

    def __init__(self, first: int, last: int) -> None:
        self._years = range(first, last + 1)
        self._first = date(first, 1, 1)
        self._after = date(last + 1, 1, 1)

    def years(self) -> tuple[Year, ...]:
        years = []
        for year in self._years:
            beginning = self._share(date(year, 1, 1))
            middle = self._share(date(year, 7, 2))
            years.append(Year(str(year), _percent(beginning), _percent(middle)))
        return tuple(years)

    def marks(self, entries: Iterable[Entry]) -> tuple[Mark, ...]:
        """A mark for each day, and its date where the one before leaves room for it."""
        marks = []
        written = 0.0  # as far as dates have been written out
        for entry in sorted(entries, key=lambda entry: entry.about):
            if not self._first <= entry.about < self._after:
                continue
            share = self._share(entry.about + _A_DAY)
            label, room = _label(entry)
            anchor, left = _beside(share, room)
            if left < written:
                label = ""
            else:
                written = left + room
            marks.append(Mark(entry.kind, _percent(share), label, anchor, entry.done))
        return tuple(marks)

    def bands(self, goal: Goal) -> tuple[Band, ...]:
        frame = goal.timeframe
        if frame.kind is Kind.PERIOD and frame.start and frame.end:
            return (self._band(frame.start, frame.end),)
        if frame.kind is Kind.START:
            return (self._band(frame.start or frame.end, None),)
        if frame.kind is Kind.ONGOING:
            return (self._band(frame.start, frame.end),)
        return ()

    def _band(self, start: date | None, end: date | None) -> Band:
        left = 0.0
        right = 100.0
        if start:
            left = max(left, self._share(start))
        if end:
            right = min(right, self._share(end + _A_DAY))
        width = max(0.0, right - left)
        return Band(_percent(left), _percent(width), open=end is None)

    def _share(self, day: date) -> float:
        whole = self._after - self._first
        return 100 * (day - self._first).days / whole.days


def _label(entry: Entry) -> tuple[str, float]:
    """A day's date, and the room that it takes."""
    month = MONTHS[entry.about.month - 1]
    label = f"{entry.about.day} {month[:3]}"
    if entry.kind is EntryKind.RECURRING:  # told apart by the years above it
        return label, _WITHOUT_YEAR
    return f"{label} {entry.about.year}", _WITH_YEAR


def _beside(share: float, room: float) -> tuple[str, float]:
    """How a date is tied to its mark so that it stays in the picture, and where it then begins."""
    left = share - room / 2
    if left < 0:
        return "start", share
    if left + room > 100:
        return "end", share - room
    return "middle", left


def _percent(share: float) -> str:
    return f"{share:.2f}%"
