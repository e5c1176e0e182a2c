"""The quality team's desk: what waits, and what a named person decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import assert_never

from paminn.errors import UsageError
from paminn.incoming.answer_states import AnswerState, Fact, KeptDecision
from paminn.incoming.decision import Action, Decision, PlacedMail, RuledAnswer, adopted, changed
from paminn.incoming.gates import Gate, Shut, gates_shut, gates_shut_to_mail
from paminn.incoming.situation import Situation
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.incoming.written import BELIEVED, date_header, written_on
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import ActionPlan, Owners
from paminn.ports.desk import Desk
from paminn.ports.memory import Memory
from paminn.ports.post import Post
from paminn.ports.reader import Reader
from paminn.ports.record import Record
from paminn.ports.requests import Requests
from paminn.reminders.model import Concern
from paminn.reminders.sharing import answers_for
from paminn.replies.codes import hide_codes
from paminn.replies.mail.clean import clean
from paminn.replies.meaning.privacy import personal_flags
from paminn.replies.model import Flag
from paminn.reports.on_the_desk import (
    AskedQuestion,
    Edited,
    Origin,
    Shown,
    ShownAnswer,
    ShownMail,
    Waiting,
    WaitingMail,
)
from paminn.standing.answer import Answer, Status
from paminn.texts.language import swedish_date
from paminn.texts.plan_words import goal_called
from paminn.texts.words import status_word
from paminn.today import Today
from paminn.usecases.plans import KeptPlan, decided
from paminn.usecases.played import refuse_played_decision
from paminn.usecases.reading.as_it_came import as_it_came
from paminn.usecases.reading.contradicted import against, contradicted
from paminn.usecases.reading.each_heard import each_heard

_LONGEST_QUESTION = 600  # characters
_LIST = "Se listan med: paminn replies list"
LISTED_FOR = timedelta(days=30)
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
    private_why: str = ""
    stranger_why: str = ""
    question: str = field(default="", repr=False)
    text: str | None = field(default=None, repr=False)
    status: str | None = None
    goal: str | None = None
    owner: str | None = None
    new_date: date | None = None


@dataclass(frozen=True, slots=True)
class DeskDoors:
    """What it takes to show one answer or mail and to carry out what is decided about it."""

    kept: KeptPlan
    memory: Memory
    post: Post
    desk: Desk
    requests: Requests
    record: Record
    reader: Reader


def waiting(kept: KeptPlan, desk: Desk, today: Today) -> Sequence[Waiting]:
    """What a person must look at, answers first, with the text: for the desk, never for a log or an artifact."""
    plan = decided(kept, today.day).plan
    rows: list[Waiting] = []
    for row in desk.waiting(plan.identity):
        if isinstance(row, HeldAnswer):
            rows.append(replace(row, answer=_as_called(row.answer, plan)))
        else:
            rows.append(_on_its_day(row, today.now))
    return rows


def laid_aside(kept: KeptPlan, record: Record, today: Today) -> Sequence[WaitingMail]:
    """The machines' mails of late, the newest first: nothing to decide, but nothing out of sight."""
    plan = decided(kept, today.day).plan.identity
    return [_on_its_day(row, today.now) for row in record.laid_aside(plan, today.now.date() - LISTED_FOR)]


def show(doors: DeskDoors, number: str, today: Today) -> Shown:
    """One answer ("12") or one mail without an answer ("m3"), with its text and where it is from. Raises UsageError."""
    plan = decided(doors.kept, today.day).plan
    if number.startswith("m"):
        return _shown_mail(doors, _mail(doors, plan.identity, number), today.now)
    answer = _answer(doors.memory.answers(plan.identity), number)
    flags = personal_flags(answer.text)
    alone = ""
    for row in doors.desk.waiting(plan.identity):
        if isinstance(row, HeldAnswer) and row.answer.id == answer.id:
            flags = row.flags
            if row.answer.status is None and row.answer.read_as is not None:
                alone = row.alone
    rows = contradicted(doors.kept, doors.memory, today.day)
    shown = _as_called(answer, plan)
    origin = _origin(doors, number, today.now)
    return ShownAnswer(
        shown,
        flags,
        origin,
        against(answer, rows),
        _history(doors, answer, plan),
        _questions(doors, answer, plan),
        alone,
        each_heard(doors.kept, doors.memory, today.day).get((shown.goal, shown.owner)),
    )


