"""Some seven hundred short answers, each with the status a careful person reads: "?" for none, "~" for one that is
left to a person all the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from paminn.replies.meaning.one_status import read_status
from paminn.replies.meaning.whole import stem, wording

TABLE = Path(__file__).parent / "statuses.txt"
ROWS = [
    (said.strip(), words.strip().replace("\\n", "\n"))
    for said, words in (line.split("|", 1) for line in TABLE.read_text("utf-8").splitlines())
]
ABOUT = wording("1.1  Rutinen för orosanmälningar är reviderad")
WRITTEN = date(2025, 12, 2)


@pytest.mark.parametrize(("said", "words"), ROWS, ids=[words[:40] for _, words in ROWS])
def test_no_status_that_was_not_said_and_few_that_were_are_missed(said: str, words: str) -> None:
    wanted = None if said == "?" or said.startswith("~") else said
    assert read_status(words, WRITTEN, ABOUT) == wanted


def test_most_of_what_was_said_is_read() -> None:
    said = [status for status, _ in ROWS if status != "?"]
    assert len(ROWS) > 600
    assert sum(status.startswith("~") for status in said) <= 0.05 * len(said)


@pytest.mark.parametrize(
    ("wording_of", "words", "whole"),
    [
        ("1.1  Rutinen är reviderad", "Rutinen är klar.", True),
        ("1.1  Rutinen är reviderad", "Revideringen av rutinen är klar.", True),
        ("1.1  Rutinen är reviderad", "Checklistan är klar.", False),
        ("1.1  Medarbetarna har fått grundutbildning", "Utbildningen är klar.", True),
        ("1.1  Medarbetarna har fått grundutbildning", "Utbildningsmaterialet är klart.", False),
        ("Aktivitet: Uppdatering av rutiner.", "Uppdateringen av rutinerna är klar.", True),
        ("1.1  Rutinen är reviderad och känd", "Rutinen är klar.", False),  # known it may not be
        ("1.1  Rutin, mall", "Mallen är klar.", False),
        ("", "Rutinen är klar.", False),
        ("", "Delmålet är klart.", True),
        ("Beslutad tidplan: «Klart ht 2025».", "Tidplanen är klar.", False),
    ],
)
def test_a_part_of_what_was_asked_is_not_the_whole(wording_of: str, words: str, whole: bool) -> None:
    assert (read_status(words, WRITTEN, wording(wording_of)) == "done") is whole


def test_a_goal_is_known_by_its_own_wording() -> None:
    sent = "1.1  Rutinen är reviderad\n1.2  Utbildningen har hållits\nDelmål 1.1\nStatus:"
    assert stem("utbildningen") in wording(sent) & wording(sent, "1.2")
    assert stem("utbildningen") not in wording(sent, "1.1")


def test_endings_fall_away() -> None:
    assert len({stem(word) for word in ("rutin", "rutinen", "rutiner", "rutinerna", "rutinernas")}) == 1
    assert len({stem(word) for word in ("revidering", "revideringen", "reviderad", "reviderat", "reviderade")}) == 1
    assert stem("rutin") != stem("rutinkort")
