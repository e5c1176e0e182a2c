"""The quality team's desk: what waits, and what a named person decides about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from paminn.errors import UsageError
from paminn.incoming.decision import Action, Decision, adopted, changed
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.incoming.written import BELIEVED, date_header, written_on
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import ActionPlan
from paminn.ports.desk import Desk
from paminn.ports.memory import Memory
from paminn.ports.post import Post
from paminn.ports.requests import Requests
from paminn.replies.mail.clean import clean
from paminn.replies.meaning.privacy import personal_flags
from paminn.replies.model import Flag
from paminn.reports.on_the_desk import Edited, Origin, Shown, ShownAnswer, ShownMail, Waiting, WaitingMail
from paminn.standing.answer import Answer, Status
from paminn.standing.word import own_word_before
from paminn.texts.language import swedish_date
from paminn.texts.words import status_word
from paminn.today import Today
from paminn.usecases.plans import KeptPlan, decided
from paminn.usecases.played import refuse_played_decision

_LIST = "Se listan med: paminn replies list"
_PERSONAL = {
    Flag.PERSONAL_NUMBER: "ett personnummer",
    Flag.PHONE_NUMBER: "ett telefonnummer",
    Flag.EMAIL_ADDRESS: "en e-postadress",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision as it is asked for."""

    what: Action
    who: str
    why: str = ""
    text: str | None = field(default=None, repr=False)
    status: str | None = None
    goal: str | None = None
    owner: str | None = None
    new_date: date | None = None


@dataclass(frozen=True, slots=True)
class DeskDoors:
    """What it takes to show one answer or mail and to carry out what is decided about it."""

    folder: KeptPlan
    memory: Memory
    post: Post
    desk: Desk
    requests: Requests


def waiting(folder: KeptPlan, desk: Desk, today: Today) -> Sequence[Waiting]:
    """What a person must look at, answers first, with the text: for the desk, never for a log or an artifact."""
    plan = decided(folder, today.day).plan.identity
    rows: list[Waiting] = []
    for row in desk.waiting(plan):
        if isinstance(row, HeldAnswer):
            rows.append(row)
        else:
            rows.append(_on_its_day(row, today.now))
    return rows


def show(doors: DeskDoors, number: str, today: Today) -> Shown:
    """One answer ("12") or one mail without an answer ("m3"), with its text and where it is from. Raises UsageError."""
    plan = decided(doors.folder, today.day).plan.identity
    if number.startswith("m"):
        return _shown_mail(doors, _mail(doors, plan, number), today.now)
    answer = _answer(doors, plan, number)
    flags = personal_flags(answer.text)
    for row in doors.desk.waiting(plan):
        if isinstance(row, HeldAnswer) and row.answer.id == answer.id:
            flags = row.flags
    return ShownAnswer(answer, flags, _origin(doors, number, today.now))


def decide(doors: DeskDoors, number: str, choice: Choice, today: Today) -> Shown:
    """Carry out a choice about an answer or a mail. A release needs a name and a status. Raises UsageError, Busy."""
    refuse_played_decision(today)
    plan = decided(doors.folder, today.day).plan
    decision = _decision(choice, today, plan)
    if number.startswith("m"):
        return _decide_about_mail(doors, plan, number, decision)
    answer = _answer(doors, plan.identity, number)
    about = replace(answer, goal=decision.goal or answer.goal, owner=decision.owner or answer.owner)
    _refuse_foreign(plan, about.goal, about.owner)
    if decision.what is Action.RELEASE:
        if answer.status is None and decision.status is None:
            raise UsageError("Svaret har inget läge än. Läs det och lägg till --status, till exempel klar eller pågår.")
        if not decision.why:
            _refuse_private(about.text if decision.text is None else decision.text)
            _refuse_instead(about, doors.memory.answers(plan.identity))
    changed_answer = carry_out(doors.desk, doors.requests, plan.identity, answer, decision)
    return ShownAnswer(changed_answer, personal_flags(changed_answer.text))


def carry_out(desk: Desk, requests: Requests, plan: str, answer: Answer, decision: Decision) -> Answer:
    """Make an answer what a decision says, without asking whether it should. Raises Busy."""
    goal = decision.goal or answer.goal
    owner = decision.owner or answer.owner
    asked = requests.requests(plan, owner, goal, answer.received)
    change = changed(answer, decision, asked)
    return desk.decide(answer, change, decision)


