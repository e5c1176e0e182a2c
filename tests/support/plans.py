"""Small plans for tests, built from the nouns themselves."""

from __future__ import annotations

from datetime import date

from paminn.plan import rrule
from paminn.plan.level_names import KNOWN, LevelNames
from paminn.plan.model import ActionPlan, FocusArea, Goal, Kind, OwnerPart, Part, Terms, Timeframe
from paminn.plan.rules import Rules, StepRule

DECIDED = date(2025, 9, 3)
# The shipped plan's, but for its quiet periods and what it prepares.
RULES = Rules(
    identity="prov-plan",
    deadline=StepRule((20, 5, 1), (1, 6, 11), monthly=True),
    start=StepRule((20, 5), (1, 6, 11), monthly=True),
    recurring=StepRule((20, 5, 1), (1, 6)),
    account=StepRule((20, 5), (6, 11)),
    account_due=(12, 31),
    preparations={},
    quiet=(),
    bridge_days_off=False,
    terms=Terms(),
    horizon=2031,
    campaigns=(),
    alarms=False,
)


def deadline(end: date, text: str = "Klart") -> Timeframe:
    return Timeframe(text, Kind.DEADLINE, end=end)


def yearly(month: int, day: int) -> Timeframe:
    return Timeframe("Årligen", Kind.RECURRING, recurrence=rrule.yearly(month, day))


def goal(number: str, frame: Timeframe, *owners: str, support: str = "", replaced_by: str = "") -> Goal:
    parts = [OwnerPart(role, Part.RESPONSIBLE) for role in owners or ("Chef",)]
    if support:
        parts.append(OwnerPart(support, Part.SUPPORT, "med stöd"))
    return Goal(number, f"Delmål {number} är nått.", ("Gör det.",), "; ".join(owners), tuple(parts), frame,
                replaced_by=replaced_by)  # fmt: skip


# What most of the tests' plans call their levels, and who follows them up.
LEVELS = LevelNames(area=KNOWN["fokusområde"], goal=KNOWN["delmål"])
TEAM = "kvalitetsteamet"


def plan(*goals: Goal, valid_until: date | None = None) -> ActionPlan:
    return ActionPlan(
        identity="prov-plan", title="Handlingsplan Prov", name="Prov", period_start=date(2025, 1, 1),
        period_end=date(2027, 12, 31), committee="Provnämnden", decided=DECIDED, revised=None, valid_until=valid_until,
        document_owner="Chef", registration_number="P.2025.1", definitions={"VINR": "Våld i nära relation"}, vision="",
        aims=(), notes=(), areas=(FocusArea(1, "Område", "", goals),), levels=LEVELS, followed_up_by=TEAM,
    )  # fmt: skip
