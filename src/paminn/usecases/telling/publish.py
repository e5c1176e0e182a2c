"""The calendars and the page people subscribe from, made of the plan and released answers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from paminn.calendar.entries import WHOLE_PLAN, Entry, decision_day, entries
from paminn.calendar.entries import withdrawn as withdrawn_entries
from paminn.calendar.feed import to_bytes
from paminn.calendar.revisions import Shown, revised, vanished
from paminn.errors import Implausible
from paminn.plan.model import ActionPlan
from paminn.site.etags import ETAGS, etags
from paminn.site.feeds import feeds
from paminn.standing.answer import Answer, Release
from paminn.texts.calendar import withdrawn, worded
from paminn.texts.page.index import index_page
from paminn.texts.page.subscribe import subscription
from paminn.usecases.house import Decided, House, decided


@dataclass(frozen=True)
class Published:
    plan: str
    folder: Path
    files: Mapping[str, bytes]

    def as_json(self) -> dict[str, object]:
        return {"files": listed(self.folder, self.files)}


@dataclass(frozen=True)
class Days:
    """The plan's days as they stand now: `entries` for pages and mails, `shown` for feeds, the cancelled with them.

    `before` is what the calendar last showed, by UID.
    """

    entries: tuple[Entry, ...]
    shown: tuple[Shown, ...]
    before: Mapping[str, Shown]

    @property
    def news(self) -> tuple[Shown, ...]:
        """What the calendar has not shown like this yet."""
        return tuple(one for one in self.shown if self.before.get(one.entry.uid) != one)


def publish(house: House, out: Path, today: date) -> Published:
    """Write calendars and page to `out`. The same plan and released answers give the same bytes on any day.

    Raises PlanError, StorageError, Busy, and Implausible when the plan has suddenly shrunk.
    """
    work = decided(house.plan, today)
    plan, url = work.plan, house.options.public_url
    released = released_answers(house, plan.identity)
    with house.memory.exclusive("publish"):
        days = stamped(house, work, released)
        _refuse_shrunken(plan, days.before)
        # Remembered before it is seen: a run that is killed in between has shown no number that is used again.
        house.almanac.show(plan.identity, days.news)
        made = tuple(feeds(plan, work.rules, [one.entry for one in days.shown]))
        files = {}
        for feed in made:
            address = subscription(feed.name, url, feed.path).address if url else ""
            files[feed.path] = to_bytes(feed, address)
        files["index.html"] = index_page(plan, days.entries, released, made, url).encode()
        files[ETAGS] = etags(files)
        house.store.write(out, files, owner=plan.identity)
    return Published(plan.identity, out, files)


def _refuse_shrunken(plan: ActionPlan, before: Mapping[str, Shown]) -> None:
    """As reminding does: a bad edit is not to strike half the plan out of everybody's calendar overnight."""
    standing = (uid for uid, shown in before.items() if not shown.withdrawn)
    known = {uid.removeprefix(f"{plan.identity}-").partition("-")[0] for uid in standing} - {WHOLE_PLAN}
    gone = known - set(plan.by_number)
    if len(gone) >= 3 and len(gone) * 2 >= len(known):
        raise Implausible(
            f"Planen har plötsligt tappat {len(gone)} av {len(known)} delmål. Kalendern är orörd. Kontrollera "
            "plan.yaml. Har nämnden beslutat om en ny plan, ge den ett nytt kännetecken i rules.yaml."
        )


def stamped(house: House, work: Decided, released: tuple[Answer, ...]) -> Days:
    """Every day of the plan, numbered after what the calendar last showed."""
    plan = work.plan
    before = house.almanac.shown(plan.identity)
    live = entries(plan, work.rules, released)
    replaced = withdrawn_entries(plan, work.rules)
    rows = [*worded(plan, live), *worded(plan, (entry for entry in replaced if entry.uid not in before))]
    instead = {entry.uid: entry.goal.replaced_by for entry in replaced if entry.goal}
    # What has been seen is taken away as it stood, whatever else the plan now says of it.
    rows += [withdrawn(row, instead.get(row.uid, "")) for row in vanished(rows, before)]
    shown = revised(rows, before, decision_day(plan))
    stamps = {one.entry.uid: one.entry for one in shown}
    dated = (replace(e, sequence=stamps[e.uid].sequence, revised=stamps[e.uid].revised) for e in live)
    return Days(tuple(dated), shown, before)


def released_answers(house: House, plan: str) -> tuple[Answer, ...]:
    """What a person has let go; nothing else may reach a document, a page or a calendar."""
    return tuple(answer for answer in house.memory.answers(plan) if answer.release is Release.RELEASED)


def listed(folder: Path, files: Mapping[str, bytes]) -> list[dict[str, str]]:
    return [{"path": str(folder / name), "sha256": sha256(data).hexdigest()} for name, data in sorted(files.items())]
