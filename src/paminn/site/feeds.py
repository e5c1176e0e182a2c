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
from paminn.plan.model import ActionPlan
from paminn.plan.rules import Rules
from paminn.texts.calendar import area_feed_words, plan_feed_words, role_feed_words

PLAN_FEED = "plan.ics"
ALARM_FEED = "plan-larm.ics"
_LONGEST = 60  # letters of a role in its calendar's address


def feeds(plan: ActionPlan, rules: Rules, entries: Sequence[CalendarEntry]) -> Iterator[Feed]:
    """The whole plan, each role's part and each focus area; with alarms too when the rules ask for it."""
    rows = tuple(entries)
    name, about = plan_feed_words(plan)
    yield Feed(PLAN_FEED, name, about, rows)
    if rules.alarms:
        name, about = plan_feed_words(plan, alarms=True)
        yield Feed(ALARM_FEED, name, about, rows, alarms=True)
    roles = {role for row in rows for role in row.roles}
    for role, address in _addresses(roles):
        name, about = role_feed_words(plan, role)
        own = tuple(row for row in rows if role in row.roles)
        yield Feed(f"roll-{address}.ics", name, about, own, role=role)
    areas = {row.area for row in rows if row.area is not None}
    for number in sorted(areas):
        name, about = area_feed_words(plan, number)
        own = tuple(row for row in rows if row.area == number)
        yield Feed(f"fokusomrade-{number}.ics", name, about, own, area=number)


def _addresses(roles: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each role with what its calendar's address ends in.

    Roles that would be alike are told apart by their own letters, not numbered: a new role is never to move another
    into the address that somebody subscribes to.
    """
    plain = {role: _plain(role) for role in sorted(roles)}
    alike = Counter(plain.values())
    for role, name in plain.items():
        if alike[name] > 1:
            own = sha256(role.encode("utf-8", "replace")).hexdigest()[:6]
            name = f"{name}-{own}"
        yield role, name


def _plain(role: str) -> str:
    """chef-myndighet-vuxen: what can stand in any address, and is short enough for any disk."""
    letters = "".join(c for c in normalize("NFKD", role.casefold()) if not combining(c))
    return re.sub(r"[^a-z0-9]+", "-", letters)[:_LONGEST].strip("-") or "roll"
