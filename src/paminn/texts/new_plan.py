"""The words that a new plan folder begins with."""

from __future__ import annotations

import json
from datetime import date

from paminn.texts.render import render

_FROM_DAY_ONE = "Klart {year}"
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


def example_plan(folder: str, title: str, committee: str, period: str, decided: date) -> str:
    """A whole plan.yaml with one goal and comments that teach; valid as it stands."""
    return render(
        "new_plan/example_plan.txt",
        folder=folder,
        title=_quoted(title),
        committee=_quoted(committee),
        period=_quoted(period),
        decided=decided.isoformat(),
        timeframe=_quoted(_FROM_DAY_ONE.format(year=decided.year + 1)),
    )


def example_owners() -> str:
    """A whole owners.yaml for the example's roles."""
    return render("new_plan/example_owners.txt")


def _quoted(words: str) -> str:
    """As YAML writes a text whatever stands in it: JSON's way is one of YAML's."""
    return json.dumps(" ".join(words.split()), ensure_ascii=False)
