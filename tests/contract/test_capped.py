"""Reading hostile bytes in a process of its own: whatever one mail does, the next is read."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date

import pytest

from paminn.doors import mail_reader
from paminn.errors import Unreadable
from paminn.replies.answering import Answering
from paminn.replies.model import Flag
from paminn.replies.read import read_mail
from paminn.settings import Settings
from paminn.usecases.reading.capped import CappedReader
from tests.support.houses import SENDER, reply

pytestmark = pytest.mark.slow

# A child that answers nothing for a while and is then gone.
DAWDLING = (sys.executable, "-c", "import time; time.sleep(5)")
# One that takes no question either, so that a large one does not fit in the pipe.
BEGUN = (sys.executable, "-c", "import sys, time; sys.stdout.buffer.write(b'12'); sys.stdout.flush(); time.sleep(5)")


@pytest.fixture(scope="module")
def reader():
    with closing(CappedReader([SENDER])) as made:
        yield made


def test_a_mail_is_read_as_it_would_be_here(reader):
    raw = reply("Klart sedan i maj. Åäö.")
    assert reader.read(raw) == read_mail(raw, own_addresses=[SENDER])


def test_a_mail_is_read_again_as_it_would_be_here(reader):
    raw = reply("1.1: Klart sedan i maj.\n\n> Har ni gjort 1.1?", "SV: Påminnelse")
    answering = Answering("Har ni gjort 1.1?", ("1.1",), date(2026, 6, 2))
    again = reader.read_again(reader.read(raw).letter, answering)
    assert again == read_mail(raw, answering, own_addresses=[SENDER])
    assert again.parts


@pytest.mark.parametrize("name", ["email.py", "selectolax.py", "paminn.py"])
def test_what_lies_in_the_folder_we_stand_in_is_no_library(tmp_path, monkeypatch, name):
    (tmp_path / name).write_text("raise SystemExit('run')", encoding="ascii")
    monkeypatch.chdir(tmp_path)
    with closing(CappedReader([SENDER])) as reader:
        assert reader.read(reply("Klar.")).text == "Klar."


@pytest.mark.parametrize("raw", [b"", b"\x00" * 1000, b"\xff" * 100_000, b"From: " + b"(" * 5000])
def test_any_bytes_are_answered(reader, raw):
    assert reader.read(raw).kind
    assert reader.read(reply("Klar.")).text == "Klar."


@pytest.mark.parametrize("command", [DAWDLING, BEGUN], ids=["no answer", "a begun answer"])
@pytest.mark.parametrize("size", [5, 1_000_000], ids=["small", "large"])
def test_one_that_takes_too_long_is_left(command, size):
    with (
        closing(CappedReader([SENDER], seconds=0.2, command=command)) as reader,
        pytest.raises(Unreadable, match=r"läsningen tog mer än 0\.2 sekunder"),
    ):
        reader.read(reply("x" * size))


def test_when_one_has_taken_too_long_the_next_is_read(tmp_path):
    """The first child dawdles, the one in its place does not."""
    begun = tmp_path / "begun"
    dawdles_once = (
        "import pathlib, runpy, sys, time\n"
        f"begun = pathlib.Path({str(begun)!r})\n"
        "if not begun.exists():\n"
        "    begun.touch()\n"
        "    time.sleep(60)\n"
        "runpy.run_module('paminn.usecases.reading.capped', run_name='__main__')\n"
    )
    with closing(CappedReader([SENDER], seconds=5, command=(sys.executable, "-c", dawdles_once))) as reader:
        with pytest.raises(Unreadable, match="sekunder"):
            reader.read(reply("Klar."))
        assert reader.read(reply("Klar.")).text == "Klar."


def test_one_that_takes_too_much_memory_is_left_and_the_next_is_read():
    with closing(CappedReader([SENDER], memory=150 << 20)) as reader:
        with pytest.raises(Unreadable):
            reader.read(reply("x" * (80 << 20)))
        assert reader.read(reply("Klar.")).text == "Klar."


def test_a_child_that_dies_costs_one_mail_at_most(reader):
    assert reader.read(reply("Klar.")).text == "Klar."
    reader._child._process.kill()
    reader._child._process.wait()
    with pytest.raises(Unreadable, match="avbröts"):
        reader.read(reply("Klar."))
    assert reader.read(reply("Klar.")).text == "Klar."


@pytest.mark.parametrize(
    ("setting", "flagged"), [("", False), ("mx.annan.example, mx.prov.example", False), ("mx.annan.example", True)]
)
def test_the_setting_reaches_the_reader(setting, flagged):
    reader = mail_reader(Settings(sender=SENDER, auth_results_hosts=setting))
    proof = {"Authentication-Results": "mx.prov.example; dmarc=pass header.from=prov.example"}
    try:
        found = reader.read(reply("Klar.", headers=proof))
    finally:
        reader.close()
    assert (Flag.UNPROVEN_SENDER in found.flags) is flagged
