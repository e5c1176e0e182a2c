"""What stands in the way of a decision, and what opens it: one reason, one gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations

import pytest

from paminn.incoming.decision import Action, Concerns, Decision, changed
from paminn.incoming.gates import Gate, Shut, gates_shut, gates_shut_to_mail
from paminn.plan.occurrence import OccurrenceId
from paminn.replies.model import Flag
from paminn.standing.answer import Answer, Release, Status
from tests.support.houses import DUE, FIRST_STEP, NOW

OWN = Answer(
    1, "1.1", OccurrenceId.on("1.1", DUE), "Chef", Status.DONE, "Klar.", FIRST_STEP, "Chef", read_as=Status.DONE
)
UNREAD = replace(OWN, id=2, status=None, read_as=None, text="Det rullar på.")
STRANGERS = replace(OWN, id=3, known_sender=False, received=FIRST_STEP + timedelta(1))
PRIVATE = replace(OWN, id=4, text="Klar. Ring 070-123 45 67 om 19811218-9876.")
WORST = replace(STRANGERS, id=5, text=PRIVATE.text)
# What was read in an answer to a mail that only told to prepare, and did not say what an answer is about.
STEP = replace(OWN, id=6, status=None, occurrence=OWN.occurrence.prepared(8))
ALL = (OWN, UNREAD, STRANGERS, PRIVATE)


def decision(what: Action = Action.RELEASE, **more: object) -> Decision:
    return Decision(what, "Eva", NOW, **more)


def shut(answer: Answer, made: Decision) -> list[Gate]:
    return [each.gate for each in gates_shut(answer, made, ALL)]


def test_where_words_belong_says_nothing_of_whether_it_is_about_the_step_or_the_day():
    placed = changed(STEP, decision(Action.PLACE, why="x"), ())
    assert (placed.status, placed.occurrence) == (None, STEP.occurrence)
    of_the_step = changed(STEP, decision(concerns=Concerns.STEP), ())
    assert (of_the_step.status, of_the_step.occurrence, of_the_step.status_by_team) == (
        Status.DONE,
        STEP.occurrence,
        False,
    )
    of_the_day = changed(STEP, decision(concerns=Concerns.DAY, why="x"), ())
    assert (of_the_day.status, of_the_day.occurrence) == (Status.DONE, OWN.occurrence)


@pytest.mark.parametrize(
    ("answer", "made", "gates"),
    [
        (OWN, decision(), []),
        (OWN, decision(status=Status.DONE), []),
        (OWN, decision(status=Status.LATE), [Gate.STATUS]),
        (OWN, decision(status=Status.LATE, why="x"), []),
        (OWN, decision(text="Klart."), [Gate.TEXT]),
        (OWN, decision(text="Klar."), []),
        (OWN, decision(text="Klart.", status=Status.LATE), [Gate.STATUS, Gate.TEXT]),
        (replace(OWN, text="Klart.", edited=True), decision(text="Klart."), [Gate.TEXT]),
        (replace(OWN, status=Status.LATE, status_by_team=True), decision(), []),
        (replace(OWN, status=Status.LATE, status_by_team=True), decision(status=Status.LATE), [Gate.STATUS]),
        (replace(OWN, status=Status.LATE, status_by_team=True), decision(status=Status.DONE), [Gate.STATUS]),
        (replace(OWN, status=Status.LATE, status_by_team=True), decision(status=Status.DONE, why="x"), []),
        (UNREAD, decision(), [Gate.NO_STATUS]),
        (UNREAD, decision(why="x"), [Gate.NO_STATUS]),
        (UNREAD, decision(status=Status.DONE), [Gate.STATUS]),
        (UNREAD, decision(status=Status.DONE, why="x"), []),
        (replace(UNREAD, read_as=Status.DONE), decision(), [Gate.NO_STATUS]),
        (replace(UNREAD, read_as=Status.DONE), decision(status=Status.DONE), [Gate.STATUS]),
        (replace(UNREAD, read_as=Status.DONE), decision(status=Status.DONE, why="x"), []),
        (STEP, decision(), [Gate.STEP_OR_DAY]),
        (STEP, decision(concerns=Concerns.STEP), []),
        (STEP, decision(concerns=Concerns.DAY), [Gate.DAY]),
        (STEP, decision(concerns=Concerns.DAY, why="x"), []),
        (STEP, decision(status=Status.DONE, why="x"), [Gate.STEP_OR_DAY]),
        (STEP, decision(Action.ASSIGN, status=Status.DONE, why="x"), [Gate.STEP_OR_DAY]),
        (STEP, decision(concerns=Concerns.STEP, status=Status.LATE), [Gate.STATUS]),
        (STEP, decision(Action.WITHHOLD, why="x"), []),
        (STEP, decision(Action.PLACE, why="x"), []),
        (replace(STEP, read_as=None), decision(), [Gate.STEP_OR_DAY, Gate.NO_STATUS]),
        (replace(STEP, read_as=None), decision(concerns=Concerns.STEP), [Gate.NO_STATUS]),
        (replace(STEP, status=Status.DONE), decision(), []),
        (replace(STEP, status=Status.DONE), decision(concerns=Concerns.DAY), [Gate.DAY]),
        (OWN, decision(concerns=Concerns.DAY, why="x"), [Gate.NO_STEP]),
        (UNREAD, decision(Action.ASSIGN), []),
        (UNREAD, decision(Action.ASSIGN, status=Status.DONE), [Gate.STATUS]),
        (UNREAD, decision(Action.WITHHOLD), [Gate.HELD_BACK]),
        (UNREAD, decision(Action.WITHHOLD, why="x"), []),
        (PRIVATE, decision(), [Gate.PRIVATE]),
        (PRIVATE, decision(text="Klar.", why="x"), []),
        (PRIVATE, decision(Action.ASSIGN, goal="1.2"), [Gate.GOAL]),
        (PRIVATE, decision(Action.ASSIGN, goal="1.2", why="x"), []),
        (OWN, decision(Action.ASSIGN, goal=OWN.goal, owner=OWN.owner), []),
        (OWN, decision(Action.ASSIGN, owner="Vice"), [Gate.GOAL]),
        (OWN, decision(new_date=DUE), [Gate.DATE]),
        (OWN, decision(Action.ASSIGN, new_date=DUE, why="x"), []),
        (replace(OWN, new_date=DUE), decision(new_date=DUE), []),
        (OWN, decision(Action.PLACE), [Gate.PLACED]),
        (OWN, decision(Action.PLACE, why="x"), []),
        (OWN, decision(Action.ASK), [Gate.QUESTION]),
        (OWN, decision(Action.ASK, why="Ring 070-123 45 67?"), [Gate.PRIVATE]),
        (OWN, decision(Action.ASK, why="Ring 070-123 45 67?", private_why="x"), []),
        (OWN, decision(text=PRIVATE.text, why="x"), [Gate.PRIVATE]),
        (STRANGERS, decision(), [Gate.STRANGER]),
        (STRANGERS, decision(goal="1.2"), [Gate.GOAL]),
        (STRANGERS, decision(Action.WITHHOLD, why="x"), []),
        (STRANGERS, decision(Action.ASSIGN, new_date=DUE), [Gate.DATE]),
        (replace(STRANGERS, received=FIRST_STEP - timedelta(1)), decision(), []),
    ],
)
def test_what_is_asked_before_it_stands(answer, made, gates):
    assert shut(answer, made) == gates


REASONS = {"why": Gate.STATUS, "private_why": Gate.PRIVATE, "stranger_why": Gate.STRANGER}
SOME = list(chain.from_iterable(combinations(REASONS, count) for count in range(4)))


@pytest.mark.parametrize("given", SOME, ids="+".join)
def test_a_reason_opens_its_own_gate_and_no_other(given):
    made = decision(status=Status.LATE, **dict.fromkeys(given, "ett skäl"))
    assert shut(WORST, made) == [gate for reason, gate in REASONS.items() if reason not in given]


def test_what_stands_in_the_way_is_told_with_what_it_is_about():
    status, private, stranger = gates_shut(WORST, decision(status=Status.LATE), ALL)
    assert status == Shut(Gate.STATUS, read_as=Status.DONE, stands=Status.DONE)
    assert private == Shut(Gate.PRIVATE, flags=(Flag.PERSONAL_NUMBER, Flag.PHONE_NUMBER))
    assert stranger.own in (OWN, PRIVATE)


def test_what_the_role_said_and_somebody_held_back_is_nobodys_place_to_take():
    own = replace(OWN, release=Release.WITHHELD)
    assert gates_shut(STRANGERS, decision(), (own, STRANGERS)) == ()


BECOMES = replace(STRANGERS, id=0, status=None, read_as=None, received=FIRST_STEP)


@pytest.mark.parametrize(
    ("made", "becomes", "gates"),
    [
        (decision(Action.ASSIGN), replace(BECOMES, known_sender=True), []),
        (decision(Action.ASSIGN, status=Status.DONE), replace(BECOMES, known_sender=True), [Gate.STATUS]),
        (decision(Action.ASSIGN, status=Status.DONE, why="x"), replace(BECOMES, known_sender=True), []),
        (decision(Action.ASSIGN, new_date=DUE), replace(BECOMES, known_sender=True), [Gate.DATE]),
        (decision(Action.ASSIGN, new_date=DUE, why="x"), replace(BECOMES, known_sender=True), []),
        (decision(Action.ASSIGN), BECOMES, [Gate.STRANGER]),
        (decision(Action.ASSIGN, why="x"), BECOMES, [Gate.STRANGER]),
        (decision(Action.ASSIGN, status=Status.DONE), BECOMES, [Gate.STATUS, Gate.STRANGER]),
        (decision(Action.ASSIGN, stranger_why="x"), BECOMES, []),
        (decision(Action.ASSIGN), replace(BECOMES, goal="1.2"), []),
        (decision(Action.WITHHOLD), None, [Gate.HELD_BACK]),
        (decision(Action.WITHHOLD, why="x"), None, []),
        (decision(Action.WITHHOLD, private_why="x", stranger_why="x"), None, [Gate.HELD_BACK]),
    ],
)
def test_a_mail_that_no_answer_was_read_from(made, becomes, gates):
    assert [each.gate for each in gates_shut_to_mail(made, becomes, ALL)] == gates


VICES = replace(OWN, id=6, owner="Vice", received=FIRST_STEP + timedelta(1))


@pytest.mark.parametrize("what", [Action.ASSIGN, Action.RELEASE])
def test_who_answers_for_one_role_is_a_stranger_to_another(what):
    assert shut(VICES, decision(what)) == []
    assert shut(VICES, decision(what, owner="Vice")) == []
    assert shut(VICES, decision(what, owner="Teamet", why="x")) == []
    assert shut(VICES, decision(what, owner="Chef", why="x")) == [Gate.STRANGER]
    assert shut(VICES, decision(what, owner="Chef", stranger_why="x")) == [Gate.GOAL]
    assert shut(VICES, decision(what, owner="Chef", why="x", stranger_why="x")) == []
