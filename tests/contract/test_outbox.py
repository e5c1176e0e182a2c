"""The port Outbox: what every door out must do, and what only a mail server can."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pytest

from paminn.channels.folder import FolderCards, FolderOutbox
from paminn.channels.smtp import SmtpOutbox
from paminn.errors import DeliveryError, StorageError, Taken, UnknownOutcome
from paminn.ports.outbox import Outbox
from paminn.reminders.message import Found, Message, State, Trace
from tests.support.fakes import FakeOutbox
from tests.support.houses import outgoing
from tests.support.smtpserver import Script, free_port, make_authority, serving

OWN = "paminn@prov.example"
SENDER = f"påminn <{OWN}>"


@dataclass
class Door:
    """An outbox under test, the bytes that came out on its other side, and what it is able to know."""

    name: str
    box: Outbox
    arrived: Callable[[], list[bytes]]
    says: State = State.SEEN
    misses: Found = Found.UNSENT


class Noted(list[State]):
    """The ledger's pen; `refusing` is what it raises at the word that the message may leave."""

    def __init__(self, refusing: Exception | None = None) -> None:
        super().__init__()
        self.refusing = refusing

    def __call__(self, state: State, trace: Trace | None = None) -> None:
        if self.refusing and state is State.SENDING:
            raise self.refusing
        self.append(state)


def hand(box: Outbox, message: Message) -> State:
    return box.send(message, Noted())


def _files(folder: Path, pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob(pattern))]


@pytest.fixture(params=["folder", "cards", "smtp", "fake"])
def door(request, tmp_path):
    if request.param == "folder":
        yield Door("folder", FolderOutbox(tmp_path / "ut"), lambda: _files(tmp_path / "ut", "new/*"))
    elif request.param == "cards":
        yield Door("cards", FolderCards(tmp_path / "kort"), lambda: _files(tmp_path / "kort", "*"))
    elif request.param == "fake":
        box = FakeOutbox()
        yield Door("fake", box, lambda: [message.raw for message in box.messages])
    else:
        script = Script()
        with serving(script) as port:
            box = SmtpOutbox(f"smtp://127.0.0.1:{port}", SENDER, timeout=5)
            yield Door("smtp", box, lambda: [raw for _, raw in script.got], State.ACCEPTED, Found.BLIND)
            box.close()


class TestOutbox:
    def test_a_message_arrives_byte_for_byte(self, door):
        message = outgoing()
        hand(door.box, message)
        assert door.arrived() == [message.raw]

    def test_a_line_that_is_a_single_dot_ends_nothing(self, door):
        message = replace(outgoing(), raw=b"Subject: x\r\n\r\nett\r\n.\r\n..tv\xc3\xa5\r\n")
        hand(door.box, message)
        assert door.arrived() == [message.raw]

    def test_it_says_no_more_than_it_knows(self, door):
        """A folder shows what lies in it; a server has only said that it took it."""
        assert hand(door.box, outgoing()) is door.says

    def test_what_was_sent_is_found_again_where_the_door_can_know(self, door):
        message, other = outgoing(), outgoing("Vice")
        hand(door.box, message)
        assert door.box.look(message) is (Found.SENT if door.misses is Found.UNSENT else door.misses)
        for withdraw in (False, True):
            assert door.box.look(other, withdraw=withdraw) is door.misses
        assert door.arrived() == [message.raw]

    @pytest.mark.pain(1)
    def test_it_is_written_down_before_the_one_step_that_lets_it_leave(self, door):
        left = []
        door.box.send(outgoing(), lambda state, trace=None: left.append((state, door.arrived())))
        assert [state for state, _ in left].count(State.SENDING) == 1
        assert left[-1] == (State.SENDING, [])
        assert len(door.arrived()) == 1

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("refusing", [Taken(), StorageError("Disken är full.")])
    def test_what_cannot_be_written_down_does_not_leave_and_the_next_one_does(self, door, refusing):
        message = outgoing()
        with pytest.raises(type(refusing)) as told:
            door.box.send(message, Noted(refusing))
        assert told.value is refusing
        assert door.arrived() == []
        assert door.box.look(message) is door.misses
        hand(door.box, outgoing("Vice"))
        assert len(door.arrived()) == 1

    def test_several_messages_all_arrive(self, door):
        messages = [outgoing(owner) for owner in ("Chef", "Vice", "Teamet")]
        for message in messages:
            hand(door.box, message)
        assert sorted(door.arrived()) == sorted(message.raw for message in messages)

    def test_closing_twice_is_no_fault_and_the_door_opens_again(self, door):
        door.box.close()
        hand(door.box, outgoing())
        door.box.close()
        door.box.close()
        hand(door.box, outgoing("Vice"))
        assert len(door.arrived()) == 2


@pytest.fixture(params=["folder", "cards"])
def folder_door(request, tmp_path):
    folder = tmp_path / "ut"
    made = FolderOutbox(folder) if request.param == "folder" else FolderCards(folder)
    return Door(request.param, made, lambda: _files(folder, "new/*" if request.param == "folder" else "*"))


