"""The Swedish of the calendar: sv/calendar/ rendered, and nothing decided.

Each template is one whole entry: its first line is the title, the rest is the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from unicodedata import combining, normalize

from paminn.calendar.entries import Entry, responsible
from paminn.calendar.ics import CalendarEntry, write_feed
from paminn.plan.model import ActionPlan, OwnerPart, Part
from paminn.plan.rules import Rules
from paminn.texts.account.labels import plan_title, short, timeframe
from paminn.texts.render import render

DONE_MARK = "✓ "
FEED = "plan.ics"
ALARM_FEED = "plan-larm.ics"
_LONGEST = 60  # letters of a role in its calendar's address


@dataclass(frozen=True, slots=True)
class Feed:
    """One calendar to subscribe to: its file, what it is called, what it says of itself, and its entries.

    At most one of `role` and `area` is set, for those that hold a part of the plan.
    """

    path: str
    name: str
    about: str
    entries: tuple[CalendarEntry, ...]
    role: str = ""
    area: int | None = None
    alarms: bool = False


def worded(plan: ActionPlan, entries: Iterable[Entry]) -> tuple[CalendarEntry, ...]:
    """The entries as people read them, in the order given; those that no longer hold say so."""
    title = plan_title(plan)
    return tuple(_worded(plan, title, entry) for entry in entries)


def withdrawn(entry: CalendarEntry, instead: str = "") -> CalendarEntry:
    """What stood in the calendar, as it is taken away. `instead` is the goal that has replaced it."""
    was = entry.summary.removeprefix(DONE_MARK)
    text = render("calendar/withdrawn.txt", was=was, text=entry.description.strip(), instead=instead)
    summary, _, description = text.partition("\n")
    return replace(entry, summary=summary, description=description, cancelled=True, settled=True)


def feed(plan: ActionPlan, entries: Iterable[Entry]) -> bytes:
    """A mail's attachment: the entries that the mail is about."""
    return to_bytes(Feed(FEED, plan_title(plan), _about(plan), worded(plan, entries)))


def feeds(plan: ActionPlan, rules: Rules, entries: Sequence[CalendarEntry]) -> Iterator[Feed]:
    """The whole plan, each role's part and each focus area; with alarms too when the rules ask for it."""
    title, rows = plan_title(plan), tuple(entries)
    yield Feed(FEED, title, _about(plan), rows)
    if rules.alarms:
        yield Feed(ALARM_FEED, f"{title} med larm", _about(plan, alarms=True), rows, alarms=True)
    for role, name in _names({role for row in rows for role in row.roles}):
        own = tuple(row for row in rows if role in row.roles)
        yield Feed(f"roll-{name}.ics", f"{title}: {role}", _about(plan, role=role), own, role=role)
    titles = {area.number: area.title for area in plan.areas}
    for number in sorted({row.area for row in rows if row.area is not None}):
        own = tuple(row for row in rows if row.area == number)
        # An area that has just been taken away is known by its number alone.
        words = titles.get(number, f"fokusområde {number}")
        about = _about(plan, number=number, area=titles.get(number, ""))
        yield Feed(f"fokusomrade-{number}.ics", f"{title}: {words}", about, own, area=number)


def to_bytes(feed: Feed, source: str = "") -> bytes:
    """The file itself. `source` is the address it will be fetched from, where that is known."""
    return write_feed(feed.name, feed.about, feed.entries, source=source, alarms=feed.alarms)


def owner_words(part: OwnerPart) -> str:
    """Kvalitetsteamet (framtagande av stödmaterial); words that only repeat the role are left out."""
    if not part.words or part.role.casefold() in part.words.casefold():
        return part.role
    return f"{part.role} ({part.words})"


def _about(plan: ActionPlan, *, role: str = "", number: int | None = None, area: str = "", alarms: bool = False) -> str:
    return render(
        "calendar/about.txt",
        plan=plan,
        title=plan_title(plan),
        role=role,
        number=number,
        area=area,
        alarms=alarms,
    )


def _worded(plan: ActionPlan, title: str, entry: Entry) -> CalendarEntry:
    goal, area = entry.goal, entry.area
    parts = sorted(goal.parts, key=lambda part: (part.role.casefold(), part.role)) if goal else ()
    text = render(
        f"calendar/{entry.kind}.txt",
        plan=plan,
        title=title,
        entry=entry,
        goal=goal,
        area=area,
        mark=DONE_MARK if entry.done else "",
        short=_short,
        timeframe=timeframe,
        answered=responsible(goal) if goal else (),
        owners={part: [owner_words(one) for one in parts if one.part is part] for part in Part},
    )
    summary, _, description = text.partition("\n")
    row = CalendarEntry(
        uid=entry.uid,
        day=entry.day,
        summary=summary,
        description=description,
        categories=(area.title, *entry.roles) if area else entry.roles,
        revised=entry.revised,
        sequence=entry.sequence,
        settled=entry.done,
        area=area.number if area else None,
        roles=entry.roles,
    )
    return withdrawn(row, goal.replaced_by if goal else "") if entry.withdrawn else row


def _short(wording: str) -> str:
    return short(wording).rstrip(".")


def _names(roles: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each role with what its calendar is called.

    Roles that would be alike are told apart by their own letters, not numbered: a new role is never to move another
    into the address that somebody subscribes to.
    """
    plain = {role: _plain(role) for role in sorted(roles)}
    alike = Counter(plain.values())
    for role, name in plain.items():
        own = sha256(role.encode("utf-8", "replace")).hexdigest()[:6]
        yield role, name if alike[name] == 1 else f"{name}-{own}"


def _plain(role: str) -> str:
    """chef-myndighet-vuxen: what can stand in any address, and is short enough for any disk."""
    letters = "".join(c for c in normalize("NFKD", role.casefold()) if not combining(c))
    return re.sub(r"[^a-z0-9]+", "-", letters)[:_LONGEST].strip("-") or "roll"
