"""How long a plan holds, when the team is to hear that it ends, and which years a day may lie in."""

from __future__ import annotations

from datetime import date, timedelta

from paminn.plan.model import ActionPlan

# A day outside these years is a slip of the hand, and leads nowhere in a calendar.
EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 12, 31)
TOLD_BEFORE = (60, 20, 0)  # days before the plan's last
_ENDED = (
    "Planen gällde till och med {last}, så påminnelserna har slutat. Har nämnden förlängt den, ändra giltig_till i "
    "plan.yaml och anta ändringen: paminn adopt. Har nämnden beslutat en ny plan, ge den ett eget kännetecken i "
    "rules.yaml."
)


def ended(plan: ActionPlan, today: date) -> str:
    """That it no longer holds, and what to do; nothing while it does."""
    if plan.valid_until is None or today <= plan.valid_until:
        return ""
    return _ENDED.format(last=plan.valid_until.isoformat())


def ending_told_from(plan: ActionPlan, today: date) -> date | None:
    """The latest day that has come of those on which the team is to hear that it ends; None before the first."""
    if plan.valid_until is None:
        return None
    for days in sorted(TOLD_BEFORE):
        told_from = plan.valid_until - timedelta(days=days)
        if told_from <= today:
            return told_from
    return None


def within_reason(day: date) -> date:
    """The day, or the nearest that may be meant where its year is a slip: 9999 for what has no end."""
    return min(max(day, EARLIEST), LATEST)
