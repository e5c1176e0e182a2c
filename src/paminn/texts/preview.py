"""The page that shows the mails to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from paminn.plan.model import ActionPlan
from paminn.reminders.message import Door
from paminn.reports.previewing import MailToCome
from paminn.texts.render import render


def preview_page(plan: ActionPlan, day: date, mails: Sequence[MailToCome], door: Door, redirected_to: str = "") -> str:
    """HTML with a row for each mail. `redirected_to`: where all go for a trial."""
    return render("preview/index.html", plan=plan, day=day, mails=mails, door=door, redirected_to=redirected_to)
