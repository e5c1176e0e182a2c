"""A role that was split, or joined with others, since it was asked: who answers for it now, by who has written."""

from __future__ import annotations

from dataclasses import replace

from paminn.incoming.model import Item
from paminn.incoming.situation import Situation
from paminn.plan.identities import RoleId


def heirs(item: Item, situation: Situation) -> tuple[RoleId, ...]:
    """The roles that bear the goal today and were made of the one that was asked; none while that one bears it."""
    goal = situation.goals.get(item.goal)
    if goal is None or any(part.role_id == item.owner for part in goal.parts):
        return ()
    return tuple(part.role_id for part in goal.parts if item.owner in part.origins)


def answered_in(item: Item, sender: str, situation: Situation) -> Item:
    """What was asked, of the role of today that `sender` answers for; as it was asked where that is not one alone.

    `sender` is an address. Who holds the role or stands in for who does may answer for it.
    """
    theirs = [role for role in heirs(item, situation) if _may_answer(sender.casefold(), role, situation)]
    if len(theirs) != 1:
        return item
    # Whose part it was of the old role says nothing of the new one.
    return replace(item, owner=theirs[0], person="")


def _may_answer(sender: str, role: RoleId, situation: Situation) -> bool:
    for person in situation.owners.people.get(role, ()):
        if not person.holds_on(situation.today):
            continue
        if sender in (person.email.casefold(), person.deputy_email.casefold()):
            return True
    return False
