"""Mails made to break their reader: none raises, none hides what it is.

That none takes long at its full size: tests/contract/test_capped_hostile.py.
"""

from __future__ import annotations

import unicodedata

import pytest

from paminn.replies.answering import Answering
from paminn.replies.mail.parse import MAX_WORDS
from paminn.replies.meaning.split import split
from paminn.replies.model import MailKind
from paminn.replies.read import Reply, read_mail
from tests.support.mails import hostile
from tests.support.mails.builder import CHIEF, OWN, REMINDER, raw
from tests.support.mails.hostile import HEAD, nested, plain, typed

pytestmark = pytest.mark.slow

SHARE = 200  # of their full size, which takes a tenth of a second and more for each


def read(data: bytes) -> Reply:
    """The mail, read and taken apart."""
    reply = read_mail(data, Answering(REMINDER), own_addresses=[OWN])
    split(reply.whole, ["1.1", "1.2"], None, REMINDER)
    assert reply.kind in MailKind
    return reply


@pytest.mark.parametrize("depth", [20, 300])
@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/alternative", "multipart/signed"])
def test_a_mail_within_a_mail_within_a_mail_is_for_a_person(kind: str, depth: int) -> None:
    found = read(nested(kind, depth))
    assert {"unreadable", "too_many_parts"} & set(found.flags)


def test_forwarded_mails_within_each_other_are_for_a_person() -> None:
    body = b"Content-Type: message/rfc822\r\n\r\n" * 2_000 + b"Subject: x\r\n\r\nKlart"
    assert read(raw(HEAD).replace(b"\r\n\r\n", b"\r\n") + body).kind is MailKind.SUSPECT


@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/alternative", "multipart/report"])
def test_more_parts_than_anybody_sends_are_not_all_opened(kind: str) -> None:
    found = read(typed(f"{kind}; boundary=g", b"--g\r\n\r\nKlart.\r\n" * 1_000))
    assert "too_many_parts" in found.flags


def test_the_words_in_front_of_too_many_parts_are_read() -> None:
    body = b"--g\r\n\r\nKlart.\r\n" + b"--g\r\nContent-Type: image/png\r\n\r\nx\r\n" * 5_000
    assert read(typed("multipart/mixed; boundary=g", body)).text == "Klart."


@pytest.mark.parametrize("head", hostile.heads(SHARE).values(), ids=hostile.heads(SHARE))
def test_no_head_hides_the_body(head: str) -> None:
    found = read(raw(head, b"Klart."))
    assert "Klart." in f"{found.text}{found.removed}" or found.kind is MailKind.SUSPECT


@pytest.mark.parametrize(
    "charset",
    [
        "idna",
        "undefined",
        "unicode_escape",
        "utf-7",
        "rot13",
        "punycode",
        "hex",
        "zlib",
        "mbcs",
        "utf\x00-8",
        "",
        "x" * 9_000,
    ],
)
def test_no_character_set_is_obeyed_that_could_smuggle_or_raise(charset: str) -> None:
    found = read(plain("Klart. +ADw-script+AD4- \\u003cscript\\u003e", charset))
    assert found.text.startswith("Klart.")
    assert "<script>" not in found.text


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode", "binary", "gibberish"])
def test_no_transfer_encoding_raises(encoding: str) -> None:
    for body in (b"=A=\xff\n" * 2_000, b"begin 644 x\r\n" + b"M" * 6_000, b"\x00" * 6_000):
        read(raw(f"{HEAD}\nContent-Transfer-Encoding: {encoding}", body))


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (f"From: Chefen <{CHIEF}>\nFrom: Andra <andra@kommunen.example>", "from"),
        (f"From: Chefen <{CHIEF}>, Andra <andra@kommunen.example>", "from"),
        (f"From: {CHIEF} <annan@langtborta.example>", "name-is-another-address"),
        ("Subject: ingen avsändare alls", "from"),
        (f"From: Chefen\x00 <{CHIEF}>\nFrom:\x00 x", "from"),
    ],
)
def test_whoever_gives_two_senders_is_suspect_and_read_all_the_same(head: str, reason: str) -> None:
    found = read(raw(f"{head}\nTo: {OWN}", b"Klart."))
    assert (found.kind, found.reason, found.text) == (MailKind.SUSPECT, reason, "Klart.")


INVISIBLE = "\x00\x08\x1b\u200b\u200c\u200e\u202a\u202e\u2066\u2069\ufeff\ufffe\ue000\U000e0041"


def test_nothing_invisible_is_left_in_any_field_of_a_reply() -> None:
    data = raw(
        f"From: =?utf-8?q?Chefen=E2=80=AE_x=00?= <{CHIEF}>\nTo: {OWN}\nSubject: =?utf-8?q?Svar=0D=0ABcc=3A_x?=\n"
        "Content-Type: text/plain; charset=utf-8",
        f"Kla{INVISIBLE}rt.\n{INVISIBLE}Mer text.{INVISIBLE}".encode(),
    )
    found = read(data)
    assert found.text == "Klart.\nMer text."
    shown = [found.text, found.removed, found.signature, found.letter.subject, found.letter.from_name]
    assert not any(
        unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") for text in shown for sign in text if sign != "\n"
    )
    assert "\n" not in found.letter.subject + found.letter.from_name
    assert "hidden_characters" in found.flags


@pytest.mark.parametrize("text", hostile.texts(SHARE).values(), ids=hostile.texts(SHARE))
def test_any_text_is_read(text: str) -> None:
    read(plain(text))


@pytest.mark.parametrize("page", hostile.pages(SHARE).values(), ids=hostile.pages(SHARE))
def test_any_page_is_read(page: str) -> None:
    read(typed("text/html; charset=utf-8", page.encode()))


@pytest.mark.parametrize("mail", hostile.machines(SHARE).values(), ids=hostile.machines(SHARE))
def test_whatever_a_machine_says_is_read(mail: bytes) -> None:
    read(mail)


def test_a_report_that_names_thousands_is_read_in_part() -> None:
    assert len(read(hostile.machines(50)["a report on thousands"]).bounced) == 500


@pytest.mark.parametrize("words", hostile.ABSENT)
def test_an_absence_that_never_ends_is_a_machines(words: str) -> None:
    head = HEAD.replace("SV: x", "Autosvar: x")
    assert read(raw(head, (words * 1_000).encode())).kind is MailKind.AUTOMATIC


def test_seals_that_lie_about_their_length_are_not_believed() -> None:
    signed, data = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
    for inner in (
        b"\xa0\x80\x04\x84\x7f\xff\xff\xff" * 50_000,
        b"\xa0\x80\x24\x80" + b"\x04\x00" * 500_000,
        b"\xa0" * 9_000,
    ):
        assert "Klart" not in read(typed("application/pkcs7-mime", signed + data + inner)).text


def test_a_seal_around_too_many_parts_is_no_way_in() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=g\r\n\r\n" + b"--g\r\n\r\nKlart.\r\n" * 1_000
    octets = b"\xa0\x80\x04\x84" + len(inner).to_bytes(4, "big") + inner
    sealed = bytes.fromhex("06092a864886f70d010702") + bytes.fromhex("06092a864886f70d010701") + octets
    head = raw(
        f"{HEAD}\nContent-Type: application/pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: binary"
    )
    assert "too_many_parts" in read(head + sealed).flags


def test_what_is_too_large_to_read_is_kept_for_a_person() -> None:
    found = read(plain("Klart." + "x" * MAX_WORDS))
    assert (found.kind, found.text) == (MailKind.SUSPECT, "")
    assert {"unreadable", "too_large"} <= set(found.flags)
