"""What the replies room says in short words, a person reads in Swedish."""

from __future__ import annotations

import pytest

from paminn.replies.lexicon.comparing import fold
from paminn.replies.lexicon.statuses import BEGINNINGS
from paminn.replies.meaning.one_status import read_status
from paminn.replies.model import Flag, MailKind, Reason
from paminn.standing.answer import Status
from paminn.texts.artifacts import Table
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


def test_every_table_says_what_it_shows_and_that_it_is_empty():
    assert set(pairs("tables.txt", rows="3")) == {*Table, *(f"{table} tom" for table in Table)}
