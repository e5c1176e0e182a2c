"""Which plans stand together: those of one committee. Committees are authorities apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from paminn.errors import PlanError
from paminn.standing.committee import same_committee
from paminn.usecases.plans import KeptPlan, decided


def committees(plans: Sequence[KeptPlan], day: date) -> tuple[tuple[KeptPlan, ...], ...]:
    """The plans by committee, in the order given. One that cannot be read stands alone, and so stops only itself."""
    names: list[str] = []
    together: list[list[KeptPlan]] = []
    for kept in plans:
        name = _committee(kept, day)
        for index, known in enumerate(names):
            if name and same_committee(known, name):
                together[index].append(kept)
                break
        else:
            names.append(name)
            together.append([kept])
    return tuple(tuple(of_committee) for of_committee in together)


def _committee(kept: KeptPlan, day: date) -> str:
    try:
        return decided(kept, day).plan.committee
    except PlanError:
        return ""
