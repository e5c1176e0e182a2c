"""Copies in Teams beside the mails, on fakes and on SQLite: never in their way, never asked about, never twice."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from paminn.channels.folder import FolderCards, FolderOutbox
from paminn.channels.smtp import SmtpOutbox
from paminn.channels.teams import TeamsOutbox
from paminn.errors import DeliveryError, PlanError, StorageError, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.incoming.model import Clue
from paminn.plan.load import read_plan
from paminn.ports.outbox import Outbox
from paminn.reminders.message import Channel, Found, State, judged
from paminn.replies.codes import make_code
from paminn.settings import read_settings
from paminn.texts.artifacts import sent_rows
from paminn.texts.causes import why
from paminn.wiring import open_house
from tests.support.failing import FLOW_BROKE
from tests.support.fakes import FakeLedger, FakeOutbox
from tests.support.houses import (
    FIRST_STEP,
    NOW,
    PEOPLE,
    SECRET,
    at,
    fake_house,
    outgoing,
    plan_files,
    real_house,
    text_of,
)
from tests.support.sending import open_outcomes, prepare, remind
from tests.support.telling import status_of
from tests.support.webhook import Flow, serving_flow

PLAN = "prov-plan"
NEXT_DAY = at(FIRST_STEP + timedelta(1))
BROKEN = UnknownOutcome(FLOW_BROKE)


@pytest.fixture(params=["fakes", pytest.param("sqlite", marks=pytest.mark.slow)])
def opening(request, tmp_path):
    """A way to open the same house again and again, with the doors that a test gives it."""
    ledger = FakeLedger()

    @contextmanager
    def opened(box: Outbox, cards: Outbox | None, files=None):
        doors = {Channel.EMAIL: box, **({Channel.TEAMS: cards} if cards else {})}
        if request.param == "fakes":
            yield replace(fake_house(files, ledger=ledger), outboxes=doors)
        else:
            with real_house(tmp_path, files) as house:
                yield replace(house, outboxes=doors)

    return opened


def flow(**options):
    """A door as the one to Teams: what it takes is accepted, and nobody can look."""
    return FakeOutbox(blind=True, sees=False, **options)


def run(opening, box, cards, now=NOW, files=None):
    with opening(box, cards, files) as house:
        return remind(house, now)


def copies(house):
    return {one.owner: one.state for one in house.dispatch.sent(PLAN) if one.is_copy}


def rows(report, channel="Teams (kopia)"):
    return {row["Roll"]: (row["Utfall"], row["Varför"]) for row in sent_rows(report) if row["Kanal"] == channel}


class TestBesideTheMail:
    def test_every_mail_leaves_before_the_first_copy(self, opening):
        """Teams may be slow today; nobody's mail waits for it."""
        box = FakeOutbox()

        class Late(FakeOutbox):
            def send(self, message, note):
                assert len(box.messages) == 3
                return super().send(message, note)

        cards = Late()
        assert run(opening, box, cards).complete
        assert [message.owner for message in cards.messages] == ["Chef", "Vice", "Teamet"]

    @pytest.mark.pain(1)
    def test_a_copy_that_was_taken_is_told_as_that_and_never_as_sent(self, opening):
        report = run(opening, FakeOutbox(sees=False), flow())
        assert set(rows(report).values()) == {("mottaget av flödet", "")}
        assert set(rows(report, "e-post").values()) == {("skickat", "")}
        later = run(opening, FakeOutbox(), flow())
        assert {told for told, _ in rows(later).values()} == {"mottaget av flödet tidigare i dag"}

    @pytest.mark.parametrize(
        "failure", [DeliveryError(Failure(Cause.FLOW_REFUSED, "404")), BROKEN, StorageError("Mappen är full.")]
    )
    def test_whatever_happens_to_a_copy_the_mails_go_and_only_once(self, opening, failure):
        box = FakeOutbox()
        report = run(opening, box, flow(fails=dict.fromkeys(PEOPLE, failure)))
        assert report.counts == {"sent": 3, "failed": 0, "unknown": 0, "skipped": 0}
        assert not report.complete
        assert run(opening, box, flow(), NEXT_DAY).complete
        assert len(box.messages) == 3

    def test_status_counts_mails_alone(self, opening):
        with opening(FakeOutbox(), flow(fails=dict.fromkeys(PEOPLE, BROKEN))) as house:
            remind(house, NOW)
            told = status_of(house, FIRST_STEP)
        assert {(row.reminders, row.failed, row.unknown) for row in told} == {(1, 0, 0)}


