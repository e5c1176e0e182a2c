"""Why a message did not arrive: every cause has its facts and its words, and what is decided follows from the facts."""

from __future__ import annotations

import re

import pytest

from paminn.failure import Cause, Failure, Move, NextStep, message_refused, recipients_refused
from paminn.ledger.steps.earlier import read_earlier
from paminn.ledger.tables import message
from paminn.texts.causes import sentence, why
from paminn.texts.pairs import pairs


def test_every_cause_has_words_and_no_words_are_without_one():
    assert set(pairs("causes.txt")) == set(Cause)


@pytest.mark.parametrize("cause", Cause)
def test_the_words_of_a_cause_are_a_part_of_a_sentence(cause):
    words = why(Failure(cause, "550"))
    assert words
    assert not words.endswith(".")
    assert "{" not in words
    assert words.startswith("Microsoft") or words[0] == words[0].lower()
    assert sentence(Failure(cause, "550"))[1:] == words[1:]


def test_nothing_is_said_where_nothing_went_wrong():
    assert why(None) == ""


def test_every_next_step_has_words_and_no_words_are_without_one():
    assert set(pairs("next_steps.txt")) == set(NextStep)


@pytest.mark.parametrize("step", NextStep)
def test_what_waits_for_nobody_begins_by_saying_so(step):
    assert pairs("next_steps.txt")[step].startswith("Inget.") is not step.waits_for_somebody


@pytest.mark.parametrize("cause", Cause)
def test_the_facts_of_a_cause_agree_with_each_other(cause):
    assert (cause.move is Move.TEAM) is cause.next_step.waits_for_somebody
    if cause.is_permanent:
        assert cause.move is not Move.NEXT_RUN


@pytest.mark.parametrize("cause", Cause)
def test_a_cause_fits_in_its_column_and_is_named_as_it_is_kept(cause):
    assert re.fullmatch("[a-z_]+", cause.value)
    assert cause.value == cause.name.lower()
    assert len(cause.value) <= message.c.cause.type.length


@pytest.mark.parametrize(
    ("codes", "cause", "detail"),
    [
        ({550}, Cause.RECIPIENT_REFUSED, "550"),
        ({553, 550}, Cause.RECIPIENT_REFUSED, "550, 553"),
        ({450}, Cause.RECIPIENT_REFUSED_FOR_NOW, "450"),
        ({499}, Cause.RECIPIENT_REFUSED_FOR_NOW, "499"),
        ({500}, Cause.RECIPIENT_REFUSED, "500"),
        ({550, 450}, Cause.RECIPIENT_REFUSED, "450, 550"),
    ],
)
def test_one_recipient_refused_for_good_is_a_bad_address_whatever_the_others_were_told(codes, cause, detail):
    assert recipients_refused(frozenset(codes)) == Failure(cause, detail)


@pytest.mark.parametrize(("code", "cause"), [(554, Cause.MESSAGE_REFUSED), (451, Cause.MESSAGE_REFUSED_FOR_NOW)])
def test_a_message_is_refused_for_good_or_for_now(code, cause):
    assert message_refused(code) == Failure(cause, str(code))


@pytest.mark.parametrize(
    ("told", "failure"),
    [
        ("enligt Eva Ek", Failure(Cause.TOLD_BY_PERSON, "Eva Ek")),
        ("servern nekade mottagaren: 550", Failure(Cause.RECIPIENT_REFUSED, "550")),
        ("servern nekade mottagaren: 450", Failure(Cause.RECIPIENT_REFUSED_FOR_NOW, "450")),
        ("servern nekade mottagaren: 450, 550", Failure(Cause.RECIPIENT_REFUSED, "450, 550")),
        ("adressen har tecken som e-postservern inte tar emot", Failure(Cause.ADDRESS_HAS_FOREIGN_CHARACTERS)),
        (
            "mottagarens adress tas inte emot (400 ErrorInvalidRecipients)",
            Failure(Cause.GRAPH_RECIPIENT_REFUSED, "400 ErrorInvalidRecipients"),
        ),
        ("flödet svarade 404", Failure(Cause.TOLD_EARLIER, "flödet svarade 404")),
        ("förbindelsen bröts: {x}", Failure(Cause.TOLD_EARLIER, "förbindelsen bröts: {x}")),
    ],
)
def test_what_an_earlier_version_kept_is_shown_as_it_was(told, failure):
    assert read_earlier(told) == failure
    assert why(failure) == told
