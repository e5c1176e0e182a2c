"""What a program's mail tells: when somebody is back, and whom our mail did not reach and why."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

import pytest

from paminn.replies.meaning.absence import back_on
from paminn.replies.model import Bounce, MailKind
from paminn.replies.read import Reply, read_mail
from tests.support.mails.builder import CHIEF, OWN, SUBJECT, mail, raw
from tests.support.mails.refusals import OURS

WRITTEN = date(2025, 12, 2)  # a Tuesday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Jag är tillbaka den 12 januari.", date(2026, 1, 12)),
        ("Åter på kontoret måndag 12 januari.", date(2026, 1, 12)),
        ("Jag är åter i tjänst den 12:e januari 2026.", date(2026, 1, 12)),
        ("Jag återkommer 12/1.", date(2026, 1, 12)),
        ("Jag återkommer 15/12.", date(2025, 12, 15)),
        ("Åter 2026-01-12", date(2026, 1, 12)),
        ("Från och med 12 januari är jag tillbaka", date(2026, 1, 12)),
        ("Jag är inte tillbaka förrän 12 januari", date(2026, 1, 12)),
        ("Jag är på semester t.o.m. 9 januari", date(2026, 1, 10)),
        ("Ledig till och med fredag 9 januari.", date(2026, 1, 10)),
        ("Jag är ledig 22/12-9/1.", date(2026, 1, 10)),
        ("Semester 2025-12-20--2026-01-06", date(2026, 1, 7)),
        ("Jag läser inte mejl mellan den 20 december och den 6 januari.", date(2026, 1, 7)),
        ("Jag är tjänstledig till den 1 augusti 2026.", date(2026, 8, 1)),
        ("Åter den 2 december", date(2025, 12, 2)),
        ("Jag är föräldraledig och åter 1 maj", date(2026, 5, 1)),
        ("Åter v. 20", date(2026, 5, 11)),
        ("Jag är tillbaka v. 2", date(2026, 1, 5)),
        ("Jag är tillbaka på måndag", date(2025, 12, 8)),
        ("Åter i mars 2027", date(2027, 3, 1)),
        ("Jag är tjänstledig och tillbaka i april.", date(2026, 4, 1)),
        ("Tillbaka tisdag", date(2025, 12, 9)),
        ("I will be back on January 12th", date(2026, 1, 12)),
        ("I will return 12 Jan 2026", date(2026, 1, 12)),
        ("Out of office until Monday, January 12", date(2026, 1, 12)),
        ("I am away from December 22 through January 9", date(2026, 1, 10)),
    ],
)
def test_the_day_of_a_return(words: str, day: date) -> None:
    assert back_on(words, WRITTEN) == day


@pytest.mark.parametrize(
    "words",
    [
        "Jag är sjukskriven.",
        "Jag är borta i dag 2 december.",
        "Jag är tillbaka i augusti",
        "Jag är tillbaka efter jul",
        "Tillbaka 2025-11-01",
        "Tillbaka 31 februari",
        "Tillbaka 12/13",
        "Jag är tillbaka 12 januari. Samordnaren är tillbaka 5 januari.",
        "Jag har slutat. Ny chef 1 februari.",
        "Jag är ledig och åter den 1 december.",  # which was yesterday
        "Semester v. 28-31, åter v. 32.",
        "Tillbaka 15/11",
        "Back on November 28",
        "Åter 1 augusti",
        "Åter i december",  # which has begun
        "Ledig till och med mars 2026",
        "Jag är på semester t.o.m. 30 november.",
        "Åter v. 48",
        "Ring 0158-27 50 00.",
    ],
)
def test_no_day_is_guessed(words: str) -> None:
    assert back_on(words, WRITTEN) is None


def test_a_day_without_a_year_needs_the_day_of_the_mail() -> None:
    assert back_on("Åter 12 januari", None) is None
    assert back_on("Åter 2026-01-12", None) == date(2026, 1, 12)


def read(data: bytes) -> Reply:
    return read_mail(data, own_addresses=[OWN])


def report(action: str, status: str, recipient: str = f"rfc822;{CHIEF}", diagnostic: str = "") -> Reply:
    body = (
        "--g\r\nContent-Type: text/plain\r\n\r\nDet gick inte att leverera.\r\n"
        f"--g\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.example\r\n\r\n"
        f"Final-Recipient: {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n{diagnostic}--g--\r\n"
    )
    head = f"From: postmaster@x.example\nTo: {OWN}\nContent-Type: multipart/report; report-type=delivery-status; boundary=g"
    return read(raw(head, body.encode()))


@pytest.mark.parametrize(
    ("action", "status", "bounce"),
    [
        ("failed", "5.1.1", Bounce.HARD),
        ("failed", "5.1.10", Bounce.HARD),
        ("failed", "5.2.1", Bounce.HARD),
        ("failed", "5.4.4", Bounce.SOFT),
        ("Failed (no such user)", "5.0.0", Bounce.HARD),
        ("failed", "5.2.2", Bounce.SOFT),
        ("failed", "5.3.4", Bounce.SOFT),
        ("failed", "5.7.1", Bounce.SOFT),
        ("failed", "4.4.7", Bounce.SOFT),
        ("failed", "", Bounce.SOFT),
        ("delayed", "4.4.7", Bounce.DELAYED),
    ],
)
def test_only_an_address_that_is_no_good_bounces_hard(action: str, status: str, bounce: Bounce) -> None:
    found = report(action, status)
    assert (found.kind, found.bounced, found.bounce) == ("bounce", (CHIEF,), bounce)


@pytest.mark.parametrize(
    ("diagnostic", "bounce"),
    [("smtp; 550 5.1.1 User unknown", Bounce.HARD), ("smtp; 552 5.2.2 Mailbox full", Bounce.SOFT)],
)
@pytest.mark.parametrize("status", ["", "5.0.0", "5.1.1"])
def test_what_the_server_said_counts_before_the_reports_summary(status: str, diagnostic: str, bounce: Bounce) -> None:
    found = report("failed", status, diagnostic=f"Diagnostic-Code: {diagnostic}\r\n")
    assert (found.bounce, found.said, found.is_about_us) == (bounce, diagnostic.removeprefix("smtp; "), False)


@pytest.mark.parametrize("said", OURS)
def test_a_report_about_our_own_address_or_server_is_nobodys_dead_address(said: str) -> None:
    found = report("failed", "5.0.0", diagnostic=f"Diagnostic-Code: smtp; {said}\r\n")
    assert (found.bounce, found.is_about_us) == (Bounce.SOFT, True)


def test_a_delivered_or_relayed_recipient_has_not_bounced() -> None:
    assert report("delivered", "2.0.0").bounced == ()
    assert report("relayed", "2.0.0").bounced == ()


def test_an_address_with_swedish_letters_is_told_as_it_is() -> None:
    assert report("failed", "5.1.1", "utf-8; chef.ljungström@kommunen.example").bounced == (
        "chef.ljungström@kommunen.example",
    )


@pytest.mark.parametrize(
    ("words", "bounce"),
    [
        ("E-postadressen hittades inte.", Bounce.HARD),
        ("550 5.1.1 User unknown", Bounce.HARD),
        ("Mottagarens postlåda är full. 5.2.2", Bounce.SOFT),
        ("Meddelandet är försenat och har ännu inte levererats. Servern försöker igen.", Bounce.DELAYED),
        ("Det gick inte att leverera.", Bounce.SOFT),
    ],
)
def test_words_alone(words: str, bounce: Bounce) -> None:
    text = f"{words}\n\n{CHIEF}\n\nUrsprungligt meddelande\n\nFrån: {OWN}\nTill: annan@kommunen.example\n"
    found = read(mail(text, subject="Olevererbart: Påminnelse", sender="postmaster@kommunen.example"))
    assert (found.bounced, found.bounce) == ((CHIEF,), bounce)


def test_neither_the_sender_nor_the_reader_of_a_report_is_who_was_not_reached() -> None:
    text = f"Meddelandet från {OWN} till {CHIEF} kunde inte levereras.\nFrågor: postmaster@kommunen.example\n"
    found = read(mail(text, subject="Olevererbart: Påminnelse", sender="postmaster@kommunen.example"))
    assert found.bounced == (CHIEF,)


def test_the_identity_that_exchange_replaced_is_the_one_we_gave() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "postmaster@x.example", OWN, "Undeliverable: x"
    message.set_content("x")
    ours = EmailMessage()
    ours["Message-ID"], ours["X-Microsoft-Original-Message-ID"] = "<nytt@exchange.example>", "<vart@kommunen.example>"
    ours.set_content("x")
    message.add_attachment(ours)
    assert read(message.as_bytes()).original == "<vart@kommunen.example>"


def test_a_persons_mail_tells_of_no_bounce_and_no_absence() -> None:
    found = read(mail("Klart. Tillbaka 12 januari."))
    assert (found.bounced, found.bounce, found.original, found.back, found.left) == ((), None, "", None, False)


# How old servers put our own mail below their words: nothing of its head is a reason.
OLD_REPORTS = [
    "Hi. This is the qmail-send program at mx.example.\nI've given up.\n\n<chef@kommunen.example>:\n{said}\n\n"
    "--- Below this line is a copy of the message.\n\n{ours}",
    'The following address failed:\n\n"chef@kommunen.example":\n{said}\n\n'
    "--- The header of the original message is following. ---\n\n{ours}",
    "chef@kommunen.example\n{said}\n\nReceived: from kommun.example\n{ours}",
    "The original message was received at Mon, 1 Dec 2025 08:00:00 +0100\n\nchef@kommunen.example\n{said}",
    "chef@kommunen.example\n{said}\n\nMessage details:\n  MAIL FROM: paminn@kommun.example\n  From: paminn@kommun.example",
]


@pytest.mark.parametrize("words", OLD_REPORTS)
@pytest.mark.parametrize(
    ("said", "bounce"), [("Sorry, user unknown", Bounce.HARD), ("552 Quota exceeded", Bounce.SOFT)],
)  # fmt: skip
def test_the_head_of_our_own_mail_below_a_report_is_no_reason(words: str, said: str, bounce: Bounce) -> None:
    ours = f"Return-Path: <{OWN}>\nFrom: {OWN}\nTo: chef@kommunen.example\nSubject: {SUBJECT}"
    report = mail(words.format(said=said, ours=ours), subject="failure notice", sender="MAILER-DAEMON@mx.example")
    reply = read(report)
    assert (reply.kind, reply.bounce, reply.is_about_us) == (MailKind.BOUNCE, bounce, False)


def test_of_several_in_a_report_without_fields_each_has_its_own_reason() -> None:
    words = (
        "An error has occurred for the following list of recipients:\n\n"
        "full@kommunen.example: 550 5.2.2 <full@kommunen.example>... Mailbox Full\n"
        "okand@kommunen.example: 550 5.1.1 <okand@kommunen.example>... User Unknown\n\n"
        "    Below is a copy of the original message:\n"
    )
    reply = read(mail(words, subject="Delivery status notification: error", sender="MAILER-DAEMON@mx.example"))
    assert sorted(reply.bounced) == ["full@kommunen.example", "okand@kommunen.example"]
    assert (reply.bounce, reply.dead) == (Bounce.HARD, ("okand@kommunen.example",))
