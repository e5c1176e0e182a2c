"""Every goal and owner at a glance: what was sent, said, missed and failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from paminn.errors import DeliveryError
from paminn.incoming.decision import Action
from paminn.reminders.message import ARRIVED, OPEN_QUESTION, UNSETTLED, Channel, State
from paminn.replies.codes import show_code
from paminn.standing.answer import Status
from paminn.texts.artifacts import silent_rows
from paminn.texts.message_lines import some_of, step_words
from paminn.texts.render import render
from paminn.texts.words import outcome, status_word
from tests.support.deciding import decide, release
from tests.support.failing import REFUSED
from tests.support.fakes import FakeInbox, FakeLedger, FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, SECOND_STEP, at, fake_house, outgoing, plan_files, reply
from tests.support.reading import collect
from tests.support.sending import remind, tell
from tests.support.telling import status_of

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
    (found,) = [row for row in status_of(house, day) if (row.goal, row.owner) == (goal, owner)]
    return found


def test_a_row_for_each_goal_and_role_in_the_plans_order(house):
    assert [(r.goal, r.owner, r.part) for r in status_of(house, SECOND_STEP)] == [
        ("1.1", "Chef", "ansvar"), ("1.1", "Vice", "ansvar"), ("1.2", "Chef", "ansvar"), ("1.2", "Teamet", "ansvar"),
    ]  # fmt: skip


@pytest.mark.pain(10)
def test_who_has_been_reminded_and_is_silent_stands_out(house):
    chief = row(house, owner="Chef")
    assert (chief.reminders, chief.last_reminder, chief.last_answer) == (2, SECOND_STEP, None)
    assert chief.unanswered is True
    assert {r["Roll"] for r in silent_rows(status_of(house, SECOND_STEP))} == {"Chef", "Teamet", "Vice"}


@pytest.mark.pain(10)
def test_an_answer_ends_the_silence_until_the_next_reminder(house):
    after = row(house, day=ANSWERED)
    assert (after.unanswered, after.status, after.is_released) == (False, "ongoing", False)
    assert row(house).unanswered is True


def test_a_later_answer_that_is_held_back_decides_nothing_and_is_told_of(house):
    messages = house.dispatch.messages.values()
    code = [each.outgoing.code for each in messages if each.outgoing.owner == "Vice"][-1]
    house.inbox.put(reply("Klar.", show_code(code), sender="Vice <vice@prov.example>", message_id="<2@x>"))
    collect(house, at(SECOND_STEP))
    assert (row(house).status, row(house).held_back) == (Status.DONE, False)
    decide(house, 2, Action.WITHHOLD, at(SECOND_STEP), why="Missförstånd")
    assert (row(house).status, row(house).last_answer, row(house).held_back) == (Status.ONGOING, date(2026, 6, 2), True)
    assert any("Pågår" in line and "Ett senare svar hålls inne." in line for line in told(row(house)))


def of_the_first_step(mail: bytes) -> bytes:
    """The mail as if it had been written on the day of the first reminder."""
    written = b"Date: Tue, 02 Jun 2026"
    assert written in mail
    return mail.replace(written, b"Date: Mon, 01 Jun 2026")


@pytest.mark.pain(10)
def test_who_answers_on_the_day_of_the_reminder_is_not_silent():
    ledger, box, inbox = FakeLedger(), FakeOutbox(), FakeInbox()
    made = fake_house(box=box, ledger=ledger, inbox=inbox)
    remind(made, NOW)
    (vice,) = [m for m in box.messages if m.owner == "Vice"]
    inbox.put(of_the_first_step(reply("Pågår.", show_code(vice.code), sender="Vice <vice@prov.example>")))
    collect(made, at(FIRST_STEP, 16))
    found = row(made, day=FIRST_STEP)
    assert found.last_answer == found.last_reminder == FIRST_STEP
    assert (found.unanswered, found.reminders) == (False, 0)
    assert row(made, owner="Chef", day=FIRST_STEP).unanswered is True


@pytest.mark.pain(13)
@pytest.mark.parametrize("state", [State.FAILED, State.BOUNCED])
def test_what_did_not_arrive_is_not_missed_by_who_answered_the_same_day(state):
    ledger, box, inbox = FakeLedger(), FakeOutbox(), FakeInbox()
    made = fake_house(box=box, ledger=ledger, inbox=inbox)
    remind(made, NOW)
    (vice,) = [m for m in box.messages if m.owner == "Vice"]
    ledger.messages[vice.key].state = state
    assert getattr(row(made, day=FIRST_STEP), state) == 1
    inbox.put(of_the_first_step(reply("Pågår.", show_code(vice.code), sender="Vice <vice@prov.example>")))
    collect(made, at(FIRST_STEP, 16))
    assert row(made, day=FIRST_STEP).last_answer == FIRST_STEP
    assert getattr(row(made, day=FIRST_STEP), state) == 0


OTHER = "Ett mejl från en annan eller osäker avsändare väntar på granskning."


def test_what_somebody_else_wrote_is_the_roles_answer_only_when_it_is_released(house):
    """It is told beside the role's own, or beside the silence."""
    codes = {m.digest.owner: show_code(m.code) for m in house.outboxes[Channel.EMAIL].messages}
    for role in ("Vice", "Teamet"):
        house.inbox.put(reply("Försenad.", codes[role], sender="Annan <a@prov.example>", message_id=f"<{role}@a>"))
    collect(house, at(SECOND_STEP))
    assert (row(house).status, row(house).other_waits) == ("ongoing", True)
    assert told(row(house))[1:] == [OTHER]
    silent = row(house, "1.2", "Teamet")
    assert (silent.last_answer, silent.unanswered) == (None, True)
    assert told(silent) == ["Påmind två gånger, senast 2026-06-23 (bekräftat). HAR INTE SVARAT", OTHER]
    for number in (2, 3):
        release(house, number, at(SECOND_STEP))
    for found in (row(house), row(house, "1.2", "Teamet")):
        assert (found.status, found.is_released, found.other_waits) == ("late", True, False)
        assert OTHER not in told(found)


