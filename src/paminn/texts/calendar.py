"""The Swedish of the calendar: sv/calendar/ rendered, and nothing decided.

Each template is one whole entry: its first line is the title, the rest is the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from paminn.calendar.entries import Entry
from paminn.calendar.ics import CalendarEntry, write_feed
from paminn.plan.model import ActionPlan, OwnerPart, Part
from paminn.texts.account_words import plan_title, short, timeframe
from paminn.texts.render import render

DONE_MARK = "✓ "


def worded(plan: ActionPlan, entries: Iterable[Entry]) -> tuple[CalendarEntry, ...]:
    """The entries as people read them, in the order given."""
    title = plan_title(plan)
    return tuple(_worded(plan, title, entry) for entry in entries)


def feed(plan: ActionPlan, entries: Iterable[Entry]) -> bytes:
    """The bytes of plan.ics, or of a mail's attachment when only that mail's entries are given."""
    title = plan_title(plan)
    about = render("calendar/about.txt", plan=plan, title=title)
    return write_feed(title, about, worded(plan, entries))


def owner_words(part: OwnerPart) -> str:
    """Kvalitetsteamet (framtagande av stödmaterial); words that only repeat the role are left out."""
    if not part.words or part.role.casefold() in part.words.casefold():
        return part.role
    return f"{part.role} ({part.words})"


def _worded(plan: ActionPlan, title: str, entry: Entry) -> CalendarEntry:
    parts = entry.goal.parts if entry.goal else ()
    text = render(
        f"calendar/{entry.kind}.txt",
        plan=plan,
        title=title,
        entry=entry,
        goal=entry.goal,
        area=entry.area,
        mark=DONE_MARK if entry.done else "",
        short=_short,
        timeframe=timeframe,
        owners={part: [owner_words(one) for one in parts if one.part is part] for part in Part},
    )
    summary, _, description = text.partition("\n")
    categories = (entry.area.title, *entry.roles) if entry.area else ()
    return CalendarEntry(entry.uid, entry.day, summary, description, categories, entry.revised, entry.sequence)


def _short(wording: str) -> str:
    return short(wording).rstrip(".")