class TestNobodyIsAsked:
    @pytest.mark.pain(1)
    def test_an_unknown_copy_is_told_in_its_run_and_then_rests(self, opening):
        report = run(opening, FakeOutbox(), flow(fails={"Chef": BROKEN}))
        assert rows(report)["Chef"] == ("okänt utfall", why(FLOW_BROKE))
        again = flow()
        for now in (NOW, NEXT_DAY, at(FIRST_STEP + timedelta(3))):
            with opening(FakeOutbox(), again) as house:
                later = remind(house, now)
                assert (later.batch.recovered, later.complete) == ((), True)
                assert open_outcomes(house, now) == []
                assert copies(house)["Chef"] is State.UNKNOWN
        assert "Chef" not in [message.owner for message in again.messages]

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING])
    def test_a_copy_that_a_killed_run_began_is_settled_without_a_question(self, opening, state):
        """Claimed: it never left, and its steps are free. Sending: nobody can know, so it is never posted again."""
        with opening(FakeOutbox(), flow()) as house:
            (card,) = [one for one in prepare(house, NOW).messages if one.is_copy and one.owner == "Chef"]
            house.dispatch.claim([card], NOW)
            if state is State.SENDING:
                house.dispatch.advance(card.key, state, NOW)
        box, cards = FakeOutbox(), flow()
        first = run(opening, box, cards, NEXT_DAY)
        (told,) = first.batch.recovered
        assert told.state is (State.FAILED if state is State.CLAIMED else State.UNKNOWN)
        assert first.complete
        assert len(box.messages) == 3
        # The day after it is a card of its own day: a copy holds nothing back.
        assert "Chef" in [message.owner for message in cards.messages]
        with opening(box, cards) as house:
            assert remind(house, NEXT_DAY).batch.recovered == ()
            assert open_outcomes(house, NEXT_DAY) == []

    @pytest.mark.pain(1)
    def test_a_copy_the_flow_took_is_left_alone_when_cards_become_files(self, opening, tmp_path):
        """A folder can look, and would find nothing."""
        run(opening, FakeOutbox(), flow())
        report = run(opening, FakeOutbox(), FolderCards(tmp_path / "kort"), NEXT_DAY)
        assert (report.batch.recovered, report.complete) == ((), True)
        with opening(FakeOutbox(), None) as house:
            assert set(copies(house).values()) == {State.ACCEPTED}

    @pytest.mark.parametrize("found", Found)
    def test_no_look_makes_a_copy_a_question(self, found):
        assert State.ALERT not in [
            judged(state, found, copy=True) for state in State if state not in (State.ALERT, State.ACCEPTED)
        ]
        assert judged(State.UNKNOWN, Found.BLIND) is State.ALERT


class TestParts:
    MANY = plan_files({f"1.{number}": ("Chef",) for number in range(1, 46)})

    def test_each_card_takes_the_steps_of_the_goals_it_shows(self, opening):
        cards = flow()
        report = run(opening, FakeOutbox(), cards, files=self.MANY)
        assert report.complete
        parts = [one for one in report.batch.messages if one.is_copy]
        (mail,) = [one for one in report.batch.messages if not one.is_copy]
        assert len(parts) > 2
        assert [goal for one in parts for goal in one.goals] == list(mail.goals)
        assert len({one.key for one in parts}) == len({one.message_id for one in parts}) == len(parts)
        assert [message.key for message in cards.messages] == [one.key for one in parts]
        with opening(FakeOutbox(), None) as house:
            kept = [one for one in house.dispatch.sent(PLAN) if one.is_copy]
        assert {one.key: one.goals for one in kept} == {one.key: one.goals for one in parts}

    @pytest.mark.pain(1)
    def test_none_of_them_goes_twice(self, opening):
        cards, box = flow(), FakeOutbox()
        with opening(box, cards, self.MANY) as one, opening(box, cards, self.MANY) as other:
            from tests.support.sending import deliver

            first, second = prepare(one, NOW), prepare(other, NOW)
            deliver(one, first.messages, NOW)
            deliver(other, second.messages, NOW)
        assert len({message.key for message in cards.messages}) == len(cards.messages) > 2

    def test_an_answer_from_any_card_is_read_against_the_whole_mail(self, opening):
        """All of them bear the mail's code; a card knows only some of its goals, and none of the mail's words."""
        with opening(FakeOutbox(), flow(), self.MANY) as house:
            for message in reversed(prepare(house, NOW).messages):
                assert house.dispatch.claim([message], NOW)
            (found,) = house.post.references(
                Clue.CODE, make_code(SECRET, PLAN, "chef@prov.example", FIRST_STEP.isoformat(), "")
            )
        assert len(found.items) == 45
        assert "så svarar du" in text_of(found.raw).casefold()
        assert found.people == {"chef@prov.example": "Chef"}


