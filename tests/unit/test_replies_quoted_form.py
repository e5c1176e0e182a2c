"""Our form, filled in where it stands in the quoted mail: whatever the program did to it, each goal gets its answer."""

from __future__ import annotations

import textwrap
from datetime import date

import pytest

from paminn.replies.answering import Answering
from paminn.replies.meaning.split import GoalAnswer, split
from paminn.replies.model import Flag
from paminn.replies.read import Reply, read_mail
from paminn.standing.answer import Status
from tests.support.mails.builder import (
    OWN,
    REMINDER,
    gmail,
    gmail_html,
    mail,
    outlook,
    outlook_html,
    paragraphs,
    prefixed,
)

GOALS = ("1.1", "1.2")
DONE_WORDS = "Rutinen är beslutad i ledningsgruppen och känd av alla, även av nattpersonalen."
FIRST = "Delmål 1.1\nStatus:\nGjort i år:\nÅterstår:\nNytt datum:\n"
SECOND = FIRST.replace("1.1", "1.2")
BLOCK = f"Delmål 1.1\nStatus: Klar\nGjort i år: {DONE_WORDS}\nÅterstår:\nNytt datum:\n"
LATE_BLOCK = "Delmål 1.2\nStatus: Försenad\nGjort i år:\nÅterstår: Två enheter.\nNytt datum: 31/3 2026\n"
FILLED = REMINDER.replace(FIRST, BLOCK).replace(SECOND, LATE_BLOCK)
CLEAN = (
    f"Delmål 1.1\nStatus: Klar\nGjort i år: {DONE_WORDS}\n\n"
    "Delmål 1.2\nStatus: Försenad\nÅterstår: Två enheter.\nNytt datum: 31/3 2026"
)
ANSWERS = (
    GoalAnswer("1.1", Status.DONE, f"Gjort i år: {DONE_WORDS}"),
    GoalAnswer("1.2", Status.LATE, "Återstår: Två enheter.", date(2026, 3, 31)),
)
KNOWN = pytest.mark.parametrize("sent", [REMINDER, ""], ids=["sent known", "sent unknown"])


def read(data: bytes, sent: str = REMINDER) -> Reply:
    return read_mail(data, Answering(sent), own_addresses=[OWN])


def html_quote(text: str) -> str:
    """The form as our page has it: one paragraph, a line break between the fields."""
    before, form = text.split("Delmål 1.1\n", 1)
    form, after = form.split("\n\nReferens", 1)
    blocks = f"Delmål 1.1\n{form}".split("\n\n")
    return (
        paragraphs(before)
        + "".join(f"<p>{b.replace(chr(10), '<br>')}</p>" for b in blocks)
        + paragraphs(f"Referens{after}")
    )


def marked(text: str) -> str:
    return gmail("").replace(prefixed(), prefixed(text))


def typed_without_marks(text: str) -> str:
    """A program that leaves its mark out where somebody types."""
    ours = set(REMINDER.split("\n"))
    lines = (line if line not in ours else f"> {line}".rstrip() for line in text.rstrip().split("\n"))
    return gmail("").replace(prefixed(), "\n".join(lines))


PLACES = {
    "outlook": lambda text: mail(outlook("", text)),
    "marked": lambda text: mail(marked(text)),
    "marked twice": lambda text: mail(marked(prefixed(text))),
    "typed without marks": lambda text: mail(typed_without_marks(text)),
    "bars": lambda text: mail(outlook("", "\n".join(f"| {line}" for line in text.split("\n")))),
    "double spaced": lambda text: mail(outlook("", text.replace("\n", "\n\n"))),
    "bold": lambda text: mail(outlook("", text.replace("Status:", "*Status:*").replace("Delmål 1.1", "*Delmål 1.1*"))),
    "outlook page": lambda text: mail(html=outlook_html("", html_quote(text))),
    "gmail page": lambda text: mail(html=f"{gmail_html('').split('<blockquote')[0]}<blockquote>{html_quote(text)}</blockquote></div>"),
    "page alone filled in": lambda text: mail(outlook(""), html=outlook_html("", html_quote(text))),
    "both": lambda text: mail(outlook("", text), html=outlook_html("", html_quote(text))),
    "an alias of ours": lambda text: mail(outlook("", text).replace(OWN, "alias@annan.example").replace("Påminn –", "")),
    "cut down to the form": lambda text: mail(outlook("", text[text.index("Delmål 1.1\n") :])),
}  # fmt: skip


