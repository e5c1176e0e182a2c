"""Where the words belong that stand by themselves in a mail with several answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paminn.errors import UsageError
from paminn.incoming.decision import Action, PlacedMail, RuledAnswer
from paminn.incoming.gates import gates_shut
from paminn.incoming.waiting import HeldAnswer
from paminn.plan.identities import GoalId
from paminn.plan.model import ActionPlan
from paminn.replies.meaning.privacy import personal_flags
from paminn.reports.on_the_desk import (
    Shown,
    ShownAnswer,
)
from paminn.standing.answer import Answer
from paminn.today import Today
from paminn.usecases.desk.at_hand import LIST, DeskDoors
from paminn.usecases.desk.choice import Choice, decision_asked_for
from paminn.usecases.desk.ruling import ruling_on
from paminn.usecases.desk.show import as_called, history_of
from paminn.usecases.desk.shut_gates import refusal
from paminn.usecases.plans import decided
from paminn.usecases.played import refuse_played_decision


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
        if not isinstance(row, HeldAnswer) or f"m{row.mail}" != number or not row.alone:
            continue
        if not _is_placed(doors, plan.identity, row.answer):
            rows.append(row)
    if not rows:
        raise UsageError(f"I {number} väntar inget stycke för sig på att placeras. {LIST}")
    decision = decision_asked_for(choice, today, plan)
    goals = _where(where, rows, plan)
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
    cards: list[Shown] = []
    for made_of_it in stored:
        assert made_of_it is not None, "each is of an answer"
        history = history_of(doors, made_of_it, plan)
        cards.append(ShownAnswer(as_called(made_of_it, plan), personal_flags(made_of_it.text), history=history))
    return cards


def _is_placed(doors: DeskDoors, plan: str, answer: Answer) -> bool:
    """Whether a person has placed it already, and nobody has changed the answer since."""
    last = None
    for made in doors.record.decisions(plan, answer.id):
        if made.what in (Action.PLACE, Action.ASSIGN):
            last = made.what
    return last is Action.PLACE


def _where(said: str, rows: Sequence[HeldAnswer], plan: ActionPlan) -> frozenset[GoalId]:
    """The goals at which a person says that the words belong."""
    goals = frozenset(row.answer.goal for row in rows)
    match said.strip().casefold():
        case "alla":
            return goals
        case "inget":
            return frozenset()
    numbers = {plan.number_of(goal): goal for goal in goals}
    if said not in numbers:
        choices = ", ".join(sorted(numbers))
        raise UsageError(f"Var hör stycket hemma? Lägg till --goal och något av {choices}, alla eller inget.")
    return frozenset({numbers[said]})
