"""What is put in no usual way is read with a warning, and the usual ways are those that the table has."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from paminn.plan.timeframe import read_timeframe
from paminn.plan.timeframe.familiar import DOUBT, examples, shape_of
from paminn.plan.timeframe.phrases import Phrases
from paminn.plan.timeframe.tokens import symbols

PERIOD = (date(2025, 1, 1), date(2027, 12, 31))
DECIDED = date(2025, 9, 3)
OF_THE_DAYS = "Tiden "  # "… börjar före planen": nothing about how it is written

with (Path(__file__).parent / "timeframes.csv").open(encoding="utf-8", newline="") as table:
    IN_THE_TABLE = {case["text"] for case in csv.DictReader(table)}


def warnings(text: str) -> tuple[str, ...]:
    return read_timeframe(text, period=PERIOD, decided=DECIDED).warnings


@pytest.mark.parametrize("example", examples())
def test_each_example_is_read_as_the_table_says_and_without_doubt(example: str) -> None:
    assert example in IN_THE_TABLE
    assert [warning for warning in warnings(example) if not warning.startswith(OF_THE_DAYS)] == []


def test_each_example_stands_for_something_else() -> None:
    shapes = [shape_of(Phrases(symbols(text), text).items()) for text in examples()]
    assert len(set(shapes)) == len(shapes) > 150


@pytest.mark.parametrize(
    ("usual", "unusual"),
    [
        ("Klart senast vt 26", "Senast vt 26 klart"),
        ("Löpande ht 25", "Ht 25 vid behov, löpande"),
        ("Påbörjas ht 25, klart vt 26", "Klart vt 26, från ht 25"),
        ("Årligen i mars från 2026", "I mars från 2026 årligen"),
        ("Löpande under 2026", "Löpande under 2026, därefter årligen"),
        ("2026", "2026, först och främst: helt klart 2026"),
    ],
)
def test_another_order_is_doubted(usual: str, unusual: str) -> None:
    assert warnings(usual) == ()
    reading = read_timeframe(unusual, period=PERIOD, decided=DECIDED)
    assert reading.question or reading.warnings, unusual


def test_what_is_doubted_already_is_not_doubted_twice() -> None:
    assert DOUBT not in warnings("Klart ht 25, kanske – se bilaga, från och med jul 2026")
    assert warnings("Genomfört till 2026") == (DOUBT,)


def test_small_words_signs_and_a_last_stop_make_no_other_way() -> None:
    assert warnings("(Klart, senast den 31 mars 2026.)") == ()
    assert warnings("Klart: senast under vt 26") == ()
