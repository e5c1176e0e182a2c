"""Reading hostile bytes in a process of its own: whatever one mail does, the next is read."""

from __future__ import annotations

import pytest

from paminn.errors import Unreadable
from paminn.replies.read import read_mail
from paminn.usecases.reading.capped import CappedReader
from tests.support.houses import SENDER, reply


@pytest.fixture
def reader():
    made = CappedReader([SENDER])
    yield made
    made.close()


def test_a_mail_is_read_as_it_would_be_here(reader):
    raw = reply("Klart sedan i maj. Åäö.")
    assert reader.read(raw) == read_mail(raw, own_addresses=[SENDER])
    assert reader.read(raw, sent="Klart sedan i maj.") == read_mail(
        raw, own_addresses=[SENDER], sent="Klart sedan i maj."
    )


@pytest.mark.parametrize("raw", [b"", b"\x00" * 1000, b"\xff" * 100_000, b"From: " + b"(" * 5000])
def test_any_bytes_are_answered(reader, raw):
    assert reader.read(raw).kind
    assert reader.read(reply("Klar.")).text == "Klar."


def test_one_that_takes_too_long_is_left_and_the_next_is_read():
    reader = CappedReader([SENDER], seconds=0.0)
    with pytest.raises(Unreadable, match="sekunder"):
        reader.read(reply("Klar."))
    patient = CappedReader([SENDER])
    assert patient.read(reply("Klar.")).text == "Klar."
    patient.close()
    reader.close()


def test_one_that_takes_too_much_memory_is_left_and_the_next_is_read():
    reader = CappedReader([SENDER], memory=150 << 20)
    with pytest.raises(Unreadable):
        reader.read(reply("x" * (80 << 20)))
    assert reader.read(reply("Klar.")).text == "Klar."
    reader.close()


def test_a_child_that_dies_costs_one_mail_at_most(reader):
    assert reader.read(reply("Klar.")).text == "Klar."
    reader._child.kill()
    reader._child.wait()
    with pytest.raises(Unreadable, match="avbröts"):
        reader.read(reply("Klar."))
    assert reader.read(reply("Klar.")).text == "Klar."
