"""What the published calendar shows, beside what the memory says that it has shown."""

from __future__ import annotations

from pathlib import Path

from paminn.calendar.entries import decision_day
from paminn.calendar.published import ahead, published
from paminn.calendar.revisions import Shown
from paminn.plan.model import ActionPlan
from paminn.ports.almanac import Almanac
from paminn.ports.store import Store
from paminn.reminders.mark import Mark
from paminn.site.feeds import MARK, OWNER, PLAN_FEED


def shown_ahead(almanac: Almanac, store: Store, folder: Path, plan: ActionPlan) -> tuple[Shown, ...]:
    """What the calendar in `folder` shows of the plan, and the memory has never shown; nothing of another's folder.

    Raises StorageError.
    """
    if _is_anothers(store, folder, plan.identity):
        return ()
    there = published(store.read(folder, PLAN_FEED), plan.identity, decision_day(plan))
    if not there:
        return ()
    return ahead(there, almanac.shown(plan.identity))


def mark_left(store: Store, folder: Path, plan: str) -> Mark | None:
    """The mark of the memory that published last in `folder`; None where another plan did. Raises StorageError."""
    if _is_anothers(store, folder, plan):
        return None
    return Mark.parse(store.read(folder, MARK).decode("utf-8", "replace"))


def _is_anothers(store: Store, folder: Path, plan: str) -> bool:
    owner = store.read(folder, OWNER).decode("utf-8", "replace").strip()
    return bool(owner) and owner != plan


def catch_up(almanac: Almanac, store: Store, folder: Path, plan: ActionPlan) -> None:
    """Remember what the calendar in `folder` shows: a memory that was put back goes on from its numbers.

    Raises StorageError.
    """
    almanac.show(plan.identity, shown_ahead(almanac, store, folder, plan))
