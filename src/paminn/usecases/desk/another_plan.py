"""The plan that a mail is about, by what a person calls it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from paminn.errors import PlanError, UsageError
from paminn.plan.model import ActionPlan
from paminn.usecases.plans import KeptPlan, decided


def plan_called(plans: Sequence[KeptPlan], name: str, day: date) -> KeptPlan:
    """The plan with this identity, title or name. Raises UsageError where there is none, or several."""
    said = name.strip().casefold()
    called = []
    identities = []
    for kept in plans:
        with suppress(PlanError):
            plan = decided(kept, day).plan
            identities.append(plan.identity)
            if said in _names(plan):
                called.append(kept)
    if len(called) == 1:
        return called[0]
    raise UsageError(f"Vilken plan menas med «{name}»? Skriv dess kännetecken: {', '.join(identities)}.")


def _names(plan: ActionPlan) -> tuple[str, ...]:
    return plan.identity.casefold(), plan.title.casefold(), plan.name.casefold()