def test_what_is_withheld_is_not_told_as_waiting(house):
    decide(house, 1, Action.WITHHOLD, at(ANSWERED), why="missförstånd")
    assert told(row(house, day=ANSWERED)) == ["Svar 2026-06-02: Pågår (hålls inne)."]


def test_what_has_been_released_says_so(house):
    release(house, 1, at(ANSWERED))
    assert row(house).is_released is True


def test_a_status_that_the_team_has_set_is_told_as_the_teams(house):
    decide(house, 1, Action.RELEASE, at(ANSWERED), status=Status.DONE, why="ringde Vice")
    assert told(row(house, day=ANSWERED)) == ["Svar 2026-06-02: Klar, läget satt av kvalitetsteamet."]


def test_a_day_in_the_past_shows_what_was_known_then(house):
    before = row(house, day=FIRST_STEP)
    assert (before.reminders, before.last_answer) == (1, None)
    assert row(house, day=FIRST_STEP - timedelta(1)).reminders == 0


@pytest.mark.pain(16)
def test_the_time_plan_is_there_in_its_own_words_and_as_it_is_read(house):
    found = row(house)
    assert (found.timeframe, found.kind, found.end) == ("Klart senast 30 juni 2026", "deadline", date(2026, 6, 30))


def test_nobody_is_silent_who_was_never_asked():
    rows = status_of(fake_house(plan_files()), FIRST_STEP)
    assert not any(r.unanswered for r in rows)
    assert silent_rows(rows) == []


