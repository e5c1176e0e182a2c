"""The ports Dispatch, Memory, Post and Desk: what the memory must keep, whatever it is kept in."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from paminn.errors import Busy, StorageError, UsageError
from paminn.failure import Cause, Failure
from paminn.incoming.answer_states import NOTHING, Fact, as_known, fold, state_of
from paminn.incoming.asked import Request
from paminn.incoming.decision import Action, Decision, PlacedMail, RuledAnswer, SeenTo, changed
from paminn.incoming.model import Clue, Received
from paminn.ledger.database import Database
from paminn.ledger.desk import SqlDesk
from paminn.ledger.dispatch import SqlDispatch
from paminn.ledger.memory import SqlMemory
from paminn.ledger.post import SqlPost
from paminn.ledger.tables import decision
from paminn.plan.occurrence import OccurrenceId
from paminn.ports.desk import Desk
from paminn.ports.dispatch import Dispatch
from paminn.ports.memory import Memory
from paminn.ports.past import Past
from paminn.ports.post import Post
from paminn.ports.record import Record
from paminn.ports.requests import Requests
from paminn.reminders.away import FOR_GOOD, Absence
from paminn.reminders.message import (
    ARRIVED,
    GIVES_BACK,
    TRANSITIONS,
    UNSETTLED,
    Channel,
    Door,
    Outgoing,
    SentEnvelope,
    State,
    Trace,
)
from paminn.reminders.model import Claim, Concern, History, Step, StepKind
from paminn.replies.model import Flag, MailKind
from paminn.replies.read import read_mail
from paminn.standing.answer import Answer, Placing, Release, SetByTeam, Status
from tests.support.databases import empty_database
from tests.support.deciding import adopt, decide, release
from tests.support.failing import BROKE, NO_ANSWER
from tests.support.fakes import FakeLedger, Ruling
from tests.support.houses import DUE, FIRST_STEP, NOW, SECOND_STEP, SENDER, at, outgoing, reply

PLAN = "prov-plan"
DAY = timedelta(days=1)


@dataclass
class Ledger:
    """The ports over one memory, and a look at the decisions kept in it."""

    dispatch: Dispatch
    memory: Memory
    post: Post
    requests: Requests
    desk: Desk
    record: Record
    past: Past
    rulings: Callable[[], Sequence[Ruling]]


@pytest.fixture(params=["sqlite", "fake"])
def ledger(request):
    if request.param == "fake":
        fake = FakeLedger()
        yield Ledger(fake, fake, fake, fake, fake, fake, fake, lambda: fake.rulings)
        return
    with empty_database() as database:

        def rulings():
            with database.begin() as connection:
                rows = connection.execute(select(decision).order_by(decision.c.id)).all()
            return [Ruling(row.what, row.who, row.original_sha256, row.released_sha256) for row in rows]

        post = SqlPost(database)
        desk = SqlDesk(database)
        dispatch = SqlDispatch(database)
        yield Ledger(dispatch, SqlMemory(database), post, post, desk, desk, dispatch, rulings)


# The shortest way to each state a message can be in.
WAYS = {
    State.CLAIMED: (),
    State.DRAFTED: (State.DRAFTED,),
    State.SENDING: (State.SENDING,),
    State.ACCEPTED: (State.SENDING, State.ACCEPTED),
    State.SEEN: (State.SENDING, State.SEEN),
    State.BOUNCED: (State.SENDING, State.ACCEPTED, State.BOUNCED),
    State.MOVED: (State.SENDING, State.ACCEPTED, State.MOVED),
    State.FAILED: (State.FAILED,),
    State.UNKNOWN: (State.SENDING, State.UNKNOWN),
    State.UNSENT: (State.SENDING, State.UNKNOWN, State.UNSENT),
    State.RESENDING: (State.SENDING, State.UNKNOWN, State.UNSENT, State.RESENDING),
    State.ALERT: (State.SENDING, State.UNKNOWN, State.ALERT),
}
HELD = [state for state in WAYS if state not in GIVES_BACK]


def claimed(ledger: Ledger, message: Outgoing) -> bool:
    """Whether this message, alone, could be claimed."""
    return ledger.dispatch.claim([message], NOW) == {message.key}


def settled(ledger: Ledger, state: State, **what) -> Outgoing:
    message = outgoing(**what)
    assert claimed(ledger, message)
    for step in WAYS[state]:
        assert ledger.dispatch.advance(message.key, step, NOW, BROKE)
    return message


def stepping(first: date = FIRST_STEP, *steps: date, owner: str = "Chef", **what) -> Outgoing:
    """A message of the day `first` that takes the steps of these days (its own day's, if none)."""
    message = outgoing(owner, day=first, **what)
    (reminder,) = message.digest.reminders
    covers = tuple(Claim(OccurrenceId.on("1.1", DUE), DUE, Step(StepKind.BEFORE, 20, day)) for day in steps or (first,))
    return replace(message, digest=replace(message.digest, reminders=(replace(reminder, covers=covers),)))


def answer(text: str = "Klart sedan i maj.", goal: str = "1.1", status: Status | None = Status.DONE, **more) -> Answer:
    values = {"received": FIRST_STEP + DAY, "answered_by": "Chef", "read_as": status, **more}
    return Answer(0, goal, OccurrenceId.on(goal, DUE), "Chef", status, text, **values)


def received(raw: bytes, *answers: Answer, plan: str = PLAN, reason: str = "", kind: str = "") -> Received:
    read = read_mail(raw, own_addresses=(SENDER,))
    read = replace(read, kind=MailKind(kind or read.kind), reason=reason)
    return Received(plan, raw, at(FIRST_STEP + DAY), read, answers=answers)


def sha(text: str) -> str:
    return sha256(text.encode()).hexdigest()


class TestDispatch:
    def test_every_state_a_message_can_be_in_is_tried_here(self):
        assert set(WAYS) == set(State) - {State.PLANNED}

    @pytest.mark.pain(1)
    @pytest.mark.parametrize(
        ("way", "attempts"),
        [
            ((), 0),
            ((State.DRAFTED, State.FAILED), 0),
            ((State.SENDING,), 1),
            ((State.SENDING, State.FAILED), 0),  # refused for certain
            ((State.SENDING, State.UNKNOWN, State.UNSENT, State.FAILED), 1),
            ((State.SENDING, State.UNKNOWN, State.UNSENT, State.RESENDING, State.ALERT), 2),
            ((State.SENDING, State.UNKNOWN, State.ALERT, State.FAILED), 0),  # a person has asked
        ],
    )
    def test_it_counts_how_often_a_message_was_let_go_without_a_certain_no(self, ledger, way, attempts):
        message = outgoing()
        assert claimed(ledger, message)
        for state in way:
            assert ledger.dispatch.advance(message.key, state, NOW)
        assert [sent.attempts for sent in ledger.dispatch.sent(PLAN)] == [attempts]
        if way and way[-1] is State.FAILED:
            assert claimed(ledger, message)
            assert ledger.dispatch.advance(message.key, State.SENDING, NOW)
            assert [sent.attempts for sent in ledger.dispatch.sent(PLAN)] == [attempts + 1]

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("state", HELD)
    def test_a_message_is_claimed_once(self, ledger, state):
        message = settled(ledger, state)
        assert not claimed(ledger, message)
        assert [sent.state for sent in ledger.dispatch.sent(PLAN)] == [state]

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("state", HELD)
    def test_a_step_that_a_message_has_is_no_other_messages(self, ledger, state):
        """Another day's message has another key; what keeps them apart is the step."""
        settled(ledger, state)
        later = stepping(FIRST_STEP + DAY, FIRST_STEP)
        assert not claimed(ledger, later)
        assert [sent.state for sent in ledger.dispatch.sent(PLAN)] == [state]

    def test_one_step_of_several_is_enough_to_be_refused_and_none_of_them_is_taken(self, ledger):
        settled(ledger, State.ACCEPTED)
        assert not claimed(ledger, stepping(FIRST_STEP + DAY, FIRST_STEP + DAY, FIRST_STEP))
        assert claimed(ledger, stepping(FIRST_STEP + 2 * DAY, FIRST_STEP + DAY))

    @pytest.mark.parametrize(
        "other",
        [{"owner": "Vice"}, {"channel": Channel.TEAMS}, {"redirect": "prov@prov.example"}, {"plan": "annan-plan"}],
    )
    def test_the_same_step_of_another_role_channel_trial_or_plan_is_another(self, ledger, other):
        assert claimed(ledger, stepping())
        assert claimed(ledger, stepping(**other))

    def test_a_failed_message_gives_its_steps_back_and_can_no_more_be_claimed_when_they_are_taken(self, ledger):
        failed = settled(ledger, State.FAILED)
        assert claimed(ledger, stepping(FIRST_STEP + DAY, FIRST_STEP))
        assert not claimed(ledger, failed)
        assert [sent.state for sent in ledger.dispatch.sent(PLAN)] == [State.FAILED, State.CLAIMED]

    def test_of_many_only_those_that_nobody_has_are_claimed(self, ledger):
        taken = settled(ledger, State.ACCEPTED)
        new, other = outgoing("Vice"), outgoing("Teamet")
        assert ledger.dispatch.claim([taken, new, other], NOW) == {new.key, other.key}
        assert [sent.owner for sent in ledger.dispatch.sent(PLAN)] == ["Chef", "Vice", "Teamet"]
        assert ledger.dispatch.claim([], NOW) == frozenset()

    def test_of_two_in_one_claim_with_the_same_step_the_first_has_it(self, ledger):
        first, second = stepping(), stepping(FIRST_STEP + DAY, FIRST_STEP)
        assert ledger.dispatch.claim([first, second], NOW) == {first.key}

    def test_a_failed_message_can_be_claimed_again_with_its_new_bytes(self, ledger):
        message = settled(ledger, State.FAILED)
        (before,) = ledger.dispatch.sent(PLAN)
        again = replace(message, raw=b"ny text", subject="nytt")
        assert claimed(ledger, again)
        (sent,) = ledger.dispatch.sent(PLAN)
        assert (sent.state, sent.raw, sent.failure) == (State.CLAIMED, b"ny text", None)
        assert sent.number == before.number
        assert not claimed(ledger, again)

    def test_a_message_claimed_again_has_lost_the_names_of_its_first_draft(self, ledger):
        message = settled(ledger, State.CLAIMED)
        ledger.dispatch.advance(message.key, State.DRAFTED, NOW, trace=Trace("utkast-1", "<annat@brevlada.example>"))
        ledger.dispatch.advance(message.key, State.FAILED, NOW)
        assert claimed(ledger, message)
        (sent,) = ledger.dispatch.sent(PLAN)
        assert (sent.remote_id, sent.message_id) == ("", message.message_id)

    def test_a_message_claimed_again_takes_the_steps_it_has_then_and_no_others(self, ledger):
        """The plan may have changed between the failure and the next attempt."""
        first = settled(ledger, State.FAILED)
        again = replace(outgoing("Chef", "1.2"), key=first.key)
        assert claimed(ledger, again)
        (sent,) = ledger.dispatch.sent(PLAN)
        assert sent.goals == ("1.2",)
        assert {str(occurrence) for _, occurrence, _ in ledger.memory.history(PLAN).covered} == {
            f"1.2@{DUE}",
            "1.2@2026",
        }

    def test_what_is_remembered_is_what_left(self, ledger):
        message = settled(ledger, State.ACCEPTED, owner="Chef", recipients=("ett@prov.example", "tva@prov.example"))
        (sent,) = ledger.dispatch.sent(PLAN)
        assert (sent.key, sent.channel, sent.owner, sent.day) == (message.key, Channel.EMAIL, "Chef", FIRST_STEP)
        assert (sent.message_id, sent.recipients, sent.raw) == (message.message_id, message.recipients, message.raw)
        assert (sent.goals, sent.unreachable, sent.redirected) == (("1.1",), False, False)

    def test_a_digest_names_each_goal_once_in_its_order(self, ledger):
        assert claimed(ledger, outgoing("Chef", "1.2", "1.1"))
        (sent,) = ledger.dispatch.sent(PLAN)
        assert sent.goals == ("1.2", "1.1")

    def test_messages_come_back_oldest_first(self, ledger):
        for owner in ("Vice", "Chef", "Teamet"):
            assert claimed(ledger, outgoing(owner))
        sent = ledger.dispatch.sent(PLAN)
        assert [one.owner for one in sent] == ["Vice", "Chef", "Teamet"]
        numbers = [one.number for one in sent]
        assert numbers == sorted(set(numbers))

    def test_a_message_to_nobody_reachable_says_so_afterwards(self, ledger):
        assert claimed(ledger, replace(outgoing(), unreachable=True))
        assert [sent.unreachable for sent in ledger.dispatch.sent(PLAN)] == [True]

    @pytest.mark.parametrize(("before", "after"), list(product(State, State)))
    def test_states_change_only_along_the_drawn_lines(self, ledger, before, after):
        if before is State.PLANNED:
            return self.what_is_not_claimed_is_not_there(ledger, after)
        message = settled(ledger, before)
        # Claiming takes steps, so it is no mere change of state.
        drawn = after in TRANSITIONS[before] and after is not State.CLAIMED
        assert ledger.dispatch.advance(message.key, after, NOW, NO_ANSWER) is drawn
        (sent,) = ledger.dispatch.sent(PLAN)
        assert sent.state is (after if drawn else before)
        assert (sent.failure == NO_ANSWER) is drawn
        return None

    def what_is_not_claimed_is_not_there(self, ledger, after):
        """A message is planned until it is claimed, so there is nothing in the ledger to move."""
        assert ledger.dispatch.advance(outgoing().key, after, NOW) is False
        assert list(ledger.dispatch.sent(PLAN)) == []

    @pytest.mark.pain(1)
    def test_the_second_to_move_a_message_on_is_told_that_it_was_too_late(self, ledger):
        message = settled(ledger, State.CLAIMED)
        assert ledger.dispatch.advance(message.key, State.SENDING, NOW) is True
        assert ledger.dispatch.advance(message.key, State.SENDING, NOW) is False

    def test_what_the_mailbox_calls_it_is_kept_and_nothing_of_it_forgotten_by_the_next_step(self, ledger):
        message = settled(ledger, State.CLAIMED)
        ledger.dispatch.advance(message.key, State.DRAFTED, NOW, trace=Trace("utkast-1", "<annat@brevlada.example>"))
        ledger.dispatch.advance(message.key, State.SENDING, NOW)
        (sent,) = ledger.dispatch.sent(PLAN)
        assert (sent.remote_id, sent.message_id) == ("utkast-1", "<annat@brevlada.example>")

    def test_a_mailbox_that_keeps_our_message_id_need_not_repeat_it(self, ledger):
        message = settled(ledger, State.CLAIMED)
        ledger.dispatch.advance(message.key, State.DRAFTED, NOW, trace=Trace("utkast-1"))
        (sent,) = ledger.dispatch.sent(PLAN)
        assert (sent.remote_id, sent.message_id) == ("utkast-1", message.message_id)

    @pytest.mark.parametrize("state", WAYS)
    def test_what_is_old_and_unsettled_is_remembered_among_what_is_new(self, ledger, state):
        settled(ledger, state)
        new = outgoing(day=FIRST_STEP + 3 * DAY)
        assert claimed(ledger, new)
        since = {sent.day for sent in ledger.dispatch.sent(PLAN, since=FIRST_STEP + DAY)}
        assert since == {new.day} | ({FIRST_STEP} if state in UNSETTLED else set())
        assert {sent.day for sent in ledger.dispatch.sent(PLAN, since=FIRST_STEP)} == {FIRST_STEP, new.day}
        assert len(ledger.dispatch.sent(PLAN)) == 2

    def test_what_is_remembered_since_a_day_still_names_its_goals(self, ledger):
        settled(ledger, State.UNKNOWN, owner="Chef")
        assert claimed(ledger, outgoing("Vice", "1.2", "1.1", day=FIRST_STEP + DAY))
        since = ledger.dispatch.sent(PLAN, since=FIRST_STEP + DAY)
        assert {sent.owner: sent.goals for sent in since} == {"Chef": ("1.1",), "Vice": ("1.2", "1.1")}

    @pytest.mark.pain(15)
    def test_trials_are_kept_apart_from_what_really_went(self, ledger):
        settled(ledger, State.ACCEPTED)
        settled(ledger, State.ACCEPTED, owner="Vice", redirect="prov@prov.example")
        assert {sent.owner: sent.redirected for sent in ledger.dispatch.sent(PLAN)} == {"Chef": False, "Vice": True}
        assert {owner for owner, _, _ in ledger.memory.history(PLAN).covered} == {"Chef"}
        assert {owner for owner, _, _ in ledger.memory.history(PLAN, redirected=True).covered} == {"Vice"}

    def test_two_plans_never_meet(self, ledger):
        settled(ledger, State.ACCEPTED)
        settled(ledger, State.ACCEPTED, plan="annan-plan")
        assert len(ledger.dispatch.sent(PLAN)) == len(ledger.dispatch.sent("annan-plan")) == 1
        assert ledger.memory.history("tredje-plan").covered == {}


def test_a_message_that_cannot_be_kept_is_our_fault_and_nobody_elses_claim(tmp_path):
    """A column without a value looks to the database as a step that is taken: nothing that must be unlike is alike."""
    with closing(Database("", tmp_path)) as database:
        dispatch = SqlDispatch(database)
        broken = replace(outgoing("Vice"), subject=None)
        with pytest.raises(IntegrityError):
            dispatch.claim([outgoing(), broken], NOW)
        assert dispatch.sent(PLAN) == []
        assert dispatch.claim([outgoing()], NOW) == {outgoing().key}


@pytest.fixture
def workers(tmp_path):
    """Databases on the same file share nothing but the file, as processes do."""
    databases = [Database("", tmp_path) for _ in range(4)]
    yield [SqlDispatch(database) for database in databases]
    for database in databases:
        database.close()


def at_once(workers: Sequence[SqlDispatch], work: Callable[[int, SqlDispatch], object]) -> list:
    """What each worker's share came to, all begun at the same moment."""
    gate = threading.Barrier(len(workers))

    def share(numbered: tuple[int, SqlDispatch]) -> object:
        gate.wait(5)
        return work(*numbered)

    with ThreadPoolExecutor(len(workers)) as pool:
        return list(pool.map(share, enumerate(workers)))


class TestWorkers:
    """Several at once. `workers` share a database, and nothing else."""

    @pytest.mark.pain(1)
    def test_of_several_that_claim_the_same_message_exactly_one_wins(self, workers):
        def claim(_: int, dispatch: SqlDispatch) -> list[int]:
            return [len(dispatch.claim([outgoing(f"Roll {number}")], NOW)) for number in range(5)]

        won = at_once(workers, claim)
        assert [sum(column) for column in zip(*won, strict=True)] == [1] * 5
        assert len(workers[0].sent(PLAN)) == 5

    @pytest.mark.pain(1)
    def test_of_several_days_that_claim_the_same_step_exactly_one_wins(self, workers):
        """The messages have different days and so different keys; the step is one."""

        def claim(days: int, dispatch: SqlDispatch) -> list[int]:
            mine = [stepping(FIRST_STEP + days * DAY, FIRST_STEP, owner=f"Roll {number}") for number in range(5)]
            return [len(dispatch.claim([one], NOW)) for one in mine]

        won = at_once(workers, claim)
        assert [sum(column) for column in zip(*won, strict=True)] == [1] * 5
        assert sorted(one.owner for one in workers[0].sent(PLAN)) == [f"Roll {number}" for number in range(5)]

    @pytest.mark.pain(1)
    def test_batches_claimed_in_any_order_never_stand_in_each_others_way(self, workers):
        """Each takes the same steps in an order of its own, one with what it has and one with what it wants."""
        roles = [f"Roll {number}" for number in range(12)]

        def claim(days: int, dispatch: SqlDispatch) -> frozenset[str]:
            mine = [stepping(FIRST_STEP + days * DAY, FIRST_STEP, FIRST_STEP - DAY, owner=role) for role in roles]
            random.Random(days).shuffle(mine)
            return dispatch.claim(mine, NOW)

        won = at_once(workers, claim)
        assert sorted(one.owner for one in workers[0].sent(PLAN)) == sorted(roles)
        assert {one.key for one in workers[0].sent(PLAN)} == set().union(*won)

    @pytest.mark.pain(1)
    def test_of_several_that_move_a_message_on_exactly_one_is_told_that_it_did(self, workers):
        messages = [outgoing(f"Roll {number}") for number in range(5)]
        workers[0].claim(messages, NOW)
        won = at_once(workers, lambda _, one: [one.advance(m.key, State.SENDING, NOW) for m in messages])
        assert [sum(column) for column in zip(*won, strict=True)] == [1] * 5


@pytest.mark.pain(1)
@pytest.mark.parametrize("was", list(State))
def test_a_message_is_moved_on_only_from_where_it_was_seen(ledger, was):
    """Between reading it and settling it another run may have begun to send it."""
    ledger.dispatch.claim([outgoing()], NOW)
    ledger.dispatch.advance(outgoing().key, State.SENDING, NOW)
    moved = ledger.dispatch.advance(outgoing().key, State.FAILED, NOW, was=was)
    assert moved is (was is State.SENDING)
    assert [one.state for one in ledger.dispatch.sent(PLAN)] == [State.FAILED if moved else State.SENDING]


@pytest.mark.slow
class TestOneRun:
    def test_a_second_run_is_told_to_wait_and_a_finished_one_lets_go(self, ledger):
        with ledger.memory.exclusive("remind"):
            with pytest.raises(Busy, match="En annan körning"), ledger.memory.exclusive("remind"):
                pytest.fail("two runs at once")
            with ledger.memory.exclusive("collect"):
                pass
        with ledger.memory.exclusive("remind"):
            pass

    @pytest.mark.pain(1)
    def test_a_ledger_that_another_is_put_in_place_of_is_told_and_not_written_in(self, tmp_path):
        with closing(Database("", tmp_path / "ny")):
            pass
        with closing(Database("", tmp_path)) as database:
            (tmp_path / "ny" / "ledger.db").replace(tmp_path / "ledger.db")
            with pytest.raises(StorageError, match="bytts ut"):
                SqlDispatch(database).claim([outgoing()], NOW)

    @pytest.mark.pain(1)
    def test_a_ledger_that_is_taken_away_during_a_run_is_told_and_not_written_in(self, tmp_path):
        with closing(Database("", tmp_path)) as database:
            (tmp_path / "ledger.db").rename(tmp_path / "borta.db")
            with pytest.raises(StorageError, match="försvunnit"):
                SqlDispatch(database).claim([outgoing()], NOW)

    def test_an_address_that_only_sqlite_can_read_has_its_lock_in_the_home(self, tmp_path):
        url = f"sqlite:///file:{tmp_path / 'minne.db'}?uri=true"
        with closing(Database(url, tmp_path)) as one, SqlMemory(one).exclusive("remind"):
            assert (tmp_path / "remind.lock").exists()

    def test_homes_that_share_a_ledger_share_its_lock(self, tmp_path):
        url = f"sqlite:///{tmp_path / 'gemensam' / 'minne.db'}"
        (tmp_path / "gemensam").mkdir()
        with closing(Database(url, tmp_path / "a")) as one, closing(Database(url, tmp_path / "b")) as other:
            with SqlMemory(one).exclusive("remind"), pytest.raises(Busy), SqlMemory(other).exclusive("remind"):
                pytest.fail("two runs at once")
            with SqlMemory(other).exclusive("remind"):
                pass

    def test_a_run_that_failed_lets_go(self, ledger):
        with pytest.raises(RuntimeError), ledger.memory.exclusive("remind"):
            raise RuntimeError
        with ledger.memory.exclusive("remind"):
            pass


class TestMemory:
    @pytest.mark.parametrize("state", HELD)
    def test_every_step_a_message_took_along_is_covered(self, ledger, state):
        settled(ledger, state)
        assert ledger.memory.history(PLAN).covered == {
            ("Chef", OccurrenceId.on("1.1", DUE), DUE): FIRST_STEP,
            ("Chef", OccurrenceId.account("1.1", 2026), date(2026, 12, 31)): FIRST_STEP,
        }

    def test_a_failed_message_gives_its_steps_back(self, ledger):
        settled(ledger, State.FAILED)
        history = ledger.memory.history(PLAN)
        assert (history.covered, sum(history.sent.values())) == ({}, 0)

    def test_the_latest_step_counts_and_each_shown_reminder_is_numbered(self, ledger):
        for day in (FIRST_STEP, FIRST_STEP + 3 * DAY, FIRST_STEP + DAY):
            settled(ledger, State.ACCEPTED, day=day)
        history = ledger.memory.history(PLAN)
        assert history.covered["Chef", OccurrenceId.on("1.1", DUE), DUE] == FIRST_STEP + 3 * DAY
        assert history.sent["Chef", OccurrenceId.on("1.1", DUE)] == 3
        # The year's account went along unseen, so its first own reminder is number one.
        assert history.sent["Chef", OccurrenceId.account("1.1", 2026)] == 0

    @pytest.mark.parametrize("channel", [channel for channel in Channel if channel is not Channel.EMAIL])
    def test_what_lies_beside_a_mail_takes_no_step(self, ledger, channel):
        settled(ledger, State.ACCEPTED, channel=channel)
        assert ledger.memory.history(PLAN).covered == {}

    @pytest.mark.parametrize("status", [*Status, None])
    def test_what_was_answered_is_told_with_what_was_sent(self, ledger, status):
        new = date(2026, 9, 30)
        ledger.post.keep(received(reply("x"), answer(status=status, new_date=new)))
        (said,) = ledger.memory.history(PLAN).answers
        assert (said.goal, said.owner, str(said.occurrence)) == ("1.1", "Chef", f"1.1@{DUE}")
        assert (said.status, said.new_date, said.received) == (status, new, FIRST_STEP + DAY)

    @pytest.mark.parametrize("more", [0, 10_000])
    def test_of_a_long_history_only_what_concerns_a_day_is_told(self, ledger, more):
        other = OccurrenceId.account("1.1", 2026)
        for plan in (PLAN, "annan-plan"):
            settled(ledger, State.ACCEPTED, plan=plan)
        settled(ledger, State.ACCEPTED, day=FIRST_STEP + DAY)
        settled(ledger, State.ACCEPTED, owner="Vice", recipients=("vice@prov.example",))
        settled(ledger, State.FAILED, owner="Teamet")
        for number, goal in enumerate(("1.1", "1.2")):
            ledger.post.keep(received(reply(str(number)), answer(goal=goal)))
        whole = ledger.memory.history(PLAN)
        unknown = frozenset(OccurrenceId.account(f"9.{number}", 2026) for number in range(more))
        for instances in (frozenset({other}), frozenset({other, OccurrenceId.on("1.1", DUE)}), frozenset()):
            concern = Concern(frozenset({"1.1"}), instances | unknown)
            told = ledger.memory.history(PLAN, concern)
            assert told == whole.about(concern)
            assert {instance for _, instance, _ in told.covered} == instances
            assert [said.goal for said in told.answers] == ["1.1"]
        assert ledger.memory.history(PLAN, Concern()) == History(sent={}, away=whole.away)

    def test_mails_about_goals_are_told_without_their_bytes(self, ledger):
        settled(ledger, State.SEEN)
        settled(ledger, State.FAILED, owner="Vice", recipients=("vice@prov.example",), day=FIRST_STEP + DAY)
        settled(ledger, State.SEEN, channel=Channel.TEAMS)
        settled(ledger, State.SEEN, redirect="prov@prov.example")
        settled(ledger, State.SEEN, plan="annan-plan")
        ledger.dispatch.claim([outgoing("Teamet", "1.2", day=FIRST_STEP + 2 * DAY)], NOW)
        about = ledger.past.mails_about(PLAN, {"1.1"})
        assert [(mail.owner, mail.state) for mail in about] == [("Chef", State.SEEN), ("Vice", State.FAILED)]
        whole = {sent.key: sent for sent in ledger.dispatch.sent(PLAN)}
        for mail in about:
            asked = tuple(asked for asked in whole[mail.key].asked if asked.goal == "1.1")
            facts = {
                fact.name: getattr(whole[mail.key], fact.name) for fact in fields(SentEnvelope) if fact.name != "came"
            }
            facts["came"] = {("1.1", mail.owner)} if mail.state is State.SEEN else frozenset()
            assert mail == SentEnvelope(**facts | {"asked": asked})
            assert not hasattr(mail, "raw")
        assert [mail.owner for mail in ledger.past.mails_about(PLAN, {"1.2", "9.9"})][-1] == "Teamet"
        assert ledger.past.mails_about(PLAN, {"9.9"}) == []

    def test_answers_come_in_the_order_received(self, ledger):
        for number, days in enumerate((3, 1, 2)):
            ledger.post.keep(received(reply(str(number)), answer(str(days), received=FIRST_STEP + days * DAY)))
        assert [a.text for a in ledger.memory.answers(PLAN)] == ["1", "2", "3"]
        assert [a.text for a in ledger.memory.history(PLAN).answers] == ["1", "2", "3"]


class TestPost:
    def test_a_code_leads_to_what_was_asked_and_to_whom(self, ledger):
        message = settled(ledger, State.ACCEPTED, owner="Chef", recipients=("ett@prov.example", "tva@prov.example"))
        (reference,) = ledger.post.references(Clue.CODE, message.code)
        assert (reference.plan, reference.owner, reference.day) == (PLAN, "Chef", FIRST_STEP)
        assert {item.number: item.occurrence for item in reference.items} == {"1.1": OccurrenceId.on("1.1", DUE)}
        assert dict(reference.people) == {"ett@prov.example": "Ett", "tva@prov.example": "Tva"}
        assert reference.raw == message.raw

    def test_an_unknown_code_leads_nowhere(self, ledger):
        settled(ledger, State.ACCEPTED)
        assert ledger.post.references(Clue.CODE, "ABCDEFGHJKLMNPQR") == []

    @pytest.mark.pain(15)
    def test_the_code_of_a_trial_leads_nowhere(self, ledger):
        """Who tries the buttons of a redirected mail must not end a real owner's reminders."""
        trial = settled(ledger, State.ACCEPTED, redirect="prov@prov.example")
        assert ledger.post.references(Clue.CODE, trial.code) == []

    @pytest.mark.parametrize("clue", Clue)
    def test_nothing_leads_to_nothing(self, ledger, clue):
        settled(ledger, State.SEEN)
        for value in ("", "okänd", "<okänd@prov.example>", "%", "' or 1=1 --"):
            assert list(ledger.post.references(clue, value)) == []

    def test_each_clue_leads_to_the_mail_it_names(self, ledger):
        message = settled(ledger, State.CLAIMED)
        settled(ledger, State.SEEN, owner="Vice")
        trace = Trace("utkast-1", "<annat@brevlada.example>", "samtal-1")
        assert ledger.dispatch.advance(message.key, State.DRAFTED, NOW, trace=trace)
        for clue, value in (
            (Clue.CODE, message.code), (Clue.KEY, message.key), (Clue.CONVERSATION, "samtal-1"),
            (Clue.MESSAGE_ID, "<annat@brevlada.example>"), (Clue.MESSAGE_ID, message.message_id),
        ):  # fmt: skip
            (reference,) = ledger.post.references(clue, value)
            assert (reference.key, reference.code, reference.subject) == (message.key, message.code, message.subject)

    @pytest.mark.parametrize("channel", [Channel.TEAMS, Channel.RECEIPT])
    def test_a_copy_and_a_receipt_are_no_mail_of_ours_to_answer(self, ledger, channel):
        message = settled(ledger, State.ACCEPTED, channel=channel)
        for clue, value in ((Clue.CODE, message.code), (Clue.KEY, message.key), (Clue.MESSAGE_ID, message.message_id)):
            assert list(ledger.post.references(clue, value)) == []

    def test_a_notice_is_known_by_its_key_and_by_nothing_else(self, ledger):
        """So that its own copy is told from an answer, and no answer is told to be about it."""
        message = settled(ledger, State.ACCEPTED, channel=Channel.NOTICE)
        (reference,) = ledger.post.references(Clue.KEY, message.key)
        assert (reference.key, reference.plan) == (message.key, PLAN)
        for clue, value in ((Clue.CODE, message.code), (Clue.MESSAGE_ID, message.message_id)):
            assert list(ledger.post.references(clue, value)) == []

    def test_what_a_preparation_tells_of_was_not_asked_about(self, ledger):
        (reminder,) = outgoing().digest.reminders
        step = Step(StepKind.PREPARATION, 8, FIRST_STEP)
        told = replace(reminder, step=step, covers=(Claim(OccurrenceId.on("1.1", DUE), DUE, step),))
        message = replace(outgoing(), digest=replace(outgoing().digest, reminders=(told,)))
        assert claimed(ledger, message)
        (reference,) = ledger.post.references(Clue.CODE, message.code)
        assert [(item.number, item.preparing) for item in reference.items] == [("1.1", True)]
        assert ledger.memory.history(PLAN).sent["Chef", OccurrenceId.on("1.1", DUE)] == 0

    def test_the_same_bytes_twice_are_one_record(self, ledger):
        mail = received(reply("Klart."), answer())
        assert ledger.post.keep(mail) is True
        assert ledger.post.keep(mail) is False
        assert len(ledger.memory.answers(PLAN)) == 1

    def test_the_same_mail_by_another_way_is_the_same_record(self, ledger):
        raw = reply("Klart.")
        assert ledger.post.keep(received(raw, answer())) is True
        for other in (b"Received: from x\r\n" + raw, raw.replace(b"\r\n", b"\n"), raw + b"\r\n"):
            assert ledger.post.keep(received(other, answer())) is False
        assert len(ledger.memory.answers(PLAN)) == 1

    @pytest.mark.parametrize(
        "other", [{"text": "Försenat."}, {"subject": "Annat"}, {"sender": "Vice <vice@prov.example>"}]
    )
    def test_the_same_message_id_on_another_mail_is_another_and_flagged(self, ledger, other):
        one = {"text": "Klart.", "subject": "SV: x", "sender": "Chef <chef@prov.example>", "message_id": "<a@b>"}
        assert ledger.post.keep(received(reply(**one), answer("ett"))) is True
        assert ledger.post.keep(received(reply(**one | other), answer("två"))) is True
        assert [a.text for a in ledger.memory.answers(PLAN)] == ["ett", "två"]
        assert [Flag.SAME_ID in row.flags for row in ledger.desk.waiting(PLAN)] == [False, True]

    def test_without_a_message_id_the_bytes_tell_mails_apart(self, ledger):
        raws = [reply(text).replace(b"Message-ID: <svar-1@prov.example>\r\n", b"") for text in ("ett", "två")]
        assert [ledger.post.keep(received(raw, answer())) for raw in [*raws, raws[0]]] == [True, True, False]
        assert not any(Flag.SAME_ID in row.flags for row in ledger.desk.waiting(PLAN))

    @pytest.mark.parametrize("flag", Flag)
    def test_every_flag_comes_back_as_it_was_kept(self, ledger, flag):
        mail = received(reply("?"))
        assert ledger.post.keep(replace(mail, reply=replace(mail.reply, flags=(flag,))))
        assert [row.flags for row in ledger.desk.waiting(PLAN)] == [(flag,)]

    def test_several_answers_of_one_mail_are_all_kept(self, ledger):
        ledger.post.keep(received(reply("x"), answer("ett"), answer("två", goal="1.2", status=None)))
        assert [(a.goal, a.status, a.text) for a in ledger.memory.answers(PLAN)] == [
            ("1.1", Status.DONE, "ett"), ("1.2", None, "två"),
        ]  # fmt: skip

    @pytest.mark.parametrize("raw", [b"", b"\x00\xff\xfe", b"Subject: \xe5\xe4\r\n\r\n\x00", b"\r\n" * 3,
                                     "From: \udce5\n\n".encode("utf-8", "surrogatepass")])  # fmt: skip
    def test_any_bytes_are_kept(self, ledger, raw):
        assert ledger.post.keep(received(raw)) is True
        assert ledger.post.keep(received(raw)) is False


AWAY = Absence("chef@prov.example", FIRST_STEP, FIRST_STEP + 9 * DAY)


class TestWhatAMailTellsBesideAnswers:
    """All of it is kept with the mail, at once."""

    def told(
        self,
        ledger,
        message: Outgoing,
        becomes: State | None,
        *absences: Absence,
        raw: bytes = b"",
        reason: str = "studs",
    ):
        mail = received(raw or reply("x"), kind="bounce", reason=reason)
        mail = replace(mail, about=message.key, becomes=becomes, absences=absences)
        assert ledger.post.keep(mail) is True
        return mail

    @pytest.mark.parametrize("state", [State.BOUNCED, State.MOVED])
    def test_a_mail_that_did_not_arrive_gives_its_steps_back_once(self, ledger, state):
        message = settled(ledger, State.SEEN)
        mail = self.told(ledger, message, state, AWAY)
        (sent,) = ledger.dispatch.sent(PLAN)
        assert (sent.state, sent.failure) == (state, Failure(Cause.TOLD_BY_MAIL, "studs"))
        assert ledger.memory.history(PLAN).covered == {}
        assert ledger.memory.history(PLAN).away == [AWAY]
        assert ledger.post.keep(mail) is False
        assert ledger.memory.history(PLAN).away == [AWAY]
        assert claimed(ledger, stepping(FIRST_STEP + DAY, FIRST_STEP))

    @pytest.mark.parametrize("state", [State.CLAIMED, State.DRAFTED, State.FAILED])
    def test_one_that_has_not_left_cannot_bounce(self, ledger, state):
        self.told(ledger, settled(ledger, state), State.BOUNCED)
        assert [sent.state for sent in ledger.dispatch.sent(PLAN)] == [state]

    @pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN, State.ALERT, State.ACCEPTED])
    def test_our_own_copy_confirms_and_leaves_the_reason_that_stood(self, ledger, state):
        message = settled(ledger, state)
        self.told(ledger, message, State.SEEN, reason="bekräftat")
        (sent,) = ledger.dispatch.sent(PLAN)
        assert (sent.state, sent.failure) == (State.SEEN, BROKE)

    @pytest.mark.parametrize("state", [State.SEEN, State.ACCEPTED, State.BOUNCED])
    def test_and_teaches_its_message_id_whether_it_was_known_to_be_seen_or_not(self, ledger, state):
        message = settled(ledger, state)
        self.told(ledger, message, State.SEEN, raw=reply("x", message_id="<nytt@server.example>"))
        for name in ("<nytt@server.example>", message.message_id):
            assert [one.key for one in ledger.post.references(Clue.MESSAGE_ID, name)] == [message.key]
        (sent,) = ledger.dispatch.sent(PLAN)
        assert sent.state is (State.BOUNCED if state is State.BOUNCED else State.SEEN)

    def test_absences_are_told_of_one_plan_and_in_order(self, ledger):
        message = settled(ledger, State.SEEN)
        gone = Absence("vice@prov.example", FIRST_STEP, FIRST_STEP + DAY, True, message.key)
        self.told(ledger, message, None, AWAY, gone)
        assert ledger.memory.history(PLAN).away == [AWAY, gone]
        assert list(ledger.memory.history("annan-plan").away) == []

    @pytest.mark.parametrize(("day", "ends"), [(0, True), (3, True), (9, True), (-1, False), (10, False)])
    def test_an_owners_own_words_end_an_absence_of_that_day(self, ledger, day, ends):
        message = settled(ledger, State.SEEN)
        self.told(ledger, message, None, AWAY, replace(AWAY, address="vice@prov.example"))
        said = FIRST_STEP + day * DAY
        ledger.post.keep(received(reply("Klart.", message_id="<2@x>"), answer(received=said)))
        first, other = ledger.memory.history(PLAN).away
        assert first.until == (said - DAY if ends else AWAY.until)
        assert other.until == AWAY.until

    def test_somebody_elses_words_or_words_about_another_plan_end_nothing(self, ledger):
        self.told(ledger, settled(ledger, State.SEEN), None, AWAY)
        ledger.post.keep(received(reply("Klart.", sender="Vice <vice@prov.example>", message_id="<2@x>"), answer()))
        ledger.post.keep(received(reply("Klart!", message_id="<3@x>"), answer(), plan="annan-plan"))
        ledger.post.keep(received(reply("Hej!", message_id="<4@x>")))
        assert ledger.memory.history(PLAN).away == [AWAY]


