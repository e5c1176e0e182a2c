"""A receipt for an answer: how it was read, never what it said."""

from __future__ import annotations

from collections.abc import Sequence

from paminn.plan.model import ActionPlan
from paminn.replies.codes import show_code
from paminn.standing.answer import Answer
from paminn.texts.mail.digest import MARKER, Mail
from paminn.texts.render import render
from paminn.texts.words import status_word


def word_receipt(plan: ActionPlan, answers: Sequence[Answer], code: str) -> Mail:
    """Subject, plain text and HTML; `code` leads an answer to the receipt to the same message of ours."""
    lines = []
    for answer in answers:
        status = status_word(answer.status) if answer.status else ""
        lines.append(
            {
                "goal": plan.number_of(answer.goal),
                "is_step": answer.occurrence.is_step,
                "status": status,
                "new_date": answer.new_date,
            }
        )
    values = {"plan": plan, "lines": lines, "code": show_code(code), "marker": MARKER}
    subject = render("receipt/subject.txt", **values).strip()
    text = render("receipt/body.txt", **values)
    html = render("receipt/body.html", **values, subject=subject)
    return Mail(subject, text.strip() + "\n", html)
