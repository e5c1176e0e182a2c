"""The calendar's done marks: what the released answers say, and how often that has turned."""

from __future__ import annotations

from datetime import date

from paminn.calendar.marks import Mark, Marks
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Release, Status

SPRING, AUTUMN = (OccurrenceId.on("1.1", day) for day in (date(2026, 3, 31), date(2026, 9, 30)))


def said(number: int, status: Status, received: date, released: date | None = None, **more: object) -> Answer:
    given = {"occurrence": SPRING, "owner": "Chef", "text": "", "answered_by": "", "release": Release.RELEASED}
    return Answer(id=number, goal="1.1", status=status, received=received, released=released, **(given | more))


def test_without_an_answer_nothing_is_done_or_has_turned():
    assert Marks(()).of("1.1", ["Chef"]) == Mark()


def test_only_what_is_released_counts():
    held = said(1, Status.DONE, date(2026, 3, 1), release=Release.HELD)
    assert Marks([held]).of("1.1", ["Chef"]) == Mark()


def test_each_day_is_answered_by_itself_when_it_is_named():
    answers = [
        said(1, Status.DONE, date(2026, 3, 1), date(2026, 3, 2), occurrence=AUTUMN),
        said(2, Status.DONE, date(2026, 3, 3), date(2026, 3, 4)),
    ]
    marks = Marks(answers)
    assert marks.of("1.1", ["Chef"], SPRING) == Mark(True, 1, date(2026, 3, 4))
    assert marks.of("1.1", ["Chef"], AUTUMN) == Mark(True, 1, date(2026, 3, 2))


def test_it_turns_on_the_day_of_the_release_or_of_the_answer_where_that_is_not_kept():
    assert Marks([said(1, Status.DONE, date(2026, 3, 1), date(2026, 3, 9))]).of("1.1", ["Chef"]).turned == date(
        2026, 3, 9
    )
    assert Marks([said(1, Status.DONE, date(2026, 3, 1))]).of("1.1", ["Chef"]).turned == date(2026, 3, 1)


def test_answers_released_late_are_gone_through_as_they_were_released_and_do_not_speak_for_later_ones():
    klar = said(1, Status.DONE, date(2026, 3, 1), date(2026, 3, 20))
    taken_back = said(2, Status.ONGOING, date(2026, 3, 5), date(2026, 3, 10))
    # The later word was let go first, so the earlier one changes nothing when it comes.
    assert Marks([klar, taken_back]).of("1.1", ["Chef"]) == Mark()


def test_two_released_on_one_day_count_in_the_order_they_came():
    day = date(2026, 3, 20)
    klar = said(1, Status.DONE, date(2026, 3, 1), day)
    taken_back = said(2, Status.ONGOING, date(2026, 3, 5), day)
    assert Marks([taken_back, klar]).of("1.1", ["Chef"]) == Mark(False, 2, day)
    one_day = [said(2, Status.ONGOING, date(2026, 3, 1), day), said(1, Status.DONE, date(2026, 3, 1), day)]
    assert Marks(one_day).of("1.1", ["Chef"]) == Mark(False, 2, day)
