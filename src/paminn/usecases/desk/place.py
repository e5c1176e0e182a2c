"""Where the words belong that stand by themselves in a mail with several answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paminn.errors import UsageError
from paminn.incoming.decision import PlacedMail, RuledAnswer
from paminn.incoming.gates import gates_shut
from paminn.incoming.waiting import HeldAnswer
from paminn.plan.identities import GoalId
from paminn.plan.model import ActionPlan
from paminn.ports.requests import Requests
from paminn.reports.on_the_desk import Shown
from paminn.texts.plan_words import goal_in_words
from paminn.today import Today
from paminn.usecases.desk.answer_shown import answers_decided, what_they_are_called
from paminn.usecases.desk.at_hand import LIST, DeskDoors
from paminn.usecases.desk.choice import Choice, decision_asked_for
from paminn.usecases.desk.ruling import ruling_on
from paminn.usecases.desk.shut_gates import refusal
from paminn.usecases.plans import decided
from paminn.usecases.played import refuse_played_decision
from paminn.usecases.reading.contradicted import contradicted


def place(doors: DeskDoors, number: str, where: str, choice: Choice, today: Today) -> list[Shown]:
    """Say where the words belong that stand by themselves in the mail "m7": at a goal, at "alla" or at "inget".

    The statuses at the goals' numbers, which those words had set aside, stand then. Raises UsageError, Busy.
    """
    refuse_played_decision(today)
    if not number.startswith("m"):
        raise UsageError(f"Skriv mejlets nummer, som börjar med m. Det står i: paminn replies show {number}")
    plan = decided(doors.kept, today.day).plan
    rows = []
    for row in doors.desk.waiting(plan.identity):
        if isinstance(row, HeldAnswer) and f"m{row.mail}" == number and row.alone and row.answer.placed is None:
            rows.append(row)
    if not rows:
        raise UsageError(f"I {number} väntar inget stycke för sig på att placeras. {LIST}")
    goals = _where(where, rows, plan, doors.requests)
    decision = replace(decision_asked_for(choice, today, plan), placed=tuple(sorted(goals)))
    rulings: list[RuledAnswer | PlacedMail] = []
    for row in rows:
        answer = row.answer
        shut = gates_shut(answer, decision, ())
        if shut:
            raise UsageError("\n".join(refusal(gate, decision, plan) for gate in shut))
        made = decision
        if answer.goal in goals:
            made = replace(decision, text=f"{answer.text}\n\n{row.alone}".strip())
        rulings.append(ruling_on(doors.requests, plan.identity, answer, made))
    stored = doors.desk.decide(rulings)
    made_of_them = [answer for answer in stored if answer is not None]
    contradictions = contradicted(doors.kept, doors.memory, today.day)
    return list(answers_decided(doors, made_of_them, plan, contradictions))


def _where(said: str, rows: Sequence[HeldAnswer], plan: ActionPlan, requests: Requests) -> frozenset[GoalId]:
    """The goals at which a person says that the words belong: by today's number, or by the answer's as "svar:12".

    Who reads the mail may mean its numbers, so one that is another goal's there is asked about.
    """
    goals = frozenset(row.answer.goal for row in rows)
    match said.strip().casefold():
        case "alla":
            return goals
        case "inget":
            return frozenset()
    by_answer = {f"svar:{row.answer.id}": row.answer.goal for row in rows}
    if said in by_answer:
        return frozenset({by_answer[said]})
    called = what_they_are_called([row.answer for row in rows], plan, requests)
    numbers = {plan.number_of(goal): goal for goal in goals}
    if said not in numbers:
        choices = ", ".join(sorted({goal_in_words(known) for known in called.values()}))
        raise UsageError(f"Var hör stycket hemma? Lägg till --goal och något av {choices}, alla eller inget.")
    for row in rows:
        is_another = row.answer.goal != numbers[said]
        if is_another and called[row.answer.id].asked_as == said:
            by_number = [f"--goal svar:{row.answer.id} för {goal_in_words(called[row.answer.id])}" for row in rows]
            choices = " eller ".join(by_number)
            raise UsageError(f"I mejlet är {said} ett annat delmål än i dag. Skriv svarets nummer: {choices}.")
    return frozenset({numbers[said]})