@KNOWN
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_form_filled_in_where_it_stands(place, sent: str) -> None:
    found = read(place(FILLED), sent)
    assert found.text == CLEAN
    assert split(found.whole, GOALS) == ANSWERS
    assert "answer_in_quote" in found.flags
    assert Flag.NO_WORDS not in found.flags
    assert Flag.UNCLEAR_DATE not in found.flags


@KNOWN
@pytest.mark.parametrize("top", ["Se mina svar nedan.", "Hej!"])
def test_words_on_top_of_it(top: str, sent: str) -> None:
    found = read(mail(outlook(top, FILLED)), sent)
    assert found.text == f"{top}\n\n{CLEAN}"
    assert split(found.whole, GOALS) == ANSWERS


@KNOWN
def test_values_on_the_line_below_their_field(sent: str) -> None:
    below = FILLED.replace("Status: ", "Status:\n").replace("Gjort i år: ", "Gjort i år:\n")
    for data in (mail(outlook("", below)), mail(marked(below)), mail(typed_without_marks(below))):
        assert split(read(data, sent).whole, GOALS) == ANSWERS


@KNOWN
def test_a_value_that_was_wrapped_or_has_a_paragraph_of_its_own(sent: str) -> None:
    wrapped = FILLED.replace(DONE_WORDS, "\n".join(textwrap.wrap(DONE_WORDS, 30)))
    for data in (mail(outlook("", wrapped)), mail(marked(wrapped)), mail(typed_without_marks(wrapped))):
        answers = split(read(data, sent).whole, GOALS)
        assert " ".join(answers[0].text.split()) == f"Gjort i år: {DONE_WORDS}"
        assert answers[1] == ANSWERS[1]
    more = FILLED.replace(DONE_WORDS, f"{DONE_WORDS}\n\nDessutom är alla nya informerade.")
    assert "Dessutom är alla nya informerade." in split(read(mail(outlook("", more)), sent).whole, GOALS)[0].text


@KNOWN
def test_a_form_that_was_copied_on_top_counts_once(sent: str) -> None:
    copy = f"Hej!\n\n{BLOCK}\n{LATE_BLOCK}"
    for quote in (REMINDER, FILLED):
        found = read(mail(outlook(copy, quote)), sent)
        assert found.text.count("Status: Klar") == 1
        assert split(found.whole, GOALS) == ANSWERS
    signed = read(mail(outlook(f"{BLOCK}\n{LATE_BLOCK}\nMvh\nEnhetschefen", FILLED)), sent)
    assert signed.text == read(mail(outlook(f"{BLOCK}\n{LATE_BLOCK}")), sent).text
    other = read(mail(outlook(copy, FILLED.replace("Status: Klar", "Status: Pågår"))), sent)
    assert split(other.whole, GOALS)[0].status is None


@KNOWN
def test_a_copy_with_a_greeting_right_below_its_last_field_counts_once(sent: str) -> None:
    late = "Delmål 1.2\nStatus: Försenad\nÅterstår: Två enheter.\n"
    copy = f"{BLOCK}\n{late}Mvh\nEnhetschefen"
    quote = FILLED.replace(LATE_BLOCK, late)
    assert read(mail(outlook(copy, quote)), sent).text == read(mail(outlook(copy)), sent).text


