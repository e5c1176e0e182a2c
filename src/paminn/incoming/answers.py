"""What a person's mail says about the goals of the message it answers. What cannot be told is left to a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from paminn.incoming.another_role import speaks_of_another
from paminn.incoming.finding import Conclusion, Finding
from paminn.incoming.heirs import answered_in, heirs
from paminn.incoming.model import Item, Received, Reference
from paminn.incoming.our_words import our_words
from paminn.incoming.situation import Situation
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.mailboxes import answers_for
from paminn.reminders.same_numbers import without_letter
from paminn.replies.answering import NamedPlan
from paminn.replies.codes import hide_codes
from paminn.replies.meaning.goals import among
from paminn.replies.meaning.privacy import called
from paminn.replies.meaning.split import GoalAnswer
from paminn.replies.model import Flag, MailKind
from paminn.replies.read import Reply
from paminn.replies.words.preparing import says_of_the_step
from paminn.replies.words.roles import is_for_all_roles, roles_named
from paminn.standing.answer import Answer, Status

HUMAN = (MailKind.REPLY, MailKind.FORWARD)


def answered(mail: Received, reply: Reply, sent: Reference, day: date, situation: Situation) -> Received:
    """The mail with its answers.

    `reply` is how it is read with `sent`, the message it answers, at hand: then our words can be told from the
    owner's. `day` is the day on which it counts as written.
    """
    by_plan = _answers(reply, sent, day, situation)
    flags = reply.flags
    for plan, answers in by_plan.items():
        its = situation.of(plan)
        if any(speaks_of_another(answer.text, answer.owner, answer.goal, its.goals) for answer in answers):
            flags = (*flags, Flag.ANOTHER_ROLE)
        if any(_is_of_a_role_that_is_no_more(answer, plan, sent, its) for answer in answers):
            flags = (*flags, Flag.ROLE_DIVIDED)
    return replace(
        mail,
        plan=sent.plan,
        reply=replace(
            reply, text=hide_codes(reply.text), alone=hide_codes(reply.alone), flags=tuple(dict.fromkeys(flags))
        ),
        conclusion=_conclusion(reply, [answer for answers in by_plan.values() for answer in answers], sent, situation),
        answers=by_plan.pop(sent.plan, ()),
        elsewhere=by_plan,
        about=sent.key,
        owner=sent.owner,
        roles=sent.roles,
        code=sent.code,
    )


def _conclusion(reply: Reply, answers: Sequence[Answer], sent: Reference, situation: Situation) -> Conclusion | None:
    if answers:
        for answer in answers:
            if answer.status is None:
                return Conclusion(Finding.NEEDS_READING)
        return Conclusion(Finding.READ)
    if Flag.ANOTHER_GOAL in reply.flags:
        if among(reply.text, numbers_of_several(sent, situation)):
            return Conclusion(Finding.WHICH_PLAN)
        return Conclusion(Finding.OTHER_GOAL)
    if reply.text:
        return Conclusion(Finding.STRANGER)
    return None


def numbers_of_several(sent: Reference, situation: Situation) -> frozenset[str]:
    """The numbers that several plans in a message of ours have, so that it called them by a letter too."""
    bare = set()
    for item in sent.items:
        number = _bare_number(item, sent, situation)
        if number:
            bare.add(number)
    return frozenset(bare)


def plans_named(sent: Reference, situation: Situation) -> tuple[NamedPlan, ...]:
    """What each plan in a message of several is called, and which of its numbers had a letter there."""
    if len(sent.plans) == 1:
        return ()
    named = []
    for plan in sent.plans:
        lettered = []
        for item in sent.items:
            number = _bare_number(item, sent, situation)
            if (item.plan or sent.plan) == plan and number:
                lettered.append((number, item.number))
        named.append(NamedPlan(situation.of(plan).names, tuple(lettered)))
    return tuple(named)


def _bare_number(item: Item, sent: Reference, situation: Situation) -> str:
    goal = situation.of(item.plan or sent.plan).goals.get(item.goal)
    if len(sent.plans) == 1 or goal is None:
        return ""
    return without_letter(item.number, goal.number)


def _answers(reply: Reply, sent: Reference, day: date, situation: Situation) -> dict[str, tuple[Answer, ...]]:
    """The answers by plan."""
    parts = {part.goal: part for part in reply.parts if _is_of_one_plan(part.goal, sent)}
    if not parts:
        known = any(_known_name(reply, item, sent, situation) for item in sent.items)
        is_for_a_person_to_place = not known or Flag.ANOTHER_GOAL in reply.flags
        if is_for_a_person_to_place and len(sent.numbers) > 1:
            # One mail for a person to place, not a row for each goal to lay aside.
            return {}
        if reply.text:
            # Something was said about what we asked: the step is answered, but what was said is not guessed.
            # Of what we only told of, one row is enough for a person to see it.
            numbers = sent.asked_numbers or sent.numbers[:1]
            parts = {number: GoalAnswer(number, None, reply.text) for number in numbers}
    answers: dict[str, list[Answer]] = {}
    for part in parts.values():
        if len(parts) == 1:
            # What the mail as a whole leaves in doubt, its only part does not settle.
            part = replace(part, status=reply.status, set_aside=None)
        for asked, of_role in _by_role(part, sent, situation):
            its = situation.of(asked.plan or sent.plan)
            item = answered_in(asked, reply.letter.from_address, its)
            name = _known_name(reply, item, sent, situation)
            read_as = status = _status(reply, of_role, item, sent, situation)
            if read_as is None:
                read_as = _status(reply, replace(of_role, status=of_role.set_aside), item, sent, situation)
            if item.preparing and not says_of_the_step(our_words(sent.raw), part.goal):
                # Nobody can tell whether it is about the step or the day.
                status = None
            answers.setdefault(its.plan, []).append(
                Answer(
                    id=0,
                    goal=item.goal,
                    occurrence=item.occurrence,
                    owner=item.owner,
                    status=status,
                    read_as=read_as,
                    text=hide_codes(of_role.text),
                    received=day,
                    answered_by=_shown_name(reply, name),
                    new_date=of_role.new_date if reply.kind is MailKind.REPLY else None,
                    person=_person(reply, item, its),
                    known_sender=bool(name) and Flag.UNPROVEN_SENDER not in reply.flags,
                )
            )
    return {plan: _each_once(of_plan) for plan, of_plan in answers.items()}


def _is_of_one_plan(number: str, sent: Reference) -> bool:
    """Whether the message asked about it, of one plan: a number with letters of its own may stand in two."""
    return len({item.plan for item in sent.about(number)}) == 1


def _each_once(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Without what is said twice, where roles that were both asked are one by now."""
    once: dict[tuple[GoalId, OccurrenceId, RoleId, str], Answer] = {}
    for answer in answers:
        once.setdefault((answer.goal, answer.occurrence, answer.owner, answer.person), answer)
    return tuple(once.values())


