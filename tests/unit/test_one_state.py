"""Status, page, calendar, account, reminders and desk tell one and the same state of every goal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from paminn.calendar.marks import Marks
from paminn.plan.model import Goal, Kind, OwnerPart, Owners, Part, Person, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rrule import Frequency, Recurrence
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.model import History
from paminn.reminders.occurrences import occurrences
from paminn.standing.answer import Answer, Release, Status
from paminn.standing.contradiction import contradictions
from paminn.standing.done import ends_the_day
from paminn.standing.going import Going, going
from paminn.standing.several_days import Times
from paminn.summary.account import GoalSummary, summarise
from paminn.summary.goal_status import GoalStatus
from paminn.usecases.telling.status import parts_today
from tests.support import plans

DUE, DAY = date(2026, 6, 30), OccurrenceId.on("1.1", date(2026, 6, 30))
YEAR = OccurrenceId.account("1.1", 2026)
QUARTERS = [OccurrenceId.on("1.1", date(2026, month, day)) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))]
FIRST = date(2025, 10, 1)
END = date(2026, 12, 31)
CHIEF, IT, UNITS = "Chef", "Soc IT", "Enhetschefer"
ANNA, BO = "anna.ek@prov.example", "bo.lind@prov.example"
PER, KIA = "per@prov.example", "kia@prov.example"


@dataclass(frozen=True)
class Case:
    """A goal, who holds its roles, and all that has been answered about it in a year."""

    goal: Goal
    owners: Owners
    answers: tuple[Answer, ...]

    @property
    def plan(self):
        return plans.plan(self.goal)

    @property
    def by_page(self) -> Going | None:
        days = [occurrence.id for occurrence in occurrences(self.plan, self.goal, plans.RULES)]
        return going(self.goal, self.answers, days, self.owners)

    @property
    def by_account(self) -> GoalSummary:
        summary = summarise(self.plan, plans.RULES, self.owners, 2026, self.answers, (), END)
        return summary.goals[0]

    @property
    def by_status(self):
        return {row.owner: row for row in parts_today(self.plan, self.owners, (), self.answers, END)}

    @property
    def at_the_desk(self) -> frozenset[str]:
        """The roles whose own people are shown as contradicting each other about what the role last spoke of."""
        disputed = set()
        for role in self.roles:
            own = [answer for answer in self.answers if answer.owner == role and not answer.occurrence.is_step]
            if not own or role in self.owners.each:
                continue
            last = max(own, key=lambda answer: (answer.received, answer.id))
            for shown in contradictions(self.goal, self.answers, self.owners):
                said = {answer.status for answer in shown.answers if answer.owner == role}
                is_of_now = self.goal.timeframe.kind is Kind.DEADLINE or shown.occurrence == last.occurrence
                if len(said) > 1 and is_of_now:
                    disputed.add(role)
        return frozenset(disputed)

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(part.role for part in self.goal.parts)

    @property
    def reminded(self) -> frozenset[str]:
        """The roles that the goal's day is asked of long after it, when no answer has come since."""
        schedule = Schedule(self.plan, plans.RULES)
        digests = schedule.digests(History(answers=self.answers), date(2027, 2, 1), self.owners)
        roles = set()
        for digest in digests:
            roles.update(digest.owner for reminder in digest.reminders if reminder.occurrence.id == DAY)
        return frozenset(roles)


def owners(left: date | None) -> Owners:
    """Anna and, when she has left, Bo are chiefs with a deputy; each of the units answers for itself."""
    chiefs = [Person("Anna Ek", ANNA, until=left, deputy_name="Dan Öberg", deputy_email="dan@prov.example")]
    since = None if left is None else left + timedelta(1)
    chiefs.append(Person("Bo Lind", BO, since=since))
    people = {
        CHIEF: tuple(chiefs),
        IT: (Person("Cia Berg", "cia@prov.example"),),
        UNITS: (Person("Per", PER), Person("Kia", KIA)),
    }
    return Owners(people, frozenset({UNITS}), END)


WHO = {CHIEF: ("Anna Ek", "Dan Öberg (ersättare)", "Bo Lind"), IT: ("Cia Berg",), UNITS: ("Per", "Kia")}
MAILBOX = {"Per": PER, "Kia": KIA}


