"""A weekly letter: one a week, and nothing that must be heard before a day is heard after it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.plan.identities import RoleId
from paminn.plan.load import read_plan
from paminn.plan.model import Owners, Person
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.model import Digest, History, StepKind
from paminn.reminders.weekly import furthest, span
from paminn.reminders.workdays import Workdays
from paminn.standing.answer import Answer, Status
from paminn.texts.render import environment
from tests.support import plans
from tests.support.houses import FIRST_STEP, plan_files

CHEF = RoleId("Chef")
MONDAY = 0
PEOPLE = {CHEF: (Person("Chef", "chef@prov.example"),)}
WORKDAYS = Workdays(plans.RULES)
FIRST, LAST = date(2025, 9, 3), date(2027, 1, 31)


def owners(weekday: int | None) -> Owners:
    return Owners(PEOPLE, weekly={} if weekday is None else {CHEF: weekday})


def played(schedule: Schedule, weekday: int | None, failing: frozenset[date] = frozenset()) -> list[Digest]:
    """Every digest, nobody answering; those of the days in `failing` do not arrive."""
    covered, sent = {}, defaultdict(int)
    digests = []
    day = FIRST
    while day <= LAST:
        for digest in schedule.digests(History(covered, sent), day, owners(weekday)):
            if day in failing:
                continue
            digests.append(digest)
            for reminder in digest.reminders:
                sent[digest.owner, reminder.occurrence.id] += 1
                for claim in reminder.covers:
                    covered[digest.owner, claim.occurrence, claim.due] = claim.step.day
        day += timedelta(days=1)
    return digests


def schedule_of(*dues: date) -> Schedule:
    goals = [plans.goal(f"1.{place}", plans.deadline(due)) for place, due in enumerate(dues, 1)]
    return Schedule(plans.plan(*goals), plans.RULES)


def told_in_time(digests: list[Digest]) -> set[date]:
    """The last days that somebody heard of before they had passed."""
    claims = [(digest.day, claim) for digest in digests for reminder in digest.reminders for claim in reminder.covers]
    return {claim.due for day, claim in claims if day <= claim.due}


DUES = st.lists(st.dates(date(2026, 1, 15), date(2026, 12, 20)), min_size=1, max_size=6)


@given(DUES, st.integers(0, 4))
def test_at_most_one_a_week_and_on_its_day_unless_that_is_free(dues, weekday):
    weeks = set()
    for digest in played(schedule_of(*dues), weekday):
        begins = digest.day - timedelta(days=(digest.day.weekday() - weekday) % 7)
        assert begins not in weeks
        assert digest.day == WORKDAYS.later(begins)
        weeks.add(begins)


@given(DUES, st.integers(0, 4))
def test_no_last_day_passes_unheard(dues, weekday):
    schedule = schedule_of(*dues)
    told_daily = told_in_time(played(schedule, None))
    assert told_daily
    assert told_in_time(played(schedule, weekday)) >= told_daily


@given(DUES, st.integers(0, 4))
def test_what_asks_after_a_day_never_comes_before_it(dues, weekday):
    for digest in played(schedule_of(*dues), weekday):
        for reminder in digest.reminders:
            if reminder.step.kind in (StepKind.AFTER, StepKind.MONTHLY):
                assert reminder.step.day <= digest.day
                assert reminder.due < digest.day


@given(DUES, st.integers(0, 4))
def test_each_step_that_is_sent_is_sent_once(dues, weekday):
    seen = set()
    for digest in played(schedule_of(*dues), weekday):
        for reminder in digest.reminders:
            key = (reminder.occurrence.id, reminder.due, reminder.step)
            assert key not in seen
            seen.add(key)


@given(DUES, st.integers(0, 4))
def test_all_that_a_day_reads_of_the_memory_is_asked_for(dues, weekday):
    schedule = schedule_of(*dues)
    for digest in played(schedule, weekday):
        for reminder in digest.reminders:
            assert reminder.occurrence.id in schedule.concern(digest.day).instances


def test_a_step_between_two_letters_stands_in_the_one_before():
    thursday = date(2026, 6, 4)
    (digest,) = [d for d in played(schedule_of(thursday), MONDAY) if date(2026, 6, 1) <= d.day < thursday]
    assert digest.day == date(2026, 6, 1)
    assert [reminder.step.label for reminder in digest.reminders] == ["-1"]


def test_a_letter_that_did_not_arrive_waits_for_no_other():
    thursday = date(2026, 6, 4)
    failing = frozenset({date(2026, 6, 1)})
    days = [d.day for d in played(schedule_of(thursday), MONDAY, failing) if date(2026, 6, 1) <= d.day < thursday]
    assert days == [date(2026, 6, 2)]


def test_a_new_day_before_the_next_letter_is_told_at_once():
    goal = plans.goal("1.1", plans.deadline(date(2026, 5, 4)))
    schedule = Schedule(plans.plan(goal), plans.RULES)
    (occurrence,) = schedule.days.dated[goal.id]
    tuesday = date(2026, 6, 2)
    late = Answer(1, goal.id, occurrence.id, CHEF, Status.LATE, "", tuesday, "Chef", new_date=date(2026, 6, 4))
    (digest,) = schedule.digests(History(answers=[late]), date(2026, 6, 3), owners(MONDAY))
    assert digest.reminders[0].due == date(2026, 6, 4)


def test_before_a_quiet_time_the_letter_speaks_for_all_of_it():
    quiet = Workdays(replace(plans.RULES, quiet=(((7, 1), (8, 10)),)))
    heard = span(MONDAY, date(2026, 6, 29), quiet)
    assert heard.behind == date(2026, 6, 29)
    assert heard.ahead == date(2026, 8, 10)
    assert furthest(date(2026, 6, 29), quiet) >= heard.ahead


def test_one_who_hears_every_day_hears_of_the_day():
    day = date(2026, 6, 3)
    assert span(None, day, WORKDAYS).ahead == day


class TestWritten:
    def owners(self, word: str) -> Owners | None:
        written = plan_files()
        content = written["owners.yaml"].replace(b'"roll": "Chef"', f'"roll": "Chef", "veckobrev": "{word}"'.encode())
        return read_plan(written | {"owners.yaml": content}, "plan", FIRST_STEP).owners

    def test_a_role_names_its_day(self):
        assert self.owners("onsdag").weekly == {CHEF: 2}

    @pytest.mark.parametrize("word", ["lördag", "ja", "Måndagar"])
    def test_no_other_word_will_do(self, word):
        assert self.owners(word) is None


def test_what_stands_in_a_letter_is_told_as_that_and_not_as_late():
    (digest,) = [d for d in played(schedule_of(date(2026, 6, 4)), MONDAY) if d.day == date(2026, 6, 8)]
    template = '{% import "cli/steps.txt" as s %}{{ s.reason(r, day) }}'
    told = environment().from_string(template).render(r=digest.reminders[0], day=digest.day)
    assert told == "1 arbetsdag efter 4 juni 2026, i veckobrevet"
