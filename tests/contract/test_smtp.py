"""The copy to ourselves: how SMTP, which cannot know what left, is made to know."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes
from threading import Barrier

import pytest

from paminn.channels.imap import ImapMailbox, MailboxError
from paminn.channels.smtp import SmtpOutbox
from paminn.errors import DeliveryError, Taken, UnknownOutcome
from paminn.failure import Failure
from paminn.patience import Patience
from paminn.reminders.message import Channel, Found, State
from tests.support.failing import DEAF
from tests.support.houses import NOW, SENDER, outgoing, real_house, text_of
from tests.support.imapserver import Post, imap
from tests.support.mailroom import with_deputy
from tests.support.sending import remind
from tests.support.smtpserver import Script, free_port, serving

pytestmark = pytest.mark.slow


@dataclass
class Mailbox:
    """The sender's own mailbox, holding what the server took for it, and told of by hand."""

    script: Script
    lost: bool = False  # what comes is not put here
    fault: Failure | None = None
    looks: int = 0
    closed: int = 0

    def holds(self, message_id: str, key: str) -> bool:
        self.looks += 1
        if self.fault:
            raise MailboxError(self.fault)
        mine = [message_from_bytes(raw) for to, raw in self.script.got if SENDER in to and not self.lost]
        return any(mail["Message-ID"] == message_id and mail["X-Paminn-Key"] == key for mail in mine)

    def close(self) -> None:
        self.closed += 1


class Pen:
    """The ledger's: keeps what is noted, and what the server had heard by then."""

    def __init__(self, script: Script, refusal: Exception | None = None) -> None:
        self.script, self.refusal = script, refusal
        self.noted: list[tuple[State, list[str]]] = []

    def __call__(self, state, trace=None) -> None:
        self.noted.append((state, [said.split()[0] for said in self.script.said]))
        if self.refusal:
            raise self.refusal


def no_pen(state, trace=None) -> None:
    pass


@dataclass
class Place:
    script: Script
    mailbox: Mailbox
    box: SmtpOutbox


@contextmanager
def place(mailbox: bool = True, **options):
    script = Script()
    with serving(script) as port:
        held = Mailbox(script)
        given = {"settle": 0, "timeout": 5, **options}
        box = SmtpOutbox(f"smtp://127.0.0.1:{port}", f"påminn <{SENDER}>", held if mailbox else None, **given)
        yield Place(script, held, box)
        box.close()


@pytest.fixture
def at():
    with place() as made:
        yield made


@pytest.fixture
def blind():
    with place(mailbox=False) as made:
        yield made


def envelopes(script):
    return [to for to, _ in script.got]


class Waits(Exception):
    """Raised by a sleep, once it is seen that somebody would wait."""


