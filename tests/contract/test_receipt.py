"""One receipt per request, when it is switched on: how it was read, never what it said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paminn.errors import DeliveryError, UnknownOutcome
from paminn.reminders.message import Channel, State
from paminn.replies.read import read_mail
from paminn.standing.answer import Status
from tests.support.failing import BROKE, NO_ANSWER
from tests.support.fakes import FakeOutbox, Tapped
from tests.support.houses import PEOPLE, SENDER, html_of, opened, reply, text_of
from tests.support.mailroom import MEMORIES, PLAN, READ, room

# What a program answers a mail of ours with: (subject, words). It may echo us, and it may seem to be a person.
_SUBJECTS = st.sampled_from(
    ["SV: {ours}", "{ours}", "Ärende 5512: {ours}", "Re: [#5512] {ours}", "Tack", "Svar {code}"]
)
_WORDS = st.sampled_from(
    [
        "Tack för ditt mejl!",
        "Ditt ärende 55{number} är klart.",
        "Klar.",
        "Pågår.",
        "Status: Försenad",
        "Delmål 1.1: Klar",
        "Delmål 1.1\nStatus: Ej påbörjad",
        "Svar nummer {number} från systemet.",
        "{text}",
        "> {quoted}",
        "Den 1 juni 2026 skrev påminn:\n> {quoted}",
    ]
)
ANSWERS_OF_A_ROBOT = st.tuples(_SUBJECTS, st.lists(_WORDS, min_size=1, max_size=3).map("\n\n".join))
SECRET_WORDS = "KANARIE Ulla på Storgatan"


@pytest.fixture(params=MEMORIES)
def opening(request):
    return lambda **how: room(request.param, **{"receipts": True, **how})


@pytest.fixture
def town(opening):
    with opening() as made:
        yield made


def vice(text: str = "Klar.", subject: str = "", **more) -> bytes:
    return reply(text, subject, **{"sender": "Vice <vice@prov.example>", **more})


class TestWhoGetsOne:
    def test_who_answered(self, town):
        town.collect(vice(subject=town.subject()))
        (receipt,) = town.receipts
        assert receipt.recipients == (("vice@prov.example", "Vice"),)
        assert opened(receipt.raw)["To"].addresses[0].addr_spec == "vice@prov.example"

    def test_a_deputy_too(self, opening):
        with opening(deputy=True) as town:
            town.collect(reply("1.1: Klar. 1.2: Klar.", town.code("Chef"), sender="<ersattare@prov.example>"))
            assert [one.recipients[0][0] for one in town.receipts] == ["ersattare@prov.example"]

    def test_nobody_when_it_is_switched_off(self, opening):
        with opening(receipts=False) as town:
            town.collect(vice(subject=town.subject()))
            assert (town.receipts, len(town.answers)) == ([], 1)

    @pytest.mark.pain(24)
    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto-Submitted": "auto-replied"},
            {"List-Id": "<x.prov.example>"},
            {"Precedence": "bulk"},
            {"X-Paminn": PLAN},
        ],
    )
    def test_no_machine(self, town, headers):
        town.collect(vice(subject=town.subject(), headers=headers))
        assert town.receipts == []

    @pytest.mark.parametrize(
        ("sender", "subject", "text"),
        [("Annan <annan@prov.example>", "{}", "Klar."), ("Vice <vice@prov.example>", "Utan kod", "Klar."),
         ("Vice <vice@prov.example>", "VB: {}", "Klar."), ("Vice <vice@prov.example>", "{}", "")],
        ids=["somebody else", "no code", "passed on", "no words"],
    )  # fmt: skip
    def test_nobody_who_did_not_answer(self, town, sender, subject, text):
        town.collect(reply(text, subject.format(town.code()), sender=sender))
        assert town.receipts == []

    def test_nobody_in_a_trial(self, opening):
        with opening() as town:
            options = replace(town.house.options, redirect_all_to="prov@prov.example")
            town.house = replace(town.house, options=options)
            town.collect(vice(subject=town.subject()))
            assert (town.receipts, len(town.answers)) == ([], 1)

    @pytest.mark.pain(24)
    def test_a_machine_that_answers_the_receipt_gets_none_itself(self, town):
        town.collect(vice(subject=town.subject()))
        subject = str(opened(town.receipts[0].raw)["Subject"])
        town.collect(vice("Jag är ledig.", f"Autosvar: {subject}", headers={"Auto-Submitted": "auto-replied"}))
        assert len(town.receipts) == 1


class TestWhatItSays:
    def test_how_each_goal_was_read(self, town):
        text = f"1.1: Klar. {SECRET_WORDS}\n1.2: Försenad. Nytt datum: 2026-09-30"
        town.collect(reply(text, town.subject("Chef")))
        (receipt,) = town.receipts
        for said in (text_of(receipt.raw), html_of(receipt.raw).replace("<strong>", "").replace("</strong>", "")):
            assert "Delmål 1.1: Klar" in said
            assert "Delmål 1.2: Försenad. Nytt datum: 30 september 2026" in said
            assert town.code("Chef") in said

    def test_that_a_person_reads_what_no_machine_can(self, town):
        town.collect(vice("Det rullar på, tror jag.", town.subject()))
        assert "Delmål 1.1: läget gick inte att läsa säkert" in text_of(town.receipts[0].raw)

    def test_never_what_was_written(self, town):
        town.collect(vice(f"Klar. {SECRET_WORDS} 19811218-9876", f"{town.subject()} {SECRET_WORDS}"))
        raw = town.receipts[0].raw
        for said in (raw.decode(), text_of(raw), html_of(raw), str(opened(raw)["Subject"])):
            assert "Ulla" not in said
            assert "9876" not in said

    def test_its_head_keeps_machines_from_answering_and_the_thread_together(self, town):
        town.collect(vice(subject=town.subject(), message_id="<svar@prov.example>"))
        mail = opened(town.receipts[0].raw)
        assert (mail["Auto-Submitted"], mail["In-Reply-To"]) == ("auto-replied", "<svar@prov.example>")
        assert mail["From"].addresses[0].addr_spec == SENDER
        assert mail["X-Auto-Response-Suppress"] == "AutoReply"

    @pytest.mark.parametrize(
        "hostile", ["<a@b>\r\nBcc: x@annan.example", "<å@b>", "<" + "a" * 5000 + ">", "inget id", ""]
    )
    def test_a_hostile_message_id_or_name_comes_to_nothing(self, town, hostile):
        raw = vice(subject=town.subject(), message_id="<x@y>")
        raw = raw.replace(b"From: Vice <", b"From: =?utf-8?q?Vice=0D=0ABcc=3A_annan?= <")
        town.collect(raw.replace(b"<x@y>", hostile.encode().replace(b"\r\n", b"\r\n ")))
        (receipt,) = town.receipts
        mail = opened(receipt.raw)
        assert mail["Bcc"] is None
        assert [one.addr_spec for one in mail["To"].addresses] == ["vice@prov.example"]
        assert len(mail.defects) == 0


class TestOnce:
    def test_the_same_mail_again(self, town):
        mail = vice(subject=town.subject())
        town.collect(mail, mail)
        town.collect(mail)
        assert len(town.receipts) == 1

    def test_the_same_mail_by_another_way(self, town):
        mail = vice(subject=town.subject())
        town.collect(mail, b"Received: from x by y\r\n" + mail)
        assert len(town.receipts) == 1

    def test_another_answer_to_the_same_request_gets_none(self, town):
        """So no machine goes round twice with us, whatever it writes."""
        town.collect(vice(subject=town.subject()), vice("Försenad.", town.subject()))
        assert len(town.receipts) == 1
        assert [answer.status for answer in town.answers] == [Status.DONE, Status.LATE]

    @pytest.mark.pain(13)
    def test_a_machine_that_seems_to_be_a_person_goes_round_once(self, town):
        rounds = ["Tack, noterat!", "Svar 2 från systemet.", "Klar.", "Pågår.", "Ny rad 5", "Försenad."]
        subject = town.subject()
        for number, words in enumerate(rounds):
            town.collect(vice(words, subject, message_id=f"<{number}@prov.example>"))
            subject = f"SV: {opened(town.receipts[-1].raw)['Subject']}"
        assert len(town.receipts) == 1

    @settings(max_examples=40, deadline=None)
    @given(st.lists(ANSWERS_OF_A_ROBOT, min_size=4, max_size=6), st.booleans())
    def test_no_robot_goes_round_more_than_once_whatever_it_writes(self, answers, answers_by_another_name):
        """It answers each mail of ours with the next of its answers, and the last one we sent is all it has seen."""
        sender = "Ärendesystem <vice@prov.example>" if answers_by_another_name else "Vice <vice@prov.example>"
        with room("fake", receipts=True) as town:
            latest = town.sent["Vice"].raw
            for number, (subject, words) in enumerate(answers):
                ours = str(opened(latest)["Subject"])
                said = text_of(latest)
                quoted = said.replace("\n", "\n> ")
                body = words.format(number=number, text=said, quoted=quoted)
                mail = vice(
                    body,
                    subject.format(ours=ours, code=town.code("Vice")),
                    sender=sender,
                    message_id=f"<{number}@prov.example>",
                    headers={"In-Reply-To": str(opened(latest)["Message-ID"])},
                )
                town.collect(mail)
                if town.receipts:
                    latest = town.receipts[-1].raw
            assert len(town.receipts) <= 1

    def test_each_button_that_is_pressed_gets_its_own(self, town):
        for number, status in enumerate(["PAGAR", "KLAR", "KLAR"]):
            words = f"DELMAL=1.1 STATUS={status}"
            town.collect(vice(words, town.subject(), message_id=f"<{number}@prov.example>"))
        assert len(town.receipts) == 2

    @pytest.mark.pain(1)
    @pytest.mark.parametrize(
        ("port", "step", "moment"),
        [("post", "keep", "after"), ("dispatch", "claim", "after"), ("dispatch", "advance", "before"),
         ("dispatch", "advance", "after"), ("inbox", "file", "before"), ("inbox", "file", "after")],
    )  # fmt: skip
    @pytest.mark.parametrize("later", [timedelta(0), timedelta(1)])
    def test_however_a_run_is_cut_off(self, town, port, step, moment, later):
        """At most one: what was begun and has not certainly left is let go."""

        def cut(name: str) -> None:
            if name == step:
                raise KeyboardInterrupt

        def go(name: str) -> None:
            pass

        whole = town.house
        calls = (cut, go) if moment == "before" else (go, cut)
        town.house = replace(whole, **{port: Tapped(getattr(whole, port), *calls)})
        town.put(vice(subject=town.subject()))
        with pytest.raises(KeyboardInterrupt):
            town.collect()
        town.house = whole
        town.collect(now=READ + later)
        town.collect(now=READ + later)
        assert [answer.status for answer in town.answers] == [Status.DONE]
        # Cut off after "sending" it may have left; the next day the mailbox has shown that it has not.
        in_doubt = (port, step, moment) == ("dispatch", "advance", "after")
        assert len(town.receipts) == (0 if in_doubt and not later else 1)

    def test_a_mail_without_a_date_read_again_the_next_day(self, town):
        whole = town.house

        def cut(name: str) -> None:
            if name == "file":
                raise KeyboardInterrupt

        town.house = replace(whole, inbox=Tapped(whole.inbox, cut, lambda name: None))
        town.put(vice(subject=town.subject()).replace(b"Date: Tue, 02 Jun 2026 09:00:00 +0200\r\n", b""))
        with pytest.raises(KeyboardInterrupt):
            town.collect()
        town.house = whole
        town.collect(now=READ + timedelta(1))
        assert len(town.receipts) == 1

    @pytest.mark.parametrize("failure", [DeliveryError(NO_ANSWER), UnknownOutcome(BROKE)])
    def test_one_that_cannot_be_sent_stops_nothing(self, opening, failure):
        with opening() as town:
            broken = FakeOutbox(fails={"Vice": failure})
            town.house = replace(town.house, outboxes={**town.house.outboxes, Channel.RECEIPT: broken})
            assert town.collect(vice(subject=town.subject()), reply("1.1: Klar.", town.code("Chef"))) == {"replies": 2}
            assert [one.owner for one in broken.messages] == ["Chef"]
            assert len(town.house.inbox.folders["klart"]) == 2

    def test_nobody_is_asked_about_one_and_the_next_reminder_is_as_it_was(self, town):
        town.collect(vice("Pågår.", town.subject()))
        states = {one.state for one in town.house.dispatch.sent(PLAN) if one.channel == Channel.RECEIPT}
        assert states == {State.SEEN}
        assert [role for role, _, _ in town.remind(READ)] == ["Chef", "Vice", "Teamet"]


def answer_to(receipt: bytes, text: str, how: str) -> bytes:
    mail = opened(receipt)
    quoted = "\n".join(f"> {line}".rstrip() for line in text_of(receipt).splitlines())
    head = f"Från: påminn <{SENDER}>\nSkickat: den 2 juni 2026 10:00\nTill: Vice\nÄmne: {mail['Subject']}"
    body = {
        "top": f"{text}\n\nDen 2 juni 2026 kl 10:00 skrev påminn <{SENDER}>:\n\n{quoted}",
        "outlook": f"{text}\n\n{head}\n\n{text_of(receipt)}",
        "bare": f"{text}\n\n{text_of(receipt)}",
        "bottom": f"Den 2 juni 2026 kl 10:00 skrev påminn <{SENDER}>:\n\n{quoted}\n\n{text}",
    }[how]
    headers = {"In-Reply-To": str(mail["Message-ID"])}
    return vice(body, f"SV: {mail['Subject']}", message_id="<2@prov.example>", headers=headers)


class TestAnAnswerToIt:
    @pytest.mark.parametrize("how", ["top", "outlook", "bare", "bottom"])
    def test_is_about_the_same_and_holds_nothing_of_the_receipt(self, town, how):
        town.collect(vice("Klar.", town.subject()))
        assert town.collect(answer_to(town.receipts[0].raw, "Nej, försenad. Ny leverans krävs.", how)) == {"replies": 1}
        answer = town.answers[-1]
        assert (answer.goal, answer.owner, answer.status) == ("1.1", "Vice", Status.LATE)
        assert answer.text == "Nej, försenad. Ny leverans krävs."

    def test_is_not_confirmed_in_its_turn(self, town):
        town.collect(vice("Klar.", town.subject()))
        town.collect(answer_to(town.receipts[0].raw, "Försenad.", "top"))
        assert (len(town.receipts), town.answers[-1].status) == (1, Status.LATE)


def test_our_own_receipt_come_back_is_no_answer_and_no_news(opening):
    with opening() as town:
        town.collect(vice(subject=town.subject()))
        assert read_mail(town.receipts[0].raw, own_addresses=(SENDER,)).kind == "loop"
        assert town.collect(town.receipts[0].raw) == {"automatic": 1}
        assert (town.told, len(town.answers)) == ([], 1)


def test_everybody_of_a_role_may_answer_and_each_gets_their_own(opening):
    with opening() as town:
        for number, address in enumerate(PEOPLE["Teamet"]):
            town.collect(
                reply("Pågår.", town.code("Teamet"), sender=f"<{address}>", message_id=f"<{number}@prov.example>")
            )
        assert [one.recipients[0][0] for one in town.receipts] == list(PEOPLE["Teamet"])
