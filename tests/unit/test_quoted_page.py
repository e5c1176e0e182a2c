"""An answer written in Outlook quotes the page we sent, not our plain text; none of it may be taken for the owner's."""

from __future__ import annotations

import email
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import default as modern
from zoneinfo import ZoneInfo

import pytest

from paminn.documents.mime import write_mail
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.model import History
from paminn.replies.answering import Answering
from paminn.replies.mail.html_text import read_html
from paminn.replies.meaning.split import split
from paminn.replies.read import read_mail
from paminn.texts.mail.digest import Context, word_digest
from tests.support import plans

SENDER = "paminn@kommun.example"
HEAD = (
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>Från:</b> påminn '
    "&lt;paminn@kommun.example&gt;<br><b>Skickat:</b> den 1 juli 2026 08:00<br><b>Till:</b> Chef "
    "&lt;chef@kommun.example&gt;<br><b>Ämne:</b> Påminnelse</p></div>"
)


def reminder(goals: int) -> EmailMessage:
    made = plans.plan(*(plans.goal(f"1.{n}", plans.deadline(date(2026, 6, 30))) for n in range(1, goals + 1)))
    (digest,) = Schedule(made, plans.RULES).digests(History(), date(2026, 7, 1))
    mail = word_digest(digest, "A" * 16, Context(made, SENDER, "Kvalitetsteamet"))
    at = datetime(2026, 7, 1, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
    raw = write_mail(
        mail, key="k", sender=SENDER, sender_name="påminn", recipients=[("chef@kommun.example", "Chef")],
        message_id="<k@kommun.example>", at=at, plan="prov-plan",
    )  # fmt: skip
    return email.message_from_bytes(raw, policy=modern)


def outlook(answer: str, sent: EmailMessage) -> bytes:
    page = sent.get_body(("html",)).get_content()
    quoted = page[page.index("<table") : page.rindex("</table>") + len("</table>")]
    mail = EmailMessage()
    mail["From"] = "Chef <chef@kommun.example>"
    mail["To"] = SENDER
    mail["Subject"] = f"Sv: {sent['Subject']}"
    mail.set_content(
        f'<html><body><div class="WordSection1"><p class="MsoNormal">{answer}</p>{HEAD}{quoted}</div></body></html>',
        subtype="html",
    )
    return mail.as_bytes()


@pytest.mark.pain(23)
@pytest.mark.parametrize(
    ("goals", "answer", "expected"),
    [
        (1, "Klar. Allt är publicerat.", {"1.1": "done"}),
        (
            3,
            "1.1 Klar<br>1.2: Pågår, halva är gjort.<br>1.3 Försenad",
            {"1.1": "done", "1.2": "ongoing", "1.3": "late"},
        ),
        (2, "Samma svar på alla: Pågår.", {"1.1": "ongoing", "1.2": "ongoing"}),
    ],
)
def test_only_the_owners_words_are_read(goals, answer, expected):
    sent = reminder(goals)
    ours = sent.get_body(("plain",)).get_content() + "\n" + read_html(sent.get_body(("html",)).get_content()).text
    reply = read_mail(outlook(answer, sent), Answering(ours), own_addresses=(SENDER,))
    assert reply.text.replace("\n", "<br>") == answer
    assert {a.goal: a.status for a in split(reply.whole, [f"1.{n}" for n in range(1, goals + 1)])} == expected
