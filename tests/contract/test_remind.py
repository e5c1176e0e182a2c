"""Today's digests, carried out: with fakes, and with folders and SQLite as the embedded default has them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from paminn.errors import Busy, DeliveryError, Implausible, PlanError, StorageError, UnknownOutcome
from paminn.reminders.away import Absence
from paminn.reminders.message import Channel, State
from paminn.reminders.model import Purpose
from paminn.texts.artifacts import sent_rows
from paminn.texts.causes import why
from tests.support.failing import BROKE, DEAF, REFUSED, REFUSED_FOR_NOW
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import (
    FIRST_STEP,
    GOALS,
    NOW,
    PEOPLE,
    SECOND_STEP,
    SENDER,
    TEAM,
    at,
    fake_house,
    mails,
    opened,
    plan_files,
    real_house,
    text_of,
    tree,
)
from tests.support.mailroom import with_deputy
from tests.support.plans import DECIDED
from tests.support.sending import deliver, prepare, recover, remind
from tests.support.telling import status_of

NEXT_DAY = at(FIRST_STEP + timedelta(1))
PLAN = "prov-plan"


@pytest.fixture(params=["fakes", pytest.param("folders", marks=pytest.mark.slow)])
def opening(request, tmp_path):
    """A way to open the same house again and again, as runs do; `mails()` is what has left it."""
    if request.param == "fakes":
        ledger, box, cards = FakeLedger(), FakeOutbox(), FakeOutbox()

        @contextmanager
        def open_fake(files=None, **options):
            yield fake_house(files, box=box, cards=cards, ledger=ledger, **options)

        open_fake.mails = lambda: [message.raw for message in box.messages]
        return open_fake

    @contextmanager
    def open_real(files=None, **options):
        with real_house(tmp_path, files, **options) as house:
            yield house

    open_real.mails = lambda: mails(tmp_path)
    return open_real


def run(opening, now=NOW, files=None, *, dry_run=False, **options):
    with opening(files, **options) as house:
        return remind(house, now, dry_run=dry_run)


def to(raw: bytes) -> list[str]:
    return [address.addr_spec for address in opened(raw)["To"].addresses]


def begun(house, state):
    """What a run leaves that is killed when the chief's mail, the day's first, has come to `state`."""
    message = prepare(house, NOW).messages[0]
    assert house.dispatch.claim([message], NOW)
    if state is State.SENDING:
        assert house.dispatch.advance(message.key, state, NOW)
    return message


def state_of(house, owner):
    return [sent.state for sent in house.dispatch.sent(PLAN) if sent.owner == owner and sent.channel == Channel.EMAIL]


@pytest.mark.pain(1)
def test_running_twice_sends_nothing_twice(opening):
    first, second = run(opening), run(opening)
    third = run(opening, NEXT_DAY)
    assert first.counts == {"sent": 3, "failed": 0, "unknown": 0, "skipped": 0}
    assert second.counts == third.counts == {"sent": 0, "failed": 0, "unknown": 0, "skipped": 0}
    assert len(opening.mails()) == 3
    assert first.complete


@pytest.mark.pain(1)
def test_two_runs_that_decided_at_the_same_time_send_each_digest_once(opening):
    with opening() as one, opening() as other:
        first, second = prepare(one, NOW), prepare(other, NOW)
        mine, theirs = deliver(one, first.messages, NOW), deliver(other, second.messages, NOW)
    assert [outcome.state for outcome in mine] == [State.SEEN] * 6
    assert [outcome.state for outcome in theirs] == [None] * 6
    assert len(opening.mails()) == 3


@pytest.mark.pain(1)
def test_a_run_beside_another_is_told_to_wait():
    """That the real ledger tells so too: tests/contract/test_ledger.py."""
    box = FakeOutbox()
    house = fake_house(box=box)
    with house.memory.exclusive("remind"), pytest.raises(Busy):
        remind(house, NOW)
    assert box.messages == []


@pytest.mark.pain(7)
def test_an_owners_goals_share_one_mail_and_every_owner_gets_one(opening):
    run(opening)
    assert sorted(to(raw) for raw in opening.mails()) == [
        ["chef@prov.example"], ["ett@prov.example", "tva@prov.example"], ["vice@prov.example"],
    ]  # fmt: skip
    (chief,) = [text_of(raw) for raw in opening.mails() if to(raw) == ["chef@prov.example"]]
    assert "1.1  Rutinen 1.1" in chief
    assert "1.2  Rutinen 1.2" in chief


@pytest.mark.pain(13)
def test_a_role_held_by_two_people_is_one_message_to_both(opening):
    run(opening)
    (team,) = [raw for raw in opening.mails() if len(to(raw)) == 2]
    assert to(team) == ["ett@prov.example", "tva@prov.example"]


@pytest.mark.pain(12)
def test_a_day_with_nothing_to_say_sends_nothing(opening):
    report = run(opening, at(DECIDED))
    assert (report.counts["sent"], report.complete, opening.mails()) == (0, True, [])


@pytest.mark.pain(6)
def test_nothing_leaves_at_a_weekend_and_monday_makes_up_for_it(opening):
    saturday = SECOND_STEP + timedelta(4)
    run(opening)
    assert saturday.weekday() == 5
    assert run(opening, at(saturday)).counts["sent"] == 0
    assert run(opening, at(saturday + timedelta(2))).counts["sent"] == 3


@pytest.mark.pain(4)
@pytest.mark.pain(5)
def test_after_an_outage_each_owner_gets_one_mail(opening):
    """Two steps were missed for three owners; each hears once, about the latest."""
    report = run(opening, at(SECOND_STEP))
    assert report.counts["sent"] == 3
    assert {r.step.label for m in report.batch.messages for r in m.digest.reminders} == {"-5"}
    assert run(opening, at(SECOND_STEP + timedelta(1))).counts["sent"] == 0


class Breaking(FakeOutbox):
    """The line breaks the first `times` that the chief's mail is handed over, and nothing of it has left."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    def send(self, message, note):
        breaks = message.owner == "Chef" and self.left > 0
        self.left -= breaks
        self.fails = {"Chef": UnknownOutcome(BROKE)} if breaks else {}
        return super().send(message, note)


