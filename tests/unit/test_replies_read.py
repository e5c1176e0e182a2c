"""One mail, from its bytes to what it says; and that nothing at all makes it raise or hang."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paminn.replies.answering import Answering
from paminn.replies.codes import show_code
from paminn.replies.meaning.split import split
from paminn.replies.model import MailKind
from paminn.replies.read import Reply, read_mail
from paminn.standing.answer import Status
from tests.support.mails import builder
from tests.support.mails.builder import (
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

HEAD = f"From: Chefen <{CHIEF}>\nTo: {OWN}\nSubject: SV: x"


def read(data: bytes, sent: str = REMINDER) -> Reply:
    return read_mail(data, Answering(sent), own_addresses=[OWN])


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


def test_what_was_typed_behind_the_links_words_stays() -> None:
    found = read(
        mail("DELMAL=1.1 STATUS=KLAR Alla har gått.\n\nDELMAL=1.2 STATUS=PAGAR\n", subject=f"Svar 1.1 Klar [{CODE}]")
    )
    assert (found.text, found.machine) == ("Alla har gått.", (("1.1", Status.DONE), ("1.2", Status.ONGOING)))


@pytest.mark.parametrize(
    "words", ["Försenad, klart i maj.", "Inte klart ännu.", "Nej, fel knapp.", "En grupp återstår."]
)
def test_a_link_whose_text_says_something_else_is_for_a_person(words: str) -> None:
    found = read(mail(f"DELMAL=1.1 STATUS=KLAR\n\n{words}", subject=f"Svar 1.1 Klar [{CODE}]"))
    assert found.status is None
    assert "status_contradicted" in found.flags
    assert [answer.status for answer in split(found.whole, ["1.1", "1.2"])] == [None]


def test_a_link_whose_line_was_rubbed_out() -> None:
    assert read(mail("Mvh Chefen", subject=f"Svar 1.1 Pågår [{CODE}]")).status is Status.ONGOING
    assert read(mail("Inte klart ännu.", subject=f"Svar 1.1 Klar [{CODE}]")).status is None


def test_new_date() -> None:
    found = read(mail(outlook("Delmål 1.1\nStatus: Försenad\nNytt datum: 31 mars 2026")))
    assert (found.status, found.new_date) == (Status.LATE, date(2026, 3, 31))


def test_two_versions_that_differ_are_for_a_person() -> None:
    found = read(mail(outlook("Klart."), html=outlook_html("<p class=MsoNormal>Pågår</p>")))
    assert (found.text, found.status) == ("Klart.", None)
    assert "parts_differ" in found.flags
    same = read(mail(outlook("Klart."), html=outlook_html("<p class=MsoNormal>Klart.</p>")))
    assert (same.status, same.flags) == (Status.DONE, ())


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("Pågår. Ärendet 121212-1212 visar det.", "personal_number"),
        ("Pågår. Ring 070-123 45 67.", "phone_number"),
        ("Pågår. Fråga kurator@skolan.example.", "email_address"),
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
        # Â and Ã before a sign are what text encoded twice looks like, and are mended.
        .filter(lambda word: word.isprintable() and not set(word) & set("ÂÃâ"))
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


@pytest.mark.parametrize("between", [" ", ": ", "\n\n"])
def test_a_code_in_front_of_the_answer_hides_none_of_it(between: str) -> None:
    reply = read(mail(f"[{CODE}]{between}Klar"))
    assert reply.status is Status.DONE