class TestPeople:
    def owners(self, **person):
        owners = json.loads(plan_files()["owners.yaml"])
        owners["roller"][0]["personer"] = [{"namn": "Anna Ek", "epost": "chef@prov.example", **person}]
        return plan_files() | {"owners.yaml": json.dumps(owners, ensure_ascii=False, indent=1).encode()}

    def called(self, **person):
        (card,) = [
            one for one in prepare(fake_house(self.owners(**person), cards=flow()), NOW).messages
            if one.is_copy and one.owner == "Chef"
        ]  # fmt: skip
        content = json.loads(card.raw)["attachments"][0]["content"]
        return [one["mentioned"] for one in content.get("msteams", {}).get("entities", [])]

    def test_the_one_who_holds_the_role_is_called_by_user_name(self):
        assert self.called(upn="anek01@prov.example") == [{"id": "anek01@prov.example", "name": "Anna Ek"}]

    def test_without_a_user_name_nobody_is(self):
        assert self.called() == []

    def test_a_deputy_is_called_in_the_holders_place(self):
        deputy = {"namn": "Bo Lind", "epost": "bo@prov.example", "upn": "boli01@prov.example"}
        assert self.called(upn="anek01@prov.example", till="2026-01-31", ersättare=deputy) == [
            {"id": "boli01@prov.example", "name": "Bo Lind"}
        ]

    def test_a_user_name_that_is_none_is_a_fault_at_its_place(self):
        files = self.owners(upn="anna ek")
        (problem,) = read_plan(files, "plan", FIRST_STEP).problems
        assert problem.message.startswith('"anna ek" passar inte i "upn". Det är inget användarnamn i Microsoft 365.')
        assert '"upn": "anna ek"' in files["owners.yaml"].decode().splitlines()[problem.line - 1]
        with pytest.raises(PlanError):
            prepare(fake_house(files), NOW)

    def test_nobody_is_called_to_a_role_that_the_team_answers_for(self):
        people = {role: found for role, found in PEOPLE.items() if role != "Vice"} | {"Vice": ()}
        messages = prepare(fake_house(plan_files(people=people), cards=flow()), NOW).messages
        (card,) = [one for one in messages if one.is_copy and one.owner == "Vice"]
        assert b"msteams" not in card.raw
        assert card.unreachable


APP = {"graph_tenant": "t", "graph_client_id": "c", "graph_certificate": "finns-inte.pem"}


class TestSettings:
    URL = "https://prov.example/workflows/1?sig=hemligt"

    def doors(self, tmp_path, **named):
        environ = {f"PAMINN_{name.upper()}": value for name, value in named.items()}
        with open_house(chosen=read_settings({"PAMINN_HOME": str(tmp_path / "var"), **environ})) as house:
            return {channel: type(door) for channel, door in house.outboxes.items()}

    def test_without_a_webhook_cards_are_files_beside_mail_that_is_files(self, tmp_path):
        assert self.doors(tmp_path) == {
            Channel.EMAIL: FolderOutbox,
            Channel.NOTICE: FolderOutbox,
            Channel.TEAMS: FolderCards,
        }

    def test_without_a_webhook_real_mail_has_no_copies(self, tmp_path):
        assert self.doors(tmp_path, mail="smtp", smtp_url="smtp://prov.example") == {
            Channel.EMAIL: SmtpOutbox,
            Channel.NOTICE: SmtpOutbox,
        }

    def test_with_a_webhook_there_are_copies_whatever_the_mail_is(self, tmp_path):
        assert self.doors(tmp_path, teams_webhook=self.URL) == {
            Channel.EMAIL: FolderOutbox,
            Channel.NOTICE: FolderOutbox,
            Channel.TEAMS: TeamsOutbox,
        }
        smtp = self.doors(tmp_path, teams_webhook=self.URL, mail="smtp", smtp_url="smtp://prov.example")
        assert smtp == {Channel.EMAIL: SmtpOutbox, Channel.NOTICE: SmtpOutbox, Channel.TEAMS: TeamsOutbox}

    def post(self, tmp_path, flow, *, signed=True, **named):
        environ = {f"PAMINN_{name.upper()}": value for name, value in named.items()}
        home = {"PAMINN_HOME": str(tmp_path / "var"), "PAMINN_TEAMS_WEBHOOK": flow.key(signed=signed)}
        with open_house(chosen=read_settings(home | environ)) as house:
            return house.outboxes[Channel.TEAMS].send(outgoing(channel=Channel.TEAMS), lambda state, trace=None: None)

    def test_an_address_with_a_signature_goes_without_a_token(self, tmp_path):
        """A flow that is given both refuses; the broken certificate shows that none was asked for."""
        with serving_flow(Flow()) as flow:
            flow.answers = [202]
            assert self.post(tmp_path, flow, **APP) is State.ACCEPTED

    def test_a_certificate_that_cannot_be_read_stops_the_copies_and_not_the_house(self, tmp_path):
        with serving_flow(Flow()) as flow, pytest.raises(DeliveryError, match="PAMINN_GRAPH_CERTIFICATE"):
            self.post(tmp_path, flow, signed=False, **APP)
        assert flow.got == []

    def test_without_an_app_an_address_without_signature_is_simply_tried(self, tmp_path):
        with serving_flow(Flow()) as flow, pytest.raises(DeliveryError, match="401"):
            self.post(tmp_path, flow, signed=False)
        assert len(flow.got) == 1
