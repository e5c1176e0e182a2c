"""What a mail was found to be: how a ledger keeps it, and what people are told of it."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.failure import Cause, Failure
from paminn.incoming.finding import Conclusion, Finding
from paminn.texts.causes import why
from paminn.texts.words import told

DAY = date(2026, 6, 15)
WORDS = {
    Finding.READ: "läst, väntar på granskning",
    Finding.NEEDS_READING: "läget går inte att läsa säkert: läs och välj",
    Finding.OTHER_GOAL: "nämner bara delmål som mejlet inte frågade om",
    Finding.WHICH_PLAN: "nämner ett nummer som finns i flera av planerna i mejlet",
    Finding.STRANGER: "annan avsändare än den som påmindes, och oklart vilket delmål det gäller",
    Finding.NO_CODE: "svaret saknar kod",
    Finding.FOREIGN_CODE: "svarets kod hör inte till något utskick",
    Finding.SEVERAL_MESSAGES: "svaret pekar på flera utskick",
    Finding.TOO_OLD: "svaret gäller ett utskick som är för gammalt",
    Finding.CONFIRMED: "vår egen kopia: utskicket är bekräftat",
    Finding.RETURNED: "vårt eget mejl har kommit tillbaka",
    Finding.NOT_OURS: "skickat i vårt namn, men inget som vi har skickat",
    Finding.DELAYED: "servern har inte gett upp: mejlet är försenat eller framme",
    Finding.UNCLEAR_RECIPIENT: ("rapporten säger inte vem av våra mottagare den gäller: fråga om påminnelsen kom fram"),
    Finding.NOT_DELIVERED: "mejlet kom inte fram: påminnelsen skickas igen",
    Finding.PARTLY_DELIVERED: "mejlet kom inte fram till alla i rollen",
    Finding.DEAD_ADDRESS: "adressen tar inte emot mejl: rollen behöver en ny adress eller innehavare",
    Finding.REFUSED_TOGETHER: (
        "servern säger att adressen inte finns, men det sade den om flera samma dag: det kan vara ett fel på servern "
        "eller hos oss, och mejlet skickas igen"
    ),
    Finding.REPORT_NOT_BELIEVED: (
        "säger att mejlet inte kom fram, men avsändaren är inte den som den säger sig vara: fråga om påminnelsen kom fram"
    ),
    Finding.REFUSED_US: (
        "mejlet avvisades för vår egen adress eller server: ett ärende till IT, ingen mottagares adress är fel"
    ),
    Finding.HAS_LEFT: "har slutat: rollen behöver en ny innehavare",
    Finding.AWAY_UNTIL: "frånvarande till 2026-06-15",
    Finding.AWAY: "frånvarande, utan angiven dag",
    Finding.AWAY_NOT_BELIEVED: "säger sig vara frånvarande, men avsändaren är inte styrkt",
}


def concluded(finding: Finding, *, passed_on: bool = False) -> Conclusion:
    return Conclusion(finding, DAY if finding is Finding.AWAY_UNTIL else None, passed_on)


@pytest.mark.parametrize("finding", Finding)
def test_every_finding_has_its_words(finding):
    assert told(str(concluded(finding))) == WORDS[finding]
    assert told(str(concluded(finding, passed_on=True))) == f"{WORDS[finding]}; påminnelsen går till den som kan nås"


@pytest.mark.parametrize("finding", Finding)
@pytest.mark.parametrize("passed_on", [False, True])
def test_what_a_ledger_keeps_is_read_again(finding, passed_on):
    conclusion = concluded(finding, passed_on=passed_on)
    assert Conclusion.parse(str(conclusion)) == conclusion


def test_it_is_kept_as_it_has_always_been():
    kept = {str(concluded(finding)) for finding in Finding}
    assert {"read", "no_code", "dead_address", "has_left", "away_until 2026-06-15"} <= kept
    assert str(concluded(Finding.HAS_LEFT, passed_on=True)) == "has_left passed_on"


@pytest.mark.parametrize(
    "sentence", [*WORDS.values(), "läsningen tog mer än 10 sekunder", "read this", "", "away until"]
)
def test_a_sentence_of_an_older_ledger_is_shown_as_it_was(sentence):
    assert Conclusion.parse(sentence) is None
    assert told(sentence) == sentence


@pytest.mark.parametrize("word", ["person", "subject", "auto-submitted", "from", "marker"])
def test_by_what_a_kind_was_told_is_no_finding(word):
    assert Conclusion.parse(word) is None
    assert told(word) != word


def test_what_a_mail_told_of_a_message_is_told_in_the_same_words():
    failure = Failure(Cause.TOLD_BY_MAIL, str(concluded(Finding.AWAY_UNTIL, passed_on=True)))
    assert why(failure) == "frånvarande till 2026-06-15; påminnelsen går till den som kan nås"
    assert why(Failure(Cause.TOLD_BY_MAIL, str(Conclusion(Finding.DEAD_ADDRESS)))) == WORDS[Finding.DEAD_ADDRESS]
