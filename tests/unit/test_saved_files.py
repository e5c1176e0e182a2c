"""What a mail comes to as files: safe names, and the right mail of several of one name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.incoming.whole_mail import is_cut, message_id_of, whole_of
from paminn.usecases.desk.safe_names import safe_name


@pytest.mark.parametrize(
    ("named", "saved"),
    [
        ("1-rutin.pdf", "1-rutin.pdf"),
        ("1-Rutin för våld i nära relationer (ny).docx", "1-Rutin för våld i nära relationer (ny).docx"),
        ("1-../../etc/passwd", "1-.._.._etc_passwd"),
        ("1-C:\\fakturor\\a.pdf", "1-C__fakturor_a.pdf"),
        ("1-faktura\u202efdp.exe", "1-fakturafdp.exe"),
        ("1-a\x00b\x1bc\r\n.pdf", "1-abc .pdf"),
        ("1-slutar. . ", "1-slutar"),
        ("1-" + "å" * 300 + ".docx", "1-" + "å" * 71 + ".docx"),
        ("1-" + "." + "x" * 300, "1-." + "x" * 147),
    ],
)
def test_a_name_is_what_it_says_and_leads_nowhere_else(named, saved):
    assert safe_name(named) == saved


@given(st.text(max_size=300))
def test_any_name_can_be_that_of_a_file(name):
    saved = safe_name(f"1-{name}")
    assert saved.startswith("1-") or saved == "1-".strip(" .")
    assert len(saved.encode()) <= 150
    assert not set(saved) & set('/\\:*?"<>|\n\r\x00')
    assert not saved.endswith((" ", "."))
    assert saved == unicodedata.normalize("NFC", saved)
    assert safe_name(saved) == saved


HEAD = b"Message-ID: <a@b>\r\nFrom: x@y.example\r\nDate: Tue, 02 Jun 2026 09:00:00 +0200\r\nSubject: SV\r\n"
KEPT = HEAD + b"\r\n" + b"a" * 100


def test_of_several_of_one_name_the_same_bytes_are_the_same_mail():
    other = HEAD + b"\r\n" + b"b" * 200
    assert whole_of(KEPT, [other, KEPT + b"mer"]) == KEPT + b"mer"


def test_a_mailbox_may_write_the_same_mail_in_other_bytes():
    again = b"X-Ny: 1\r\n" + HEAD + b"\r\n" + b"c" * 200
    assert whole_of(KEPT, [again]) == again


def test_neither_a_shorter_one_nor_one_of_another_head_is_it():
    shorter, of_another = HEAD + b"\r\n", KEPT.replace(b"x@y", b"z@y") + b"mer"
    assert whole_of(KEPT, [shorter, of_another]) is None
    assert whole_of(KEPT, []) is None


def test_what_a_mail_calls_itself_and_whether_there_may_be_more_of_it():
    assert (message_id_of(KEPT), message_id_of(b"Subject: x\r\n\r\n")) == ("<a@b>", "")
    assert [is_cut(b"x" * size) for size in (24_999_999, 25_000_000)] == [False, True]
