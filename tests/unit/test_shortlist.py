"""Which of very many goals a question weighs: what could be the answer is always among them."""

from __future__ import annotations

from paminn.plan.comparing.model import Called, Thing
from paminn.plan.comparing.questions.likelihood import Likeness
from paminn.plan.comparing.questions.shortlist import Shortlist


def likeness(number: str, words: str, *activities: str) -> Likeness:
    return Likeness(
        Thing.GOAL, (Called(number, words),), frozenset(words.split()), frozenset({words}), frozenset(activities)
    )


def many(*more: Likeness) -> Shortlist:
    """A hundred goals with a word in common, in the plan's order, and some more."""
    goals = [likeness(f"1.{place}", f"alla ord{place}") for place in range(100)]
    return Shortlist({goal.called[0].name: goal for goal in [*goals, *more]})


def test_of_few_goals_each_is_weighed():
    few = Shortlist({f"1.{place}": likeness(f"1.{place}", f"ord{place}") for place in range(40)})
    assert list(few.worth_weighing(likeness("9.9", "annat"))) == [f"1.{place}" for place in range(40)]


def test_of_many_those_with_the_most_words_in_common_are():
    worth = many(likeness("2.1", "alla barn får stöd")).worth_weighing(likeness("9.9", "alla barn får hjälp"))
    assert "2.1" in worth
    assert len(worth) == 40


def test_what_holds_an_activity_or_has_the_number_is_whatever_its_words():
    worth = many(likeness("2.1", "annat", "Utse en samordnare"), likeness("2.2", "helt nytt"))
    old = likeness("2.2", "alla barn", "Utse en samordnare")
    assert {"2.1", "2.2"} <= set(worth.worth_weighing(old))


def test_they_stand_in_the_order_of_the_plan():
    worth = many().worth_weighing(likeness("9.9", "alla ord90 ord10"))
    places = [int(name.partition(".")[2]) for name in worth]
    assert places == sorted(places)
    assert {10, 90} <= set(places)
