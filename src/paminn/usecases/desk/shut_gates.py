"""Why a decision does not stand, and what opens it, gate by gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from paminn.incoming.decision import Action, Decision
from paminn.incoming.gates import Gate, Shut
from paminn.plan.model import ActionPlan
from paminn.replies.model import Flag
from paminn.texts.language import count_word, swedish_date
from paminn.texts.words import status_word

_PERSONAL = {
    Flag.PERSONAL_NUMBER: "ett personnummer",
    Flag.PHONE_NUMBER: "ett telefonnummer",
    Flag.EMAIL_ADDRESS: "en e-postadress",
}


def all_refusals(refusals: Mapping[str, Sequence[str]], of: int) -> str:
    """Every gate that is shut, by number where there are several."""
    if of == 1:
        (sentences,) = refusals.values()
        return "\n".join(sentences)
    lines = ["Inget är beslutat."]
    for number, sentences in refusals.items():
        lines += [f"{number}: {sentence}" for sentence in sentences]
    return "\n".join(lines)


def refusal(shut: Shut, decision: Decision, plan: ActionPlan) -> str:
    """Why a gate is shut, and what opens it: each is opened by a reason of its own, which stands in the ledger."""
    match shut.gate:
        case Gate.NO_STATUS:
            return (
                "Svaret har inget läge än. Läs det och lägg till --status, till exempel klar eller pågår, och skriv "
                "med --why varför."
            )
        case Gate.STATUS:
            assert decision.status is not None, "the gate is of a status that is set"
            if shut.read_as is decision.status and shut.stands is not None:
                stands = status_word(shut.stands)
                again = status_word(decision.status)
                return f"Kvalitetsteamet har satt läget {stands}, och du sätter {again} igen. Skriv varför med --why."
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
        case Gate.STEP_OR_DAY:
            asked = _only_prepared(shut)
            return f"{asked} Gäller svaret steget eller dagen? Lägg till --about steget eller --about dagen."
        case Gate.DAY:
            return f"{_only_prepared(shut)} Skriv med --why varför svaret gäller hela dagen."
        case Gate.NO_STEP:
            return "Svaret gäller ingen förberedelse, så --about hör inte hit. Ta bort det."
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


def _only_prepared(shut: Shut) -> str:
    about = shut.about
    assert about is not None, "the gate is of a preparation"
    assert about.day is not None, "what is prepared is a day"
    weeks = about.weeks or 0
    before = "en vecka" if weeks == 1 else f"{count_word(weeks)} veckor"
    return f"Mejlet bad bara rollen att förbereda {swedish_date(about.day)}, {before} före."
