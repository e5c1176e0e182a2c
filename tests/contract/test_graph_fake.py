"""The fake Graph itself: it must do what the real one has been seen to do, and refuse what the real one refuses."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import requests

from paminn.channels.graph.session import Session
from tests.support.fakegraph.door import process, tokens
from tests.support.fakegraph.entra import CLIENT, FLOW, SECRET, TENANT
from tests.support.fakegraph.server import AT_ONCE, MAILBOX, FakeGraph, Seen
from tests.support.houses import reply

pytestmark = pytest.mark.slow

PROPERTY = "String {8ECCC264-6880-4EBE-992F-8888D2EEAA1D} Name provNyckel"
IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}
TO = [{"emailAddress": {"address": "chef@prov.example", "name": "Chef"}}]
FILE = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.ics", "contentBytes": "eA=="}


@pytest.fixture
def fake(tmp_path):
    with FakeGraph(0, tmp_path / "ca.pem") as graph:
        yield graph


class Caller:
    """A client that tries nothing twice and judges nothing."""

    def __init__(self, fake: FakeGraph, timeout: tuple[float, float] = (5, 5)) -> None:
        self.web, self.fake = Session(fake.ca, timeout), fake
        made = tokens(fake)
        self.web.headers["Authorization"] = f"Bearer {made.get(f'{fake.root}/.default')}"
        made.close()
        fake.log.clear()

    def __call__(self, method: str, path: str, body=None, **named) -> requests.Response:
        url = path if path.startswith("https:") else f"{self.fake.url}/users/{MAILBOX}/{path}"
        return self.web.request(method, url, json=body, **named)

    def draft(self, **body) -> dict:
        answer = self("POST", "messages", {"subject": "Prov", "toRecipients": TO, **body}, headers=IMMUTABLE)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def found(self, value: str, name: str = PROPERTY) -> list[dict]:
        asked = f"singleValueExtendedProperties/Any(ep: ep/id eq '{name}' and ep/value eq '{value}')"
        return self("GET", "messages", params={"$filter": asked}, headers=IMMUTABLE).json()["value"]


@pytest.fixture
def call(fake):
    made = Caller(fake)
    yield made
    made.web.close()


def code(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


class TestTheContract:
    @pytest.mark.parametrize(
        "body",
        [
            {"subjekt": "x"},
            {"subject": 1},
            {"importance": "urgent"},
            {"isRead": "true"},
            {"isDraft": False},
            {"id": "x"},
            {"internetMessageId": "<a@b>"},
            {"toRecipients": [{"address": "chef@prov.example"}]},
            {"toRecipients": ["chef@prov.example"]},
            {"toRecipients": [{"emailAddress": {"address": "ingen adress"}}]},
            {"toRecipients": TO[0]},
            {"body": "text"},
            {"body": {"contentType": "markdown", "content": "x"}},
            {"body": {"contentType": "text"}},
            {"attachments": [{name: value for name, value in FILE.items() if name != "@odata.type"}]},
            {"attachments": [{**FILE, "contentBytes": "inte base64!"}]},
            {"attachments": [{**FILE, "isInline": "false"}]},
            {"attachments": [{**FILE, "@odata.type": "#microsoft.graph.attachment"}]},
            {"singleValueExtendedProperties": [{"id": "provNyckel", "value": "x"}]},
            {"singleValueExtendedProperties": [{"id": PROPERTY, "value": 1}]},
            {"singleValueExtendedProperties": [{"id": PROPERTY.replace("Name", "Namn"), "value": "x"}]},
        ],
        ids=json.dumps,
    )
    def test_a_draft_of_another_shape_is_refused(self, call, body):
        assert code(call("POST", "messages", {"subject": "x", **body})) == (400, "RequestBodyRead")
        assert call.fake.drafts() == []

    def test_what_has_the_right_shape_is_taken(self, call):
        call.draft(
            importance="low",
            body={"contentType": "HTML", "content": "<p>x</p>"},
            attachments=[{**FILE, "contentType": "text/calendar", "isInline": False}],
            singleValueExtendedProperties=[{"id": PROPERTY, "value": "x"}, {"id": "String 0x1042", "value": "x"}],
            internetMessageHeaders=[{"name": f"x-{number}", "value": "v"} for number in range(5)],
            **{"from": {"emailAddress": {"address": MAILBOX}}},
        )
        assert call.fake.drafts() == ["Prov"]

    @pytest.mark.parametrize(
        ("headers", "refused"),
        [
            ([{"name": "Auto-Submitted", "value": "x"}], "InvalidInternetMessageHeader"),
            ([{"name": f"x-{n}", "value": "x"} for n in range(6)], "InvalidInternetMessageHeaderCollection"),
        ],
    )
    def test_only_five_headers_and_only_of_our_own(self, call, headers, refused):
        assert code(call("POST", "messages", {"internetMessageHeaders": headers})) == (400, refused)

    def test_a_body_without_its_type_is_refused(self, call):
        assert call("POST", "messages", data=b'{"subject": "x"}').status_code == 415

    def test_send_mail_is_as_strict(self, call):
        assert code(call("POST", "sendMail", {"subject": "x"})) == (400, "RequestBodyRead")
        wrapped = {"message": {"subject": "x", "toRecipients": TO}}
        assert code(call("POST", "sendMail", {**wrapped, "saveToSentItems": "false"})) == (400, "RequestBodyRead")
        assert call("POST", "sendMail", wrapped).status_code == 202
        assert call("POST", "sendMail", {**wrapped, "saveToSentItems": False}).status_code == 202
        assert len(call.fake.mailbox.delivered) == 2
        assert len(call.fake.mailbox.in_folder(call.fake.mailbox.known["sentitems"])) == 1

    def test_somebody_elses_name_is_refused(self, call):
        body = {"subject": "x", "from": {"emailAddress": {"address": "chef@prov.example"}}}
        assert code(call("POST", "messages", body)) == (403, "ErrorSendAsDenied")

    def test_without_recipients_nothing_is_sent(self, call):
        draft = call.draft(toRecipients=[])
        assert code(call("POST", f"messages/{draft['id']}/send")) == (400, "ErrorInvalidRecipients")

    def test_sending_takes_an_empty_body_of_a_told_length(self, call):
        draft = call.draft()
        assert call("POST", f"messages/{draft['id']}/send", {}).status_code == 411
        assert call("POST", f"messages/{draft['id']}/send").status_code == 202

    @pytest.mark.parametrize("query", ["$søk=x", "$top=0", "$top=1001", "$filter=subject eq 'x'", "$top=x", "token=1"])
    def test_an_unknown_question_is_refused(self, call, query):
        call.draft()
        assert call("GET", f"messages?{query}").status_code == 400

    @pytest.mark.parametrize("path", ["messages/x", "messages/x/$value", "mailFolders/x", "mailFolders/x/messages"])
    def test_what_is_not_there_is_not_found(self, call, path):
        assert code(call("GET", path)) == (404, "ErrorItemNotFound")

    @pytest.mark.parametrize("path", ["kalender", "messages/x/y/z"])
    def test_an_unknown_address_is_not_found(self, call, path):
        assert code(call("GET", path)) == (404, "ResourceNotFound")


class TestEntra:
    def test_without_a_token_nothing_is_answered(self, call):
        for header in ("", "Bearer ", "Bearer gissat", "Basic abc"):
            answer = call("POST", "messages", {"subject": "x"}, headers={"Authorization": header})
            assert code(answer) == (401, "InvalidAuthenticationToken")
        assert call.fake.drafts() == []

    def test_a_token_for_another_service_does_not_do(self, call):
        made = tokens(call.fake)
        header = {"Authorization": f"Bearer {made.get(FLOW)}"}
        made.close()
        assert call("GET", "messages", headers=header).status_code == 401

    def test_another_mailbox_is_refused(self, call):
        answer = call("GET", f"{call.fake.url}/users/annan@prov.example/messages")
        assert code(answer) == (403, "ErrorAccessDenied")
        assert call("GET", f"{call.fake.url}/users/{MAILBOX.upper()}/messages").status_code == 200

    def test_a_token_lasts_its_number_of_uses(self, fake):
        fake.entra.uses = 2
        call = Caller(fake)
        assert [call("GET", "messages").status_code for _ in range(3)] == [200, 200, 401]
        call.web.close()

    def test_tokens_can_end_all_at_once(self, call):
        call.fake.entra.expire()
        assert call("GET", "messages").status_code == 401

    @pytest.mark.parametrize(
        ("wrong", "aadsts"),
        [
            ({"client_secret": "fel"}, 7000215),
            ({"client_secret": ""}, 7000218),
            ({"client_id": "fel"}, 700016),
            ({"scope": "https://graph.microsoft.com/Mail.Send"}, 1002012),
            ({"scope": "https://annat.example/.default"}, 500011),
            ({"grant_type": "password"}, 70003),
            ({"client_assertion": "a.b.c", "client_assertion_type": "x"}, 700027),
        ],
    )
    def test_a_wrong_request_for_a_token_is_refused(self, call, wrong, aadsts):
        form = {
            "grant_type": "client_credentials",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "scope": f"{call.fake.root}/.default",
            **wrong,
        }
        answer = call.web.post(f"{call.fake.root}/{TENANT}/oauth2/v2.0/token", data=form)
        assert answer.status_code in (400, 401)
        assert answer.json()["error_codes"] == [aadsts]


class TestDraftsAndSentItems:
    def test_what_is_sent_has_a_new_id_but_keeps_its_other_names(self, call):
        draft = call.draft(singleValueExtendedProperties=[{"id": PROPERTY, "value": "abc"}])
        assert call("POST", f"messages/{draft['id']}/send").status_code == 202
        assert code(call("GET", f"messages/{draft['id']}")) == (404, "ErrorItemNotFound")
        (sent,) = call.found("abc")
        assert sent["isDraft"] is False
        assert sent["id"] != draft["id"]
        names = ("internetMessageId", "conversationId")
        assert [sent[name] for name in names] == [draft[name] for name in names]
        assert code(call("POST", f"messages/{sent['id']}/send")) == (400, "ErrorInvalidRequest")

    def test_or_keeps_its_id_as_the_documentation_says(self, call):
        call.fake.mailbox.id_changes = False
        draft = call.draft()
        call("POST", f"messages/{draft['id']}/send")
        assert call("GET", f"messages/{draft['id']}").json()["isDraft"] is False

    def test_the_copy_comes_late(self, call):
        call.fake.mailbox.lag = 0.15
        draft = call.draft(singleValueExtendedProperties=[{"id": PROPERTY, "value": "abc"}])
        call("POST", f"messages/{draft['id']}/send")
        assert (call.found("abc"), len(call.fake.mailbox.delivered)) == ([], 1)
        time.sleep(0.2)
        assert [one["isDraft"] for one in call.found("abc")] == [False]

    def test_what_is_on_its_way_still_looks_like_a_draft_and_sent_again_it_is_two(self, call):
        call.fake.mailbox.pickup = 0.15
        draft = call.draft(singleValueExtendedProperties=[{"id": PROPERTY, "value": "abc"}])
        for _ in range(2):
            assert call("POST", f"messages/{draft['id']}/send").status_code == 202
        assert [one["isDraft"] for one in call.found("abc")] == [True]
        time.sleep(0.2)
        assert [one["isDraft"] for one in call.found("abc")] == [False, False]
        assert len(call.fake.mailbox.delivered) == 2

    @pytest.mark.parametrize(("again", "told"), [(400, "ErrorInvalidRequest"), (404, "ErrorItemNotFound")])
    def test_or_what_is_on_its_way_is_refused_the_second_time_while_it_lies_there_still(self, call, again, told):
        call.fake.mailbox.pickup, call.fake.mailbox.again = 0.15, again
        draft = call.draft(singleValueExtendedProperties=[{"id": PROPERTY, "value": "abc"}])
        assert call("POST", f"messages/{draft['id']}/send").status_code == 202
        assert code(call("POST", f"messages/{draft['id']}/send")) == (again, told)
        assert [one["isDraft"] for one in call.found("abc")] == [True]
        time.sleep(0.2)
        assert [one["isDraft"] for one in call.found("abc")] == [False]
        assert len(call.fake.mailbox.delivered) == 1

    def test_a_draft_that_has_not_been_sent_is_sent_whatever_a_second_time_meets(self, call):
        call.fake.mailbox.again = 404
        draft = call.draft()
        assert call("POST", f"messages/{draft['id']}/send").status_code == 202

    def test_how_long_it_lies_there_and_is_on_its_way_can_be_another_for_each(self, call):
        mailbox = call.fake.mailbox
        mailbox.pickup, mailbox.lag = (10, 20), (30, 60)
        for _ in range(20):
            draft = call.draft()
            assert call("POST", f"messages/{draft['id']}/send").status_code == 202
        now = time.monotonic()
        lies = [item.gone_from - now for item in mailbox.items if item.left]
        under_way = [item.visible_from - now for item in mailbox.items if not item.draft]
        assert len(set(lies)) == len(set(under_way)) == 20
        assert 5 < min(lies) < max(lies) <= 20
        assert 35 < min(under_way) < max(under_way) <= 80

    def test_the_value_is_found_in_any_case_but_the_name_only_in_its_own(self, call):
        draft = call.draft(singleValueExtendedProperties=[{"id": PROPERTY, "value": "aBc"}])
        assert [one["id"] for one in call.found("AbC")] == [draft["id"]]
        assert call.found("abc", PROPERTY.replace("8ECCC264", "8eccc264")) != []
        assert call.found("abc", PROPERTY.replace("provNyckel", "provnyckel")) == []
        assert call.found("abcd") == []

    def test_the_property_is_not_told(self, call):
        assert "hemlig" not in json.dumps(
            call.draft(singleValueExtendedProperties=[{"id": PROPERTY, "value": "hemlig"}])
        )
        assert "hemlig" not in json.dumps(call.found("hemlig"))

    def test_the_headers_of_what_we_sent_are_hidden_and_those_of_others_told(self, call):
        draft = call.draft(internetMessageHeaders=[{"name": "x-prov", "value": "v"}])
        call("POST", f"messages/{draft['id']}/send")
        call.fake.mailbox.receive(reply("Hej"))
        rows = call("GET", "messages", params={"$select": "subject,internetMessageHeaders"}).json()["value"]
        told = {row["subject"]: row.get("internetMessageHeaders") for row in rows}
        assert told["Prov"] is None
        assert {"name": "From", "value": "Chef <chef@prov.example>"} in told["SV: Påminnelse"]

    def test_deleting_is_to_the_bin_first(self, call):
        draft = call.draft()
        trash = call("GET", "mailFolders/deleteditems").json()["id"]
        assert call("DELETE", f"messages/{draft['id']}").status_code == 204
        (row,) = call("GET", "messages").json()["value"]
        assert (row["parentFolderId"], row["isDraft"]) == (trash, True)
        assert call.fake.drafts() == []
        assert call("DELETE", f"messages/{draft['id']}").status_code == 204
        assert call("GET", "messages").json()["value"] == []
        assert call("DELETE", f"messages/{draft['id']}").status_code == 404

    def test_or_for_good(self, call):
        call.fake.mailbox.to_trash = False
        call("DELETE", f"messages/{call.draft()['id']}")
        assert call("GET", "messages").json()["value"] == []

    def test_a_list_comes_in_pages_that_name_the_next(self, call):
        names = {call.draft(subject=str(number))["subject"] for number in range(12)}
        first = call("GET", "messages", params={"$select": "subject"}).json()
        assert len(first["value"]) == 10
        second = call("GET", first["@odata.nextLink"]).json()
        assert "@odata.nextLink" not in second
        rows = first["value"] + second["value"]
        assert {row["subject"] for row in rows} == names
        assert all(set(row) == {"id", "subject", "@odata.etag"} for row in rows)


class TestTheInbox:
    def receive(self, call, *numbers: int) -> None:
        for number in numbers:
            call.fake.mailbox.receive(reply(f"Svar {number}", f"Svar {number}", message_id=f"<{number}@prov.example>"))

    def round(self, call, link: str, **named) -> tuple[list[dict], str]:
        """Every row of one round, and where the next begins."""
        rows = []
        while True:
            answer = call("GET", link, headers=IMMUTABLE | named).json()
            rows += answer["value"]
            if "@odata.deltaLink" in answer:
                return rows, answer["@odata.deltaLink"]
            link = answer["@odata.nextLink"]

    def test_a_round_tells_all_and_the_next_only_what_is_new(self, call):
        self.receive(call, *range(5))
        start = "mailFolders/inbox/messages/delta?changeType=created&$select=subject"
        rows, following = self.round(call, start, Prefer='IdType="ImmutableId", odata.maxpagesize=2')
        assert sorted(row["subject"] for row in rows) == [f"Svar {number}" for number in range(5)]
        assert call.fake.count("delta") == 3
        assert self.round(call, following)[0] == []
        self.receive(call, 5, 6)
        rows, _ = self.round(call, following)
        assert sorted(row["subject"] for row in rows) == ["Svar 5", "Svar 6"]

    def test_what_has_been_moved_away_is_told_as_removed(self, call):
        self.receive(call, 1)
        rows, following = self.round(call, "mailFolders/inbox/messages/delta")
        call("POST", f"messages/{rows[0]['id']}/move", {"destinationId": "deleteditems"})
        (gone,) = self.round(call, following)[0]
        assert gone == {"id": rows[0]["id"], "@removed": {"reason": "deleted"}}

    def test_an_old_token_asks_for_everything_anew(self, call):
        _, following = self.round(call, "mailFolders/inbox/messages/delta")
        call.fake.service.forget()
        assert code(call("GET", following)) == (410, "SyncStateNotFound")

    def test_options_are_given_once_and_only_those_that_there_are(self, call):
        _, following = self.round(call, "mailFolders/inbox/messages/delta")
        assert call("GET", f"{following}&$select=subject").status_code == 400
        for wrong in ("$filter=subject eq 'x'", "changeType=nya", "$search=x"):
            assert call("GET", f"mailFolders/inbox/messages/delta?{wrong}").status_code == 400

    def test_only_what_came_since_can_be_asked_for(self, call):
        self.receive(call, 1)
        for moment, number in (("2020-01-01T00:00:00Z", 1), ("2200-01-01T00:00:00Z", 0)):
            asked = f"mailFolders/inbox/messages/delta?$filter=receivedDateTime ge {moment}"
            assert len(self.round(call, asked)[0]) == number

    def test_the_mail_itself_is_had_byte_for_byte(self, call):
        raw = reply("Åäö\n.\n", message_id="<1@prov.example>")
        item = call.fake.mailbox.receive(raw)
        answer = call("GET", f"messages/{item.id}/$value")
        assert (answer.content, answer.headers["Content-Type"]) == (raw, "text/plain")

    def test_a_move_keeps_the_immutable_id_and_changes_the_other(self, call):
        item = call.fake.mailbox.receive(reply("Hej"))
        before = (item.id, item.immutable)
        folder = call("POST", "mailFolders/inbox/childFolders", {"displayName": "klart"}).json()
        moved = call("POST", f"messages/{item.id}/move", {"destinationId": folder["id"]}, headers=IMMUTABLE)
        assert (moved.status_code, moved.json()["id"], moved.json()["parentFolderId"]) == (201, before[1], folder["id"])
        assert call("GET", f"messages/{before[0]}").status_code == 404
        assert call("GET", f"messages/{before[1]}").status_code == 200
        assert call("GET", f"messages/{before[1].swapcase()}").status_code == 404
        assert code(call("POST", f"messages/{before[1]}/move", {"destinationId": "x"})) == (404, "ErrorItemNotFound")
        assert code(call("POST", f"messages/{before[1]}/move", {"mapp": "x"})) == (400, "RequestBodyRead")

    def test_folders_are_made_once_and_listed(self, call):
        made = call("POST", "mailFolders", {"displayName": "påminn"})
        assert made.status_code == 201
        assert code(call("POST", "mailFolders", {"displayName": "påminn"})) == (409, "ErrorFolderExists")
        inside = call("POST", f"mailFolders/{made.json()['id']}/childFolders", {"displayName": "påminn"})
        assert inside.json()["parentFolderId"] == made.json()["id"]
        names = [row["displayName"] for row in call("GET", "mailFolders").json()["value"]]
        assert names == ["Inkorg", "Utkast", "Skickat", "Borttaget", "påminn"]
        asked = call("GET", "mailFolders", params={"$filter": "displayName eq 'påminn'"}).json()["value"]
        assert [row["id"] for row in asked] == [made.json()["id"]]
        assert call("GET", f"mailFolders/{made.json()['id']}/childFolders").json()["value"] == [inside.json()]


class TestFailures:
    def test_an_answer_can_be_wrong_though_it_was_done(self, call):
        draft = call.draft()
        call.fake.fault("send", status=504, done=True)
        assert call("POST", f"messages/{draft['id']}/send").status_code == 504
        assert len(call.fake.mailbox.delivered) == 1

    @pytest.mark.parametrize("done", [False, True])
    def test_a_connection_can_break_before_or_after(self, call, done):
        call.fake.fault("create", drop=True, done=done)
        with pytest.raises(requests.ConnectionError):
            call("POST", "messages", {"subject": "x"})
        assert len(call.fake.drafts()) == done
        assert call.draft()["isDraft"]

    def test_faults_come_when_they_are_told_to_and_to_whom(self, call):
        call.fake.fault("list", status=503, skip=1, times=2, retry_after="7")
        call.draft()
        answers = [call("GET", "messages") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 503, 503, 200]
        assert answers[1].headers["Retry-After"] == "7"
        assert MAILBOX in answers[1].text, "Graph's own words hold addresses"

    @pytest.mark.parametrize("done", [False, True])
    def test_an_answer_can_be_late(self, fake, done):
        hasty = Caller(fake, timeout=(5, 0.2))
        fake.fault("create", hang=600, done=done)
        with pytest.raises(requests.ReadTimeout):
            hasty.draft()
        hasty.web.close()

    def test_more_than_four_at_once_are_throttled(self, call):
        call.fake.fault("list", hang=0.2, times=8)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: call("GET", "messages").status_code, range(8)))
        assert sorted(set(answers)) == [200, 429]
        assert answers.count(200) == AT_ONCE

    def test_every_request_is_logged(self, call):
        call.draft()
        assert call.fake.log == [Seen("create", "POST", f"/v1.0/users/{MAILBOX}/messages", 201)]
        assert (call.fake.count("create"), call.fake.count("create", "send")) == (1, 1)

    def test_it_ends_though_somebody_is_still_connected(self, tmp_path):
        with FakeGraph(0, tmp_path / "ca.pem") as fake:
            call = Caller(fake)
            fake.fault("list", hang=600)

            def ask() -> None:
                with suppress(requests.ConnectionError):
                    call("GET", "messages")

            waiting = threading.Thread(target=ask)
            waiting.start()
            time.sleep(0.05)
        waiting.join()
        call.web.close()
        assert not waiting.is_alive()


def test_in_a_process_of_its_own_it_keeps_its_state_between_clients(tmp_path):
    with process(tmp_path) as remote:
        remote.fault("send", status=504, done=True)
        remote.set(lag=0.0, pickup=0.0)
        for number in range(2):
            call = Caller.__new__(Caller)
            call.fake, call.web = remote, Session(remote.ca, (5, 5))
            made = tokens(remote)
            call.web.headers["Authorization"] = f"Bearer {made.get(f'{remote.root}/.default')}"
            made.close()
            draft = call.draft(subject=str(number))
            assert call("POST", f"messages/{draft['id']}/send").status_code == (202 if number else 504)
            call.web.close()
        state = remote.state()
        assert [one["subject"] for one in state["delivered"]] == ["0", "1"]
        assert [one["status"] for one in state["log"] if one["operation"] == "send"] == [504, 202]
        assert state["drafts"] == []
        remote.fault("list", status=500)
        remote.calm()
        remote.empty()
        assert (remote.state()["delivered"], remote.state()["log"]) == ([], [])
