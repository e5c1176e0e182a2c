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
_WITH_YEAR, _WITHOUT = 34.0, 20.0


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
    shown = {number: [e for e in entries if e.kind in _SHOWN] for number, entries in days.items()}
    single = [e.about for entries in shown.values() for e in entries if e.kind is not EntryKind.RECURRING]
    scale = _Scale(min([plan.period_start, *single]).year, max([plan.period_end, *single]).year)
    lines = {
        goal.number: Line(goal, scale.marks(shown.get(goal.number, ())), scale.bands(goal)) for goal in plan.goals()
    }
    return Timeline(scale.years(), lines)


class _Scale:
    def __init__(self, first: int, last: int) -> None:
        self._years = range(first, last + 1)
        self._first, self._after = date(first, 1, 1), date(last + 1, 1, 1)

    def years(self) -> tuple[Year, ...]:
        return tuple(
            Year(str(year), _percent(self._share(date(year, 1, 1))), _percent(self._share(date(year, 7, 2))))
            for year in self._years
        )

    def marks(self, entries: Iterable[Entry]) -> tuple[Mark, ...]:
        made: list[Mark] = []
        written = 0.0  # as far as dates have been written out
        for entry in sorted(entries, key=lambda entry: entry.about):
            if not self._first <= entry.about < self._after:
                continue
            share = self._share(entry.about + timedelta(1))
            # What comes back is told apart by the years above it.
            yearly = entry.kind is EntryKind.RECURRING
            label, room = _short_date(entry.about, with_year=not yearly), _WITHOUT if yearly else _WITH_YEAR
            anchor, left = "middle", share - room / 2
            if left < 0:
                anchor, left = "start", share
            elif left + room > 100:
                anchor, left = "end", share - room
            if left < written:
                label = ""
            else:
                written = left + room
            made.append(Mark(entry.kind, _percent(share), label, anchor, entry.done))
        return tuple(made)

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
        left = max(0.0, self._share(start)) if start else 0.0
        right = min(100.0, self._share(end + timedelta(1))) if end else 100.0
        return Band(_percent(left), _percent(max(0.0, right - left)), open=end is None)

    def _share(self, day: date) -> float:
        return 100 * (day - self._first).days / (self._after - self._first).days


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _short_date(day: date, *, with_year: bool) -> str:
    short = f"{day.day} {MONTHS[day.month - 1][:3]}"
    return f"{short} {day.year}" if with_year else short
