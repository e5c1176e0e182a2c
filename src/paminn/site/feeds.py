"""Which calendars a site holds and the name of each file: what somebody subscribes to is never to move.

A new rule for these names would take a calendar away from everybody who has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from unicodedata import combining, normalize

from paminn.calendar.feed import Feed
from paminn.calendar.ics import CalendarEntry
from paminn.plan.identities import RoleId
from paminn.plan.model import ActionPlan
from paminn.plan.numbers import number_order
from paminn.plan.rules import Rules
from paminn.texts.calendar import area_feed_words, plan_feed_words, role_feed_words

PLAN_FEED = "plan.ics"
ALARM_FEED = "plan-larm.ics"
# Whose plan the folder is, and the mark of the memory behind it: a leading dot keeps a file from being served.
OWNER = ".plan"
MARK = ".minne"
_NOT_IN_ADDRESSES = re.compile(r"[^a-z0-9]+")
_LONGEST = 60  # letters of a role in its calendar's address


def feeds(plan: ActionPlan, rules: Rules, entries: Sequence[CalendarEntry]) -> Iterator[Feed]:
    """The whole plan, each role's part and each focus area; with alarms too when the rules ask for it.

    `entries` also hold what has been withdrawn, so that a role that is gone keeps a calendar that says so.
    """
    every_entry = tuple(entries)
    name, about = plan_feed_words(plan)
    yield Feed(PLAN_FEED, name, about, every_entry)
    if rules.alarms:
        name, about = plan_feed_words(plan, alarms=True)
        yield Feed(ALARM_FEED, name, about, every_entry, alarms=True)
    yield from _role_feeds(plan, every_entry)
    yield from _area_feeds(plan, every_entry)


def _role_feeds(plan: ActionPlan, entries: Sequence[CalendarEntry]) -> Iterator[Feed]:
    roles: set[RoleId] = set()
    for entry in entries:
        roles.update(entry.roles)
    for role, address in _addresses(roles):
        called = plan.name_of(role)
        name, about = role_feed_words(plan, called)
        own = tuple(entry for entry in entries if role in entry.roles)
        is_past = role not in plan.role_names
        yield Feed(f"roll-{address}.ics", name, about, own, role=called, is_past=is_past)


def _area_feeds(plan: ActionPlan, entries: Sequence[CalendarEntry]) -> Iterator[Feed]:
    areas = {entry.area for entry in entries if entry.area is not None}
    in_plan = {area.number for area in plan.areas}
    for number in sorted(areas, key=lambda area: number_order(str(area))):
        name, about = area_feed_words(plan, number)
        own = tuple(entry for entry in entries if entry.area == number)
        path = f"fokusomrade-{str(number).lower()}.ics"
        is_past = number not in in_plan
        yield Feed(path, name, about, own, area=number, is_past=is_past)


def _addresses(roles: Iterable[RoleId]) -> Iterator[tuple[RoleId, str]]:
    """Each role with what its calendar's address ends in, which is made of what the role was first called.

    Roles that would be alike are told apart by their own letters, not numbered: a new role is never to move another
    into the address that somebody subscribes to.
    """
    names = {role: _plain(role) for role in sorted(roles)}
    bearers = Counter(names.values())
    for role, name in names.items():
        if bearers[name] == 1:
            yield role, name
        else:
            digest = sha256(role.encode("utf-8", "replace")).hexdigest()
            yield role, f"{name}-{digest[:6]}"


def _plain(role: str) -> str:
    """chef-myndighet-vuxen: what can stand in any address, and is short enough for any disk."""
    letters = ""
    for character in normalize("NFKD", role.casefold()):
        if not combining(character):
            letters += character
    plain = _NOT_IN_ADDRESSES.sub("-", letters)
    plain = plain[:_LONGEST].strip("-")
    return plain or "roll"
