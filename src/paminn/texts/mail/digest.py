"""A digest as a mail: worded by the templates, then as the bytes that leave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.charset import BASE64, Charset
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from paminn.plan.model import ActionPlan
from paminn.reminders.model import Digest, Purpose, Reminder
from paminn.reminders.outbox import KEY_HEADER
from paminn.replies.codes import show_code
from paminn.texts.abbreviations import SpellOut
from paminn.texts.render import render

MARKER = "-- Skriv ditt svar ovanför den här raden --"
# The machine's word in ASCII, since some clients spoil å and ö in a link; a person reads the other.
BUTTONS = (("Klar", "KLAR"), ("Pågår", "PAGAR"), ("Försenad", "FORSENAD"), ("Ej påbörjad", "EJ-PABORJAD"))


class _AsGiven(Compat32):
    """Every header leaves as it was given: ours are ASCII, and short or folded."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}{self.linesep}".encode("ascii")


_POLICY = _AsGiven(linesep="\r\n")
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = BASE64  # trying which of two is shorter takes longer than all else about a mail


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


def to_bytes(
    mail: Mail,
    *,
    key: str,
    sender: str,
    sender_name: str,
    recipients: Sequence[tuple[str, str]],
    message_id: str,
    at: datetime,
    plan: str,
    calendar: bytes = b"",
    answers_to: str = "",
) -> bytes:
    """The mail as it leaves: the same arguments give the same bytes, boundaries too."""
    body: MIMEBase = _several("alternative", f"=_{key}_2", _text(mail.text, "plain"), _text(mail.html, "html"))
    if calendar:
        # A file to open, never a text/calendar body: Outlook would treat that as an invitation.
        file = _text(calendar.decode("utf-8"), "calendar")
        file.add_header("Content-Disposition", "attachment", filename="paminnelse.ics")
        body = _several("mixed", f"=_{key}_1", body, file)
    body["From"] = _address(sender_name, sender)
    body["To"] = ",\r\n ".join(_address(name, address) for address, name in recipients)
    body["Subject"] = _words("Subject", mail.subject)
    body["Date"] = format_datetime(at)
    body["Message-ID"] = message_id
    # Asks machines not to answer, but lets an out-of-office through: it is how we learn that somebody is away.
    body["Auto-Submitted"] = "auto-replied" if answers_to else "auto-generated"
    if re.fullmatch(r"<[\x21-\x7e]{3,400}>", answers_to):
        body["In-Reply-To"] = body["References"] = answers_to
    body["X-Auto-Response-Suppress"] = "AutoReply"
    body["X-Paminn"] = plan
    body[KEY_HEADER] = key
    body["Content-Language"] = "sv"
    return body.as_bytes(policy=_POLICY)


def _text(text: str, kind: str) -> MIMEText:
    """Text in base64: no server on the way changes a letter or a line of it."""
    return MIMEText("".join(f"{line}\r\n" for line in text.splitlines()), kind, "utf-8", policy=_POLICY)


def _several(kind: str, boundary: str, *parts: MIMEBase) -> MIMEMultipart:
    return MIMEMultipart(kind, boundary, parts, policy=_POLICY)


def _address(name: str, address: str) -> str:
    """A name and its address; a name that is not plain ASCII is encoded, any other quoted."""
    plain = " ".join(name.split())
    quoted = '"' + plain.replace("\\", "").replace('"', "'") + '"'
    return f"{quoted if plain.isascii() else _words('To', plain)} <{address}>"


@lru_cache(maxsize=64)
def _words(header: str, text: str) -> str:
    """RFC 2047. The modern header writer drops a blank between two encoded words (Python 3.11), so not that one."""
    if text.isascii() and len(text) < 900:
        return text
    return Header(text, _UTF8, header_name=header).encode(linesep="\r\n")


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
