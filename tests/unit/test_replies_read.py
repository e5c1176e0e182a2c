"""One mail, from its bytes to what it says; and that nothing at all makes it raise or hang."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.mails import builder
from unit.mails.builder import (
    CHIEF,
    CODE,
    OWN,
    PROGRAMS,
    REMINDER,
    SUBJECT,
    mail,
    outlook,
    outlook_html,
    paragraphs,
    raw,
)

from paminn.replies.codes import show_code
from paminn.replies.model import MailKind, Status
from paminn.replies.read import Reply, read_mail
from paminn.replies.split import split

HEAD = f"From: Chefen <{CHIEF}>\nTo: {OWN}\nSubject: SV: x"


def read(data: bytes, sent: str = REMINDER) -> Reply:
    return read_mail(data, own_addresses=[OWN], sent=sent)


def test_references_are_found_in_subject_and_body_whatever_their_case() -> None:
    found = read(mail(outlook("Klart. Gäller även [ffv-1.2-a-7qk4m2xd]."), subject=f"sv: {SUBJECT.lower()}"))
    assert found.refs == (CODE, "FFV-1.2-A-7QK4M2XD")
    assert [show_code(code) for code in found.codes] == [f"[{CODE}]"]
    assert read(mail("Klart", subject="Rutinen")).refs == ()
    assert read(mail(html=outlook_html("<p>Klart</p>"), subject="Rutinen")).refs == (CODE,)


def test_a_link_sets_the_status_and_its_line_is_not_the_owners_text() -> None:
    found = read(mail("DELMAL=1.1 STATUS=KLAR\n\nAlla har gått.\n\nMvh Chefen", subject=f"Svar 1.1 Klar [{CODE}]"))
    assert (found.text, found.status, found.signature) == ("Alla har gått.", Status.DONE, "Mvh Chefen")
    assert found.machine == (("1.1", Status.DONE),)
    assert split(found.whole, ["1.1", "1.2"])[0].text == "Alla har gått."


def test_a_link_whose_text_says_something_else_is_flagged() -> None:
    found = read(mail("DELMAL=1.1 STATUS=KLAR\n\nFörsenad, klart i maj.", subject=f"Svar 1.1 Klar [{CODE}]"))
    assert found.status is Status.DONE
    assert "status_motsags" in found.flags


def test_a_link_whose_line_was_rubbed_out() -> None:
    assert read(mail("Mvh Chefen", subject=f"Svar 1.1 Pågår [{CODE}]")).status is Status.ONGOING
    assert read(mail("Inte klart ännu.", subject=f"Svar 1.1 Klar [{CODE}]")).status is None


def test_new_date() -> None:
    found = read(mail(outlook("Delmål 1.1\nStatus: Försenad\nNytt datum: 31 mars 2026")))
    assert (found.status, found.new_date) == (Status.LATE, date(2026, 3, 31))


def test_two_versions_that_differ_are_for_a_person() -> None:
    found = read(mail(outlook("Klart."), html=outlook_html("<p class=MsoNormal>Pågår</p>")))
    assert (found.text, found.status) == ("Klart.", None)
    assert "olika_delar" in found.flags
    same = read(mail(outlook("Klart."), html=outlook_html("<p class=MsoNormal>Klart.</p>")))
    assert (same.status, same.flags) == (Status.DONE, ())


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("Pågår. Ärendet 121212-1212 visar det.", "personnummer"),
        ("Pågår. Ring 070-123 45 67.", "telefon"),
        ("Pågår. Fråga kurator@skolan.example.", "epost"),
    ],
)
def test_personal_data_is_flagged_but_not_what_we_wrote_or_a_signature(words: str, flag: str) -> None:
    assert read(mail(outlook(words))).flags == (flag,)
    assert read(mail(outlook("Pågår.\n\nMvh\nChefen\n070-123 45 67\nchef@kommunen.example"))).flags == ()


def test_a_machines_mail_says_nothing() -> None:
    found = read(mail("Jag är ledig. Arbetet pågår.", subject=f"Autosvar: {SUBJECT}"))
    assert (found.kind, found.text, found.status) == (MailKind.AUTOMATIC, "", None)
    assert found.removed == "Jag är ledig. Arbetet pågår."
    assert found.refs == (CODE,)


def test_a_forwarded_mail_sets_no_status() -> None:
    found = read(mail(outlook("Erik, är det klart? Pågår hos oss."), subject=f"VB: {SUBJECT}"))
    assert (found.kind, found.text, found.status) == (MailKind.FORWARD, "Erik, är det klart? Pågår hos oss.", None)


def test_a_suspect_mail_is_read_all_the_same() -> None:
    found = read(mail(outlook("Klart."), headers={"Authentication-Results": "dmarc=fail"}))
    assert (found.kind, found.text, found.status) == (MailKind.SUSPECT, "Klart.", Status.DONE)


def test_every_word_is_somewhere() -> None:
    body = outlook("Hej!\n\nPågår.\n\nMvh\nChefen\n\nP.S. Tack.")
    found = read(mail(body))
    kept = " ".join((found.text, found.removed, found.signature)).split()
    assert sorted(kept) == sorted(body.split())


@given(st.binary(max_size=600))
def test_no_bytes_raise(data: bytes) -> None:
    for raw_mail in (data, raw(HEAD, data), raw(f"{HEAD}\nContent-Type: text/html", data)):
        assert read(raw_mail).kind in MailKind


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_mutation_raises(data: st.DataObject) -> None:
    program = data.draw(st.sampled_from([*PROGRAMS, None]))
    html = outlook_html("<p><span style='color:red'>Klar</span></p>", paragraphs(REMINDER))
    mutated = bytearray(mail(program("Klart.")) if program else mail(html=html))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        mutated[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    assert read(bytes(mutated)).kind in MailKind


@given(
    st.lists(
        st.text(
            alphabet=st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f\u00ad>"), min_size=1
        )
        .filter(lambda word: word.isprintable())
        .map(lambda word: f"x{word}"),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from([builder.outlook, builder.gmail, builder.iphone, builder.notes]),
)
def test_no_word_of_any_answer_is_lost(words: list[str], program) -> None:
    found = read(mail(program(" ".join(words))))
    kept = f"{found.text}\n{found.removed}\n{found.signature}".split()
    assert all(word in kept for word in words)


HOSTILE = {
    "newlines": "\n" * 200_000 + "Klart",
    "blanks": "Klart" + " " * 2_000_000 + "x",
    "on monday we": "On Monday we\n" * 30_000,
    "heads": "Från: a\nTill: b\n\n" * 20_000,
    "our heads": f"Från: {OWN}\nTill: x\n" * 2_000,
    "attributions": ("Den 3 nov 2025 kl 08:00 skrev " * 10 + ":\n") * 2_000,
    "quotes": (">" * 30_000 + "\n") * 3,
    "one word": "a" * 500_000,
    "digits": "1" * 64_000,
    "numbers": "12 " * 21_000,
    "brackets": "[PM- - - " * 7_000,
    "at signs": ("a." * 30 + "@ ") * 1_000,
    "goals": "1.1, " * 12_000,
    "negations": "inte klart " * 6_000,
    "rules": ("-" * 300 + "\n") * 200,
    "warnings": "VARNING " * 8_000,
    "reminders": REMINDER * 60,
    "new dates": "".join(f"Delmål 1.1\nNytt datum: 31 mars x y {n}\n" for n in range(2_000, 2_990)),
    "forms": "".join(f"Delmål 1.1\nStatus: Klar {n}\n" for n in range(480))
    + f"Från: {OWN}\nTill: x\nÄmne: y\n\n"
    + "".join(f"Delmål 1.1\nStatus: Klar {n}\n" for n in range(900, 1_400)),
    "taken back": "Klar. " + "men inte " * 7_000,
    "greetings": "Mvh Anna\nAnna\n" * 1_000,
}
HOSTILE_HTML = {
    "divs": "<div>" * 80_000 + "Klart",
    "open": "<" * 400_000,
    "tags": "<a " * 130_000,
    "attributes": '<a ">' * 80_000,
    "comments": "<!--" * 100_000,
    "styles": "<style>" * 60_000,
    "unclosed": "<b>" * 40_000 + "</div>" * 40_000,
    "blockquotes": "<blockquote>" * 50_000 + "Klart",
    "entities": "&#x1" * 100_000,
    "colours": "<span style='color:red'>x</span> " * 12_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long(text: str) -> None:
    began = time.perf_counter()
    found = read(raw(f"{HEAD}\nContent-Type: text/plain; charset=utf-8", text.encode()))
    split(found.whole, ["1.1", "1.2"])
    assert time.perf_counter() - began < 4


@pytest.mark.parametrize("html", HOSTILE_HTML.values(), ids=HOSTILE_HTML)
def test_no_html_takes_long(html: str) -> None:
    began = time.perf_counter()
    read(raw(f"{HEAD}\nContent-Type: text/html; charset=utf-8", html.encode()))
    assert time.perf_counter() - began < 4


@pytest.mark.parametrize(
    "data",
    [
        raw(f"From: {'(' * 500}{CHIEF}", b"Klart"),
        raw(f"{HEAD}\nContent-Type: text/plain{''.join(f'; a{n}=b' for n in range(20_000))}", b"Klart"),
        raw(f"From: {CHIEF}\nSubject: {' '.join(['=?utf-8?q?a?='] * 20_000)}", b"Klart"),
        raw(f"{HEAD}\nCc: {', '.join(f'a{n}@x.example' for n in range(20_000))}", b"Klart"),
        raw(f"{HEAD}\nContent-Type: multipart/mixed; boundary=g", b"--g\r\n\r\nx\r\n" * 50_000),
    ],
    ids=["comments", "parameters", "encoded words", "addresses", "parts"],
)
def test_no_head_takes_long(data: bytes) -> None:
    began = time.perf_counter()
    read(data)
    assert time.perf_counter() - began < 4
