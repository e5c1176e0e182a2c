"""What is told of a mail by its words alone: every machine's sentence here is one, and no person's is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from paminn.replies.answering import Answering
from paminn.replies.meaning.machine_words import Spoken, spoken_by
from paminn.replies.model import Flag, MailKind
from paminn.replies.read import read_mail
from paminn.standing.answer import Status
from tests.support.mails.builder import OWN, REMINDER, SUBJECT, gmail, mail, outlook
from tests.support.mails.machine_words import ABSENCES, DOUBTFUL, PEOPLE, RECEIPTS


@pytest.mark.parametrize("words", RECEIPTS)
def test_receipts(words: str) -> None:
    assert spoken_by(words) is Spoken.OF_RECEIPT


@pytest.mark.parametrize("words", ABSENCES)
def test_absences(words: str) -> None:
    assert spoken_by(words) is Spoken.OF_ABSENCE


@pytest.mark.parametrize("words", PEOPLE)
def test_people(words: str) -> None:
    assert spoken_by(words) is Spoken.OF_PERSON


@pytest.mark.parametrize("words", DOUBTFUL)
def test_of_a_status_that_may_be_a_tickets_a_person_reads_whose_it_is(words: str) -> None:
    assert spoken_by(words) is Spoken.IN_DOUBT
    reply = read_mail(mail(words), Answering(REMINDER, goals=("1.1",)), own_addresses=[OWN])
    assert (reply.kind, reply.status) == (MailKind.REPLY, None)
    assert [part.status for part in reply.parts] == [None] * len(reply.parts)
    assert Flag.PERHAPS_A_TICKET in reply.flags


@pytest.mark.parametrize("subject", ["Ärende 77120 har uppdaterats", f"[Ticket#2026-118] {SUBJECT}"])
def test_nor_is_a_bare_status_under_a_tickets_number_certain(subject: str) -> None:
    reply = read_mail(mail("Status: Klar", subject=subject), Answering(REMINDER), own_addresses=[OWN])
    assert (reply.status, Flag.PERHAPS_A_TICKET in reply.flags) == (None, True)
    reply = read_mail(mail("Klart, rutinen är beslutad.", subject=subject), Answering(REMINDER), own_addresses=[OWN])
    assert reply.status is Status.DONE


def kind(words: str, subject: str = f"SV: {SUBJECT}", sender: str = "") -> MailKind:
    how = {"sender": sender} if sender else {}
    return read_mail(mail(words, subject=subject, **how), Answering(REMINDER), own_addresses=[OWN]).kind


@pytest.mark.parametrize("quote", [str, outlook, gmail])
@pytest.mark.parametrize("words", [*RECEIPTS, *ABSENCES])
def test_machines_are_told_whether_they_quote_us_or_not(words: str, quote: Callable[[str], str]) -> None:
    assert kind(quote(words)) is MailKind.AUTOMATIC


@pytest.mark.parametrize("quote", [str, outlook, gmail])
@pytest.mark.parametrize("words", PEOPLE)
def test_no_person_is_taken_for_a_machine(words: str, quote: Callable[[str], str]) -> None:
    assert kind(quote(words)) is MailKind.REPLY


@pytest.mark.parametrize("words", [words for words in PEOPLE if "automatiskt" not in words])
def test_nor_a_person_whose_mail_looks_like_a_ticket(words: str) -> None:
    assert kind(words, subject=f"Ärende 48213: {SUBJECT}") is MailKind.REPLY


@pytest.mark.parametrize(
    "subject", [f"Ärende 48213: {SUBJECT}", f"[Ticket#2025-118] {SUBJECT}", f"Bekräftelse: {SUBJECT}"]
)
def test_a_mere_courtesy_under_a_number_is_a_receipt(subject: str) -> None:
    courtesy = "Tack för ditt mejl! Vi återkommer så snart vi kan."
    assert kind(courtesy, subject=subject) is MailKind.AUTOMATIC
    assert kind(courtesy) is MailKind.REPLY


def test_from_an_address_that_nobody_answers() -> None:
    words = "Hej! Nu vet vi om det här. Tjänsten drivs av kommunen."
    assert kind(words, sender="Kommunen <no-reply@kommunen.example>") is MailKind.AUTOMATIC
    assert kind(words) is MailKind.REPLY
    assert kind("Rutinen är klar.", sender="Kommunen <no-reply@kommunen.example>") is MailKind.REPLY


def test_a_receipt_that_tells_of_opening_hours_makes_nobody_absent() -> None:
    words = "Vi har tagit emot ditt ärende. Under semestern svarar vi inom en vecka."
    reply = read_mail(mail(words), own_addresses=[OWN])
    assert (reply.reason, reply.away) == ("receipt-words", False)


@pytest.mark.parametrize(
    "words", ["Åter v. 32.", "Åter i augusti.", "Återkommer efter jul.", "Jag är på kurs.", "Åter den 8 december."]
)
def test_what_a_program_says_of_its_owner_makes_them_absent(words: str) -> None:
    told = mail(words, subject=f"Automatiskt svar: {SUBJECT}")
    assert read_mail(told, own_addresses=[OWN]).away


def test_a_button_is_a_persons_whatever_else_is_written() -> None:
    words = "DELMAL=1.1 STATUS=KLAR\nJag är på semester till den 8 december."
    assert kind(words) is MailKind.REPLY
