"""What a person's mail says about the goals of the message it answers. What cannot be told is left to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from paminn.incoming.another_role import speaks_of_another
from paminn.incoming.finding import Conclusion, Finding
from paminn.incoming.model import Received, Reference
from paminn.incoming.situation import Situation
from paminn.plan.identities import GoalId
from paminn.replies.codes import hide_codes
from paminn.replies.meaning.privacy import called
from paminn.replies.meaning.split import GoalAnswer
from paminn.replies.model import Flag, MailKind
from paminn.replies.read import Reply
from paminn.standing.answer import Answer, Status

HUMAN = (MailKind.REPLY, MailKind.FORWARD)


def answered(mail: Received, reply: Reply, sent: Reference, day: date, situation: Situation) -> Received:
    """The mail with its answers.

    `reply` is how it is read with `sent`, the message it answers, at hand: then our words can be told from the
    owner's. `day` is the day on which it counts as written.
    """
    answers = _answers(reply, sent, day, situation)
    flags = reply.flags
    if any(_is_of_another_role(answer.text, answer.goal, sent, situation) for answer in answers):
        flags = (*flags, Flag.ANOTHER_ROLE)
    return replace(
        mail,
        plan=sent.plan,
        reply=replace(reply, text=hide_codes(reply.text), flags=flags),
        conclusion=_conclusion(reply, answers),
        answers=answers,
        about=sent.key,
        owner=sent.owner,
        code=sent.code,
    )


def _conclusion(reply: Reply, answers: Sequence[Answer]) -> Conclusion | None:
    if answers:
        for answer in answers:
            if answer.status is None:
                return Conclusion(Finding.NEEDS_READING)
        return Conclusion(Finding.READ)
    if Flag.ANOTHER_GOAL in reply.flags:
        return Conclusion(Finding.OTHER_GOAL)
    if reply.text:
        return Conclusion(Finding.STRANGER)
    return None


def _answers(reply: Reply, sent: Reference, day: date, situation: Situation) -> tuple[Answer, ...]:
    name = _known_name(reply.letter.from_address, sent, situation)
    parts = {part.goal: part for part in reply.parts if part.goal in sent.occurrences}
    if not parts:
        is_for_a_person_to_place = not name or Flag.ANOTHER_GOAL in reply.flags
        if is_for_a_person_to_place and len(sent.occurrences) > 1:
            # One mail for a person to place, not a row for each goal to lay aside.
            return ()
        if reply.text:
            # Something was said about what we asked: the step is answered, but what was said is not guessed.
            parts = {goal: GoalAnswer(goal, None, reply.text) for goal in sent.occurrences}
    answers = []
    for part in parts.values():
        occurrence = sent.occurrences[part.goal]
        status = _status(reply, part, sent, situation, is_alone=len(parts) == 1)
        answers.append(
            Answer(
                id=0,
                goal=occurrence.goal,
                occurrence=occurrence,
                owner=sent.owner,
                status=status,
                read_as=status,
                text=hide_codes(part.text),
                received=day,
                answered_by=_shown_name(reply, name),
                new_date=part.new_date if reply.kind is MailKind.REPLY else None,
                known_sender=bool(name) and Flag.UNPROVEN_SENDER not in reply.flags,
            )
        )
    return tuple(answers)


def _status(reply: Reply, part: GoalAnswer, sent: Reference, situation: Situation, *, is_alone: bool) -> Status | None:
    if part.goal in sent.preparing:
        # "Klar" about a preparation does not say that the day it prepares has been.
        return None
    if reply.kind is MailKind.FORWARD:
        # A mail passed on says nothing itself.
        return None
    if _is_of_another_role(part.text, sent.occurrences[part.goal].goal, sent, situation):
        return None
    if is_alone:
        # What the mail as a whole leaves in doubt, its only part does not settle.
        return reply.status
    return part.status


def _is_of_another_role(text: str, goal: GoalId, sent: Reference, situation: Situation) -> bool:
    if sent.plan != situation.plan:
        return False
    return speaks_of_another(text, sent.owner, goal, situation.goals)


def _shown_name(reply: Reply, known_name: str) -> str:
    """The sender as people are told; `known_name` is empty where it is not somebody who may answer for the role."""
    if not known_name:
        return f"{called(reply.letter.from_name)} (annan adress än den som påmindes)"
    if Flag.UNPROVEN_SENDER in reply.flags:
        return f"{known_name} (avsändaren är inte styrkt)"
    return known_name


def _known_name(sender: str, sent: Reference, situation: Situation) -> str:
    """The name by which we know an address that may answer: its holder's, their deputy's, or who was reminded.

    Empty for anybody else.
    """
    people = situation.owners.people.get(sent.owner, ()) if sent.plan == situation.plan else ()
    holders = [person for person in people if person.holds_on(situation.today)]
    names = {address.casefold(): name for address, name in sent.people.items()}
    for person in holders or people:
        deputy = person.deputy()
        if deputy:
            names[deputy.email.casefold()] = f"{deputy.name} (ersättare)"
    for person in holders:
        names[person.email.casefold()] = person.name
    return names.get(sender.casefold(), "")