def _by_role(part: GoalAnswer, sent: Reference, situation: Situation) -> Iterator[tuple[Item, GoalAnswer]]:
    """What is said about a goal, for each of the roles that it was asked of.

    Of several roles the answer is for the one that it names; for all of them where our mail said that it would be.
    Else a person reads for whom it is.
    """
    items = sent.about(part.goal)
    its = situation.of(items[0].plan or sent.plan)
    named, words = roles_named(part.text, _names_of([item.owner for item in items], its))
    if len(items) == 1:
        yield items[0], part
    elif len(named) == 1:
        for item in items:
            if item.owner == named[0]:
                yield item, replace(part, text=words)
    elif not named and is_for_all_roles(our_words(sent.raw), part.goal):
        for item in items:
            yield item, part
    else:
        for item in items:
            yield item, replace(part, status=None, set_aside=None, new_date=None)


def _names_of(roles: Collection[RoleId], situation: Situation) -> Mapping[RoleId, Collection[str]]:
    """All that each of these roles has been called: our mail said what it was called then."""
    names: dict[RoleId, set[str]] = {role: {role} for role in roles}
    for goal in situation.goals.values():
        for part in goal.parts:
            if part.role_id in names:
                names[part.role_id].update((part.role, *part.names))
    return names


def _status(reply: Reply, part: GoalAnswer, item: Item, sent: Reference, situation: Situation) -> Status | None:
    if reply.kind is MailKind.FORWARD:
        # A mail passed on says nothing itself.
        return None
    its = situation.of(item.plan or sent.plan)
    if heirs(item, its):
        # For which of the roles it is a person tells.
        return None
    if speaks_of_another(part.text, item.owner, item.goal, its.goals):
        return None
    return part.status


def _is_of_a_role_that_is_no_more(answer: Answer, plan: str, sent: Reference, situation: Situation) -> bool:
    """Whether it is left under the role that was asked, though others bear the goal in its place."""
    for item in sent.items:
        is_asked = (item.plan or sent.plan, item.goal, item.owner) == (plan, answer.goal, answer.owner)
        if is_asked and heirs(item, situation):
            return True
    return False


def _shown_name(reply: Reply, known_name: str) -> str:
    """The sender as people are told; `known_name` is empty where it is not somebody who may answer for the role."""
    if not known_name:
        return f"{called(reply.letter.from_name)} (annan adress än den som påmindes)"
    if Flag.UNPROVEN_SENDER in reply.flags:
        return f"{known_name} (avsändaren är inte styrkt)"
    return known_name


def _known_name(reply: Reply, item: Item, sent: Reference, situation: Situation) -> str:
    """The name by which we know an address that may answer for a role: its holder's, their deputy's, who was reminded.

    Where each answers for themselves, only the one it was asked of, and who stands in for them. Empty for anybody else.
    """
    people = situation.of(item.plan or sent.plan).owners.people.get(item.owner, ())
    if item.person:
        people = tuple(person for person in people if person.email.casefold() == item.person)
    holders = [person for person in people if person.holds_on(situation.today)]
    names = {address.casefold(): name for address, name in sent.people.items()}
    for person in holders or people:
        deputy = person.deputy()
        if deputy:
            names[deputy.email.casefold()] = f"{deputy.name} (ersättare)"
    for person in holders:
        names[person.email.casefold()] = person.name
    return names.get(reply.letter.from_address.casefold(), "")


def _person(reply: Reply, item: Item, situation: Situation) -> str:
    """Whose word it is, where each answers for themselves; of a request from before they did, the sender's."""
    if item.person or item.owner not in situation.owners.each:
        return item.person
    sender = reply.letter.from_address
    return answers_for(situation.owners, item.owner, sender) or sender.casefold()