class TestFailures:
    @pytest.mark.parametrize("failure", [REFUSED, REFUSED_FOR_NOW])
    def test_one_that_fails_never_stops_the_others_and_comes_the_next_day(self, failure):
        ledger, box = FakeLedger(), FakeOutbox(fails={"Chef": DeliveryError(failure)})
        report = remind(fake_house(box=box, ledger=ledger), NOW)
        assert report.counts == {"sent": 2, "failed": 1, "unknown": 0, "skipped": 0}
        assert not report.complete
        assert [m.digest.owner for m in box.messages] == ["Vice", "Teamet"]
        healed = FakeOutbox()
        later = remind(fake_house(box=healed, ledger=ledger), NEXT_DAY)
        assert [m.digest.owner for m in healed.messages] == ["Chef"]
        assert later.complete

    def test_one_that_failed_is_tried_again_the_same_day(self):
        ledger = FakeLedger()
        remind(fake_house(box=FakeOutbox(fails={"Chef": DeliveryError(REFUSED)}), ledger=ledger), NOW)
        healed = FakeOutbox()
        assert remind(fake_house(box=healed, ledger=ledger), NOW).counts["sent"] == 1
        assert [m.digest.owner for m in healed.messages] == ["Chef"]

    @pytest.mark.pain(10)
    def test_a_failure_is_recorded_and_shown_in_the_status(self):
        house = fake_house(box=FakeOutbox(fails={"Vice": DeliveryError(REFUSED)}))
        report = remind(house, NOW)
        (row,) = [row for row in status_of(house, FIRST_STEP) if row.owner == "Vice"]
        assert (row.failed, row.reminders, row.unanswered) == (1, 0, False)
        first = sent_rows(report)[0]
        assert (first["Roll"], first["Utfall"], first["Varför"]) == (
            "Vice",
            "ej skickat",
            "servern nekade mottagaren: 550",
        )

    @pytest.mark.pain(1)
    def test_what_nobody_can_tell_is_shown_and_never_sent_again(self):
        ledger = FakeLedger()
        house = fake_house(box=FakeOutbox(fails={"Chef": UnknownOutcome(BROKE)}, blind=True), ledger=ledger)
        report = remind(house, NOW)
        assert report.counts == {"sent": 2, "failed": 0, "unknown": 1, "skipped": 0}
        assert not report.complete
        box = FakeOutbox(blind=True)
        for now in (NOW, NEXT_DAY):
            remind(fake_house(box=box, ledger=ledger), now)
        assert box.messages == []
        (row,) = [row for row in status_of(house, FIRST_STEP) if row.owner == "Chef" and row.goal == "1.1"]
        assert (row.unknown, row.outcome) == (1, "alert")

    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    def test_what_broke_off_and_certainly_has_not_left_is_sent_once_more_in_the_same_run(self):
        """The mailbox knows: the very same message goes again, and nobody need be asked."""
        box = Breaking(times=1)
        report = remind(fake_house(box=box), NOW)
        assert report.counts == {"sent": 3, "failed": 0, "unknown": 0, "skipped": 0}
        assert report.complete
        assert [m.owner for m in box.messages] == ["Vice", "Teamet", "Chef"]

    @pytest.mark.pain(1)
    def test_what_breaks_off_twice_waits_for_the_next_run(self):
        ledger = FakeLedger()
        report = remind(fake_house(box=Breaking(times=2), ledger=ledger), NOW)
        assert report.counts == {"sent": 2, "failed": 0, "unknown": 1, "skipped": 0}
        assert not report.complete
        box = FakeOutbox()
        assert remind(fake_house(box=box, ledger=ledger), NOW).counts["sent"] == 1
        assert [m.owner for m in box.messages] == ["Chef"]

    @pytest.mark.pain(13)
    def test_a_role_of_which_some_got_it_gets_no_second_mail(self):
        ledger = FakeLedger()
        partial = DeliveryError(REFUSED, partial=True)
        report = remind(fake_house(box=FakeOutbox(fails={"Teamet": partial}), ledger=ledger), NOW)
        assert report.counts["sent"] == 3
        assert not report.complete
        again = FakeOutbox()
        remind(fake_house(box=again, ledger=ledger), NEXT_DAY)
        assert again.messages == []

    def test_a_teams_copy_that_fails_makes_the_run_incomplete_and_repeats_no_mail(self):
        ledger, box = FakeLedger(), FakeOutbox()
        cards = FakeOutbox(fails={"Chef": DeliveryError(REFUSED)})
        report = remind(fake_house(box=box, cards=cards, ledger=ledger), NOW)
        assert (report.counts["sent"], report.counts["failed"], report.complete) == (3, 0, False)
        remind(fake_house(box=box, ledger=ledger), NEXT_DAY)
        assert len(box.messages) == 3

    def test_a_disk_that_is_full_stops_the_run_and_loses_nothing(self):
        ledger = FakeLedger()
        full = FakeOutbox(fails={"Vice": StorageError("Mappen är full.")})
        with pytest.raises(StorageError):
            remind(fake_house(box=full, ledger=ledger), NOW)
        box = FakeOutbox()
        remind(fake_house(box=box, ledger=ledger), NOW)
        assert sorted(m.digest.owner for m in [*full.messages, *box.messages]) == ["Chef", "Teamet", "Vice"]


