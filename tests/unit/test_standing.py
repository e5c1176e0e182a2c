"""What the owners' words come to: one answer to each question, whoever asks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from paminn.plan.model import Goal, Kind, OwnerPart, Owners, Part, Person, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rrule import Frequency, Recurrence
from paminn.standing.answer import Answer, Release, Status
from paminn.standing.done import accounts_for_the_year, done_since, ends_the_day, is_done, promised_day
from paminn.standing.goal import deciding, happens_once, is_over_when_done, responsible
from paminn.standing.going import Going, going, gravest
from paminn.standing.several_days import Times, times
from paminn.standing.silence import (
    Silence,
    is_answered,
    is_being_read,
    is_missed,
    is_silent,
    unanswered,
    waits_to_be_read,
    why_untold,
)
from paminn.standing.word import (
    counts,
    is_of_the_role,
    is_put_aside,
    latest,
    latest_by_role,
    latest_of_each,
    own_word_before,
    says_how_it_goes,
    waits_from_another,
)
from tests.support import plans

DUE = date(2026, 6, 30)
DAY = timedelta(days=1)
GOAL = plans.goal("1.1", plans.deadline(DUE))
SEVERAL = plans.goal("1.1", replace(plans.deadline(DUE), more_days=(date(2026, 9, 30),)))
YEARLY = plans.goal("1.1", plans.yearly(11, 25))
ONGOING = plans.goal("1.1", Timeframe("Löpande", Kind.ONGOING))
START = plans.goal("1.1", Timeframe("Påbörjas ht 25", Kind.START, date(2025, 7, 1), date(2025, 12, 31)))
PERIOD = plans.goal("1.1", Timeframe("2026", Kind.PERIOD, date(2026, 1, 1), date(2026, 12, 31)))
CARRIED_OUT = plans.goal("1.1", Timeframe("Har genomförts", Kind.DONE, date(2025, 3, 19), date(2025, 3, 19)))
UNREAD = plans.goal("1.1", Timeframe("Snarast", Kind.UNKNOWN, question="När?"))
BY_DUE = OccurrenceId.on("1.1", DUE)
ACCOUNT = OccurrenceId.account("1.1", 2026)


def said(status: Status | None = Status.DONE, received: date = date(2026, 6, 1), number: int = 1, **more) -> Answer:
    given = {"occurrence": BY_DUE, "owner": "Chef", "text": "Så här går det.", "answered_by": "Anna Ek"}
    return Answer(id=number, goal="1.1", status=status, received=received, **(given | more))


class TestWhoseWordCounts:
    @pytest.mark.parametrize(
        ("known", "release", "of_the_role", "counted", "put_aside", "waits"),
        [
            (True, Release.HELD, True, True, False, False),
            (True, Release.RELEASED, True, True, False, False),
            (True, Release.WITHHELD, True, False, False, False),
            (False, Release.HELD, False, False, False, True),
            (False, Release.RELEASED, True, True, False, False),
            (False, Release.WITHHELD, False, False, True, False),
        ],
    )
    def test_an_address_that_was_reminded_or_a_person_who_lets_it_go(
        self, known, release, of_the_role, counted, put_aside, waits
    ):
        answer = said(known_sender=known, release=release)
        assert is_of_the_role(answer) is of_the_role
        assert counts(answer) is says_how_it_goes(answer) is counted
        assert is_put_aside(answer) is put_aside
        assert waits_from_another(answer) is waits

    def test_one_in_which_nobody_has_found_a_status_counts_and_says_nothing_of_how_it_goes(self):
        assert counts(said(None))
        assert not says_how_it_goes(said(None))

    def test_the_later_day_is_the_last_word(self):
        early, late = said(number=2), said(received=date(2026, 6, 2), number=1)
        assert latest([early, late]) is latest([late, early]) is late
        assert latest([]) is None

    def test_of_two_of_one_day_the_one_read_later_is_the_last_word(self):
        first, second = said(Status.DONE, number=1), said(Status.ONGOING, number=2)
        for given in ([first, second], [second, first]):
            assert latest(given) is second
            assert latest_by_role(given) == {"Chef": second}
            assert latest_of_each(given) == {("1.1", "Chef"): second}

    def test_each_role_has_its_own_last_word_about_each_goal(self):
        chief, deputy = said(), said(owner="Vice")
        elsewhere = replace(said(number=3), goal="1.2")
        assert latest_by_role([chief, deputy]) == {"Chef": chief, "Vice": deputy}
        assert set(latest_of_each([chief, deputy, elsewhere])) == {("1.1", "Chef"), ("1.1", "Vice"), ("1.2", "Chef")}

    def test_the_roles_own_word_is_known_when_a_strangers_comes_after_it(self):
        own, stranger = said(number=1), said(number=2, known_sender=False)
        assert own_word_before([own, stranger], stranger, "1.1", "Chef") is own
        assert own_word_before([own, stranger], own, "1.1", "Chef") is None, "it is the role's own"
        assert own_word_before([own, stranger], stranger, "1.2", "Chef") is None
        assert own_word_before([own, stranger], stranger, "1.1", "Vice") is None

    @pytest.mark.parametrize(
        "other",
        [
            said(number=1, release=Release.WITHHELD),
            said(number=1, known_sender=False, release=Release.RELEASED),
            said(number=3),
        ],
    )
    def test_what_was_held_back_or_came_later_or_from_another_stranger_is_not_the_roles_own(self, other):
        stranger = said(number=2, known_sender=False)
        assert own_word_before([other, stranger], stranger, "1.1", "Chef") is None


class TestWhatAGoalAsks:
    @pytest.mark.parametrize(
        ("goal", "once", "for_good"),
        [
            (GOAL, True, True),
            (PERIOD, True, True),
            (START, True, False),
            (CARRIED_OUT, True, False),
            (UNREAD, True, False),
            (SEVERAL, False, False),
            (YEARLY, False, False),
            (ONGOING, False, False),
        ],
    )
    def test_whether_it_happens_once_and_whether_a_klar_holds_for_years_to_come(self, goal, once, for_good):
        assert happens_once(goal) is once
        assert is_over_when_done(goal) is for_good

    def test_every_kind_of_time_plan_has_been_thought_of(self):
        asked = {goal.timeframe.kind for goal in (GOAL, PERIOD, START, CARRIED_OUT, UNREAD, YEARLY, ONGOING)}
        assert asked == set(Kind)

    def test_the_responsible_decide_in_the_plans_order_each_once(self):
        goal = plans.goal("1.1", plans.deadline(DUE), "Vice", "Chef", "Vice", support="Teamet")
        assert responsible(goal) == deciding(goal) == ("Vice", "Chef")

    def test_where_nobody_is_responsible_those_who_take_part_decide(self):
        parts = (OwnerPart("Teamet", Part.SUPPORT), OwnerPart("Soc IT", Part.PARTNER))
        goal = replace(GOAL, parts=parts)
        assert responsible(goal) == ()
        assert deciding(goal) == ("Teamet", "Soc IT")
        assert deciding(replace(GOAL, parts=())) == ()


class TestDone:
    def test_all_who_decide_must_have_said_so_last(self):
        assert is_done(["Chef"], {"Chef": said()})
        assert not is_done(["Chef", "Vice"], {"Chef": said()})
        assert not is_done(["Chef", "Vice"], {"Chef": said(), "Vice": said(Status.ONGOING)})
        assert is_done(["Chef"], {"Chef": said(), "Vice": said(Status.ONGOING)})

    def test_what_nobody_decides_is_never_done(self):
        assert not is_done([], {"Chef": said()})

    def test_it_has_been_done_since_the_first_klar_that_was_not_taken_back(self):
        days = [date(2026, 6, day) for day in (1, 2, 3, 4)]
        story = [said(status, day) for status, day in zip((Status.DONE, Status.LATE, Status.DONE, Status.DONE), days, strict=True)]  # fmt: skip
        assert done_since(story) == done_since(reversed(story)) == days[2]
        assert done_since(story[:2]) is None
        assert done_since([]) is None

    def test_the_later_of_two_answers_of_one_day_decides_whether_it_is_still_done(self):
        klar, taken_back = said(Status.DONE, number=1), said(Status.ONGOING, number=2)
        assert done_since([taken_back, klar]) is None
        assert not ends_the_day(GOAL, BY_DUE, [taken_back, klar])
        assert done_since([replace(klar, id=3), taken_back]) == klar.received
        assert ends_the_day(GOAL, BY_DUE, [replace(klar, id=3), taken_back])


class TestWhatEndsADay:
    @pytest.mark.parametrize(
        ("goal", "ends"),
        [
            (GOAL, {Status.DONE}),
            (PERIOD, {Status.DONE}),
            (YEARLY, {Status.DONE}),
            (START, {Status.DONE, Status.ONGOING}),
        ],
    )
    def test_klar_does_and_for_a_start_pagar_too(self, goal, ends):
        found = {status for status in (*Status, None) if ends_the_day(goal, BY_DUE, [said(status)])}
        assert found == ends

    def test_any_klar_ends_what_happens_once_and_of_several_days_each_is_answered_by_itself(self):
        about_the_year = said(occurrence=ACCOUNT)
        assert ends_the_day(GOAL, BY_DUE, [about_the_year])
        assert not ends_the_day(SEVERAL, BY_DUE, [about_the_year])
        assert not ends_the_day(YEARLY, BY_DUE, [about_the_year])

    def test_what_does_not_count_neither_ends_nor_opens(self):
        assert not ends_the_day(GOAL, BY_DUE, [said(release=Release.WITHHELD)])
        assert not ends_the_day(GOAL, BY_DUE, [said(known_sender=False)])
        unread = said(None, number=2)
        assert ends_the_day(GOAL, BY_DUE, [said(), unread])
        assert not ends_the_day(GOAL, BY_DUE, [])

    @pytest.mark.parametrize("goal", [GOAL, YEARLY])
    def test_a_klar_that_another_of_the_role_contradicts_does_not(self, goal):
        chief = said(Status.LATE, answered_by="Anna Ek")
        deputy = said(number=2, received=date(2026, 6, 2), answered_by="Bo Alm")
        agreed = said(number=3, received=date(2026, 6, 3), answered_by="Anna Ek")
        assert not ends_the_day(goal, BY_DUE, [chief, deputy])
        assert ends_the_day(goal, BY_DUE, [chief, deputy, agreed])
        left = Owners({"Chef": (Person("Anna Ek", "anna.ek@prov.example", until=date(2026, 6, 1)),)})
        assert ends_the_day(goal, BY_DUE, [chief, deputy], left)

    def test_what_ends_it_by_the_words_of_each_of_them_is_ended(self):
        both = [said(Status.ONGOING, answered_by="Anna Ek"), said(number=2, answered_by="Bo Alm")]
        assert ends_the_day(START, BY_DUE, both), "it has begun"
        assert not ends_the_day(GOAL, BY_DUE, both)


class TestTheAccountOfAYear:
    ASKED = date(2026, 12, 1)

    def is_given(self, answer: Answer, goal: Goal = ONGOING) -> bool:
        return accounts_for_the_year(goal, ACCOUNT, [answer], self.ASKED, [BY_DUE])

    @pytest.mark.parametrize(("klar", "given"), [(0, False), (1, False), (3, False), (4, True)])
    def test_of_several_days_one_klar_is_no_account_of_the_year(self, klar, given):
        answers = [said(number=n, occurrence=day) for n, day in enumerate(QUARTERS[:klar])]
        assert accounts_for_the_year(QUARTERLY, ACCOUNT, answers, self.ASKED, QUARTERS) is given
        assert not accounts_for_the_year(QUARTERLY, ACCOUNT, answers[:1], self.ASKED, QUARTERS[:2]), "nor of two"
        of_the_year = said(Status.ONGOING, number=9, occurrence=ACCOUNT)
        assert accounts_for_the_year(QUARTERLY, ACCOUNT, [*answers, of_the_year], self.ASKED, QUARTERS)

    @pytest.mark.parametrize("status", [*Status, None])
    def test_any_answer_to_the_request_is_an_account(self, status):
        assert self.is_given(said(status, occurrence=ACCOUNT))

    @pytest.mark.parametrize(("received", "given"), [(ASKED - DAY, False), (ASKED, True), (ASKED + DAY, True)])
    def test_whatever_comes_from_the_day_of_the_request_is_an_account(self, received, given):
        assert self.is_given(said(Status.ONGOING, received)) is given

    def test_a_klar_about_the_year_or_about_what_happens_once_is_an_account_before_it_is_asked_for(self):
        last_year = OccurrenceId.on("1.1", date(2025, 12, 31))
        assert self.is_given(said(), YEARLY)
        assert not self.is_given(said(occurrence=last_year), YEARLY)
        assert self.is_given(said(occurrence=last_year), GOAL)
        assert not self.is_given(said(Status.ONGOING), GOAL)

    @pytest.mark.parametrize("goal", [GOAL, YEARLY])
    def test_a_klar_that_another_of_the_role_contradicts_is_no_account(self, goal):
        both = [said(answered_by="Anna Ek"), said(Status.LATE, number=2, answered_by="Bo Alm")]
        assert not accounts_for_the_year(goal, ACCOUNT, both, self.ASKED, [BY_DUE])
        of_the_year = said(Status.LATE, number=3, occurrence=ACCOUNT, answered_by="Bo Alm")
        assert accounts_for_the_year(goal, ACCOUNT, [*both, of_the_year], self.ASKED, [BY_DUE])

    @pytest.mark.parametrize(
        ("more", "given"),
        [
            ({}, True),
            ({"release": Release.RELEASED}, True),
            ({"release": Release.WITHHELD}, False),
            ({"known_sender": False}, False),
            ({"known_sender": False, "release": Release.RELEASED}, True),
        ],
    )
    def test_one_without_a_status_is_an_account_when_it_is_the_owners_own_and_not_held_back(self, more, given):
        assert self.is_given(said(None, occurrence=ACCOUNT, **more)) is given


class TestANewDay:
    NEW = date(2026, 9, 30)

    def late(self, **more) -> Answer:
        return said(Status.LATE, **({"new_date": self.NEW} | more))

    def test_it_comes_with_forsenad_and_lies_ahead(self):
        assert promised_day(GOAL, BY_DUE, [self.late()]) == self.NEW
        assert promised_day(GOAL, BY_DUE, [self.late(new_date=date(2026, 6, 1))]) is None, "the day it was written"
        assert promised_day(GOAL, BY_DUE, [self.late(new_date=date(2026, 6, 2))]) == date(2026, 6, 2)
        assert promised_day(GOAL, BY_DUE, [said(Status.ONGOING, new_date=self.NEW)]) is None
        assert promised_day(GOAL, BY_DUE, [self.late(known_sender=False)]) is None

    def test_the_last_one_holds(self):
        later = self.late(number=2, new_date=date(2026, 10, 31))
        assert promised_day(GOAL, BY_DUE, [self.late(), later, said(Status.ONGOING, number=3)]) == later.new_date

    def test_the_years_account_may_move_the_only_day_and_never_its_own(self):
        answer = self.late(occurrence=ACCOUNT)
        assert promised_day(GOAL, BY_DUE, [answer]) == self.NEW
        assert promised_day(SEVERAL, BY_DUE, [answer]) is None
        assert promised_day(YEARLY, BY_DUE, [answer]) is None
        assert promised_day(GOAL, ACCOUNT, [answer]) is None


class TestSilence:
    @pytest.mark.parametrize(
        ("last_answer", "answered"), [(None, False), (DUE - DAY, False), (DUE, True), (DUE + DAY, True)]
    )
    def test_an_answer_of_the_same_day_answers(self, last_answer, answered):
        assert is_answered(DUE, last_answer) is answered
        assert is_silent(DUE, last_answer) is not answered
        assert unanswered([DUE], last_answer) == (() if answered else (DUE,))

    def test_who_was_never_asked_is_not_silent(self):
        assert not is_silent(None, None)
        assert not is_silent(None, DUE)

    @pytest.mark.parametrize(
        ("reached", "last_answer", "missed"),
        [
            ([], None, True),
            ([DUE - DAY], DUE - DAY, True),
            ([DUE], None, False),
            ([DUE + DAY, DUE - DAY], None, False),
            ([], DUE, False),
            ([], DUE + DAY, False),
        ],
    )
    def test_what_did_not_arrive_is_missed_until_another_has_or_somebody_answers_be_it_the_same_day(
        self, reached, last_answer, missed
    ):
        assert is_missed(DUE, reached, last_answer) is missed

    @pytest.mark.parametrize(
        ("answer", "waits"),
        [
            (said(None), True),
            (said(Status.ONGOING), False),
            (said(None, release=Release.RELEASED), False),
            (said(None, release=Release.WITHHELD), False),
            (said(None, known_sender=False), False),
            (said(None, known_sender=False, release=Release.RELEASED), False),
        ],
    )
    def test_the_roles_own_words_without_a_status_wait_until_a_person_has_read_them(self, answer, waits):
        assert waits_to_be_read(answer) is waits
        assert is_being_read(BY_DUE, [answer]) is waits
        assert not is_being_read(ACCOUNT, [answer]), "it was asked about something else"

    @pytest.mark.parametrize(
        ("story", "waits"),
        [
            ([said(None, number=1), said(Status.ONGOING, number=2)], False),
            ([said(Status.ONGOING, number=1), said(None, number=2)], True),
            ([said(None, number=1), said(Status.ONGOING, number=2, answered_by="Bo Alm")], True),
            ([said(None, number=1), said(Status.ONGOING, number=2, known_sender=False)], True),
            ([said(None, number=1), said(None, number=2, release=Release.RELEASED)], True),
            ([], False),
        ],
    )
    def test_a_status_that_the_same_person_gave_afterwards_is_the_answer(self, story, waits):
        assert is_being_read(BY_DUE, story) is waits

    def test_not_told_is_not_the_same_as_not_written(self):
        assert why_untold(None) is Silence.NO_ANSWER
        assert why_untold(said(release=Release.HELD)) is Silence.HELD
        assert why_untold(said(release=Release.WITHHELD)) is Silence.WITHHELD
        assert why_untold(said(release=Release.RELEASED)) is Silence.NOT_ALL, "each answers for themselves"


class TestHowAGoalGoes:
    def test_the_gravest_speaks_and_is_counted(self):
        assert gravest([Status.DONE, Status.LATE, None, Status.LATE]) == (Status.LATE, 2)
        assert gravest([Status.ONGOING, Status.NOT_STARTED]) == (Status.NOT_STARTED, 1)
        assert gravest([Status.DONE, Status.ONGOING]) == (Status.ONGOING, 1)
        assert gravest([Status.DONE, None]) == (Status.DONE, 1)
        assert gravest([None, None]) == (None, 2)
        assert gravest([]) == (None, 0)

    def test_every_status_has_its_weight(self):
        assert {gravest([status])[0] for status in Status} == set(Status)

    def test_it_goes_as_the_responsible_say(self):
        goal = plans.goal("1.1", plans.deadline(DUE), "Chef", "Vice", support="Teamet")
        given = [said(), said(Status.LATE, owner="Teamet")]
        assert going(goal, given) == Going(Status.DONE, 1, 2, BY_DUE)
        assert not going(goal, given).is_done
        assert going(goal, [*given, said(owner="Vice")]).is_done
        assert going(goal, [said(owner="Teamet")]) is None

    def test_what_they_contradict_each_other_about_is_not_settled(self):
        goal = plans.goal("1.1", plans.deadline(DUE), "Chef", "Vice")
        chief, deputy = said(Status.LATE), said(number=2, received=date(2026, 6, 2), answered_by="Bo Alm")
        other = said(owner="Vice")
        assert not going(goal, [said(), other]).contradicted
        told = going(goal, [chief, deputy, other])
        assert (told.status, told.contradicted, told.is_done) == (Status.DONE, True, False)

    def test_two_roles_who_differ_are_two_parts_and_the_graver_one_speaks(self):
        goal = plans.goal("1.1", plans.deadline(DUE), "Chef", "Vice")
        assert going(goal, [said(), said(Status.LATE, owner="Vice")]) == Going(Status.LATE, 1, 2, BY_DUE)

    def test_of_what_recurs_the_latest_occasion_is_told(self):
        goal = plans.goal("1.1", plans.yearly(11, 25), "Chef", "Vice")
        before, now = (OccurrenceId.on("1.1", date(year, 11, 25)) for year in (2025, 2026))
        given = [said(Status.LATE, occurrence=before), said(owner="Vice", occurrence=now)]
        assert going(goal, given) == Going(Status.DONE, 1, 2, now)
        # A year's account stands for its last day.
        of_the_year = said(Status.LATE, number=2, occurrence=ACCOUNT)
        assert going(goal, [*given, of_the_year]) == Going(Status.LATE, 1, 2, ACCOUNT)


QUARTERLY = plans.goal("1.1", Timeframe("Varje kvartal", Kind.RECURRING, recurrence=Recurrence(Frequency.MONTHLY, 3)))
QUARTERS = [OccurrenceId.on("1.1", day) for day in (date(2026, 3, 31), DUE, date(2026, 9, 30), date(2026, 12, 31))]


class TestSeveralDays:
    def test_each_is_done_by_a_klar_about_that_very_day(self):
        answers = [said(number=n, occurrence=day) for n, day in enumerate(QUARTERS[:2])]
        assert times(QUARTERLY, QUARTERS, ["Chef"], answers) == Times(2, 4)
        assert times(QUARTERLY, QUARTERS, ["Chef"], [said(occurrence=ACCOUNT)]) == Times(0, 4), "the year is no day"
        taken_back = said(Status.ONGOING, date(2026, 7, 1), 9, occurrence=QUARTERS[0])
        assert times(QUARTERLY, QUARTERS, ["Chef"], [*answers, taken_back]) == Times(1, 4)

    def test_everyone_who_decides_must_have_said_so_and_nobody_otherwise(self):
        day = QUARTERS[0]
        chief = said(occurrence=day)
        assert times(QUARTERLY, [day], ["Chef", "Vice"], [chief]) == Times(0, 1)
        assert times(QUARTERLY, [day], ["Chef", "Vice"], [chief, said(occurrence=day, owner="Vice")]).all_done
        deputy = said(Status.LATE, date(2026, 5, 1), 2, occurrence=day, answered_by="Bo Alm")
        assert times(QUARTERLY, [day], ["Chef"], [chief, deputy]) == Times(0, 1)
        assert times(QUARTERLY, [day], [], [chief]) == Times(0, 1)

    @pytest.mark.parametrize(("klar", "done"), [(1, False), (2, False), (3, False), (4, True)])
    def test_one_klar_is_never_the_year(self, klar, done):
        answers = [said(number=n, occurrence=day) for n, day in enumerate(QUARTERS[:klar])]
        told = going(QUARTERLY, answers, QUARTERS)
        assert told.times == Times(klar, 4)
        assert told.is_done is done

    def test_what_recurs_is_told_of_the_year_it_was_last_spoken_of(self):
        later = [OccurrenceId.on("1.1", date(2027, 3, 31)), OccurrenceId.on("1.1", date(2027, 6, 30))]
        answers = [said(number=n, occurrence=day) for n, day in enumerate(QUARTERS)]
        assert going(QUARTERLY, answers, [*QUARTERS, *later]).times == Times(4, 4)
        answers.append(said(number=9, received=date(2027, 3, 20), occurrence=later[0]))
        assert going(QUARTERLY, answers, [*QUARTERS, *later]).times == Times(1, 2)

    def test_several_deadlines_are_one_piece_of_work_over_the_years(self):
        days = [BY_DUE, OccurrenceId.on("1.1", date(2027, 9, 30))]
        goal = plans.goal("1.1", replace(plans.deadline(DUE), more_days=(date(2027, 9, 30),)))
        assert going(goal, [said()], days).times == Times(1, 2)
        assert not going(goal, [said()], days).is_done

    @pytest.mark.parametrize("goal", [GOAL, YEARLY, ONGOING])
    def test_what_has_one_day_or_none_has_no_times(self, goal):
        assert going(goal, [said()], [BY_DUE]).times is None
        assert going(goal, [said()]).times is None