class TestFolders:
    @pytest.mark.pain(1)
    def test_the_same_message_again_leaves_one_file(self, folder_door):
        message = outgoing()
        hand(folder_door.box, message)
        hand(folder_door.box, message)
        assert folder_door.arrived() == [message.raw]

    def test_nothing_half_written_is_left_or_found(self, folder_door, tmp_path):
        """A run that died while writing left this; the message has not gone."""
        message = outgoing()
        hand(folder_door.box, message)
        (whole,) = [path for path in (tmp_path / "ut").rglob("*") if path.is_file()]
        where = (
            tmp_path / "ut" / "tmp" / whole.name if folder_door.name == "folder" else whole.with_name(f".{whole.name}")
        )
        whole.rename(where)
        assert folder_door.box.look(message) is Found.UNSENT
        hand(folder_door.box, message)
        assert folder_door.box.look(message) is Found.SENT
        assert [path for path in (tmp_path / "ut").rglob("*") if path.is_file()] == [whole]

    def test_a_folder_that_is_a_file_is_one_swedish_sentence(self, tmp_path):
        (tmp_path / "fil").write_text("")
        for make in (FolderOutbox, FolderCards):
            with pytest.raises(StorageError, match="går inte att använda"):
                hand(make(tmp_path / "fil" / "ut"), outgoing())

    def test_a_mail_that_a_person_has_opened_is_still_found(self, tmp_path):
        message, box = outgoing(), FolderOutbox(tmp_path)
        hand(box, message)
        (sent,) = (tmp_path / "new").iterdir()
        sent.rename(tmp_path / "cur" / f"{sent.name}:2,S")
        assert box.look(message) is Found.SENT


@pytest.fixture
def server():
    script = Script()
    with serving(script) as port:
        box = SmtpOutbox(f"smtp://127.0.0.1:{port}", SENDER, timeout=5)
        yield script, box
        box.close()


class TestSmtp:
    def test_the_envelope_names_the_recipients_and_the_sender_and_nobody_else(self, server):
        script, box = server
        hand(box, outgoing(recipients=("ett@prov.example", "tva@prov.example")))
        assert [to for to, _ in script.got] == [("ett@prov.example", "tva@prov.example", OWN)]

    def test_many_messages_share_one_connection(self, server):
        script, box = server
        for number in range(20):
            hand(box, outgoing(f"Roll {number}"))
        assert len(script.got) == 20
        assert len(script.connections) == 1

    @pytest.mark.parametrize(("answer", "permanent"), [("550 No such user", True), ("450 Busy", False)])
    def test_a_refused_recipient_is_told_with_its_code_and_no_address(self, server, answer, permanent):
        script, box = server
        script.rcpt = {"chef@prov.example": answer}
        with pytest.raises(DeliveryError) as told:
            hand(box, outgoing())
        assert (told.value.permanent, told.value.partial) == (permanent, False)
        assert answer[:3] in told.value.failure.detail
        assert "@" not in str(told.value)
        assert script.got == []

    def test_what_is_refused_with_its_recipient_is_never_said_to_have_begun(self, server):
        script, box = server
        script.rcpt = {"chef@prov.example": "550 No such user"}
        noted = Noted()
        with pytest.raises(DeliveryError):
            box.send(outgoing(), noted)
        assert noted == []

    @pytest.mark.parametrize(("answer", "permanent"), [("554 Spam", True), ("451 Later", False)])
    def test_a_refused_message_is_told_with_its_code(self, server, answer, permanent):
        script, box = server
        script.data = [answer]
        with pytest.raises(DeliveryError, match=answer[:3]) as told:
            hand(box, outgoing())
        assert told.value.permanent is permanent

    def test_one_of_two_recipients_refused_is_partial_and_the_other_has_it(self, server):
        script, box = server
        script.rcpt = {"tva@prov.example": "550 No such user"}
        with pytest.raises(DeliveryError) as told:
            hand(box, outgoing(recipients=("ett@prov.example", "tva@prov.example")))
        assert told.value.partial
        assert [to for to, _ in script.got] == [("ett@prov.example", OWN)]

    def test_a_connection_broken_after_the_text_is_an_unknown_outcome(self, server):
        script, box = server
        script.data = ["drop"]
        with pytest.raises(UnknownOutcome):
            hand(box, outgoing())
        hand(box, outgoing("Vice"))
        assert len(script.got) == 2

    def test_a_connection_broken_before_the_text_is_known_not_to_have_sent(self, server):
        """Nothing was handed over, so nobody need be asked: the mail is simply due again."""
        script, box = server
        both = outgoing("Teamet", recipients=("ett@prov.example", "tva@prov.example"))
        script.rcpt = dict.fromkeys([address for address, _ in both.recipients], "drop")
        with pytest.raises(DeliveryError) as told:
            hand(box, both)
        assert not told.value.permanent
        assert script.got == []
        hand(box, both)
        assert len(script.got) == 1

    @pytest.mark.parametrize("answer", ["drop", "421 Closing"])
    def test_a_new_connection_that_is_ended_before_the_text_is_tried_once_more(self, server, answer):
        """It may have been one too many for the server."""
        script, box = server
        script.rcpt = {"chef@prov.example": answer}
        hand(box, outgoing())
        assert len(script.got) == 1
        assert len(script.connections) == 2

    def test_a_connection_that_the_server_ended_while_idle_is_opened_anew(self, server):
        script, box = server
        script.after = ["drop"]
        hand(box, outgoing())
        time.sleep(0.1)
        hand(box, outgoing("Vice"))
        assert len(script.got) == 2
        assert len(script.connections) == 2

    @pytest.mark.parametrize("answer", ["450 Busy", "550 No such user"])
    def test_the_next_message_goes_after_one_that_was_refused(self, server, answer):
        script, box = server
        script.rcpt = {"chef@prov.example": answer}
        with pytest.raises(DeliveryError):
            hand(box, outgoing())
        hand(box, outgoing("Vice", recipients=("vice@prov.example",)))
        assert [to for to, _ in script.got] == [("vice@prov.example", OWN)]

    @pytest.mark.parametrize("answer", ["451 Later", "554 Spam", "421 Closing"])
    def test_the_next_message_goes_after_a_text_that_was_refused(self, server, answer):
        script, box = server
        script.data = [answer]
        with pytest.raises(DeliveryError):
            hand(box, outgoing())
        hand(box, outgoing("Vice"))
        assert len(script.got) == 1

    def test_an_address_that_smtp_cannot_carry_stops_nobody_else(self, server):
        script, box = server
        with pytest.raises(DeliveryError) as told:
            hand(box, replace(outgoing(), recipients=(("åsa@prov.example", "Åsa"),)))
        assert told.value.permanent
        hand(box, outgoing("Vice"))
        assert len(script.got) == 1

    def test_a_server_that_is_down_is_a_passing_failure(self):
        box = SmtpOutbox(f"smtp://127.0.0.1:{free_port()}", SENDER, timeout=2)
        with pytest.raises(DeliveryError, match="no_answer") as told:
            hand(box, outgoing())
        assert not told.value.permanent


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return make_authority(tmp_path_factory.mktemp("ca"))


