"""The calendar's done marks: what the released answers say, and how often that has turned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from paminn.calendar.marks import Mark, Marks
from paminn.plan.model import OwnerPart, Owners, Part, Person
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Release, Status
from tests.support import plans

GOAL = plans.goal("1.1", plans.deadline(date(2026, 3, 31)))
SEVERAL = replace(GOAL, timeframe=replace(GOAL.timeframe, more_days=(date(2026, 9, 30),)))
SPRING, AUTUMN = (OccurrenceId.on("1.1", day) for day in (date(2026, 3, 31), date(2026, 9, 30)))


def said(number: int, status: Status, received: date, released: date | None = None, **more: object) -> Answer:
    given = {"occurrence": SPRING, "owner": "Chef", "text": "", "answered_by": "", "release": Release.RELEASED}
    return Answer(id=number, goal="1.1", status=status, received=received, released=released, **(given | more))


def test_without_an_answer_nothing_is_done_or_has_turned():
    assert Marks(()).of(GOAL) == Mark()


def test_only_what_is_released_counts():
    held = said(1, Status.DONE, date(2026, 3, 1), release=Release.HELD)
    assert Marks([held]).of(GOAL) == Mark()


def test_each_day_is_answered_by_itself_when_it_is_named():
    answers = [
        said(1, Status.DONE, date(2026, 3, 1), date(2026, 3, 2), occurrence=AUTUMN),
        said(2, Status.DONE, date(2026, 3, 3), date(2026, 3, 4)),
    ]
    marks = Marks(answers)
    assert marks.of(SEVERAL, SPRING) == Mark(True, 1, date(2026, 3, 4))
    assert marks.of(SEVERAL, AUTUMN) == Mark(True, 1, date(2026, 3, 2))


def test_it_turns_on_the_day_of_the_release_or_of_the_answer_where_that_is_not_kept():
    assert Marks([said(1, Status.DONE, date(2026, 3, 1), date(2026, 3, 9))]).of(GOAL).turned == date(2026, 3, 9)
    assert Marks([said(1, Status.DONE, date(2026, 3, 1))]).of(GOAL).turned == date(2026, 3, 1)


def test_answers_released_late_are_gone_through_as_they_were_released_and_do_not_speak_for_later_ones():
    klar = said(1, Status.DONE, date(2026, 3, 1), date(2026, 3, 20))
    taken_back = said(2, Status.ONGOING, date(2026, 3, 5), date(2026, 3, 10))
    # The later word was let go first, so the earlier one changes nothing when it comes.
    assert Marks([klar, taken_back]).of(GOAL) == Mark()


def test_two_released_on_one_day_count_in_the_order_they_came():
    day = date(2026, 3, 20)
    klar = said(1, Status.DONE, date(2026, 3, 1), day)
    taken_back = said(2, Status.ONGOING, date(2026, 3, 5), day)
    assert Marks([taken_back, klar]).of(GOAL) == Mark(False, 2, day)
    one_day = [said(2, Status.ONGOING, date(2026, 3, 1), day), said(1, Status.DONE, date(2026, 3, 1), day)]
    assert Marks(one_day).of(GOAL) == Mark(False, 2, day)


def test_what_two_of_a_role_contradict_each_other_about_is_not_marked_as_done():
    chief = said(1, Status.LATE, date(2026, 3, 1), answered_by="Anna Ek")
    deputy = said(2, Status.DONE, date(2026, 3, 2), answered_by="Bo Alm")
    assert Marks([chief, deputy]).of(GOAL) == Mark()
    agreed = said(3, Status.DONE, date(2026, 3, 5), answered_by="Anna Ek")
    assert Marks([chief, deputy, agreed]).of(GOAL) == Mark(True, 1, date(2026, 3, 5))
    left = Owners({"Chef": (Person("Anna Ek", "anna.ek@prov.example", until=date(2026, 3, 1)),)})
    assert Marks([chief, deputy], left).of(GOAL) == Mark(True, 1, date(2026, 3, 2))


def test_two_roles_who_differ_are_two_parts_and_it_is_done_when_both_are():
    both = replace(GOAL, parts=(*GOAL.parts, OwnerPart("Vice", Part.RESPONSIBLE)))
    done = said(1, Status.DONE, date(2026, 3, 1))
    late = said(2, Status.LATE, date(2026, 3, 2), owner="Vice")
    assert Marks([done, late]).of(both) == Mark()
    assert Marks([done, late, said(3, Status.DONE, date(2026, 3, 5), owner="Vice")]).of(both).done


def test_a_mark_knows_whether_it_is_the_teams():
    by_team = said(1, Status.DONE, date(2026, 3, 1), status_by_team=True)
    assert Marks([by_team]).of(GOAL) == Mark(True, 1, date(2026, 3, 1), by_team=True)
    own = said(2, Status.DONE, date(2026, 3, 9))
    assert Marks([by_team, own]).of(GOAL) == Mark(True, 1, date(2026, 3, 1))
    taken_back = said(3, Status.LATE, date(2026, 3, 10), status_by_team=True)
    assert Marks([by_team, taken_back]).of(GOAL) == Mark(False, 2, date(2026, 3, 10))
