"""What each key of the three plan files becomes, written out whole."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.plan.load import Reading, read_plan
from paminn.plan.model import (
    ActionPlan,
    FocusArea,
    Goal,
    Kind,
    OwnerPart,
    Owners,
    Part,
    Person,
    Problem,
    Term,
    Terms,
    Timeframe,
)
from paminn.plan.rrule import Frequency, Recurrence, yearly
from paminn.plan.rules import Campaign, Preparation, Rules, StepRule

DAY = date(2026, 3, 1)

RULES = """
kännetecken: prov-plan
halvår:
  vt: {från: "01-10", till: "06-12"}
  ht: {från: "08-18", till: "12-20"}
lugna_perioder:
  - {från: "07-01", till: "08-10", skäl: sommar}
  - {från: "12-23", till: "01-06"}
klämdagar_lediga: ja
påminnelser:
  frist: {före: [20, 5], efter: [1], sedan_varje_månad: ja}
  start: {före: [10]}
  återkommande: {efter: [3, 6]}
förberedelser:
  - {delmål: "1.1", steg: [{veckor_före: 8, text: Beställ}, {veckor_före: 2, text: Bjud in}], efter: [4]}
  - {delmål: "1.2", steg: [{veckor_före: 1, text: Ring}]}
årlig_redovisning: {svar_senast: "01-31", före: [15], efter: [7]}
kalender:
  horisont: 2029
  larm: ja
  kampanjer:
    - {kännetecken: en-vecka, namn: En vecka, delmål: "1.1", från: 2026-11-23, till: 2026-11-29}
    - {kännetecken: en-dag, namn: En dag, delmål: "1.2", från: 2026-11-25}
"""

OWNERS = """
roller:
  - roll: Chef
    svarar: var_och_en
    personer:
      - namn: Ett
        epost: ett@prov.example
        upn: ett.e@prov.example
        från: 2025-01-01
        till: 2026-12-31
        ersättare: {namn: Vikarie, epost: vikarie@prov.example, upn: vikarie.v@prov.example}
      - {namn: Två, epost: tva@prov.example}
  - roll: Teamet
    svarar: en_för_alla
    personer:
      - {namn: Tre, epost: tre@prov.example, ersättare: {namn: Fyra, epost: fyra@prov.example}}
  - roll: Ännu ingen
"""

PLAN = """
titel: Handlingsplan Trygghet
undertitel: Den hela
period: "2025–2027"
beslutsinstans: Nämnden
beslutad: 2025-09-03
senast_reviderad: 2026-02-01
giltig_till: 2028-06-30
dokumentansvarig: Chef
diarienummer: P.2025.1
definitioner: {VINR: Våld i nära relation}
vision: Ingen ska skadas.
mål: [Alla vet., Alla kan.]
noteringar: [Rubriken saknas.]
fokusområden:
  - nr: 1
    titel: Först
    inledning: Så här.
    delmål:
      - nr: "1.1"
        lydelse: Dagen är känd.
        aktiviteter: [Berätta., Fråga.]
        ansvarig: Chef med stöd av Teamet
        ägare:
          - {roll: Chef, typ: ansvar}
          - {roll: Teamet, typ: stöd, del: med stöd av Teamet}
        tidplan: Årligen
        läsning: {varje_år: "11-25", grund: Så står det., bekräftad: nej}
      - nr: "1.2"
        lydelse: Rutinen är känd.
        aktiviteter: [Skriv.]
        ansvarig: Chef i samarbete med Teamet
        ägare:
          - {roll: Chef, typ: ansvar}
          - {roll: Teamet, typ: samarbete}
        tidplan: Klart ht 2026
      - nr: "1.3"
        lydelse: Det gamla.
        aktiviteter: [Riv.]
        ansvarig: Chef
        ägare: [{roll: Chef, typ: ansvar}]
        tidplan: Klart vt 2026
        ersatt_av: "1.2"
