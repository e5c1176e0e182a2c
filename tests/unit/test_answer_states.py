"""An answer's states are a fold of its decisions: at any moment, and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.incoming.answer_states import (
    NOTHING,
    AnswerState,
    Fact,
    KeptDecision,
    as_known,
    differences,
    fold,
    state_after,
    state_of,
    who_set_the_status,
)
from paminn.incoming.decision import Action, Change, Decision, changed
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Release, SetByTeam, Status
from tests.support.houses import DUE, FIRST_STEP, NOW, SWEDEN

FIRST = Answer(
    3, "1.1", OccurrenceId.on("1.1", DUE), "Chef", Status.LATE, "Försenad.", FIRST_STEP, "Chef", read_as=Status.LATE
)  # fmt: skip


def _places_more_words(decision: Decision) -> bool:
    """What stood by itself is put beside an answer's own words: they are never all that is left."""
    return decision.what is not Action.PLACE or decision.text not in (FIRST.text, "")


decisions = st.lists(
    st.builds(
        Decision,
        what=st.sampled_from(Action),
        who=st.sampled_from(["Eva", "Bo"]),
        at=st.just(NOW),
        why=st.sampled_from(["", "frågat hen"]),
        text=st.none() | st.sampled_from(["", "Försenad.", "Klar."]),
        status=st.none() | st.sampled_from(Status),
        goal=st.none() | st.sampled_from(["1.1", "1.2"]),
        owner=st.none() | st.sampled_from(["Chef", "Vice"]),
        new_date=st.none() | st.dates(date(2026, 7, 1), date(2026, 7, 3)),
    ).filter(_places_more_words),
    max_size=8,
)


def after(answer: Answer, change: Change) -> Answer:
    """The answer as a ledger has it when it has carried out a change."""
    words = FIRST.text if change.text is None else change.text
    return replace(
        answer,
        goal=change.goal,
        owner=change.owner,
        occurrence=change.occurrence,
        status=change.status,
        status_by_team=change.status_by_team,
        new_date=change.new_date,
        release=change.release,
        released=change.released,
        text=words,
        edited=words != FIRST.text,
    )


def played(given_decisions: Sequence[Decision]) -> tuple[list[AnswerState], list[KeptDecision], Answer]:
    """Each state of the answer in turn, the decisions as they are kept an hour apart, and the answer now."""
    answer = FIRST
    states = [state_of(answer)]
    kept = []
    for number, decision in enumerate(given_decisions):
        change = changed(answer, decision, ())
        before, now = differences(state_of(answer), state_after(change))
        moment = NOW + timedelta(hours=number)
        kept.append(KeptDecision(3, decision.what, decision.who, moment, why=decision.why, before=before, after=now))
        answer = after(answer, change)
        states.append(state_of(answer))
    return states, kept, answer


@given(decisions)
def test_folded_they_are_what_it_is_now(made):
    states, kept, answer = played(made)
    assert fold(states[0], kept) == state_of(answer)


@given(decisions)
def test_what_it_was_known_as_at_every_moment_is_found_again(made):
    states, kept, answer = played(made)
    for number, state in enumerate(states):
        just_before_the_next = NOW + timedelta(hours=number) - timedelta(seconds=1)
        assert as_known(state_of(answer), kept, just_before_the_next) == state
        assert fold(states[0], kept[:number]) == state


@given(decisions)
def test_the_status_is_the_teams_exactly_where_it_is_not_the_one_that_was_read(made):
    _, _, answer = played(made)
    assert answer.status_by_team == (answer.status is not answer.read_as)


@given(decisions)
def test_a_decision_has_nothing_that_it_did_not_change(made):
    _, kept, _ = played(made)
    for decision in kept:
        assert set(decision.before) == set(decision.after)
        assert all(decision.before[fact] != decision.after[fact] for fact in decision.after)


def test_a_mail_that_becomes_an_answer_was_nothing_before():
    before, now = differences(NOTHING, state_of(FIRST))
    kept = [KeptDecision(3, Action.ASSIGN, "Eva", NOW, before=before, after=now)]
    assert fold(NOTHING, kept) == state_of(FIRST)
    assert as_known(state_of(FIRST), kept, NOW - timedelta(seconds=1)) == NOTHING
    assert as_known(state_of(FIRST), kept, NOW) == state_of(FIRST)


def test_what_was_decided_before_changes_were_kept_is_as_it_was_left_and_not_known_earlier():
    old = KeptDecision(3, Action.RELEASE, "Eva", NOW)
    assert as_known(state_of(FIRST), [old], NOW) == state_of(FIRST)
    assert as_known(state_of(FIRST), [old], NOW - timedelta(seconds=1)) is None


def test_a_state_has_every_fact_as_text():
    released = replace(FIRST, release=Release.RELEASED, released=FIRST_STEP, new_date=DUE)
    assert state_of(released) == {
        "goal": "1.1",
        "owner": "Chef",
        "occurrence": "1.1@2026-06-30",
        "status": "late",
        "new_date": "2026-06-30",
        "release": "released",
        "released": "2026-06-01",
        "text": sha256(b"F\xc3\xb6rsenad.").hexdigest(),
    }
    assert set(state_of(FIRST)) == set(NOTHING) == set(Fact)


def test_words_are_kept_as_a_hash_and_only_while_they_are_let_go_of():
    released = replace(FIRST, release=Release.RELEASED)
    assert state_of(FIRST)[Fact.TEXT] is None
    assert FIRST.text not in str(state_of(released))
    assert len(state_of(released)[Fact.TEXT] or "") == 64


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 6, 1, 22, 30, tzinfo=UTC), date(2026, 6, 2)),
        (datetime(2026, 6, 1, 21, 30, tzinfo=UTC), date(2026, 6, 1)),
        (datetime(2026, 6, 2, 0, 30, tzinfo=SWEDEN), date(2026, 6, 2)),
    ],
)
def test_a_decision_is_made_on_a_swedish_day_or_the_one_that_was_played(at, day):
    assert KeptDecision(3, Action.RELEASE, "Eva", at).day == day
    assert KeptDecision(3, Action.RELEASE, "Eva", at, date(2026, 1, 7)).day == date(2026, 1, 7)


def test_who_last_set_the_status_is_told():
    first = KeptDecision(
        3, Action.ASSIGN, "Eva", NOW, why="ett", before={Fact.STATUS: "late"}, after={Fact.STATUS: "done"}
    )
    released = KeptDecision(
        3, Action.RELEASE, "Bo", NOW, before={Fact.RELEASE: "held"}, after={Fact.RELEASE: "released"}
    )
    old = KeptDecision(4, Action.ASSIGN, "Bo", NOW)
    assert who_set_the_status([first, released, old]) == {3: SetByTeam("Eva", NOW.date(), "ett")}
