"""The plan's days as they stand now, numbered after what the calendar last showed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from paminn.calendar.entries import Entry, decision_day, entries
from paminn.calendar.entries import withdrawn as withdrawn_entries
from paminn.calendar.revisions import Shown, revised, vanished
from paminn.plan.model import ActionPlan, Owners
from paminn.plan.rules import Rules
from paminn.standing.answer import Answer
from paminn.texts.calendar import withdrawn, worded


@dataclass(frozen=True)
class Days:
    """`entries` are for pages and mails, `shown` for feeds, the cancelled with them.

    `before` is what the calendar last showed, by UID.
    """

    entries: tuple[Entry, ...]
    shown: tuple[Shown, ...]
    before: Mapping[str, Shown]

    @property
    def news(self) -> tuple[Shown, ...]:
        """What the calendar has not shown like this yet."""
        return tuple(shown for shown in self.shown if self.before.get(shown.entry.uid) != shown)


def stamped(
    plan: ActionPlan,
    rules: Rules,
    owners: Owners,
    answers: Sequence[Answer],
    before: Mapping[str, Shown],
) -> Days:
    """Every day of the plan, with its revision; `before` is what the calendar last showed, by UID."""
    live = entries(plan, rules, answers, owners)
    replaced = withdrawn_entries(plan, rules)
    never_shown = [entry for entry in replaced if entry.uid not in before]
    rows = [*worded(plan, live), *worded(plan, never_shown)]

    replaced_by = {}
    for entry in replaced:
        if entry.goal is not None:
            replaced_by[entry.uid] = entry.goal.replaced_by
    # What has been seen is taken away as it stood, whatever else the plan now says of it.
    for row in vanished(rows, before):
        rows.append(withdrawn(row, replaced_by.get(row.uid, "")))

    shown = revised(rows, before, decision_day(plan))
    return Days(_with_revisions(live, shown), shown, before)


def _with_revisions(live: Iterable[Entry], shown: Iterable[Shown]) -> tuple[Entry, ...]:
    """The plan's entries with the numbers and moments under which they are shown."""
    by_uid = {entry.entry.uid: entry.entry for entry in shown}
    dated = []
    for entry in live:
        stamp = by_uid[entry.uid]
        dated.append(replace(entry, sequence=stamp.sequence, revised=stamp.revised))
    return tuple(dated)
