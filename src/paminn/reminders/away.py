"""Who can be reached for a role when some of those who hold it are away or gone. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from paminn.plan.identities import RoleId
from paminn.plan.model import Owners, Person

# How long it is believed: an automatic answer that gives no day, and that a mailbox was full.
WITHOUT_A_DAY = timedelta(days=14)
FULL_FOR = timedelta(days=3)
# No automatic answer is believed for longer, whatever day it gives: then a reminder goes there again.
LONGEST = timedelta(days=60)
# Who has left, or whose address is dead, is gone until a person has seen to the role.
FOR_GOOD = date.max
# So many addresses of one domain, refused as unknown on one day, tell of a server or of us rather than of them.
TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Absence:
    """What a machine has told of an address: nobody reads there from `since` until `until` (both inclusive).

    `gone`: the person has left or the address is dead, so the role needs somebody new: until an owner's own words,
    until somebody of the quality team says that they are there, or until owners.yaml lets somebody begin there after
    it was told. `about`: the key of the mail that did not arrive,
    when that is how it is known. `doubted`: it was refused together with others, and nobody is away for that.
    `number` is what the quality team calls it by.
    """

    address: str = field(repr=False)  # lower case
    since: date
    until: date
    gone: bool = False
    about: str = ""
    doubted: bool = False
    number: str = field(default="", compare=False)

    def covers(self, person: Person, day: date) -> bool:
        if self.doubted or person.email.casefold() != self.address:
            return False
        if self.gone and person.since is not None and person.since > self.since:
            return False  # somebody has seen to the role since then
        return self.since <= day <= self.until


def believed(absences: Iterable[Absence]) -> list[Absence]:
    """The same, where what was refused together with others of its domain is doubted, till it is on another day too.

    What is not doubted any longer is believed again.
    """
    known = tuple(absences)
    together: dict[tuple[str, date], set[str]] = defaultdict(set)
    days: dict[str, set[date]] = defaultdict(set)
    for absence in known:
        if _tells_of_no_such_address(absence):
            together[_domain(absence), absence.since].add(absence.address)
            days[absence.address].add(absence.since)
    judged: list[Absence] = []
    for absence in known:
        if _tells_of_no_such_address(absence):
            is_one_of_many = len(together[_domain(absence), absence.since]) >= TOGETHER
            is_doubted = is_one_of_many and len(days[absence.address]) == 1
            absence = replace(absence, gone=not is_doubted, doubted=is_doubted)
        judged.append(absence)
    return judged


def doubted_since(absences: Iterable[Absence], day: date) -> Mapping[str, date]:
    """The addresses that are doubted, each with the day, from `day` on."""
    return {row.address: row.since for row in believed(absences) if row.doubted and row.since >= day}


def _tells_of_no_such_address(absence: Absence) -> bool:
    return bool(absence.about) and (absence.gone or absence.doubted)


def _domain(absence: Absence) -> str:
    return absence.address.rpartition("@")[2]


def reachable(
    owners: Owners, role: RoleId, day: date, absences: Iterable[Absence], person: str = ""
) -> tuple[Person, ...]:
    """Those to write to for `role` on `day`: who holds it and reads mail, else their deputies.

    Of the one with the mailbox `person` alone, where each answers for themselves.

    Somebody who is only away and has no deputy is still written to, and reads it when back. Nobody at all is an
    empty answer: then the quality team is told.
    """
    known = list(absences)
    holders = owners.holders(role, day)
    if person:
        holders = tuple(holder for holder in holders if holder.email.casefold() == person)
    present = _present(holders, day, known)
    if present:
        return present
    deputies = []
    for holder in holders:
        deputy = holder.deputy()
        if deputy is not None:
            deputies.append(deputy)
    present_deputies = _present(deputies, day, known)
    if present_deputies:
        return present_deputies
    gone = [absence for absence in known if absence.gone]
    return _present(holders, day, gone)


def _present(people: Iterable[Person], day: date, absences: Sequence[Absence]) -> tuple[Person, ...]:
    """Those whom none of the absences covers."""
    present = []
    for person in people:
        covered = any(absence.covers(person, day) for absence in absences)
        if not covered:
            present.append(person)
    return tuple(present)


def passed_on(
    owners: Owners, role: RoleId, day: date, absences: Sequence[Absence], had_it: Iterable[str], person: str = ""
) -> bool:
    """Whether a reminder that went to `had_it` should go to somebody else instead: once, and never back again."""
    had = {address.casefold() for address in had_it}
    holders = _addresses(owners.holders(role, day))
    if not had <= holders:
        return False
    now = _addresses(reachable(owners, role, day, absences, person))
    return had.isdisjoint(now)


def _addresses(people: Iterable[Person]) -> set[str]:
    return {person.email.casefold() for person in people}
