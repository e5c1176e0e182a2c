"""Every goal and owner at a glance: what was sent, said, missed and failed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fakes import FakeInbox, FakeLedger, FakeOutbox
from houses import FIRST_STEP, NOW, SECOND_STEP, at, fake_house, outgoing, plan_files, reply

from paminn.ports import Decision
from paminn.reminders.outbox import ARRIVED, UNSETTLED, State
from paminn.replies.codes import show_code
from paminn.texts.artifacts import silent_rows
from paminn.texts.render import render
from paminn.texts.words import outcome
from paminn.usecases.collect import collect
from paminn.usecases.remind import remind
from paminn.usecases.status import status

ANSWERED = FIRST_STEP + timedelta(2)


@pytest.fixture
def house():
    ledger, box, inbox = FakeLedger(), FakeOutbox(), FakeInbox()
    made = fake_house(box=box, ledger=ledger, inbox=inbox)
    remind(made, NOW)
    (vice,) = [m for m in box.messages if m.digest.owner == "Vice"]
    inbox.put(reply("Pågår.", show_code(vice.code), sender="Vice <vice@prov.example>"))
    collect(made, at(ANSWERED))
    remind(made, at(SECOND_STEP))
    return made


def row(house, goal="1.1", owner="Vice", day=SECOND_STEP):
    (found,) = [row for row in status(house, day) if (row["goal"], row["owner"]) == (goal, owner)]
    return found


def test_a_row_for_each_goal_and_role_in_the_plans_order(house):
    assert [(r["goal"], r["owner"], r["part"]) for r in status(house, SECOND_STEP)] == [
        ("1.1", "Chef", "ansvar"), ("1.1", "Vice", "ansvar"), ("1.2", "Chef", "ansvar"), ("1.2", "Teamet", "ansvar"),
    ]  # fmt: skip


@pytest.mark.pain(10)
def test_who_has_been_reminded_and_is_silent_stands_out(house):
    chief = row(house, owner="Chef")
    assert (chief["reminders"], chief["last_reminder"], chief["last_answer"]) == (2, SECOND_STEP.isoformat(), None)
    assert chief["unanswered"] is True
    assert {r["Roll"] for r in silent_rows(status(house, SECOND_STEP))} == {"Chef", "Teamet", "Vice"}


@pytest.mark.pain(10)
def test_an_answer_ends_the_silence_until_the_next_reminder(house):
    after = row(house, day=ANSWERED)
    assert (after["unanswered"], after["status"], after["released"]) == (False, "ongoing", False)
    assert row(house)["unanswered"] is True


def test_what_has_been_released_says_so(house):
    house.desk.decide(1, Decision("release", "Eva", at(ANSWERED)))
    assert row(house)["released"] is True


def test_a_day_in_the_past_shows_what_was_known_then(house):
    before = row(house, day=FIRST_STEP)
    assert (before["reminders"], before["last_answer"]) == (1, None)
    assert row(house, day=FIRST_STEP - timedelta(1))["reminders"] == 0


@pytest.mark.pain(16)
def test_the_time_plan_is_there_in_its_own_words_and_as_it_is_read(house):
    found = row(house)
    assert (found["timeframe"], found["kind"], found["end"]) == ("Klart senast 30 juni 2026", "deadline", "2026-06-30")


def test_nobody_is_silent_who_was_never_asked():
    rows = status(fake_house(plan_files()), FIRST_STEP)
    assert not any(r["unanswered"] for r in rows)
    assert silent_rows(rows) == []


WAYS = {
    State.CLAIMED: ((), "väntar"),
    State.DRAFTED: ((State.DRAFTED,), "väntar"),
    State.SENDING: ((State.SENDING,), "väntar"),
    State.ACCEPTED: ((State.SENDING, State.ACCEPTED), None),
    State.SEEN: ((State.SENDING, State.SEEN), None),
    State.FAILED: ((State.FAILED,), "ej skickat – 1 EJ SKICKADE"),
    State.BOUNCED: ((State.SENDING, State.SEEN, State.BOUNCED), "studsade – 1 STUDSADE"),
    State.MOVED: ((State.SENDING, State.SEEN, State.MOVED), "till ersättaren"),
    State.UNKNOWN: ((State.SENDING, State.UNKNOWN), "okänt utfall – 1 MED OKÄNT UTFALL"),
    State.ALERT: ((State.SENDING, State.UNKNOWN, State.ALERT), "okänt utfall – 1 MED OKÄNT UTFALL"),
}


@pytest.mark.pain(10)
@pytest.mark.parametrize("state", WAYS)
def test_how_the_last_mail_fared_is_there_in_one_word(state):
    """Nobody is silent who has not been reached, and what went well needs no words."""
    ledger = FakeLedger()
    message = outgoing("Vice")
    ledger.claim([message], NOW)
    way, words = WAYS[state]
    for step in way:
        assert ledger.advance(message.key, step, NOW)
    found = row(fake_house(ledger=ledger), day=FIRST_STEP)
    reached = state in ARRIVED
    assert (found["outcome"], found["reminders"], found["unanswered"]) == (state, int(reached), reached)
    counted = {State.FAILED: "failed", State.BOUNCED: "bounced", State.UNKNOWN: "unknown", State.ALERT: "unknown"}
    assert {name: found[name] for name in ("failed", "bounced", "unknown")} == {
        name: int(counted.get(state) == name) for name in ("failed", "bounced", "unknown")
    }
    told = render("cli/status.txt", rows=[found], outcome_told=outcome)
    assert told.rstrip().endswith(f"inget svar – senast {words}" if words else "HAR INTE SVARAT")


def test_every_state_has_its_word():
    assert set(WAYS) == set(State) - {State.PLANNED}
    told = {outcome(state) for state in State}
    assert told == {"väntar", "skickat", "bekräftat", "studsade", "ej skickat", "okänt utfall", "till ersättaren"}
    assert {outcome(state) for state in UNSETTLED} == {"väntar", "okänt utfall"}


@pytest.mark.pain(15)
def test_a_trial_is_nothing_that_anybody_has_been_sent():
    ledger = FakeLedger()
    remind(fake_house(ledger=ledger, redirect_all_to="prov@prov.example"), NOW)
    found = row(fake_house(ledger=ledger), day=FIRST_STEP)
    assert (found["outcome"], found["reminders"], found["unanswered"]) == (None, 0, False)


def test_it_holds_neither_address_nor_answer(house):
    assert "@" not in str(status(house, SECOND_STEP))
    assert "Pågår." not in str(status(house, SECOND_STEP))
