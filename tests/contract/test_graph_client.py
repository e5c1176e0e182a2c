"""The Graph client: what is asked again, what never is, and what may reach a log."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import traceback

import pytest
import requests
import trustme

from paminn.channels.graph.client import Doubtful, Refused, Unreachable
from paminn.channels.graph.token import TokenError
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import Cause, Failure
from tests.support.fakegraph.door import ROOT, client, graph_door, process, tokens
from tests.support.fakegraph.entra import SECRET, TOKEN
from tests.support.fakegraph.server import MAILBOX, FakeGraph
from tests.support.houses import outgoing
from tests.support.smtpserver import free_port

pytestmark = pytest.mark.slow


@pytest.fixture
def fake(tmp_path):
    with FakeGraph(0, tmp_path / "ca.pem") as graph:
        yield graph


@pytest.fixture
def graph(fake):
    made = client(fake)
    yield made
    made.close()


BROKEN = [{"status": 500}, {"status": 503, "retry_after": "1"}, {"status": 504}, {"drop": True}]
NAMES = ["500", "503", "504", "reset"]


def post(graph) -> None:
    graph.post("messages", body={"subject": "x"})


class TestAskingAgain:
    @pytest.mark.parametrize("fault", BROKEN, ids=NAMES)
    def test_what_only_reads_is_asked_again(self, fake, graph, fault):
        fake.fault("list", **fault, times=3)
        assert graph.get("messages")["value"] == []
        assert fake.count("list") == 4

    @pytest.mark.parametrize("fault", BROKEN, ids=NAMES)
    def test_but_not_for_ever(self, fake, graph, fault):
        fake.fault("list", **fault, times=9)
        with pytest.raises(Unreachable):
            graph.get("messages")
        assert fake.count("list") == 4

    @pytest.mark.parametrize("done", [False, True], ids=["not done", "done"])
    @pytest.mark.parametrize("fault", BROKEN, ids=NAMES)
    def test_what_is_removed_is_asked_again_until_it_is_gone(self, fake, graph, fault, done):
        fake.mailbox.to_trash = False
        draft = graph.post("messages", body={"subject": "x"})
        fake.fault("delete", **fault, done=done)
        assert graph.delete("messages", draft["id"]) is not done
        assert (fake.count("delete"), fake.drafts()) == (2, [])

    @pytest.mark.parametrize("done", [False, True], ids=["not done", "done"])
    @pytest.mark.parametrize("fault", BROKEN, ids=NAMES)
    def test_what_changes_something_leaves_once(self, fake, graph, fault, done):
        fake.fault("create", **fault, done=done)
        with pytest.raises(Doubtful):
            post(graph)
        assert fake.count("create") == 1
        assert len(fake.drafts()) == done

    def test_a_post_that_is_not_answered_in_time_leaves_once(self, fake):
        fake.fault("create", status=504, hang=5)
        graph = client(fake, timeout=(2, 0.2))
        with pytest.raises(Doubtful):
            post(graph)
        graph.close()
        assert fake.count("create") == 0  # the fake still holds it
        assert fake.busiest == 1

    def test_throttled_it_waits_as_long_as_it_is_asked_to_but_not_for_hours(self, fake):
        waited: list[float] = []
        graph = client(fake, sleep=waited.append)
        for asked in ("3", "300"):
            fake.fault("create", status=429, retry_after=asked)
        post(graph)
        assert waited == [3, 300]
        fake.fault("create", status=429, retry_after="301")
        with pytest.raises(Refused) as told:
            post(graph)
        graph.close()
        assert (told.value.status, told.value.permanent, len(waited)) == (429, False, 2)

    def test_nor_for_longer_than_the_mail_or_the_run_may_wait(self, fake):
        waited: list[float] = []
        budget = [20.0]

        def sleep(seconds: float) -> None:
            waited.append(seconds)
            budget[0] -= seconds

        graph = client(fake, sleep=sleep, left=lambda: budget[0])
        for _ in range(3):
            fake.fault("create", status=429, retry_after="9")
        with pytest.raises(Refused, match="429"):
            post(graph)
        graph.close()
        assert waited == [9, 9]

    def test_what_is_asked_again_is_not_asked_when_the_time_is_out(self, fake):
        graph = client(fake, sleep=lambda seconds: pytest.fail("nobody waits any more"), left=lambda: 0)
        fake.fault("list", status=503)
        with pytest.raises(Unreachable):
            graph.get("messages")
        graph.close()

    @pytest.mark.parametrize("asked", ["", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "soon"])
    def test_throttled_without_a_number_it_waits_a_while(self, fake, asked):
        waited: list[float] = []
        graph = client(fake, sleep=waited.append)
        fake.fault("list", status=429, retry_after=asked)
        graph.get("messages")
        graph.close()
        assert waited == [10]

    def test_only_two_requests_are_under_way_at_once(self, fake, graph):
        fake.fault("list", hang=0.05, times=8)
        threads = [threading.Thread(target=graph.get, args=("messages",)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (fake.count("list"), fake.busiest) == (8, 2)

    def test_a_server_that_is_not_there_has_got_nothing(self, fake):
        graph = client(fake)
        graph._root = f"https://127.0.0.1:{free_port()}/v1.0"
        with pytest.raises(Unreachable, match="graph_no_answer"):
            post(graph)
        graph.close()


class TestToken:
    def test_a_refused_token_is_renewed_once_and_the_request_made_again(self, fake, graph):
        graph.get("messages")
        fake.entra.expire()
        post(graph)
        assert (fake.count("token"), fake.count("create"), len(fake.drafts())) == (2, 2, 1)

    def test_a_second_refusal_is_the_answer(self, fake, graph):
        fake.fault("create", status=401, code="InvalidAuthenticationToken", times=2)
        with pytest.raises(Refused, match="401 InvalidAuthenticationToken"):
            post(graph)
        assert (fake.count("create"), fake.drafts()) == (2, [])

    def test_what_the_new_token_must_hold_is_asked_for(self, fake, graph):
        challenge = 'Bearer error="insufficient_claims", claims="eyJhIjoxfQ=="'
        fake.fault("list", status=401, challenge=challenge)
        graph.get("messages")
        assert [json.loads(claims) for claims in fake.entra.claims] == [{"a": 1}]

    def test_an_unreadable_challenge_is_only_a_refused_token(self, fake, graph):
        fake.fault("list", status=401, challenge='Bearer claims="w6U="')
        graph.get("messages")
        assert fake.entra.claims == []
        assert fake.count("token") == 2

    def test_a_netrc_file_does_not_take_the_tokens_place(self, fake, graph, tmp_path, monkeypatch):
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login nagon password annan\n")
        (tmp_path / ".netrc").chmod(0o600)
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        assert graph.get("messages")["value"] == []


class TestOneHost:
    def test_a_link_to_another_host_is_not_followed(self, fake, graph):
        body = json.dumps({"value": [], "@odata.nextLink": f"https://127.0.0.1:{free_port()}/v1.0/x"})
        fake.fault("list", status=200, body=body)
        with pytest.raises(Unreachable, match="graph_points_elsewhere"):
            list(graph.pages("messages"))

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    @pytest.mark.parametrize("on", ["list", "create"])
    def test_nothing_is_redirected(self, fake, graph, on, status):
        with FakeGraph(0, fake.ca.with_name("annan.pem")) as other:
            fake.fault(on, status=status, location=f"{other.url}/users/{MAILBOX}/messages")
            with pytest.raises(Refused, match=str(status)):
                graph.get("messages") if on == "list" else post(graph)
            assert other.log == []

    def test_a_server_that_nobody_vouches_for_gets_nothing(self, fake, tmp_path):
        trustme.CA().cert_pem.write_to_path(str(tmp_path / "annan.pem"))
        stranger = tmp_path / "annan.pem"
        graph = client(fake, ca=stranger)
        with pytest.raises(Unreachable, match="graph_certificate_not_trusted"):
            post(graph)
        graph.close()
        graph = client(fake, tokens=tokens(fake, ca=stranger))
        with pytest.raises(TokenError, match="entra_certificate_not_trusted"):
            post(graph)
        graph.close()
        assert [one.operation for one in fake.log] == ["discovery", "token"]

    def test_without_an_authority_of_its_own_the_environments_counts(self, fake, monkeypatch):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(fake.ca))
        graph = client(fake, ca=None, tokens=tokens(fake, ca=None))
        assert graph.get("messages")["value"] == []
        graph.close()

    def test_no_other_port_is_ever_contacted(self, tmp_path):
        """In a process of its own, where every connection is told before it is made."""
        script = """
