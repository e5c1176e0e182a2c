"""`paminn explain`: how one mail was read, told step by step."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from paminn.incoming.model import Received
from paminn.replies.model import MailKind, Reason
from paminn.replies.words.form import goals_of
from paminn.texts.explain import explained
from paminn.texts.words import kind_word, told
from paminn.usecases.reading.one_mail import read_without_memory
from tests.support.fakes import FakeReader
from tests.support.houses import NOW, SENDER, reply, text_of
from tests.support.mailroom import READ, report, room
from tests.support.reading import understood


@pytest.fixture
def town():
    with room("fake") as made:
        yield made


def explain(town, raw: bytes) -> str:
    return explained(understood(town.house, raw, READ))


def step(text: str, number: int) -> str:
    """One step's words, without its number."""
    found = re.search(rf"^{number}\. (.*?)(?=\n+^\d\. |\Z)", text, re.M | re.S)
    assert found, text
    return found[1]


def test_each_step_has_its_own_words(town):
    quoted = f"Från: påminn <{SENDER}>\nTill: Vice\nÄmne: {town.subject()}\n\n{text_of(town.sent['Vice'].raw)}"
    raw = reply(f"Klar. Rutinen finns.\n\nMvh\nVice\n\n{quoted}", f"SV: {town.subject()}", sender="<vice@prov.example>")
    text = explain(town, raw)
    assert [line[:2] for line in text.split("\n") if re.match(r"\d\. ", line)] == [f"{n}." for n in range(1, 10)]
    assert step(text, 1) == "Slag: svar"
    assert step(text, 2) == "Koder: 1"
    assert town.code()[1:-1] not in text, "whoever reads a code could answer in its owner's name"
    assert step(text, 3) == "Utskick: till rollen Vice"
    assert step(text, 4).startswith("Bortskuret, vårt utskick och annat citerat:\nFrån: påminn")
    assert step(text, 5) == "Underskrift:\nMvh\nVice"
    assert step(text, 6) == "Egna ord:\nKlar. Rutinen finns."
    assert step(text, 7) == "Läge för delmål 1.1: Klar. Från: Vice"
    assert step(text, 8) == "Se upp med: inget"
    assert step(text, 9) == "Vad som händer: läst, väntar på granskning"


def test_each_goal_of_a_digest_is_shown_with_its_own_words(town):
    words = "1.1: Klar. Rutinen finns.\n1.2: Försenad till 30 september 2026. Leverantören är sen."
    text = explain(town, reply(words, town.subject("Chef")))
    assert step(text, 7) == (
        "Läge, delmål för delmål:\n"
        "   1.1: Klar. Från: Chef\n"
        "      Klar. Rutinen finns.\n"
        "   1.2: Försenad, nytt datum 2026-09-30. Från: Chef\n"
        "      Försenad till 30 september 2026. Leverantören är sen."
    )


def test_what_a_person_must_read_is_said_with_why(town):
    text = explain(town, reply("80 % klart. Ring 070-123 45 67.", town.subject("Teamet"), sender="ett@prov.example"))
    assert step(text, 7).startswith("Läge för delmål 1.2: en person behöver läsa")
    assert step(text, 8) == "Se upp med: telefonnummer"
    assert step(text, 9) == "Vad som händer: läget går inte att läsa säkert: läs och välj"


def test_a_mail_about_nothing_of_ours_goes_to_a_person(town):
    text = explain(town, reply("Hej, är det jag som ska svara?", "Fråga"))
    assert step(text, 3) == "Utskick: inget som säkert hör ihop med mejlet"
    assert step(text, 9) == "Vad som händer: svaret saknar kod; en person läser det och väljer delmål"


def test_a_suspect_mail_says_why_it_is_one(town):
    raw = reply("Klar.", town.subject()).replace(b"From: ", b"From: x@annan.example\r\nFrom: ", 1)
    text = explain(town, raw)
    assert step(text, 1) == "Slag: misstänkt (avsändarfältet saknas, är dubbelt eller trasigt)"
    assert step(text, 9) == "Vad som händer: en person läser det och väljer delmål"


def test_of_a_machines_mail_nothing_is_said_to_be_anybodys_answer(town):
    away = {"Auto-Submitted": "auto-replied"}
    raw = reply("Jag är tillbaka den 3 augusti.", f"Autosvar: {town.subject('Chef')}", headers=away)
    text = explain(town, raw)
    assert step(text, 1) == "Slag: automatiskt svar (det säger avsändarens program)"
    assert step(text, 4) == "Mejlets text, som inte är någons svar:\nJag är tillbaka den 3 augusti."
    assert step(text, 5) == "Läge: inget, ingen person har skrivit"
    assert step(text, 7) == "Vad som händer: frånvarande till 2026-08-03"
    assert "8." not in text


def test_a_delivery_report_says_what_follows(town):
    text = explain(town, report(town.sent["Vice"].raw, "vice@prov.example"))
    assert step(text, 1).startswith("Slag: leveransrapport (")
    assert step(text, 7).startswith("Vad som händer: adressen tar inte emot mejl")


def test_a_machines_mail_without_a_consequence_is_laid_aside(town):
    text = explain(town, reply("Veckans nytt", "Nytt", headers={"List-Id": "<x.annan.example>"}))
    assert step(text, 7) == "Vad som händer: inget mer, mejlet sparas och läggs undan"


def test_without_a_memory_what_was_sent_still_tells_the_goals(town):
    sent = text_of(town.sent["Chef"].raw)
    assert goals_of(sent) == ("1.1", "1.2")
    raw = reply("1.1: Klar.\n1.2: Pågår.", town.subject("Chef"))
    read = read_without_memory(raw, sent, FakeReader(SENDER))
    text = explained(Received("", raw, NOW, read))
    assert step(text, 3) == "Utskick: okänt, här finns inget minne av vad som har skickats"
    assert step(text, 7) == "Läge, delmål för delmål:\n   1.1: Klar\n      Klar.\n   1.2: Pågår\n      Pågår."
    assert step(text, 9) == "Vad som händer: det visar sig när paminn collect läser mejlet"


@pytest.mark.parametrize("kind", list(MailKind))
def test_every_kind_has_its_words(town, kind):
    made = understood(town.house, reply("Hej"), READ)
    text = explained(replace(made, reply=replace(made.reply, kind=kind)))
    assert step(text, 1) == f"Slag: {kind_word(kind)}"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_that_a_mail_can_be_sorted_by_is_told_in_swedish(reason):
    assert told(reason) not in ("", reason)
