"""The calendars and the page people subscribe from, made of the plan and released answers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from paminn.calendar.entries import goal_named_in
from paminn.calendar.feed import Feed, to_bytes
from paminn.calendar.revisions import Shown
from paminn.errors import Implausible
from paminn.plan.model import ActionPlan
from paminn.plan.shrunken import suddenly_lost
from paminn.plan.version import revisions_of
from paminn.ports.almanac import Almanac
from paminn.ports.lineage import Lineage
from paminn.ports.memory import Memory
from paminn.ports.store import Store
from paminn.reminders.mark import Mark, goes_on_from
from paminn.reports.telling import Written
from paminn.site.etags import ETAGS, etags
from paminn.site.feeds import MARK, feeds
from paminn.standing.word import only_released
from paminn.texts.page.index import index_page
from paminn.texts.page.subscribe import subscription
from paminn.usecases.plans import KeptPlan, decided, remember
from paminn.usecases.telling.doubted_memory import refuse_doubted
from paminn.usecases.telling.shown_before import catch_up
from paminn.usecases.telling.stamped_days import stamped


def publish(
    kept: KeptPlan,
    memory: Memory,
    almanac: Almanac,
    store: Store,
    out: Path,
    today: date,
    public_url: str,
    lineage: Lineage,
    site: Path | None = None,
    plans_page: str = "",
) -> Written:
    """Write calendars and page to `out`. The same plan and released answers give the same bytes on any day.

    No number falls below what lies in `out` already. `public_url` is the address of `out`, where that is known. The
    mark of `lineage` is left there, so that one who sends can see how much was remembered. `site` is where that one
    looks, which `out` need not be. `plans_page` leads to the other plans, where there are several.

    Raises PlanError, StorageError, Busy, and Implausible when the plan has suddenly shrunk, or the memory is gone, old
    or another's.
    """
    work = decided(kept, today)
    plan = work.plan
    refuse_doubted(lineage, store, site, plan.identity)
    released = only_released(memory.answers(plan.identity))
    with memory.exclusive("publish"):
        remember(kept, work, today)
        catch_up(almanac, store, out, plan)
        days = stamped(plan, work.rules, work.owners, released, almanac.shown(plan.identity))
        if work.version is None:
            _refuse_shrunken(plan, days.before)
        # Remembered before it is seen: a run that is killed in between has shown no number that is used again.
        almanac.show(plan.identity, days.news)
        calendars = tuple(feeds(plan, work.rules, [shown.entry for shown in days.shown]))
        files = _calendar_files(calendars, public_url)
        revisions = revisions_of(kept.versions.adopted(plan.identity))
        page = index_page(plan, days.entries, released, calendars, public_url, work.owners, revisions, plans_page)
        files["index.html"] = page.encode()
        files[ETAGS] = etags(files)
        mark = _mark_to_leave(lineage, store.read(out, MARK), plan.identity)
        store.write(out, files, owner=plan.identity, mark=mark)
    return Written(plan.identity, out, files)


def _mark_to_leave(lineage: Lineage, there: bytes, plan: str) -> str:
    """The memory's mark, unless what lies there tells of a memory that remembers more: that trace is not covered."""
    remembered = lineage.remembered(plan)
    known = goes_on_from(remembered, Mark.parse(there.decode("utf-8", "replace")))
    if remembered.mark is None or not known:
        return ""
    return str(remembered.mark)


def _calendar_files(calendars: Iterable[Feed], public_url: str) -> dict[str, bytes]:
    files = {}
    for feed in calendars:
        address = ""
        if public_url:
            address = subscription(feed.name, public_url, feed.path).address
        files[feed.path] = to_bytes(feed, address)
    return files


def _refuse_shrunken(plan: ActionPlan, before: Mapping[str, Shown]) -> None:
    """As reminding does: a bad edit is not to strike half the plan out of everybody's calendar overnight."""
    known = set()
    for uid, shown in before.items():
        goal = goal_named_in(uid, plan)
        if goal and shown.withdrawn is None:
            known.add(goal)
    gone = suddenly_lost(plan, known)
    if gone:
        raise Implausible(
            f"Planen har plötsligt tappat {len(gone)} av {len(known)} delmål. Kalendern är orörd. Kontrollera "
            "plan.yaml. Har nämnden beslutat om en ny plan, ge den ett nytt kännetecken i rules.yaml."
        )