@st.composite
def cases(draw, frame: Timeframe, about: list[OccurrenceId], first: date = FIRST) -> Case:
    roles = draw(st.sampled_from([(CHIEF,), (CHIEF, IT), (UNITS,), (CHIEF, UNITS)]))
    goal = Goal("1.1", "Rutiner finns.", (), "", tuple(OwnerPart(role, Part.RESPONSIBLE) for role in roles), frame)
    left = draw(st.none() | st.integers(0, 450).map(lambda days: FIRST + timedelta(days)))
    answers = []
    for number in range(1, draw(st.integers(0, 7)) + 1):
        role = draw(st.sampled_from(roles))
        who = draw(st.sampled_from(WHO[role]))
        received = first + timedelta(draw(st.integers(0, (END - first).days // 25)) * 25)
        waited = draw(st.none() | st.sampled_from([0, 1, 10, 30, 100]))
        status = draw(st.sampled_from(Status))
        answers.append(
            Answer(
                id=number,
                goal="1.1",
                occurrence=draw(st.sampled_from(about)),
                owner=role,
                status=status,
                text="Så här går det.",
                received=received,
                answered_by=who,
                release=Release.RELEASED,
                released=received,
                status_by_team=draw(st.booleans()),
                person=MAILBOX.get(who, ""),
                asked_on=None if waited is None else max(first, received - timedelta(waited)),
            )
        )
    return Case(goal, owners(left), tuple(answers))


ONCE = cases(plans.deadline(DUE), [DAY, YEAR])
EVERY_QUARTER = Timeframe(
    "Kvartalsvis", Kind.RECURRING, recurrence=Recurrence(Frequency.YEARLY, months=(3, 6, 9, 12), month_day=-1)
)
IN_QUARTERS = cases(EVERY_QUARTER, [*QUARTERS, YEAR], date(2026, 1, 7))
EVERY_YEAR = cases(plans.yearly(6, 30), [DAY, YEAR], date(2026, 1, 7))


def agree(case: Case) -> None:
    """One state: contradicted, done, or how it goes; told alike by all of them."""
    page, account, status = case.by_page, case.by_account, case.by_status
    disputed = {role for role, row in status.items() if row.contradicted}
    is_contradicted = page is not None and page.contradicted
    assert (account.status is GoalStatus.CONTRADICTED) is is_contradicted
    if case.goal.timeframe.kind is Kind.DEADLINE:
        assert bool(disputed) is is_contradicted
    assert case.at_the_desk == disputed
    is_done = page is not None and page.is_done
    assert (account.status is GoalStatus.DONE) is is_done
    if not disputed:
        assert all(row.status is Status.DONE for row in status.values()) is is_done
    if page is None or is_contradicted or page.status is None:
        return
    if not account.silent:
        told = {GoalStatus.OVERRUN: GoalStatus.ONGOING}.get(account.status, account.status)
        assert told.value == page.status.value


@settings(max_examples=300)
@given(ONCE)
def test_of_what_happens_once(case):
    agree(case)
    is_done = case.by_page is not None and case.by_page.is_done
    assert Marks(case.answers, case.owners).of(case.goal).done is is_done
    if is_done:
        assert case.reminded == frozenset()
    for role, row in case.by_status.items():
        if row.contradicted and any(answer.status is not Status.DONE for answer in case.answers):
            assert role in case.reminded, "nobody takes one of two words for the truth"
        if row.status not in (Status.DONE, None):
            assert (role in case.reminded) or role in case.owners.each


@settings(max_examples=300)
@given(EVERY_YEAR)
def test_of_what_comes_back_every_year(case):
    agree(case)


@settings(max_examples=200)
@given(IN_QUARTERS)
def test_of_what_has_several_days_in_a_year_day_by_day(case):
    account = case.by_account
    marks = Marks(case.answers, case.owners)
    disputed_at_the_desk = set()
    for shown in contradictions(case.goal, case.answers, case.owners):
        for role in set(case.roles) - case.owners.each:
            if len({answer.status for answer in shown.answers if answer.owner == role}) > 1:
                disputed_at_the_desk.add(shown.occurrence)
    assert [told.about for told in account.occasions] == QUARTERS
    for told in account.occasions:
        assert (told.status is GoalStatus.CONTRADICTED) is (told.about in disputed_at_the_desk)
        assert (told.status is GoalStatus.DONE) is marks.of(case.goal, told.about).done
        if told.status is GoalStatus.DONE:
            for role in set(case.roles) - case.owners.each:
                said = [answer for answer in case.answers if answer.owner == role]
                assert ends_the_day(case.goal, told.about, said, case.owners)
    done = sum(told.status is GoalStatus.DONE for told in account.occasions)
    page = case.by_page
    if page is None:
        assert done == 0
        return
    assert page.times == Times(done, 4)
    assert page.is_done is (account.status is GoalStatus.DONE)


@settings(max_examples=150)
@given(cases(plans.yearly(6, 30), [DAY, YEAR, DAY.prepared(8), DAY.prepared(2)], date(2026, 1, 7)))
def test_what_is_said_of_a_preparation_tells_nothing_of_the_goal(case):
    of_the_goal = tuple(answer for answer in case.answers if not answer.occurrence.is_step)
    without = Case(case.goal, case.owners, of_the_goal)
    assert case.by_page == without.by_page
    assert (case.by_account.status, case.by_account.silent) == (without.by_account.status, without.by_account.silent)
    assert case.at_the_desk == without.at_the_desk
    for role, row in case.by_status.items():
        other = without.by_status[role]
        assert (row.status, row.contradicted, row.last_answer) == (other.status, other.contradicted, other.last_answer)
    marks = Marks(case.answers, case.owners)
    assert marks.of(case.goal, DAY) == Marks(of_the_goal, case.owners).of(case.goal, DAY)