def decide(doors: DeskDoors, numbers: Sequence[str], choice: Choice, today: Today) -> list[Shown]:
    """Carry out one choice about answers and mails: about all of them, or about none while a gate is shut to any.

    A gate that is shut is told with what opens it. Raises UsageError, Busy.
    """
    refuse_played_decision(today)
    work = decided(doors.kept, today.day)
    plan = work.plan
    decision = _decision(choice, today, plan)
    answers = doors.memory.answers(plan.identity)
    rulings: list[RuledAnswer | PlacedMail] = []
    shown_before: list[Shown] = []
    refusals: dict[str, list[str]] = {}
    for number in dict.fromkeys(numbers):
        if number.startswith("m"):
            mail, is_further = _mail_to_place(doors, plan.identity, number, decision)
            placed = replace(_placing(doors, plan, mail, decision), is_further=is_further)
            if is_further:
                _refuse_twice(doors, answers, placed)
            would_be = placed.answer
            if would_be is not None:
                is_known = _answers_for(doors, mail, would_be.owner, work.owners)
                would_be = replace(would_be, known_sender=is_known)
            shut = gates_shut_to_mail(decision, would_be, answers)
            rulings.append(placed)
            shown_before.append(_shown_mail(doors, mail, today.now))
        else:
            answer = _answer(answers, number)
            shut = gates_shut(answer, decision, answers)
            rulings.append(_deciding(doors, plan, answer, decision))
            shown_before.append(ShownAnswer(answer, ()))
        if shut:
            refusals[number] = [_refusal(gate, decision, plan) for gate in shut]
    if refusals:
        raise UsageError(_all_refusals(refusals, of=len(rulings)))
    stored = doors.desk.decide(rulings)
    rows = contradicted(doors.kept, doors.memory, today.day)
    cards: list[Shown] = []
    for before, made in zip(shown_before, stored, strict=True):
        if made is None:
            assert isinstance(before, ShownMail), "only a mail is laid aside"
            cards.append(replace(before, is_laid_aside=True))
        else:
            shown = _as_called(made, plan)
            flags = personal_flags(made.text)
            history = _history(doors, made, plan)
            questions = _questions(doors, made, plan)
            cards.append(ShownAnswer(shown, flags, None, against(made, rows), history, questions))
    return cards


def _questions(doors: DeskDoors, answer: Answer, plan: ActionPlan) -> tuple[AskedQuestion, ...]:
    """What has been asked back about an answer, and what it is the answer to itself."""
    answers = {other.id: other for other in doors.memory.answers(plan.identity)}
    questions = []
    for question in doors.memory.history(plan.identity, Concern()).questions:
        about = answers[question.answer]
        is_about_it = question.answer == answer.id
        is_of_the_same = (about.goal, about.owner) == (answer.goal, answer.owner)
        is_answered_by_it = is_of_the_same and question.mail is not None and question.mail == answer.request
        if is_about_it or is_answered_by_it:
            questions.append(AskedQuestion(question.who, question.day, question.text, question.mail, is_answered_by_it))
    return tuple(questions)


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
        raise UsageError(f"I {number} väntar inget stycke för sig på att placeras. {_LIST}")
    decision = _decision(choice, today, plan)
    goals = _where(where, rows, plan)
    rulings: list[RuledAnswer | PlacedMail] = []
    for row in rows:
        answer = row.answer
        shut = gates_shut(answer, decision, ())
        if shut:
            raise UsageError("\n".join(_refusal(gate, decision, plan) for gate in shut))
        made = decision
        if answer.goal in goals:
            made = replace(decision, text=f"{answer.text}\n\n{row.alone}".strip())
        rulings.append(ruling_on(doors.requests, plan.identity, answer, made))
    stored = doors.desk.decide(rulings)
    cards: list[Shown] = []
    for made_of_it in stored:
        assert made_of_it is not None, "each is of an answer"
        history = _history(doors, made_of_it, plan)
        cards.append(ShownAnswer(_as_called(made_of_it, plan), personal_flags(made_of_it.text), history=history))
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


def _history(doors: DeskDoors, answer: Answer, plan: ActionPlan) -> tuple[KeptDecision, ...]:
    """All that has been decided about an answer, with goals and roles by what they are called today."""
    kept = doors.record.decisions(plan.identity, answer.id)
    return tuple(
        replace(decision, before=_called(decision.before, plan), after=_called(decision.after, plan))
        for decision in kept
    )


