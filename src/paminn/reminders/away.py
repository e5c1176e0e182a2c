"""Who can be reached for a role when some of those who hold it are away or gone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from paminn.plan.model import Owners, Person

# How long it is believed: an automatic answer that gives no day, a report that an address is dead, or that a mailbox
# was full.
WITHOUT_A_DAY = timedelta(days=14)
GONE_FOR = timedelta(days=30)
FULL_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Absence:
    """What a machine has told of an address: nobody reads there from `since` until `until` (both inclusive).

    `gone`: the person has left or the address is dead, so the role needs somebody new. `about`: the key of the mail
    that did not arrive, when that is how it is known.
    """

    address: str = field(repr=False)  # lower case
    since: date
    until: date
    gone: bool = False
    about: str = ""

    def covers(self, person: Person, day: date) -> bool:
        return person.email.casefold() == self.address and self.since <= day <= self.until


def reachable(owners: Owners, role: str, day: date, absences: Iterable[Absence]) -> tuple[Person, ...]:
    """Those to write to for `role` on `day`: who holds it and reads mail, else their deputies.

    Somebody who is only away and has no deputy is still written to, and reads it when back. Nobody at all is an
    empty answer: then the quality team is told.
    """
    told = list(absences)
    holders = owners.holders(role, day)
    present = tuple(person for person in holders if not _away(person, day, told))
    if present:
        return present
    deputies = tuple(deputy for person in holders if (deputy := person.deputy()) and not _away(deputy, day, told))
    if deputies:
        return deputies
    return tuple(person for person in holders if not any(one.gone and one.covers(person, day) for one in told))


def passed_on(owners: Owners, role: str, day: date, absences: Sequence[Absence], had_it: Iterable[str]) -> bool:
    """Whether a reminder that went to `had_it` should go to somebody else instead: once, and never back again."""
    had = {address.casefold() for address in had_it}
    holders = {person.email.casefold() for person in owners.holders(role, day)}
    now = {person.email.casefold() for person in reachable(owners, role, day, absences)}
    return had <= holders and not now & had


def _away(person: Person, day: date, absences: Sequence[Absence]) -> bool:
    return any(one.covers(person, day) for one in absences)