ASK = (
    "Att göra: Fråga mottagaren. Kom det fram: paminn outcomes sent 1 --by NAMN. Kom det inte fram: paminn outcomes "
    "unsent 1 --by NAMN, så påminns det om igen."
)
NOT_YET = "Inte påmind än."
UNREAD = (
    "Mejlet 2026-06-01 läses inte: mottagaren är borta eller har slutat. Nästa körning skickar påminnelsen till den som "
    "kan nås."
)
WAYS = {
    State.CLAIMED: ((), [NOT_YET, "Senaste mejlet: väntar."]),
    State.DRAFTED: ((State.DRAFTED,), [NOT_YET, "Senaste mejlet: väntar."]),
    State.SENDING: ((State.SENDING,), [NOT_YET, "Senaste mejlet: väntar."]),
    State.ACCEPTED: (
        (State.SENDING, State.ACCEPTED),
        ["Påmind en gång, senast 2026-06-01 (skickat). HAR INTE SVARAT"],
    ),
    State.SEEN: ((State.SENDING, State.SEEN), ["Påmind en gång, senast 2026-06-01 (bekräftat). HAR INTE SVARAT"]),
    State.FAILED: (
        (State.FAILED,),
        [
            NOT_YET,
            "Ej skickat: 1 mejl.",
            "Att göra: Inget. Nästa körning försöker igen. Står det kvar i morgon, säg till IT.",
        ],
    ),
    State.BOUNCED: (
        (State.SENDING, State.SEEN, State.BOUNCED),
        [
            NOT_YET,
            "Studsade: 1 mejl.",
            "Att göra: Rätta adressen eller skriv in en ny innehavare i owners.yaml.",
        ],
    ),
    State.MOVED: ((State.SENDING, State.SEEN, State.MOVED), [UNREAD]),
    State.UNSENT: ((State.SENDING, State.UNKNOWN, State.UNSENT), [NOT_YET, "Senaste mejlet: väntar."]),
    State.RESENDING: (
        (State.SENDING, State.UNKNOWN, State.UNSENT, State.RESENDING),
        ["Okänt utfall: 1 mejl.", "Att göra: Inget. Nästa körning frågar brevlådan igen."],
    ),
    State.UNKNOWN: (
        (State.SENDING, State.UNKNOWN),
        ["Okänt utfall: 1 mejl.", "Att göra: Inget. Nästa körning frågar brevlådan igen."],
    ),
    State.ALERT: ((State.SENDING, State.UNKNOWN, State.ALERT), ["Okänt utfall: 1 mejl.", ASK]),
}


def told(*rows) -> list[str]:
    """The lines that `paminn status` says of them, without the first of each."""
    shown = render(
        "cli/status.txt",
        edited=False,
        holders=(),
        contradictions=(),
        away=(),
        reread=(),
        ended=(),
        rows=rows,
        outcome_told=outcome,
        status_word=status_word,
        some_of=some_of,
        step_words=step_words,
    )
    return [line.strip() for line in shown.splitlines() if line.startswith("     ")]


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
    assert (found.outcome, found.reminders, found.unanswered) == (state, int(reached), reached)
    counted = {State.FAILED: "failed", State.BOUNCED: "bounced", **dict.fromkeys(OPEN_QUESTION, "unknown")}
    assert {name: getattr(found, name) for name in ("failed", "bounced", "unknown")} == {
        name: int(counted.get(state) == name) for name in ("failed", "bounced", "unknown")
    }
    assert told(found) == words


def test_every_state_has_its_word():
    assert set(WAYS) == set(State) - {State.PLANNED}
    assert {outcome(state) for state in State} == {
        "väntar", "skickat", "bekräftat", "studsade", "ej skickat", "okänt utfall", "till någon annan",
    }  # fmt: skip
    assert {outcome(state) for state in UNSETTLED} == {"väntar", "okänt utfall"}


def test_what_was_answered_is_told_apart_from_what_was_asked_since(house):
    assert told(row(house, day=ANSWERED)) == ["Svar 2026-06-02: Pågår (inte släppt)."]
    assert told(row(house)) == [
        "Svar 2026-06-02: Pågår (inte släppt). Påmind en gång sedan dess, senast 2026-06-23 (bekräftat). "
        "INGET SVAR SEDAN DESS"
    ]
    assert told(row(house, owner="Chef")) == ["Påmind två gånger, senast 2026-06-23 (bekräftat). HAR INTE SVARAT"]


@pytest.mark.pain(13)
def test_a_mail_that_some_of_a_role_were_refused_says_so_until_the_next_goes_well():
    ledger, partial = FakeLedger(), DeliveryError(REFUSED, partial=True)
    remind(fake_house(box=FakeOutbox(fails={"Teamet": partial}), ledger=ledger), NOW)
    house = fake_house(ledger=ledger)
    assert told(row(house, "1.2", "Teamet", FIRST_STEP)) == [
        "Påmind en gång, senast 2026-06-01 (skickat). HAR INTE SVARAT",
        "Senaste mejlet: en av två mottagare i rollen fick det inte.",
        "Att göra: Rätta adressen i owners.yaml och tala med den som inte fick mejlet. Det skickas inte igen.",
    ]
    assert row(house, "1.2", "Chef", FIRST_STEP).refused_some_of == 0
    remind(house, at(SECOND_STEP))
    assert row(house, "1.2", "Teamet").refused_some_of == 0