"""


def files(plan: str = PLAN, owners: str = OWNERS, rules: str = RULES) -> dict[str, bytes]:
    return {"plan.yaml": plan.encode(), "owners.yaml": owners.encode(), "rules.yaml": rules.encode()}


def read(plan: str = PLAN, owners: str = OWNERS, rules: str = RULES) -> Reading:
    return read_plan(files(plan, owners, rules), "p", DAY)


def test_the_rules():
    assert read().rules == Rules(
        identity="prov-plan",
        deadline=StepRule((20, 5), (1,), monthly=True),
        start=StepRule((10,), (), monthly=False),
        recurring=StepRule((), (3, 6), monthly=False),
        account=StepRule((15,), (7,), monthly=False),
        account_due=(1, 31),
        preparations={
            "1.1": Preparation(((8, "Beställ"), (2, "Bjud in")), (4,)),
            "1.2": Preparation(((1, "Ring"),), ()),
        },
        quiet=(((7, 1), (8, 10)), ((12, 23), (1, 6))),
        bridge_days_off=True,
        terms=Terms(Term((1, 10), (6, 12)), Term((8, 18), (12, 20))),
        horizon=2029,
        campaigns=(
            Campaign("en-vecka", "En vecka", "1.1", date(2026, 11, 23), date(2026, 11, 29)),
            Campaign("en-dag", "En dag", "1.2", date(2026, 11, 25), date(2026, 11, 25)),
        ),
        alarms=True,
    )


def test_what_the_rules_may_leave_out_is_none_of_it():
    shortest = """
