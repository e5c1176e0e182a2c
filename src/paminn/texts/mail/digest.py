"""A digest as a mail: its subject, its text and its page, worded by the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from paminn.plan.model import ActionPlan, Goal, OwnerPart
from paminn.reminders.model import Digest, Purpose, Reminder
from paminn.replies.codes import show_code
from paminn.replies.lexicon.statuses import LINK_CODES
from paminn.standing.answer import Status
from paminn.texts.abbreviations import SpellOut
from paminn.texts.language import swedish_choice
from paminn.texts.render import render
from paminn.texts.words import status_word

MARKER = "-- Skriv ditt svar ovanför den här raden --"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail in words: `text` and `html` say the same."""

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
    rehearsed: bool = False  # it will be sent for real on a day to come
    unreachable: bool = False
    instead_of: tuple[str, ...] = ()  # who should have had it, when it goes to a deputy

    @property
    def is_trial(self) -> bool:
        return self.redirected or self.rehearsed


@dataclass(frozen=True, slots=True)
class Item:
    """What the templates know of one reminder.

    `days` is how far `due` is from the day of the mail, either way. `number` is which reminder in order this is.
    `prepare` is what there is to prepare, when `preparation`. `links` are (a button's word, what it opens).
    `year` is the one that an account is about, which may be over when it is wanted.
    """

    goal: Goal
    part: OwnerPart
    purpose: Purpose
    due: date
    decided_due: date
    moved: bool
    late: bool
    missing: bool
    days: int
    number: int
    preparation: bool
    prepare: str
    also_account: bool
    links: tuple[tuple[str, str], ...]
    year: int


def word_digest(digest: Digest, code: str, context: Context) -> Mail:
    """Subject, plain text and HTML of one digest."""
    values = digest_values(digest, items_of(digest, code, context), code, context)
    subject = " ".join(render("reminder/subject.txt", **values).split())
    # Each part is read from its own top, so each spells out anew.
    spell = SpellOut(context.plan.definitions)
    text = render("reminder/body.txt", **values, spell=spell)
    spell = SpellOut(context.plan.definitions)
    html = render("reminder/body.html", **values, subject=subject, spell=spell)
    return Mail(subject, text.strip() + "\n", html)


def items_of(digest: Digest, code: str, context: Context) -> list[Item]:
    """Each reminder of the digest, in its order."""
    return [_item(reminder, digest.day, code, context.sender) for reminder in digest.reminders]


def _item(reminder: Reminder, day: date, code: str, sender: str) -> Item:
    purpose = reminder.occurrence.purpose
    passed = reminder.due < day
    links = []
    for status in Status:
        links.append((status_word(status), reply_link(sender, reminder.goal.number, status, code)))
    return Item(
        goal=reminder.goal,
        part=reminder.part,
        purpose=purpose,
        due=reminder.due,
        decided_due=reminder.decided_due,
        moved=reminder.moved,
        # Work can be late; an account that has not come is only missing.
        late=passed and purpose is not Purpose.ACCOUNT,
        missing=passed and purpose is Purpose.ACCOUNT,
        days=abs((reminder.due - day).days),
        number=reminder.number,
        preparation=reminder.is_preparation,
        prepare=reminder.step.text,
        also_account=_also_asks_for_account(reminder),
        links=tuple(links),
        year=reminder.occurrence.id.year,
    )


def _also_asks_for_account(reminder: Reminder) -> bool:
    if reminder.occurrence.purpose is Purpose.ACCOUNT:
        return False
    return any(claim.occurrence.is_account for claim in reminder.covers)


def digest_values(digest: Digest, items: Sequence[Item], code: str, context: Context) -> dict[str, object]:
    """What the templates know of one digest."""
    # A preparation only tells; nobody is asked how the day went before it has been.
    asked = [item for item in items if not item.preparation]
    days_to_come = [item.due for item in asked if item.due >= digest.day]
    return {
        "digest": digest,
        "plan": context.plan,
        "items": items,
        "asked": asked,
        "late": [item for item in asked if item.late],
        "missing": [item for item in asked if item.missing],
        "offered": swedish_choice(status_word(status) for status in Status),
        "reply_by": min(days_to_come, default=None),
        "code": show_code(code),
        "marker": MARKER,
        "context": context,
    }


def reply_link(sender: str, goal: str, status: Status, code: str) -> str:
    """A mailto link (RFC 6068) that opens an answer with the status filled in; under 400 characters."""
    subject, body = reply_parts(goal, status, code)
    address = quote(sender, safe="@")
    return f"mailto:{address}?subject={subject}&body={body}"


def reply_parts(goal: str, status: Status, code: str) -> tuple[str, str]:
    """Subject and body of the answer that a button opens, percent-encoded."""
    subject = f"Svar {goal} {status_word(status)} {show_code(code)}"
    lines = [f"DELMAL={goal} STATUS={LINK_CODES[status]}"]
    if status is Status.LATE:
        lines.append("Nytt datum: ")
    lines += ["", ""]
    return quote(subject), "%0D%0A".join(quote(line) for line in lines)