class TestUnreachable:
    FILES = plan_files(people={role: people for role, people in PEOPLE.items() if role != "Vice"} | {"Vice": ()})

    @pytest.mark.pain(13)
    @pytest.mark.pain(25)
    def test_a_role_nobody_holds_goes_to_the_quality_team_and_the_run_is_not_green(self, opening):
        report = run(opening, files=self.FILES)
        assert report.counts["sent"] == 3
        assert not report.complete
        (mail,) = [raw for raw in opening.mails() if to(raw) == ["kvalitet@prov.example"]]
        assert "Ingen kan nås i rollen Vice" in text_of(mail)
        (row,) = [row for row in sent_rows(report) if row["Roll"] == "Vice" and row["Kanal"] == "e-post"]
        assert row["Varför"].startswith("ingen kan nås i rollen")

    def test_the_setting_names_the_quality_team_before_the_role(self, opening):
        run(opening, files=self.FILES, quality_team="annan@prov.example")
        assert ["annan@prov.example"] in [to(raw) for raw in opening.mails()]

    def test_with_nobody_at_all_to_tell_everybody_else_is_served_and_it_is_said(self, opening):
        people = {role: people for role, people in PEOPLE.items() if role not in ("Vice", TEAM)} | {"Vice": ()}
        report = run(opening, files=plan_files(people=people))
        assert report.counts == {"sent": 2, "failed": 1, "unknown": 0, "skipped": 0}
        assert not report.complete
        assert sorted(to(raw)[0] for raw in opening.mails()) == ["chef@prov.example", "ett@prov.example"]

    @pytest.mark.pain(25)
    def test_a_deputy_is_reminded_in_the_holders_place(self, opening):
        files = plan_files()
        owners = json.loads(files["owners.yaml"])
        owners["roller"][0]["personer"] = [
            {"namn": "Borta", "epost": "borta@prov.example", "till": "2026-01-31",
             "ersättare": {"namn": "Stand-in", "epost": "ersattare@prov.example"}}
        ]  # fmt: skip
        report = run(opening, files=files | {"owners.yaml": json.dumps(owners).encode()})
        assert report.complete
        assert ["ersattare@prov.example"] in [to(raw) for raw in opening.mails()]
        assert ["borta@prov.example"] not in [to(raw) for raw in opening.mails()]