class TestCopy:
    def test_one_transaction_is_for_the_owners_and_for_us(self, at):
        at.box.send(outgoing(recipients=("ett@prov.example", "tva@prov.example")), no_pen)
        assert envelopes(at.script) == [("ett@prov.example", "tva@prov.example", SENDER)]
        assert sum(said.startswith("DATA") for said in at.script.said) == 1

    @pytest.mark.parametrize("own", [SENDER, SENDER.upper()])
    def test_who_is_sent_to_anyway_is_named_once(self, at, own):
        at.box.send(outgoing(recipients=(own, "ett@prov.example")), no_pen)
        assert envelopes(at.script) == [(own, "ett@prov.example")]

    def test_without_its_copy_nothing_is_sent_where_the_mailbox_is_what_tells(self, at):
        """Sent without it, a mail whose line broke would look as if it never left, and go twice."""
        at.script.rcpt = {SENDER: "450 Mailbox full"}
        pen = Pen(at.script)
        with pytest.raises(DeliveryError, match=r"own_copy_refused \(450\)") as told:
            at.box.send(outgoing(), pen)
        assert (told.value.partial, told.value.permanent) == (False, False)
        assert (at.script.got, pen.noted) == ([], [])
        at.box.send(outgoing(), no_pen)
        assert len(at.script.got) == 1
        assert len(at.script.connections) == 1

    def test_without_a_mailbox_to_look_in_a_refused_copy_stops_nothing(self, blind):
        blind.script.rcpt = {SENDER: "550 No such user"}
        assert blind.box.send(outgoing(), no_pen) is State.ACCEPTED
        assert envelopes(blind.script) == [("chef@prov.example",)]

    def test_a_copy_alone_is_never_sent(self, at):
        """Everyone it was for was refused: a copy in our mailbox would say that it went."""
        at.script.rcpt = dict.fromkeys(("ett@prov.example", "tva@prov.example"), "550 No such user")
        pen = Pen(at.script)
        with pytest.raises(DeliveryError, match="550") as told:
            at.box.send(outgoing(recipients=("ett@prov.example", "tva@prov.example")), pen)
        assert (told.value.permanent, told.value.partial) == (True, False)
        assert (at.script.got, pen.noted) == ([], [])
        assert at.script.said[-1] == "RSET"
        at.box.send(outgoing(), no_pen)
        assert envelopes(at.script) == [("chef@prov.example", SENDER)]
        assert len(at.script.connections) == 1

    @pytest.mark.parametrize(
        ("answer", "dead"),
        [
            ("550 5.1.1 User unknown", True),
            ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", True),
            ("554 5.4.1 Recipient address rejected: Access denied", True),
            ("553 5.1.3 Bad address syntax", True),
            ("550 5.2.1 Mailbox disabled", False),
            ("550 No such user here", True),
            ("550 <tva@prov.example>: Recipient address rejected: User unknown in virtual mailbox table", True),
            ("550 5.1.8 Sender address rejected: Domain not found", False),
            ("550 5.1.7 Bad sender's mailbox address syntax", False),
            ("553 Sender address rejected: not owned by user paminn", False),
            ("550 5.7.1 Message rejected by policy", False),
            ("552 5.3.4 Message size exceeds fixed limit", False),
            ("552 5.2.2 Mailbox full", False),
            ("550", False),
            ("450 4.1.1 User unknown", False),
            ("451 4.7.1 Greylisted, try again", False),
        ],
    )
    def test_only_a_refusal_of_the_address_itself_says_that_there_is_nobody_at_it(self, at, answer, dead):
        message = outgoing(recipients=("ett@prov.example", "Tva@prov.example"))
        at.script.rcpt = {"Tva@prov.example": answer}
        with pytest.raises(DeliveryError) as told:
            at.box.send(message, no_pen)
        assert told.value.dead == (frozenset({"tva@prov.example"}) if dead else frozenset())

    @pytest.mark.parametrize(("answer", "later"), [("450 Later", True), ("452 Full", True), ("550 No", False)])
    def test_who_is_refused_for_the_moment_while_the_other_gets_it_is_named(self, at, answer, later):
        message = outgoing(recipients=("ett@prov.example", "Tva@prov.example"))
        at.script.rcpt = {"Tva@prov.example": answer}
        with pytest.raises(DeliveryError) as told:
            at.box.send(message, no_pen)
        assert told.value.later == (frozenset({"tva@prov.example"}) if later else frozenset())

    def test_so_it_is_when_the_line_breaks_after_the_text(self, at):
        at.script.rcpt = {"tva@prov.example": "450 Later"}
        at.script.data = ["drop"]
        with pytest.raises(UnknownOutcome) as told:
            at.box.send(outgoing(recipients=("ett@prov.example", "tva@prov.example")), no_pen)
        assert told.value.later == {"tva@prov.example"}

    def test_where_all_are_refused_nobody_is_owed_what_others_got(self, at):
        at.script.rcpt = {"ett@prov.example": "450 Later", "tva@prov.example": "450 Later"}
        with pytest.raises(DeliveryError) as told:
            at.box.send(outgoing(recipients=("ett@prov.example", "tva@prov.example")), no_pen)
        assert (told.value.partial, told.value.later) == (False, frozenset())

    def test_a_partial_refusal_is_told_and_the_copy_stands_for_those_who_got_it(self, at):
        at.script.rcpt = {"tva@prov.example": "550 No such user"}
        message = outgoing(recipients=("ett@prov.example", "tva@prov.example"))
        with pytest.raises(DeliveryError) as told:
            at.box.send(message, no_pen)
        assert told.value.partial
        assert at.box.look(message) is Found.SENT