class TestSeenTo:
    """A person has said that somebody is there, whatever machines have told."""

    SEEN = SeenTo("chef@prov.example", "Åsa Öberg", NOW, "Hen svarade i telefon", SECOND_STEP)

    def gone(self, ledger):
        message = settled(ledger, State.SENDING)
        ledger.dispatch.advance(message.key, State.FAILED, NOW, dead={"chef@prov.example"})
        left = replace(AWAY, gone=True, until=FOR_GOOD)
        mail = replace(
            received(reply("x"), kind="automatic"), absences=(left, replace(left, address="vice@prov.example"))
        )
        assert ledger.post.keep(mail)
        return ledger.memory.history(PLAN).away

    def test_all_that_is_told_of_the_address_ends_the_day_before(self, ledger):
        self.gone(ledger)
        ledger.desk.see_to(PLAN, self.SEEN)
        ended = {(absence.address, absence.until) for absence in ledger.memory.history(PLAN).away}
        assert ended == {("chef@prov.example", SECOND_STEP - DAY), ("vice@prov.example", FOR_GOOD)}

    def test_nothing_ends_in_another_plan(self, ledger):
        before = self.gone(ledger)
        ledger.desk.see_to("annan-plan", self.SEEN)
        assert ledger.memory.history(PLAN).away == before

    def test_each_has_a_number_of_its_own(self, ledger):
        numbers = [absence.number for absence in self.gone(ledger)]
        assert len(set(numbers)) == 3
        assert all(numbers)


