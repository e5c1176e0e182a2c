"""A digest as a mail: its subject, its text and its page, worded by the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from paminn.plan.model import ActionPlan
from paminn.reminders.model import Digest, Purpose, Reminder
from paminn.replies.codes import show_code
from paminn.texts.abbreviations import SpellOut
from paminn.texts.render import render

MARKER = "-- Skriv ditt svar ovanför den här raden --"
# The machine's word in ASCII, since some clients spoil å and ö in a link; a person reads the other.
BUTTONS = (("Klar", "KLAR"), ("Pågår", "PAGAR"), ("Försenad", "FORSENAD"), ("Ej påbörjad", "EJ-PABORJAD"))


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a mail says beside its digest."""

    plan: ActionPlan
    sender: str
    contact: str
    public_url: str = ""
    redirected: bool = False
    unreachable: bool = False
    instead_of: tuple[str, ...] = ()  # who should have had it, when it goes to a deputy


def word_digest(digest: Digest, code: str, context: Context) -> Mail:
    """Subject, plain text and HTML of one digest."""
    values = digest_values(digest, code, context)
    subject = " ".join(render("reminder/subject.txt", **values).split())
    # Each part is read from its own top, so each spells out anew.
    text = render("reminder/body.txt", **values, spell=SpellOut(context.plan.definitions))
    html = render("reminder/body.html", **values, subject=subject, spell=SpellOut(context.plan.definitions))
    return Mail(subject, text.strip() + "\n", html)


def digest_values(digest: Digest, code: str, context: Context) -> dict[str, Any]:
    """What the templates know of one digest."""
    items = [item_values(reminder, digest, code, context) for reminder in digest.reminders]
    # A preparation only tells; nobody is asked how the day went before it has been.
    asked = [item for item in items if not item["preparation"]]
    return {
        "digest": digest,
        "plan": context.plan,
        "items": items,
        "asked": asked,
        "late": [item for item in asked if item["late"]],
        "missing": [item for item in asked if item["missing"]],
        "reply_by": min((item["due"] for item in asked if item["due"] >= digest.day), default=None),
        "code": show_code(code),
        "marker": MARKER,
        "context": context,
    }


def reply_link(sender: str, goal: str, button: tuple[str, str], code: str) -> str:
    """A mailto link (RFC 6068) that opens an answer with the status filled in; under 400 characters."""
    subject, body = reply_parts(goal, button, code)
    return f"mailto:{quote(sender, safe='@')}?subject={subject}&body={body}"


def reply_parts(goal: str, button: tuple[str, str], code: str) -> tuple[str, str]:
    """Subject and body of the answer that a button opens, percent-encoded."""
    words, machine = button
    lines = [f"DELMAL={goal} STATUS={machine}", *(["Nytt datum: "] if machine == "FORSENAD" else []), "", ""]
    return quote(f"Svar {goal} {words} {show_code(code)}"), "%0D%0A".join(map(quote, lines))


def item_values(reminder: Reminder, digest: Digest, code: str, context: Context) -> Mapping[str, Any]:
    """What the templates know of one reminder."""
    goal = reminder.goal
    return {
        "goal": goal,
        "part": reminder.part,
        "purpose": reminder.occurrence.purpose.value,
        "due": reminder.due,
        "decided_due": reminder.decided_due,
        "moved": reminder.moved,
        # Work can be late; an account that has not come is only missing.
        "late": reminder.due < digest.day and reminder.occurrence.purpose is not Purpose.ACCOUNT,
        "missing": reminder.due < digest.day and reminder.occurrence.purpose is Purpose.ACCOUNT,
        "days": abs((reminder.due - digest.day).days),
        "number": reminder.number,
        "preparation": reminder.is_preparation,
        "prepare": reminder.step.text,
        "year": reminder.decided_due.year,
        "also_account": any(claim.occurrence.is_account for claim in reminder.covers)
        and reminder.occurrence.purpose is not Purpose.ACCOUNT,
        "links": [(button[0], reply_link(context.sender, goal.number, button, code)) for button in BUTTONS],
    }
