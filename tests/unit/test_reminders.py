"""Who hears what, when: the rules in milliseconds."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.plan.model import Kind, Owners, Person, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rrule import Frequency, Recurrence, yearly
from paminn.plan.rules import Preparation, StepRule
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.model import History, Step, StepKind
from paminn.reminders.occurrences import accounts
from paminn.reminders.weekly import span
from paminn.reminders.workdays import Workdays
from paminn.standing.answer import Answer, Release, Status
from tests.support import plans

SILENT = StepRule()
# The yearly request would speak in every test; these rules leave it out where it is not the subject.
DATED = replace(plans.RULES, account=SILENT)
END = date(2026, 6, 30)
FIRST, LAST = date(2025, 9, 3), date(2026, 12, 31)


def days(first: date = FIRST, last: date = LAST):
    return (first + timedelta(n) for n in range((last - first).days + 1))


class Year:
    """Plays days against a schedule, keeping the history a ledger would."""

    def __init__(self, plan, rules=DATED, owners=None):
        self.schedule, self.owners = Schedule(plan, rules), owners
        self.covered, self.sent, self.answers, self.out = {}, Counter(), [], []

    def run(self, day: date):
        made = self.schedule.digests(History(self.covered, self.sent, self.answers), day, self.owners)
        for digest in made:
            for reminder in digest.reminders:
                self.sent[digest.owner, reminder.occurrence.id] += 1
                for claim in reminder.covers:
                    self.covered[digest.owner, claim.occurrence, claim.due] = claim.step.day
        self.out += made
        return made

    def play(self, first: date = FIRST, last: date = LAST):
        for day in days(first, last):
            self.run(day)
        return self

    def steps(self, owner: str = "Chef"):
        return [(d.day.isoformat(), r.step.label) for d in self.out if d.owner == owner for r in d.reminders]

    def hear(
        self,
        day: date,
        status: Status | None,
        owner="Chef",
        goal="1.1",
        occurrence="1.1@2026-06-30",
        new_date=None,
        who="",
    ):
        number, about = len(self.answers) + 1, OccurrenceId.parse(occurrence)
        self.answers.append(Answer(number, goal, about, owner, status, "Så här går det.", day, who or owner, new_date))


def test_the_steps_around_a_deadline_never_answered():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END)))).play()
    assert year.steps() == [
        ("2026-06-01", "-20"), ("2026-06-23", "-5"), ("2026-06-29", "-1"), ("2026-07-01", "+1"), ("2026-07-08", "+6"),
        ("2026-07-15", "+11"), ("2026-08-03", "2026-08"), ("2026-09-01", "2026-09"), ("2026-10-01", "2026-10"),
        ("2026-11-02", "2026-11"), ("2026-12-01", "2026-12"),
    ]  # fmt: skip


@pytest.mark.pain(3)
def test_notice_comes_before_the_day_and_not_only_after():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END)))).play(last=END)
    assert [label for _, label in year.steps()] == ["-20", "-5", "-1"]


def test_a_step_on_the_decisions_own_day_is_said_and_one_before_it_is_not():
    workdays = Workdays(DATED)
    due = workdays.after(plans.DECIDED, 20)
    assert workdays.before(due, 20) == plans.DECIDED
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(due)))).play(last=plans.DECIDED)
    assert year.steps() == [(plans.DECIDED.isoformat(), "-20")]
    a_day_less = Year(plans.plan(plans.goal("1.1", plans.deadline(workdays.before(due, 1)))))
    assert a_day_less.play(last=due).steps()[0][1] == "-5"


def test_an_answer_of_the_steps_own_day_spares_it():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))))
    year.hear(date(2026, 6, 1), Status.ONGOING)
    assert year.run(date(2026, 6, 1)) == ()
    silent = Year(plans.plan(plans.goal("1.1", plans.deadline(END))))
    silent.hear(date(2026, 5, 31), Status.ONGOING)
    assert len(silent.run(date(2026, 6, 1))) == 1


def test_the_last_of_several_answers_spares_the_step():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))))
    year.hear(date(2026, 5, 4), Status.ONGOING)
    year.hear(date(2026, 6, 2), Status.ONGOING)
    assert year.run(date(2026, 6, 3)) == ()


@pytest.mark.parametrize("first", ["covered", "answered"])
def test_a_day_that_has_been_seen_to_does_not_silence_the_goals_other_day(first):
    second = date(2026, 7, 7)
    frame = replace(plans.deadline(END), more_days=(second,))
    year = Year(plans.plan(plans.goal("1.1", frame)))
    assert len(year.run(date(2026, 6, 1))) == 1
    if first == "answered":
        year.covered.clear()
        year.hear(date(2026, 6, 2), Status.ONGOING)
    (digest,) = year.run(date(2026, 6, 8))
    assert [(r.due, r.step.label) for r in digest.reminders] == [(second, "-20")]
    assert [claim.due for claim in digest.reminders[0].covers] == [second]


def test_quiet_periods_move_a_step_back_before_the_day_and_forward_after_it():
    rules = replace(DATED, quiet=(((12, 23), (1, 6)),))
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(date(2025, 12, 31)))), rules).play(last=date(2026, 1, 31))
    assert year.steps() == [
        ("2025-11-28", "-20"), ("2025-12-19", "-5"), ("2025-12-22", "-1"),
        ("2026-01-07", "+1"), ("2026-01-12", "+6"), ("2026-01-19", "+11"),
    ]  # fmt: skip


def test_a_step_knows_whether_a_quiet_period_has_moved_it():
    rules = replace(DATED, quiet=(((12, 23), (1, 6)),))
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(date(2025, 12, 31)))), rules).play(last=date(2026, 1, 31))
    moved = {reminder.step.label: reminder.step.moved for digest in year.out for reminder in digest.reminders}
    assert moved == {"-20": False, "-5": False, "-1": True, "+1": True, "+6": False, "+11": False}


def test_the_last_step_takes_the_place_of_its_months_own():
    rules = replace(DATED, deadline=StepRule((), (1,), monthly=True))
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))), rules).play(last=date(2026, 8, 31))
    assert year.steps() == [("2026-07-01", "+1"), ("2026-08-03", "2026-08")]


@pytest.mark.parametrize(
    ("today", "label"),
    [
        ("2026-05-31", None),
        ("2026-06-01", "+1"),
        ("2026-06-30", "+1"),
        ("2026-07-15", "+1"),  # July has no day for it
        ("2026-08-10", "+1"),
        ("2026-08-11", "2026-08"),
        ("2026-08-31", "2026-08"),
        ("2026-09-01", "2026-09"),
        ("2027-06-30", "2027-06"),
        ("2027-07-15", "2027-06"),
        ("2027-08-05", "2027-06"),
    ],
)
def test_the_latest_step_on_a_day_months_after_it(today, label):
    rules = replace(DATED, deadline=StepRule((), (1,), monthly=True), quiet=(((7, 1), (8, 10)),))
    schedule = Schedule(plans.plan(plans.goal("1.1", plans.deadline(date(2026, 5, 29)))), rules)
    (dated,) = schedule.days.dated["1.1"]
    latest = schedule.days.steps.latest(dated, dated.due, span(None, date.fromisoformat(today), schedule.workdays))
    assert (latest.label if latest else None) == label


def test_of_steps_that_a_quiet_period_moves_to_one_day_the_one_nearest_the_deadline_is_said():
    rules = replace(DATED, deadline=StepRule((20, 5, 1), (1, 6)), quiet=(((6, 15), (8, 10)),))
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))), rules).play(last=date(2026, 9, 30))
    assert year.steps() == [("2026-06-01", "-20"), ("2026-06-12", "-1"), ("2026-08-11", "+6")]


def test_of_preparations_that_a_quiet_period_moves_to_one_day_the_last_is_said():
    preparation = Preparation(steps=((3, "Boka lokal."), (2, "Bjud in."), (1, "Tryck program.")), after=(1,))
    rules = replace(DATED, preparations={"1.1": preparation}, quiet=(((11, 9), (11, 24)),))
    year = Year(plans.plan(plans.goal("1.1", plans.yearly(11, 25))), rules).play(last=date(2025, 12, 31))
    steps = [(digest.day.isoformat(), r.step.text, r.step.moved) for digest in year.out for r in digest.reminders]
    assert steps == [("2025-11-04", "Boka lokal.", False), ("2025-11-07", "Tryck program.", True),
                     ("2025-11-26", "", False)]  # fmt: skip


@pytest.mark.pain(1)
def test_the_same_day_twice_says_nothing_the_second_time():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))))
    assert len(year.run(date(2026, 6, 1))) == 1
    assert year.run(date(2026, 6, 1)) == ()


@pytest.mark.pain(7)
def test_one_digest_per_owner_and_day_however_many_goals():
    goals = [plans.goal(f"1.{n}", plans.deadline(END), "Chef", support="Teamet") for n in range(1, 8)]
    year = Year(plans.plan(*goals)).play()
    assert max(Counter((d.owner, d.day) for d in year.out).values()) == 1
    assert {len(d.reminders) for d in year.out} == {7}


@pytest.mark.pain(12)
def test_an_owner_with_nothing_to_hear_gets_no_digest():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END)), plans.goal("1.2", plans.deadline(END), "Annan")))
    year.hear(date(2026, 5, 4), Status.DONE)
    assert [d.owner for d in year.run(date(2026, 6, 1))] == ["Annan"]


@pytest.mark.pain(2)
def test_klar_ends_that_owners_part_and_done_ends_everybodys():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END), "Chef", "Vice", support="Teamet")))
    year.hear(date(2026, 6, 2), Status.DONE, owner="Chef")
    assert {d.owner for d in year.run(date(2026, 6, 23))} == {"Vice", "Teamet"}
    year.hear(date(2026, 6, 24), Status.DONE, owner="Vice")
    assert year.play(date(2026, 6, 25)).run(date(2026, 6, 29)) == ()
    assert {d.owner for d in year.out if d.day > date(2026, 6, 24)} == set()


def test_a_supporters_klar_does_not_end_the_goal():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END), "Chef", support="Teamet")))
    year.hear(date(2026, 6, 2), Status.DONE, owner="Teamet")
    assert [d.owner for d in year.run(date(2026, 6, 23))] == ["Chef"]


def test_pagar_ends_the_current_step_and_the_next_comes_in_its_time():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))))
    year.hear(date(2026, 6, 2), Status.ONGOING)  # after the first step's day, before the run that would have sent it
    assert year.run(date(2026, 6, 3)) == ()
    assert [r.step.label for d in year.run(date(2026, 6, 23)) for r in d.reminders] == ["-5"]


def test_a_new_date_is_followed_and_shown():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))))
    year.play(last=date(2026, 6, 25))
    year.hear(date(2026, 6, 26), Status.LATE, new_date=date(2026, 9, 30))
    year.play(date(2026, 6, 27), date(2026, 9, 10))
    (digest,) = [d for d in year.out if d.day > date(2026, 6, 26)]
    (reminder,) = digest.reminders
    assert (digest.day, reminder.step.label) == (date(2026, 9, 2), "-20")
    assert reminder.moved
    assert (reminder.due, reminder.decided_due) == (date(2026, 9, 30), END)


def test_a_new_date_in_the_past_moves_nothing():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))))
    year.hear(date(2026, 6, 26), Status.LATE, new_date=date(2026, 6, 1))
    (digest,) = year.run(date(2026, 6, 29))
    assert not digest.reminders[0].moved


@pytest.mark.pain(11)
def test_undated_work_is_never_late_and_has_no_steps_of_its_own():
    frames = [Timeframe("Löpande", Kind.ONGOING), Timeframe("Årligen", Kind.RECURRING, recurrence=Recurrence(Frequency.YEARLY)),
              Timeframe("Snarast", Kind.UNKNOWN, question="?")]  # fmt: skip
    goals = [plans.goal(f"1.{n}", frame) for n, frame in enumerate(frames, start=1)]
    assert Year(plans.plan(*goals)).play().out == []
    with_request = Year(plans.plan(*goals), plans.RULES).play()
    assert {r.occurrence.purpose.value for d in with_request.out for r in d.reminders} == {"account"}


def test_ongoing_work_is_asked_about_on_the_days_on_which_it_is_looked_at():
    """ "Löpande (årlig avstämning i mars)"."""
    every_march = Recurrence(Frequency.YEARLY, months=(3,))
    frame = Timeframe("Löpande", Kind.ONGOING, date(2026, 1, 1), date(2027, 12, 31), every_march)
    year = Year(plans.plan(plans.goal("1.1", frame))).play()
    asked = {(r.occurrence.purpose.value, r.due.isoformat()) for digest in year.out for r in digest.reminders}
    assert asked == {("recurring", "2026-03-31")}
    assert frame.comes_back
    assert not Timeframe("Löpande", Kind.ONGOING, recurrence=Recurrence(Frequency.YEARLY)).comes_back


@pytest.mark.parametrize("kind", Kind)
def test_of_what_nobody_looks_at_in_between_only_what_recurs_comes_back(kind):
    assert Timeframe("x", kind, recurrence=None).comes_back == (kind is Kind.RECURRING)


def test_what_was_done_before_the_decision_is_never_asked_about():
    done = plans.goal("1.1", Timeframe("Genomfört 19 mars 2025", Kind.DONE, date(2025, 3, 19), date(2025, 3, 19)))
    assert Year(plans.plan(done), plans.RULES).play().out == []


def test_a_replaced_goal_and_a_plan_no_longer_valid_are_silent():
    replaced = plans.goal("1.1", plans.deadline(END), replaced_by="1.2")
    assert Year(plans.plan(replaced), plans.RULES).play().out == []
    ended = plans.plan(plans.goal("1.1", plans.deadline(END)), valid_until=date(2026, 6, 15))
    assert [day for day, _ in Year(ended).play().steps()] == ["2026-06-01"]


def test_the_last_years_account_is_asked_for_when_that_year_is_over_though_the_plan_has_ended():
    rules = replace(plans.RULES, account_due=(1, 31))
    goal = plans.goal("1.1", Timeframe("Löpande", Kind.ONGOING))
    ended = plans.plan(goal, valid_until=date(2026, 6, 30))
    year = Year(ended, rules).play(last=date(2028, 12, 31))
    asked = {str(r.occurrence.id): d.day.year for d in year.out for r in d.reminders}
    assert asked == {"1.1@2025": 2026, "1.1@2026": 2027}
    dated = Year(plans.plan(plans.goal("1.1", plans.deadline(END)), valid_until=date(2026, 6, 30)), rules)
    assert {
        r.occurrence.purpose.value for d in dated.play(date(2026, 7, 1), date(2027, 3, 1)).out for r in d.reminders
    } == {"account"}


@pytest.mark.pain(4)
@pytest.mark.pain(5)
@pytest.mark.parametrize("outage", [1, 2, 5, 7, 20, 30, 60])
def test_missed_days_are_caught_up_by_one_digest(outage):
    goals = [plans.goal(f"1.{n}", plans.deadline(END - timedelta(n))) for n in range(1, 5)]
    year = Year(plans.plan(*goals))
    year.play(last=date(2026, 6, 10))
    back = date(2026, 6, 10) + timedelta(outage)
    before = len(year.out)
    year.play(back)
    day = Workdays(DATED).later(back)
    caught_up = [d for d in year.out[before:] if d.day <= day]
    assert len(caught_up) <= 1
    ends = {goal.number for goal in goals}
    assert {r.goal.number for d in year.out[before:] for r in d.reminders} == ends


@given(st.sets(st.integers(0, 480), max_size=300), st.lists(st.integers(30, 460), min_size=1, max_size=4))
def test_no_outage_loses_a_step_or_says_one_twice(down, ends):
    """Whatever days are missed: never two digests a day, never the same step twice, and the last step is said."""
    goals = [plans.goal(f"1.{n}", plans.deadline(FIRST + timedelta(end))) for n, end in enumerate(ends, start=1)]
    year = Year(plans.plan(*goals))
    for number, day in enumerate(days()):
        if number not in down:
            year.run(day)
    said = [(d.owner, str(r.occurrence.id), r.due, r.step.label) for d in year.out for r in d.reminders]
    assert len(said) == len(set(said))
    assert all(Workdays(DATED).may_send(d.day) for d in year.out)
    year.run(date(2027, 1, 4))
    spoken = {r.occurrence.goal: r.step.day for d in year.out for r in d.reminders}
    for goal in goals:
        (occurrence,) = year.schedule.days.dated[goal.number]
        latest = year.schedule.days.steps.latest(
            occurrence, occurrence.due, span(None, date(2027, 1, 4), year.schedule.workdays)
        )
        assert spoken[goal.number] == latest.day


def test_the_campaign_is_prepared_every_year_and_asked_about_afterwards(reading):
    year = Year(reading.plan, reading.rules).play()
    campaign = [(d.day.isoformat(), r.step.label, r.step.text) for d in year.out for r in d.reminders
                if r.goal.number == "3.3" and r.occurrence.purpose == "recurring"]  # fmt: skip
    assert [row[:2] for row in campaign] == [
        ("2025-09-30", "-8w"), ("2025-11-04", "-3w"), ("2025-11-18", "-1w"), ("2025-11-26", "+1"), ("2025-12-11", "+12"),
        ("2026-09-02", "-12w"), ("2026-09-30", "-8w"), ("2026-11-04", "-3w"), ("2026-11-18", "-1w"),
        ("2026-11-26", "+1"), ("2026-12-11", "+12"),
    ]  # fmt: skip
    assert campaign[5][2] == "Bestäm tema och budget"


def test_the_request_for_an_account_shares_the_owners_digest(reading):
    year = Year(reading.plan, reading.rules).play(last=date(2025, 11, 30))
    (chief,) = [d for d in year.out if d.owner == "Chef myndighet vuxen"]
    assert chief.day == date(2025, 11, 28)
    assert [(r.goal.number, str(r.occurrence.id)) for r in chief.reminders] == [
        ("1.2", "1.2@2025-12-31"), ("1.3", "1.3@2025"), ("2.2", "2.2@2025"),
    ]  # fmt: skip
    assert {str(c.occurrence) for c in chief.reminders[0].covers} == {"1.2@2025-12-31", "1.2@2025"}


def test_any_answer_is_an_account_of_the_year():
    rules = plans.RULES
    year = Year(plans.plan(plans.goal("1.1", Timeframe("Löpande", Kind.ONGOING))), rules).play(last=date(2025, 12, 1))
    assert year.steps() == [("2025-11-28", "-20")]
    year.hear(date(2025, 12, 2), Status.ONGOING, occurrence="1.1@2025")
    assert year.play(date(2025, 12, 3), date(2026, 11, 30)).steps() == [("2025-11-28", "-20")]
    assert year.play(date(2026, 12, 1), date(2026, 12, 2)).steps()[-1] == ("2026-12-01", "-20")


def test_an_account_that_has_come_is_not_said_to_be_missing_though_nobody_could_read_its_status():
    year = Year(plans.plan(plans.goal("1.1", Timeframe("Löpande", Kind.ONGOING))), plans.RULES)
    year.play(last=date(2025, 12, 1))
    year.hear(date(2025, 12, 2), None, occurrence="1.1@2025")
    assert year.play(date(2025, 12, 3), date(2026, 11, 30)).steps() == [("2025-11-28", "-20")]
    year.answers[-1] = replace(year.answers[-1], release=Release.WITHHELD)
    assert year.run(date(2026, 11, 30)), "and the account is asked for again"


@pytest.mark.parametrize(
    ("read", "goes_on"),
    [
        ({}, False),
        ({"release": Release.RELEASED}, True),
        ({"release": Release.WITHHELD}, True),
        ({"status": Status.ONGOING}, True),
        ({"release": Release.RELEASED, "status": Status.DONE}, False),
        ({"known_sender": False}, True),
    ],
)
def test_a_deadline_waits_while_an_answer_waits_to_be_read_and_goes_on_when_a_person_has_read_it(read, goes_on):
    deadline = plans.deadline(date(2025, 12, 31))
    year = Year(plans.plan(plans.goal("1.1", deadline)), plans.RULES).play(last=date(2025, 12, 1))
    year.hear(date(2025, 12, 2), None, occurrence="1.1@2025-12-31")
    year.answers[-1] = replace(year.answers[-1], **read)
    year.play(date(2025, 12, 3), date(2026, 1, 31))
    later = [r for d in year.out[1:] for r in d.reminders if r.occurrence.purpose == "deadline"]
    assert bool(later) is goes_on
    if goes_on and "known_sender" not in read and read.get("release") is not Release.WITHHELD:
        assert {str(c.occurrence) for r in later for c in r.covers} == {"1.1@2025-12-31"}, "no word of the account"


def test_no_chaser_ignores_what_was_written_and_what_was_missed_is_one_reminder_when_it_has_been_read():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END)))).play(last=date(2026, 6, 1))
    year.hear(date(2026, 6, 10), None)
    assert [label for _, label in year.play(date(2026, 6, 11), date(2026, 7, 10)).steps()] == ["-20"]
    year.answers[-1] = replace(year.answers[-1], release=Release.WITHHELD)
    assert [label for _, label in year.play(date(2026, 7, 11), date(2026, 7, 14)).steps()] == ["-20", "+6"]


def test_what_waits_to_be_read_spares_its_own_role_and_its_own_day_alone():
    frame = replace(plans.deadline(END), more_days=(date(2026, 7, 7),))
    year = Year(plans.plan(plans.goal("1.1", frame, "Chef", "Vice")))
    year.hear(date(2026, 5, 20), None)
    chased = {(d.owner, str(r.occurrence.id)) for d in year.play(last=date(2026, 6, 30)).out for r in d.reminders}
    both = {"1.1@2026-06-30", "1.1@2026-07-07"}
    assert chased == {("Chef", "1.1@2026-07-07"), *(("Vice", occurrence) for occurrence in both)}


def test_a_preparation_is_told_though_an_answer_waits_to_be_read(reading):
    year = Year(reading.plan, reading.rules)
    year.hear(date(2026, 9, 3), None, owner="Kvalitetsteamet", goal="3.3", occurrence="3.3@2026-11-25")
    year.play(date(2026, 9, 3))
    told = [r.step.label for d in year.out for r in d.reminders if str(r.occurrence.id) == "3.3@2026-11-25"]
    assert told == ["-8w", "-3w", "-1w"], "but nobody asks how it went"


def test_klar_on_ongoing_work_is_this_years_account_and_no_end():
    year = Year(plans.plan(plans.goal("1.1", Timeframe("Löpande", Kind.ONGOING))), plans.RULES)
    year.hear(date(2025, 12, 2), Status.DONE, occurrence="1.1@2025")
    assert next(day for day, _ in year.play().steps()) == "2026-12-01"


def test_a_klar_about_one_quarter_is_no_account_of_the_year():
    frame = Timeframe("Varje kvartal", Kind.RECURRING, recurrence=Recurrence(Frequency.MONTHLY, 3))
    year = Year(plans.plan(plans.goal("1.1", frame)), plans.RULES)
    year.hear(date(2026, 3, 31), Status.DONE, occurrence="1.1@2026-03-31")
    year.play(date(2026, 11, 1), date(2026, 12, 31))
    assert "1.1@2026" in {str(c.occurrence) for d in year.out for r in d.reminders for c in r.covers}


def test_a_start_ends_when_it_has_begun():
    start = Timeframe("Påbörjas ht 25", Kind.START, date(2025, 7, 1), date(2025, 12, 31))
    year = Year(plans.plan(plans.goal("1.1", start)))
    assert len(year.run(date(2025, 11, 28))) == 1
    year.hear(date(2025, 12, 1), Status.ONGOING, occurrence="1.1@2025-12-31")
    assert year.play(date(2025, 12, 2)).steps() == [("2025-11-28", "-20")]


def test_several_deadlines_are_answered_one_by_one():
    frame = Timeframe("31 mars och 30 juni", Kind.DEADLINE, end=date(2026, 3, 31), more_days=(date(2026, 6, 30),))
    year = Year(plans.plan(plans.goal("1.1", frame))).play(last=date(2026, 3, 30))
    year.hear(date(2026, 3, 31), Status.DONE, occurrence="1.1@2026-03-31")
    rest = year.play(date(2026, 3, 31), date(2026, 6, 30)).out
    assert [str(d.reminders[0].occurrence.id) for d in rest if d.day > date(2026, 3, 31)] == ["1.1@2026-06-30"] * 3


@pytest.mark.parametrize(
    ("kind", "count", "label"),
    [
        (StepKind.PREPARATION, 8, "-8w"),
        (StepKind.BEFORE, 20, "-20"),
        (StepKind.AFTER, 6, "+6"),
        (StepKind.MONTHLY, 0, "2026-03"),
        (StepKind.SITUATION, 0, "now"),
        (StepKind.INTRODUCTION, 0, "intro"),
    ],
)
def test_a_step_is_called_what_json_and_ledgers_have_always_called_it(kind, count, label):
    assert Step(kind, count, date(2026, 3, 2)).label == label


@pytest.mark.pain(8)
@pytest.mark.pain(14)
def test_each_reminder_knows_its_number():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END)))).play()
    assert [r.number for d in year.out for r in d.reminders] == list(range(1, 12))


def test_the_budget_for_the_shipped_plan_never_answered(reading):
    year = Year(reading.plan, reading.rules).play()
    assert len(year.out) <= 140
    assert max(Counter((d.owner, d.day) for d in year.out).values()) == 1
    workdays = Workdays(reading.rules)
    assert all(workdays.may_send(d.day) for d in year.out)
    assert not any(r.goal.number == "1.4" or d.owner == "Gnestahem" for d in year.out for r in d.reminders)


def test_the_budget_for_the_shipped_plan_answered_ten_days_late(reading):
    year, waiting = Year(reading.plan, reading.rules), {}
    for day in days():
        for owner, occurrence in [key for key, when in waiting.items() if when == day]:
            year.hear(day, Status.DONE, owner=owner, goal=occurrence.goal, occurrence=str(occurrence))
        for digest in year.run(day):
            for reminder in digest.reminders:
                waiting.setdefault((digest.owner, reminder.occurrence.id), reminder.due + timedelta(10))
    assert len(year.out) <= 54
    assert Counter(d.owner for d in year.out)["Kvalitetsteamet"] <= 22


@given(st.permutations(range(1, 6)))
def test_the_order_of_goals_changes_nothing_but_the_order(order):
    goals = {n: plans.goal(f"1.{n}", plans.deadline(END + timedelta(n))) for n in range(1, 6)}
    (digest,) = Year(plans.plan(*(goals[n] for n in order))).run(date(2026, 6, 15))
    assert [r.goal.number for r in digest.reminders] == sorted(r.goal.number for r in digest.reminders)


def test_a_new_owner_is_reminded_and_the_old_one_hears_no_more():
    before = Year(plans.plan(plans.goal("1.1", plans.deadline(END), "Förra"))).play(last=date(2026, 6, 10))
    assert {d.owner for d in before.out} == {"Förra"}
    after = Year(plans.plan(plans.goal("1.1", plans.deadline(END), "Nya")))
    after.covered, after.sent = before.covered, before.sent
    assert [d.owner for d in after.play(date(2026, 6, 11), date(2026, 6, 23)).out] == ["Nya", "Nya"]
    assert after.out[0].reminders[0].number == 1


STEP_DAY, EARLIER = date(2026, 6, 1), date(2026, 5, 4)


@pytest.mark.parametrize(
    ("had", "is_asked"),
    [
        ({}, True),
        ({("Chef", "0.1"): STEP_DAY}, True),  # the goals were about different things
        ({("Chef", "0.1"): STEP_DAY, ("Chef", "0.2"): EARLIER}, True),
        ({("Chef", "0.1"): EARLIER, ("Chef", "0.2"): STEP_DAY}, True),
        ({("Chef", "0.1"): STEP_DAY, ("Chef", "0.2"): STEP_DAY}, False),
        ({("Chef", "1.1"): STEP_DAY}, False),
        ({("Chef", "1.1"): STEP_DAY, ("Chef", "0.1"): EARLIER, ("Chef", "0.2"): EARLIER}, False),
        ({("Förra", "1.1"): STEP_DAY}, False),  # one of the roles is enough
        ({("Förra", "1.1"): STEP_DAY, ("Chef", "1.1"): EARLIER}, False),
        ({("Förra", "0.1"): STEP_DAY, ("Chef", "0.2"): STEP_DAY}, False),
        ({("Vice", "1.1"): STEP_DAY}, True),
    ],
)
def test_nothing_is_asked_because_goals_or_roles_became_one(had, is_asked):
    goal = replace(plans.goal("1.1", plans.deadline(END)), origins=("0.1", "0.2"))
    goal = replace(goal, parts=(replace(goal.parts[0], origins=("Förra",)),))
    covered = {(role, OccurrenceId.on(number, END), END): day for (role, number), day in had.items()}
    digests = Schedule(plans.plan(goal), DATED).digests(History(covered), date(2026, 6, 2))
    assert bool(digests) is is_asked


def test_an_answer_nobody_has_read_yet_still_spares_its_sender_the_step():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))))
    year.hear(date(2026, 6, 2), None)
    assert year.run(date(2026, 6, 3)) == ()


def test_the_last_word_counts_so_a_klar_by_mistake_can_be_taken_back():
    year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))))
    year.hear(date(2026, 5, 4), Status.DONE)
    assert year.run(date(2026, 6, 1)) == ()
    year.hear(date(2026, 6, 2), Status.ONGOING)
    assert [r.step.label for d in year.run(date(2026, 6, 23)) for r in d.reminders] == ["-5"]


class TestTwoOfARoleWhoContradictEachOther:
    KLAR, LATE = ("Bo Alm", Status.DONE), ("Anna Ek", Status.LATE)

    def year(self, *told, owners=None) -> Year:
        year = Year(plans.plan(plans.goal("1.1", plans.deadline(END), "Chef", "Vice")), owners=owners)
        year.run(date(2026, 6, 1))
        for number, (who, status) in enumerate(told):
            year.hear(date(2026, 6, 2 + number), status, who=who)
        year.hear(date(2026, 6, 4), Status.DONE, "Vice")
        return year

    @pytest.mark.parametrize("told", [(KLAR, LATE), (LATE, KLAR)])
    def test_the_goal_is_done_for_nobody_whoever_came_last(self, told):
        year = self.year(*told)
        assert [year.run(day) for day in days(date(2026, 6, 4), date(2026, 6, 22))] == [()] * 19, "it is answered"
        (asked,) = year.run(date(2026, 6, 23))
        assert (asked.owner, [reminder.step.label for reminder in asked.reminders]) == ("Chef", ["-5"])

    def test_who_answers_a_step_is_not_asked_before_the_next(self):
        year = self.year(self.LATE, self.KLAR)
        year.hear(date(2026, 6, 23), Status.DONE, who="Bo Alm")
        assert year.run(date(2026, 6, 23)) == ()
        assert [digest.owner for digest in year.run(date(2026, 6, 29))] == ["Chef"]

    def test_the_other_role_hears_of_it_while_its_own_part_is_not_done(self):
        year = self.year(self.LATE, self.KLAR)
        year.hear(date(2026, 6, 5), Status.ONGOING, "Vice")
        assert [digest.owner for digest in year.run(date(2026, 6, 23))] == ["Chef", "Vice"]

    def test_it_is_over_when_they_agree_or_the_one_had_left_the_role(self):
        agreed = self.year(self.LATE, self.KLAR)
        agreed.hear(date(2026, 6, 5), Status.DONE, who="Anna Ek")
        left = Owners({"Chef": (Person("Anna Ek", "anna.ek@prov.example", until=date(2026, 6, 2)),)})
        for year in (agreed, self.year(self.LATE, self.KLAR, owners=left)):
            assert year.play(date(2026, 6, 5)).out[2:] == []

    def test_the_account_of_the_year_is_asked_for_since_no_klar_has_given_it(self):
        year = Year(plans.plan(plans.goal("1.1", plans.deadline(END))), plans.RULES)
        for who, status in (self.LATE, self.KLAR):
            year.hear(date(2026, 6, 2), status, who=who)
        asked = year.play(date(2026, 10, 1)).out
        assert any(reminder.occurrence.id.is_account for digest in asked for reminder in digest.reminders)
        year.hear(date(2026, 6, 3), Status.DONE, who="Anna Ek")
        assert Year.play(year, date(2027, 1, 1), date(2027, 3, 31)).out == asked


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Recurrence(Frequency.YEARLY, months=(3, 9), month_day=-1), ["2026-03-31", "2026-09-30"]),
        (Recurrence(Frequency.YEARLY, months=(2,), month_day=-1), ["2026-02-28"]),
        (Recurrence(Frequency.YEARLY, weeks=(10, 11, 12)), ["2026-03-22"]),
        (Recurrence(Frequency.YEARLY, weeks=(10, 40)), ["2026-03-08", "2026-10-04"]),
        (Recurrence(Frequency.YEARLY, weeks=(1, 12)), ["2026-01-04", "2026-03-22"]),
        (Recurrence(Frequency.YEARLY, months=(10, 11, 12)), ["2026-12-31"]),
        (Recurrence(Frequency.YEARLY, months=(1, 2, 12)), ["2026-02-28"]),
        (yearly(2, 29), []),
        (Recurrence(Frequency.MONTHLY, 4), ["2026-04-30", "2026-08-31", "2026-12-31"]),
        (Recurrence(Frequency.MONTHLY, 4, month_day=-1), ["2026-04-30", "2026-08-31", "2026-12-31"]),
        (Recurrence(Frequency.MONTHLY, 2),
         ["2026-02-28", "2026-04-30", "2026-06-30", "2026-08-31", "2026-10-31", "2026-12-31"]),
        (Recurrence(Frequency.MONTHLY, 13), ["2026-10-31"]),  # counted from the decision
        (Recurrence(Frequency.MONTHLY), [f"2026-{month:02}-{monthrange(2026, month)[1]}" for month in range(1, 13)]),
        (Recurrence(Frequency.MONTHLY, month_day=15), [f"2026-{month:02}-15" for month in range(1, 13)]),
        (Recurrence(Frequency.WEEKLY), []),
        (Recurrence(Frequency.YEARLY), []),
        (Recurrence(Frequency.YEARLY, 2), []),  # 2025, 2027
        (Recurrence(Frequency.YEARLY, 1), []),
        (Recurrence(Frequency.YEARLY, 2, months=(3,)), []),
    ],
)  # fmt: skip
def test_every_rule_a_time_plan_can_have_gives_its_days(rule, expected):
    goal = plans.goal("1.1", Timeframe("Årligen", Kind.RECURRING, recurrence=rule))
    days = [o.due.isoformat() for o in Schedule(plans.plan(goal), plans.RULES).days.dated["1.1"] if o.due.year == 2026]
    assert days == expected


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        (Recurrence(Frequency.MONTHLY, 2), date(2026, 3, 1), ["2026-03-31", "2026-05-31", "2026-07-31"]),
        (Recurrence(Frequency.MONTHLY, 18), date(2026, 3, 1), ["2026-03-31", "2027-09-30", "2029-03-31"]),
        (Recurrence(Frequency.MONTHLY, 3), date(2026, 2, 1), ["2026-03-31", "2026-06-30", "2026-09-30"]),
        (Recurrence(Frequency.YEARLY, 2), date(2026, 1, 1), ["2026-12-31", "2028-12-31", "2030-12-31"]),
        (Recurrence(Frequency.YEARLY, 2, months=(10,), month_day=1), date(2024, 10, 1),
         ["2026-10-01", "2028-10-01", "2030-10-01"]),  # not from the decision
    ],
)  # fmt: skip
def test_what_comes_back_is_counted_from_where_it_starts(rule, start, expected):
    frame = Timeframe("Vartannat år", Kind.RECURRING, start, recurrence=rule)
    days = [o.due.isoformat() for o in Schedule(plans.plan(plans.goal("1.1", frame)), plans.RULES).days.dated["1.1"]]
    assert days[:3] == expected


def steps_of(rule: Recurrence, day: date) -> list[tuple[str, str]]:
    """The steps about the time that ends on a day: what each is called, and when it goes."""
    frame = Timeframe("Ofta", Kind.RECURRING, recurrence=rule)
    schedule = Schedule(plans.plan(plans.goal("1.1", frame)), plans.RULES)
    (dated,) = [occurrence for occurrence in schedule.days.dated["1.1"] if occurrence.due == day]
    return [(step.label, step.day.isoformat()) for step in schedule.days.steps.fixed(dated, dated.due)]


def test_weeks_are_reminded_of_before_their_first_day():
    week = steps_of(Recurrence(Frequency.YEARLY, weeks=(39, 40)), date(2026, 10, 4))
    assert ("-1", "2026-09-18") in week  # the Friday before week 39
    assert ("+1", "2026-10-05") in week


def test_what_comes_every_month_is_not_asked_for_before_the_middle_of_it():
    assert [label for label, _ in steps_of(Recurrence(Frequency.MONTHLY), date(2026, 3, 31))] == [
        "-5",
        "-1",
        "+1",
        "+6",
    ]
    assert steps_of(Recurrence(Frequency.MONTHLY, 3), date(2026, 3, 31))[0][0] == "-20"


@pytest.mark.parametrize(
    ("rule", "due", "first"),
    [
        (Recurrence(Frequency.MONTHLY), date(2026, 3, 31), date(2026, 3, 15)),
        (Recurrence(Frequency.MONTHLY), date(2026, 2, 28), date(2026, 2, 14)),
        (Recurrence(Frequency.MONTHLY), date(2025, 9, 30), None),  # none came before it
        (Recurrence(Frequency.MONTHLY, 2), date(2026, 4, 30), None),
        (Recurrence(Frequency.YEARLY, weeks=(10, 12)), date(2026, 3, 22), date(2026, 3, 15)),
        (Recurrence(Frequency.YEARLY, weeks=(10, 15)), date(2026, 4, 12), None),
    ],
)
def test_what_came_less_than_a_month_ago_is_asked_for_from_half_way_on(rule, due, first):
    schedule = Schedule(plans.plan(plans.goal("1.1", Timeframe("Ofta", Kind.RECURRING, recurrence=rule))), plans.RULES)
    (dated,) = [occurrence for occurrence in schedule.days.dated["1.1"] if occurrence.due == due]
    assert dated.not_before == first


def test_what_comes_back_ends_with_its_time_plan_and_with_the_plan():
    frame = Timeframe("Varje år", Kind.RECURRING, date(2026, 11, 25), date(2028, 11, 25), yearly(11, 25))

    def years(**of_plan) -> list[int]:
        plan = plans.plan(plans.goal("1.1", frame), **of_plan)
        return [occurrence.due.year for occurrence in Schedule(plan, plans.RULES).days.dated["1.1"]]

    assert years() == [2026, 2027, 2028]
    assert years(valid_until=date(2027, 11, 25)) == [2026, 2027]
    assert years(valid_until=date(2027, 11, 24)) == [2026]


@pytest.mark.parametrize(
    ("since", "dated", "account", "first_step"),
    [
        (None, 2025, 2025, "-20"),
        (date(2025, 1, 1), 2025, 2025, "-20"),  # not before the decision
        (date(2025, 11, 25), 2025, 2025, "+1"),
        (date(2025, 11, 26), 2026, 2025, "-20"),
        (date(2026, 2, 1), 2026, 2026, "-20"),
    ],
)
def test_a_goal_that_came_with_a_revision_is_asked_about_from_then_on(since, dated, account, first_step):
    goal = replace(plans.goal("1.1", plans.yearly(11, 25)), since=since)
    schedule = Schedule(plans.plan(goal), plans.RULES)
    first = schedule.days.dated["1.1"][0]
    assert (first.due.year, schedule.days.accounts["1.1"][0].id.year) == (dated, account)
    assert schedule.days.steps.fixed(first, first.due)[0].label == first_step


def test_an_account_wanted_early_in_the_year_is_about_the_year_before():
    rules = replace(plans.RULES, account_due=(1, 31))
    schedule = Schedule(plans.plan(plans.goal("1.1", Timeframe("Löpande", Kind.ONGOING))), rules)
    assert [(str(o.id), o.due.isoformat()) for o in schedule.days.accounts["1.1"][:2]] == [
        ("1.1@2025", "2026-01-31"),
        ("1.1@2026", "2027-01-31"),
    ]


def test_a_new_date_in_the_years_account_moves_no_deadline_of_several():
    frame = Timeframe("1 mars 2026 och 1 mars 2027", Kind.DEADLINE, end=date(2026, 3, 1), more_days=(date(2027, 3, 1),))
    year = Year(plans.plan(plans.goal("1.1", frame)))
    year.hear(date(2025, 12, 2), Status.LATE, occurrence="1.1@2025", new_date=date(2026, 5, 1))
    assert [r.due for d in year.run(date(2026, 2, 2)) for r in d.reminders] == [date(2026, 3, 1)]


def test_a_year_before_the_plans_first_is_not_accounted_for():
    goal = plans.goal("1.1", Timeframe("2026", Kind.ONGOING), "Chef")
    plan = replace(plans.plan(goal), decided=date(2025, 11, 18), period_start=date(2026, 1, 1))
    assert [wanted.id.year for wanted in accounts(plan, goal, plans.RULES)][:2] == [2026, 2027]
    begun = replace(plan, period_start=date(2025, 1, 1))
    assert [wanted.id.year for wanted in accounts(begun, goal, plans.RULES)][:2] == [2025, 2026]