@pytest.mark.pain(13)
def test_a_refusal_is_over_when_somebody_in_the_role_has_answered():
    ledger, inbox = FakeLedger(), FakeInbox()
    box = FakeOutbox(fails={"Teamet": DeliveryError(REFUSED, partial=True)})
    house = fake_house(box=box, ledger=ledger, inbox=inbox)
    remind(house, NOW)
    (sent,) = [row.outgoing for row in ledger.messages.values() if row.outgoing.owner == "Teamet"]
    inbox.put(reply("Pågår.", show_code(sent.code), sender="Ett <ett@prov.example>"))
    collect(house, at(ANSWERED))
    found = row(house, "1.2", "Teamet", ANSWERED)
    assert (found.refused_some_of, found.next_step) == (0, None)


def test_what_did_not_leave_is_over_when_another_left_the_same_day():
    ledger = FakeLedger()
    first = outgoing("Vice")
    for message, state in ((first, State.FAILED), (replace(first, key="b" * 32), State.SEEN)):
        ledger.claim([message], NOW)
        ledger.advance(message.key, State.SENDING, NOW)
        ledger.advance(message.key, state, NOW)
    found = row(fake_house(ledger=ledger), day=FIRST_STEP)
    assert (found.outcome, found.failed, found.next_step) == ("seen", 0, None)


def test_what_a_person_told_of_a_mail_is_no_refusal():
    ledger = FakeLedger()
    message = outgoing("Teamet", "1.2")
    ledger.claim([message], NOW)
    for state in (State.SENDING, State.UNKNOWN, State.ALERT):
        ledger.advance(message.key, state, NOW)
    tell(fake_house(box=FakeOutbox(blind=True), ledger=ledger), "1", "sent", "Eva", NOW)
    found = row(fake_house(ledger=ledger), "1.2", "Teamet", FIRST_STEP)
    assert (found.outcome, found.refused_some_of, found.next_step) == ("seen", 0, None)


@pytest.mark.parametrize("state", [State.FAILED, State.BOUNCED])
def test_what_did_not_arrive_is_over_when_another_mail_has_or_somebody_has_answered(state):
    ledger, box, inbox = FakeLedger(), FakeOutbox(), FakeInbox()
    made = fake_house(box=box, ledger=ledger, inbox=inbox)
    remind(made, NOW)
    for owner in ("Vice", "Chef"):
        (message,) = [m for m in box.messages if m.owner == owner]
        if state is State.FAILED:
            ledger.messages[message.key].state = State.FAILED
        else:
            ledger.advance(message.key, state, NOW)
    assert getattr(row(made, day=FIRST_STEP), state) == 1
    (vice,) = [m for m in box.messages if m.owner == "Vice"]
    inbox.put(reply("Pågår.", show_code(vice.code), sender="Vice <vice@prov.example>"))
    collect(made, at(ANSWERED))
    assert getattr(row(made, day=ANSWERED), state) == 0
    assert getattr(row(made, owner="Chef", day=ANSWERED), state) == 1
    remind(made, at(SECOND_STEP))
    assert getattr(row(made, owner="Chef"), state) == 0


@pytest.mark.pain(15)
def test_a_trial_is_nothing_that_anybody_has_been_sent():
    ledger = FakeLedger()
    remind(fake_house(ledger=ledger, redirect_all_to="prov@prov.example"), NOW)
    found = row(fake_house(ledger=ledger), day=FIRST_STEP)
    assert (found.outcome, found.reminders, found.unanswered) == (None, 0, False)


def test_it_holds_neither_address_nor_answer(house):
    assert "@" not in str(status_of(house, SECOND_STEP))
    assert "Pågår." not in str(status_of(house, SECOND_STEP))
