"""The demo's words: what sample owners answer, and the pages that show what was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from zoneinfo import ZoneInfo

from paminn.reminders.outbox import Sent
from paminn.texts.language import swedish_date
from paminn.texts.render import render


@dataclass(frozen=True, slots=True)
class Sample:
    """What `owner` answers about `goal` some days after being sent `step`. `kind` is svar, frånvaro or utan kod."""

    owner: str
    goal: str
    step: str
    year: int | None
    days: int
    kind: str
    status: str
    text: str


@cache
def samples() -> tuple[Sample, ...]:
    """The sample answers of sv/demo/answers.txt: a heading line of fields, then the owner's words."""
    found = []
    for block in render("demo/answers.txt").split("\n\n"):
        heading, _, text = block.strip().partition("\n")
        if heading and not heading.startswith("#"):
            owner, goal, step, year, days, kind, status = (piece.strip() for piece in heading.split("|"))
            found.append(Sample(owner, goal, step, int(year) if year else None, int(days), kind, status, text))
    return tuple(found)


def sample_mail(answers: Sequence[Sample], message: Sent, reminder: str, day: date) -> bytes:
    """A mail as an owner's mail program would write it, with our reminder quoted below."""
    address, name = message.recipients[0]
    kind = answers[0].kind
    text = render(
        "demo/reply.txt",
        answers=answers, several=len(message.goals) > 1, kind=kind, name=name, address=address,
        sent_on=swedish_date(message.day), reminder=reminder.rstrip(),
    )  # fmt: skip
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f'"{name}" <{address}>'
    mail["To"] = "paminn@gnesta.example"
    mail["Subject"] = render("demo/subject.txt", kind=kind, subject=_subject(message)).strip()
    mail["Date"] = format_datetime(datetime.combine(day, time(9, 12), ZoneInfo("Europe/Stockholm")))
    mail["Message-ID"] = f"<svar.{message.key}.{answers[0].days}@gnesta.example>"
    if kind != "utan kod":
        mail["In-Reply-To"] = message.message_id
    if kind == "frånvaro":
        mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(text)
    return mail.as_bytes()


def _subject(message: Sent) -> str:
    from email import message_from_bytes
    from email.policy import default as modern

    return str(message_from_bytes(message.raw, policy=modern)["Subject"])
