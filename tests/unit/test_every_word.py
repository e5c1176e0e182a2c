"""No word that an owner wrote is lost: into our own lines, below a kept head, behind a greeting, in the subject."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from paminn.replies.answering import Answering
from paminn.replies.meaning.one_status import read_status
from paminn.replies.read import Reply, read_mail
from paminn.standing.answer import Status
from tests.support.mails.builder import (
    CHIEF,
    CODE,
    OWN,
    OWN_NAME,
    REMINDER,
    SUBJECT,
    gmail,
    mail,
    outlook,
    outlook_web,
    prefixed,
)

LINES = REMINDER.split("\n")
MENU = next(line for line in LINES if line.startswith("Svara med"))
OURS = [MENU, "Skriv inga personuppgifter om enskilda i ditt svar, tack.", LINES[7]]
ADDED = "Beslutat av nämnden 12 november."
BARE_SUBJECT = SUBJECT.removesuffix(f" [{CODE}]")


def read(text: str, subject: str = f"SV: {SUBJECT}", goals: tuple[str, ...] = ("1.1",)) -> Reply:
    sent = f"{REMINDER}\n{BARE_SUBJECT}"
    return read_mail(mail(text, subject=subject), Answering(sent, goals=goals), own_addresses=[OWN])


def before(line: str) -> str:
    return f"{ADDED} {line}"


def behind(line: str) -> str:
    return f"{line} {ADDED}"


def amid(line: str) -> str:
    first, second, rest = line.split(" ", 2)
    return f"{first} {second} {ADDED} {rest}"


@pytest.mark.parametrize("quote", [outlook, outlook_web, gmail])
@pytest.mark.parametrize("how", [before, behind, amid])
@pytest.mark.parametrize("line", OURS)
def test_what_is_typed_into_a_line_of_ours(line: str, how: Callable[[str], str], quote: Callable[[str], str]) -> None:
    reply = read(quote("Se min kommentar.").replace(line, how(line)))
    assert reply.text == f"Se min kommentar.\n\n{ADDED}"
    assert "answer_in_quote" in reply.flags


@pytest.mark.parametrize(
    "head",
    [
        f"Den mån 1 dec. 2025 kl 08:00 skrev {OWN_NAME} <{OWN}>:",
        f"Från: {OWN_NAME} <{OWN}>\nSkickat: den 1 december 2025 07:30\nTill: Enhetschef <{CHIEF}>\nÄmne: {SUBJECT}",
        f"-----Ursprungligt meddelande-----\nFrån: {OWN_NAME} <{OWN}>\nTill: {CHIEF}\nÄmne: {SUBJECT}",
    ],
)
@pytest.mark.parametrize("answer", ["Pågår. Vi väntar på leverantören.", "Försenad.\n\nNy leverans är beställd."])
def test_an_answer_below_a_head_whose_mail_is_taken_away(answer: str, head: str) -> None:
    assert read(f"{head}\n\n{answer}\n").text == answer


def test_the_greeting_of_whom_the_owner_cites_does_not_end_the_answer() -> None:
    answer = "Pågår. Så här svarade Lisa:\n\n> Vi levererar i vecka 7.\n> Mvh Lisa\n\nDärför dröjer det till februari."
    assert read(answer).text == answer
    assert read(outlook(answer)).text == answer


@pytest.mark.parametrize(
    "afterword",
    [
        "Jag vill också säga att vi behöver hjälp med mallen eftersom\nden gamla inte går att använda längre och vi\n"
        "saknar en ny",
        "Det vore bra om någon kunde ringa oss om utbildningen i\nvåras för den blev inte av",
    ],
)
def test_a_paragraph_behind_the_greeting_that_a_program_has_broken(afterword: str) -> None:
    reply = read(f"Pågår.\n\nMvh Eva\n\n{afterword}\n")
    assert (reply.text, reply.signature) == (f"Pågår.\n\n{afterword}", "Mvh Eva")


@pytest.mark.parametrize(
    "card",
    [
        "Mvh Eva\n\nEva Ek\nEnhetschef\nSocialförvaltningen\nGnesta kommun\n0158-275 000",
        "Mvh\nEva Ek, enhetschef på vård och omsorg\nBesöksadress Storgatan 1\nhar du frågor ring växeln",
    ],
)
def test_a_visiting_card_is_none(card: str) -> None:
    assert (read(f"Pågår.\n\n{card}").text, read(f"Pågår.\n\n{card}").signature) == ("Pågår.", card)


@pytest.mark.parametrize("above", ["Klart i kommunen", "Klart den här gången", "Den 5 maj blev rutinen klar."])
def test_who_wrote_without_a_day_takes_no_line_of_the_owners(above: str) -> None:
    assert read(f"{above}\n{OWN_NAME} skrev:\n\n{prefixed()}").text == above


def test_but_the_day_above_who_wrote_is_no_word_of_the_owners() -> None:
    assert read(f"Klart.\n\nDen 1 december 2025\n{OWN_NAME} <{OWN}> skrev:\n\n{prefixed()}").text == "Klart."


@pytest.mark.parametrize("body", ["", outlook(""), gmail("")])
@pytest.mark.parametrize(
    ("subject", "text", "status"),
    [
        (f"Klar {SUBJECT}", "Klar", Status.DONE),
        (f"Klar – SV: {SUBJECT}", "Klar", Status.DONE),
        (f"SV: {SUBJECT} klart", "klart", Status.DONE),
        (f"SV: Pågår [{CODE}]", "Pågår", Status.ONGOING),
        ("SV: Klart", "Klart", Status.DONE),
        (f"Försenad SV: {SUBJECT}", "Försenad", Status.LATE),
        (f"SV: {SUBJECT}", "", None),
    ],
)
def test_an_answer_in_the_subject_alone(subject: str, text: str, status: Status | None, body: str) -> None:
    reply = read(body, subject)
    assert (reply.text, reply.status) == (text, status)


def test_a_subject_above_an_answer_is_no_word_of_it() -> None:
    assert read("Pågår.", f"Klar SV: {SUBJECT}").text == "Pågår."


FORM = "Delmål 1.1\nStatus: Pågår\nGjort i år: Rutinen är skriven\nÅterstår: {0}\nNytt datum: {0}"
EMPTY = "Delmål 1.2\nStatus: {0}\nGjort i år: {0}\nÅterstår: {0}\nNytt datum: {0}"


@pytest.mark.parametrize(
    "blank", ["", "-", "–", "—", "--", "...", "inget", "Inget.", "nej", "Nej", "ingen", "x", "ej aktuellt"]
)
def test_a_field_left_blank_leaves_the_rest_of_the_form_read(blank: str) -> None:
    text = f"{FORM}\n\n{EMPTY}".format(blank)
    reply = read(text, goals=("1.1", "1.2"))
    assert [(part.goal, part.status) for part in reply.parts] == [("1.1", Status.ONGOING)]
    assert "Gjort i år: Rutinen är skriven" in reply.parts[0].text
    assert "unclear_date" not in reply.flags


@pytest.mark.parametrize("blank", ["-", "–", "inget", "nej"])
def test_nor_in_the_quoted_mail(blank: str) -> None:
    filled = REMINDER.replace(
        "Delmål 1.1\nStatus:\nGjort i år:\nÅterstår:\nNytt datum:",
        f"Delmål 1.1\nStatus: Pågår\nGjort i år: Mallen är klar\nÅterstår: {blank}\nNytt datum: {blank}",
    )
    reply = read(outlook("Hej!", filled), goals=("1.1", "1.2"))
    assert [(part.goal, part.status) for part in reply.parts] == [("1.1", Status.ONGOING)]
    assert "Gjort i år: Mallen är klar" in reply.text
    assert "unclear_date" not in reply.flags


@pytest.mark.parametrize(
    "words",
    [
        "Klart är att vi behöver mer tid.",
        "Klart är att rutinen gäller.",
        "Klart står att alla vill.",
        "Klart, hälften",
        "Klart till viss del",
        "Till viss del klart",
        "Klart i stora drag",
        "I stora drag klart",
        "Klart på det stora hela",
        "På sätt och vis klart",
        "Klart, ganska",
        "Klart. Åtminstone till stora delar.",
        "Klar (delvis)",
    ],
)
def test_a_klar_that_is_none_or_less_is_for_a_person(words: str) -> None:
    assert read_status(words) is None