class TestDesk:
    def kept(self, ledger, *answers):
        ledger.post.keep(received(reply("Klart sedan i maj."), *(answers or (answer(),))))
        return ledger.memory.answers(PLAN)

    def test_answers_are_held_until_somebody_lets_go(self, ledger):
        (held,) = self.kept(ledger)
        assert (held.release, held.released) == (Release.HELD, None)
        (row,) = ledger.desk.waiting(PLAN)
        assert (row.answer, row.mail, row.number) == (held, 1, str(held.id))
        assert held.text == "Klart sedan i maj."

    def test_a_mail_without_an_answer_waits_after_the_answers_with_the_moment_it_came(self, ledger):
        """Half past midnight here is the day before in UTC: what is kept is the moment, and the day is asked of it."""
        (held,) = self.kept(ledger, answer(known_sender=False, new_date=DUE))
        midnight = at(FIRST_STEP, hour=0) + timedelta(minutes=30)
        mail = received(reply("Hej!", message_id="<2@x>"), reason="svaret saknar kod")
        ledger.post.keep(replace(mail, at=midnight))
        first, unplaced = ledger.desk.waiting(PLAN)
        assert first.answer == held
        assert (unplaced.number, unplaced.why, unplaced.text) == ("m2", "svaret saknar kod", "Hej!")
        assert unplaced.sender_name == "Chef"
        assert (unplaced.at, unplaced.at.utcoffset()) == (midnight, timedelta(0))

    def test_a_stranger_whose_mail_becomes_an_answer_is_never_called_by_an_address(self, ledger):
        ledger.post.keep(
            received(reply("Hej!", sender='"x@annan.example" <x@annan.example>'), reason="svaret saknar kod")
        )
        made = adopt(ledger, NOW, status=Status.ONGOING, goal="1.2", owner="Teamet")
        assert made.answered_by == "okänd avsändare"

    def test_a_release_is_seen_everywhere_and_waits_no_more(self, ledger):
        (held,) = self.kept(ledger)
        made = release(ledger, held.id, at(FIRST_STEP + 2 * DAY), why="läst")
        assert (made.release, made.released, made.text) == (Release.RELEASED, FIRST_STEP + 2 * DAY, held.text)
        assert ledger.memory.answers(PLAN) == (made,)
        assert list(ledger.desk.waiting(PLAN)) == []

    def test_a_reviewed_text_is_what_may_be_shown(self, ledger):
        (held,) = self.kept(ledger)
        assert release(ledger, held.id, NOW, text="Klart.").text == "Klart."

    def test_what_was_decided_is_kept_with_the_hashes_of_both_texts(self, ledger):
        (held,) = self.kept(ledger)
        release(ledger, held.id, NOW, text="Klart.")
        decide(ledger, held.id, Action.WITHHOLD, NOW, who="Bo")
        assert list(ledger.rulings()) == [
            Ruling("release", "Eva", sha("Klart sedan i maj."), sha("Klart.")),
            Ruling("withhold", "Bo", sha("Klart sedan i maj."), None),
        ]

    def test_releasing_again_never_brings_back_what_was_masked(self, ledger):
        (held,) = self.kept(ledger)
        release(ledger, held.id, NOW, text="Klart.")
        made = release(ledger, held.id, NOW, who="Bo", status=Status.ONGOING)
        assert (made.text, made.status) == ("Klart.", Status.ONGOING)
        assert [ruling.released_sha256 for ruling in ledger.rulings()] == [sha("Klart.")] * 2

    def test_what_is_withheld_after_a_release_shows_no_reviewed_text(self, ledger):
        (held,) = self.kept(ledger)
        release(ledger, held.id, NOW, text="Klart.")
        made = decide(ledger, held.id, Action.WITHHOLD, NOW, who="Bo")
        assert (made.release, made.released, made.text) == (Release.WITHHELD, None, "Klart sedan i maj.")

    def test_a_person_may_set_status_goal_and_owner(self, ledger):
        (held,) = self.kept(ledger, answer(status=None))
        made = decide(ledger, held.id, Action.ASSIGN, NOW, status=Status.LATE, goal="1.2", owner="Vice")
        assert (made.status, made.goal, made.owner, str(made.occurrence)) == (Status.LATE, "1.2", "Vice", "1.2@2026")
        assert (made.release, made.status_by_team) == (Release.HELD, True)
        assert ledger.memory.answers(PLAN) == (made,)

    def test_the_same_goal_again_is_about_the_same_day(self, ledger):
        (held,) = self.kept(ledger)
        made = decide(ledger, held.id, Action.ASSIGN, NOW, goal="1.1", status=Status.LATE)
        assert made.occurrence == OccurrenceId.on("1.1", DUE)

    def test_what_is_changed_after_a_release_waits_for_another(self, ledger):
        (held,) = self.kept(ledger)
        release(ledger, held.id, NOW, text="Klart.")
        made = decide(ledger, held.id, Action.ASSIGN, NOW, who="Bo", status=Status.LATE)
        assert (made.release, made.released, made.text) == (Release.HELD, None, "Klart sedan i maj.")

    def test_an_answer_that_is_not_there_is_a_usage_error(self, ledger):
        missing = replace(answer(), id=7)
        decision = Decision(Action.RELEASE, "Eva", NOW)
        with pytest.raises(UsageError, match="inget svar"):
            ledger.desk.decide([RuledAnswer(missing, changed(missing, decision, ()), decision)])

    def test_who_decides_about_what_somebody_else_has_changed_meanwhile_is_told(self, ledger):
        """Releasing what one has read must not bring back what another has just masked."""
        (held,) = self.kept(ledger)
        release(ledger, held.id, NOW, text="Klart.")
        decision = Decision(Action.RELEASE, "Bo", NOW)
        with pytest.raises(Busy, match="samtidigt"):
            ledger.desk.decide([RuledAnswer(held, changed(held, decision, ()), decision)])
        assert [kept.text for kept in ledger.memory.answers(PLAN)] == ["Klart."]

    @pytest.mark.parametrize("goals", [("1.1", "1.2"), ()])
    def test_where_words_were_placed_is_kept_with_the_decision_and_known_of_the_answer(self, ledger, goals):
        (held,) = self.kept(ledger)
        assert held.placed is None
        made = decide(ledger, held.id, Action.PLACE, NOW, why="frågat hen", text="Klart. Mer.", placed=goals)
        assert made.placed == Placing("Eva", FIRST_STEP, "frågat hen", goals)
        (kept,) = ledger.record.decisions(PLAN)
        assert kept.placed == goals
        assert set(kept.after) == {Fact.TEXT}
        assert [answer.placed for answer in ledger.memory.answers(PLAN)] == [made.placed]
        assert [row.answer.placed for row in ledger.desk.waiting(PLAN)] == [made.placed]
        assert decide(ledger, held.id, Action.ASSIGN, NOW, why="fel", status=Status.LATE).placed is None

    def test_every_decision_is_kept_with_what_it_changed(self, ledger):
        (held,) = self.kept(ledger)
        decide(ledger, held.id, Action.ASSIGN, NOW, why="frågat hen", status=Status.LATE, goal="1.2")
        release(ledger, held.id, NOW + DAY, who="Bo", private_why="växel", stranger_why="bytt adress")
        assigned, released = ledger.record.decisions(PLAN)
        assert (assigned.answer, assigned.what, assigned.who, assigned.why) == (1, Action.ASSIGN, "Eva", "frågat hen")
        assert assigned.at == NOW
        assert assigned.before == {"goal": "1.1", "occurrence": f"1.1@{DUE}", "status": "done"}
        assert assigned.after == {"goal": "1.2", "occurrence": "1.2@2026", "status": "late"}
        assert (released.who, released.why, released.private_why, released.stranger_why) == (
            "Bo", "", "växel", "bytt adress",
        )  # fmt: skip
        assert released.before == {"release": "held", "released": None, "text": None}
        day = (FIRST_STEP + DAY).isoformat()
        assert released.after == {"release": "released", "released": day, "text": sha("Klart sedan i maj.")}

    def test_folded_they_are_the_answers_as_they_are_now(self, ledger):
        first, second = self.kept(ledger, answer(), answer(status=None, goal="1.2"))
        decide(ledger, first.id, Action.ASSIGN, NOW, status=Status.LATE, owner="Vice", new_date=DUE)
        release(ledger, second.id, NOW, status=Status.ONGOING, text="Pågår.")
        release(ledger, first.id, NOW)
        decide(ledger, second.id, Action.WITHHOLD, NOW)
        for before, now in zip((first, second), ledger.memory.answers(PLAN), strict=True):
            assert fold(state_of(before), ledger.record.decisions(PLAN, now.id)) == state_of(now)
            assert as_known(state_of(now), ledger.record.decisions(PLAN, now.id), NOW - DAY) == state_of(before)

    def test_what_an_answer_was_read_as_is_kept_for_ever_beside_who_set_another(self, ledger):
        (held,) = self.kept(ledger)
        assert (held.read_as, held.set_by) == (Status.DONE, None)
        decide(ledger, held.id, Action.ASSIGN, NOW, why="frågat hen", status=Status.LATE)
        made = release(ledger, held.id, NOW + DAY, who="Bo")
        assert (made.status, made.read_as, made.status_by_team) == (Status.LATE, Status.DONE, True)
        assert made.set_by == SetByTeam("Eva", NOW.date(), "frågat hen")
        assert ledger.memory.answers(PLAN)[0].set_by == made.set_by
        again = decide(ledger, held.id, Action.ASSIGN, NOW, status=Status.DONE)
        assert (again.status, again.status_by_team, again.set_by) == (Status.DONE, False, None)

    def test_a_mail_that_becomes_an_answer_was_none_before(self, ledger):
        ledger.post.keep(received(reply("Hej!"), reason="svaret saknar kod"))
        made = adopt(ledger, NOW, status=Status.ONGOING, goal="1.2", owner="Teamet", why="frågat hen")
        (kept,) = ledger.record.decisions(PLAN)
        assert set(kept.before.values()) == {None}
        assert fold(NOTHING, [kept]) == state_of(made)
        assert (made.read_as, made.set_by) == (None, SetByTeam("Eva", NOW.date(), "frågat hen"))

    def test_the_decisions_of_one_plan_are_not_anothers(self, ledger):
        (held,) = self.kept(ledger)
        release(ledger, held.id, NOW)
        assert list(ledger.record.decisions("annan-plan")) == []
        assert list(ledger.record.decisions(PLAN, held.id + 1)) == []

    def test_an_answer_knows_which_mail_of_ours_it_answers(self, ledger):
        settled(ledger, State.ACCEPTED)
        message = settled(ledger, State.ACCEPTED, owner="Vice")
        ledger.post.keep(replace(received(reply("Klart."), answer()), about=message.key))
        ledger.post.keep(received(reply("Klart!", message_id="<2@x>"), answer()))
        numbers = {sent.key: sent.number for sent in ledger.dispatch.sent(PLAN)}
        assert [made.request for made in ledger.memory.answers(PLAN)] == [numbers[message.key], None]

    def test_of_several_decisions_all_are_kept_or_none(self, ledger):
        first, second = self.kept(ledger, answer(), answer(goal="1.2"))
        decision = Decision(Action.RELEASE, "Bo", NOW)
        rulings = [RuledAnswer(each, changed(each, decision, ()), decision) for each in (first, second)]
        release(ledger, second.id, NOW, text="Klart.")
        with pytest.raises(Busy, match="samtidigt"):
            ledger.desk.decide(rulings)
        assert ledger.memory.answers(PLAN)[0] == first
        assert [ruling.who for ruling in ledger.rulings()] == ["Eva"]
        assert [made.release for made in ledger.desk.decide(rulings[:1])] == [Release.RELEASED]

    @pytest.mark.parametrize("kind", ["automatic", "bounce", "receipt", "calendar", "loop", "list", "spam"])
    def test_a_machines_mail_waits_for_nobody(self, ledger, kind):
        ledger.post.keep(received(reply("Jag är borta."), kind=kind))
        assert list(ledger.desk.waiting(PLAN)) == []

    def test_a_mail_that_a_person_gives_a_goal_becomes_an_answer_still_held(self, ledger):
        ledger.post.keep(received(reply("Hej!"), reason="svaret saknar kod"))
        made = adopt(ledger, NOW, status=Status.ONGOING, goal="1.2", owner="Teamet")
        assert (made.goal, made.owner, made.status, made.text) == ("1.2", "Teamet", Status.ONGOING, "Hej!")
        assert (made.release, made.status_by_team) == (Release.HELD, True)
        assert ledger.memory.answers(PLAN) == (made,)
        assert [row.answer for row in ledger.desk.waiting(PLAN)] == [made]

    def test_a_mail_laid_aside_waits_no_more_and_is_no_answer(self, ledger):
        ledger.post.keep(received(reply("Hej!"), reason="svaret saknar kod"))
        assert list(ledger.desk.decide([PlacedMail(1, None, Decision(Action.WITHHOLD, "Eva", NOW, "reklam"))])) == [
            None
        ]
        assert list(ledger.desk.waiting(PLAN)) == []
        assert ledger.memory.answers(PLAN) == ()

    def test_a_mail_is_settled_once(self, ledger):
        ledger.post.keep(received(reply("Hej!"), reason="svaret saknar kod"))
        adopt(ledger, NOW, status=Status.ONGOING, goal="1.2", owner="Teamet")
        with pytest.raises(Busy, match="samtidigt"):
            ledger.desk.decide([PlacedMail(1, answer(), Decision(Action.ASSIGN, "Bo", NOW))])
        assert len(ledger.memory.answers(PLAN)) == 1

    def test_a_person_may_find_one_more_answer_in_a_mail(self, ledger):
        self.kept(ledger)
        assert ledger.record.answered_mail(PLAN, 1).number == "m1"
        decision = Decision(Action.ASSIGN, "Eva", NOW)
        further = PlacedMail(1, answer(goal="1.2"), decision, is_further=True)
        made = [*ledger.desk.decide([further]), *ledger.desk.decide([further])]
        assert [each.goal for each in made] == ["1.2", "1.2"]
        assert len(ledger.memory.answers(PLAN)) == 3

    def test_only_a_mail_of_the_plan_that_answers_were_read_from_may_hold_more(self, ledger):
        self.kept(ledger)
        ledger.post.keep(received(reply("Hej!", message_id="<2@x>"), reason="svaret saknar kod"))
        assert ledger.record.answered_mail("annan-plan", 1) is None
        assert ledger.record.answered_mail(PLAN, 2) is None
        assert ledger.record.answered_mail(PLAN, 7) is None

    def test_a_mail_that_is_not_there_is_a_usage_error(self, ledger):
        with pytest.raises(UsageError, match="inget mejl"):
            ledger.desk.decide([PlacedMail(7, None, Decision(Action.WITHHOLD, "Eva", NOW))])

    def test_the_desk_of_one_plan_shows_nothing_of_another(self, ledger):
        self.kept(ledger)
        assert list(ledger.desk.waiting("annan-plan")) == []


