"""What a named person decides about answers and mails, carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from paminn.errors import UsageError
from paminn.incoming.asked import Request
from paminn.incoming.decision import (
    Action,
    Decision,
    PlacedMail,
    RuledAnswer,
    adopted,
    changed,
    concerning,
    would_be_about,
)
from paminn.incoming.gates import gates_shut, gates_shut_to_mail
from paminn.incoming.waiting import UnplacedMail
from paminn.incoming.written import BELIEVED, date_header, written_on
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import ActionPlan, Owners
from paminn.ports.requests import Requests
from paminn.reminders.mailboxes import answers_for
from paminn.reminders.model import Concern
from paminn.replies.model import Flag
from paminn.reports.on_the_desk import Shown, ShownMail
from paminn.standing.answer import Answer
from paminn.today import Today
from paminn.usecases.desk.answer_shown import answers_decided
from paminn.usecases.desk.ask import not_to_be_asked
from paminn.usecases.desk.at_hand import DeskDoors, answer_numbered, answered_mail, mail_numbered
from paminn.usecases.desk.choice import Choice, decision_asked_for
from paminn.usecases.desk.show import mail_shown
from paminn.usecases.desk.shut_gates import all_refusals, refusal
from paminn.usecases.plans import decided
from paminn.usecases.played import refuse_played_decision
from paminn.usecases.reading.contradicted import contradicted

_ONLY_MAILS = (
    "Ett svar som är läst hör till planen vars mejl det svarar på, så svar {number} går inte att flytta. Finns det ord "
    "i mejlet om en annan plan, skriv mejlets nummer, till exempel m3: paminn replies assign m3 --to-plan …"
)


def decide(doors: DeskDoors, numbers: Sequence[str], choice: Choice, today: Today) -> list[Shown]:
    """Carry out one choice about answers and mails: about all of them, or about none while a gate is shut to any.

    A gate that is shut is told with what opens it. Raises UsageError, Busy.
    """
    refuse_played_decision(today)
    work = decided(doors.target, today.day)
    plan = work.plan
    at_desk = decided(doors.kept, today.day).plan.identity
    decision = decision_asked_for(choice, today, plan)
    answers = doors.memory.answers(plan.identity)
    rulings: list[RuledAnswer | PlacedMail] = []
    laid_aside: dict[int, ShownMail] = {}
    refusals: dict[str, list[str]] = {}
    for number in dict.fromkeys(numbers):
        if number.startswith("m"):
            mail, is_further = _mail_to_place(doors, at_desk, number, decision)
            placed = replace(_placing(doors, plan, mail, decision), is_further=is_further)
            if at_desk != plan.identity:
                placed = replace(placed, plan=plan.identity)
            if is_further:
                _refuse_twice(doors, answers, placed)
            would_be = placed.answer
            if would_be is not None:
                is_known = _answers_for(doors, mail, would_be.owner, work.owners)
                would_be = replace(would_be, known_sender=is_known)
            shut = gates_shut_to_mail(decision, would_be, answers)
            if would_be is None:
                laid_aside[len(rulings)] = replace(mail_shown(doors, mail, today.now), is_laid_aside=True)
            if placed.answer is not None:
                placed = replace(placed, answer=concerning(placed.answer, decision))
            rulings.append(placed)
        elif doors.into is not None:
            raise UsageError(_ONLY_MAILS.format(number=number))
        else:
            answer = answer_numbered(answers, number)
            requests = _requests(doors.requests, plan.identity, answer, decision)
            shut = gates_shut(answer, decision, answers, would_be_about(answer, decision, requests))
            rulings.append(_deciding(doors, plan, answer, decision))
            in_the_way = _in_the_way_of_a_question(doors, plan, answer, decision)
            if in_the_way:
                refusals[number] = [in_the_way]
                continue
        if shut:
            refusals[number] = [refusal(gate, decision, plan) for gate in shut]
    if refusals:
        raise UsageError(all_refusals(refusals, of=len(rulings)))
    stored = doors.desk.decide(rulings)
    made = [answer for answer in stored if answer is not None]
    contradictions = contradicted(doors.target, doors.memory, today.day)
    cards: list[Shown] = list(answers_decided(doors, made, plan, contradictions))
    for place, mail_aside in laid_aside.items():
        cards.insert(place, mail_aside)
    return cards


def _in_the_way_of_a_question(doors: DeskDoors, plan: ActionPlan, answer: Answer, decision: Decision) -> str:
    if decision.what is not Action.ASK:
        return ""
    asked = doors.memory.history(plan.identity, Concern()).questions
    return not_to_be_asked(decision.why, answer, asked, plan)


def ruling_on(
    requests: Requests, plan: str, answer: Answer, decision: Decision, person: str | None = None
) -> RuledAnswer:
    """What a decision makes of an answer, without asking whether it should. `person` as in `changed`."""
    asked = _requests(requests, plan, answer, decision)
    return RuledAnswer(answer, changed(answer, decision, asked, person), decision)


def _requests(requests: Requests, plan: str, answer: Answer, decision: Decision) -> Sequence[Request]:
    """What the role has been asked about the goal, of those that a decision gives an answer."""
    goal = decision.goal or answer.goal
    owner = decision.owner or answer.owner
    return requests.requests(plan, owner, goal, answer.received)


def _deciding(doors: DeskDoors, plan: ActionPlan, answer: Answer, decision: Decision) -> RuledAnswer:
    owner = decision.owner or answer.owner
    if decision.goal is not None or decision.owner is not None:
        # What was answered while the plan had it can be decided about when the plan no longer has it.
        _refuse_foreign(plan, decision.goal or answer.goal, owner)
    person = None
    if owner != answer.owner:
        person = _whose(doors, owner, str(answer.id), decision)
    return ruling_on(doors.requests, plan.identity, answer, decision, person)


def _whose(doors: DeskDoors, role: RoleId, number: str, decision: Decision) -> str:
    """Whose word an answer or a mail is from now on, where each of the role answers for themselves."""
    owners = decided(doors.target, decision.day).owners
    if role not in owners.each:
        return ""
    address = doors.post.origin(number).address
    return answers_for(owners, role, address) or address.casefold()


def _placing(doors: DeskDoors, plan: ActionPlan, mail: UnplacedMail, decision: Decision) -> PlacedMail:
    """A mail without an answer is given a goal and a role, or laid aside."""
    match decision.what:
        case Action.RELEASE:
            raise UsageError("Mejlet hör inte till något delmål än. Skriv först: paminn replies assign")
        case Action.WITHHOLD:
            return PlacedMail(mail.mail, None, decision)
        case Action.ASSIGN:
            return PlacedMail(mail.mail, _adopted(doors, plan, mail, decision), decision)
        case Action.ASK | Action.PLACE:
            raise UsageError("Mejlet hör inte till något delmål än. Skriv först: paminn replies assign")
        case _:
            assert_never(decision.what)


def _adopted(doors: DeskDoors, plan: ActionPlan, mail: UnplacedMail, decision: Decision) -> Answer:
    goal = decision.goal
    owner = decision.owner
    if not goal or not owner:
        raise UsageError("Vilket delmål och vilken roll? Lägg till --goal och --owner.")
    _refuse_foreign(plan, goal, owner)
    stored = mail.at.astimezone(decision.at.tzinfo)
    said = date_header(doors.post.origin(mail.number).raw)
    received = written_on(said, stored, earliest=stored.date() - BELIEVED)
    asked = doors.requests.requests(plan.identity, owner, goal, received)
    person = _whose(doors, owner, mail.number, decision)
    return adopted(mail, decision, goal, owner, received, asked, person)


def _refuse_twice(doors: DeskDoors, answers: Sequence[Answer], placed: PlacedMail) -> None:
    """One mail is one answer of a role about a goal."""
    further = placed.answer
    assert further is not None, "a further answer is an answer"
    for answer in answers:
        is_same = answer.goal == further.goal and answer.owner == further.owner
        if is_same and doors.post.origin(str(answer.id)).mail == placed.mail:
            raise UsageError(f"Svar {answer.id} är redan det som mejlet säger om delmålet. Ändra det i stället.")


def _answers_for(doors: DeskDoors, mail: UnplacedMail, role: RoleId, owners: Owners) -> bool:
    """Whether a mail is from an address of somebody who holds the role or stands in, and nothing speaks against it."""
    if Flag.UNPROVEN_SENDER in mail.flags or Flag.SUSPECT in mail.flags:
        return False
    address = doors.post.origin(mail.number).address.casefold()
    for person in owners.people.get(role, ()):
        if address and address in (person.email.casefold(), person.deputy_email.casefold()):
            return True
    return False


def _refuse_foreign(plan: ActionPlan, goal_id: GoalId, owner: RoleId) -> None:
    goal = plan.by_id.get(goal_id)
    if goal is None:
        raise UsageError(f"Delmål {plan.number_of(goal_id)} finns inte längre i planen. Välj ett annat med --goal.")
    if owner not in [part.role_id for part in goal.parts]:
        roles = ", ".join(part.role for part in goal.parts)
        raise UsageError(f"Rollen {plan.name_of(owner)} har ingen del i delmål {goal.number}. Välj en av: {roles}.")


def _mail_to_place(doors: DeskDoors, plan: str, number: str, decision: Decision) -> tuple[UnplacedMail, bool]:
    """(the mail, whether answers were read from it: then a person has found one more in it)."""
    if decision.what is Action.ASSIGN:
        answered = answered_mail(doors, plan, number)
        if answered is not None:
            return answered, True
    return mail_numbered(doors, plan, number), False
