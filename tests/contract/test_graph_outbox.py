"""Mail through Microsoft Graph, against a fake that does what the real one has been seen to do."""

from __future__ import annotations

import base64
import time
from dataclasses import fields, replace
from email import message_from_bytes
from pathlib import Path

import pytest
import trustme

from paminn.cli import main
from paminn.documents.mime import write_mail
from paminn.errors import DeliveryError, Taken, UnknownOutcome
from paminn.reminders.message import Found, Message, Sent, State, Trace, judged
from paminn.texts.mail.digest import Mail
from tests.support.fakegraph.door import client, graph_door, process
from tests.support.fakegraph.server import FakeGraph
from tests.support.houses import NOW, outgoing, plan_files, write_plan

pytestmark = pytest.mark.slow

SETTLE = 0.1
QUICK = (2, 0.25)  # connect and read timeouts for what is going to hang


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    """The machine trusts somebody else alone, which changes nothing for a door that was told whom to trust."""
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "annan.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "annan.pem"))


@pytest.fixture
def fake(tmp_path):
    with FakeGraph(0, tmp_path / "ca.pem") as graph:
        yield graph


@pytest.fixture
def box(fake):
    made = graph_door(fake, settle=SETTLE)
    yield made
    made.close()


class Pen:
    """Keeps what the door notes; `stops` at a state, as when the ledger says no."""

    def __init__(self, stops: State | None = None) -> None:
        self.noted: list[tuple[State, Trace | None]] = []
        self.stops = stops

    def __call__(self, state: State, trace: Trace | None = None) -> None:
        if state is self.stops:
            raise Taken
        self.noted.append((state, trace))

    @property
    def states(self) -> list[State]:
        return [state for state, _ in self.noted]

    @property
    def trace(self) -> Trace:
        (trace,) = [trace for _, trace in self.noted if trace]
        return trace


def remembered(message: Message, state: State, trace: Trace | None = None) -> Sent:
    """The message as the next run reads it from the ledger."""
    known = {one.name: getattr(message, one.name) for one in fields(Message)}
    return Sent(**{**known, "remote_id": trace.remote_id if trace else ""}, number=1, state=state)


def copies(fake) -> list[str]:
    return [one.key for one in fake.mailbox.delivered]


def left_behind(fake, message, state=State.SENDING) -> Sent:
    """A draft made by a run that was killed before it let it go."""
    pen, box = Pen(State.SENDING), graph_door(fake)
    with pytest.raises(Taken):
        box.send(message, pen)
    box.close()
    return remembered(message, state, pen.trace)