class TestDoubts:
    def test_a_time_plan_nobody_understands_stops_nobody_else(self, opening):
        files = plan_files(goals={**GOALS, "1.3": ("Vice",)}, frames={"1.3": "Snarast, helst"})
        report = run(opening, files=files)
        assert report.counts["sent"] == 3
        assert len(report.batch.questions) == 1
        assert "plan/plan.yaml" in report.batch.questions[0]
        asked = [r.occurrence for m in report.batch.messages for r in m.digest.reminders if r.goal.number == "1.3"]
        # A question, never a date: the year's account is all that is asked about it.
        assert {occurrence.purpose for occurrence in asked} == {Purpose.ACCOUNT}

    def test_a_broken_file_sends_nothing_and_says_where(self, opening):
        with pytest.raises(PlanError) as told:
            run(opening, files=plan_files() | {"plan.yaml": b"titel: 'x\n"})
        assert told.value.problems
        assert opening.mails() == []

    def test_a_batch_larger_than_the_limit_stops_and_asks(self, opening):
        with pytest.raises(Implausible, match="3 mejl, fler än gränsen 2") as told:
            run(opening, max_messages=2)
        assert "PAMINN_MAX_MESSAGES" in str(told.value)
        assert opening.mails() == []
        assert run(opening, max_messages=3).counts["sent"] == 3

    def test_before_anything_is_adopted_a_plan_that_has_lost_half_its_goals_stops_and_asks(self):
        many = {f"1.{number}": ("Chef",) for number in range(1, 7)}
        ledger, box = FakeLedger(), FakeOutbox()
        remind(fake_house(plan_files(many), ledger=ledger, box=box), NOW)
        few = {number: roles for number, roles in many.items() if number in ("1.1", "1.2", "1.3")}
        with pytest.raises(Implausible, match="tappat 3 av 6 delmål"):
            remind(fake_house(plan_files(few), ledger=ledger, box=box), at(SECOND_STEP))
        assert len(box.messages) == 1
        most = {number: roles for number, roles in many.items() if number != "1.6"}
        assert remind(fake_house(plan_files(most), ledger=ledger, box=box), at(SECOND_STEP)).counts["sent"] == 1


