"""The daily run missed for days or weeks, refused, broken off, blinded and killed at random: one mail an owner, no
step lost, nothing twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import event, given, note
from hypothesis import strategies as st

from paminn.errors import DeliveryError, UnknownOutcome
from paminn.plan.load import read_plan
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.mark import OwnMail
from paminn.reminders.message import Channel, Found, Message, State
from paminn.reminders.model import Digest, History
from paminn.reports.sending import Reminded
from tests.support.failing import BROKE, DEAF, REFUSED
from tests.support.fakes import FakeLedger, Tapped
from tests.support.houses import FIRST_STEP, PEOPLE, at, fake_house, plan_files
from tests.support.sending import open_outcomes, remind, tell

ROLES = ("Chef", "Vice")
FILES = plan_files(
    {"1.1": ROLES, "1.2": ("Chef",), "1.3": ("Vice",)},
    {role: PEOPLE[role] for role in (*ROLES, "Kvalitetsteamet")},
    frames={"1.2": "Påbörjas ht 26", "1.3": "Årligen i november"},
)


@cache
def schedule() -> Schedule:
    reading = read_plan(FILES, "plan", FIRST_STEP)
    assert reading.plan
    assert reading.rules
    return Schedule(reading.plan, reading.rules)


class Killed(BaseException):
    """As SIGKILL: nothing of ours catches it, and what is in the ledger and in the post stays."""


@dataclass(frozen=True)
class Weather:
    """One run and what it meets: `handed` is how each role's mail fares, `look` what the mailbox is good for."""

    gap: int
    handed: tuple[str, ...]
    look: str
    sees: bool
    killed_at: int
    answered: bool

    @property
    def is_fair(self) -> bool:
        return self.killed_at == 0 and set(self.handed) == {"arrives"} and self.look == "tells"


FAIR = Weather(0, ("arrives",) * len(ROLES), "tells", True, 0, True)
WEATHER = st.builds(
    Weather,
    gap=st.integers(0, 60),
    handed=st.tuples(
        *[st.sampled_from(["arrives", "arrives", "refused", "breaks before", "breaks after"])] * len(ROLES)
    ),
    look=st.sampled_from(["tells", "tells", "is emptied", "is not there", "does not answer"]),
    sees=st.booleans(),
    killed_at=st.integers(0, 24),
    answered=st.booleans(),
)


class Postman:
    """A door, and the truth: `left` is every mail that an owner really has."""

    def __init__(self, ledger: FakeLedger) -> None:
        self.left: dict[str, list[Digest]] = defaultdict(list)
        self.ledger, self.weather = ledger, FAIR

    def send(self, message: Message, note) -> State:
        how = self.weather.handed[ROLES.index(message.owner)]
        if how == "refused":
            raise DeliveryError(REFUSED)
        note(State.SENDING)
        if how == "breaks before":
            raise UnknownOutcome(BROKE)
        self.left[message.key].append(self.ledger.messages[message.key].outgoing.digest)
        if how == "breaks after":
            raise UnknownOutcome(BROKE)
        return State.SEEN if self.weather.sees else State.ACCEPTED

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        if self.weather.look == "does not answer":
            raise DeliveryError(DEAF)
        if self.weather.look == "tells":
            return Found.SENT if self.left[message.key] else Found.UNSENT
        return Found.NOWHERE if self.weather.look == "is emptied" else Found.BLIND

    def own_mails(self, since: date) -> tuple[OwnMail, ...]:
        """This mailbox shows nobody anything but what they ask for by its key."""
        return ()

    def close(self) -> None:
        """Nothing is held open."""

    @property
    def digests(self) -> list[Digest]:
        return [digest for sent in self.left.values() for digest in sent]