class TestSending:
    def test_a_draft_is_made_and_noted_then_the_sending_is_noted_then_it_leaves(self, fake, box):
        message, pen = outgoing(), Pen()
        assert box.send(message, pen) is State.ACCEPTED
        assert pen.states == [State.DRAFTED, State.SENDING]
        assert [one.operation for one in fake.log][-3:] == ["list", "create", "send"]
        assert copies(fake) == [message.key]
        assert fake.mailbox.delivered[0].internet_id == pen.trace.message_id
        assert pen.trace.remote_id
        assert pen.trace.conversation
        assert fake.drafts() == []

    def test_it_is_all_the_same_when_the_machine_names_nobody_to_trust(self, fake, box, monkeypatch):
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
        assert box.send(outgoing(), Pen()) is State.ACCEPTED

    def test_what_arrives_is_what_was_worded(self, fake, box):
        feed = "BEGIN:VCALENDAR\r\nSUMMARY:Delmål 1.1 – åäö\r\nEND:VCALENDAR\r\n".encode()
        subject = "Påminnelse: " + "rutiner för våld i nära relationer är kända och följs, " * 4
        raw = write_mail(
            Mail(subject.strip(), "Text\n", "<p>Hej Åsa – nu gäller det.</p>"), key="a" * 32, sender="paminn@prov.example",
            sender_name="påminn – Prov", recipients=[("asa@prov.example", "Åsa Ö")], message_id="<a@prov.example>", at=NOW,
            plan="prov-plan", calendar=feed,
        )  # fmt: skip
        people = (("asa@prov.example", "Åsa Ö"), ("bo@prov.example", "Bo"))
        box.send(replace(outgoing(), raw=raw, recipients=people), Pen())
        (got,) = fake.mailbox.delivered
        assert (got.subject, got.sender) == (subject.strip(), "påminn – Prov")
        assert got.content.strip() == "<p>Hej Åsa – nu gäller det.</p>"
        assert got.to == ("asa@prov.example", "bo@prov.example")
        assert [(name, kind, base64.b64decode(data)) for name, kind, data in got.attachments] == [
            ("paminnelse.ics", "text/calendar", feed)
        ]

    def test_the_headers_that_graph_takes_go_with_it(self, fake, box):
        message = outgoing()
        box.send(message, Pen())
        ours = {name.lower(): str(value) for name, value in message_from_bytes(message.raw).items()}
        headers = dict(fake.mailbox.delivered[0].headers)
        assert headers == {name: value for name, value in ours.items() if name.startswith("x-")}
        assert headers["x-auto-response-suppress"] == "AutoReply"

    def test_a_mail_without_html_goes_as_text(self, fake, box):
        box.send(replace(outgoing(), raw=b"Subject: x\r\n\r\nett\r\n.\r\ntv\xc3\xa5\r\n"), Pen())
        assert fake.mailbox.delivered[0].content.splitlines()[:2] == ["ett", "."]

    def test_sending_has_its_pace(self, fake):
        waited: list[float] = []
        box = graph_door(fake, pace=60, sleep=waited.append)
        for owner in ("Chef", "Vice", "Teamet"):
            box.send(outgoing(owner), Pen())
        box.close()
        assert len(waited) == 2, "the first has nothing to wait for"
        assert all(0 < seconds <= 60 for seconds in waited)

    @pytest.mark.pain(1)
    def test_it_is_written_down_before_the_one_step_that_lets_it_leave(self, fake, box):
        left: list[tuple[State, int]] = []
        box.send(outgoing(), lambda state, trace=None: left.append((state, fake.count("send"))))
        assert left == [(State.DRAFTED, 0), (State.SENDING, 0)]
        assert fake.count("send") == 1

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("stops", [State.DRAFTED, State.SENDING])
    def test_what_cannot_be_written_down_does_not_leave_and_the_next_one_does(self, fake, box, stops):
        with pytest.raises(Taken):
            box.send(outgoing(), Pen(stops))
        assert fake.count("send") == 0
        assert box.send(outgoing("Vice"), Pen()) is State.ACCEPTED

    def test_closing_twice_is_no_fault_and_the_door_opens_again(self, fake, box):
        box.close()
        box.send(outgoing(), Pen())
        box.close()
        box.close()
        box.send(outgoing("Vice"), Pen())
        assert len(copies(fake)) == 2

    def test_a_token_that_expires_on_the_way_is_renewed_and_every_mail_goes_once(self, fake, box):
        fake.entra.uses = 4
        owners = [f"Roll {number}" for number in range(6)]
        for owner in owners:
            assert box.send(outgoing(owner), Pen()) is State.ACCEPTED
        assert copies(fake) == [outgoing(owner).key for owner in owners]
        assert 4 < fake.count("token") < 12

    def test_a_mailbox_that_the_app_may_not_use_is_told_with_its_setting(self, fake):
        box = graph_door(fake, client=client(fake, mailbox="annan@prov.example"))
        with pytest.raises(DeliveryError, match=r"graph_denied \(403 ErrorAccessDenied\)") as told:
            box.send(outgoing(), Pen())
        box.close()
        assert "@" not in str(told.value)
        assert fake.count("create", "send") == 0


THROTTLED = {"status": 429, "code": "ApplicationThrottled", "retry_after": "1"}


