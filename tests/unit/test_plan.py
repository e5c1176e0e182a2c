"""The shipped plan is what the board decided, word for word."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.plan.model import Kind, Owners, Part, Person
from paminn.plan.rrule import yearly

# The decided table: number, first and last words of the goal, owners' cell, time plan, activities, owner parts.
DECIDED = {
    "1.1": ("Det ska finnas tydlig information", "berörd myndighet vid osäkerhet", "Klart ht 2025", 2, 2),
    "1.2": ("Inom utredande- och myndighetsutövande", "våldsutsatthet och våldsutövande.", "Klart ht 25", 2, 3),
    "1.3": ("Frågor om våld finns i alla relevanta", "i verksamhets-systemen.", "Klart vt 26", 1, 3),
    "1.4": ("Samarbete mellan Socialförvaltningen", "tecken på våld i hemmen.",
            "Medarbetarutbildning har genomförts 19 mars 2025.", 1, 2),
    "2.1": ("All personal inom Socialförvaltningen", "utifrån yrkesroll.", "Påbörjas ht 25", 2, 1),
    "2.2": ("Personal inom utredande-", "för vuxna och barn.", "Löpande", 2, 3),
    "3.1": ("Information om kommunens stöd- och", "unga och vuxna och äldre.", "Vt 26", 4, 3),
    "3.2": ("Information om kommunens beteendeförändrande", "unga respektive vuxna och äldre.", "Vt 26", 3, 3),
    "3.3": ("Uppmärksamma Internationella dagen", "mäns våld mot kvinnor, 25 november.", "Årligen", 1, 1),
    "4.1": ("Uppföljning av handlingsplanens", "i kvalitetsplanen årligen.", "Årligen", 1, 1),
}  # fmt: skip


def test_the_shipped_plan_is_whole(reading):
    assert reading.problems == ()
    assert [w.message[:11] for w in reading.warnings] == ["Att bekräft"]


@pytest.mark.parametrize("number", DECIDED)
def test_each_goal_is_verbatim(reading, number):
    first, last, timeframe, activities, parts = DECIDED[number]
    goal = reading.plan.by_number[number]
    assert goal.wording.startswith(first)
    assert goal.wording.endswith(last)
    assert goal.timeframe.text == timeframe
    assert (len(goal.activities), len(goal.parts)) == (activities, parts)


def test_the_counts_and_facts_of_the_decision(reading):
    plan = reading.plan
    goals = list(plan.goals())
    assert (len(plan.areas), len(goals), sum(len(g.activities) for g in goals)) == (4, 10, 19)
    assert sum(len(g.parts) for g in goals) == 22
    assert len({part.role for g in goals for part in g.parts}) == 7
    assert (plan.committee, plan.decided, plan.registration_number) == ("Socialnämnden", date(2025, 9, 3), "SN.2024.17")
    assert (plan.valid_until, plan.document_owner) == (None, "Förvaltningschef")
    assert [area.title for area in plan.areas] == [
        "Förebyggande", "Kunskapsbaserad", "Lättillgänglig", "Styrning och ledning",
    ]  # fmt: skip
    assert all(area.introduction for area in plan.areas)
    assert {"VINR", "HRV", "POM"} <= set(plan.definitions)


def test_every_owner_stands_in_the_verbatim_cell(reading):
    for goal in reading.plan.goals():
        for part in goal.parts:
            assert part.role.casefold() in goal.responsible.casefold()


def test_the_ambiguities_are_kept_and_nothing_is_corrected(reading):
    notes = " ".join(reading.plan.notes)
    for piece in (
        "Tidsplan",
        "kvalitetsberättelsen",
        "HSFL-FS",
        "Anmälningssplikt",
        "2027",
        "Kommunikatör/webbansvarig",
    ):
        assert piece in notes
    assert "verksamhets-systemen" in reading.plan.by_number["1.3"].wording
    assert "HSFL-FS 2022:39" in reading.plan.areas[2].introduction
    assert not reading.plan.by_number["1.1"].wording.endswith(".")


def test_the_readings_a_person_decided(reading):
    campaign, account = reading.plan.by_number["3.3"], reading.plan.by_number["4.1"]
    assert campaign.timeframe.recurrence == yearly(11, 25)
    assert account.timeframe.recurrence == yearly(12, 31)
    assert (campaign.reading_confirmed, account.reading_confirmed) == (True, False)
    assert reading.plan.by_number["1.4"].timeframe.kind is Kind.DONE
    assert [part.part for part in reading.plan.by_number["1.4"].parts] == [Part.RESPONSIBLE, Part.PARTNER]


def test_a_deputy_is_reached_when_nobody_holds_the_role():
    person = Person("A", "a@k.example", until=date(2025, 12, 31), deputy_name="B", deputy_email="b@k.example")
    owners = Owners({"Chef": (person,)})
    assert [p.email for p in owners.holders("Chef", date(2025, 12, 31))] == ["a@k.example"]
    assert [p.email for p in owners.holders("Chef", date(2026, 1, 1))] == ["b@k.example"]
    assert owners.holders("Okänd", date(2026, 1, 1)) == ()


def test_a_deputy_goes_by_a_name_or_else_by_the_address():
    named = Person("A", "a@k.example", deputy_name="B", deputy_email="b@k.example", deputy_upn="b.b@k.example")
    assert named.deputy() == Person("B", "b@k.example", upn="b.b@k.example")
    nameless = Person("A", "a@k.example", deputy_email="b@k.example")
    assert nameless.deputy() == Person("b@k.example", "b@k.example")
    assert Person("A", "a@k.example").deputy() is None