class TestTrial:
    @pytest.mark.pain(15)
    def test_everything_goes_to_the_one_address(self, opening):
        report = run(opening, redirect_all_to="prov@prov.example")
        assert report.counts["sent"] == 3
        assert [to(raw) for raw in opening.mails()] == [["prov@prov.example"]] * 3
        assert all("PROV: mejlet skulle ha gått till rollen" in text_of(raw) for raw in opening.mails())
        everything = b"".join(opening.mails())
        assert not [address for people in PEOPLE.values() for address in people
                    if address.encode() in everything and address != "kvalitet@prov.example"]  # fmt: skip

    @pytest.mark.pain(15)
    def test_a_trial_takes_no_reminder_from_anybody(self, opening):
        run(opening, redirect_all_to="prov@prov.example")
        for now in (NOW, NEXT_DAY):
            assert run(opening, now, redirect_all_to="prov@prov.example").counts["sent"] == 0
        real = run(opening)
        assert real.counts["sent"] == 3
        assert {r.number for m in real.batch.messages for r in m.digest.reminders} == {1}

    @pytest.mark.pain(15)
    def test_nor_from_the_one_whose_address_it_goes_to(self, opening):
        assert run(opening, redirect_all_to="chef@prov.example").counts["sent"] == 3
        assert run(opening).counts["sent"] == 3
        assert sorted(to(raw)[0] for raw in opening.mails()) == [
            *["chef@prov.example"] * 4, "ett@prov.example", "vice@prov.example",
        ]  # fmt: skip

    def test_what_has_really_been_sent_does_not_keep_a_trial_from_showing_it(self, opening):
        run(opening)
        assert run(opening, redirect_all_to="prov@prov.example").counts["sent"] == 3

    @pytest.mark.pain(15)
    def test_even_what_nobody_can_receive_is_redirected(self, opening):
        run(opening, files=TestUnreachable.FILES, redirect_all_to="prov@prov.example")
        assert [to(raw) for raw in opening.mails()] == [["prov@prov.example"]] * 3


class TestDryRun:
    def test_it_sends_nothing_and_the_ledger_stays_empty(self, opening):
        report = run(opening, dry_run=True)
        assert report.counts == {"sent": 0, "failed": 0, "unknown": 0, "skipped": 3}
        assert len(report.batch.messages) == 6
        assert opening.mails() == []
        with opening() as house:
            assert list(house.dispatch.sent(PLAN)) == []
        assert run(opening).counts["sent"] == 3

    def test_it_writes_not_a_byte(self, tmp_path):
        with real_house(tmp_path) as house:
            remind(house, NOW)
        before = tree(tmp_path)
        with real_house(tmp_path) as house:
            remind(house, at(SECOND_STEP), dry_run=True)
        assert tree(tmp_path) == before

    def test_it_settles_nothing_that_an_interrupted_run_left(self, opening):
        with opening() as house:
            begun(house, State.CLAIMED)
        run(opening, dry_run=True)
        with opening() as house:
            assert state_of(house, "Chef") == [State.CLAIMED]