class TestSmtpLogin:
    def options(self, script, context):
        return {"tls_context": context, "require_starttls": True, "authenticator": script.authenticate}

    def test_starttls_then_login_then_mail(self, authority, monkeypatch):
        trusted, context = authority
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        script = Script()
        with serving(script, **self.options(script, context)) as port:
            box = SmtpOutbox(f"smtp://p%C3%A5minn%40prov:hemligt@127.0.0.1:{port}", SENDER, timeout=5)
            hand(box, outgoing())
            hand(box, outgoing("Vice"))
            box.close()
        assert set(script.logins) == {("påminn@prov", "hemligt")}
        assert len(script.logins) == 1
        assert script.encrypted == [True, True]

    def test_tls_from_the_first_byte(self, authority, monkeypatch):
        trusted, context = authority
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        script = Script()
        with serving(script, tls=context) as port:
            box = SmtpOutbox(f"smtps://127.0.0.1:{port}", SENDER, timeout=5)
            hand(box, outgoing())
            box.close()
        assert len(script.got) == 1

    def test_a_server_nobody_vouches_for_gets_neither_login_nor_mail(self, authority):
        _, context = authority
        script = Script()
        with serving(script, **self.options(script, context)) as port:
            box = SmtpOutbox(f"smtp://paminn:hemligt@127.0.0.1:{port}", SENDER, timeout=5)
            with pytest.raises(DeliveryError):
                hand(box, outgoing())
            box.close()
        assert (script.logins, script.got) == ([], [])

    def test_a_login_is_never_sent_without_encryption(self):
        script = Script()
        with serving(script, authenticator=script.authenticate, auth_require_tls=False) as port:
            box = SmtpOutbox(f"smtp://paminn:hemligt@127.0.0.1:{port}", SENDER, timeout=5)
            with pytest.raises(DeliveryError, match="no_encryption"):
                hand(box, outgoing())
            box.close()
        assert (script.logins, script.got) == ([], [])

    @pytest.mark.parametrize("password", ["felaktigt", "felåktigt"])
    def test_a_refused_login_is_a_passing_failure_without_the_password(self, authority, monkeypatch, password):
        trusted, context = authority
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        script = Script()
        with serving(script, **self.options(script, context)) as port:
            box = SmtpOutbox(f"smtp://paminn:{quote(password)}@127.0.0.1:{port}", SENDER, timeout=5)
            with pytest.raises(DeliveryError, match="login_refused") as told:
                hand(box, outgoing())
            box.close()
        assert len(script.logins) == 1  # not once for each way to log in: accounts are locked for less
        assert password not in str(told.value)
        assert not told.value.permanent
        assert script.got == []