class TestRefused:
    @pytest.mark.parametrize("on", ["list", "create", "send"])
    def test_throttled_it_waits_and_goes_on_with_the_same(self, fake, on):
        waited: list[float] = []
        fake.fault(on, **{**THROTTLED, "retry_after": "7"}, times=2)
        box = graph_door(fake, client=client(fake, sleep=waited.append))
        assert box.send(outgoing(), Pen()) is State.ACCEPTED
        box.close()
        assert waited == [7, 7]
        assert fake.count(on) == 3
        assert copies(fake) == [outgoing().key]

    def test_throttled_for_ever_it_has_not_left_and_no_draft_stays(self, fake, box):
        fake.fault("send", **THROTTLED, times=6)
        with pytest.raises(DeliveryError, match=r"graph_throttled \(429"):
            box.send(outgoing(), Pen())
        box.close()
        assert (copies(fake), fake.drafts()) == ([], [])

    @pytest.mark.parametrize(("status", "code"), [(403, "ErrorSendAsDenied"), (400, "ErrorInvalidRecipients")])
    def test_a_refused_sending_is_told_leaves_no_draft_and_stops_nobody_else(self, fake, box, status, code):
        fake.fault("send", status=status, code=code)
        with pytest.raises(DeliveryError, match=code) as told:
            box.send(outgoing(), Pen())
        assert told.value.permanent is (status == 400)
        assert box.send(outgoing("Vice"), Pen()) is State.ACCEPTED
        box.close()
        assert (copies(fake), fake.drafts()) == ([outgoing("Vice").key], [])

    def test_refused_then_claimed_again_it_goes_with_its_new_words(self, fake, box):
        fake.fault("send", status=403)
        with pytest.raises(DeliveryError):
            box.send(outgoing(), Pen())
        again = outgoing("Chef", "1.1", "1.2")
        assert box.send(again, pen := Pen()) is State.ACCEPTED
        assert pen.states == [State.DRAFTED, State.SENDING]
        box.close()
        assert [one.subject for one in fake.mailbox.delivered] == [again.subject]
        assert fake.drafts() == []

    def test_a_draft_that_is_gone_when_it_is_to_be_sent_is_nobody_can_tell(self, fake, box):
        """The id of what has left is refused too, so 404 says nothing."""
        fake.fault("send", status=404, code="ErrorItemNotFound", done=True)
        with pytest.raises(UnknownOutcome):
            box.send(outgoing(), Pen())
        assert box.look(outgoing()) is Found.SENT

    def test_a_service_that_is_down_is_waited_for_once_a_run(self, fake, box):
        fake.fault("list", status=503, times=9)
        with pytest.raises(DeliveryError, match="503"):
            box.send(outgoing(), Pen())
        asked = len(fake.log)
        with pytest.raises(DeliveryError, match="503"):
            box.send(outgoing("Vice"), Pen())
        assert len(fake.log) == asked


BROKEN = {
    "500": {"status": 500},
    "503": {"status": 503, "retry_after": "1"},
    "504": {"status": 504},
    "reset": {"drop": True},
}
NOT_DONE = [pytest.param(fault, id=name) for name, fault in BROKEN.items()]
DONE = [pytest.param({**fault, "done": True}, id=f"{name}, though sent") for name, fault in BROKEN.items()]


class TestDoubt:
    @pytest.mark.parametrize("fault", [*NOT_DONE, *DONE])
    def test_a_sending_without_an_answer_is_made_once_and_told_as_unknown(self, fake, box, fault):
        fake.fault("send", **fault)
        with pytest.raises(UnknownOutcome):
            box.send(outgoing(), pen := Pen())
        assert pen.states == [State.DRAFTED, State.SENDING]
        assert fake.count("send") == 1

    @pytest.mark.parametrize("fault", DONE)
    def test_though_it_was_told_as_failed_it_is_seen_and_not_sent_again(self, fake, box, fault):
        fake.fault("send", **fault)
        with pytest.raises(UnknownOutcome):
            box.send(outgoing(), Pen())
        assert box.look(outgoing()) is Found.SENT
        assert box.send(outgoing(), Pen()) is State.SEEN
        assert (copies(fake), fake.count("send")) == ([outgoing().key], 1)

    @pytest.mark.parametrize("fault", NOT_DONE)
    def test_what_certainly_stayed_is_sent_again_as_the_very_same_draft(self, fake, box, fault):
        fake.fault("send", **fault)
        with pytest.raises(UnknownOutcome):
            box.send(outgoing(), first := Pen())
        assert box.look(outgoing()) is Found.NOT_SEEN
        assert box.send(outgoing(), again := Pen()) is State.ACCEPTED
        assert again.states == [State.SENDING]
        assert fake.count("create") == 1
        assert [one.internet_id for one in fake.mailbox.delivered] == [first.trace.message_id]

    @pytest.mark.parametrize("done", [False, True])
    def test_a_server_that_never_answers_is_not_waited_for_for_ever(self, fake, done):
        fake.fault("send", status=504, hang=600, done=done)
        box = graph_door(fake, client=client(fake, timeout=QUICK))
        with pytest.raises(UnknownOutcome):
            box.send(outgoing(), Pen())
        assert box.look(outgoing()) is (Found.SENT if done else Found.NOT_SEEN)
        box.close()
        assert fake.count("send") <= 1

    @pytest.mark.parametrize("changes", [True, False], ids=["the sent copy has a new id", "the id stays"])
    def test_a_copy_that_comes_late_to_sent_items_is_waited_for(self, fake, box, changes):
        fake.mailbox.lag, fake.mailbox.id_changes = SETTLE / 2, changes
        fake.fault("send", status=504, done=True)
        with pytest.raises(UnknownOutcome):
            box.send(outgoing(), pen := Pen())
        assert box.look(remembered(outgoing(), State.UNKNOWN, pen.trace)) is Found.SENT
        assert copies(fake) == [outgoing().key]

    def test_what_still_lies_in_drafts_on_its_way_out_is_waited_for(self, fake):
        fake.mailbox.pickup = SETTLE  # long enough to be seen lying there
        box = graph_door(fake, settle=2 * SETTLE)
        fake.fault("send", status=504, done=True)
        with pytest.raises(UnknownOutcome):
            box.send(outgoing(), Pen())
        assert len(fake.drafts()) == 1
        assert box.look(outgoing()) is Found.SENT
        box.close()
        assert copies(fake) == [outgoing().key]

    def test_a_draft_that_cannot_be_asked_about_again_stays_unknown(self, fake, box):
        """Nothing may turn what perhaps has left into what has not."""
        kept = left_behind(fake, outgoing(), State.UNKNOWN)
        fake.fault("list", status=503, times=4)
        with pytest.raises(UnknownOutcome):
            box.send(kept, Pen())
        with pytest.raises(UnknownOutcome):
            box.send(kept, Pen())

    def test_a_draft_that_somebody_threw_away_is_not_made_anew(self, fake, box):
        kept = left_behind(fake, outgoing(), State.UNKNOWN)
        with fake._lock:
            fake.mailbox.move(fake.mailbox.item(kept.remote_id), fake.mailbox.known["deleteditems"])
        assert box.look(kept) is Found.NOWHERE
        with pytest.raises(UnknownOutcome):
            box.send(kept, Pen())
        assert (fake.count("send"), fake.count("create")) == (0, 1)


