"""A server that says a byte now and then keeps nobody longer than a mail may take, and what may have left is in doubt."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import requests

from paminn.channels.graph.client import Doubtful, GraphClient, Unreachable
from paminn.channels.graph.session import Session
from paminn.channels.imap import ImapMailbox, MailboxError
from paminn.channels.smtp import SmtpOutbox
from paminn.channels.teams import TeamsOutbox
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import Cause
from paminn.patience import Patience
from paminn.reminders.message import Channel, State
from tests.support import dripping
from tests.support.dripping import dripping as serving
from tests.support.houses import SENDER, outgoing
from tests.support.smtpserver import make_authority

pytestmark = pytest.mark.slow

ENOUGH = 0.3  # seconds, while a server may be silent for 60


def nothing(state: State, trace: object = None) -> None:
    pass


def enough() -> float:
    return ENOUGH


@pytest.mark.parametrize("until", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_mail_server_that_drips_before_the_text_has_nothing(until):
    patience = Patience(mail=ENOUGH)
    with serving(dripping.smtp(until)) as port:
        box = SmtpOutbox(f"smtp://127.0.0.1:{port}", SENDER, left=patience.left)
        with pytest.raises(DeliveryError), patience.with_a_mail():
            box.send(outgoing(), nothing)
        box.close()


def test_a_mail_server_that_drips_after_the_text_leaves_a_doubt():
    noted: list[State] = []
    patience = Patience(mail=ENOUGH)
    with serving(dripping.smtp("TEXT")) as port:
        box = SmtpOutbox(f"smtp://127.0.0.1:{port}", SENDER, left=patience.left)
        with pytest.raises(UnknownOutcome) as doubt, patience.with_a_mail():
            box.send(outgoing(), lambda state, trace=None: noted.append(state))
        box.close()
    assert noted == [State.SENDING]
    assert doubt.value.failure.cause in (Cause.CONNECTION_BROKE, Cause.ANSWER_MAKES_NO_SENSE)


def test_what_was_taken_is_taken_however_long_the_farewell_is():
    with serving(dripping.smtp("QUIT")) as port:
        box = SmtpOutbox(f"smtp://127.0.0.1:{port}", SENDER)
        assert box.send(outgoing(), nothing) is State.ACCEPTED
        box.close()


@pytest.mark.parametrize("until", ["GREETING", "CAPABILITY", "LOGIN", "LIST"])
def test_a_mailbox_that_drips_is_one_that_cannot_be_asked(until):
    with serving(dripping.imap(until)) as port:
        mailbox = ImapMailbox(f"imap://paminn:x@127.0.0.1:{port}", answer=enough)
        with pytest.raises(MailboxError) as refused:
            mailbox.holds("<a@prov.example>", "a" * 32)
        mailbox.close()
    assert refused.value.failure.cause is Cause.NO_ANSWER


HALVES = {
    "the first line": b"HTTP/1.1 2",
    "the head": b"HTTP/1.1 200 OK\r\nX-A: ",
    "a body of a length": b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{",
    "a body without": b"HTTP/1.1 200 OK\r\n\r\n{}",
    "a body in pieces": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n{}",
}
halves = pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)


class Known:
    """A token that nobody need ask for."""

    def get(self, scope: str) -> str:
        return "x"

    def close(self) -> None:
        pass


def graph(port: int) -> GraphClient:
    given: dict[str, Callable[[], float]] = {"left": enough, "answer": enough}
    return GraphClient(f"http://127.0.0.1:{port}", SENDER, Known(), **given)  # type: ignore[arg-type]


@halves
def test_what_graph_is_asked_is_not_answered(half):
    with serving(dripping.http(half)) as port:
        client = graph(port)
        with pytest.raises(Unreachable):
            client.content("messages", "1", "$value", limit=9999)
        client.close()


@halves
def test_what_graph_is_told_to_do_is_in_doubt(half):
    with serving(dripping.http(half)) as port:
        client = graph(port)
        with pytest.raises(Doubtful):
            client.post("messages", "1", "send")
        client.close()


@pytest.mark.parametrize("half", [HALVES["the first line"], HALVES["the head"]])
def test_a_card_is_in_doubt_and_no_other_is_tried(half):
    with serving(dripping.http(half)) as port:
        door = TeamsOutbox(f"http://127.0.0.1:{port}", answer=enough)
        card = outgoing(channel=Channel.TEAMS)
        with pytest.raises(UnknownOutcome):
            door.send(card, nothing)
        with pytest.raises(DeliveryError):
            door.send(card, nothing)
        door.close()


@halves
def test_whoever_asks_gets_no_half_answer(half):
    with serving(dripping.http(half)) as port, Session(left=enough) as web, pytest.raises(requests.RequestException):
        web.get(f"http://127.0.0.1:{port}")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return make_authority(tmp_path_factory.mktemp("ca"))


@halves
def test_nor_when_it_is_encrypted(half, authority):
    trusted, context = authority
    with (
        serving(dripping.http(half), context) as port,
        Session(trusted, left=enough) as web,
        pytest.raises(requests.RequestException),
    ):
        web.get(f"https://127.0.0.1:{port}")


@pytest.mark.parametrize("until", ["GREETING", "TEXT"])
def test_nor_does_an_encrypted_mail_server_keep_anybody(until, authority, monkeypatch):
    trusted, context = authority
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving(dripping.smtp(until), context) as port:
        box = SmtpOutbox(f"smtps://127.0.0.1:{port}", SENDER, left=enough)
        with pytest.raises((DeliveryError, UnknownOutcome)):
            box.send(outgoing(), nothing)
        box.close()


def test_one_that_is_done_in_time_is_let_be():
    """The limit of one mail is not that of the next on the same line."""
    patience = Patience(mail=ENOUGH)
    with serving(dripping.smtp("nothing")) as port:
        box = SmtpOutbox(f"smtp://127.0.0.1:{port}", SENDER, left=patience.left)
        for owner in ("Chef", "Vice"):
            with patience.with_a_mail():
                assert box.send(outgoing(owner), nothing) is State.ACCEPTED
            time.sleep(ENOUGH)
        box.close()
