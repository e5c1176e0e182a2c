"""Answers read through Microsoft Graph, against a fake that does what the real one has been seen to do."""

from __future__ import annotations

import json
import traceback

import pytest

from paminn.channels.graph.inbox import GraphInbox
from paminn.errors import StorageError
from tests.support.fakegraph.door import client, short
from tests.support.fakegraph.entra import TOKEN
from tests.support.fakegraph.server import MAILBOX, FakeGraph
from tests.support.houses import reply

pytestmark = pytest.mark.slow

PASSING = [{"status": 429, "retry_after": "1"}, {"status": 503, "retry_after": "1"}, {"status": 504}, {"drop": True},
           {"cut": True}, {"status": 401, "code": "InvalidAuthenticationToken"}]  # fmt: skip
PASSING_NAMES = ["429", "503", "504", "reset", "cut off", "token"]


@pytest.fixture
def fake(tmp_path):
    with FakeGraph(0, tmp_path / "ca.pem") as graph:
        yield graph


@pytest.fixture
def opened(fake):
    """Makes inboxes over one connection each, with what is asked for."""
    made = []

    def open_inbox(limit: int = 25_000_000, **named) -> GraphInbox:
        made.append(client(fake, **named))
        return GraphInbox(made[-1], limit, sleep=short)

    yield open_inbox
    for one in made:
        one.close()


@pytest.fixture
def inbox(opened):
    return opened()


def fill(fake, count: int) -> list[bytes]:
    mails = [reply(f"Svar {number}.", message_id=f"<{number}@prov.example>") for number in range(count)]
    for raw in mails:
        fake.mailbox.receive(raw)
    return mails


def raws(inbox) -> list[bytes]:
    return [incoming.raw for incoming in inbox.unread()]


class TestTheRound:
    def test_pages_are_large(self, fake, inbox):
        fake.service.page, fake.service.most = 1, 20
        mails = fill(fake, 25)
        assert raws(inbox) == mails
        assert fake.count("delta") == 2

    @pytest.mark.parametrize("on", ["delta", "value", "get", "move", "folder", "folders", "new-folder"])
    @pytest.mark.parametrize("fault", PASSING, ids=PASSING_NAMES)
    def test_what_passes_is_waited_out_wherever_it_comes(self, fake, inbox, fault, on):
        fake.service.most = 2
        mails = fill(fake, 5)
        fake.fault(on, **fault, skip=int(on not in ("folder", "folders", "new-folder")))
        for number, incoming in enumerate(inbox.unread()):
            assert incoming.raw == mails[number]
            inbox.file(incoming, "klart")
        assert not fake.faults, "the fault was never met"
        assert fake.mailbox.lying("klart") == mails
        assert fake.mailbox.lying("inbox") == []

    def test_tokens_may_end_all_the_time(self, fake, inbox):
        fake.service.most, fake.entra.uses = 2, 2
        mails = fill(fake, 5)
        for incoming in inbox.unread():
            inbox.file(incoming, "klart")
        assert fake.mailbox.lying("klart") == mails
        assert fake.count("token") > 5

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (410, {"error": {"code": "SyncStateNotFound"}}),
            (410, {}),
            (404, {"error": {"code": "syncStateNotFound"}}),
            (400, {"error": {"code": "badRequest", "innerError": {"code": "resyncRequired"}}}),
        ],
    )
    def test_a_round_that_the_server_has_forgotten_is_begun_anew(self, fake, inbox, status, body):
        fake.service.most = 2
        mails = fill(fake, 5)
        fake.fault("delta", status=status, body=json.dumps(body), skip=1)
        assert raws(inbox) == mails
        assert fake.count("delta") == 2 + 3

    def test_but_not_for_ever_and_the_next_run_reads_all(self, fake, inbox):
        fake.service.most = 2
        mails = fill(fake, 5)
        for _ in range(3):
            fake.fault("delta", status=410, code="SyncStateNotFound", skip=1)
        with pytest.raises(StorageError, match=r"nekade \(410 SyncStateNotFound\). Kontrollera med paminn doctor"):
            list(inbox.unread())
        assert raws(inbox) == mails

    def test_what_leaves_between_two_pages_is_not_read_and_what_stays_is(self, fake, opened):
        fake.service.most = 2
        mails = fill(fake, 5)
        fake.fault("delta", status=503, skip=1)
        last_told = fake.mailbox.items[0]
        inbox = opened(sleep=lambda _: fake.mailbox.drag(last_told, "deleteditems"))
        assert raws(inbox) == mails[1:]

    def test_a_mail_that_is_told_and_then_untold_is_not_asked_for(self, fake, inbox):
        fill(fake, 1)
        (item,) = fake.mailbox.items
        row = {"id": item.immutable, "receivedDateTime": "2026-06-01T06:00:00Z"}
        told = [row, {"id": item.immutable, "@removed": {"reason": "deleted"}}]
        fake.fault("delta", status=200, body=json.dumps({"value": told}))
        assert list(inbox.unread()) == []
        assert fake.count("value") == 0

    def test_an_empty_page_is_not_the_end(self, fake, inbox):
        mails = fill(fake, 1)
        following = f"{fake.url}/users/{MAILBOX}/mailFolders/inbox/messages/delta"
        fake.fault("delta", status=200, body=json.dumps({"value": [], "@odata.nextLink": following}))
        assert raws(inbox) == mails

    @pytest.mark.parametrize("body", ["{}", '{"value": [3]}', '{"value": [{"x": 1}]}', "<html>", ""])
    def test_an_answer_that_is_none_is_not_an_empty_inbox(self, fake, inbox, body):
        fake.fault("delta", status=200, body=body)
        with pytest.raises(StorageError, match="annat än väntat"):
            list(inbox.unread())

    def test_only_the_inbox_is_read(self, fake, inbox):
        for folder in ("sentitems", "drafts", "deleteditems"):
            fake.mailbox.receive(reply("Inte ett svar."), folder)
        assert list(inbox.unread()) == []

    def test_a_mail_that_a_person_moves_back_is_read_again(self, fake, inbox):
        (raw,) = fill(fake, 1)
        (incoming,) = inbox.unread()
        inbox.file(incoming, "klart")
        assert list(inbox.unread()) == []
        fake.mailbox.drag(fake.mailbox.items[0], "inbox")
        assert raws(inbox) == [raw]