class TestMakingADraft:
    @pytest.mark.parametrize("fault", [*NOT_DONE, *DONE])
    def test_a_draft_that_may_or_may_not_have_been_made_becomes_one_mail(self, fake, box, fault):
        fake.fault("create", **fault)
        assert box.send(outgoing(), Pen()) is State.ACCEPTED
        box.close()
        assert (copies(fake), fake.drafts()) == ([outgoing().key], [])
        assert fake.count("create") == (1 if "done" in fault else 2)

    @pytest.mark.parametrize("body", ["<html>", "{}", "[]", '{"id": "x"}'])
    def test_an_answer_that_names_no_draft_is_looked_up(self, fake, box, body):
        fake.fault("create", status=201, done=True, body=body)
        assert box.send(outgoing(), Pen()) is State.ACCEPTED
        assert (copies(fake), fake.count("create")) == ([outgoing().key], 1)

    def test_without_a_draft_nothing_has_left(self, fake, box):
        fake.fault("create", status=504, times=2)
        with pytest.raises(DeliveryError, match="graph_no_draft"):
            box.send(outgoing(), pen := Pen())
        assert pen.states == []
        assert fake.count("create") == 2

    def test_a_draft_that_comes_late_is_cleared_away_at_the_end(self, fake):
        fake.fault("create", hang=0.6)
        box = graph_door(fake, client=client(fake, timeout=QUICK))
        assert box.send(outgoing(), Pen()) is State.ACCEPTED
        until = time.monotonic() + 3
        while not fake.drafts() and time.monotonic() < until:
            time.sleep(0.01)
        assert len(fake.drafts()) == 1
        box.close()
        assert (copies(fake), fake.drafts()) == ([outgoing().key], [])

    def test_what_is_on_its_way_out_is_never_cleared_away(self, fake, box):
        fake.mailbox.pickup = 60
        fake.fault("create", status=504, done=True)
        assert box.send(outgoing(), Pen()) is State.ACCEPTED
        box.close()
        assert fake.count("delete") == 0


