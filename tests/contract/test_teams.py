"""The door to Teams against a real little webhook: what is posted, how often, and what nobody gets to read."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace

import pytest
import requests

from paminn.channels.teams import TeamsOutbox
from paminn.errors import DeliveryError, Taken, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.reminders.message import Channel, Found, State
from paminn.texts.card import cards
from paminn.texts.mail.digest import Context
from tests.support.houses import digest, outgoing
from tests.support.plans import plan
from tests.support.smtpserver import free_port, make_authority
from tests.support.webhook import PATH, SIGNATURE, TOKEN, Flow, serving_flow

pytestmark = pytest.mark.slow

SLOW = (5, 0.3)  # seconds: the second is how long to wait for a flow that does not answer


def card(owner="Chef"):
    day = digest(owner)
    (made,) = cards(day, "A" * 16, Context(plan(*(r.goal for r in day.reminders)), "paminn@prov.example", "Eva"))
    return replace(outgoing(owner, channel=Channel.TEAMS), raw=made.raw)


@pytest.fixture
def flow():
    with serving_flow(Flow()) as one:
        yield one


class Notes(list):
    """What the door wrote in the ledger."""

    def __call__(self, state, trace=None):
        self.append(state)


def door(flow, **options):
    made = {"timeout": (5, 10), "sleep": Notes(), **options}
    return TeamsOutbox(flow.key(signed="token" not in options), **made)


def send(box, message=None):
    return box.send(message or card(), Notes())


class TestTaken:
    def test_a_card_is_posted_once_byte_for_byte_and_only_accepted(self, flow):
        message, noted = card(), Notes()
        assert door(flow).send(message, noted) is State.ACCEPTED
        ((headers, body),) = flow.got
        assert body == message.raw
        assert headers["Content-Type"].startswith("application/json")
        assert "Authorization" not in headers
        assert noted == [State.SENDING]
        assert len(flow.posted) == 1

    @pytest.mark.parametrize("status", [200, 201, 202, 204])
    def test_every_yes_counts(self, flow, status):
        flow.answers = [status]
        assert send(door(flow)) is State.ACCEPTED

    def test_it_is_noted_before_the_card_can_leave(self, flow):
        seen = []
        door(flow).send(card(), lambda state, trace=None: seen.append((state, len(flow.got))))
        assert seen == [(State.SENDING, 0)]

    @pytest.mark.pain(1)
    def test_a_card_that_another_run_has_taken_is_not_posted(self, flow):
        def taken(state, trace=None):
            raise Taken

        with pytest.raises(Taken):
            door(flow).send(card(), taken)
        assert flow.connections == 0

    def test_several_cards_each_on_a_connection_of_its_own(self, flow):
        """A connection that had gone stale in between would leave the next card in doubt."""
        box = door(flow)
        for owner in ("Chef", "Vice", "Teamet"):
            send(box, card(owner))
        assert (len(flow.posted), flow.connections) == (3, 3)

    def test_closing_twice_is_no_fault_and_the_door_opens_again(self, flow):
        box = door(flow)
        box.close()
        send(box)
        box.close()
        box.close()
        send(box, card("Vice"))
        assert len(flow.posted) == 2

    def test_nobody_can_look_whether_it_is_seen(self, flow):
        box = door(flow)
        send(box)
        assert box.look(card()) is box.look(card(), withdraw=True) is Found.BLIND

    def test_over_tls_to_a_server_that_is_vouched_for(self, tmp_path):
        trusted, context = make_authority(tmp_path)
        with serving_flow(Flow(), context) as flow:
            assert send(door(flow, ca=trusted)) is State.ACCEPTED
        assert len(flow.posted) == 1


class TestThrottled:
    @pytest.mark.pain(1)
    def test_the_flow_says_how_long_and_the_same_card_is_posted_again(self, flow):
        flow.answers = [(429, {"Retry-After": "7"}), (429, {"Retry-After": "30"})]
        slept, noted, message = Notes(), Notes(), card()
        assert door(flow, sleep=slept).send(message, noted) is State.ACCEPTED
        assert slept == [7, 30]
        assert [body for _, body in flow.got] == [message.raw] * 3
        assert len(flow.posted) == 1
        assert noted == [State.SENDING]

    @pytest.mark.parametrize(
        ("said", "waited"), [("0", 1), ("", 10), ("Wed, 21 Oct 2026 07:28:00 GMT", 10), ("-5", 10)]
    )
    def test_without_a_number_a_while_is_waited_and_never_no_time_at_all(self, flow, said, waited):
        flow.answers = [(429, {"Retry-After": said} if said else {})]
        slept = Notes()
        send(door(flow, sleep=slept))
        assert slept == [waited]

    def test_patience_is_for_the_whole_run_and_nothing_is_waited_for_beyond_it(self, flow):
        flow.answers = [
            (429, {"Retry-After": "50"}),
            202,
            *[(429, {"Retry-After": "50"})] * 2,
            (429, {"Retry-After": "9999"}),
        ]
        slept = Notes()
        box = door(flow, sleep=slept, patience=120)
        send(box)
        with pytest.raises(DeliveryError, match="429") as told:
            send(box, card("Vice"))
        assert not told.value.permanent
        with pytest.raises(DeliveryError, match="429"):
            send(box, card("Teamet"))
        assert slept == [50, 50]
        assert len(flow.got) == 5


class TestRefused:
    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413])
    def test_a_no_is_told_with_its_code_and_asked_once(self, flow, status):
        flow.answers = [status]
        box = door(flow)
        with pytest.raises(DeliveryError) as told:
            send(box)
        assert told.value.failure == Failure(Cause.FLOW_REFUSED, str(status))
        assert (told.value.permanent, told.value.partial) == (True, False)
        assert len(flow.got) == 1
        assert send(box, card("Vice")) is State.ACCEPTED

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_it_never_follows_to_another_address(self, flow, status):
        with serving_flow(Flow()) as other:
            flow.answers = [(status, {"Location": other.key()})]
            with pytest.raises(DeliveryError, match=str(status)):
                send(door(flow))
            assert other.connections == 0

    def test_where_nobody_listens_the_run_tries_once(self, flow):
        flow.url = f"http://127.0.0.1:{free_port()}"
        box = door(flow)
        for owner in ("Chef", "Vice"):
            with pytest.raises(DeliveryError, match="flow_no_answer") as told:
                send(box, card(owner))
            assert not told.value.permanent
        noted = Notes()
        with pytest.raises(DeliveryError):
            box.send(card("Teamet"), noted)
        assert noted == []

    def test_a_server_that_nobody_vouches_for_gets_no_card(self, tmp_path):
        _, context = make_authority(tmp_path)
        (tmp_path / "annan").mkdir()
        stranger, _ = make_authority(tmp_path / "annan")
        with serving_flow(Flow(), context) as flow, pytest.raises(DeliveryError, match="flow_no_answer"):
            send(door(flow, ca=stranger))
        assert flow.got == []

    @pytest.mark.parametrize("url", ["https://", "https://[x/", "https://a b/", "https://127.0.0.1:99999/x"])
    def test_an_address_that_is_none_is_a_failure_of_its_own(self, url):
        with pytest.raises(DeliveryError):
            send(TeamsOutbox(url))


class TestUnknown:
    @pytest.mark.pain(1)
    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_a_fault_of_theirs_may_still_have_been_taken_and_is_never_tried_again(self, flow, status):
        flow.answers = [status]
        with pytest.raises(UnknownOutcome, match=str(status)):
            send(door(flow))
        assert len(flow.got) == 1

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("answer", ["reset unread", "reset read"])
    def test_a_line_that_breaks_leaves_it_unknown_and_the_next_card_goes(self, flow, answer):
        flow.answers = [answer]
        box = door(flow)
        with pytest.raises(UnknownOutcome):
            send(box)
        assert flow.connections == 1
        assert send(box, card("Vice")) is State.ACCEPTED

    @pytest.mark.pain(1)
    def test_a_flow_that_does_not_answer_is_waited_for_once_a_run(self, flow):
        flow.answers = ["silent"]
        box = door(flow, timeout=SLOW)
        with pytest.raises(UnknownOutcome):
            send(box)
        with pytest.raises(DeliveryError, match="flow_no_answer"):
            send(box, card("Vice"))
        assert flow.connections == 1


class TestToken:
    def test_a_flow_that_asks_for_a_token_gets_one(self, flow):
        assert send(door(flow, token=lambda: TOKEN)) is State.ACCEPTED
        assert flow.got[0][0]["Authorization"] == f"Bearer {TOKEN}"

    def test_without_one_it_says_no(self, flow):
        with pytest.raises(DeliveryError, match="401"):
            send(TeamsOutbox(flow.key(signed=False)))

    def test_no_token_no_card_and_it_is_asked_for_once_a_run(self, flow):
        asked = []

        def refused():
            asked.append(1)
            raise DeliveryError(Failure(Cause.APP_SECRET_WRONG, "AADSTS7000215"))

        box, noted = door(flow, token=refused), Notes()
        for _ in range(2):
            with pytest.raises(DeliveryError, match="AADSTS7000215"):
                box.send(card(), noted)
        assert (asked, noted, flow.connections) == ([1], [], 0)

    @pytest.mark.parametrize("token", [None, lambda: TOKEN])
    def test_a_password_kept_on_the_machine_is_never_put_in(self, flow, tmp_path, monkeypatch, token):
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login nagon password annat\n")
        monkeypatch.setenv("NETRC", str(netrc))
        send(door(flow, **({"token": token} if token else {})))
        assert flow.got[0][0].get("Authorization") == (f"Bearer {TOKEN}" if token else None)


def everything_told(error):
    """All that a log of the error could hold, the errors behind it too."""
    return "".join(traceback.format_exception(error)) + repr(error) + repr(error.args) + repr(error.__context__)


class TestSecrets:
    ANSWERS = (202, (429, {"Retry-After": "1"}), 302, 404, 500, "reset unread", "reset read", "silent")

    @pytest.mark.parametrize("answer", ANSWERS, ids=str)
    def test_neither_address_nor_token_is_told_to_anybody(self, flow, caplog, capfd, answer):
        caplog.set_level(logging.DEBUG)
        flow.answers = [answer]
        box, errors = door(flow, timeout=SLOW if answer == "silent" else (5, 10)), []
        try:
            send(box)
        except (DeliveryError, UnknownOutcome) as error:
            errors.append(error)
        assert flow.connections
        assert [error.__context__ for error in errors] == [None] * len(errors)
        told = "".join([repr(box), caplog.text, *capfd.readouterr(), *map(everything_told, errors)])
        assert not [secret for secret in (SIGNATURE, PATH, "sig=", TOKEN) if secret in told]

    def test_nor_when_nothing_can_be_reached(self, flow, caplog):
        caplog.set_level(logging.DEBUG)
        flow.url = f"http://127.0.0.1:{free_port()}"
        with pytest.raises(DeliveryError) as told:
            send(door(flow))
        assert SIGNATURE not in everything_told(told.value) + caplog.text
        assert told.value.__context__ is None

    def test_others_are_still_heard(self, flow, caplog):
        """Guards the test above: without the door's care urllib3 does write the address."""
        # Prefect, where a test before this one has started it, silences urllib3.
        for name in ("", "urllib3", "urllib3.connectionpool"):
            logging.getLogger(name).disabled = False
            caplog.set_level(logging.DEBUG, logger=name or None)
        send(door(flow))
        assert SIGNATURE not in caplog.text
        requests.post(flow.key(), data=b"{}", timeout=2).close()
        assert SIGNATURE in caplog.text


class TestTheWebhookItself:
    def post(self, url, body=b"{}", **headers):
        with requests.post(
            url, data=body, headers={"Content-Type": "application/json", **headers}, timeout=2
        ) as answer:
            return answer.status_code

    def test_it_refuses_what_the_real_one_does(self, flow):
        key, bearer = flow.key(), f"Bearer {TOKEN}"
        assert self.post(key) == 202
        assert self.post(key.replace(SIGNATURE, "annan")) == 401
        assert self.post(flow.key(signed=False)) == 401
        assert self.post(flow.key(signed=False), Authorization=bearer) == 202
        assert self.post(key, Authorization=bearer) == 401
        assert self.post(key, b"x" * 28_001) == 413
        assert self.post(flow.url + "/annat") == 404
        assert self.post(key, **{"Content-Type": "text/plain"}) == 400
        assert len(flow.posted) == 2
