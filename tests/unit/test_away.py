"""Who is written to when somebody is away, has left, or has an address that is dead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.plan.model import Owners, Person
from paminn.reminders.away import FOR_GOOD, TOGETHER, Absence, believed, doubted_since, passed_on, reachable

DAY = date(2026, 6, 1)
BOSS = Person("Chef", "chef@prov.example", deputy_name="Ersättare", deputy_email="vice@prov.example")
ALONE = Person("Chef", "chef@prov.example")
OTHER = Person("Annan", "annan@prov.example")


def owners(*people: Person) -> Owners:
    return Owners({"Chef": people})


def absent(address: str = "chef@prov.example", first: int = 0, last: int = 5, gone: bool = False) -> Absence:
    return Absence(address, DAY + timedelta(first), DAY + timedelta(last), gone)


def written_to(people: Owners, *absences: Absence, day: date = DAY) -> list[str]:
    return [person.email for person in reachable(people, "Chef", day, absences)]


def test_somebody_is_away_and_not_gone_unless_that_is_told():
    away = Absence("chef@prov.example", DAY, DAY)
    assert written_to(owners(ALONE), away) == ["chef@prov.example"]


def test_everybody_present_is_written_to():
    assert written_to(owners(BOSS, OTHER)) == ["chef@prov.example", "annan@prov.example"]


def test_the_deputy_of_somebody_away_is_written_to_until_the_day_they_are_back():
    assert written_to(owners(BOSS), absent()) == ["vice@prov.example"]
    assert written_to(owners(BOSS), absent(), day=DAY + timedelta(5)) == ["vice@prov.example"]
    assert written_to(owners(BOSS), absent(), day=DAY + timedelta(6)) == ["chef@prov.example"]
    assert written_to(owners(BOSS), absent(first=1)) == ["chef@prov.example"]


def test_of_two_holders_the_one_who_is_there_is_enough():
    assert written_to(owners(BOSS, OTHER), absent()) == ["annan@prov.example"]


def test_somebody_away_without_a_deputy_reads_it_when_back():
    assert written_to(owners(ALONE), absent()) == ["chef@prov.example"]
    assert written_to(owners(BOSS), absent(), absent("vice@prov.example")) == ["chef@prov.example"]


def test_somebody_gone_without_a_deputy_leaves_nobody():
    assert written_to(owners(ALONE), absent(gone=True)) == []


def test_the_case_of_an_address_does_not_matter():
    assert written_to(owners(Person("Chef", "Chef@Prov.example")), absent(gone=True)) == []


class TestPassedOn:
    def to_another(self, people: Owners, had: str, *absences: Absence) -> bool:
        return passed_on(people, "Chef", DAY, absences, [had])

    def test_a_reminder_to_somebody_away_goes_to_the_deputy_once(self):
        assert self.to_another(owners(BOSS), "chef@prov.example", absent())
        # The deputy is away too: it does not wander back.
        both = (absent(), absent("vice@prov.example"))
        assert not self.to_another(owners(BOSS), "vice@prov.example", *both)

    def test_a_reminder_that_reached_another_holder_stays(self):
        had = ["chef@prov.example", "annan@prov.example"]
        assert not passed_on(owners(BOSS, OTHER), "Chef", DAY, [absent()], had)

    def test_without_a_deputy_it_waits_for_somebody_away_and_leaves_somebody_gone(self):
        assert not self.to_another(owners(ALONE), "chef@prov.example", absent())
        assert self.to_another(owners(ALONE), "chef@prov.example", absent(gone=True))

    def test_nothing_moves_while_everybody_is_there(self):
        assert not self.to_another(owners(BOSS), "chef@prov.example")

    @given(st.lists(st.builds(absent, st.sampled_from(["chef@prov.example", "vice@prov.example", "annan@prov.example"]),
                              st.integers(-3, 3), st.integers(0, 5), st.booleans()), max_size=5))  # fmt: skip
    def test_what_has_been_passed_on_is_never_passed_on_again(self, absences):
        people = owners(BOSS, OTHER)
        first = [person.email for person in reachable(people, "Chef", DAY, ())]
        if passed_on(people, "Chef", DAY, absences, first):
            second = [person.email for person in reachable(people, "Chef", DAY, absences)]
            assert not set(second) & set(first)
            assert not second or not passed_on(people, "Chef", DAY, absences, second)


class TestForGood:
    """Who has left is gone until a person has seen to the role."""

    LEFT = Absence("chef@prov.example", DAY, FOR_GOOD, gone=True)

    def test_it_does_not_pass(self):
        assert written_to(owners(ALONE), self.LEFT, day=DAY + timedelta(3_000)) == []

    @pytest.mark.parametrize(("since", "reads"), [(-10, False), (0, False), (1, True)])
    def test_who_is_written_in_anew_after_it_was_told_is_written_to(self, since, reads):
        anew = replace(ALONE, since=DAY + timedelta(since))
        assert bool(written_to(owners(anew), self.LEFT, day=DAY + timedelta(5))) == reads

    def test_who_was_only_away_is_away_whenever_they_began(self):
        anew = replace(ALONE, since=DAY + timedelta(1), deputy_email="ers@prov.example")
        told = absent(first=0, last=9)
        assert written_to(owners(anew), told, day=DAY + timedelta(2)) == ["ers@prov.example"]


def dead(name: str, day: int = 0, domain: str = "prov.example") -> Absence:
    return Absence(f"{name}@{domain}", DAY + timedelta(day), FOR_GOOD, gone=True, about="nyckel")


class TestRefusedTogether:
    MANY = tuple(dead(name) for name in "abc")

    def test_many_of_one_domain_on_one_day_are_doubted_and_nobody_is_away(self):
        judged = believed(self.MANY)
        assert [(absence.gone, absence.doubted) for absence in judged] == [(False, True)] * TOGETHER
        assert written_to(owners(Person("A", "a@prov.example")), *judged) == ["a@prov.example"]
        assert doubted_since(judged, DAY) == {absence.address: DAY for absence in self.MANY}
        assert doubted_since(judged, DAY + timedelta(1)) == {}

    @pytest.mark.parametrize(
        "rows",
        [
            (dead("a"), dead("b")),
            (dead("a"), dead("a"), dead("a")),
            (dead("a"), dead("b"), dead("c", day=1)),
            (dead("a"), dead("b"), dead("c", domain="annan.example")),
            tuple(replace(row, about="") for row in MANY),  # who says of themselves that they have left
        ],
    )
    def test_fewer_or_elsewhere_or_by_their_own_word_are_believed(self, rows):
        assert believed(rows) == list(rows)

    def test_one_that_is_refused_on_another_day_too_is_dead(self):
        judged = believed([*believed(self.MANY), dead("a", day=2)])
        assert {absence.address for absence in judged if absence.gone} == {"a@prov.example"}
        assert {absence.address for absence in judged if absence.doubted} == {"b@prov.example", "c@prov.example"}

    @given(st.lists(st.builds(dead, st.sampled_from("abcde"), st.integers(0, 2)), max_size=8), st.integers(0, 8))
    def test_it_does_not_matter_when_what_is_known_was_judged(self, rows, cut):
        assert believed([*believed(rows[:cut]), *rows[cut:]]) == believed(rows) == believed(believed(rows))
