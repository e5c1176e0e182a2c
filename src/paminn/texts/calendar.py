"""The Swedish of the calendar: sv/calendar/ rendered, and nothing decided.

Each template is one whole entry: its first line is the title, the rest is the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from paminn.calendar.entries import Entry, in_order
from paminn.calendar.ics import CalendarEntry, write_feed
from paminn.plan.model import ActionPlan, AreaNumber, Goal, OwnerPart, Part
from paminn.standing.goal import responsible
from paminn.texts.plan_words import plan_title, short, timeframe
from paminn.texts.render import render
from paminn.texts.words import part_word

DONE_MARK = "✓ "


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


def feed(parts: Sequence[tuple[ActionPlan, Iterable[Entry]]]) -> bytes:
    """A mail's attachment: of each plan the entries that the mail is about. It is called as the first of them."""
    first, _ = parts[0]
    name, about = plan_feed_words(first)
    entries: list[CalendarEntry] = []
    for plan, of_plan in parts:
        entries += worded(plan, of_plan)
    return write_feed(name, about, entries)


def plan_feed_words(plan: ActionPlan, *, alarms: bool = False) -> tuple[str, str]:
    """(its name, what it says of itself) of the calendar of the whole plan."""
    title = plan_title(plan)
    name = f"{title} med larm" if alarms else title
    return name, _about(plan, alarms=alarms)


def role_feed_words(plan: ActionPlan, role: str) -> tuple[str, str]:
    """(its name, what it says of itself) of a role's calendar."""
    return f"{plan_title(plan)}: {role}", _about(plan, role=role)


def area_feed_words(plan: ActionPlan, number: AreaNumber) -> tuple[str, str]:
    """(its name, what it says of itself) of a focus area's calendar. One that is taken away is known by its number."""
    titles = {area.number: area.title for area in plan.areas}
    name = titles.get(number, f"fokusområde {number}")
    return f"{plan_title(plan)}: {name}", _about(plan, number=number, area=titles.get(number, ""))


def owner_words(part: OwnerPart) -> str:
    """Kvalitetsteamet (framtagande av stödmaterial); words that only repeat the role are left out."""
    if not part.words or part.role.casefold() in part.words.casefold():
        return part.role
    return f"{part.role} ({part.words})"


def _about(
    plan: ActionPlan, *, role: str = "", number: AreaNumber | None = None, area: str = "", alarms: bool = False
) -> str:
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
    goal = entry.goal
    area = entry.area
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
        answered=in_order(responsible(goal)) if goal else (),
        owners=_owners(goal),
        part_word=part_word,
    )
    summary, _, description = text.partition("\n")
    row = CalendarEntry(
        uid=entry.uid,
        day=entry.day,
        summary=summary,
        description=description,
        categories=entry.role_names,
        revised=entry.revised,
        sequence=entry.sequence,
        settled=entry.done,
        roles=entry.roles,
    )
    if area is not None:
        row = replace(row, categories=(area.title, *entry.role_names), area=area.number)
    if not entry.withdrawn:
        return row
    if goal is None:
        return withdrawn(row)
    return withdrawn(row, goal.replaced_by)


def _owners(goal: Goal | None) -> dict[Part, list[str]]:
    """Who has each part of a goal, in the order of the alphabet."""
    owners: dict[Part, list[str]] = {part: [] for part in Part}
    if goal is not None:
        for owner in sorted(goal.parts, key=lambda owner: (owner.role.casefold(), owner.role)):
            owners[owner.part].append(owner_words(owner))
    return owners


def _short(wording: str) -> str:
    return short(wording).rstrip(".")