class TestReports:
    def test_a_report_of_non_delivery_will_name_the_key_and_quote_nothing(self, at):
        at.script.reports = True
        message = outgoing()
        at.box.send(message, no_pen)
        mail, *rcpt = at.script.said[:3]
        assert mail.split()[2:] == [f"size={len(message.raw)}", "RET=HDRS", f"ENVID={message.key}"]
        assert [said.split()[-1] for said in rcpt] == ["NOTIFY=FAILURE"] * 2

    def test_a_server_that_knows_no_reports_is_not_asked_for_any(self, at):
        at.box.send(outgoing(), no_pen)
        assert not [said for said in at.script.said if "ENVID" in said or "NOTIFY" in said or "RET=" in said]


class TestWhenItLeaves:
    def test_it_is_noted_when_only_the_text_remains(self, at):
        pen = Pen(at.script)
        at.box.send(outgoing(), pen)
        assert pen.noted == [(State.SENDING, ["MAIL", "RCPT", "RCPT"])]

    def test_a_message_that_another_run_took_is_let_go_and_the_next_one_goes(self, at):
        with pytest.raises(Taken):
            at.box.send(outgoing(), Pen(at.script, Taken()))
        assert at.script.got == []
        at.box.send(outgoing("Vice", recipients=("vice@prov.example",)), no_pen)
        assert envelopes(at.script) == [("vice@prov.example", SENDER)]
        assert len(at.script.connections) == 1

    @pytest.mark.parametrize("answer", ["451 Later", "554 No", "421 Closing"])
    def test_a_server_that_does_not_want_the_text_is_a_known_end(self, at, answer):
        at.script.begin = [answer]
        with pytest.raises(DeliveryError, match=answer[:3]) as told:
            at.box.send(outgoing(), no_pen)
        assert told.value.permanent is answer.startswith("5")
        at.box.send(outgoing(), no_pen)
        assert len(at.script.got) == 1

    @pytest.mark.parametrize("answer", ["550 Who are you", "451 Later"])
    def test_a_server_that_does_not_want_the_sender_is_a_known_end(self, at, answer):
        at.script.mail = [answer]
        pen = Pen(at.script)
        with pytest.raises(DeliveryError, match=answer[:3]):
            at.box.send(outgoing(), pen)
        assert pen.noted == []
        at.box.send(outgoing(), no_pen)
        assert len(at.script.got) == 1


def test_several_senders_at_once_each_have_a_line_of_their_own_and_every_mail_goes_once(at):
    messages = [outgoing(f"Roll {number}") for number in range(40)]
    at.script.rcpt = {"ingen@prov.example": "550 No such user"}
    with ThreadPoolExecutor(4) as pool:
        refused = pool.submit(at.box.send, outgoing("Ingen", recipients=("ingen@prov.example",)), no_pen)
        states = list(pool.map(lambda message: at.box.send(message, no_pen), messages))
    assert isinstance(refused.exception(), DeliveryError)
    assert set(states) == {State.ACCEPTED}
    assert sorted(raw for _, raw in at.script.got) == sorted(message.raw for message in messages)
    assert len(at.script.connections) <= 4
    at.box.send(outgoing("Vice"), no_pen)
    assert len(at.script.connections) <= 4


@pytest.mark.pain(1)
def test_whom_the_server_does_not_know_is_passed_on_by_the_same_run(at, tmp_path):
    """The chief's mail goes to the deputy, and the team hears of it, before the run has ended."""
    at.script.rcpt = {"chef@prov.example": "550 5.1.1 User unknown"}
    with real_house(tmp_path, with_deputy()) as folders:
        house = replace(folders, outboxes={Channel.EMAIL: at.box, Channel.NOTICE: at.box})
        report = remind(house, NOW)
        later = remind(house, NOW)
    assert report.counts == {"sent": 3, "failed": 1, "unknown": 0, "skipped": 0}
    assert later.counts == {"sent": 0, "failed": 0, "unknown": 0, "skipped": 0}
    readers = [sorted(set(to) - {SENDER}) for to, _ in at.script.got]
    assert readers.count(["ersattare@prov.example"]) == 1
    assert ["chef@prov.example"] not in readers
    _, notice = at.script.got[-1]
    assert "– Chef (Chef, nummer n1), sedan den 1 juni 2026. Påminnelserna går till ersättaren." in text_of(notice)


