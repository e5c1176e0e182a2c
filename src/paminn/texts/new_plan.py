"""The words that a new plan folder begins with."""

from __future__ import annotations

from paminn.texts.render import render

DOUBTS = "att-kontrollera.txt"


def plan_heading(document: str, folder: str) -> str:
    """The comment above plan.yaml, without its signs."""
    return render("new_plan/plan.txt", document=document, folder=folder, doubts=DOUBTS)


def owners_heading() -> str:
    """The comment above owners.yaml, without its signs."""
    return render("new_plan/owners.txt")


def rules_to_begin_with(horizon: int) -> str:
    """rules.yaml but for the plan's own key; the calendar goes to the end of the year `horizon`."""
    return render("new_plan/rules.txt", horizon=horizon)
