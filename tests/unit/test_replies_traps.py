"""Readings that were wrong once: a status or a date that nobody gave."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.replies.meaning.new_date import new_date, unclear_date, with_year
from paminn.replies.meaning.one_status import read_status
from paminn.replies.meaning.privacy import personal_flags
from paminn.replies.meaning.split import split
from paminn.replies.meaning.whole import wording
from paminn.standing.answer import Status

DONE, ONGOING, LATE, NOT_STARTED = Status.DONE, Status.ONGOING, Status.LATE, Status.NOT_STARTED
GOALS = ("1.1", "1.2", "1.3")
WRITTEN = date(2025, 11, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.1 inte klart än, 1.2 klart", {"1.1": None, "1.2": DONE}),
        ("1.1 är inte klart men 1.2 är klart", {"1.1": None, "1.2": DONE}),
        ("1.1 ej klart, 1.2 klar, 1.3 klar", {"1.1": None, "1.2": DONE, "1.3": DONE}),
        ("1.1 Nej. 1.2 Klar.", {"1.1": None, "1.2": DONE}),
        ("1.1 Vi jobbar på. 1.2 Klart. 1.3 Klart.", {"1.1": None, "1.2": DONE, "1.3": DONE}),
        ("Punkt 1.1 är avslutad. Punkt 1.3 är inte påbörjad.", {"1.1": None, "1.3": NOT_STARTED}),
        ("1.1 beror på 1.2 som är försenat", {"1.1": None}),
        ("1.1–1.3 klart", {}),
        ("1.1 till 1.3 klart", {}),
        ("1.1 klart. 1.2 och 1.3 pågår.", {"1.1": DONE, "1.2": ONGOING, "1.3": ONGOING}),
        ("1.1 Pågår\n\nVi är försenade med 1.2, nytt datum 2026-03-31", {"1.1": None}),
        ("1.1: Klar\n1.2: Klar\n\nFast 1.1 är försenad", {"1.1": None, "1.2": None}),
    ],
)
def test_no_goal_gets_anothers_status(text: str, expected: dict[str, Status | None]) -> None:
    answers = split(text, GOALS, WRITTEN)
    assert {answer.goal: answer.status for answer in answers} == expected
    assert not any(answer.new_date for answer in answers)
    if len(expected) == 1:
        assert read_status(text) is None  # what the mail as a whole says is used for its only part


@pytest.mark.parametrize(
    "text",
    """Klar 2026-03-31|Klart 31/3|Klart på måndag|Jag är klar på fredag|Klart när IT levererat|Klart ifall IT levererat
Klart så snart IT levererat|Klart om IT levererat|Klart hoppas jag|Klart tror jag|Klart blir det inte i år|Blir klart
Det är långt ifrån klart|Det är allt annat än klart|Klart sa IT, men det stämmer inte|Förstudien är klar|Snart klart
Utkastet är klart|Första versionen är klar|Hälften är klart|Mallen är klar|Klart om två veckor|Ska vara klart
Status: Klar (nästan)|Klar. 2026-03-31|Klar! I mars.|I mars är vi klara|Pågår inte|Försenad? Nej|Inte försenad
Arbetet påbörjas i mars|Vi har inte bara påbörjat arbetet|Pågår från mars""".replace("\n", "|").split("|"),
)
def test_no_status(text: str) -> None:
    assert read_status(text, WRITTEN) is None


@pytest.mark.parametrize(
    "text",
    [
        "Klart nu.",
        "Klart 2025-10-14",
        "Klart den 14 oktober 2025. Se bilaga",
        "Klar, 2025-10-14",
        "Allt är klart",
        "Vi är klara",
        "Rutinerna är klara",
        "Klar. Se bilagan",
        "Det är klart från vår sida.",
        "Det blev klart 2025-10-14",
    ],
)
def test_still_done(text: str) -> None:
    assert read_status(text, WRITTEN, wording("1.1  Rutinerna är reviderade")) is DONE


@pytest.mark.parametrize("text", ["Status: Klar (nästan)", "Nytt datum: kanske 2026-03-31"])
def test_no_word_is_lost(text: str) -> None:
    assert split(f"1.1\n{text}", GOALS)[0].text == text
    assert split(f"1.1\n{text}", GOALS)[0].new_date is None


@pytest.mark.parametrize(
    ("text", "day", "unclear"),
    [
        ("Försenad, fick uppdraget 2026-04-15", None, False),
        ("Försenad sedan 2025-10-01", None, False),
        ("Försenad till 2024-01-01", None, True),
        ("Försenad till 2040-01-01", None, True),
        ("Nytt datum: 2040-01-01", None, True),
        ("Nytt datum: kanske 2026-03-31", None, True),
        ("Försenad, klart senast 31 mars 2026", date(2026, 3, 31), False),
        ("Försenad från 2025-12-31 till 2026-03-31", date(2026, 3, 31), False),
    ],
)
def test_new_date(text: str, day: date | None, unclear: bool) -> None:
    assert (new_date(text, WRITTEN), unclear_date(text, WRITTEN)) == (day, unclear)


@pytest.mark.parametrize(
    ("day", "written", "whole"),
    [
        ("31 mars", date(2025, 11, 3), "31 mars 2026"),
        ("4 november", date(2025, 11, 3), "4 november 2025"),
        ("3 november", date(2025, 11, 3), "3 november"),  # today, or in a year
        ("2 november", date(2025, 11, 3), "2 november"),  # yesterday would be nearly a year away
        ("2 oktober", date(2026, 1, 1), "2 oktober 2026"),  # 274 days away
        ("3 oktober", date(2026, 1, 1), "3 oktober"),
        ("2 januari", date(2025, 12, 31), "2 januari 2026"),
    ],
)
def test_a_day_without_a_year_is_the_next_one_unless_that_is_nearly_a_year_away(
    day: str, written: date, whole: str
) -> None:
    assert with_year(f"Nytt datum: {day}", written) == f"Nytt datum: {whole}"


@pytest.mark.parametrize(
    "text",
    ["121212-\n1212", "121212\n1213", "121212, 1213", "1 2 1 2 1 2 - 1 2 1 2", "*121212*-*1212*", "121212_1213"],
)
def test_identity_numbers(text: str) -> None:
    assert "personal_number" in personal_flags(text)
