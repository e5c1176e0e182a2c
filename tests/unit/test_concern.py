"""What a day depends on of a long history: the rest may be left out, and nothing is decided otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from paminn.plan.model import Kind, Owners, Person, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.model import Concern, History
from paminn.reminders.sharing import readers, share
from paminn.standing.answer import Answer, Release, Status
from tests.support import plans

ROLES = ("Chef", "Vice")
FIRST = date(2025, 9, 3)
BOXES = {role: f"{role.casefold()}@prov.example" for role in ROLES}
# One of the roles answers for all, in the other everybody does so for themselves.
OWNERS = Owners({role: (Person(role, BOXES[role]),) for role in ROLES}, frozenset({"Vice"}))
FRAMES = (
    plans.deadline(date(2025, 12, 31)),
    plans.deadline(date(2026, 6, 30)),
    Timeframe("Påbörjas", Kind.START, end=date(2026, 3, 31)),
    plans.yearly(11, 25),
    Timeframe("Löpande", Kind.ONGOING),
)
GOALS = tuple(plans.goal(f"1.{number}", frame, *ROLES) for number, frame in enumerate(FRAMES, start=1))
# The last goal was made of two that the plan no longer has.
GOALS = (*GOALS, replace(plans.goal("1.6", plans.deadline(date(2026, 6, 30)), *ROLES), origins=("0.1", "0.2")))
SCHEDULE = Schedule(plans.plan(*GOALS), plans.RULES)


def instances() -> list[tuple[OccurrenceId, date]]:
    """Every instance of the plan's goals, of those that they were made of and of one that is gone, with its day."""
    known = []
    for goal in GOALS:
        for occurrence in (*SCHEDULE.days.dated[goal.id], *SCHEDULE.days.accounts[goal.id]):
            for called in (goal.id, *goal.origins):
                known.append((replace(occurrence.id, goal=called), occurrence.due))
    return [*known, (OccurrenceId.account("9.9", 2025), date(2025, 12, 31))]


DAYS = st.integers(0, 800).map(lambda count: FIRST + timedelta(count))
CLAIMED = st.tuples(st.sampled_from(ROLES), st.sampled_from(instances()), DAYS, st.integers(1, 4), st.booleans())
ANSWERED = st.tuples(
    st.sampled_from(ROLES), st.sampled_from(instances()), DAYS, st.sampled_from([*Status, None]), st.none() | DAYS
)


def history(claimed, answered) -> History:
    told = History({}, {}, [], (), {}, {}, {})
    for role, (occurrence, due), day, times, fails in claimed:
        told.covered[role, occurrence, due] = day
        told.sent[role, occurrence] = times
        told.sent_to[role, BOXES[role], occurrence] = times
        told.had[role, BOXES[role], occurrence, due] = day
        if fails:
            told.missed[role, occurrence, due] = frozenset({BOXES[role]})
    for number, (role, (occurrence, _), day, status, new) in enumerate(sorted(answered, key=lambda said: said[2]), 1):
        said = Answer(number, occurrence.goal, occurrence, role, status, "Så.", day, role, new, Release.RELEASED)
        told.answers.append(replace(said, person=BOXES[role] if role == "Vice" else ""))
    return told


@given(st.lists(CLAIMED, max_size=60), st.lists(ANSWERED, max_size=6), DAYS)
def test_what_a_day_does_not_depend_on_changes_none_of_its_mails(claimed, answered, day):
    whole = history(claimed, answered)
    bounded = whole.about(SCHEDULE.concern(day))
    digests = SCHEDULE.digests(whole, day, OWNERS)
    event(f"something to hear: {bool(digests)}")
    assert SCHEDULE.digests(bounded, day, OWNERS) == digests
    who = readers(OWNERS, day, (), ())
    assert share(digests, who, bounded) == share(digests, who, whole)


def test_only_the_latest_that_has_begun_of_what_comes_back_concerns_a_day():
    concern = SCHEDULE.concern(date(2026, 12, 1))
    of_the_yearly = {str(instance) for instance in concern.instances if instance.goal == "1.4"}
    assert of_the_yearly == {"1.4@2026-11-25", "1.4@2026"}
    assert {str(instance) for instance in concern.instances if instance.goal == "0.1"} == {"0.1@2026-06-30", "0.1@2026"}
    assert concern.goals == {"1.1", "1.2", "1.3", "1.4", "1.5", "1.6"}


def test_a_day_without_mail_concerns_nothing_that_was_sent():
    assert SCHEDULE.concern(date(2026, 12, 5)).instances == frozenset()


def test_nothing_is_left_of_a_history_but_who_is_away_where_nothing_concerns():
    instance, due = instances()[0]
    whole = history([("Chef", (instance, due), FIRST, 1, True)], [("Chef", (instance, due), FIRST, None, None)])
    assert whole.about(Concern()) == History()