class TestReading:
    def test_a_mail_is_named_by_the_id_that_stays_and_by_its_thread(self, fake, inbox):
        fill(fake, 2)
        found = [(one.id, one.conversation) for one in inbox.unread()]
        assert found == [(item.immutable, item.conversation) for item in fake.mailbox.items]

    def test_a_mail_above_the_limit_is_its_first_bytes_and_the_rest_stays_in_the_mailbox(self, fake, opened):
        whole = b"0123456789" * 1_000_000
        fake.mailbox.receive(whole)
        fake.fault("value", cut=True)  # in the middle: nobody waits for that
        inbox = opened(limit=15)
        (incoming,) = inbox.unread()
        assert fake.count("value") == 1
        assert incoming.raw == b"012345678901234"
        inbox.file(incoming, "klart")
        assert fake.mailbox.lying("klart") == [whole]

    def test_a_mail_that_somebody_took_away_meanwhile_is_passed_by(self, fake, inbox):
        mails = fill(fake, 3)
        reading = inbox.unread()
        assert next(reading).raw == mails[0]
        del fake.mailbox.items[1]
        assert [incoming.raw for incoming in reading] == mails[2:]

    @pytest.mark.parametrize(
        "fault", [{"status": 500, "times": 4}, {"status": 400}, {"status": 404}, {"cut": True, "times": 4}]
    )
    def test_one_that_graph_cannot_give_keeps_none_back_and_is_told_at_the_end(self, fake, inbox, fault):
        mails = fill(fake, 3)
        fake.fault("value", **fault, skip=1)
        read: list[bytes] = []
        with pytest.raises(StorageError, match=r"kunde inte lämna ut 1 av mejlen i inkorgen. De ligger kvar."):
            read.extend(incoming.raw for incoming in inbox.unread())
        assert read == [mails[0], mails[2]]
        assert raws(inbox) == mails

    def test_when_the_mailbox_stops_answering_the_rest_is_left_for_the_next_run(self, fake, inbox):
        mails = fill(fake, 5)
        reading = inbox.unread()
        next(reading)
        fake.fault("*", status=503, times=8)
        with pytest.raises(StorageError, match=r"svarar inte som det ska \(503\)"):
            next(reading)
        assert fake.count("value") == 1 + 4
        assert raws(inbox) == mails


