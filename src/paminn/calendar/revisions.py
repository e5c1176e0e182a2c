"""How often each entry has changed, and what is taken away: what the calendar last showed against what holds now.

The plan says what holds, not what held before; so the ledger remembers each entry as it was last published. An
entry's SEQUENCE and its moment rise when anything else that is written of it has changed, and never otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from paminn.calendar.ics import CalendarEntry, content

_LEAST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the calendar shows it. `withdrawn` is the day of the decision it was taken away under."""

    entry: CalendarEntry
    withdrawn: date | None = None


def vanished(rows: Iterable[CalendarEntry], before: Mapping[str, Shown]) -> tuple[CalendarEntry, ...]:
    """What the calendar has shown as something to come and the plan no longer has."""
    now = {row.uid for row in rows}
    return tuple(shown.entry for uid, shown in before.items() if uid not in now and not shown.withdrawn)


def revised(rows: Iterable[CalendarEntry], before: Mapping[str, Shown], decision: date) -> tuple[Shown, ...]:
    """Every entry with its revision, by day and UID; the cancelled ones stand until the next decision.

    `rows` are the plan's entries and the cancelled ones, with the sequence and the moment that the plan and its
    answers alone would give; `before` is what was last shown, by UID; `decision` is the day of the plan's latest
    decision.
    """
    found = {shown.entry.uid: shown for shown in _revised(rows, before, decision)}
    kept = (shown for uid, shown in before.items() if uid not in found and shown.withdrawn)
    standing = [s for s in (*found.values(), *kept) if s.withdrawn is None or s.withdrawn >= decision]
    return tuple(sorted(standing, key=lambda shown: (shown.entry.day, shown.entry.uid)))


def _revised(rows: Iterable[CalendarEntry], before: Mapping[str, Shown], decision: date) -> Iterator[Shown]:
    for row in rows:
        known = before.get(row.uid)
        withdrawn = None if not row.cancelled else known.withdrawn if known and known.withdrawn else decision
        if known is None:
            yield Shown(row, withdrawn)
            continue
        last = known.entry
        if content(last) == content(row):
            entry = replace(row, sequence=last.sequence, revised=last.revised)
        else:
            # An edit that says no day of its own gets the least later moment: the clock is not asked.
            moment = max(row.revised, last.revised + _LEAST)
            entry = replace(row, sequence=max(row.sequence, last.sequence + 1), revised=moment)
        yield Shown(entry, withdrawn)