class Town:
    """A ledger, a postman and the days that pass."""

    def __init__(self) -> None:
        self.ledger = FakeLedger()
        self.post = Postman(self.ledger)
        self.day = FIRST_STEP

    def run(self, weather: Weather) -> Reminded | None:
        """What the run told; None when it was killed."""
        self.day += timedelta(weather.gap)
        self.post.weather = weather
        left = weather.killed_at

        def step(_: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Killed

        house = fake_house(FILES, ledger=self.ledger, box=self.post)
        taps = replace(
            house, dispatch=Tapped(self.ledger, step, step), outboxes={Channel.EMAIL: Tapped(self.post, step, step)}
        )
        try:
            report = remind(taps, at(self.day))
        except Killed:
            event("killed")
            return None
        if weather.answered:
            self.answer()
        return report

    def answer(self) -> None:
        """The quality team asks every owner, and every owner knows."""
        house = fake_house(FILES, ledger=self.ledger, box=self.post)
        for one in open_outcomes(house, at(self.day)):
            event("a person was asked")
            tell(house, str(one.number), "sent" if self.post.left[one.key] else "unsent", "Eva", at(self.day))

    def history(self) -> History:
        """What owners really have."""
        covered: dict[tuple[str, str, date], date] = {}
        for digest in self.post.digests:
            for claim in (claim for reminder in digest.reminders for claim in reminder.covers):
                key = (digest.owner, claim.occurrence, claim.due)
                covered[key] = max(claim.step.day, covered.get(key, date.min))
        return History(covered)

    def unsaid(self) -> tuple[Digest, ...]:
        """What should have been said by today and never reached anybody."""
        return schedule().digests(self.history(), self.day)

    def unheard(self) -> set[str]:
        """The roles that have something to hear and have had no mail today; more than one a day they never get."""
        had = {digest.owner for digest in self.post.digests if digest.day == self.day}
        return {digest.owner for digest in self.unsaid()} - had

    def to_a_working_day(self) -> None:
        while not schedule().workdays.may_send(self.day):
            self.day += timedelta(1)


@pytest.mark.pain(1)
@pytest.mark.pain(4)
@pytest.mark.pain(5)
@given(st.lists(WEATHER, max_size=7), st.integers(1, 60))
@pytest.mark.slow
def test_whatever_is_missed_broken_or_killed_is_caught_up_by_one_mail_an_owner(runs, away):
    town = Town()
    for weather in runs:
        note(f"{town.day + timedelta(weather.gap)} {weather}")
        report = town.run(weather)
        nothing_is_doubled(town)
        if report and report.complete:
            assert not town.unheard(), "green, and somebody has not heard"
        if report and weather.is_fair:
            assert not town.unheard() or report.counts["unknown"]
    town.day += timedelta(away)
    town.to_a_working_day()
    # One run sends what can be sent, and a person tells what nobody else can; the next day's sends what had not come.
    town.run(FAIR)
    town.day += timedelta(1)
    town.to_a_working_day()
    report = town.run(FAIR)
    assert report.complete
    assert town.unsaid() == ()
    nothing_is_doubled(town)
    # What was accepted before a long outage is taken for granted.
    assert {one.state for one in town.ledger.sent("prov-plan")} <= {State.SEEN, State.ACCEPTED, State.FAILED}


def nothing_is_doubled(town: Town) -> None:
    assert all(len(sent) <= 1 for sent in town.post.left.values())
    days = Counter((digest.owner, digest.day) for digest in town.post.digests)
    assert set(days.values()) <= {1}, "a burst"
    steps = Counter(
        (digest.owner, claim.occurrence, claim.due, claim.step.day)
        for digest in town.post.digests
        for reminder in digest.reminders
        for claim in reminder.covers
    )
    assert set(steps.values()) <= {1}, "the same step twice"


@pytest.mark.pain(4)
@pytest.mark.pain(5)
@given(st.integers(0, 400), st.integers(1, 60))
def test_a_run_that_slept_says_the_latest_of_each_once_and_what_is_past_is_not_told_in_a_row(begun, away):
    """Against a run that never slept: everybody who would have heard hears, in one mail, of the same occurrences."""
    town = Town()
    town.day += timedelta(begun)
    town.to_a_working_day()
    town.run(FAIR)
    asleep = town.day
    town.day += timedelta(away)
    town.to_a_working_day()
    expected = told_by_one_that_never_slept(asleep, town.day, town.history())
    report = town.run(FAIR)
    told = [digest for digest in town.post.digests if digest.day > asleep]
    assert report.complete
    assert report.counts["sent"] == len(told) == len({digest.owner for digest in told})
    assert {digest.owner for digest in told} == set(expected)
    for digest in told:
        assert {r.occurrence.id: r.step.label for r in digest.reminders}.items() <= expected[digest.owner].items()
    assert town.unsaid() == ()


def told_by_one_that_never_slept(first: date, last: date, history: History) -> dict[str, dict[str, str]]:
    """Each role's occurrences with the last step told of each, after `first` and until `last`."""
    covered, told = dict(history.covered), defaultdict(dict)
    day = first
    while day < last:
        day += timedelta(1)
        for digest in schedule().digests(History(covered), day):
            for reminder in digest.reminders:
                told[digest.owner][reminder.occurrence.id] = reminder.step.label
                covered |= {(digest.owner, claim.occurrence, claim.due): claim.step.day for claim in reminder.covers}
    return told
