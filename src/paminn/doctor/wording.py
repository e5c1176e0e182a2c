"""The doctor's findings in words."""

from __future__ import annotations

from datetime import datetime

from paminn.doctor.diagnosis import Remedy
from paminn.doctor.examine import CheckName
from paminn.documents.mime import write_mail
from paminn.texts.mail.digest import Mail
from paminn.texts.pairs import pairs
from paminn.texts.render import render


def title(check: CheckName) -> str:
    """What a check tries, in a word or two."""
    what, _ = _check(check)
    return what


def next_step(check: CheckName, remedy: Remedy | None = None, setting: str = "") -> str:
    """What to do when the check fails: about `setting`, where what helps is known."""
    if remedy is not None:
        return pairs("doctor_steps.txt", setting=setting)[remedy]
    _, what_to_do = _check(check)
    return what_to_do


def _check(name: CheckName) -> tuple[str, str]:
    """(what it tries, the next step when it fails and the cause says none of its own)"""
    what, _, what_to_do = pairs("doctor.txt")[name].partition("|")
    return what.strip(), what_to_do.strip()


def doctors_mail(*, key: str, sender: str, message_id: str, at: datetime) -> bytes:
    """A mail from the shared mailbox to itself."""
    subject, _, rest = render("doctor_mail.txt").partition("\n")
    text = rest.strip()
    html = render("doctor_mail.html", text=text)
    return write_mail(
        Mail(subject, f"{text}\n", html),
        key=key,
        sender=sender,
        sender_name="påminn",
        recipients=[(sender, "påminn")],
        message_id=message_id,
        at=at,
        plan="doctor",
    )
