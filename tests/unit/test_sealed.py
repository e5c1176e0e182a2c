"""A mail that cannot be opened here: a person is told what it is, and no notice in it is anybody's answer."""

from __future__ import annotations

import pytest

from paminn.replies.answering import Answering
from paminn.replies.model import MailKind, Reason
from paminn.replies.read import Reply, read_mail
from paminn.texts.words import told
from tests.support.mails.builder import CHIEF, OWN, REMINDER, SUBJECT, encoded, mail, outlook, raw

NOTICES = [
    "Det här meddelandet är skyddat. Öppna det i Outlook.",
    "This message is protected. Open it with Microsoft Outlook.",
    "Klar. Öppna bilagan.",
    "",
]
PORTALS = [
    "Du har fått ett säkert meddelande från kommunen. Klicka här för att läsa det. Arbetet pågår.",
    "Kommunen har skickat dig ett krypterat mejl. Logga in med e-legitimation.",
    "You have received a secure message. Read the encrypted message here.",
    "Det här meddelandet är krypterat. Läs det skyddade meddelandet i webbläsaren.",
]


def read(data: bytes) -> Reply:
    return read_mail(data, Answering(REMINDER, goals=("1.1", "1.2")), own_addresses=[OWN])


def with_part(notice: str, part: str, kind: str = "multipart/mixed") -> bytes:
    head = f"From: {CHIEF}\nTo: {OWN}\nSubject: {encoded(f'SV: {SUBJECT}')}\nContent-Type: {kind}; boundary=g"
    body = f"--g\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{notice}\r\n--g\r\n{part}\r\n\r\ndgQ=\r\n--g--\r\n"
    return raw(head, body.encode())


RPMSG = [
    "Content-Type: application/x-microsoft-rpmsg-message; name=message.rpmsg",
    "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=message_v4.rpmsg",
]


@pytest.mark.parametrize("part", RPMSG)
@pytest.mark.parametrize("notice", NOTICES)
def test_protected_by_rights(notice: str, part: str) -> None:
    reply = read(with_part(notice, part))
    assert (reply.kind, reply.reason) == (MailKind.SEALED, Reason.RIGHTS_PROTECTED)
    assert (reply.text, reply.status, reply.parts) == ("", None, ())


@pytest.mark.parametrize("notice", ["", "\r\n"])
@pytest.mark.parametrize(
    "name", ["application/ms-tnef; name=winmail.dat", "application/octet-stream; name=winmail.dat"]
)
def test_outlooks_own_wrapping_without_a_word_beside_it(notice: str, name: str) -> None:
    assert read(with_part(notice, f"Content-Type: {name}")).reason is Reason.WINMAIL


def test_words_beside_it_are_the_owners() -> None:
    reply = read(with_part("Klart.", "Content-Type: application/ms-tnef; name=winmail.dat"))
    assert (reply.kind, reply.text) == (MailKind.REPLY, "Klart.")
    assert "in_winmail" in reply.flags


def test_encrypted_with_a_certificate() -> None:
    head = (
        f"From: {CHIEF}\nTo: {OWN}\nSubject: x\nContent-Transfer-Encoding: base64\n"
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"
    )
    reply = read(raw(head, b"MIAGCSqGSIb3DQEHA6CAMIACAQA=\r\n"))
    assert (reply.kind, reply.reason) == (MailKind.SEALED, Reason.ENCRYPTED)


@pytest.mark.parametrize("notice", ["Version: 1", "Detta är krypterat. Klar."])
def test_encrypted_with_pgp(notice: str) -> None:
    part = "Content-Type: application/pgp-encrypted"
    assert read(with_part(notice, part, "multipart/encrypted")).reason is Reason.ENCRYPTED
    armoured = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"
    assert read(mail(armoured)).reason is Reason.ENCRYPTED


@pytest.mark.parametrize("notice", PORTALS)
def test_where_a_portal_shows_it(notice: str) -> None:
    assert read(mail(notice)).reason is Reason.PORTAL


def test_a_person_who_writes_of_protection_beside_our_mail_has_answered() -> None:
    assert read(mail(outlook("Klart. Vi läser nu skyddade meddelanden i portalen."))).kind is MailKind.REPLY


@pytest.mark.parametrize("reason", [Reason.RIGHTS_PROTECTED, Reason.ENCRYPTED, Reason.WINMAIL, Reason.PORTAL])
def test_the_team_is_told_how_to_ask_again(reason: Reason) -> None:
    assert "be om ett" in told(reason)