class TestRecovery:
    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    @pytest.mark.parametrize("gone", [True, False])
    def test_what_a_killed_run_was_sending_is_asked_of_the_door(self, opening, gone):
        """Gone: counted as sent, never again. Not gone: the very same is sent once more, the same day."""
        with opening() as house:
            message = begun(house, State.SENDING)
            if gone:
                house.outboxes[Channel.EMAIL].send(message, lambda state, trace=None: None)
        report = run(opening)
        assert report.counts["sent"] == (2 if gone else 3)
        assert report.complete
        assert sorted(opening.mails()).count(message.raw) == 1
        assert len(opening.mails()) == 3
        assert [one.state for one in report.batch.recovered] == ([State.SEEN] if gone else [])
        assert [one.key for one in report.batch.again] == ([] if gone else [message.key])
        with opening() as house:
            assert state_of(house, "Chef") == [State.SEEN]

    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    @pytest.mark.parametrize("now", [NOW, NEXT_DAY])
    def test_what_a_killed_run_had_only_claimed_is_due_again(self, opening, now):
        with opening() as house:
            begun(house, State.CLAIMED)
        report = run(opening, now)
        assert report.counts == {"sent": 3, "failed": 0, "unknown": 0, "skipped": 0}
        (recovered,) = report.batch.recovered
        assert recovered.state is State.FAILED
        assert len(opening.mails()) == 3
        with opening() as house:
            assert state_of(house, "Chef")[-1] is State.SEEN

    @pytest.mark.pain(4)
    @pytest.mark.pain(10)
    def test_what_waits_for_a_mailbox_that_does_not_answer_keeps_the_run_from_being_green(self):
        """Not sent, not failed: its draft may lie there, so it is neither sent anew nor forgotten."""

        class Deaf(FakeOutbox):
            def look(self, message, *, withdraw=False, half_way=False):
                raise DeliveryError(DEAF)

        ledger, box = FakeLedger(), Deaf()
        begun(fake_house(ledger=ledger), State.CLAIMED)
        report = remind(fake_house(box=box, ledger=ledger), NEXT_DAY)
        assert report.counts == {"sent": 2, "failed": 0, "unknown": 1, "skipped": 0}
        assert not report.complete
        (row,) = [row for row in sent_rows(report) if row["Roll"] == "Chef"]
        assert (row["Utfall"], row["Varför"]) == ("väntar (från 2026-06-01)", why(DEAF))
        healed = FakeOutbox()
        assert remind(fake_house(box=healed, ledger=ledger), NEXT_DAY).complete
        assert [message.owner for message in healed.messages] == ["Chef"]

    @pytest.mark.pain(4)
    @pytest.mark.pain(5)
    def test_what_was_begun_on_an_earlier_day_and_has_not_left_joins_todays_mail(self, opening):
        with opening() as house:
            old = begun(house, State.SENDING)
        report = run(opening, at(SECOND_STEP))
        assert report.counts["sent"] == 3
        assert report.batch.again == ()
        assert old.raw not in opening.mails()
        assert sorted(to(raw)[0] for raw in opening.mails()) == [
            "chef@prov.example", "ett@prov.example", "vice@prov.example",
        ]  # fmt: skip
        with opening() as house:
            assert state_of(house, "Chef") == [State.FAILED, State.SEEN]

    @pytest.mark.pain(15)
    @pytest.mark.parametrize("first", ["", "prov@prov.example"])
    def test_what_a_trial_or_a_real_run_was_sending_is_never_sent_by_the_other(self, opening, first):
        """Everything goes to the one address, also what an earlier run was to send to its owner."""
        second = "" if first else "prov@prov.example"
        with opening(redirect_all_to=first) as house:
            old = begun(house, State.SENDING)
        report = run(opening, redirect_all_to=second)
        assert report.counts["sent"] == 3
        assert old.raw not in opening.mails()
        assert all((to(raw) == [second]) is bool(second) for raw in opening.mails())

    @pytest.mark.pain(15)
    @pytest.mark.parametrize(
        ("after", "whom"),
        [
            ({"files": plan_files(people={**PEOPLE, "Chef": ("ny@prov.example",)})}, ["ny@prov.example"]),
            (
                {"files": plan_files(people={**PEOPLE, "Chef": ("chef@prov.example", "ny@prov.example")})},
                ["chef@prov.example", "ny@prov.example"],
            ),
            ({"redirect_all_to": "ny@prov.example"}, ["ny@prov.example"]),
        ],
        ids=["another holder", "one more holder", "another trial"],
    )
    def test_what_has_not_left_goes_to_whom_it_should_go_now(self, opening, after, whom):
        """Within the day too: the bytes that were made are not sent."""
        before = {"redirect_all_to": "fel@prov.example"} if "redirect_all_to" in after else {}
        with opening(**before) as house:
            old = begun(house, State.SENDING)
        report = run(opening, **after)
        assert (report.counts["sent"], report.batch.again) == (3, ())
        assert old.raw not in opening.mails()
        assert whom in [to(raw) for raw in opening.mails()]
        assert not [raw for raw in opening.mails() if to(raw) == [address for address, _ in old.recipients]]

    @pytest.mark.pain(15)
    def test_what_has_not_left_goes_to_the_deputy_of_whom_is_known_to_be_away_since(self):
        ledger, box = FakeLedger(), FakeOutbox()
        files = with_deputy()
        old = begun(fake_house(files, ledger=ledger), State.SENDING)
        ledger.away = [(PLAN, Absence("chef@prov.example", FIRST_STEP, SECOND_STEP))]
        remind(fake_house(files, box=box, ledger=ledger), NOW)
        assert old.raw not in [message.raw for message in box.messages]
        assert [to(message.raw) for message in box.messages if message.owner == "Chef"] == [["ersattare@prov.example"]]

    @pytest.mark.pain(1)
    def test_a_door_that_cannot_know_makes_it_a_question_to_a_person(self):
        ledger, box = FakeLedger(), FakeOutbox(blind=True)
        house = fake_house(box=box, ledger=ledger)
        begun(house, State.SENDING)
        report = remind(house, NOW)
        assert report.counts == {"sent": 2, "failed": 0, "unknown": 1, "skipped": 0}
        assert not report.complete
        (row,) = [row for row in sent_rows(report) if row["Utfall"].startswith("okänt utfall")]
        assert row["Varför"] == "vi kan inte se om mejlet gick, för ingen brevlåda visar det"
        assert row["Att göra"].startswith("Fråga mottagaren. Kom det fram: paminn outcomes sent 1 --by NAMN.")
        # It is told at every run, and stays in the status, until a person has settled it.
        later = remind(house, NEXT_DAY)
        assert (later.counts["unknown"], later.complete) == (1, False)
        assert [row.unknown for row in status_of(house, FIRST_STEP) if row.owner == "Chef"] == [1, 1]

    def test_a_copy_in_a_channel_that_is_no_longer_used_is_told_once_and_is_nobodys_question(self):
        """The mail is what counts; nobody is asked about the card that went beside it."""
        ledger = FakeLedger()
        house = fake_house(cards=FakeOutbox(), ledger=ledger)
        (card,) = [m for m in prepare(house, NOW).messages if (m.channel, m.digest.owner) == (Channel.TEAMS, "Chef")]
        house.dispatch.claim([card], NOW)
        house.dispatch.advance(card.key, State.SENDING, NOW)
        alone = fake_house(ledger=ledger)
        (recovered,) = recover(alone, ledger.sent(PLAN), NOW)
        assert recovered.state is State.UNKNOWN
        assert recover(alone, ledger.sent(PLAN), NOW) == ()

    def test_a_trial_that_was_interrupted_is_settled_too(self, opening):
        with opening(redirect_all_to="prov@prov.example") as house:
            begun(house, State.CLAIMED)
        run(opening)
        with opening() as house:
            assert [sent.state for sent in house.dispatch.sent(PLAN) if sent.redirected] == [State.FAILED]