class TestFiling:
    @pytest.fixture
    def mail(self, fake, inbox):
        fill(fake, 1)
        (incoming,) = inbox.unread()
        fake.log.clear()
        return incoming

    def test_the_folder_lies_beside_the_inbox_where_imap_has_it_too(self, fake, inbox, mail):
        inbox.file(mail, "klart")
        (made,) = [one for one, name in fake.mailbox.folders.items() if name == "klart"]
        assert fake.mailbox.parents[made] == ""

    def test_a_folder_on_a_later_page_is_found_in_any_case(self, fake, inbox, mail):
        fake.service.most = 2
        fake.mailbox.add_folder("Klart")
        inbox.file(mail, "KLART")
        assert len(fake.mailbox.lying("Klart")) == 1
        assert fake.count("new-folder") == 0

    def test_the_folder_is_looked_for_once_a_run(self, fake, inbox, mail):
        fill(fake, 2)
        for incoming in inbox.unread():
            inbox.file(incoming, "klart")
        assert (fake.count("new-folder"), fake.count("folders"), fake.count("folder")) == (1, 2, 1)

    @pytest.mark.parametrize("fault", [{"status": 503}, {"status": 504}, {"drop": True}], ids=["503", "504", "reset"])
    @pytest.mark.parametrize("done", [False, True], ids=["not done", "done"])
    @pytest.mark.parametrize("on", ["move", "new-folder"])
    def test_what_is_in_doubt_is_looked_at_and_done_once(self, fake, inbox, mail, on, fault, done):
        fake.fault(on, **fault, done=done)
        inbox.file(mail, "klart")
        assert fake.mailbox.lying("klart") == [mail.raw]
        assert fake.mailbox.lying("inbox") == []
        assert len(fake.mailbox.items) == 1
        assert list(fake.mailbox.folders.values()).count("klart") == 1

    def test_somebody_else_may_make_the_folder_at_the_same_time(self, fake, inbox, mail):
        fake.fault("new-folder", status=409, code="ErrorFolderExists", done=True)
        inbox.file(mail, "klart")
        assert fake.mailbox.lying("klart") == [mail.raw]

    @pytest.mark.parametrize("on", ["move", "new-folder"])
    def test_what_never_succeeds_is_one_sentence_and_the_mail_stays(self, fake, inbox, mail, on):
        fake.fault(on, status=503, times=9)
        with pytest.raises(StorageError, match=r"gick inte att .+ Kontrollera med paminn doctor. Kör sedan igen."):
            inbox.file(mail, "klart")
        assert fake.mailbox.lying("inbox") == [mail.raw]
        assert fake.count(on) == 3

    @pytest.mark.parametrize(
        ("code", "told"), [("ErrorAccessDenied", "PAMINN_GRAPH_MAILBOX"), ("ErrorQuotaExceeded", "Brevlådan är full")]
    )
    @pytest.mark.parametrize("on", ["move", "new-folder"])
    def test_a_refusal_is_told_by_its_reason(self, fake, inbox, mail, on, code, told):
        fake.fault(on, status=403, code=code)
        with pytest.raises(StorageError, match=told):
            inbox.file(mail, "klart")
        assert fake.mailbox.lying("inbox") == [mail.raw]

    def test_a_mail_that_a_person_has_put_elsewhere_stays_there_and_is_not_doubled(self, fake, inbox, mail):
        fake.mailbox.add_folder("Viktigt")
        (important,) = [one for one, name in fake.mailbox.folders.items() if name == "Viktigt"]
        fake.mailbox.drag(fake.mailbox.items[0], important)
        inbox.file(mail, "klart")
        assert fake.mailbox.lying("Viktigt") == [mail.raw]
        assert len(fake.mailbox.items) == 1

    def test_a_folder_that_somebody_removed_is_made_anew_the_next_run(self, fake, inbox, mail, opened):
        inbox.file(mail, "klart")
        fill(fake, 1)
        (second,) = inbox.unread()
        (made,) = [one for one, name in fake.mailbox.folders.items() if name == "klart"]
        del fake.mailbox.folders[made]
        with pytest.raises(StorageError, match="404"):
            inbox.file(second, "klart")
        opened().file(second, "klart")
        assert fake.mailbox.lying("klart") == [second.raw]


def test_no_address_and_no_token_is_in_what_is_told(fake, opened):
    """Graph's own words hold addresses, and the fake's always do."""
    fill(fake, 1)
    said = []
    for on in ("delta", "value", "get", "move", "folder", "folders", "new-folder", "token"):
        for fault in ({"status": 400}, {"status": 403, "code": "ErrorAccessDenied"}, {"status": 503, "times": 9}):
            fake.fault(on, **fault)
            inbox = opened()
            try:
                for incoming in inbox.unread():
                    inbox.file(incoming, f"klart {len(said)}")
            except StorageError as error:
                said.extend((str(error), repr(error), *traceback.format_exception(error)))
            fake.faults.clear()
            for item in fake.mailbox.items:
                item.folder = fake.mailbox.known["inbox"]
    assert len(said) > 100
    for canary in (MAILBOX, TOKEN, "chef@prov.example", "Svar 0."):
        assert canary not in "".join(said)