class TestTheNextRun:
    @pytest.mark.parametrize("to_trash", [True, False], ids=["deleted to the bin", "deleted for good"])
    def test_an_old_draft_gives_way_to_the_new_words(self, fake, box, to_trash):
        fake.mailbox.to_trash = to_trash
        left_behind(fake, outgoing())
        again = outgoing("Chef", "1.1", "1.2")
        assert box.send(again, Pen()) is State.ACCEPTED
        assert [one.subject for one in fake.mailbox.delivered] == [again.subject]
        assert fake.drafts() == []

    @pytest.mark.parametrize("state", [State.CLAIMED, State.DRAFTED])
    def test_what_was_never_let_go_is_known_at_once_and_leaves_no_draft(self, fake, state):
        box = graph_door(fake, settle=60)
        kept = left_behind(fake, outgoing(), state)
        assert box.look(replace(kept, remote_id=kept.remote_id if state is State.DRAFTED else "")) is Found.NOT_SEEN
        assert judged(state, box.look(kept)) is State.FAILED
        box.close()
        assert fake.drafts() == []

    def test_what_was_let_go_and_stayed_is_sent_again_unless_it_is_withdrawn(self, fake, box):
        kept = left_behind(fake, outgoing(), State.UNKNOWN)
        assert box.look(kept) is Found.NOT_SEEN
        assert len(fake.drafts()) == 1
        assert box.send(kept, pen := Pen()) is State.ACCEPTED
        assert pen.states == [State.SENDING]
        assert copies(fake) == [outgoing().key]

    @pytest.mark.parametrize("to_trash", [True, False], ids=["deleted to the bin", "deleted for good"])
    def test_what_is_withdrawn_is_gone(self, fake, box, to_trash):
        fake.mailbox.to_trash = to_trash
        kept = left_behind(fake, outgoing(), State.UNKNOWN)
        assert box.look(kept, withdraw=True) is Found.NOT_SEEN
        assert fake.drafts() == []
        assert box.look(kept) is Found.NOWHERE

    def test_a_draft_that_leaves_while_it_is_withdrawn_is_not_called_unsent(self, fake, box):
        kept = left_behind(fake, outgoing(), State.UNKNOWN)
        fake.fault("delete", status=404, code="ErrorItemNotFound")
        assert box.look(kept, withdraw=True) is Found.NOWHERE

    def test_of_two_drafts_only_the_one_that_was_let_go_counts(self, fake, box):
        kept = left_behind(fake, outgoing(), State.UNKNOWN)
        with fake._lock:
            (first,) = [item for item in fake.mailbox.items if item.draft]
            other = replace(first, immutable="AAk!before", id="AAM!before")
            fake.mailbox.items.append(other)
        assert box.look(kept) is Found.NOT_SEEN
        assert box.send(kept, Pen()) is State.ACCEPTED
        assert fake.log[-1].target.split("/")[-2].startswith(kept.remote_id[:12])
        assert box.look(kept) is Found.SENT
        assert (copies(fake), fake.drafts()) == ([kept.key], [])
        with fake._lock:
            fake.mailbox.items[:] = [replace(other, folder=fake.mailbox.known["drafts"])]
        assert box.look(kept) is Found.NOWHERE

    def test_nothing_is_called_lost_before_the_settle_time_has_passed(self, fake):
        class Waits(Exception):
            pass

        def leave(seconds: float) -> None:
            raise Waits

        box = graph_door(fake, settle=60, wait=leave)
        with pytest.raises(Waits):
            box.look(remembered(outgoing(), State.UNKNOWN, Trace("borta")))
        box.close()

    def test_what_all_wait_for_is_waited_for_once(self, fake):
        waited: list[float] = []
        box = graph_door(fake, settle=0.05, wait=waited.append)
        assert box.look(remembered(outgoing(), State.UNKNOWN, Trace("borta"))) is Found.NOWHERE
        waited.clear()
        assert box.look(remembered(outgoing("Vice"), State.UNKNOWN, Trace("borta"))) is Found.NOWHERE
        assert waited == []
        box.close()

    def test_a_question_that_a_person_has_is_not_waited_for_again(self, fake):
        waited: list[float] = []
        box = graph_door(fake, settle=3, wait=waited.append)
        assert box.look(remembered(outgoing(), State.ALERT, Trace("borta"))) is Found.NOWHERE
        assert waited == []
        box.close()

    @pytest.mark.parametrize("folder", ["deleteditems", "inbox"])
    def test_a_sent_mail_is_found_wherever_a_person_has_put_it(self, fake, folder):
        box = graph_door(fake, settle=60)
        box.send(outgoing(), pen := Pen())
        with fake._lock:
            (sent,) = fake.mailbox.in_folder(fake.mailbox.known["sentitems"])
            fake.mailbox.move(sent, fake.mailbox.known[folder])
        assert box.look(remembered(outgoing(), State.ACCEPTED, pen.trace)) is Found.SENT
        box.close()

    def test_a_draft_that_a_person_has_moved_is_still_the_same(self, fake, box):
        kept = left_behind(fake, outgoing(), State.UNKNOWN)
        with fake._lock:
            fake.mailbox.move(fake.mailbox.item(kept.remote_id), fake.mailbox.known["inbox"])
        assert box.look(kept) is Found.NOT_SEEN
        assert box.send(kept, Pen()) is State.ACCEPTED
        assert copies(fake) == [outgoing().key]

    @pytest.mark.parametrize("other", ["AA!first", "zz!last"])
    def test_beside_a_sent_copy_a_draft_is_only_too_many(self, fake, box, other):
        kept = left_behind(fake, outgoing(), State.UNKNOWN)
        with fake._lock:
            (draft,) = [item for item in fake.mailbox.items if item.draft]
            fake.mailbox.items.append(replace(draft, draft=False, immutable=other, id=f"{other}!"))
        assert box.send(kept, pen := Pen()) is State.SEEN
        assert box.look(kept) is Found.SENT
        assert (pen.states, fake.count("send"), fake.drafts()) == ([], 0, [])

    def test_a_mail_that_has_left_already_is_not_sent_by_a_new_claim(self, fake, box):
        box.send(outgoing(), Pen())
        fresh = graph_door(fake)
        assert fresh.send(outgoing("Chef", "1.1", "1.2"), pen := Pen()) is State.SEEN
        fresh.close()
        assert (pen.states, len(copies(fake))) == ([], 1)

    def test_one_message_is_never_taken_for_another(self, fake, box):
        box.send(outgoing(), Pen())
        assert box.look(remembered(outgoing("Vice"), State.CLAIMED)) is Found.NOWHERE

    @pytest.mark.parametrize(
        "fault",
        [
            {"status": 200, "body": "{}"},
            {"status": 200, "body": '{"value": [{"id": "x"}]}'},
            {"status": 503, "times": 4},
        ],
        ids=["no list", "half a mail", "down"],
    )
    def test_a_mailbox_that_does_not_answer_is_not_an_empty_one(self, fake, box, fault):
        fake.fault("list", **fault)
        with pytest.raises(DeliveryError):
            box.look(remembered(outgoing(), State.UNKNOWN, Trace("borta")))

    def test_a_list_on_several_pages_is_read_to_its_end(self, fake, box):
        fake.service.page = 1
        kept = left_behind(fake, outgoing(), State.UNKNOWN)
        with fake._lock:
            (item,) = [item for item in fake.mailbox.items if item.draft]
            fake.mailbox.items += [replace(item, immutable=f"AA{n}", id=f"BB{n}") for n in range(60)]
        box.send(outgoing("Chef", "1.1", "1.2"), Pen())
        assert fake.drafts() == []
        assert kept.key == outgoing().key


