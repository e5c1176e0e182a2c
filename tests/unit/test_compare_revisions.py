"""Random revisions against an editor who knows who is who: nothing certain is wrong, and a truthful person gets the truth."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.plan.comparing import Answer, Said, Thing, What, Why, answers_to_paste, compare
from paminn.plan.decided import DecidedPlan
from paminn.usecases.deciding.said import said_in_words
from tests.support.examples import examples
from tests.support.revisions import Tally, revise

SEEDS = st.integers(min_value=0, max_value=2**40)
BEGUN = (What.NEW, What.CARVED, What.SPLIT, What.MERGED, What.RETURNED)


@pytest.fixture(scope="module")
def revisions():
    """Three hundred revisions of one to five edits; tests/nightly takes 40 000."""
    return [revise(seed) for seed in range(300)]


@pytest.fixture(scope="module")
def tally(revisions):
    counted = Tally()
    for seed, revision in enumerate(revisions):
        counted.judge(seed, revision)
    return counted


def test_nothing_certain_is_wrong(tally):
    assert tally.wrong == []


def test_a_truthful_person_gets_the_truth_and_is_asked_once(tally):
    assert tally.wrong_after == []


def test_few_questions_are_asked_and_most_that_goes_on_is_certain(tally):
    assert tally.mean_questions() <= 3
    assert tally.go_on_certain / tally.go_on >= 0.94


def test_the_true_answer_mostly_stands_first_and_is_seldom_missing(tally):
    asked = sum(tally.place.values())
    assert tally.place[1] / asked >= 0.7
    assert tally.place[0] / asked <= 0.05


def test_every_kind_of_edit_has_been_tried(revisions):
    done = {edit.partition(" ")[0] for revision in revisions for edit in revision.edits}
    assert len(done) >= 15


@examples(60)
@given(SEEDS)
def test_nothing_certain_is_wrong_whatever_the_seed(seed):
    tally = Tally()
    tally.judge(seed, revise(seed))
    assert tally.wrong + tally.wrong_after == []


@examples(40)
@given(SEEDS)
def test_a_plan_beside_itself_is_certain_and_the_same(seed):
    plan = revise(seed).new.plan
    comparison = compare(plan, plan)
    assert comparison.is_certain
    assert comparison.changes == ()
    assert comparison.open_new == ()
    assert dict(comparison.same_goals) == {number: number for number in plan.by_number}
    assert dict(comparison.same_roles) == {role: role for role in plan.roles}


def turned(plan: DecidedPlan, seed: int) -> DecidedPlan:
    """The same decision, with the goals of each area and the activities of each goal in another order."""
    random = Random(seed)
    areas = []
    for area in plan.areas:
        goals = []
        for goal in random.sample(area.goals, len(area.goals)):
            activities = random.sample(goal.activities, len(goal.activities))
            goals.append(goal.model_copy(update={"activities": tuple(activities)}))
        areas.append(area.model_copy(update={"goals": tuple(goals)}))
    return plan.model_copy(update={"areas": tuple(areas)})


@examples(40)
@given(SEEDS)
def test_the_order_in_the_file_is_no_change(seed):
    plan = revise(seed).new.plan
    comparison = compare(plan, turned(plan, seed))
    assert comparison.is_certain
    assert comparison.changes == ()


@examples(60)
@given(SEEDS)
def test_something_is_told_exactly_where_the_decision_differs(seed):
    revision = revise(seed)
    comparison = compare(revision.old.plan, revision.new.plan)
    if comparison.is_certain:
        assert bool(comparison.changes) == (revision.old.plan.fingerprint != revision.new.plan.fingerprint)
    else:
        assert revision.old.plan.fingerprint != revision.new.plan.fingerprint


@examples(60)
@given(SEEDS)
def test_every_goal_and_role_is_told_of_once(seed):
    revision = revise(seed)
    comparison = compare(revision.old.plan, revision.new.plan, retired=revision.retired)
    begun = [called.name for change in comparison.changes if change.what in BEGUN for called in change.new]
    waiting = [called.name for called in comparison.open_new]
    news = [*comparison.same_goals, *comparison.same_roles, *begun, *waiting]
    assert sorted(news) == sorted([*revision.new.plan.by_number, *revision.new.plan.roles])
    goes_on = (Why.CARVED, Why.RETURNING)
    asked = [question.old.name for question in comparison.questions if question.why not in goes_on]
    olds = [*comparison.same_goals.values(), *comparison.same_roles.values(), *asked]
    assert sorted(olds) == sorted([*revision.old.plan.by_number, *revision.old.plan.roles])


@examples(40)
@given(SEEDS)
def test_each_choice_that_is_offered_can_be_said_and_settles_its_question(seed):
    revision = revise(seed)
    plans = (revision.old.plan, revision.new.plan)
    for question in compare(*plans, retired=revision.retired).questions:
        assert len(set(question.flags)) == len(question.flags)
        may_be_gone = question.why is not Why.CARVED
        assert [choice.answer for choice in question.choices].count(Answer.REMOVED) == may_be_gone
        for choice in question.choices:
            answered = compare(*plans, choice.said, revision.retired)
            assert answered.faults == ()
            assert question.old.name not in [again.old.name for again in answered.questions]
            assert choice.flag.startswith(f"--{choice.answer} ")


@examples(80)
@given(SEEDS)
def test_the_example_line_can_be_pasted_as_it_stands_and_answers_every_question(seed):
    revision = revise(seed)
    plans = (revision.old.plan, revision.new.plan)
    comparison = compare(*plans, retired=revision.retired)
    pasted = compare(*plans, said_in_words(answers_to_paste(comparison)), revision.retired)
    assert pasted.faults == ()
    asked = {question.old.name for question in comparison.questions}
    assert asked.isdisjoint(question.old.name for question in pasted.questions)


@examples(40)
@given(SEEDS)
def test_the_example_line_keeps_what_has_been_said(seed):
    revision = revise(seed)
    plans = (revision.old.plan, revision.new.plan)
    said = Said()
    for question in compare(*plans, retired=revision.retired).questions[:1]:
        said = revision.truthful(question)
    line = said_in_words(answers_to_paste(compare(*plans, said, revision.retired)))
    assert set(said.same) <= set(line.same)
    assert set(said.split) <= set(line.split)
    assert set(said.merge) <= set(line.merge)
    assert set(said.removed) <= set(line.removed)
    assert compare(*plans, line, revision.retired).faults == ()


@examples(40)
@given(SEEDS)
def test_the_same_is_said_of_a_revision_taken_back(seed):
    """What was certainly the same going there is so coming back, but for a spelling that is no mending that way."""
    revision = revise(seed)
    there = compare(revision.old.plan, revision.new.plan)
    back = compare(revision.new.plan, revision.old.plan)
    reworded = {called.name for change in there.changes if change.what is What.REWORDED for called in change.new}
    certain = {(new, old) for new, old in there.same_goals.items() if new not in reworded}
    assert certain <= {(old, new) for new, old in back.same_goals.items()}


def test_the_editor_tells_the_truth_of_what_it_did():
    """The oracle itself: a goal put in before others takes nobody's past, and a replaced one goes on as nobody."""
    for seed in range(200):
        inserted = revise(seed, only=("insert",))
        assert set(inserted.truth(Thing.GOAL).values()) == set(inserted.old.plan.by_number)
        replaced = revise(seed, only=("replace",))
        gone = len(replaced.old.plan.by_number) - len(replaced.truth(Thing.GOAL))
        assert 0 < gone <= len(replaced.edits)
