"""Mails made to break their reader: none raises, none takes long, none hides what it is."""

from __future__ import annotations

import time
import unicodedata

import pytest

from paminn.replies.mail.parse import MAX_RAW
from paminn.replies.meaning.split import split
from paminn.replies.model import MailKind
from paminn.replies.read import Reply, read_mail
from tests.support.mails.builder import CHIEF, OWN, REMINDER, prefixed, raw

HEAD = f"From: Chefen <{CHIEF}>\nTo: {OWN}\nSubject: SV: x\nDate: Tue, 2 Dec 2025 09:00:00 +0100"
SECONDS = 5  # a tenth of that on a machine with nothing else to do


def read(data: bytes) -> Reply:
    """The mail, read and taken apart in time."""
    began = time.perf_counter()
    reply = read_mail(data, own_addresses=[OWN], sent=REMINDER)
    split(reply.whole, ["1.1", "1.2"], None, REMINDER)
    assert time.perf_counter() - began < SECONDS
    assert reply.kind in MailKind
    return reply


def plain(text: str, charset: str = "utf-8") -> bytes:
    return raw(f"{HEAD}\nContent-Type: text/plain; charset={charset}", text.encode("utf-8", "surrogatepass"))


def typed(kind: str, body: bytes) -> bytes:
    return raw(f"{HEAD}\nContent-Type: {kind}", body)