class TestRequests:
    def test_what_a_role_was_asked_is_found_by_goal_in_the_order_asked(self, ledger):
        settled(ledger, State.ACCEPTED, owner="Chef", day=FIRST_STEP + 2 * DAY)
        settled(ledger, State.ACCEPTED, owner="Chef")
        settled(ledger, State.ACCEPTED, owner="Vice")
        occurrence = OccurrenceId.on("1.1", DUE)
        assert list(ledger.requests.requests(PLAN, "Chef", "1.1", DUE)) == [
            Request(FIRST_STEP, occurrence), Request(FIRST_STEP + 2 * DAY, occurrence),
        ]  # fmt: skip
        assert list(ledger.requests.requests(PLAN, "Chef", "1.2", DUE)) == []
        assert list(ledger.requests.requests("annan-plan", "Chef", "1.1", DUE)) == []

    @pytest.mark.parametrize(("until", "found"), [(FIRST_STEP - DAY, 0), (FIRST_STEP, 1), (FIRST_STEP + DAY, 1)])
    def test_those_until_a_day_have_that_day_too(self, ledger, until, found):
        settled(ledger, State.ACCEPTED)
        assert len(ledger.requests.requests(PLAN, "Chef", "1.1", until)) == found

    def test_what_a_mail_called_its_goals_is_kept_whatever_they_are_called_now(self, ledger):
        settled(ledger, State.ACCEPTED)
        (sent,) = ledger.dispatch.sent(PLAN)
        assert ledger.requests.numbers_in(PLAN, {sent.number, 99}) == {sent.number: {"1.1": "1.1"}, 99: {}}
        assert ledger.requests.numbers_in(PLAN, set()) == {}

    def test_what_arrived_is_told_for_every_role_in_the_order_asked(self, ledger):
        settled(ledger, State.ACCEPTED, owner="Chef", day=FIRST_STEP + 2 * DAY)
        settled(ledger, State.SEEN, owner="Vice")
        occurrence = OccurrenceId.on("1.1", DUE)
        asked = [each for each in ledger.requests.arrived(PLAN, DUE) if each.occurrence == occurrence]
        assert [(each.role, each.goal, each.day) for each in asked] == [
            ("Vice", "1.1", FIRST_STEP),
            ("Chef", "1.1", FIRST_STEP + 2 * DAY),
        ]
        assert {each.role for each in ledger.requests.arrived(PLAN, FIRST_STEP)} == {"Vice"}
        numbers = {sent.owner: sent.number for sent in ledger.dispatch.sent(PLAN)}
        assert {each.role: each.mail for each in asked} == numbers
        assert list(ledger.requests.arrived(PLAN, FIRST_STEP - DAY)) == []
        assert list(ledger.requests.arrived("annan-plan", DUE)) == []

    @pytest.mark.parametrize("state", WAYS)
    def test_only_a_mail_that_arrived_has_asked_for_anything(self, ledger, state):
        settled(ledger, state)
        assert bool(ledger.requests.arrived(PLAN, DUE)) is (state in ARRIVED)

    @pytest.mark.parametrize(
        ("is_known", "goal", "is_asked"), [(True, "1.1", True), (False, "1.1", False), (True, "1.2", False)]
    )
    def test_what_the_role_has_answered_has_come_whatever_a_machine_says_of_the_mail(
        self, ledger, is_known, goal, is_asked
    ):
        settled(ledger, State.BOUNCED)
        (sent,) = ledger.dispatch.sent(PLAN)
        said = answer(goal=goal, known_sender=is_known)
        assert ledger.post.keep(replace(received(b"a", said), about=sent.key))
        assert bool(ledger.requests.arrived(PLAN, DUE)) is is_asked
        (mail,) = ledger.past.mails_about(PLAN, {"1.1"})
        assert mail.came == ({("1.1", "Chef")} if is_asked else frozenset())

    def took(self, ledger, message: Outgoing, *covers: Claim, shown: Step | None = None) -> None:
        """A message that takes these steps of its goal, arrived."""
        (reminder,) = message.digest.reminders
        reminder = replace(reminder, covers=covers, step=shown or reminder.step)
        message = replace(message, digest=replace(message.digest, reminders=(reminder,)))
        assert claimed(ledger, message)
        for state in WAYS[State.SEEN]:
            assert ledger.dispatch.advance(message.key, state, NOW, BROKE)

    def test_neither_a_trial_nor_a_card_nor_a_preparation_has_asked_for_anything(self, ledger):
        settled(ledger, State.ACCEPTED, redirect="prov@prov.example")
        settled(ledger, State.ACCEPTED, owner="Vice", channel=Channel.TEAMS)
        preparing = Step(StepKind.PREPARATION, 8, FIRST_STEP)
        self.took(ledger, outgoing("Teamet"), Claim(OccurrenceId.on("1.1", DUE), DUE, preparing), shown=preparing)
        assert list(ledger.requests.arrived(PLAN, DUE)) == []

    def test_a_mail_that_asks_for_the_years_account_beside_a_day_has_asked_for_both(self, ledger):
        step = Step(StepKind.BEFORE, 20, FIRST_STEP)
        other = OccurrenceId.on("1.1", DUE + DAY)
        by_due, of_the_year = OccurrenceId.on("1.1", DUE), OccurrenceId.account("1.1", DUE.year)
        claims = [Claim(by_due, DUE, step), Claim(other, DUE + DAY, step), Claim(of_the_year, DUE, step)]
        self.took(ledger, outgoing(), *claims)
        asked = [(each.occurrence, each.door) for each in ledger.requests.arrived(PLAN, DUE)]
        assert asked == [(by_due, Door.SMTP), (of_the_year, Door.SMTP)]

    def test_a_trial_is_told_from_what_really_went(self, ledger):
        settled(ledger, State.ACCEPTED, redirect="prov@prov.example")
        assert [asked.is_trial for asked in ledger.requests.requests(PLAN, "Chef", "1.1", DUE)] == [True]
