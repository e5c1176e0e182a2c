"""One mail a day to each mailbox, whatever roles are held there. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from paminn.plan.identities import NOBODY, RoleId
from paminn.plan.model import Owners, Person
from paminn.reminders.away import Absence, reachable
from paminn.reminders.mailboxes import mailbox
from paminn.reminders.model import Digest, History, Reminder
from paminn.reminders.same_numbers import told_apart


@dataclass(frozen=True)
class Readers:
    """Who reads what is sent today.

    `reach` tells who can be reached for a reminder; where that is nobody, it is for the `team`. `served` are the
    mailboxes that have had their mail of the day.
    """

    reach: Callable[[Reminder], Sequence[Person]]
    team: Sequence[Person] = ()
    served: Collection[str] = ()


def readers(
    owners: Owners, day: date, away: Iterable[Absence], team: Sequence[Person], served: Collection[str] = ()
) -> Readers:
    """Who reads what is sent on `day`, each role looked up once."""
    known = list(away)

    @cache
    def of_role(role: RoleId, person: str) -> tuple[Person, ...]:
        return reachable(owners, role, day, known, person)

    return Readers(lambda reminder: of_role(reminder.owner, reminder.person), team, served)


@dataclass(frozen=True)
class PlansDay:
    """What the roles of one plan are reminded of on a day, and who reads that.

    `numbers` are those of all the plan's goals: what a mail of several plans calls a goal is none of them.
    """

    plan: str
    digests: Sequence[Digest]
    readers: Readers
    history: History
    numbers: Collection[str] = ()


def share(digests: Iterable[Digest], readers: Readers, history: History, *, as_new: bool = True) -> tuple[Digest, ...]:
    """The mails of a day, of one plan alone."""
    return share_plans([PlansDay("", tuple(digests), readers, history)], as_new=as_new)


def share_plans(days: Sequence[PlansDay], *, as_new: bool = True) -> tuple[Digest, ...]:
    """The roles' digests of one day, of all plans of a committee, as mails: those who have the same to read share one.

    What is for somebody who has had a mail today waits for tomorrow, for all of its readers. Without `as_new` nobody
    is told that a reminder is their first. What nobody can get is a digest without people, for each role of a plan. In
    a mail of several plans the reminders of each stand together, in the order of `days`.
    """
    shares: dict[str, _Share] = {}
    nobodys: list[Digest] = []
    for of_plan in days:
        readers = of_plan.readers
        for digest in of_plan.digests:
            left: list[Reminder] = []
            for reminder in digest.reminders:
                reminder = replace(reminder, plan=of_plan.plan)
                people = _readers_of(reminder, readers)
                if people is None:
                    left.append(replace(reminder, unmet=True))
                    continue
                if any(box in readers.served for box in people):
                    continue
                met = bool(readers.reach(reminder))
                for box, person in people.items():
                    read = replace(reminder, unmet=not met)
                    if met and as_new:
                        read = replace(read, new_to_reader=_is_new(reminder, box, of_plan.history))
                    shares.setdefault(box, _Share(digest.day, person)).add(digest.owner, read)
            if left:
                nobodys.append(replace(digest, reminders=tuple(left)))
    numbers = {day.plan: frozenset(day.numbers) for day in days}
    mails = [replace(mail, reminders=told_apart(mail.reminders, numbers)) for mail in _mails(shares.values())]
    return (*mails, *nobodys)


@dataclass
class _Share:
    """What one mailbox has to read, role by role."""

    day: date
    person: Person
    reminders: list[Reminder] = field(default_factory=list)
    owner: RoleId = NOBODY

    def add(self, owner: RoleId, reminder: Reminder) -> None:
        self.owner = self.owner or owner
        for place, other in enumerate(self.reminders):
            if other.subject == reminder.subject:
                self.reminders[place] = _together(other, reminder)
                return
        self.reminders.append(reminder)


def _together(first: Reminder, second: Reminder) -> Reminder:
    """What the day asks about a goal, and what introduces its reader to it."""
    if first.is_introduction:
        return second.introducing(first)
    return first.introducing(second)


def _readers_of(reminder: Reminder, readers: Readers) -> Mapping[str, Person] | None:
    """Those who are to read it, by mailbox. Nobody where only others of the role missed it; None where nobody can."""
    people = _by_mailbox(readers.reach(reminder))
    if reminder.only:
        return {box: person for box, person in people.items() if box in reminder.only}
    return people or _by_mailbox(readers.team) or None


def _by_mailbox(people: Iterable[Person]) -> dict[str, Person]:
    by_mailbox: dict[str, Person] = {}
    for person in people:
        by_mailbox.setdefault(mailbox(person), person)
    return by_mailbox


def _is_new(reminder: Reminder, box: str, history: History) -> bool:
    """Whether there were reminders before this one, none of which went to this mailbox."""
    if reminder.number == 1 or reminder.is_preparation or reminder.is_question or reminder.person:
        return False
    return not history.sent_to.get((reminder.owner, box, reminder.occurrence.id), 0)


def _what_is_read(item: Reminder) -> Hashable:
    """What tells the words of one reminder of the day from those of another."""
    return *item.subject, item.new_to_reader, item.unmet, item.step, item.introduces is not None


def _mails(shares: Iterable[_Share]) -> list[Digest]:
    """A mail for all of the mailboxes that have the same to read, in the same words."""
    together: dict[Hashable, list[_Share]] = {}
    for each in shares:
        words = tuple(_what_is_read(item) for item in each.reminders)
        together.setdefault(words, []).append(each)
    mails = []
    for alike in together.values():
        first = alike[0]
        in_order: list[Reminder] = []
        for plan in dict.fromkeys(reminder.plan for reminder in first.reminders):
            of_plan = [reminder for reminder in first.reminders if reminder.plan == plan]
            in_order += sorted(of_plan, key=lambda reminder: reminder.place)
        people = tuple(each.person for each in alike)
        mails.append(Digest(first.owner, first.day, tuple(in_order), people))
    return mails
