"""What is a reply and what a machine sent: no person's mail is ever taken for a machine's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from paminn.replies.mail.classify import Verdict, classify
from paminn.replies.mail.parse import parse
from paminn.replies.model import MailKind
from tests.support.mails.builder import (
    CHIEF,
    CODE,
    OWN,
    OWN_NAME,
    REMINDER,
    SUBJECT,
    encoded,
    gmail,
    mail,
    outlook,
    raw,
)


def verdict(data: bytes) -> Verdict:
    return classify(parse(data), [OWN])


AWAY = "Hej! Jag är ledig till den 14 november. Arbetet pågår utan mig. Kontakta växeln."


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Auto-Response-Suppress": "All"},
        {"Auto-Submitted": "no"},
        {"X-Auto-Response-Suppress": "DR, OOF, AutoReply", "Auto-Submitted": "No"},
        {"List-Unsubscribe": "<mailto:av@kommunen.example>"},
        {"X-MS-Exchange-Inbox-Rules-Loop": CHIEF},
        {"X-Spam-Status": "No, score=0.1"},
        {"X-MS-Exchange-Organization-SCL": "1"},
        {"X-MS-Exchange-Organization-SCL": "4"},
        {"X-MS-Exchange-Organization-SCL": "-1", "X-Forefront-Antispam-Report": "CIP:1.2.3.4;SCL:9;"},
        {"X-Forefront-Antispam-Report": "CIP:1.2.3.4;SCL:4;SFV:NSPM;CAT:NONE;"},
        {"List-Id": "<alla.chefer.kommunen.example>"},  # a person's answer to us, copied to a list
        {"Precedence": "list", "List-Post": "<mailto:chefer@kommunen.example>"},
        {"Auto-Submitted": "auto-forwarded"},
        {"Precedence": "normal"},
        {"Return-Path": "<enhetschef@kommunen.example>"},
        {"Authentication-Results": "spf=pass; dkim=pass; dmarc=pass; compauth=pass reason=100"},
        {"Importance": "high", "Sensitivity": "Private"},
    ],
)
def test_people(headers: dict[str, str]) -> None:
    assert verdict(mail(outlook("Klart."), headers=headers)) == Verdict(MailKind.REPLY, "person")


@pytest.mark.parametrize(
    "subject",
    [
        "Frånvaro och vikarier i våra enheter",
        "Automatiskt svar på er fråga kommer i maj",
        "Läst rapporten",
        "Accepterat av nämnden",
        "Återkallade beslut",
        "Leverans av utbildning",
        "Ny väg framåt",
        "Reviderad rutin",
        "SV: Olevererade brev",
    ],
)
def test_subjects_of_people(subject: str) -> None:
    assert verdict(mail(outlook("Klart."), subject=subject)).kind is MailKind.REPLY


@pytest.mark.parametrize(
    ("subject", "headers", "kind"),
    [
        (f"Automatiskt svar: {SUBJECT}", {"Auto-Submitted": "auto-generated"}, MailKind.AUTOMATIC),
        (f"Autosvar: {SUBJECT}", {}, MailKind.AUTOMATIC),
        (f"Frånvaromeddelande: {SUBJECT}", {}, MailKind.AUTOMATIC),
        (f"SV: Frånvaro: {SUBJECT}", {}, MailKind.AUTOMATIC),
        (f"Automatic reply: {SUBJECT}", {}, MailKind.AUTOMATIC),
        (f"Out of Office: {SUBJECT}", {}, MailKind.AUTOMATIC),
        (f"SV: {SUBJECT}", {"Auto-Submitted": "auto-replied"}, MailKind.AUTOMATIC),
        (f"SV: {SUBJECT}", {"X-Autoreply": "yes", "Precedence": "bulk"}, MailKind.AUTOMATIC),
        (f"SV: {SUBJECT}", {"Precedence": "auto_reply"}, MailKind.AUTOMATIC),
        (
            f"SV: {SUBJECT}",
            {"X-Auto-Response-Suppress": "All", "X-MS-Exchange-Inbox-Rules-Loop": CHIEF},
            MailKind.AUTOMATIC,
        ),
        (f"Återkalla: SV: {SUBJECT}", {}, MailKind.AUTOMATIC),
        (f"Recall: {SUBJECT}", {}, MailKind.AUTOMATIC),
        ("Enhetschefen reagerade på ditt meddelande", {}, MailKind.AUTOMATIC),
        (f"Läst: {SUBJECT}", {}, MailKind.RECEIPT),
        (f"Ej läst: {SUBJECT}", {}, MailKind.RECEIPT),
        ("Accepterat: Uppföljning", {}, MailKind.CALENDAR),
        ("Avböjt: Uppföljning", {}, MailKind.CALENDAR),
        ("Preliminärt: Uppföljning", {}, MailKind.CALENDAR),
        (f"Olevererbart: {SUBJECT}", {}, MailKind.BOUNCE),
        (f"Undeliverable: {SUBJECT}", {"Return-Path": "<>"}, MailKind.BOUNCE),
        ("Nyhetsbrev", {"List-Id": "<nytt.forening.example>"}, MailKind.LIST),
        ("Nyhetsbrev", {"List-Id": "<nytt.forening.example>", "Precedence": "bulk"}, MailKind.LIST),
        ("Nyhetsbrev", {"Precedence": " List"}, MailKind.LIST),
        ("Nyhetsbrev", {"List-Post": "<mailto:nytt@forening.example>"}, MailKind.LIST),
        ("Nyhetsbrev", {"Mailing-List": "nytt@forening.example"}, MailKind.LIST),
        ("Nyhetsbrev", {"Precedence": "junk"}, MailKind.AUTOMATIC),
        ("Nyhetsbrev", {"X-Autoresponder": "1"}, MailKind.AUTOMATIC),
        ("Nyhetsbrev", {"Auto-Submitted": "auto-generated; owner=x"}, MailKind.AUTOMATIC),
        ("Du har vunnit", {"X-Spam-Status": "Yes, score=9"}, MailKind.SPAM),
        ("Du har vunnit", {"X-MS-Exchange-Organization-SCL": "5"}, MailKind.SPAM),
        ("Du har vunnit", {"X-Forefront-Antispam-Report": "CIP:1.2.3.4; SCL:5; SFV:NSPM"}, MailKind.SPAM),
        ("Du har vunnit", {"X-MS-Exchange-Organization-SCL": "4"}, MailKind.REPLY),
        (f"SV: {SUBJECT}", {"X-Auto-Response-Suppress": "All"}, MailKind.REPLY),
        ("Du har vunnit", {"X-Spam-Flag": "YES"}, MailKind.SPAM),
        ("Du har vunnit", {"X-MS-Exchange-Organization-SCL": "6"}, MailKind.SPAM),
        ("Faktura", {"X-Forefront-Antispam-Report": "CIP:1.2.3.4;SFV:SPM;CAT:PHSH;"}, MailKind.SPAM),
        (f"VB: {SUBJECT}", {}, MailKind.FORWARD),
        (f"Fwd: {SUBJECT}", {}, MailKind.FORWARD),
        (f"SV: VB: {SUBJECT}", {}, MailKind.REPLY),
        (SUBJECT, {"X-Paminn": "1"}, MailKind.LOOP),
        (
            f"SV: {SUBJECT}",
            {"Authentication-Results": "spf=fail; dmarc=fail; compauth=fail reason=000"},
            MailKind.SUSPECT,
        ),
        (f"SV: {SUBJECT}", {"Authentication-Results": "spf=softfail; dkim=none; dmarc=none"}, MailKind.SUSPECT),
    ],
)
def test_kinds(subject: str, headers: dict[str, str], kind: MailKind) -> None:
    found = verdict(mail(AWAY, subject=subject, headers=headers))
    assert found.kind is kind
    assert found.reason


def test_what_answers_our_mail_is_no_spam_but_a_person_looks_at_it() -> None:
    found = verdict(mail(outlook("Klart."), headers={"X-Spam-Flag": "YES"}))
    assert found == Verdict(MailKind.SUSPECT, "x-spam")


@pytest.mark.parametrize("name", ["X-Paminn", "X-Paminn-Plan"])
def test_a_mail_of_ours_is_a_loop(name: str) -> None:
    assert verdict(mail(AWAY, headers={name: "1"})) == Verdict(MailKind.LOOP, "x-paminn")
    assert verdict(mail(AWAY, headers={f"{name.replace('minn', 'minnelse')}": "1"})).kind is MailKind.REPLY


@pytest.mark.parametrize(
    "headers",
    [
        {"List-Id": "<alla.kommunen.example>", "List-Post": "<mailto:alla@kommunen.example>"},
        {"Precedence": "bulk"},
        {"Precedence": "list"},
        {"X-Spam-Flag": "YES", "X-Spam-Status": "Yes, score=7.1"},
        {"X-MS-Exchange-Organization-SCL": "6"},
        {"X-Forefront-Antispam-Report": "CIP:1.2.3.4;SFV:SPM;CAT:PHSH;"},
    ],
)
def test_what_servers_put_on_an_answer_on_its_way_does_not_make_it_a_machines(headers: dict[str, str]) -> None:
    letter = parse(mail("DELMAL=1.1 STATUS=KLAR", subject=f"Svar 1.1 Klar [{CODE}]", headers=headers))
    assert classify(letter, [OWN], answers_us=True) == Verdict(MailKind.REPLY, "person")
    assert classify(letter, [OWN]).kind is not MailKind.REPLY


def test_what_a_program_says_of_its_own_answer_stands() -> None:
    letter = parse(mail(AWAY, headers={"Auto-Submitted": "auto-replied"}))
    assert classify(letter, [OWN], answers_us=True).kind is MailKind.AUTOMATIC


@pytest.mark.parametrize(
    "sender", ["post_master@", "mailgateway@", "bounces@", "postmaster2@", "mail-delivery-service@"]
)
def test_senders_that_are_mail_systems(sender: str) -> None:
    letter = mail("Hej", subject="Hej", sender=f"System <{sender}kommunen.example>")
    assert verdict(letter) == Verdict(MailKind.BOUNCE, "mailer-daemon")


@pytest.mark.parametrize(
    ("subject", "opening"),
    [
        (f"Olevererbart: {SUBJECT}", "Ditt meddelande kunde inte levereras till följande mottagare:"),
        (f"Ej levererat: {SUBJECT}", "Meddelandet nådde inte fram."),
        (f"Meddelandet kunde inte levereras: {SUBJECT}", "Se nedan."),
        (f"Unzustellbar: {SUBJECT}", "Adresse unbekannt."),
        (SUBJECT, f"Mejlet till {CHIEF} kunde inte levereras. Adressen hittades inte."),
        ("Meddelande från e-postgateway", f"Meddelandet till {CHIEF} gick inte att leverera."),
        ("Message status", f"Your message to {CHIEF} could not be delivered."),
        ("Leveransrapport", f"Leveransen till {CHIEF} misslyckades."),
        ("Notice", f"We were unable to deliver your message to {CHIEF}."),
    ],
)
@pytest.mark.parametrize("quote", [outlook, gmail, str])
def test_a_gateway_that_refuses_in_plain_text(subject: str, opening: str, quote: Callable[[str], str]) -> None:
    found = verdict(mail(quote(opening), subject=subject, sender="Gateway <mail@gateway.kommunen.example>"))
    assert found.kind is MailKind.BOUNCE


@pytest.mark.parametrize(
    "words",
    [
        "Klart. Mejlet till samordnaren kunde inte levereras, så hen vet inget.",
        "Mejlet kunde inte levereras till samordnaren@kommunen.example förra gången. Pågår.",
    ],
)
def test_a_person_who_writes_of_a_mail_that_did_not_arrive(words: str) -> None:
    assert verdict(mail(outlook(words))).kind is MailKind.REPLY


def test_a_delivery_report_is_told_by_its_kind_whatever_it_holds() -> None:
    head = f"From: {CHIEF}\nTo: {OWN}\nSubject: x\nContent-Type: multipart/report; boundary=g; report-type=x"
    report = raw(head, b"--g\r\n\r\nDet gick inte.\r\n--g--")
    assert verdict(report) == Verdict(MailKind.BOUNCE, "delivery-status")


@pytest.mark.parametrize(
    ("subject", "kind"), [("Rutinen", MailKind.FORWARD), ("SV: Rutinen", MailKind.REPLY), ("Vidare", MailKind.FORWARD)]
)
def test_a_mail_that_was_passed_on_without_a_prefix(subject: str, kind: MailKind) -> None:
    text = "Se nedan.\n\n---------- Forwarded message ---------\nFrån: nämnden"
    assert verdict(mail(text, subject=subject)).kind is kind


def test_own_address_is_a_loop() -> None:
    assert verdict(mail(REMINDER, subject=SUBJECT, sender=f"{OWN_NAME} <{OWN.upper()}>")).kind is MailKind.LOOP


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (f"From: Chefen <{CHIEF}>\nFrom: Andra <andra@kommunen.example>", "from"),
        ("Subject: utan avsändare", "from"),
        (f"From: {CHIEF} <annan@langtborta.example>", "name-is-another-address"),
        (f'From: "{CHIEF}" <annan@langtborta.example>', "name-is-another-address"),
        (f"From: a@x.example, {CHIEF}", "from"),
        ("From: Chefen utan adress", "from"),
        (f"From: {'(' * 600} {CHIEF}", "from"),
        (f"From: Chefen <{CHIEF}>\nX-Forefront-Antispam-Report: CIP:192.0.2.1;SFV:NSPM;CAT:SPOOF;", "antispam-spoof"),
    ],
)
def test_suspect_senders(head: str, reason: str) -> None:
    assert verdict(raw(f"{head}\nTo: {OWN}", b"Klart")) == Verdict(MailKind.SUSPECT, reason)


def test_a_human_answer_to_an_automatic_mail_that_quotes_us_is_a_reply() -> None:
    assert verdict(mail(outlook("Klart."), subject=f"SV: Autosvar: {SUBJECT}")).kind is MailKind.REPLY


@pytest.mark.parametrize(
    "words", ["Jag har slutat min tjänst.", "Jag arbetar inte längre i kommunen.", "Anna har slutat."]
)
def test_who_has_left(words: str) -> None:
    assert verdict(mail(words, subject=f"Autosvar: {SUBJECT}")).flags == ("has_left",)
    assert verdict(mail(AWAY, subject=f"Autosvar: {SUBJECT}")).flags == ()


def test_who_writes_of_having_left() -> None:
    assert verdict(mail(outlook("Jag har slutat, fråga min efterträdare."))).flags == ("has_left",)
    assert verdict(mail(outlook("Samordnaren har slutat. Pågår."))).flags == ()
    assert verdict(mail(AWAY, subject=f"Återkalla: {SUBJECT}")).flags == ("recalled",)


def report(kind: str, part: str, extra: str) -> bytes:
    head = (
        f"From: E-postsystemet <postmaster@kommunen.example>\nTo: {OWN}\nSubject: {encoded('Leveransen är försenad')}\n"
    )
    body = f"--g\r\n\r\nEtt meddelande om {CODE}, klart.\r\n--g\r\nContent-Type: {part}\r\n\r\n{extra}\r\n--g--\r\n"
    return raw(f"{head}Content-Type: multipart/report; report-type={kind}; boundary=g", body.encode())


def test_reports() -> None:
    delayed = report(
        "delivery-status", "message/delivery-status", f"Final-Recipient: rfc822;{CHIEF}\r\nAction: delayed"
    )
    assert verdict(delayed) == Verdict(MailKind.BOUNCE, "delivery-status")
    read = report(
        '"disposition-notification"', "message/disposition-notification", "Disposition: manual-action; displayed"
    )
    assert verdict(read) == Verdict(MailKind.RECEIPT, "disposition-notification")


@pytest.mark.parametrize(
    ("kind", "part"),
    [("disposition-notification", "text/plain"), ("x", "message/disposition-notification")],
)
def test_a_read_receipt_is_told_by_its_head_or_by_its_part(kind: str, part: str) -> None:
    assert verdict(report(kind, part, "Disposition: manual-action; displayed")).kind is MailKind.RECEIPT


def calendar(method: str, disposition: str = "", kind: str = "mixed") -> bytes:
    body = (
        "--g\r\nContent-Type: text/plain\r\n\r\nKlart.\r\n"
        f"--g\r\nContent-Type: text/calendar; charset=utf-8\r\n{disposition}\r\n"
        f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n--g--\r\n"
    )
    return raw(f"From: {CHIEF}\nTo: {OWN}\nSubject: SV: x\nContent-Type: multipart/{kind}; boundary=g", body.encode())


def test_calendar_answers_but_not_attached_calendars() -> None:
    assert verdict(calendar("REPLY")).kind is MailKind.CALENDAR
    assert verdict(calendar("COUNTER")).kind is MailKind.CALENDAR
    assert verdict(calendar("REPLY", kind="alternative")).kind is MailKind.CALENDAR  # as Outlook sends it
    assert verdict(calendar("PUBLISH")).kind is MailKind.REPLY
    assert verdict(calendar("REQUEST", "Content-Disposition: attachment; filename=m.ics\r\n")).kind is MailKind.REPLY


def test_a_forwarded_mail_without_a_word() -> None:
    body = f"--g\r\nContent-Type: message/rfc822\r\n\r\nFrom: {OWN}\r\nSubject: x\r\n\r\nKlar\r\n--g--\r\n".encode()
    head = f"From: {CHIEF}\nTo: {OWN}\nSubject: x\nContent-Type: multipart/mixed; boundary=g"
    assert verdict(raw(head, body)) == Verdict(MailKind.FORWARD, "attached-mail")
