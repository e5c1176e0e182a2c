"""The doctor's findings in words."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from paminn.texts.mail.digest import Mail, to_bytes
from paminn.texts.render import render


def title(check: str) -> str:
    return _lines()[check][0]


def next_step(check: str, step: str = "", setting: str = "") -> str:
    """What to do when the check fails: about `setting`, when the cause is known as `step`."""
    if not step:
        return _lines()[check][1]
    rows = (line.partition(":") for line in render("doctor_steps.txt", setting=setting).splitlines())
    return next(told.strip() for name, _, told in rows if name == step)


def doctors_mail(*, key: str, sender: str, message_id: str, at: datetime) -> bytes:
    """A mail from the shared mailbox to itself."""
    subject, _, text = render("doctor_mail.txt").partition("\n")
    mail = Mail(subject, text.strip() + "\n", render("doctor_mail.html", text=text.strip()))
    return to_bytes(
        mail, key=key, sender=sender, sender_name="påminn", recipients=[(sender, "påminn")],
        message_id=message_id, at=at, plan="doctor",
    )  # fmt: skip


@cache
def _lines() -> dict[str, tuple[str, str]]:
    rows = [line.partition(":") for line in render("doctor.txt").splitlines() if line]
    return {name: (what.strip(), step.strip()) for name, _, rest in rows for what, _, step in [rest.partition("|")]}
