"""What the quality team asks back, as it stands in a mail, and what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable

from paminn.errors import UsageError
from paminn.plan.model import ActionPlan
from paminn.reminders.model import Question
from paminn.replies.mail.clean import clean
from paminn.standing.answer import Answer
from paminn.texts.language import swedish_date

_LONGEST_QUESTION = 600  # characters
_ENDINGS = " ?!."


def question_in_a_line(written: str) -> str:
    """A question in one line, as it stands in a mail. Raises UsageError when it is too long."""
    cleaned, _ = clean(written)
    question = " ".join(cleaned.split())
    if len(question) > _LONGEST_QUESTION:
        raise UsageError(f"Frågan är för lång: {len(question)} tecken, högst {_LONGEST_QUESTION}. Korta den.")
    return question


def not_to_be_asked(question: str, answer: Answer, asked: Iterable[Question], plan: ActionPlan) -> str:
    """Why a question about an answer goes to nobody, and what to do instead; empty where nothing speaks against it.

    `asked` are all that have been asked about the plan's answers.
    """
    goal = plan.by_id.get(answer.goal)
    if goal is None:
        number = plan.number_of(answer.goal)
        return f"Delmål {number} finns inte längre i planen, så inget mejl går om det. Fråga rollen på annat sätt."
    if answer.owner not in [part.role_id for part in goal.parts]:
        role = plan.name_of(answer.owner)
        return f"{role} har ingen del i delmål {goal.number} längre, så inget mejl går om det. Fråga på annat sätt."
    for earlier in asked:
        if earlier.answer == answer.id and _words(earlier.text) == _words(question):
            how = "Den går med nästa mejl." if earlier.mail is None else "Den har gått ut i ett mejl."
            return (
                f"{earlier.who} ställde den frågan den {swedish_date(earlier.day)}. {how} Vill du fråga något mer, "
                "skriv frågan med andra ord."
            )
    return ""


def _words(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip(_ENDINGS)
