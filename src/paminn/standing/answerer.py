"""Who answers: a role is asked, a person writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from paminn.plan.identities import RoleId
from paminn.plan.model import Owners, Person
from paminn.standing.answer import Answer
from paminn.standing.word import order


@dataclass(frozen=True, slots=True)
class Answerer:
    """One who answers for a role, by their `mailbox` where it is known, else by their `name`, both casefolded.

    Without either it is whoever holds the role.
    """

    role: RoleId
    name: str = field(default="", repr=False)
    mailbox: str = field(default="", repr=False)


def answerer(answer: Answer) -> Answerer:
    """Who gave an answer: the one place that says when two answers are the same person's.

    An answer knows its mailbox where each answers for themselves: it is the holder's also when their deputy wrote. Of
    all others a name is known. What stands in brackets after it tells how the name was known, and the same person may
    write from another address.
    """
    if answer.person:
        return Answerer(answer.owner, mailbox=answer.person)
    name, _, _ = answer.answered_by.partition(" (")
    return Answerer(answer.owner, name.strip().casefold())


def not_asked_anew(answers: Iterable[Answer], owners: Owners) -> list[Answer]:
    """Those of the answers about one thing that their role has not been asked anew after and answered.

    A mail that went out when a word had come asks how it goes by then: whoever of the role answers that mail speaks
    for it, and what somebody else had said before it is of its own day. An answer to the same mail, or to one that went
    before the other's word came or on its day, settles nothing between two people; nor does one of which nobody knows
    what mail it answers. Where each answers for themselves nobody speaks for another.
    """
    given = list(answers)
    last_asked: dict[RoleId, date] = {}
    for answer in given:
        if answer.asked_on is not None and answer.owner not in owners.each:
            last_asked[answer.owner] = max(answer.asked_on, last_asked.get(answer.owner, answer.asked_on))
    standing = []
    for answer in given:
        asked = last_asked.get(answer.owner)
        if asked is None or asked <= answer.received:
            standing.append(answer)
    return standing


def latest_of_each_answerer(answers: Iterable[Answer], owners: Owners) -> dict[Answerer, Answer]:
    """The last word of everyone who answers, in the order given, of answers about one thing.

    Who had left a role when somebody else answered for it has been succeeded, and is not heard any more.
    """
    last: dict[Answerer, Answer] = {}
    last_of_role: dict[RoleId, Answer] = {}
    for answer in sorted(answers, key=order):
        last[answerer(answer)] = answer
        last_of_role[answer.owner] = answer
    heard = {}
    for who, answer in last.items():
        newest = last_of_role[who.role]
        if not _had_left(who, owners, newest.received):
            heard[who] = answer
    return heard


def _had_left(who: Answerer, owners: Owners, day: date) -> bool:
    """Whether a person held the role once and no longer did on that day. Of somebody unknown nothing is known.

    A deputy may answer for the role long after the one they stand in for has left it.
    """
    held_once = False
    for person in owners.people.get(who.role, ()):
        if who.name and who.name == person.deputy_name.casefold():
            return False
        if _is(who, person):
            if person.until is None or day <= person.until:
                return False
            held_once = True
    return held_once


def _is(who: Answerer, person: Person) -> bool:
    if who.mailbox:
        return who.mailbox == person.email.casefold()
    return bool(who.name) and who.name == person.name.casefold()
