"""How often each entry has changed, and what is taken away: what the calendar last showed against what holds now.

The plan says what holds, not what held before; so the ledger remembers each entry as it was last published. An
entry's SEQUENCE and its moment rise when anything else that is written of it has changed, and never otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    gone = []
    for uid, shown in before.items():
        if uid not in now and shown.withdrawn is None:
            gone.append(shown.entry)
    return tuple(gone)


def revised(rows: Iterable[CalendarEntry], before: Mapping[str, Shown], decision: date) -> tuple[Shown, ...]:
    """Every entry with its revision, by day and UID; the cancelled ones stand until the next decision.

    `rows` are the plan's entries and the cancelled ones, with the sequence and the moment that the plan and its
    answers alone would give; `before` is what was last shown, by UID; `decision` is the day of the plan's latest
    decision.
    """
    shown = {}
    for row in rows:
        shown[row.uid] = _revised(row, before.get(row.uid), decision)
    for uid, known in before.items():
        if uid not in shown and known.withdrawn is not None:
            shown[uid] = known
    standing = [entry for entry in shown.values() if entry.withdrawn is None or entry.withdrawn >= decision]
    return tuple(sorted(standing, key=lambda entry: (entry.entry.day, entry.entry.uid)))


def _revised(row: CalendarEntry, known: Shown | None, decision: date) -> Shown:
    """One entry as it is to be shown; `known` is how it was last shown, None for one that never was."""
    withdrawn = None
    if row.cancelled:
        withdrawn = decision
        if known and known.withdrawn:
            withdrawn = known.withdrawn
    if known is None:
        return Shown(row, withdrawn)
    last = known.entry
    if content(last) == content(row):
        return Shown(replace(row, sequence=last.sequence, revised=last.revised), withdrawn)
    # An edit that says no day of its own gets the least later moment: the clock is not asked.
    moment = max(row.revised, last.revised + _LEAST)
    sequence = max(row.sequence, last.sequence + 1)
    return Shown(replace(row, sequence=sequence, revised=moment), withdrawn)
