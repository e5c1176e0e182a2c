"""Who contradict each other, and who only say two facts or have changed their mind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paminn.plan.identities import GoalId
from paminn.plan.model import Goal, OwnerPart, Owners, Part, Person
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Release, Status
from paminn.standing.answerer import Answerer, answerer, latest_of_each_answerer, not_asked_anew
from paminn.standing.contradiction import contradictions, last_undisputed, unsettled
from tests.support import plans

DUE = date(2026, 6, 30)
BY_DUE = OccurrenceId.on("1.2", DUE)
OF_THE_YEAR = OccurrenceId.account("1.2", 2026)
ADULTS, CHILDREN, TEAM = "Chef myndighet vuxen", "Chef myndighet barn och familj", "Kvalitetsteamet"
DONE, ONGOING, LATE, NOT_STARTED = Status.DONE, Status.ONGOING, Status.LATE, Status.NOT_STARTED


def goal(*parts: OwnerPart) -> Goal:
    owned = parts or (OwnerPart(ADULTS, Part.RESPONSIBLE),)
    return replace(plans.goal("1.2", plans.deadline(DUE)), parts=owned)


def part(role: str, words: str = "", kind: Part = Part.RESPONSIBLE) -> OwnerPart:
    return OwnerPart(role, kind, words)


def said(who: str, status: Status | None, day: int = 1, number: int = 1, role: str = ADULTS, **more) -> Answer:
    given = {"occurrence": BY_DUE, "received": date(2026, 6, day), "text": "Så här går det."}
    return Answer(id=number, goal="1.2", owner=role, status=status, answered_by=who, **(given | more))


def names(of: Goal, *answers: Answer, owners: Owners | None = None) -> list[list[str]]:
    return [[answer.answered_by for answer in each.answers] for each in contradictions(of, answers, owners)]


class TestWhoAnswers:
    @pytest.mark.parametrize(
        ("first", "second", "same"),
        [
            ("Anna Ek", "Anna Ek", True),
            ("Anna Ek", "anna ek", True),
            ("Anna Ek", "Anna Ek (avsändaren är inte styrkt)", True),
            ("Anna Ek (annan adress än den som påmindes)", "Anna Ek", True),
            ("Anna Ek", "Bo Alm", False),
            ("Anna Ek", "", False),
            ("", "", True),
        ],
    )
    def test_it_is_the_same_person_by_the_name_for_the_same_role(self, first, second, same):
        one, other = said(first, DONE), said(second, DONE)
        assert (answerer(one) == answerer(other)) is same
        assert answerer(one) != answerer(replace(other, owner=TEAM))

    def test_no_name_is_shown_where_it_is_not_asked_for(self):
        assert "anna" not in repr(answerer(said("Anna Ek", DONE)))
        assert answerer(said("Anna Ek", DONE)) == Answerer(ADULTS, "anna ek")

    def test_where_the_mailbox_is_known_it_tells_who_it_is_whatever_the_name(self):
        own = said("Anna Ek", DONE, person="anna.ek@prov.example")
        deputy = said("Dan Öberg (ersättare)", DONE, person="anna.ek@prov.example")
        namesake = said("Anna Ek", DONE, person="anna.ek.2@prov.example")
        assert answerer(own) == answerer(deputy) == Answerer(ADULTS, mailbox="anna.ek@prov.example")
        assert len({answerer(own), answerer(namesake), answerer(said("Anna Ek", DONE))}) == 3
        assert "anna" not in repr(answerer(own))

    def test_who_is_known_by_the_mailbox_may_have_left_too(self):
        people = (Person("Anna Ek", "Anna.Ek@prov.example", until=date(2026, 6, 10)),)
        own = said("Anna Ek", LATE, 1, person="anna.ek@prov.example")
        later = said("Bo Alm", DONE, 20, person="bo.alm@prov.example")
        assert list(latest_of_each_answerer([own, later], Owners({ADULTS: people})).values()) == [later]

    def test_the_last_word_of_each_stands_whatever_order_they_are_given_in(self):
        early, late = said("Anna Ek", ONGOING), said("Anna Ek", DONE, day=2)
        other = said("Bo Alm", LATE)
        heard = latest_of_each_answerer([late, other, early], Owners())
        assert set(heard.values()) == {late, other}


class TestTwoOfOneRole:
    def test_the_chief_and_the_deputy_who_answer_differently_the_same_day(self):
        chief, deputy = said("Anna Ek", LATE, number=1), said("Bo Alm", DONE, number=2)
        (found,) = contradictions(goal(), [deputy, chief])
        assert (found.goal, found.occurrence, found.answers, found.roles) == ("1.2", BY_DUE, (chief, deputy), (ADULTS,))

    def test_all_three_of_a_role_are_told_when_one_differs(self):
        three = [said("Anna Ek", ONGOING, 1, 1), said("Bo Alm", DONE, 2, 2), said("Cia Dahl", DONE, 3, 3)]
        assert names(goal(), *three) == [["Anna Ek", "Bo Alm", "Cia Dahl"]]

    @pytest.mark.parametrize("status", list(Status))
    def test_those_who_say_the_same_do_not(self, status):
        assert names(goal(), said("Anna Ek", status), said("Bo Alm", status)) == []

    def test_a_change_of_mind_is_not_one(self):
        assert names(goal(), said("Anna Ek", LATE, 1), said("Anna Ek", DONE, 2)) == []

    def test_it_is_over_when_they_have_come_to_say_the_same(self):
        told = [said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 2)]
        assert names(goal(), *told) == [["Anna Ek", "Bo Alm"]]
        assert names(goal(), *told, said("Anna Ek", DONE, 20, 3)) == []

    def test_weeks_between_them_settle_nothing_while_nobody_was_asked_anew(self):
        assert names(goal(), said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 29)) == [["Anna Ek", "Bo Alm"]]

    @pytest.mark.parametrize("kind", list(Part))
    def test_words_of_the_roles_part_explain_nothing_between_two_who_hold_it(self, kind):
        owned = goal(part(ADULTS, "publicering av information", kind))
        assert names(owned, said("Anna Ek", LATE), said("Bo Alm", DONE)) == [["Anna Ek", "Bo Alm"]]

    @pytest.mark.parametrize(
        "more",
        [
            {"status": None},
            {"release": Release.WITHHELD},
            {"known_sender": False},
            {"occurrence": OF_THE_YEAR},
            {"goal": "1.3"},
        ],
    )
    def test_what_says_nothing_of_it_or_does_not_count_contradicts_nobody(self, more):
        other = replace(said("Bo Alm", DONE), **more)
        assert names(goal(), said("Anna Ek", LATE), other) == []

    def test_free_text_after_a_status_leaves_the_status_standing(self):
        told = [said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 2), said("Bo Alm", None, 3)]
        assert names(goal(), *told) == [["Anna Ek", "Bo Alm"]]

    def test_what_happens_once_is_one_matter_whatever_was_asked(self):
        told = [said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 2)]
        agreed = said("Anna Ek", DONE, 20, 3, occurrence=OF_THE_YEAR)
        assert names(goal(), *told, agreed) == []
        yearly = replace(goal(), timeframe=plans.yearly(6, 30))
        assert names(yearly, *told, agreed) == [["Anna Ek", "Bo Alm"]]

    def test_a_klar_is_no_contradiction_of_what_both_said_the_year_before(self):
        before = [said(who, ONGOING, 1, occurrence=OccurrenceId.account("1.2", 2025)) for who in ("Anna Ek", "Bo Alm")]
        assert names(goal(), *before, said("Bo Alm", DONE, 20, 3)) == []

    def test_several_days_the_earliest_first(self):
        yearly = replace(goal(), timeframe=plans.yearly(6, 30))
        days = [OccurrenceId.on("1.2", date(year, 6, 30)) for year in (2027, 2025, 2026)]
        told = []
        for day in days:
            told += [said("Anna Ek", LATE, occurrence=day), said("Bo Alm", DONE, occurrence=day)]
        assert [each.occurrence.year for each in contradictions(yearly, told)] == [2025, 2026, 2027]

    def test_each_instance_by_itself_the_earliest_first(self):
        of_the_year = [said("Anna Ek", LATE, occurrence=OF_THE_YEAR), said("Bo Alm", DONE, occurrence=OF_THE_YEAR)]
        of_the_day = [said("Anna Ek", LATE), said("Cia Dahl", DONE)]
        found = contradictions(goal(), [*of_the_year, *of_the_day])
        assert [str(each.occurrence) for each in found] == ["1.2@2026-06-30", "1.2@2026"]


class TestARoleThatWasAskedAnew:
    """A mail that went out when a word had come asks how it goes by then; who answers that mail speaks for the role."""

    ASKED = date(2026, 6, 10)

    def test_the_holder_who_answers_a_later_mail_settles_what_the_deputy_said_before_it(self):
        deputy = said("Dan Öberg (ersättare)", ONGOING, 2, asked_on=date(2026, 6, 1))
        holder = said("Anna Ek", DONE, 12, 2, asked_on=self.ASKED)
        assert names(goal(), deputy, holder) == []
        assert last_undisputed(goal(), [deputy, holder]) == {ADULTS: holder}
        assert not_asked_anew([deputy, holder], Owners()) == [holder]

    def test_so_does_the_deputy_who_stands_in_when_it_is_asked(self):
        holder = said("Anna Ek", DONE, 2, asked_on=date(2026, 6, 1))
        deputy = said("Dan Öberg (ersättare)", LATE, 12, 2, asked_on=self.ASKED)
        assert last_undisputed(goal(), [holder, deputy]) == {ADULTS: deputy}

    @pytest.mark.parametrize(
        "asked_on",
        [None, date(2026, 6, 1), date(2026, 6, 2)],
        ids=["nobody knows what it answers", "the same mail", "a mail of the day on which the other's word came"],
    )
    def test_nothing_else_settles_it(self, asked_on):
        deputy = said("Dan Öberg (ersättare)", ONGOING, 2, asked_on=date(2026, 6, 1))
        assert names(goal(), deputy, said("Anna Ek", DONE, 12, 2, asked_on=asked_on)) != []

    def test_who_then_answers_the_old_mail_contradicts_again(self):
        deputy = said("Dan Öberg (ersättare)", ONGOING, 2, asked_on=date(2026, 6, 1))
        holder = said("Anna Ek", DONE, 12, 2, asked_on=self.ASKED)
        again = said("Dan Öberg (ersättare)", LATE, 14, 3, asked_on=date(2026, 6, 1))
        assert names(goal(), deputy, holder, again) == [["Anna Ek", "Dan Öberg (ersättare)"]]

    @pytest.mark.parametrize("more", [{"status": None}, {"release": Release.WITHHELD}, {"known_sender": False}])
    def test_a_word_that_says_nothing_or_does_not_count_settles_nothing(self, more):
        told = [said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 1, 2)]
        later = replace(said("Cia Dahl", DONE, 12, 3, asked_on=self.ASKED), **more)
        assert names(goal(), *told, later) == [["Anna Ek", "Bo Alm"]]
        assert names(goal(), *told, said("Cia Dahl", DONE, 12, 3, asked_on=self.ASKED)) == []

    def test_it_is_of_its_own_role_and_of_its_own_day_where_there_are_several(self):
        told = [said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 1, 2)]
        of_another = said("Cia Dahl", DONE, 12, 3, role=CHILDREN, asked_on=self.ASKED)
        assert names(goal(), *told, of_another) == [["Anna Ek", "Bo Alm"]]
        yearly = replace(goal(), timeframe=plans.yearly(6, 30))
        of_the_year = said("Anna Ek", DONE, 12, 3, asked_on=self.ASKED, occurrence=OF_THE_YEAR)
        assert names(yearly, *told, of_the_year) == [["Anna Ek", "Bo Alm"]]
        assert names(goal(), *told, of_the_year) == []

    def test_where_each_answers_for_themselves_nobody_speaks_for_another(self):
        anna = said("Anna Ek", LATE, 1, person="anna.ek@prov.example")
        bo = said("Bo Alm", DONE, 12, 2, person="bo.alm@prov.example", asked_on=self.ASKED)
        assert not_asked_anew([anna, bo], Owners(each=frozenset({ADULTS}))) == [anna, bo]


class TestWhoHasLeft:
    def owners(self, until: date | None, deputy: str = "") -> Owners:
        people = (
            Person("Anna Ek", "anna.ek@prov.example", until=until, deputy_name=deputy),
            Person("Bo Alm", "bo.alm@prov.example"),
        )
        return Owners({ADULTS: people})

    @pytest.mark.parametrize(
        ("until", "contradicts"),
        [(None, True), (date(2026, 6, 20), True), (date(2026, 6, 19), False), (date(2026, 5, 31), False)],
    )
    def test_a_successor_contradicts_nobody(self, until, contradicts):
        told = [said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 20)]
        assert bool(names(goal(), *told, owners=self.owners(until))) is contradicts

    def test_who_came_back_or_stands_in_has_not_left(self):
        told = [said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 20)]
        gone = self.owners(date(2026, 6, 10)).people[ADULTS]
        back = Person("Anna Ek", "anna.ek@prov.example", since=date(2026, 6, 15))
        assert names(goal(), *told, owners=Owners({ADULTS: (*gone, back)})) == [["Anna Ek", "Bo Alm"]]
        stands_in = [said("Anna Ek", LATE, 1), said("Dan Öberg", DONE, 20)]
        owners = self.owners(date(2026, 5, 1), deputy="Dan Öberg")
        assert names(goal(), *stands_in, said("Bo Alm", LATE, 21, 3), owners=owners) == [["Dan Öberg", "Bo Alm"]]

    def test_of_somebody_whom_nobody_knows_nothing_is_known(self):
        told = [said("Eva Holm", LATE, 1), said("", DONE, 20)]
        assert len(names(goal(), *told, owners=self.owners(date(2026, 5, 31)))) == 1


class TestTwoRoles:
    @pytest.mark.parametrize(
        ("first", "second", "contradicts"),
        [("", "", True), ("material", "publicering", False), ("material", "", False), ("", "publicering", False)],
    )
    def test_words_of_a_part_of_ones_own_make_it_two_facts(self, first, second, contradicts):
        both = goal(part(ADULTS, first), part(CHILDREN, second))
        told = [said("Anna Ek", DONE), said("Bo Alm", LATE, 2, role=CHILDREN)]
        assert bool(names(both, *told)) is contradicts

    def test_words_of_its_support_explain_nothing_of_what_a_role_is_responsible_for(self):
        both = goal(part(ADULTS), part(ADULTS, "stöd till skolan", Part.SUPPORT), part(CHILDREN))
        assert len(names(both, said("Anna Ek", DONE), said("Bo Alm", LATE, 2, role=CHILDREN))) == 1

    def test_only_those_who_answer_for_the_same_thing_are_named(self):
        three = goal(part(ADULTS), part(CHILDREN), part("Soc IT", "mallarna"))
        told = [
            said("Anna Ek", DONE, number=1),
            said("Bo Alm", LATE, number=2, role=CHILDREN),
            said("Cia Dahl", ONGOING, number=3, role="Soc IT"),
        ]
        (found,) = contradictions(three, told)
        assert found.roles == (ADULTS, CHILDREN)

    @pytest.mark.parametrize("kind", [Part.SUPPORT, Part.PARTNER])
    def test_who_supports_contradicts_nobody_responsible(self, kind):
        shared = goal(part(ADULTS), part(TEAM, kind=kind))
        assert names(shared, said("Anna Ek", DONE), said("Bo Alm", LATE, role=TEAM)) == []

    def test_two_of_one_role_and_another_role_are_one_contradiction(self):
        both = goal(part(ADULTS), part(CHILDREN))
        told = [
            said("Anna Ek", DONE, 1, 1),
            said("Bo Alm", LATE, 2, 2),
            said("Cia Dahl", DONE, 3, 3, role=CHILDREN),
        ]
        assert names(both, *told) == [["Anna Ek", "Bo Alm", "Cia Dahl"]]


class TestWhatIsUndisputed:
    def test_a_role_whose_people_differ_has_said_nothing_settled(self):
        both = goal(part(ADULTS), part(CHILDREN))
        chief, deputy = said("Anna Ek", LATE), said("Bo Alm", DONE, 2)
        other = said("Cia Dahl", DONE, role=CHILDREN)
        assert last_undisputed(both, [chief, deputy, other]) == {CHILDREN: other}
        agreed = said("Anna Ek", DONE, 3)
        assert last_undisputed(both, [chief, deputy, other, agreed]) == {ADULTS: agreed, CHILDREN: other}

    def test_of_what_comes_back_an_old_dispute_does_not_stand_in_the_way(self):
        last_year = OccurrenceId.account("1.2", 2025)
        disputed = [said("Anna Ek", LATE, 1, occurrence=last_year), said("Bo Alm", DONE, 2, occurrence=last_year)]
        last = said("Bo Alm", DONE, 3)
        yearly = replace(goal(), timeframe=plans.yearly(6, 30))
        assert last_undisputed(yearly, [*disputed, last]) == {ADULTS: last}
        assert unsettled(yearly, [*disputed, last]) is None
        assert last_undisputed(goal(), [*disputed, last]) == {}, "it is one and the same work"

    @pytest.mark.parametrize(
        ("of_the_role", "of_the_other", "named"),
        [
            ([("Anna Ek", DONE)], [("Cia Dahl", LATE)], None),
            ([("Anna Ek", DONE), ("Bo Alm", LATE)], [], ["Anna Ek", "Bo Alm"]),
            ([("Anna Ek", DONE), ("Bo Alm", LATE)], [("Cia Dahl", ONGOING)], ["Anna Ek", "Bo Alm"]),
            (
                [("Anna Ek", DONE), ("Bo Alm", LATE)],
                [("Cia Dahl", ONGOING), ("Dan Öberg", DONE)],
                ["Anna Ek", "Bo Alm", "Cia Dahl", "Dan Öberg"],
            ),
        ],
    )
    def test_only_the_people_of_one_role_keep_it_from_being_told(self, of_the_role, of_the_other, named):
        both = goal(part(ADULTS), part(CHILDREN))
        told = [said(who, status, number, number) for number, (who, status) in enumerate(of_the_role, start=1)]
        for number, (who, status) in enumerate(of_the_other, start=11):
            told.append(said(who, status, number, number, role=CHILDREN))
        assert len(contradictions(both, told)) == 1, "the team is shown both kinds"
        found = unsettled(both, told)
        assert (found and [answer.answered_by for answer in found.answers]) == named

    def test_of_what_comes_back_each_role_is_judged_by_what_it_last_spoke_of(self):
        shared = replace(goal(part(ADULTS), part(CHILDREN)), timeframe=plans.yearly(6, 30))
        disputed = [said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 2)]
        other = said("Cia Dahl", DONE, 3, role=CHILDREN)
        assert unsettled(shared, [*disputed, other]) is not None
        of_the_year = said("Bo Alm", DONE, 4, occurrence=OF_THE_YEAR)
        assert unsettled(shared, [*disputed, other, of_the_year]) is None

    def test_what_stands_in_the_way_is_what_was_last_spoken_of(self):
        told = [said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 2)]
        (found,) = contradictions(goal(), told)
        assert unsettled(goal(), told) == found
        assert unsettled(goal(), told[:1]) is None
        assert unsettled(replace(goal(), identity=GoalId("1.2v3")), told) is None, "another goal bore the number"

    def test_who_has_left_disputes_nothing(self):
        owners = Owners({ADULTS: (Person("Anna Ek", "anna.ek@prov.example", until=date(2026, 6, 10)),)})
        told = [said("Anna Ek", LATE, 1), said("Bo Alm", DONE, 20)]
        assert last_undisputed(goal(), told) == {}
        assert last_undisputed(goal(), told, owners) == {ADULTS: told[1]}