@KNOWN
@pytest.mark.parametrize(
    ("form", "clean"),
    [
        ("Delmål 1.1\nStatus: Klar\n", "Delmål 1.1\nStatus: Klar"),
        ("Status: Klar\nÅterstår:\n", "Status: Klar"),
        ("Delmål 1.1\nStatus: –\nGjort i år: ...\nNytt datum: -\n", ""),
        ("Delmål 1.1\nStatus: Klar · Pågår · Försenad · Ej påbörjad\nGjort i år:\n", ""),
        ("Delmål 1.1\nStatus: Klar\nNytt datum:\n\nKlar · Pågår · Försenad\n", "Delmål 1.1\nStatus: Klar"),
        ("Delmål 1.1\nÅterstår: Två enheter.\n-- Skriv ditt svar ovanför den här raden --\n", "Delmål 1.1\nÅterstår: Två enheter."),
        ("Delmål 1.1\nÅterstår: Två enheter.\nDin kod: 12\n", "Delmål 1.1\nÅterstår: Två enheter."),
    ],
)  # fmt: skip
def test_what_of_a_form_is_an_answer(form: str, clean: str, sent: str) -> None:
    """The owner took out the rest of it, or left it as it was."""
    before, after = REMINDER.split(f"{FIRST}\n{SECOND}")
    known = sent and f"{before}Din kod: 12\n{FIRST}\n{SECOND}{after}"
    assert read(mail(outlook("", f"{before}{form}{after}")), known).text == clean


def test_a_lone_field_keeps_its_label() -> None:
    before, after = REMINDER.split(f"{FIRST}\n{SECOND}")
    found = read(mail(outlook("Försenad.", f"{before}Nytt datum: 31/3 2026\n{after}")))
    assert found.text == "Försenad.\n\nNytt datum: 31/3 2026"
    assert found.new_date == date(2026, 3, 31)


@KNOWN
@pytest.mark.parametrize(
    ("typed", "day", "unclear"),
    [
        ("\n\n31 mars 2026", date(2026, 3, 31), False),
        ("\n\nVi hör av oss.", None, False),
        (" 31/3 2026\n\nVi hör av oss.", date(2026, 3, 31), False),
        (" 31/3 2026\n\n30 april 2026", date(2026, 3, 31), False),
        ("\nVi hör av oss.", None, True),
        ("\n31 mars 2026", date(2026, 3, 31), False),
    ],
)
def test_what_stands_below_a_new_date(typed: str, day: date | None, unclear: bool, sent: str) -> None:
    """Behind an empty line only a day is the field's."""
    quote = REMINDER.replace("Status:", "Status: Försenad").replace(
        "Nytt datum:\n\nReferens", f"Nytt datum:{typed}\n\nReferens"
    )
    found = read(mail(outlook("", quote)), sent)
    assert found.new_date == day
    assert ("unclear_date" in found.flags) is unclear


def test_a_value_ends_where_we_go_on() -> None:
    quote = FILLED.replace("Nytt datum: 31/3 2026\n", "").replace("Referens: [PM-ABCD-EFGH-JKLM-NPQR]\n\n", "")
    assert split(read(mail(outlook("", quote))).whole, GOALS)[1].text == "Återstår: Två enheter."


@KNOWN
def test_an_empty_form_is_no_answer(sent: str) -> None:
    for data in (mail(outlook("")), mail(gmail("")), mail(html=outlook_html("", html_quote(REMINDER)))):
        found = read(data, sent)
        assert (found.text, found.status) == ("", None)
        assert "no_words" in found.flags
        assert Flag.ANSWER_IN_QUOTE not in found.flags


def test_the_words_on_top_and_the_form_must_agree() -> None:
    one = REMINDER.replace(FIRST, BLOCK)
    assert read(mail(outlook("Klar.", one))).status is Status.DONE
    assert read(mail(outlook("Pågår.", one))).status is None
    assert split(read(mail(outlook("Pågår.", FILLED))).whole, GOALS) == ()


def test_a_form_in_a_colleagues_mail_is_for_a_person() -> None:
    head = "Från: Samordnaren <samordnare@kommunen.example>\nSkickat: den 2 december 2025 08:00\nTill: Enhetschef\nÄmne: SV: x"
    data = mail(f"Hej!\n\n{head}\n\n{FILLED}", headers={"Cc": "Samordnaren <samordnare@kommunen.example>"})
    found = read(data)
    assert (found.text, found.status) == ("Hej!", None)
    assert "answer_in_quote" in found.flags
    assert DONE_WORDS in found.removed


