"""A question that the quality team asks back about an answer: it goes with the role's next mail, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from paminn.errors import DeliveryError, UsageError
from paminn.incoming.decision import Action
from paminn.reminders.message import Outgoing
from paminn.reminders.model import AskedBack
from paminn.standing.answer import Release
from paminn.usecases.desk.choice import Choice
from tests.support.failing import REFUSED_FOR_NOW
from tests.support.fakes import FakeOutbox
from tests.support.houses import DUE, NOW, PEOPLE, SECOND_STEP, at, html_of, opened, reply, text_of
from tests.support.mailroom import MEMORIES, PLAN, Room, room
from tests.support.reading import decide, show, waiting

CHIEF = "chef@prov.example"
QUESTION = "Vilka mallar gäller det?"
READ = at(date(2026, 6, 2))
NEXT = at(date(2026, 6, 3))
ON_THE_STEP = at(SECOND_STEP)
AFTER = at(DUE + timedelta(1))


@pytest.fixture(params=MEMORIES)
def town(request) -> Iterator[Room]:
    with room(request.param) as made:
        yield made


def said(town: Room, words: str, *, subject: str = "", now=READ, number: int = 1) -> int:
    """The number of what the chief answers."""
    raw = reply(words, subject or town.subject("Chef"), sender=f"Chef <{CHIEF}>", message_id=f"<{number}@x.example>")
    assert town.collect(raw, now=now)
    return town.answers[-1].id


def ask(town: Room, number: int, question: str = QUESTION, now=READ, **more: object):
    return decide(town.house, str(number), Choice(Action.ASK, "Åsa", question=question, **more), now)


def to_the_chief(town: Room, now) -> list[Outgoing]:
    """The mails that a run sends to the chief."""
    before = len(town.box.messages)
    town.remind(now)
    return [message for message in town.box.messages[before:] if message.owner == "Chef"]


def asked_in(mail: Outgoing) -> list[tuple[str, list[str]]]:
    """(goal, questions) of each of its goals."""
    return [(item.goal.number, [asked.question.text for asked in item.asked_back]) for item in mail.digest.reminders]


def test_it_is_the_roles_next_mail_about_the_goal_once_and_with_a_code_of_its_own(town):
    ask(town, said(town, "1.2: Klar. Allt är gjort."))
    (mail,) = to_the_chief(town, NEXT)
    assert asked_in(mail) == [("1.2", [QUESTION])]
    assert mail.code != town.sent["Chef"].code
    assert str(opened(mail.raw)["Subject"]).startswith("Fråga om delmål 1.2 – ")
    for words in (text_of(mail.raw), html_of(mail.raw)):
        assert f"Kvalitetsteamet frågar om svaret från den 2 juni 2026: {QUESTION}" in words
        assert "Ska vara klart" not in words
    assert to_the_chief(town, NEXT) == []
    assert to_the_chief(town, at(date(2026, 6, 4))) == []


def test_the_answer_to_it_is_connected_with_it(town):
    first = said(town, "1.2: Klar. Allt är gjort.")
    ask(town, first)
    (mail,) = to_the_chief(town, NEXT)
    second = said(town, "Alla tre.", subject=str(opened(mail.raw)["Subject"]), now=NEXT, number=2)
    assert town.answers[-1].occurrence == town.answers[0].occurrence
    (question,) = show(town.house, str(second), NEXT).questions
    assert (question.who, question.text, question.is_answered_here) == ("Åsa", QUESTION, True)
    (asked,) = show(town.house, str(first), NEXT).questions
    assert (asked.mail, asked.is_answered_here) == (question.mail, False)


def test_on_the_day_of_a_step_it_stands_in_the_steps_own_reminder(town):
    ask(town, said(town, "1.2: Pågår."), now=READ)
    (mail,) = to_the_chief(town, ON_THE_STEP)
    assert asked_in(mail) == [("1.1", []), ("1.2", [QUESTION])]
    assert f"Kvalitetsteamet frågar om svaret från den 2 juni 2026: {QUESTION}" in text_of(mail.raw)
    assert "Ska vara klart senast 30 juni 2026" in text_of(mail.raw)
    assert text_of(mail.raw).count("1.2  Rutinen") == 1


def test_what_nobody_could_read_spares_the_next_step_until_it_has_been_asked_about(town):
    number = said(town, "1.2: Vi har ett möte på torsdag.")
    assert town.answers[-1].status is None
    assert [item.goal.number for item in to_the_chief(town, ON_THE_STEP)[0].digest.reminders] == ["1.1"]
    ask(town, number, now=ON_THE_STEP)
    assert asked_in(to_the_chief(town, at(SECOND_STEP + timedelta(1)))[0]) == [("1.2", [QUESTION])]
    (later,) = to_the_chief(town, AFTER)
    assert ("1.2", []) in asked_in(later)


def test_it_is_no_reminder_and_no_request(town):
    number = said(town, "1.2: Pågår.")
    before = town.house.memory.history(PLAN)
    requested = town.house.requests.arrived(PLAN, DUE)
    ask(town, number)
    to_the_chief(town, NEXT)
    assert town.house.memory.history(PLAN).sent == before.sent
    assert town.house.requests.arrived(PLAN, DUE) == requested
    (mail,) = to_the_chief(town, ON_THE_STEP)
    numbers = {item.goal.number: item.number for item in mail.digest.reminders}
    assert numbers == {"1.1": 2, "1.2": 2}


def test_one_that_did_not_leave_goes_again(town):
    ask(town, said(town, "1.2: Klar. Allt är gjort."))
    town.box.fails["Chef"] = DeliveryError(REFUSED_FOR_NOW)
    assert to_the_chief(town, NEXT) == []
    town.box.fails.clear()
    (mail,) = to_the_chief(town, at(date(2026, 6, 4)))
    assert asked_in(mail) == [("1.2", [QUESTION])]
    assert to_the_chief(town, at(date(2026, 6, 5))) == []


def test_two_about_one_goal_go_together(town):
    number = said(town, "1.2: Klar. Allt är gjort.")
    ask(town, number)
    ask(town, number, "När beslutades de?")
    (mail,) = to_the_chief(town, NEXT)
    assert asked_in(mail) == [("1.2", [QUESTION, "När beslutades de?"])]
    assert to_the_chief(town, at(date(2026, 6, 4))) == []


def test_the_answer_stays_as_it_was_and_the_list_says_when_it_was_asked_about(town):
    number = said(town, "1.2: Klar. Allt är gjort.")
    before = town.answers[-1]
    card = ask(town, number)
    assert town.answers[-1] == before
    assert card.answer.release is Release.HELD
    (row,) = waiting(town.house, READ)
    assert row.asked_on == READ.date()
    (made,) = card.history
    assert (made.kept.what, made.kept.who, made.kept.why, made.after) == (Action.ASK, "Åsa", QUESTION, {})


@pytest.mark.parametrize("again", [QUESTION, "  vilka mallar  gäller det"])
def test_the_same_question_twice_is_said_to_have_been_asked_and_when(town, again):
    number = said(town, "1.2: Klar. Allt är gjort.")
    ask(town, number)
    with pytest.raises(UsageError) as refused:
        ask(town, number, again, now=NEXT)
    assert str(refused.value) == (
        "Åsa ställde den frågan den 2 juni 2026. Den går med nästa mejl. Vill du fråga något mer, skriv frågan med andra ord."
    )
    to_the_chief(town, NEXT)
    with pytest.raises(UsageError, match="Den har gått ut i ett mejl"):
        ask(town, number, again, now=NEXT)
    assert len(town.house.memory.history(PLAN).questions) == 1


def test_the_same_question_about_another_answer_is_another_question(town):
    first = said(town, "1.2: Klar. Allt är gjort.")
    second = said(town, "1.1: Klar. Allt är gjort.", number=2)
    ask(town, first)
    ask(town, second)
    assert [question.answer for question in town.house.memory.history(PLAN).questions] == [first, second]


def test_a_released_one_stays_released(town):
    number = said(town, "1.2: Klar. Allt är gjort.")
    decide(town.house, str(number), Choice(Action.RELEASE, "Åsa"), READ)
    before = town.answers[-1]
    ask(town, number)
    assert town.answers[-1] == before


@pytest.mark.parametrize(
    ("question", "more", "told"),
    [
        ("  ", {}, "--question"),
        ("Gäller det 19121212-1212?", {}, "--private-why"),
        ("x" * 601, {}, "för lång"),
        (QUESTION, {"status": "klar"}, "ändrar inget"),
        (QUESTION, {"why": "nyfiken"}, "ändrar inget"),
    ],
)
def test_what_is_wrong_with_it_is_said_and_nothing_is_asked(town, question, more, told):
    number = said(town, "1.2: Klar. Allt är gjort.")
    with pytest.raises(UsageError, match=told):
        ask(town, number, question, **more)
    assert town.house.memory.history(PLAN).questions == ()


def test_a_mail_without_a_goal_is_given_one_first(town):
    town.collect(reply("Hej!", "Hej", sender="okand@prov.example"))
    with pytest.raises(UsageError, match="paminn replies assign"):
        decide(town.house, "m1", Choice(Action.ASK, "Åsa", question=QUESTION), READ)


def test_a_card_says_that_there_is_one_and_not_what_it_is():
    cards = FakeOutbox()
    with room("fake", cards=cards) as town:
        ask(town, said(town, "1.2: Klar. Allt är gjort."))
        to_the_chief(town, NEXT)
        card = cards.messages[-1].raw.decode()
    assert "Kvalitetsteamet har en fråga. Den står i mejlet." in card
    assert QUESTION not in card


def test_nobody_reads_the_teams_words_as_the_owners_when_they_come_back_in_an_answer(town):
    ask(town, said(town, "1.2: Pågår."), "Är 1.2 klar? Skriv Klar eller Försenad")
    (mail,) = to_the_chief(town, NEXT)
    quoted = "\n".join(f"> {line}" for line in text_of(mail.raw).splitlines())
    subject = str(opened(mail.raw)["Subject"])
    said(town, f"Ja, alla är på plats.\n\nDen 3 juni skrev påminn:\n{quoted}", subject=subject, now=NEXT, number=2)
    answer = town.answers[-1]
    assert (answer.text, answer.status) == ("Ja, alla är på plats.", None)


def test_who_asked_what_is_part_of_the_item():
    with room("fake", people={"Chef": PEOPLE["Chef"]}) as town:
        ask(town, said(town, "1.2: Pågår."))
        (mail,) = to_the_chief(town, NEXT)
        (item,) = mail.digest.reminders
    assert item.is_question
    assert item.step.label == "?1"
    assert [type(asked) for asked in item.asked_back] == [AskedBack]
    assert NOW.date() < mail.day