@pytest.mark.usefixtures("fake")
def test_the_real_command_sends_through_a_fake_in_another_process(tmp_path: Path, monkeypatch, capsys):
    plan = write_plan(tmp_path / "plan", plan_files({"1.1": ("Chef",)}))
    with process(tmp_path) as remote:
        for name, value in remote.settings().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "hem"))
        monkeypatch.setenv("PAMINN_SECRET_KEY", "0123456789abcdef" * 2)
        for _ in range(2):
            assert main(["remind", "--on", "2026-06-01", "--send", "--plan", str(plan)]) == 0
        told = capsys.readouterr().out
        assert [one["to"] for one in remote.state()["delivered"]] == [["chef@prov.example"]]
        assert remote.state()["drafts"] == []
    assert "chef@" not in told


class TestOwnMails:
    def test_the_newest_that_were_sent_say_by_which_memory(self, fake, box):
        for owner, serial in (("Chef", 4), ("Vice", 9)):
            message = outgoing(owner)
            mark = f"prov-plan; {'a' * 16}/{serial}".encode()
            box.send(replace(message, raw=message.raw.replace(b"X-Paminn: prov-plan", b"X-Paminn: " + mark)), Pen())
        own = box.own_mails(NOW.date())
        assert [(one.key, one.plan, one.lineage, one.serial) for one in own] == [
            (outgoing("Vice").key, "prov-plan", "a" * 16, 9), (outgoing("Chef").key, "prov-plan", "a" * 16, 4),
        ]  # fmt: skip

    def test_a_draft_and_somebody_elses_mail_are_none_of_ours(self, fake, box):
        left_behind(fake, outgoing())
        assert box.own_mails(NOW.date()) == []
