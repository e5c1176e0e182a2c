"""Before anything is told of the memory at hand: whether HOME or the published calendar has seen one that knew more."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from paminn.errors import Implausible, StorageError
from paminn.ports.lineage import Lineage
from paminn.ports.store import Store
from paminn.reminders.mark import Mark, Seen, judge
from paminn.texts.memory_words import what_stops
from paminn.usecases.telling.shown_before import mark_left


def refuse_doubted(lineage: Lineage, store: Store, site: Path | None, plan: str) -> None:
    """Write nothing from a memory that is gone, old or another's: it would cover what is right. Raises Implausible."""
    doubt = doubt_of(lineage, store, site, plan)
    if doubt:
        raise Implausible(doubt)


def doubt_of(lineage: Lineage, store: Store, site: Path | None, plan: str) -> str:
    """What speaks against the memory, in the words that stop the reminders; "" where nothing does.

    `site` is where the calendar is published. The mailbox is not asked: what only tells opens no door.
    """
    # The calendar first: whoever publishes meanwhile leaves no mark there that the ledger has not had since.
    published: Mark | None = None
    if site is not None:
        with suppress(StorageError):
            published = mark_left(store, site, plan)
    seen = Seen(plan, lineage.remembered(plan), site=published)
    verdict = judge(seen)
    if not verdict.standing.stops:
        return ""
    return what_stops(verdict, seen)
