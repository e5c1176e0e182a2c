"""Who reads what: a mailbox is an address, casefolded.

It passes from hand to hand, so that nobody is told apart by name.
"""

from __future__ import annotations

from collections.abc import Iterable

from paminn.plan.identities import RoleId
from paminn.plan.model import Owners, Person
from paminn.reminders.model import Reminder


def mailbox(person: Person) -> str:
    """What tells one reader from another."""
    return person.email.casefold()


def answers_for(owners: Owners, role: RoleId, address: str) -> str:
    """The mailbox of the holder of a role who writes from an address, or whose deputy does; empty where nobody does."""
    sender = address.casefold()
    for person in owners.people.get(role, ()):
        if sender in (person.email.casefold(), person.deputy_email.casefold()):
            return mailbox(person)
    return ""


def read_by(reminder: Reminder, people: Iterable[Person]) -> frozenset[str]:
    """The mailboxes that have had a reminder: the one it was for, though another stood in, else all it went to."""
    if reminder.person:
        return frozenset({reminder.person})
    return frozenset(mailbox(person) for person in people)