def _decision(choice: Choice, today: Today, plan: ActionPlan) -> Decision:
    who = choice.who.strip()
    if not who:
        raise UsageError("Vem beslutar? Lägg till --by och ditt namn.")
    status = _status(choice.status)
    why = choice.why.strip()
    if choice.what is Action.WITHHOLD and not why:
        raise UsageError("Varför ska det hållas inne? Lägg till --why och ett skäl.")
    text = None
    if choice.text is not None:
        cleaned, _ = clean(choice.text)
        text = cleaned.strip()
    return Decision(
        what=choice.what,
        who=who,
        at=today.moment,
        why=why,
        text=text,
        status=status,
        goal=_goal_called(plan, choice.goal),
        owner=_role_called(plan, choice.owner),
        new_date=choice.new_date,
        played=today.played,
    )


def _decide_about_mail(doors: DeskDoors, plan: ActionPlan, number: str, decision: Decision) -> Shown:
    """A mail without an answer is given a goal and a role, or laid aside."""
    mail = _mail(doors, plan.identity, number)
    match decision.what:
        case Action.RELEASE:
            raise UsageError("Mejlet hör inte till något delmål än. Skriv först: paminn replies assign")
        case Action.WITHHOLD:
            shown = _shown_mail(doors, mail, decision.at)
            doors.desk.adopt(mail.mail, None, decision)
            return replace(shown, is_laid_aside=True)
        case Action.ASSIGN:
            answer = _adopted(doors, plan, mail, decision)
            stored = doors.desk.adopt(mail.mail, answer, decision)
            assert stored is not None
            return ShownAnswer(stored, personal_flags(stored.text))
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
    return adopted(mail, decision, goal, owner, received, asked)


def _status(word: str | None) -> Status | None:
    if word is None:
        return None
    said = word.strip().casefold()
    for status in Status:
        # People write the words they read; checks from outside write the code's.
        if said in (status.value, status_word(status).casefold()):
            return status
    raise UsageError(f'«{word}» är inget läge. Välj klar, pågår, försenad eller "ej påbörjad".')


def _refuse_private(text: str) -> None:
    """What looks private is let go only masked, or with a reason that stands in the ledger."""
    private = [_PERSONAL[flag] for flag in personal_flags(text)]
    if private:
        raise UsageError(
            f"Texten ser ut att innehålla {' och '.join(private)}. Spara en granskad text i en fil och lägg till "
            "--text-file FILEN, eller skriv med --why varför texten ändå får släppas."
        )


def _refuse_instead(other: Answer, answers: Sequence[Answer]) -> None:
    """Somebody else's word takes the place of the role's own only with a reason that stands in the ledger."""
    own = own_word_before(answers, other, other.goal, other.owner)
    if own is None:
        return
    said = ""
    if own.status is not None:
        said = f"{status_word(own.status)} "
    raise UsageError(
        f"{own.owner} svarade själv {said}den {swedish_date(own.received)}. Släpper du det här gäller det i "
        "stället. Skriv varför med --why."
    )


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


def _refuse_foreign(plan: ActionPlan, goal_id: GoalId, owner: RoleId) -> None:
    goal = plan.by_id.get(goal_id)
    if goal is None:
        raise UsageError(f"Delmål {goal_id} finns inte i planen.")
    if owner not in [part.role_id for part in goal.parts]:
        roles = ", ".join(part.role for part in goal.parts)
        raise UsageError(f"Rollen {owner} har ingen del i delmål {goal.number}. Välj en av: {roles}.")


def _answer(doors: DeskDoors, plan: str, number: str) -> Answer:
    for answer in doors.memory.answers(plan):
        if str(answer.id) == number:
            return answer
    raise UsageError(f"Det finns inget svar {number}. {_LIST}")


def _mail(doors: DeskDoors, plan: str, number: str) -> UnplacedMail:
    for row in doors.desk.waiting(plan):
        if isinstance(row, UnplacedMail) and row.number == number:
            return row
    raise UsageError(f"Inget mejl {number} väntar. {_LIST}")


def _shown_mail(doors: DeskDoors, mail: UnplacedMail, now: datetime) -> ShownMail:
    return ShownMail(_on_its_day(mail, now), _origin(doors, mail.number, now))


def _on_its_day(mail: UnplacedMail, now: datetime) -> WaitingMail:
    """A mail that came half past midnight came on the day that has begun here, not on the one that UTC still has."""
    received = mail.at.astimezone(now.tzinfo).date()
    return WaitingMail(mail.mail, received, mail.why, mail.flags, mail.sender_name, mail.text)


def _origin(doors: DeskDoors, number: str, now: datetime) -> Origin:
    """What only who reads this one answer or mail is shown."""
    origin = doors.post.origin(number)
    if origin.edited is None:
        return Origin(origin.mail, origin.address, origin.text)
    edited_on = origin.edited.at.astimezone(now.tzinfo).date()
    return Origin(origin.mail, origin.address, origin.text, Edited(origin.edited.who, edited_on, origin.edited.why))