def test_the_same_day_words_the_same_bytes(opening):
    with opening() as house:
        first, second = prepare(house, NOW), prepare(house, NOW)
    assert [m.raw for m in first.messages] == [m.raw for m in second.messages]


def test_every_message_has_its_own_code_and_id(opening):
    with opening() as house:
        messages = [m for m in prepare(house, NOW).messages if m.channel == Channel.EMAIL]
    assert len({m.code for m in messages}) == len({m.message_id for m in messages}) == len(messages) == 3
    assert all(m.message_id == f"<{m.key}@{SENDER.partition('@')[2]}>" for m in messages)


@pytest.mark.pain(15)
def test_a_trial_has_codes_of_its_own(opening):
    with opening() as house:
        real = {m.code for m in prepare(house, NOW).messages}
        trial = {
            m.code
            for m in prepare(
                replace(house, options=replace(house.options, redirect_all_to="a@b.example")), NOW
            ).messages
        }
    assert not real & trial


@pytest.mark.parametrize(
    "address",
    ["åsa@prov.example", "a..b@prov.example", "a.@prov.example", "a(b@prov.example", "a:b@prov.example", "[x]@prov.example",
     "a@prov..example", "a@pröv.example", "a\\b@prov.example", "a)b@prov.example", "a@x(y).example", "a@[x].example"],
)  # fmt: skip
def test_an_address_no_mail_can_carry_is_a_fault_in_the_plan_at_its_place(address):
    """Found by `check`, not by a run that dies when it words that mail."""
    with pytest.raises(PlanError) as told:
        remind(fake_house(plan_files(people={**PEOPLE, "Vice": (address,)})), NOW)
    (problem,) = told.value.problems
    assert problem.file.endswith("owners.yaml")
    assert "ingen e-postadress" in problem.message


@pytest.mark.parametrize(
    "address", ["o'brien@prov.example", "a+b@prov.example", "A_b-c.d@sub.prov.example", "1@2.example"]
)
def test_an_unusual_address_is_still_an_address(address):
    box = FakeOutbox()
    remind(fake_house(plan_files(people={**PEOPLE, "Vice": (address,)}), box=box), NOW)
    assert [address] in [to(message.raw) for message in box.messages]
