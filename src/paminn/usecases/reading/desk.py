"""The quality team's desk: what waits, and what a named person decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from paminn.errors import UsageError
from paminn.incoming.finding import Conclusion
from paminn.plan.model import ActionPlan
from paminn.ports.desk import Decision
from paminn.replies.mail.clean import clean
from paminn.replies.meaning.privacy import personal_flags
from paminn.replies.model import Flag
from paminn.standing.answer import Answer, Status
from paminn.standing.word import own_word_before
from paminn.texts.language import swedish_date
from paminn.texts.words import conclusion_told, status_word
from paminn.usecases.house import House, decided

_LIST = "Se listan med: paminn replies list"
_PERSONAL = {
    Flag.PERSONAL_NUMBER: "ett personnummer",
    Flag.PHONE_NUMBER: "ett telefonnummer",
    Flag.EMAIL_ADDRESS: "en e-postadress",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision as it is asked for: release, withhold or assign."""

    what: str
    who: str
    why: str = ""
    text: str | None = field(default=None, repr=False)
    status: str | None = None
    goal: str | None = None
    owner: str | None = None
    new_date: date | None = None


def waiting(house: House, now: datetime) -> Sequence[Mapping[str, object]]:
    """What a person must look at, oldest first, with the text: for the desk, never for a log or an artifact."""
    return [_in_words(row) for row in house.desk.waiting(decided(house.plan, now.date()).plan.identity)]


def _in_words(row: Mapping[str, object]) -> Mapping[str, object]:
    conclusion = Conclusion.parse(str(row["why"]))
    if conclusion is None:
        return row
    return {**row, "why": conclusion_told(conclusion)}


def show(house: House, number: str, now: datetime) -> Mapping[str, object]:
    """One answer ("12") or one mail without an answer ("m3"), with its text and where it is from. Raises UsageError."""
    plan = decided(house.plan, now.date()).plan.identity
    if number.startswith("m"):
        found = [row for row in house.desk.waiting(plan) if row["id"] is None and f"m{row['mail']}" == number]
        if found:
            return {**_in_words(found[0]), **_origin(house, number, now)}
        raise UsageError(f"Inget mejl {number} väntar. {_LIST}")
    answer = _answer(house, plan, number)
    held = (row["flags"] for row in house.desk.waiting(plan) if row["id"] == answer.id)
    shown = as_row(answer)
    return shown | {"flags": next(held, shown["flags"])} | _origin(house, number, now)


def decide(house: House, number: str, choice: Choice, now: datetime) -> Mapping[str, object]:
    """Carry out a choice about an answer or a mail. A release needs a name and a status."""
    plan = decided(house.plan, now.date()).plan
    if not choice.who.strip():
        raise UsageError("Vem beslutar? Lägg till --by och ditt namn.")
    status = _status(choice.status)
    decision = Decision(
        choice.what,
        choice.who.strip(),
        now,
        choice.why.strip(),
        None if choice.text is None else clean(choice.text)[0].strip(),
        status,
        choice.goal,
        choice.owner,
        choice.new_date,
    )
    if choice.what == "withhold" and not decision.why:
        raise UsageError("Varför ska det hållas inne? Lägg till --why och ett skäl.")
    if number.startswith("m"):
        return _settle_mail(house, plan, number, decision, now)
    current = _answer(house, plan.identity, number)
    goal, owner = choice.goal or current.goal, choice.owner or current.owner
    _refuse_foreign(plan, goal, owner)
    if choice.what == "release":
        if not (status or current.status):
            raise UsageError("Svaret har inget läge än. Läs det och lägg till --status, till exempel klar eller pågår.")
        _refuse_private(current.text if decision.text is None else decision.text, decision.why)
        own = own_word_before(house.memory.answers(plan.identity), current, goal, owner)
        _refuse_instead(own, decision.why)
    return as_row(house.desk.decide(current.id, decision))


def _settle_mail(
    house: House, plan: ActionPlan, number: str, decision: Decision, now: datetime
) -> Mapping[str, object]:
    row = show(house, number, now)
    if decision.what == "release":
        raise UsageError("Mejlet hör inte till något delmål än. Skriv först: paminn replies assign")
    if decision.what == "assign":
        if not (decision.goal and decision.owner):
            raise UsageError("Vilket delmål och vilken roll? Lägg till --goal och --owner.")
        _refuse_foreign(plan, decision.goal, decision.owner)
    made = house.desk.adopt(int(str(row["mail"])), decision)
    return as_row(made) if made else {**row, "release": "withheld"}


def _status(word: str | None) -> Status | None:
    if word is None:
        return None
    said = word.strip().casefold()
    for status in Status:
        # People write the words they read; checks from outside write the code's.
        if said in (status.value, status_word(status).casefold()):
            return status
    raise UsageError(f'«{word}» är inget läge. Välj klar, pågår, försenad eller "ej påbörjad".')


def _refuse_private(text: str, why: str) -> None:
    """What looks private is let go only masked, or with a reason that stands in the ledger."""
    found = [_PERSONAL[flag] for flag in personal_flags(text)]
    if found and not why:
        raise UsageError(
            f"Texten ser ut att innehålla {' och '.join(found)}. Spara en granskad text i en fil och lägg till "
            "--text-file FILEN, eller skriv med --why varför texten ändå får släppas."
        )


def _refuse_instead(own: Answer | None, why: str) -> None:
    """Somebody else's word takes the place of the role's own only with a reason that stands in the ledger."""
    if own and not why:
        said = f"{status_word(own.status)} " if own.status else ""
        raise UsageError(
            f"{own.owner} svarade själv {said}den {swedish_date(own.received)}. Släpper du det här gäller det i "
            "stället. Skriv varför med --why."
        )


def _refuse_foreign(plan: ActionPlan, goal: str, owner: str) -> None:
    if goal not in plan.by_number:
        raise UsageError(f"Delmål {goal} finns inte i planen.")
    roles = [part.role for part in plan.by_number[goal].parts]
    if owner not in roles:
        raise UsageError(f"Rollen {owner} har ingen del i delmål {goal}. Välj en av: {', '.join(roles)}.")


def _answer(house: House, plan: str, number: str) -> Answer:
    for answer in house.memory.answers(plan):
        if str(answer.id) == number:
            return answer
    raise UsageError(f"Det finns inget svar {number}. {_LIST}")


def _origin(house: House, number: str, now: datetime) -> dict[str, object]:
    """What only who reads this one answer or mail is shown."""
    origin = house.post.origin(number)
    edited = origin.edited
    if edited:
        day = edited.at.astimezone(now.tzinfo).date()
        told = {"by": edited.who, "on": day.isoformat(), "why": edited.why}
    return {"address": origin.address or None, "edited": told if edited else None}


def as_row(answer: Answer) -> dict[str, object]:
    return {
        "id": answer.id,
        "goal": answer.goal,
        "owner": answer.owner,
        "occurrence": str(answer.occurrence),
        "status": answer.status.value if answer.status else None,
        "new_date": answer.new_date.isoformat() if answer.new_date else None,
        "received": answer.received.isoformat(),
        "answered_by": answer.answered_by,
        "release": answer.release.value,
        "known_sender": answer.known_sender,
        "flags": list(personal_flags(answer.text)),
        "text": answer.text,
    }