import sys
from pathlib import Path
sys.path.insert(0, ".")
seen = set()
def told(event, arguments):
    if event == "socket.connect":
        seen.add(arguments[1])
    if event == "socket.getaddrinfo":
        seen.add(tuple(arguments[:2]))
sys.addaudithook(told)
from tests.support.houses import outgoing
from tests.support.fakegraph.door import RemoteGraph, graph_door
from paminn.channels.graph.client import Unreachable
remote = RemoteGraph(int(sys.argv[1]), Path(sys.argv[2]))
box = graph_door(remote)
box.send(outgoing(), lambda *_: None)
box.look(outgoing())
box.close()
print(sorted(seen))
"""
        with process(tmp_path) as remote:
            port = int(remote.root.rpartition(":")[2])
            command = [sys.executable, "-c", script, str(port), str(remote.ca)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == str([("127.0.0.1", port)])


class TestWords:
    @pytest.mark.parametrize(
        ("status", "code", "told", "permanent"),
        [
            (403, "ErrorAccessDenied", Failure(Cause.GRAPH_DENIED, "403 ErrorAccessDenied"), False),
            (404, "ErrorInvalidUser", Failure(Cause.GRAPH_MAILBOX_ABSENT, "404 ErrorInvalidUser"), False),
            (400, "ErrorInvalidRecipients", Failure(Cause.GRAPH_RECIPIENT_REFUSED, "400 ErrorInvalidRecipients"), True),
            (413, "ErrorMessageSizeExceeded", Failure(Cause.GRAPH_REFUSED, "413 ErrorMessageSizeExceeded"), True),
            (409, "anna.andersson@prov.example", Failure(Cause.GRAPH_REFUSED_FOR_NOW, "409"), False),
        ],
    )
    def test_a_refusal_is_told_by_its_code_alone(self, fake, graph, status, code, told, permanent):
        fake.fault("create", status=status, code=code)
        with pytest.raises(Refused) as refused:
            post(graph)
        assert refused.value.failure == told
        assert "prov.example" not in str(refused.value) + repr(refused.value)
        assert refused.value.permanent is permanent

    def test_inner_codes_are_kept_for_those_who_ask(self, fake, graph):
        inner = {"error": {"code": "outer", "innerError": {"innererror": {"code": "no"}, "code": "syncStateNotFound"}}}
        fake.fault("list", status=410, body=json.dumps(inner))
        with pytest.raises(Refused) as refused:
            graph.get("messages")
        assert refused.value.codes == ("outer", "syncStateNotFound", "no")

    @pytest.mark.parametrize("body", ["", "<html>fel</html>", "[]", '{"error": "x"}', '{"error": null}'])
    def test_a_refusal_without_a_code_is_told_by_its_number(self, fake, graph, body):
        fake.fault("create", status=400, body=body)
        with pytest.raises(Refused, match=r"^graph_refused \(400\)$"):
            post(graph)

    def test_what_is_no_json_is_no_answer(self, fake, graph):
        fake.fault("list", status=200, body="<html>")
        with pytest.raises(Unreachable, match="graph_garbled"):
            graph.get("messages")

    def test_no_secret_no_token_and_no_address_of_an_owner_reaches_a_log_or_a_message(self, fake, caplog):
        """Everything that a run with every kind of failure says, at the loudest."""
        caplog.set_level(logging.DEBUG)
        logging.getLogger("msal").setLevel(logging.DEBUG)
        said: list[str] = []

        def tried(box) -> None:
            try:
                box.send(outgoing(), lambda *_: None)
            except (DeliveryError, UnknownOutcome) as error:
                said.extend((repr(error), str(error), *traceback.format_exception(error)))

        for fault in [*BROKEN, {"status": 400, "code": "ErrorInvalidRecipients"}, {"status": 401, "times": 2}]:
            for on in ("list", "create", "send", "token"):
                fake.fault(on, **{"times": 4, **fault})
                box = graph_door(fake)
                tried(box)
                said.append(repr(vars(box)) + repr(vars(box._client)) + repr(vars(box._client._tokens)["_web"]))
                box.close()
                fake.faults.clear()
        fake.entra.refuse = 7000215
        box = graph_door(fake)
        tried(box)
        box.close()
        everything = caplog.text + "\n".join(said)
        assert "AADSTS7000215" in everything
        assert "504" in everything
        for canary in (SECRET, TOKEN, "chef@prov.example"):
            assert canary not in everything


def test_a_bare_session_would_have_followed_and_waited(fake, monkeypatch):
    """Guards the tests above: without our session the redirect is followed."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(fake.ca))
    fake.fault("list", status=307, location=f"{fake.url}/users/{MAILBOX}/mailFolders")
    assert requests.get(f"{fake.url}/users/{MAILBOX}/messages", timeout=5).status_code == 401
    assert [one.operation for one in fake.log] == ["list", "folders"]