def nested(kind: str, depth: int) -> bytes:
    opened = "".join(f"Content-Type: {kind}; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return raw(HEAD).replace(b"\r\n\r\n", b"\r\n") + f"{opened}\nKlart.\n".encode()


@pytest.mark.parametrize("depth", [20, 100_000])
@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/alternative", "multipart/signed"])
def test_a_mail_within_a_mail_within_a_mail_is_for_a_person(kind: str, depth: int) -> None:
    found = read(nested(kind, depth))
    assert {"unreadable", "too_many_parts"} & set(found.flags)


def test_forwarded_mails_within_each_other_are_for_a_person() -> None:
    body = b"Content-Type: message/rfc822\r\n\r\n" * 50_000 + b"Subject: x\r\n\r\nKlart"
    assert read(raw(HEAD).replace(b"\r\n\r\n", b"\r\n") + body).kind is MailKind.SUSPECT


@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/alternative", "multipart/report"])
def test_more_parts_than_anybody_sends_are_not_all_opened(kind: str) -> None:
    found = read(typed(f"{kind}; boundary=g", b"--g\r\n\r\nKlart.\r\n" * 500_000))
    assert "too_many_parts" in found.flags


def test_the_words_in_front_of_too_many_parts_are_read() -> None:
    body = b"--g\r\n\r\nKlart.\r\n" + b"--g\r\nContent-Type: image/png\r\n\r\nx\r\n" * 5_000
    assert read(typed("multipart/mixed; boundary=g", body)).text == "Klart."


HEADS = {
    "thousands of recipients": f"{HEAD}\nCc: {', '.join(f'a{n}@x.example' for n in range(50_000))}",
    "thousands of To": "".join(f"To: a{n}@x.example\n" for n in range(50_000)) + HEAD,
    "thousands of fields": HEAD + "".join(f"\nX-{n}: y" for n in range(100_000)),
    "a field of megabytes": f"{HEAD}\nX-A: {'a' * 5_000_000}",
    "a field folded again and again": f"{HEAD}\nX-A: {chr(10) + ' a'}" * 20_000,
    "comments in From": f"From: {'(' * 50_000}{CHIEF}",
    "quotes in From": f"From: {chr(34) + chr(92)}" * 20_000,
    "encoded words": f"From: {CHIEF}\nSubject: {'=?utf-8?q?a?= ' * 50_000}",
    "references": f"{HEAD}\nReferences: {'<a@b> ' * 100_000}",
    "parameters": f"{HEAD}\nContent-Type: text/plain{''.join(f'; a{n}=b' for n in range(50_000))}",
    "a name in parts": f"{HEAD}\nContent-Type: text/plain; " + "; ".join(f"name*{n}*=utf-8''a" for n in range(20_000)),
    "a boundary of megabytes": f"{HEAD}\nContent-Type: multipart/mixed; boundary={'b' * 100_000}",
    "prefixes": f"From: {CHIEF}\nSubject: {'SV: ' * 100_000}",
    "results": f"{HEAD}\nAuthentication-Results: {'dmarc = ' * 100_000}",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_no_head_takes_long_or_hides_the_body(head: str) -> None:
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
    for body in (b"=A=\xff\n" * 100_000, b"begin 644 x\r\n" + b"M" * 300_000, b"\x00" * 300_000):
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


TEXTS = {
    "one line of megabytes": "Klart. " * 1_300_000,
    "one word of megabytes": "a" * 9_000_000,
    "empty lines": "\n" * 2_000_000 + "Klart",
    "carriage returns": "\r" * 2_000_000,
    "blanks": "Klart" + " \t" * 2_000_000 + "x",
    "marks upon a letter": "a" + "\u0301" * 1_000_000,
    "ligatures": "\ufdfa" * 90_000,
    "half pairs": "\ud800" * 300_000,
    "twice encoded": "Ã¥å" * 200_000,
    "lines that begin like headers": "a: b\n" * 300_000,
    "attributions": "Den 3 nov 2025 kl 08:00 skrev " * 40_000 + ":",
    "attributions in pieces": "Den 3 nov 2025 kl 08:00\n" * 20_000 + "skrev <a@b.example>:\n" * 20_000,
    "heads": f"Från: {OWN}\nTill: x\n\n" * 30_000,
    "heads without colons": f"Från <{OWN}>\nTill x\n" * 30_000,
    "labels": "Till: x <a@b.example> 2025-01-01 10:00\n" * 50_000,
    "depths": (">" * 2_000 + "\n") * 100,
    "our own reminder": REMINDER * 300,
    "our own reminder, marked": prefixed(REMINDER * 300),
    "half of our lines": "Den 31 december 2025 ska två\n" * 40_000,
    "addresses": "a@" * 400_000,
    "almost codes": "[PM-ABCD-EFGH-JKLM-" * 50_000,
    "almost identity numbers": "121212-121" * 100_000,
    "goals": "1.1 klar, 1.2 pågår, " * 40_000,
    "denials": "Klart. " + "inte klar kvar saknas " * 40_000,
    "sentences": "Det är klart. " * 60_000,
    "dots": "Klar" + "." * 500_000,
    "forms": "Delmål 1.1\nStatus: Klar\nNytt datum: 31 mars\n" * 20_000,
    "greetings": "Med vänliga hälsningar " * 40_000,
    "warnings": "VARNING externt " * 50_000,
    "on Monday we": "On Monday we\n" * 5_000,
    "digits": "1" * 64_000,
    "numbers": "12 " * 21_000,
    "at signs": ("a." * 30 + "@ ") * 1_000,
    "rules": ("-" * 300 + "\n") * 200,
    "new dates": "".join(f"Delmål 1.1\nNytt datum: 31 mars x y {n}\n" for n in range(2_000, 2_990)),
    "forms above and in our mail": "".join(f"Delmål 1.1\nStatus: Klar {n}\n" for n in range(480))
    + f"Från: {OWN}\nTill: x\nÄmne: y\n\n"
    + "".join(f"Delmål 1.1\nStatus: Klar {n}\n" for n in range(900, 1_400)),
    "taken back": "Klar. " + "men inte " * 7_000,
    "names": "Mvh Anna\nAnna\n" * 1_000,
    "armour": "-----BEGIN PGP SIGNED MESSAGE-----\n" * 30_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_text_takes_long_however_much_there_is_of_it(text: str) -> None:
    read(plain(text))


def test_flowed_text_is_joined_in_one_walk() -> None:
    read(typed("text/plain; format=flowed", b"a \r\n" * 400_000))


PAGES = {
    "divisions": "<div>" * 40_000,
    "brackets": "<" * 500_000,
    "comments": "<!--" * 200_000,
    "quoted attributes": "<a href='\">" * 200_000,
    "one tag of attributes": "<a " + 'x="y" ' * 300_000 + ">x",
    "tables": "<table><tr><td>" * 9_000 + "Klart",
    "quotes": "<blockquote>" * 20_000 + "Klart",
    "unclosed": "<b>" * 30_000 + "</i>" * 30_000,
    "colours inside our mail": f"<p>Klart</p><p>Från: {OWN}<br>Skickat: 2025-12-01 07:30<br>Till: x<br>Ämne: y</p>"
    + "".join(f"<p><span style='color:red'>ord nummer {n}</span></p>" for n in range(5_000)),
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_no_page_takes_long(page: str) -> None:
    read(typed("text/html; charset=utf-8", page.encode()))


def report(status: bytes, words: bytes = b"x") -> bytes:
    body = (
        b"--g\r\n\r\n" + words + b"\r\n--g\r\nContent-Type: message/delivery-status\r\n\r\n" + status + b"\r\n--g--\r\n"
    )
    return raw(f"From: MAILER-DAEMON@x.example\nTo: {OWN}\nContent-Type: multipart/report; boundary=g", body)


def test_no_report_takes_long() -> None:
    fields = b"".join(b"Final-Recipient: rfc822; a%d@x.example\r\nAction: failed\r\n\r\n" % n for n in range(50_000))
    assert len(read(report(fields)).bounced) <= 500
    read(report(b"\r\n" * 1_000_000))


@pytest.mark.parametrize(
    "words",
    [
        b"here is your list of failed recipients\n" + b"<" * 90_000,
        b"A message that you sent could not be delivered\n" + (b"<" * 999 + b"\n") * 90,
        b"Your message\n" + b"a@b." * 20_000,
        b"did not reach the following recipient\n" + b"a on b " * 50_000,
        b"Hi. This is the qmail-send program\n" + b"<a@x.example>:\n" * 50_000,
        b"5.1.1 " * 100_000,
    ],
    ids=["brackets", "lines of brackets", "dots", "names", "addresses", "codes"],
)
def test_no_words_of_a_mail_server_take_long(words: bytes) -> None:
    read(raw(f"From: MAILER-DAEMON@x.example\nTo: {OWN}\nSubject: failure notice", words))


@pytest.mark.parametrize("words", ["tillbaka 12 januari ", "tillbaka på på på ", "v. 2 ", "till och med "])
def test_no_absence_takes_long(words: str) -> None:
    head = HEAD.replace("SV: x", "Autosvar: x")
    assert read(raw(head, (words * 50_000).encode())).kind is MailKind.AUTOMATIC


def test_seals_that_lie_about_their_length_are_not_believed() -> None:
    signed, data = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
    for inner in (
        b"\xa0\x80\x04\x84\x7f\xff\xff\xff" * 50_000,
        b"\xa0\x80\x24\x80" + b"\x04\x00" * 500_000,
        b"\xa0" * 9_000,
    ):
        assert "Klart" not in read(typed("application/pkcs7-mime", signed + data + inner)).text


def test_a_seal_around_too_many_parts_is_no_way_in() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=g\r\n\r\n" + b"--g\r\n\r\nKlart.\r\n" * 500_000
    octets = b"\xa0\x80\x04\x84" + len(inner).to_bytes(4, "big") + inner
    sealed = bytes.fromhex("06092a864886f70d010702") + bytes.fromhex("06092a864886f70d010701") + octets
    head = raw(
        f"{HEAD}\nContent-Type: application/pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: binary"
    )
    assert "too_many_parts" in read(head + sealed).flags


def test_what_is_too_large_to_read_is_kept_for_a_person() -> None:
    found = read(plain("Klart." + "x" * MAX_RAW))
    assert (found.kind, found.text) == (MailKind.SUSPECT, "")
    assert {"unreadable", "too_large"} <= set(found.flags)