@pytest.mark.parametrize(
    ("value", "day", "unclear"),
    [
        ("31/3 2026", date(2026, 3, 31), False),
        ("31/3-26", date(2026, 3, 31), False),
        ("2026-03-31", date(2026, 3, 31), False),
        ("31 mars 2026", date(2026, 3, 31), False),
        ("sista mars 2026", date(2026, 3, 31), False),
        ("v. 12 2026", date(2026, 3, 22), False),
        ("vt 26", date(2026, 6, 30), False),
        ("31 mars", date(2026, 3, 31), False),
        ("den 31/3", date(2026, 3, 31), False),
        ("31 mars 2026. Nämnden ska besluta.", date(2026, 3, 31), False),
        ("30 november", None, True),  # two days ago, or in a year?
        ("våren", None, True),
        ("mars", None, True),
        ("v. 12", None, True),
        ("efter 31 mars 2026", None, True),
        ("31 mars 2026 eller 30 april 2026", None, True),
        ("ca 31 mars 2026", None, True),
        ("2026-02-30", None, True),
        ("?", None, True),
        ("31/3 2025", date(2025, 3, 31), True),  # gone by
        ("–", None, False),
    ],
)
def test_the_new_date_as_people_write_it(value: str, day: date | None, unclear: bool) -> None:
    block = f"Delmål 1.1\nStatus: Försenad\nNytt datum: {value}"
    for body in (
        outlook(block),
        outlook("", REMINDER.replace("Status:\nGjort i år:\nÅterstår:\nNytt datum:", block[11:], 1)),
    ):
        found = read(mail(body))
        assert found.new_date == day
        assert split(found.whole, GOALS)[0].new_date == day
        assert ("unclear_date" in found.flags) is unclear
        assert value in found.text or value == "–"


def test_a_day_without_a_year_needs_the_mails_own_date() -> None:
    for header in ("", "i går", "Tue, 99 Dec 2025 09:00:00 +0100"):
        found = read(
            mail("Status: Försenad\nNytt datum: 31 mars").replace(b"Tue, 02 Dec 2025 09:00:00 +0100", header.encode())
        )
        assert found.new_date is None
        assert "unclear_date" in found.flags


@KNOWN
def test_our_pages_own_red_is_nobodys_answer(sent: str) -> None:
    quote = "<p style='color:#b00020'>! Skulle ha varit klart senast 30 juni 2026.</p>" + paragraphs(REMINDER)
    known = f"! Skulle ha varit klart senast 30 juni 2026.\n{REMINDER}" if sent else ""
    assert read(mail(html=outlook_html("<p>Pågår</p>", quote)), known).text == "Pågår"


def test_what_is_taken_out_of_a_line_of_ours_leaves_the_line_to_be_read() -> None:
    body = outlook("Svar nedan.").replace("i nära relationer\n", "i nära relationer Alla utom tre.\n", 1)
    found = read(mail(body))
    assert found.text == "Svar nedan.\n\nAlla utom tre."
    assert "1.2 Medarbetarna har fått grundutbildning om våld i nära relationer Alla utom tre." in found.removed


def test_a_quote_that_is_not_the_mail_we_know_is_flagged() -> None:
    other = "Hej!\n\nHur går det med lokalerna?\nSkriv gärna några rader om hyran.\n\nDen är redan sänkt sedan i våras.\n\nHälsningar"
    found = read(mail(outlook("Hej.", other)))
    assert found.text == "Hej."
    assert "unknown_in_quote" in found.flags
    assert "Den är redan sänkt" in found.removed
    assert Flag.UNKNOWN_IN_QUOTE not in read(mail(outlook("Hej.", other)), "").flags


def test_a_line_that_begins_with_a_label_of_ours_is_flagged() -> None:
    body = outlook("Hej.").replace("Tidplan: Klart ht 2025\n\nSvara", "Tidplan: Den håller\n\nSvara")
    found = read(mail(body))
    assert "unknown_in_quote" in found.flags
    assert "Tidplan: Den håller" in found.removed
