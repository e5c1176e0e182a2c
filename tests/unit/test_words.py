"""What the replies room says in short words, a person reads in Swedish."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.replies.lexicon.comparing import fold
from paminn.replies.lexicon.statuses import BEGINNINGS
from paminn.replies.meaning.one_status import read_status
from paminn.replies.model import Flag, MailKind, Reason
from paminn.reports.on_the_desk import WaitingMail
from paminn.standing.answer import Status
from paminn.texts.artifacts import Table
from paminn.texts.desk_shown import listed
from paminn.texts.pairs import pairs
from paminn.texts.words import all_told, flag_word, status_word, told


def test_words_are_told_and_sentences_stay():
    assert told("list-id") == "från en sändlista"
    assert told("svaret saknar kod") == "svaret saknar kod"
    assert all_told(["personal_number", "email_address"]) == "personnummer, e-postadress"
    assert all_told([]) == ""


@pytest.mark.parametrize("flag", Flag)
def test_every_flag_has_its_words(flag):
    assert flag_word(flag) not in ("", str(flag))


@pytest.mark.parametrize("status", Status)
def test_what_a_person_reads_of_a_status_is_what_an_answer_is_read_by(status):
    assert BEGINNINGS[fold(status_word(status))] is status
    assert read_status(status_word(status)) is status


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_words(reason):
    assert told(reason) not in ("", str(reason))


def test_every_kind_of_mail_has_its_words():
    assert set(pairs("mail_kinds.txt")) == set(MailKind)
    assert set(pairs("mail_kinds_many.txt")) == set(MailKind)


def laid_aside(kind, why="auto-submitted", flags=()):
    return WaitingMail(3, date(2026, 6, 2), why, flags, "Chefen", "", kind)


@pytest.mark.parametrize(
    ("mails", "said"),
    [
        ([MailKind.AUTOMATIC], "1 automatiskt svar"),
        ([MailKind.AUTOMATIC] * 2, "2 automatiska svar"),
        ([MailKind.BOUNCE] * 3 + [MailKind.RECEIPT], "3 leveransrapporter, 1 kvitto"),
        ([MailKind.DUPLICATE, MailKind.RECEIPT, MailKind.RECEIPT], "1 läst förut, 2 kvitton"),
    ],
)
def test_mails_that_were_laid_aside_are_counted_in_the_right_number(mails, said):
    told_of = listed([], [], aside=[laid_aside(kind) for kind in mails])
    assert f"inget att besluta om: {said}\n" in told_of


def test_that_somebody_has_left_is_said_once_of_a_mail():
    found = "har slutat: rollen behöver en ny innehavare"
    flags = (Flag.HAS_LEFT, Flag.PHONE_NUMBER)
    told_of = listed([], [], aside=[laid_aside(MailKind.AUTOMATIC, "has_left passed_on", flags)])
    assert f"{found}; påminnelsen går till den som kan nås (telefonnummer)\n" in told_of
    alone = listed([], [], aside=[laid_aside(MailKind.AUTOMATIC, "has_left", (Flag.HAS_LEFT,))])
    assert f"{found}\n" in alone
    elsewhere = listed([], [], aside=[laid_aside(MailKind.AUTOMATIC, flags=(Flag.HAS_LEFT,))])
    assert "det säger avsändarens program (har slutat)\n" in elsewhere


def test_every_table_says_what_it_shows_and_that_it_is_empty():
    assert set(pairs("tables.txt", rows="3")) == {*Table, *(f"{table} tom" for table in Table)}