@pytest.mark.pain(1)
def test_where_the_sender_is_one_of_the_recipients_its_refusal_stops_the_mail(at):
    """The mail to ourselves is the copy: without it a mail that left would look as if it never had."""
    at.script.rcpt = {SENDER: "452 Mailbox full"}
    with pytest.raises(DeliveryError, match="452"):
        at.box.send(outgoing("Teamet", recipients=(SENDER, "ett@prov.example")), no_pen)
    assert at.script.got == []


@pytest.mark.pain(2)
@pytest.mark.parametrize("answer", ["250 OK", "199 Vad", "299 Tack"])
def test_no_answer_to_the_question_whether_it_wants_the_text_is_a_yes_but_one(at, answer):
    at.script.begin = [answer]
    with pytest.raises(DeliveryError):
        at.box.send(outgoing(), no_pen)
    assert at.script.got == []
    assert at.box.send(outgoing("Vice"), no_pen) is State.ACCEPTED


@pytest.mark.parametrize("url", ["smtp://mail..kommun.example:25", f"smtp://{'x' * 70}.example:25"])
def test_a_name_that_can_be_no_host_is_told_of_every_mail_and_nobody_waits(url):
    box = SmtpOutbox(url, SENDER)
    with ThreadPoolExecutor(3) as pool:
        tried = [pool.submit(box.send, outgoing(f"Roll {number}"), no_pen) for number in range(6)]
    assert all(isinstance(one.exception(10), DeliveryError) for one in tried)


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_server_that_takes_few_lines_gets_every_mail_on_those(at, lines):
    at.script.lines = lines
    messages = [outgoing(f"Roll {number}") for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda message: at.box.send(message, no_pen), messages)) == {State.ACCEPTED}
    assert sorted(raw for _, raw in at.script.got) == sorted(message.raw for message in messages)
    assert len(at.script.connections) <= lines


def test_a_line_that_the_server_ends_and_does_not_open_again_is_done_without(at):
    at.script.lines, at.script.after, together = 2, ["", "drop"], Barrier(2)
    at.box.send(outgoing("Först"), no_pen)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda role: at.box.send(outgoing(role), lambda *_: together.wait(10)), ["Chef", "Vice"]))
    assert len(at.script.connections) == 2
    time.sleep(0.05)
    for number in range(5):
        assert at.box.send(outgoing(f"Roll {number}"), no_pen) is State.ACCEPTED
    assert len(at.script.got) == 8


def test_a_server_that_takes_no_line_is_tried_once_by_each_and_told_of_every_mail(at):
    at.script.lines = 0
    with ThreadPoolExecutor(4) as pool:
        tried = [pool.submit(at.box.send, outgoing(f"Roll {number}"), no_pen) for number in range(20)]
    assert all(isinstance(one.exception(), DeliveryError) for one in tried)


# Where the line breaks → whether the server has the mail then.
BREAKS = {
    "before the text": ({"begin": ["drop"]}, False),
    "in the middle of the text": ({"begin": ["cut"]}, False),
    "after the final dot": ({"data": ["drop"]}, True),
    "waiting for the answer": ({"data": ["wait"]}, True),
}


@pytest.mark.pain(1)
@pytest.mark.parametrize("moment", BREAKS)
def test_wherever_the_line_breaks_the_mailbox_tells(moment):
    answers, taken = BREAKS[moment]
    with place(timeout=0.2) as at:
        vars(at.script).update(answers)
        message = outgoing()
        with pytest.raises(UnknownOutcome, match="connection_broke"):
            at.box.send(message, no_pen)
        assert at.box.look(message) is (Found.SENT if taken else Found.NOT_SEEN)
        if not taken:
            at.box.send(message, no_pen)
        assert [raw for _, raw in at.script.got] == [message.raw]