def _called(state: AnswerState | None, plan: ActionPlan) -> AnswerState | None:
    if state is None:
        return None
    called = dict(state)
    goal = called.get(Fact.GOAL)
    owner = called.get(Fact.OWNER)
    if goal is not None:
        called[Fact.GOAL] = goal_called(plan, GoalId(goal))
    if owner is not None:
        called[Fact.OWNER] = plan.name_of(RoleId(owner))
    return called


def _as_called(answer: Answer, plan: ActionPlan) -> Answer:
    """The answer with its goal and role by what they are called today: to be shown, and for nothing else."""
    return replace(answer, goal=GoalId(goal_called(plan, answer.goal)), owner=RoleId(plan.name_of(answer.owner)))


def ruling_on(
    requests: Requests, plan: str, answer: Answer, decision: Decision, person: str | None = None
) -> RuledAnswer:
    """What a decision makes of an answer, without asking whether it should. `person` as in `changed`."""
    goal = decision.goal or answer.goal
    owner = decision.owner or answer.owner
    asked = requests.requests(plan, owner, goal, answer.received)
    return RuledAnswer(answer, changed(answer, decision, asked, person), decision)


def _decision(choice: Choice, today: Today, plan: ActionPlan) -> Decision:
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
        why = _question(choice.question)
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
        played=today.played,
    )


def _question(written: str) -> str:
    """A question in one line, as it stands in a mail."""
    cleaned, _ = clean(written)
    question = " ".join(cleaned.split())
    if len(question) > _LONGEST_QUESTION:
        raise UsageError(f"Frågan är för lång: {len(question)} tecken, högst {_LONGEST_QUESTION}. Korta den.")
    return question


def _refuse_to_set(choice: Choice) -> None:
    """Who asks back changes nothing in the answer."""
    given = (choice.text, choice.status, choice.goal, choice.owner, choice.new_date)
    if choice.why or any(value is not None for value in given):
        raise UsageError("En fråga ändrar inget i svaret. Skriv bara --question och --by.")


def _deciding(doors: DeskDoors, plan: ActionPlan, answer: Answer, decision: Decision) -> RuledAnswer:
    owner = decision.owner or answer.owner
    _refuse_foreign(plan, decision.goal or answer.goal, owner)
    person = None
    if owner != answer.owner:
        person = _whose(doors, owner, str(answer.id), decision)
    return ruling_on(doors.requests, plan.identity, answer, decision, person)


def _whose(doors: DeskDoors, role: RoleId, number: str, decision: Decision) -> str:
    """Whose word an answer or a mail is from now on, where each of the role answers for themselves."""
    owners = decided(doors.kept, decision.day).owners
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


def _all_refusals(refusals: Mapping[str, Sequence[str]], of: int) -> str:
    """Every gate that is shut, by number where there are several."""
    if of == 1:
        (sentences,) = refusals.values()
        return "\n".join(sentences)
    lines = ["Inget är beslutat."]
    for number, sentences in refusals.items():
        lines += [f"{number}: {sentence}" for sentence in sentences]
    return "\n".join(lines)


def _refusal(shut: Shut, decision: Decision, plan: ActionPlan) -> str:
    """Why a gate is shut, and what opens it: each is opened by a reason of its own, which stands in the ledger."""
    match shut.gate:
        case Gate.NO_STATUS:
            return (
                "Svaret har inget läge än. Läs det och lägg till --status, till exempel klar eller pågår, och skriv "
                "med --why varför."
            )
        case Gate.STATUS:
            assert decision.status is not None, "the gate is of a status that is set"
            if shut.read_as is decision.status:
                return (
                    f"Vid numret står {status_word(decision.status)}, men ett stycke i mejlet står för sig. Skriv med "
                    "--why varför läget gäller, eller var stycket hör hemma med: paminn replies place"
                )
            read = "inte läst" if shut.read_as is None else f"läst som {status_word(shut.read_as)}"
            return f"Läget är {read}, och du sätter {status_word(decision.status)}. Skriv varför med --why."
        case Gate.DATE:
            return "Du sätter en annan dag än den som lästes. Skriv varför med --why."
        case Gate.GOAL:
            return "Du sätter ett annat delmål eller en annan roll än de som lästes. Skriv varför med --why."
        case Gate.TEXT:
            return "Du sätter en annan text än den som skrevs. Skriv varför med --why."
        case Gate.HELD_BACK:
            return "Varför ska det hållas inne? Lägg till --why och ett skäl."
        case Gate.PLACED:
            return "Varför hör stycket hemma där? Lägg till --why och ett skäl."
        case Gate.QUESTION:
            return "Vad vill du fråga? Lägg till --question och frågan."
        case Gate.PRIVATE if decision.what is Action.ASK:
            private = " och ".join(_PERSONAL[flag] for flag in shut.flags)
            return (
                f"Frågan ser ut att innehålla {private}, och den går i ett mejl. Skriv om den, eller skriv med "
                "--private-why varför den ändå får gå."
            )
        case Gate.PRIVATE:
            private = " och ".join(_PERSONAL[flag] for flag in shut.flags)
            return (
                f"Texten ser ut att innehålla {private}. Spara en granskad text i en fil och lägg till "
                "--text-file FILEN, eller skriv med --private-why varför texten ändå får släppas."
            )
        case Gate.STRANGER:
            own = shut.own
            assert own is not None, "the gate is of the role's own word"
            said = "" if own.status is None else f"{status_word(own.status)} "
            role = plan.name_of(own.owner)
            choice = "Släpper du det här" if decision.what is Action.RELEASE else "Ger du det här till rollen"
            return (
                f"{role} svarade själv {said}den {swedish_date(own.received)}. {choice} gäller det i stället. "
                "Skriv varför med --stranger-why."
            )
        case _:
            assert_never(shut.gate)