kännetecken: abc
halvår: {vt: {från: "01-01", till: "06-30"}, ht: {från: "07-01", till: "12-31"}}
påminnelser: {frist: {}, start: {}, återkommande: {}}
årlig_redovisning: {svar_senast: "12-31", före: [1]}
kalender: {horisont: 2027}
"""
    reading = read(rules=shortest)
    assert reading.problems == ()
    assert reading.rules == Rules(
        identity="abc",
        deadline=StepRule(),
        start=StepRule(),
        recurring=StepRule(),
        account=StepRule((1,), ()),
        account_due=(12, 31),
        preparations={},
        quiet=(),
        bridge_days_off=False,
        terms=Terms(),
        horizon=2027,
        campaigns=(),
        alarms=False,
    )


def test_the_half_years_are_the_calendars_until_the_rules_say_otherwise():
    assert Terms() == Terms(Term((1, 1), (6, 30)), Term((7, 1), (12, 31)))


def test_the_owners():
    first = Person(
        "Ett", "ett@prov.example", date(2025, 1, 1), date(2026, 12, 31), "Vikarie", "vikarie@prov.example",
        "ett.e@prov.example", "vikarie.v@prov.example",
    )  # fmt: skip
    second = Person("Två", "tva@prov.example", None, None, "", "", "", "")
    third = Person("Tre", "tre@prov.example", None, None, "Fyra", "fyra@prov.example", "", "")
    people = {"Chef": (first, second), "Teamet": (third,), "Ännu ingen": ()}
    assert read().owners == Owners(people, frozenset({"Chef"}), date(2026, 3, 1))


def test_the_plan():
    responsible, support = OwnerPart("Chef", Part.RESPONSIBLE), OwnerPart("Teamet", Part.SUPPORT, "med stöd av Teamet")
    yearly_day = Timeframe("Årligen", Kind.RECURRING, recurrence=yearly(11, 25))
    autumn = Timeframe("Klart ht 2026", Kind.DEADLINE, end=date(2026, 12, 20))
    spring = Timeframe("Klart vt 2026", Kind.DEADLINE, end=date(2026, 6, 12))
    first = Goal(
        "1.1", "Dagen är känd.", ("Berätta.", "Fråga."), "Chef med stöd av Teamet", (responsible, support), yearly_day,
        reading_reason="Så står det.", reading_confirmed=False, replaced_by="",
    )  # fmt: skip
    second = Goal(
        "1.2", "Rutinen är känd.", ("Skriv.",), "Chef i samarbete med Teamet",
        (responsible, OwnerPart("Teamet", Part.PARTNER)), autumn, reading_reason="", reading_confirmed=True,
    )  # fmt: skip
    third = Goal("1.3", "Det gamla.", ("Riv.",), "Chef", (responsible,), spring, replaced_by="1.2")
    reading = read()
    assert reading.problems == ()
    assert reading.plan == ActionPlan(
        identity="prov-plan",
        title="Handlingsplan Trygghet",
        name="Trygghet",
        period_start=date(2025, 1, 1),
        period_end=date(2027, 12, 31),
        committee="Nämnden",
        decided=date(2025, 9, 3),
        revised=date(2026, 2, 1),
        valid_until=date(2028, 6, 30),
        document_owner="Chef",
        registration_number="P.2025.1",
        definitions={"VINR": "Våld i nära relation"},
        vision="Ingen ska skadas.",
        aims=("Alla vet.", "Alla kan."),
        notes=("Rubriken saknas.",),
        areas=(FocusArea(1, "Först", "Så här.", (first, second, third)),),
    )
    assert [goal.number for goal in reading.plan.goals()] == ["1.1", "1.2", "1.3"]
    assert reading.plan.by_number["1.2"] == second


def test_what_the_plan_may_leave_out_is_empty():
    left_out = ("undertitel:", "senast_reviderad:", "definitioner:", "vision:", "mål:", "noteringar:", "    inledning:")
    lines = [line for line in PLAN.splitlines() if not line.startswith(left_out)]
    reading = read("\n".join(lines).replace("2028-06-30", "Tillsvidare"))
    assert reading.problems == ()
    plan = reading.plan
    assert plan is not None
    assert (plan.revised, plan.valid_until, dict(plan.definitions), plan.vision) == (None, None, {}, "")
    assert (plan.aims, plan.notes, plan.areas[0].introduction) == ((), (), "")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Handlingsplan Trygghet", "Trygghet"),
        ("Trygghet", "Trygghet"),
        ("Handlingsplan", "Handlingsplan"),
        ("Vår Handlingsplan Trygghet", "Vår Handlingsplan Trygghet"),
    ],
)
def test_the_plan_is_called_what_its_title_says_it_is_about(title, name):
    plan = read(PLAN.replace("Handlingsplan Trygghet", title)).plan
    assert plan is not None
    assert (plan.title, plan.name) == (title, name)


@pytest.mark.parametrize(
    ("reading", "kind", "start", "end"),
    [
        ("slag: frist, till: 2026-05-31", Kind.DEADLINE, None, date(2026, 5, 31)),
        ("slag: frist, från: 2026-05-01, till: 2026-05-31", Kind.DEADLINE, None, date(2026, 5, 31)),
        ("slag: period, från: 2026-05-01, till: 2026-05-31", Kind.PERIOD, date(2026, 5, 1), date(2026, 5, 31)),
        ("slag: period, till: 2026-05-31", Kind.DEADLINE, None, date(2026, 5, 31)),
        ("slag: start, från: 2026-05-01, till: 2026-05-31", Kind.START, date(2026, 5, 1), date(2026, 5, 31)),
        ("slag: start, till: 2026-05-31", Kind.START, None, date(2026, 5, 31)),
        ("slag: löpande", Kind.ONGOING, None, None),
        ("slag: löpande, från: 2026-05-01, till: 2026-05-31", Kind.ONGOING, date(2026, 5, 1), date(2026, 5, 31)),
        ("slag: genomfört, till: 2025-05-31", Kind.DONE, None, date(2025, 5, 31)),
        ('varje_år: "11-25"', Kind.RECURRING, None, None),
        ('varje_år: "11-25", från: 2026-05-01, till: 2028-05-31', Kind.RECURRING, date(2026, 5, 1), date(2028, 5, 31)),
    ],
)
def test_a_persons_reading_replaces_ours_and_its_doubts(reading, kind, start, end):
    doubtful = PLAN.replace('varje_år: "11-25"', reading).replace("tidplan: Årligen", "tidplan: Klart ca 2027")
    plan = read(doubtful).plan
    assert plan is not None
    recurrence = yearly(11, 25) if kind is Kind.RECURRING else None
    assert plan.by_number["1.1"].timeframe == Timeframe("Klart ca 2027", kind, start, end, recurrence)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Sista dagen varje månad", Timeframe("Årligen", Kind.RECURRING, None, None, Recurrence(Frequency.MONTHLY, month_day=-1))),
        ("Vartannat år den 1 oktober, med start 2026",
         Timeframe("Årligen", Kind.RECURRING, date(2026, 1, 1), None,
                   Recurrence(Frequency.YEARLY, 2, months=(10,), month_day=1))),
        ("31 mars 2026 och 30 juni 2027",
         Timeframe("Årligen", Kind.DEADLINE, None, date(2026, 3, 31), more_days=(date(2027, 6, 30),))),
        ("Klart ca 2027", Timeframe("Årligen", Kind.DEADLINE, None, date(2027, 12, 31),
                                    warnings=("«ca» gör tiden osäker.",))),
    ],
)  # fmt: skip
def test_a_persons_reading_may_be_any_words_that_can_be_read(words, expected):
    reading = read(PLAN.replace('varje_år: "11-25"', f'läses_som: "{words}"'))
    assert reading.plan is not None
    goal = reading.plan.by_number["1.1"]
    assert goal.timeframe == expected
    assert goal.reading_reason == "Så står det."


@pytest.mark.parametrize(
    ("words", "confirmed", "sentences"),
    [
        ("Kvartalsvis", "nej",
         ["Att bekräfta: Så står det.",
          "Det står ingen dag. Påminnelserna räknar med «Sista dagen i varje kvartal»; skriv så, eller den dag som gäller."]),
        ("Kvartalsvis", "ja", []),
        ("Årligen", "ja",
         ["«Årligen» säger ingen dag att påminna om. Skriv en dag, som i «Årligen den 25 november», annars kommer bara den "
          "årliga begäran om redovisning."]),
    ],
)  # fmt: skip
def test_a_reading_in_words_is_doubted_at_those_words(words, confirmed, sentences):
    reading = read(
        PLAN.replace('varje_år: "11-25"', f'läses_som: "{words}"').replace("bekräftad: nej", f"bekräftad: {confirmed}")
    )
    assert [warning.message for warning in reading.warnings] == sentences


def test_the_plan_is_read_though_the_rules_are_broken_and_by_the_calendars_half_years():
    reading = read(rules="kännetecken: [")
    assert (reading.rules, reading.plan and reading.plan.identity) == (None, "")
    assert reading.plan is not None
    assert reading.plan.by_number["1.2"].timeframe.end == date(2026, 12, 31)
    assert [problem.file for problem in reading.problems] == ["p/rules.yaml"]


def test_time_plans_are_read_where_the_plans_own_facts_are_broken():
    broken = PLAN.replace('"2025–2027"', "snart").replace("Klart ht 2026", "Snarast").replace("Klart vt 2026", "Vt 26")
    messages = [problem.message for problem in read(broken).problems]
    assert len(messages) == 2
    assert messages[0].startswith('"snart" passar inte i "period".')
    assert messages[1].startswith("Jag förstår inte «Snarast».")


@pytest.mark.parametrize("folder", ["p", ""])
def test_a_file_that_is_missing_is_told_beside_what_is_wrong_with_the_others(folder):
    have = files(owners=OWNERS.replace("ett@prov.example", "ett"))
    del have["rules.yaml"]
    reading = read_plan(have, folder, DAY)
    missing, address = reading.problems
    sentence = "Filen saknas. Kopiera den från exemplet i plan_data/gnesta."
    name = "p/rules.yaml" if folder else "rules.yaml"
    assert missing == Problem(name, 1, 1, sentence)
    assert "ingen e-postadress" in address.message


def test_problems_come_file_by_file_and_line_by_line():
    plan = PLAN.replace("titel: Först", "titel: 1").replace("dokumentansvarig: Chef", "dokumentansvarig: 2")
    owners = OWNERS.replace("namn: Två, epost: tva@prov.example", "namn: 3, epost: tva")
    rules = "kännetecken: ["
    problems = read(plan, owners, rules).problems
    places = [(problem.file, problem.line, problem.column) for problem in problems]
    assert places == [
        ("p/rules.yaml", 1, 15),  # what could not be read at all comes first
        ("p/plan.yaml", 9, 19),
        ("p/plan.yaml", 17, 12),
        ("p/owners.yaml", 12, 16),
        ("p/owners.yaml", 12, 26),
    ]


PERSON = Person("A", "a@k.example", date(2026, 3, 1), date(2026, 3, 31), deputy_email="b@k.example")


@pytest.mark.parametrize(
    ("day", "reached"),
    [
        (date(2026, 2, 28), []),  # before the first day there is nobody to stand in for
        (date(2026, 3, 1), ["a@k.example"]),
        (date(2026, 3, 31), ["a@k.example"]),
        (date(2026, 4, 1), ["b@k.example"]),
    ],
)
def test_a_role_is_held_from_the_first_day_to_the_last_and_then_by_the_deputy(day, reached):
    assert [person.email for person in Owners({"Chef": (PERSON,)}).holders("Chef", day)] == reached


def test_a_deputy_without_a_name_is_called_by_the_address():
    deputy = PERSON.deputy()
    assert deputy is not None
    assert (deputy.name, deputy.email) == ("b@k.example", "b@k.example")
    assert Person("A", "a@k.example").deputy() is None


def test_no_address_stands_in_what_a_log_shows_of_a_person():
    assert "a@k.example" not in repr(PERSON)
    assert "a@k.example" not in repr(Owners({"Chef": (PERSON,)}))
