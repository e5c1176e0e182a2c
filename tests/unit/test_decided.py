"""What a committee decided, told apart by its content: every word counts, and no order that the file happens to have."""

from __future__ import annotations

import pytest

from paminn.plan.decided import DecidedPart, DecidedPlan
from paminn.plan.model import Part
from tests.support.decisions import CAMPAIGN, DEEPER, KNOWLEDGE, ROUTINES, TEAM, area, plan

FIRST = area(1, "Förebyggande", ROUTINES, introduction="Att fråga om våld.")
SECOND = area(2, "Kunskapsbaserad", KNOWLEDGE, DEEPER, CAMPAIGN)
WHOLE = plan(FIRST, SECOND)


def with_campaign(**changes: object) -> DecidedPlan:
    changed = CAMPAIGN.model_copy(update=changes)
    return plan(FIRST, area(2, "Kunskapsbaserad", KNOWLEDGE, DEEPER, changed))


def test_another_order_in_the_file_is_the_same_decision():
    turned = ROUTINES.model_copy(
        update={"activities": ROUTINES.activities[::-1], "parts": ROUTINES.parts[::-1] + ROUTINES.parts[:1]}
    )
    first = area(1, "Förebyggande", turned, introduction="Att fråga om våld.")
    second = area(2, "Kunskapsbaserad", CAMPAIGN, DEEPER, KNOWLEDGE)
    assert plan(second, first).fingerprint == WHOLE.fingerprint


OTHERS = {
    "an area less": plan(FIRST),
    "a goal less": plan(FIRST, area(2, "Kunskapsbaserad", KNOWLEDGE, DEEPER)),
    "an area's title": plan(FIRST, area(2, "Kunskap", KNOWLEDGE, DEEPER, CAMPAIGN)),
    "an area's number": plan(FIRST, area(3, "Kunskapsbaserad", KNOWLEDGE, DEEPER, CAMPAIGN)),
    "an area's introduction": plan(FIRST, area(2, "Kunskapsbaserad", KNOWLEDGE, DEEPER, CAMPAIGN, introduction="Ny.")),
    "a goal's area": plan(FIRST, area(2, "Kunskapsbaserad", KNOWLEDGE, DEEPER), area(3, "Uppföljande", CAMPAIGN)),
    "the vision": plan(FIRST, SECOND, vision="Våldet ska minska."),
    "the order of the aims": plan(FIRST, SECOND, aims=("Stödja.", "Förebygga.")),
    "a number": with_campaign(number="2.4"),
    "a wording": with_campaign(wording="Uppmärksamma dagen."),
    "an activity": with_campaign(activities=("Kampanj",)),
    "the words about who is responsible": with_campaign(responsible="Teamet"),
    "a role": with_campaign(parts=(DecidedPart(role="Kommunikatör", part=Part.RESPONSIBLE),)),
    "a part": with_campaign(parts=(DecidedPart(role=TEAM, part=Part.SUPPORT),)),
    "a time plan": with_campaign(timeframe="Löpande"),
    "what replaced a goal": with_campaign(replaced_by="2.1"),
}


@pytest.mark.parametrize("changed", OTHERS)
def test_a_change_of_anything_is_another_decision(changed):
    assert OTHERS[changed].fingerprint != WHOLE.fingerprint
