"""What may be done on another day than today (docs/decisions/0018)."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from paminn.errors import UsageError
from paminn.today import Today


class Sending(StrEnum):
    """What becomes of the mails of a run."""

    SHOWN = "shown"  # nothing leaves and nothing is written
    REMEMBERED = "remembered"  # they leave, and what was said is remembered, a redirected trial by itself
    REHEARSED = "rehearsed"  # they leave marked as a trial, and no step is taken


def sending_on(today: Today, *, dry_run: bool, send: bool, redirected: bool) -> Sending:
    """How a run of reminders goes.

    `send`: somebody has said in so many words that another day's mails are to leave; `redirected`: all of them go to
    one address, for a trial. Raises UsageError where both nothing and everything is asked for.
    """
    if dry_run and send:
        raise UsageError("Mejlen kan inte både visas och skickas. Välj antingen --dry-run eller --send.")
    if dry_run:
        return Sending.SHOWN
    if redirected:
        return Sending.REMEMBERED
    if today.leaves and today.is_played and not send:
        return Sending.SHOWN
    if today.is_ahead:
        return Sending.REHEARSED
    return Sending.REMEMBERED


def reading_on(today: Today, *, is_real: bool) -> Today:
    """The day on which the mailbox is read: what real people have written comes on a real day."""
    if is_real:
        return replace(today, day=today.moment.date())
    return today


def refuse_played_decision(today: Today) -> None:
    """Raises UsageError: who decides something about what real people have been sent does so today."""
    if today.leaves and today.is_played:
        raise UsageError("Ett beslut bär alltid dagens datum när mejlen lämnar datorn. Ta bort --on och kör igen.")