class TestLook:
    def test_without_a_mailbox_nothing_can_be_known(self, blind):
        blind.box.send(outgoing(), no_pen)
        assert blind.box.look(outgoing()) is Found.BLIND

    @pytest.mark.parametrize("withdraw", [False, True])
    def test_what_was_sent_is_found_at_once_and_another_is_not(self, at, withdraw):
        at.box.send(outgoing(), no_pen)
        assert at.box.look(outgoing(), withdraw=withdraw) is Found.SENT
        assert at.box.look(outgoing("Vice"), withdraw=withdraw) is Found.NOT_SEEN

    def test_a_copy_that_is_on_its_way_is_waited_for(self):
        slept = []

        def arrives(seconds):
            slept.append(seconds)
            at.mailbox.lost = False

        with place(settle=60, sleep=arrives) as at:
            at.mailbox.lost = True
            at.box.send(outgoing(), no_pen)
            assert at.box.look(outgoing()) is Found.SENT
        assert slept == [5.0]

    def test_it_is_missed_only_when_the_settle_time_has_passed_and_then_once_more(self):
        def leave(seconds):
            raise Waits

        with place(settle=60, sleep=leave) as at, pytest.raises(Waits):
            at.box.look(outgoing())
        with place(settle=0.05) as at:
            assert at.box.look(outgoing()) is Found.NOT_SEEN
            looks = at.mailbox.looks
            assert looks >= 2
            assert at.box.look(outgoing("Vice")) is Found.NOT_SEEN
            assert at.mailbox.looks == looks + 1

    def test_a_doubtful_attempt_begins_the_wait_anew(self):
        waited: list[float] = []

        def wait(seconds: float) -> None:
            waited.append(seconds)
            time.sleep(seconds)

        with place(settle=1, sleep=wait) as at:
            at.box.look(outgoing())
            at.script.data = ["drop"]
            at.mailbox.lost = True
            with pytest.raises(UnknownOutcome):
                at.box.send(outgoing(), no_pen)
            waited.clear()
            assert at.box.look(outgoing()) is Found.NOT_SEEN
            assert waited

    def test_a_mailbox_that_cannot_be_asked_now_answers_nothing(self, at):
        at.mailbox.fault = DEAF
        with pytest.raises(DeliveryError, match=r"^no_answer \(mejl.example:993\)$"):
            at.box.look(outgoing())

    def test_the_mailbox_is_closed_with_the_door(self, at):
        at.box.close()
        assert at.mailbox.closed == 1


def test_a_real_mailbox_is_asked_by_what_the_mail_left_with():
    script, post = Script(), Post(user="paminn", password="x")
    with serving(script) as smtp, imap(post) as port:
        mailbox = ImapMailbox(f"imap://paminn:x@127.0.0.1:{port}", timeout=5)
        box = SmtpOutbox(f"smtp://127.0.0.1:{smtp}", SENDER, mailbox, settle=0, timeout=5)
        message = outgoing()
        assert box.look(message) is Found.NOT_SEEN
        box.send(message, no_pen)
        post.inbox.put(script.got[0][1])
        assert box.look(message) is Found.SENT
        box.close()


def test_a_mailbox_that_is_down_is_told_with_its_host():
    port = free_port()
    box = SmtpOutbox("smtp://127.0.0.1:1", SENDER, ImapMailbox(f"imap://paminn:x@127.0.0.1:{port}"), settle=0)
    with pytest.raises(DeliveryError, match=rf"no_answer \(127.0.0.1:{port}\)"):
        box.look(outgoing())
    box.close()


class TestASilentServer:
    """It lets us in and then says nothing more."""

    @pytest.fixture
    def port(self):
        def listen() -> None:
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                line.sendall(b"220 mx.example\r\n")
                said = line.recv(1_000)
                if said:
                    line.sendall(b"250 mx.example\r\n")
                held.append(line)

        held: list[socket.socket] = []
        with socket.create_server(("127.0.0.1", 0)) as door:
            listener = threading.Thread(target=listen, daemon=True)
            listener.start()
            yield door.getsockname()[1]
            door.shutdown(socket.SHUT_RDWR)
        listener.join(10)
        for line in held:
            line.close()

    def test_is_waited_for_no_longer_than_the_mail_may_take(self, port):
        patience = Patience(mail=0.3)
        box = SmtpOutbox(f"smtp://127.0.0.1:{port}", SENDER, left=patience.left)
        began = []
        with patience.with_a_mail(), pytest.raises(DeliveryError, match="connection_broke_before"):
            box.send(outgoing(), lambda *state: began.append(state))
        box.close()
        assert began == []  # it certainly has not left

    def test_so_long_as_its_own_limit_allows_where_there_is_no_other(self, port):
        box = SmtpOutbox(f"smtp://127.0.0.1:{port}", SENDER, timeout=0.2)
        with pytest.raises(DeliveryError, match="connection_broke_before"):
            box.send(outgoing(), no_pen)
        box.close()
