"""A decision as a person asks for it, in their words, made one that can be carried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from paminn.errors import UsageError
from paminn.incoming.decision import Action, Concerns, Decision
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import ActionPlan
from paminn.replies.mail.clean import clean
from paminn.standing.answer import Status
from paminn.texts.words import status_word
from paminn.today import Today
from paminn.usecases.desk.ask import question_in_a_line


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision as it is asked for."""

    what: Action
    who: str
    why: str = ""
    private_why: str = ""
    stranger_why: str = ""
    question: str = field(default="", repr=False)
    text: str | None = field(default=None, repr=False)
    status: str | None = None
    goal: str | None = None
    owner: str | None = None
    new_date: date | None = None
    about: str | None = None


def decision_asked_for(choice: Choice, today: Today, plan: ActionPlan) -> Decision:
    who = choice.who.strip()
    if not who:
        raise UsageError("Vem beslutar? Lägg till --by och ditt namn.")
    text = None
    if choice.text is not None:
        cleaned, _ = clean(choice.text)
        text = cleaned.strip()
    why = choice.why.strip()
    if choice.what is Action.ASK:
        _refuse_to_set(choice)
        why = question_in_a_line(choice.question)
    return Decision(
        what=choice.what,
        who=who,
        at=today.moment,
        why=why,
        private_why=choice.private_why.strip(),
        stranger_why=choice.stranger_why.strip(),
        text=text,
        status=_status(choice.status),
        goal=_goal_called(plan, choice.goal),
        owner=_role_called(plan, choice.owner),
        new_date=choice.new_date,
        concerns=_concerns(choice.about),
        played=today.played,
    )


def _status(word: str | None) -> Status | None:
    if word is None:
        return None
    said = word.strip().casefold()
    for status in Status:
        # People write the words they read; checks from outside write the code's.
        if said in (status.value, status_word(status).casefold()):
            return status
    raise UsageError(f'«{word}» är inget läge. Välj klar, pågår, försenad eller "ej påbörjad".')


_CONCERNS = {"steget": Concerns.STEP, "dagen": Concerns.DAY}


def _concerns(word: str | None) -> Concerns | None:
    if word is None:
        return None
    said = _CONCERNS.get(word.strip().casefold())
    if said is None:
        raise UsageError(f"Vad gäller svaret? «{word}» går inte. Skriv --about steget eller --about dagen.")
    return said


def _goal_called(plan: ActionPlan, number: str | None) -> GoalId | None:
    """The goal that a person calls by its number."""
    if number is None:
        return None
    if number not in plan.by_number:
        raise UsageError(f"Delmål {number} finns inte i planen.")
    return plan.by_number[number].id


def _role_called(plan: ActionPlan, name: str | None) -> RoleId | None:
    """The role that a person calls by its name. One that the plan does not have is left for the goal to refuse."""
    if name is None:
        return None
    for goal in plan.goals():
        for part in goal.parts:
            if part.role == name:
                return part.role_id
    return RoleId(name)


def _refuse_to_set(choice: Choice) -> None:
    """Who asks back changes nothing in the answer."""
    given = (choice.text, choice.status, choice.goal, choice.owner, choice.new_date, choice.about)
    if choice.why or any(value is not None for value in given):
        raise UsageError("En fråga ändrar inget i svaret. Skriv bara --question och --by.")
