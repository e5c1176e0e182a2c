"""A receipt for an answer: how it was read, never what it said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from paminn.plan.model import ActionPlan
from paminn.replies.codes import show_code
from paminn.replies.mail.letter import Letter
from paminn.replies.model import Answer
from paminn.texts.mail import MARKER, Mail, to_bytes
from paminn.texts.render import render
from paminn.texts.words import status_word


def word_receipt(
    plan: ActionPlan,
    answers: Sequence[Answer],
    letter: Letter,
    code: str,
    *,
    key: str,
    message_id: str,
    sender: str,
    at: datetime,
) -> tuple[str, bytes]:
    """Subject and bytes of the receipt for `letter`; `code` leads an answer to it to the same message."""
    shown = show_code(code) if code else ""
    subject = f"Tack för svaret – {plan.name} {shown}".strip()
    lines = [
        {"goal": one.goal, "status": status_word(one.status) if one.status else "", "new_date": one.new_date}
        for one in answers
    ]
    values = {"marker": MARKER, "lines": lines, "code": shown, "plan": plan, "subject": subject}
    mail = Mail(subject, render("receipt/body.txt", **values).strip() + "\n", render("receipt/body.html", **values))
    raw = to_bytes(
        mail,
        key=key,
        sender=sender,
        sender_name=f"påminn – {plan.name}",
        recipients=[(letter.from_address, letter.from_name)],
        message_id=message_id,
        at=at,
        plan=plan.identity,
        answers_to=letter.message_id,
    )
    return subject, raw
