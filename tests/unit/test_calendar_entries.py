"""Which days of a plan stand in its calendar, what they are called, and when they are marked as done."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.calendar.entries import Entry, EntryKind, entries, of_digest, withdrawn
from paminn.plan import rrule
from paminn.plan.model import ActionPlan, FocusArea, Goal, Kind, OwnerPart, Part, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Campaign, Preparation
from paminn.reminders.model import Digest, Occurrence, Purpose, Reminder, Step, StepKind
from paminn.reminders.occurrences import occurrences
from paminn.reminders.steps import Steps
from paminn.reminders.workdays import Workdays
from paminn.standing.answer import Answer, Release, Status
from paminn.texts.calendar import feed, worded
from tests.support import plans

TEAM, WEB, CHIEF = "Kvalitetsteamet", "Kommunikatör/webbansvarig", "Chef myndighet vuxen"
RULES = replace(plans.RULES, identity="gnesta-fri-fran-vald")
DECIDED = datetime(2025, 9, 2, 22, 0, tzinfo=UTC)  # 3 September 00:00, Swedish summer time


def goal(number: str, frame: Timeframe, *owners: str, wording: str = "", **more: object) -> Goal:
    parts = tuple(OwnerPart(role, Part.RESPONSIBLE) for role in owners or (TEAM,))
    parts += (OwnerPart("Gnestahem", Part.PARTNER, "i samarbete med Gnestahem"),) if number == "1.4" else ()
    return Goal(number, wording or f"Lydelsen av {number}.", ("Något görs.",), "", parts, frame, **more)  # type: ignore[arg-type]


def yearly(month: int, day: int) -> Timeframe:
    return Timeframe("Årligen", Kind.RECURRING, recurrence=rrule.yearly(month, day))


HT_25 = Timeframe("Klart ht 2025", Kind.DEADLINE, None, date(2025, 12, 31))
GOALS = (
    goal("1.1", HT_25, TEAM, WEB),
    goal("1.2", Timeframe("Vt 26", Kind.PERIOD, date(2026, 1, 1), date(2026, 6, 30)), CHIEF),
    goal("1.4", Timeframe("Genomfördes 19 mars 2025.", Kind.DONE, date(2025, 3, 19), date(2025, 3, 19))),
    goal("1.10", Timeframe("Påbörjas ht 25", Kind.START, date(2025, 7, 1), date(2025, 12, 31))),
)
MORE_GOALS = (
    goal("2.2", Timeframe("Löpande", Kind.ONGOING)),
    goal("2.3", Timeframe("Snarast", Kind.UNKNOWN, question="Vilken dag?")),
    goal("2.4", Timeframe("Årligen", Kind.RECURRING, recurrence=rrule.Recurrence(rrule.Frequency.YEARLY))),
    goal("3.3", yearly(11, 25), wording="Uppmärksamma dagen, 25 november."),
    goal("4.1", yearly(12, 31), wording="Uppföljning görs årligen.", reading_confirmed=False),
)
PLAN = ActionPlan(
    identity="gnesta-fri-fran-vald",
    title="Handlingsplan Fri från våld",
    name="Fri från våld",
    period_start=date(2025, 1, 1),
    period_end=date(2027, 12, 31),
    committee="Socialnämnden",
    decided=date(2025, 9, 3),
    revised=None,
    valid_until=None,
    document_owner="Förvaltningschef",
    registration_number="SN.2024.17",
    definitions={},
    vision="",
    aims=(),
    notes=(),
    areas=(FocusArea(1, "Förebyggande", "", GOALS), FocusArea(2, "Styrning", "", MORE_GOALS)),
    levels=plans.LEVELS,
    followed_up_by=plans.TEAM,
)


def with_goals(*goals: Goal) -> ActionPlan:
    return replace(PLAN, areas=(FocusArea(1, "Förebyggande", "", goals),))


def answer(number: int, owner: str, status: Status | None, day: date, **more: object) -> Answer:
    told = {
        "goal": "1.1",
        "occurrence": "1.1@2025-12-31",
        "release": Release.RELEASED,
        "released": day,
    } | more
    told["occurrence"] = OccurrenceId.parse(str(told["occurrence"]))
    return Answer(id=number, owner=owner, status=status, text="", received=day, answered_by="", **told)  # type: ignore[arg-type]


def one(found: Iterable[Entry], uid: str) -> Entry:
    (entry,) = (entry for entry in found if entry.uid == f"gnesta-fri-fran-vald-{uid}@paminn")
    return entry


def summaries(plan: ActionPlan, *answers: Answer) -> dict[str, str]:
    found = worded(plan, entries(plan, RULES, answers))
    return {entry.uid.removeprefix("gnesta-fri-fran-vald-").removesuffix("@paminn"): entry.summary for entry in found}


FIRST = answer(1, TEAM, Status.DONE, date(2025, 11, 3))
SECOND = answer(2, WEB, Status.DONE, date(2025, 12, 15))


def test_the_days_of_the_plan_itself() -> None:
    found = {(entry.day, entry.goal.number, entry.kind) for entry in entries(PLAN, RULES, ()) if entry.goal}
    assert {row for row in found if row[0].year <= 2026} == {
        (date(2025, 3, 19), "1.4", EntryKind.DONE),
        (date(2025, 11, 25), "3.3", EntryKind.RECURRING),
        (date(2025, 12, 31), "1.1", EntryKind.DEADLINE),
        (date(2025, 12, 31), "1.10", EntryKind.START),
        (date(2025, 12, 31), "4.1", EntryKind.RECURRING),
        (date(2026, 6, 30), "1.2", EntryKind.DEADLINE),
        (date(2026, 11, 25), "3.3", EntryKind.RECURRING),
        (date(2026, 12, 31), "4.1", EntryKind.RECURRING),
    }


def test_what_comes_back_stands_in_every_year_to_the_horizon() -> None:
    found = entries(PLAN, RULES, ())
    days = [entry.day for entry in found if entry.goal and entry.goal.number == "3.3"]
    assert days == sorted([date(year, 11, 25) for year in range(2025, 2032)] + [date(2028, 11, 24), date(2029, 11, 23)])
    assert [entry.day for entry in found if entry.goal and entry.goal.number == "4.1"] == [
        date(year, 12, 31) for year in range(2025, 2032)
    ]


def test_a_day_on_a_weekend_has_the_working_day_before_beside_it() -> None:
    companion = one(entries(PLAN, RULES, ()), "3.3-workday-2028")
    assert (companion.day, companion.about) == (date(2028, 11, 24), date(2028, 11, 25))
    assert summaries(PLAN)["3.3-workday-2029"] == "3.3 Arbetsdagen före: Uppmärksamma dagen, 25 november"


PREPARED = replace(RULES, preparations={"3.3": Preparation(((12, "Bestäm tema"), (1, "Kontrollera allt")), (1,))})


def test_what_is_to_be_prepared_has_its_own_days() -> None:
    steps = [entry for entry in entries(PLAN, PREPARED, ()) if entry.kind is EntryKind.PREPARATION]
    assert [(entry.day, entry.step) for entry in steps if entry.about.year in (2025, 2028)] == [
        # Twelve weeks before the first 25 November the plan had not been decided.
        (date(2025, 11, 18), "Kontrollera allt"),
        (date(2028, 9, 1), "Bestäm tema"),  # 2 September is a Saturday
        (date(2028, 11, 17), "Kontrollera allt"),
    ]
    (told,) = worded(PLAN, [one(steps, "3.3-preparation-12w-2026")])
    assert told.summary == "3.3 Förbered 25 november 2026: Bestäm tema"
    assert told.description.startswith("Bestäm tema, tolv veckor före 25 november 2026.\n\nDelmål 3.3:")
    (near,) = worded(PLAN, [one(steps, "3.3-preparation-1w-2026")])
    assert near.description.startswith("Kontrollera allt, en vecka före 25 november 2026.")


def test_a_preparation_on_the_decisions_own_day_stands_in_the_calendar() -> None:
    # Twelve weeks before 26 November 2025 is the very day of the decision.
    plan = replace(PLAN, areas=(FocusArea(3, "Område", "", (goal("3.3", yearly(11, 26)),)),))
    days = {entry.day for entry in entries(plan, PREPARED, ()) if entry.step == "Bestäm tema"}
    assert min(days) == plan.decided


def test_a_preparation_is_on_the_day_it_is_reminded_of() -> None:
    rules = replace(PREPARED, quiet=(((8, 25), (9, 3)),))
    found = {entry.day for entry in entries(PLAN, rules, ()) if entry.kind is EntryKind.PREPARATION}
    (goal,) = (goal for goal in PLAN.goals() if goal.number == "3.3")
    steps = Steps(rules, Workdays(rules), PLAN.decided)
    reminded = {
        step.day
        for occurrence in occurrences(PLAN, goal, rules)
        for step in steps.fixed(occurrence, occurrence.due)
        if step.is_preparation
    }
    assert found == reminded
    assert date(2026, 8, 24) in found  # 2 September, moved out of the quiet period


def test_a_preparation_is_nobodys_done_mark() -> None:
    said = answer(1, TEAM, Status.DONE, date(2026, 12, 1), goal="3.3", occurrence="3.3@2026-11-25")
    done = {entry.kind for entry in entries(PLAN, PREPARED, [said]) if entry.done and "2026" in entry.uid}
    assert done == {EntryKind.RECURRING}


def test_a_campaign_stands_on_its_first_day_and_in_no_other_year() -> None:
    week = Campaign("en-vecka", "En vecka fri från våld", "3.3", date(2026, 11, 16), date(2026, 11, 22))
    day = Campaign("dagen", "Orange dag", "3.3", date(2027, 11, 25), date(2027, 11, 25))
    found = entries(PLAN, replace(RULES, campaigns=(day, week)), ())
    told = {entry.uid: entry for entry in worded(PLAN, [e for e in found if e.kind is EntryKind.CAMPAIGN])}
    assert {(uid, entry.day) for uid, entry in told.items()} == {
        ("gnesta-fri-fran-vald-3.3-campaign-en-vecka-2026@paminn", date(2026, 11, 16)),
        ("gnesta-fri-fran-vald-3.3-campaign-dagen-2027@paminn", date(2027, 11, 25)),
    }
    first, second = told.values()
    assert first.summary == "3.3 Kampanj: En vecka fri från våld, till 22 november 2026"
    assert first.description.startswith("En vecka fri från våld: 16 november 2026 – 22 november 2026.\n\nDelmål 3.3")
    assert (second.summary, second.description[:30]) == ("3.3 Kampanj: Orange dag", "Orange dag: 25 november 2027.\n")
    assert not [entry for entry in entries(PLAN, RULES, ()) if entry.kind is EntryKind.CAMPAIGN]


def test_what_the_team_has_said_is_done_is_not_told_as_the_roles_answer() -> None:
    def told(**more: object) -> str:
        klar = [
            Answer(n, "1.1", OccurrenceId.parse("1.1@2025-12-31"), role, Status.DONE, "", date(2025, 12, n),
                   role, release=Release.RELEASED, **more)  # type: ignore[arg-type]
            for n, role in enumerate((TEAM, WEB), start=1)
        ]  # fmt: skip
        (row,) = (row for row in worded(PLAN, entries(PLAN, RULES, klar)) if "-1.1-deadline" in row.uid)
        return row.description

    assert "Klart enligt svar från" in told()
    assert "Klart. Läget är satt av kvalitetsteamet." in told(status_by_team=True)
    assert "enligt svar" not in told(status_by_team=True)


def test_the_account_is_one_entry_a_year_for_the_whole_plan() -> None:
    found = [entry for entry in entries(PLAN, RULES, ()) if entry.kind is EntryKind.ACCOUNT]
    assert [entry.day for entry in found] == [date(year, 12, 31) for year in range(2025, 2032)]
    assert all(entry.roles == (CHIEF, WEB, TEAM) for entry in found)
    titles = summaries(PLAN)
    assert titles["plan-account-2026"] == "Redovisning 2026: sista dag att svara"
    assert titles["4.1-recurring-2026"] == "4.1 Återkommer: Uppföljning görs årligen"


def test_an_account_that_is_wanted_in_january_is_of_the_year_that_has_ended() -> None:
    rules = replace(RULES, account_due=(1, 31))
    found = [entry for entry in entries(PLAN, rules, ()) if entry.kind is EntryKind.ACCOUNT]
    row = worded(PLAN, found)[0]
    assert (row.day, row.summary) == (date(2026, 1, 31), "Redovisning 2025: sista dag att svara")
    assert row.uid == "gnesta-fri-fran-vald-plan-account-2025@paminn"
    assert "Svaren samlas till redovisningen för 2025." in row.description


@pytest.mark.pain(11)
def test_work_without_a_day_has_no_entry() -> None:
    plan = with_goals(*(g for g in MORE_GOALS if g.number in ("2.2", "2.3", "2.4")))
    assert {entry.kind for entry in entries(plan, RULES, ())} == {EntryKind.ACCOUNT}


def test_a_replaced_goal_has_no_entry_but_those_that_are_withdrawn() -> None:
    plan = with_goals(*(replace(g, replaced_by="5.1") for g in (*GOALS, *MORE_GOALS)))
    assert entries(plan, RULES, ()) == ()
    gone = withdrawn(plan, RULES)
    assert {entry.uid for entry in gone} == {entry.uid for entry in entries(PLAN, RULES, ()) if entry.goal}
    (told,) = worded(plan, [one(gone, "1.1-deadline")])
    assert (told.cancelled, told.summary) == (True, "Utgår: 1.1 Sista dag: Lydelsen av 1.1")
    assert told.description.startswith("Den här dagen gäller inte längre. Det har ersatts av 5.1.\n\nSå här stod det:")
    assert withdrawn(PLAN, RULES) == ()


def test_a_plan_that_ends_has_nothing_yearly_after_it() -> None:
    found = entries(replace(PLAN, valid_until=date(2027, 12, 31)), RULES, ())
    assert max(entry.day for entry in found) == date(2027, 12, 31)


def test_several_days_a_year_are_told_apart_by_their_dates() -> None:
    twice = Timeframe("Halvårsvis", Kind.RECURRING, recurrence=rrule.Recurrence(rrule.Frequency.MONTHLY, 6))
    uids = [entry.uid for entry in entries(with_goals(goal("1.1", twice)), RULES, ()) if entry.goal]
    assert uids[:2] == [
        "gnesta-fri-fran-vald-1.1-recurring-2025-12-31@paminn",
        "gnesta-fri-fran-vald-1.1-recurring-2026-06-30@paminn",
    ]


def test_each_of_several_deadlines_has_its_own_entry_and_its_own_answers() -> None:
    frame = Timeframe("1 mars och 1 sept 2026", Kind.DEADLINE, None, date(2026, 3, 1), more_days=(date(2026, 9, 1),))
    said = answer(1, TEAM, Status.DONE, date(2026, 2, 20), occurrence="1.1@2026-03-01")
    found = [entry for entry in entries(with_goals(goal("1.1", frame)), RULES, [said]) if entry.goal]
    assert [(entry.uid, entry.day, entry.done) for entry in found] == [
        ("gnesta-fri-fran-vald-1.1-deadline-2026-03-01@paminn", date(2026, 3, 1), True),
        ("gnesta-fri-fran-vald-1.1-deadline-2026-09-01@paminn", date(2026, 9, 1), False),
    ]


def test_an_empty_ledger_leaves_every_entry_as_decided() -> None:
    assert {(entry.sequence, entry.revised) for entry in entries(PLAN, RULES, ())} == {(0, DECIDED)}


def test_a_revised_plan_is_as_new_as_its_revision() -> None:
    found = entries(replace(PLAN, revised=date(2026, 2, 3)), RULES, ())
    winter = datetime(2026, 2, 2, 23, 0, tzinfo=UTC)
    assert {(entry.sequence, entry.revised) for entry in found} == {(0, winter)}


@pytest.mark.pain(21)
def test_a_goal_is_done_when_all_who_are_responsible_have_said_so() -> None:
    before = one(entries(PLAN, RULES, [FIRST]), "1.1-deadline")
    after = one(entries(PLAN, RULES, [SECOND, FIRST]), "1.1-deadline")
    assert (before.done, before.sequence, before.revised) == (False, 0, DECIDED)
    assert after == replace(before, done=True, sequence=1, revised=datetime(2025, 12, 14, 23, 0, tzinfo=UTC))
    assert summaries(PLAN, FIRST, SECOND)["1.1-deadline"] == "✓ 1.1 Klart: Lydelsen av 1.1"


@pytest.mark.pain(21)
def test_a_done_mark_takes_nothing_away() -> None:
    assert summaries(PLAN).keys() == summaries(PLAN, FIRST, SECOND).keys()


@pytest.mark.parametrize(
    "second",
    [
        replace(SECOND, release=Release.HELD, released=None),
        replace(SECOND, release=Release.WITHHELD),
        replace(SECOND, status=Status.ONGOING),
        replace(SECOND, status=None),
        replace(SECOND, owner=CHIEF),
        replace(SECOND, goal="1.2", occurrence=OccurrenceId.parse("1.2@2026-06-30")),
    ],
)
def test_nothing_else_is_a_done_mark(second: Answer) -> None:
    assert entries(PLAN, RULES, [FIRST, second]) == entries(PLAN, RULES, ())


def test_the_latest_released_answer_counts_and_every_turn_is_a_revision() -> None:
    late = answer(3, WEB, Status.LATE, date(2026, 1, 8))
    turned = one(entries(PLAN, RULES, [FIRST, SECOND, late]), "1.1-deadline")
    assert (turned.done, turned.sequence) == (False, 2)
    held = replace(late, release=Release.HELD, released=None)
    assert one(entries(PLAN, RULES, [FIRST, SECOND, held]), "1.1-deadline").done
    again = answer(4, WEB, Status.DONE, date(2026, 2, 2))
    assert one(entries(PLAN, RULES, [FIRST, SECOND, late, again]), "1.1-deadline").sequence == 3
    # An older answer that is released later changes nothing.
    older = replace(late, id=0, received=date(2025, 10, 1), released=date(2026, 3, 1))
    assert one(entries(PLAN, RULES, [FIRST, SECOND, older]), "1.1-deadline").done


def test_what_comes_back_is_done_one_occasion_at_a_time() -> None:
    said = answer(1, TEAM, Status.DONE, date(2028, 12, 1), goal="3.3", occurrence="3.3@2028-11-25")
    done = {entry.uid for entry in entries(PLAN, RULES, [said]) if entry.done and entry.kind != EntryKind.DONE}
    assert done == {f"gnesta-fri-fran-vald-3.3-{kind}-2028@paminn" for kind in ("recurring", "workday")}


def test_what_the_plan_says_is_done_is_done() -> None:
    entry = one(entries(PLAN, RULES, ()), "1.4-done")
    assert (entry.done, entry.sequence, entry.day) == (True, 0, date(2025, 3, 19))
    assert summaries(PLAN)["1.4-done"] == "✓ 1.4 Genomfört: Lydelsen av 1.4"


@pytest.mark.parametrize(
    ("uid", "title"),
    [
        ("1.1-deadline", "1.1 Sista dag: Lydelsen av 1.1"),
        ("1.2-deadline", "1.2 Sista dag: Lydelsen av 1.2"),
        ("1.10-start", "1.10 Ska ha börjat: Lydelsen av 1.10"),
        ("3.3-recurring-2027", "3.3 Återkommer: Uppmärksamma dagen, 25 november"),
    ],
)
def test_titles(uid: str, title: str) -> None:
    assert summaries(PLAN)[uid] == title


def test_the_decided_words_stand_beside_the_day() -> None:
    wording = "Det ska finnas tydlig information på hemsidan och intranätet som fungerar som en guide för alla"
    parts = (
        OwnerPart(TEAM, Part.RESPONSIBLE, "framtagande av stödmaterial"),
        OwnerPart(WEB, Part.RESPONSIBLE),
        OwnerPart("Soc IT", Part.SUPPORT, "med stöd av Soc IT"),
    )
    plan = with_goals(replace(goal("1.1", HT_25, wording=wording), parts=parts))
    entry = next(entry for entry in worded(plan, entries(plan, RULES, ())) if "1.1" in entry.uid)
    assert entry.summary.endswith("…")
    assert len(entry.summary) < 90
    assert entry.description.strip() == "\n".join(
        (
            f"Delmål 1.1: {wording}",
            "",
            "Tidplan: «Klart ht 2025» – senast 31 december 2025",
            "31 december 2025 är ingen arbetsdag. Sista arbetsdagen före är 30 december 2025.",
            "",
            f"Ansvar: {WEB} och {TEAM} (framtagande av stödmaterial)",
            "Stöd: Soc IT",
            "",
            "Fokusområde 1: Förebyggande",
            "Handlingsplan Fri från våld 2025–2027, beslutad av Socialnämnden 3 september 2025. Dnr SN.2024.17.",
        )
    )
    assert entry.categories == ("Förebyggande", WEB, TEAM, "Soc IT")


def test_a_reading_nobody_has_confirmed_says_so() -> None:
    texts = {entry.uid: entry.description for entry in worded(PLAN, entries(PLAN, RULES, ()))}
    assert "Läsningen är inte bekräftad." in texts["gnesta-fri-fran-vald-4.1-recurring-2026@paminn"]
    assert "bekräftad" not in texts["gnesta-fri-fran-vald-3.3-recurring-2026@paminn"]
    assert "25 november 2028 är en lördag." in texts["gnesta-fri-fran-vald-3.3-workday-2028@paminn"]


def test_nobody_is_called_late() -> None:
    late = [answer(n, owner, Status.LATE, date(2026, 1, 8)) for n, owner in enumerate((TEAM, WEB))]
    content = feed([(PLAN, entries(PLAN, RULES, late))])
    assert content == feed([(PLAN, entries(PLAN, RULES, ()))])
    assert not re.search(r"\b(försen|sen\b)", content.decode(), re.IGNORECASE)


def test_no_address_and_no_person() -> None:
    content = feed([(PLAN, entries(PLAN, RULES, [FIRST, SECOND]))]).replace(b"\r\n ", b"").decode()
    assert all(line.startswith("UID:") for line in content.split("\r\n") if "@" in line)
    assert not re.search("mailto|ATTENDEE|ORGANIZER|METHOD", content)


def test_a_digest_takes_its_own_entries_along() -> None:
    first, account = PLAN.by_number["1.1"], PLAN.by_number["2.2"]
    due = Occurrence(OccurrenceId.parse("1.1@2025-12-31"), Purpose.DEADLINE, date(2025, 12, 31))
    asked = Occurrence(OccurrenceId.parse("2.2@2025"), Purpose.ACCOUNT, date(2025, 12, 31))
    step = Step(StepKind.BEFORE, 5, date(2025, 12, 19))
    reminders = [
        Reminder(goal, goal.parts[0], occurrence, step, occurrence.due, 1, ())
        for goal, occurrence in ((first, due), (account, asked))
    ]
    found = of_digest(entries(PLAN, RULES, ()), Digest(TEAM, step.day, tuple(reminders)))
    assert [entry.kind for entry in found] == [EntryKind.DEADLINE, EntryKind.ACCOUNT]


@pytest.mark.pain(20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_plan_changes_no_byte(random: Random) -> None:
    goals = [
        [replace(goal, parts=tuple(random.sample(goal.parts, len(goal.parts)))) for goal in mixed]
        for mixed in (random.sample(area.goals, len(area.goals)) for area in PLAN.areas)
    ]
    areas = [replace(area, goals=tuple(own)) for area, own in zip(PLAN.areas, goals, strict=True)]
    random.shuffle(areas)
    shuffled = replace(PLAN, areas=tuple(areas))
    said = random.sample([FIRST, SECOND], 2)
    assert feed([(shuffled, entries(shuffled, RULES, said))]) == feed([(PLAN, entries(PLAN, RULES, [FIRST, SECOND]))])


@pytest.mark.pain(20)
@given(st.text(min_size=1))
def test_a_new_wording_or_title_changes_no_uid(text: str) -> None:
    areas = tuple(
        replace(area, title=text, goals=tuple(replace(g, wording=text) for g in area.goals)) for area in PLAN.areas
    )
    edited = replace(PLAN, title=text, name=text, areas=areas)
    before, after = (feed([(plan, entries(plan, RULES, ()))]) for plan in (PLAN, edited))
    uids = [[str(e["UID"]) for e in icalendar.Calendar.from_ical(c).walk("VEVENT")] for c in (before, after)]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == len(uids[0])
    assert all(re.fullmatch(r"gnesta-fri-fran-vald-[a-z0-9.-]+@paminn", uid) for uid in uids[0])


@given(st.dates(date(2025, 1, 1), date(2031, 12, 31)), st.sampled_from(Kind))
def test_every_entry_is_a_decided_day(day: date, kind: Kind) -> None:
    frame = Timeframe("ord", kind, None, day, rrule.yearly(5, 4) if kind is Kind.RECURRING else None)
    found = [entry for entry in entries(with_goals(goal("1.1", frame)), RULES, ()) if entry.goal]
    if kind in (Kind.ONGOING, Kind.UNKNOWN):
        assert found == []
    elif kind is not Kind.RECURRING:
        assert [entry.day for entry in found] == [day]
    for entry in found:
        assert timedelta(0) <= entry.about - entry.day <= timedelta(days=2)