def _status(word: str | None) -> Status | None:
    if word is None:
        return None
    said = word.strip().casefold()
    for status in Status:
        # People write the words they read; checks from outside write the code's.
        if said in (status.value, status_word(status).casefold()):
            return status
    raise UsageError(f'«{word}» är inget läge. Välj klar, pågår, försenad eller "ej påbörjad".')


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


def _answer(answers: Sequence[Answer], number: str) -> Answer:
    for answer in answers:
        if str(answer.id) == number:
            return answer
    raise UsageError(f"Det finns inget svar {number}. {_LIST}")


def _mail_to_place(doors: DeskDoors, plan: str, number: str, decision: Decision) -> tuple[UnplacedMail, bool]:
    """(the mail, whether answers were read from it: then a person has found one more in it)."""
    named = number.removeprefix("m")
    if decision.what is Action.ASSIGN and named.isdecimal():
        answered = doors.record.answered_mail(plan, int(named))
        if answered is not None:
            return answered, True
    return _mail(doors, plan, number), False


def _mail(doors: DeskDoors, plan: str, number: str) -> UnplacedMail:
    for row in doors.desk.waiting(plan):
        if isinstance(row, UnplacedMail) and row.number == number:
            return row
    for row in doors.record.laid_aside(plan, date.min):
        if row.number == number:
            return row
    read_from_it = []
    for row in doors.desk.waiting(plan):
        if isinstance(row, HeldAnswer) and f"m{row.mail}" == number:
            read_from_it.append(str(row.answer.id))
    if read_from_it:
        numbers = " ".join(read_from_it)
        raise UsageError(f"Ur mejlet {number} är svar lästa. Läs dem: paminn replies show {numbers}")
    raise UsageError(f"Inget mejl {number} väntar. {_LIST}")


def _shown_mail(doors: DeskDoors, mail: UnplacedMail, now: datetime) -> ShownMail:
    return ShownMail(_on_its_day(mail, now), _origin(doors, mail.number, now))


def _on_its_day(mail: UnplacedMail, now: datetime) -> WaitingMail:
    """A mail that came half past midnight came on the day that has begun here, not on the one that UTC still has."""
    received = mail.at.astimezone(now.tzinfo).date()
    text = hide_codes(mail.text)
    return WaitingMail(mail.mail, received, mail.why, mail.flags, mail.sender_name, text, mail.kind)


def _origin(doors: DeskDoors, number: str, now: datetime) -> Origin:
    """What only who reads this one answer or mail is shown."""
    origin = doors.post.origin(number)
    edited = None
    if origin.edited is not None:
        edited_on = origin.edited.played or origin.edited.at.astimezone(now.tzinfo).date()
        edited = Edited(origin.edited.who, edited_on, origin.edited.why)
    work = decided(doors.kept, now.date())
    situation = Situation(work.plan.identity, work.owners, now, goals=work.plan.by_id)
    letter = as_it_came(origin.raw, doors.reader, doors.post, situation)
    return Origin(origin.mail, origin.address, hide_codes(origin.text), edited, letter)
