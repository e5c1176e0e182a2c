"""What the revised plan will say was decided, before a line of it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from paminn.plan.decided import DecidedAbove, DecidedArea, DecidedGoal, DecidedPart, DecidedPlan
from paminn.plan.importing.comparison import folded, years
from paminn.plan.importing.sketch import Facts
from paminn.plan.revising.settling import SettledAbove, SettledArea, SettledGoal


def facts_that_differ(facts: Facts, plan: DecidedPlan) -> Mapping[str, str | date]:
    """What of plan.yaml's head the document says otherwise, by its key. What it does not state is no difference."""
    differ: dict[str, str | date] = {}
    words = (
        ("titel", facts.title, plan.title),
        ("beslutsinstans", facts.committee, plan.committee),
        ("dokumentansvarig", facts.document_owner, plan.document_owner),
        ("diarienummer", facts.registration_number, plan.registration_number),
    )
    for key, said, kept in words:
        if said and folded(said) != folded(kept):
            differ[key] = said
    if years(facts.period) and years(facts.period) != years(plan.period):
        differ["period"] = facts.period
    if facts.valid_until is not None and facts.valid_until != plan.valid_until:
        differ["giltig_till"] = facts.valid_until
    decided = facts.decided
    if decided is not None and decided not in (plan.decided, plan.revised):
        # The plan was decided once: what is decided later is a revision of it.
        key = "senast_reviderad" if decided > plan.decided else "beslutad"
        differ[key] = decided
    return differ


_FIELDS = {
    "titel": "title",
    "beslutsinstans": "committee",
    "dokumentansvarig": "document_owner",
    "diarienummer": "registration_number",
    "period": "period",
    "giltig_till": "valid_until",
    "senast_reviderad": "revised",
    "beslutad": "decided",
}


def content_of(areas: tuple[SettledArea, ...], facts: Facts, plan: DecidedPlan) -> DecidedPlan:
    """The decision as the document has it, laid over `plan`, which says what the document does not."""
    update: dict[str, object] = {}
    for key, value in facts_that_differ(facts, plan).items():
        update[_FIELDS[key]] = _text(value) if isinstance(value, str) else value
    if "period" in update:
        update["period"] = str(update["period"]).replace("–", "-").replace(" ", "")
    update["areas"] = tuple(_area(area) for area in areas)
    return DecidedPlan.model_validate(plan.model_dump() | update)


def _area(area: SettledArea) -> DecidedArea:
    return DecidedArea(
        number=area.number,
        title=_text(area.title),
        introduction=_text(area.introduction),
        goals=tuple(_goals(area)),
    )


def _goals(area: SettledArea) -> Iterator[DecidedGoal]:
    for goal in area.goals:
        if isinstance(goal, SettledGoal):
            yield _goal(goal, None)
            continue
        yield from _actions(goal)


def _actions(goal: SettledAbove) -> Iterator[DecidedGoal]:
    above = DecidedAbove(number=goal.number, wording=_text(goal.wording))
    for action in goal.actions:
        yield _goal(action, above)


def _goal(goal: SettledGoal, above: DecidedAbove | None) -> DecidedGoal:
    item = goal.item
    parts = [DecidedPart(role=_text(named.role), part=named.part) for named in item.roles]
    return DecidedGoal(
        number=goal.number,
        wording=_text(item.wording),
        activities=tuple(_text(activity) for activity in item.activities),
        responsible=_text(item.responsible),
        parts=tuple(parts),
        timeframe=_text(item.timeframe),
        replaced_by=_replaced_by(goal),
        above=above,
    )


def _replaced_by(goal: SettledGoal) -> str:
    """The document does not say it; it goes on with the number."""
    if goal.before is None or goal.before.number != goal.number:
        return ""
    return _text(goal.before.replaced_by)


def _text(words: str) -> str:
    return " ".join(words.split())
