"""An answer to a mail that only told a role to prepare is about that step, and never ends the day unasked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from paminn.errors import UsageError
from paminn.incoming.decision import Action
from paminn.incoming.our_words import our_words
from paminn.reminders.message import Outgoing
from paminn.replies.words.preparing import of_the_step, says_of_the_step
from paminn.standing.answer import Status
from paminn.texts.desk_shown import listed
from paminn.usecases.desk.choice import Choice
from tests.support.fakes import FakeInbox, FakeLedger, FakeOutbox
from tests.support.houses import at, fake_house, opened, plan_files, reply, text_of
from tests.support.reading import collect, decide, show, waiting
from tests.support.sending import remind
from tests.support.telling import publish, status_of, summarise

PREPARED, READ, CHASED = date(2026, 9, 2), at(date(2026, 9, 4)), date(2026, 11, 26)
DAY, STEP = "1.1@2026-11-25", "1.1@2026-11-25-12w"


def files() -> dict[str, bytes]:
    made = plan_files({"1.1": ("Chef",)}, frames={"1.1": "Den 25 november varje år"})
    rules = json.loads(made["rules.yaml"])
    steps = [{"veckor_före": 12, "text": "Bestäm tema och budget"}, {"veckor_före": 8, "text": "Beställ tryck"}]
    rules["förberedelser"] = [{"delmål": "1.1", "steg": steps, "efter": [1]}]
    return made | {"rules.yaml": json.dumps(rules, ensure_ascii=False).encode()}


class Town:
    """A house that has told the chief what to prepare. `unclear`: as mails did before they said what is answered."""

    def __init__(self, *, unclear: bool = False) -> None:
        self.ledger, self.box, self.inbox = FakeLedger(), FakeOutbox(), FakeInbox()
        self.house = fake_house(files(), box=self.box, ledger=self.ledger, inbox=self.inbox)
        remind(self.house, at(date(2026, 1, 20)))  # the account of the year before, which nobody answers
        remind(self.house, at(PREPARED))
        self.mail = self.box.messages[-1]
        assert isinstance(self.mail, Outgoing)
        if unclear:
            row = self.ledger.messages[self.mail.key]
            row.outgoing = replace(row.outgoing, raw=_without(row.outgoing.raw))
            assert not says_of_the_step(our_words(row.outgoing.raw), "1.1")

    def answer(self, text: str, now: datetime = READ) -> None:
        subject = str(opened(self.mail.raw)["Subject"])
        mail = reply(text, subject, sender="Chef <chef@prov.example>", message_id=f"<{len(self.answers)}@x.example>")
        written = f"{now:%a, %d %b %Y}".encode()
        collect_from(self, mail.replace(b"Tue, 02 Jun 2026", written), now)

    @property
    def answers(self):
        return self.house.memory.answers("prov-plan")

    def choose(self, number: str, what: Action = Action.RELEASE, **more: str):
        return decide(self.house, number, Choice(what, "Eva", **more), READ)

    def reminded(self, day: date) -> list[tuple[str, str]]:
        before = len(self.box.messages)
        remind(self.house, at(day))
        asked = []
        for message in self.box.messages[before:]:
            for reminder in message.digest.reminders:
                asked.append((str(reminder.occurrence.id), reminder.step.label))
        return asked


def _without(raw: bytes) -> bytes:
    """The mail as it was before it had the sentence."""
    mail = opened(raw)
    for part in mail.walk():
        if part.get_content_maintype() == "text" and part.get_content_type() != "text/calendar":
            words = part.get_content().replace(of_the_step("1.1"), "")
            part.set_content(words, subtype=part.get_content_subtype())
    return mail.as_bytes()


def collect_from(town: Town, mail: bytes, now: datetime) -> None:
    town.inbox.put(mail)
    collect(town.house, now)


@pytest.fixture(params=["clear", "unclear"])
def town(request) -> Iterator[Town]:
    return Town(unclear=request.param == "unclear")


def test_the_mail_says_what_an_answer_is_about():
    told = text_of(Town().mail.raw)
    assert "Ett svar om 1.1 gäller förberedelsen, inte dagen." in told
    assert "Du behöver inte svara." in told


@pytest.mark.parametrize("text", ["1.1: Klar", "Klar. Temat är bestämt.", "1.1: Pågår", "DELMAL=1.1 STATUS=KLAR"])
def test_it_is_the_steps_and_the_day_is_asked_about_all_the_same(text):
    town = Town()
    town.answer(text)
    (answer,) = town.answers
    assert str(answer.occurrence) == STEP
    assert answer.status in (Status.DONE, Status.ONGOING)
    town.choose("1")
    assert (DAY, "-8w") in town.reminded(date(2026, 9, 30))
    assert (DAY, "+1") in town.reminded(CHASED)


def test_where_the_mail_did_not_say_a_person_tells_the_step_from_the_day():
    town = Town(unclear=True)
    town.answer("1.1: Klar")
    (answer,) = town.answers
    assert (str(answer.occurrence), answer.status, answer.read_as) == (STEP, None, Status.DONE)
    told = listed(waiting(town.house, READ), [])
    assert "1.1  Chef: förberedelsen, läst som Klar, men steget eller dagen?" in told
    assert "paminn replies release NUMMER --about steget|dagen" in told
    with pytest.raises(UsageError, match="Gäller svaret steget eller dagen"):
        town.choose("1")
    with pytest.raises(UsageError, match="Gäller svaret steget eller dagen"):
        town.choose("1", status="klar", why="Så skriver hon")
    assert town.answers[0].release == "held"


def test_the_step_needs_no_reason_and_ends_nothing(town):
    town.answer("1.1: Klar")
    made = town.choose("1", about="steget")
    assert (made.answer.status, made.answer.occurrence.is_step, made.answer.status_by_team) == (
        Status.DONE,
        True,
        False,
    )
    assert (DAY, "+1") in town.reminded(CHASED)


def test_the_day_has_a_reason_and_ends_it(town):
    town.answer("1.1: Klar")
    with pytest.raises(UsageError, match="Skriv med --why varför svaret gäller hela dagen"):
        town.choose("1", about="dagen")
    made = town.choose("1", about="dagen", why="Dagen firades redan i september, säger hon")
    assert (str(town.answers[0].occurrence), made.answer.status) == (DAY, Status.DONE)
    assert made.history[-1].before["occurrence"] == STEP
    assert [about for about, _ in town.reminded(CHASED)] == []


def test_what_nobody_could_read_needs_a_status_too(town):
    town.answer("Vi har haft möten om det.")
    with pytest.raises(UsageError, match=r"(?s)steget eller dagen.*inget läge"):
        town.choose("1")
    assert (DAY, "+1") not in town.reminded(CHASED), "it may be about the day, and waits to be read"
    town.choose("1", about="steget", status="pågår", why="De har haft möten")
    assert (DAY, "+1") in town.reminded(CHASED)


def test_a_mail_without_a_goal_is_not_given_the_day_either():
    town = Town()
    stranger = reply("Klart!", "Temat", sender="Okänd <okand@prov.example>")
    collect_from(town, stranger.replace(b"Tue, 02 Jun 2026", b"Thu, 03 Sep 2026"), READ)
    given = {"goal": "1.1", "owner": "Chef", "status": "klar", "why": "Sagt i telefon"}
    with pytest.raises(UsageError, match="steget eller dagen"):
        town.choose("m1", Action.ASSIGN, **given)
    town.choose("m1", Action.ASSIGN, about="steget", **given)
    assert [str(answer.occurrence) for answer in town.answers] == [STEP]


def test_neither_status_page_nor_account_tells_the_day_by_it(town):
    town.answer("1.1: Klar")
    town.choose("1", about="steget")
    (row,) = status_of(town.house, READ.date())
    assert (row.status, row.last_answer, row.of_a_step) == (None, None, READ.date())
    page = publish(town.house, Path("sidan"), READ.date()).files["index.html"].decode()
    assert "Klar" not in page.split("<body", 1)[1].split("Prenumerera", 1)[0].replace("Klart", "")
    written = summarise(town.house, 2026, Path("ut"), date(2026, 12, 31))
    assert written.answered == 0
    assert "Gäller: förberedelsen" not in str(show(town.house, "1", READ))


def test_a_reference_to_about_is_refused_where_there_is_no_step():
    town = Town()
    town.answer("1.1: Klar")
    town.choose("1", about="dagen", why="Allt är gjort")
    with pytest.raises(UsageError, match="ingen förberedelse"):
        town.choose("1", about="steget")
    with pytest.raises(UsageError, match="Skriv --about steget eller --about dagen"):
        town.choose("1", about="veckan")


def test_an_answer_to_what_the_team_asks_back_about_it_is_no_answer_about_the_day_either(town):
    town.answer("1.1: Klar")
    town.choose("1", Action.ASK, question="Vilket tema blev det?")
    assert town.reminded(date(2026, 9, 7)) == [(STEP, "?1")]
    town.mail = town.box.messages[-1]
    town.answer("1.1: Klar. Temat är arbete.", at(date(2026, 9, 8)))
    answer = town.answers[-1]
    assert (str(answer.occurrence), answer.status, answer.read_as) == (STEP, None, Status.DONE)


def test_it_is_no_account_of_the_year_though_it_comes_when_that_is_asked_for(town):
    town.reminded(date(2026, 12, 3))
    late = at(date(2026, 12, 7))
    town.answer("1.1: Klar", late)
    decide(town.house, "1", Choice(Action.RELEASE, "Eva", about="steget"), late)
    assert ("1.1@2026", "-5") in town.reminded(date(2026, 12, 29))
