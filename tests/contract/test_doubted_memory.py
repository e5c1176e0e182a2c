"""What is told while the ledger is gone, old or another's: nothing is written over, and whoever asks learns of it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from paminn.cli import main
from paminn.errors import Implausible
from paminn.reminders.mark import Mark
from paminn.usecases.telling.doubted_memory import doubt_of
from tests.support.fakes import FakeLedger, FakeLineage
from tests.support.houses import FIRST_STEP, SECOND_STEP, at, fake_house, mails, real_house, tree, write_plan
from tests.support.sending import remind
from tests.support.telling import publish, summarise

PLAN = "prov-plan"
LAST = SECOND_STEP.isoformat()
WAY_ON = "paminn resume --by NAMN"


class TestOverFakes:
    @pytest.fixture
    def house(self):
        return fake_house(lineage=FakeLineage(FakeLedger(), told_home=Mark("c" * 16, 9)))

    def test_nothing_is_written(self, house):
        for written in (
            lambda: publish(house, Path("ut"), FIRST_STEP),
            lambda: summarise(house, 2026, Path("ut"), FIRST_STEP),
        ):
            with pytest.raises(Implausible, match="Minnet är borta") as told:
                written()
            assert told.value.exit_code == 4
            assert house.store.read(Path("ut"), "index.html") == b""

    def test_it_is_the_sentence_that_stops_the_reminders(self, house):
        with pytest.raises(Implausible) as told:
            remind(house, at(FIRST_STEP))
        assert doubt_of(house.lineage, house.store, None, PLAN) == str(told.value)

    def test_a_first_run_is_no_loss(self):
        house = fake_house()
        assert doubt_of(house.lineage, house.store, Path("ut"), PLAN) == ""
        assert publish(house, Path("ut"), FIRST_STEP).files
        assert summarise(house, 2026, Path("ut"), FIRST_STEP).files

    @pytest.mark.parametrize(("owner", "doubted"), [(PLAN, True), ("annan-plan", False)])
    def test_the_mark_at_a_published_calendar_is_one_of_the_plan_alone(self, owner, doubted):
        house = fake_house()
        site = Path("site")
        house.store.write(site, {"index.html": b"det som gick"}, owner=owner, mark=f"{'c' * 16}/9")
        assert bool(doubt_of(house.lineage, house.store, site, PLAN)) is doubted


@pytest.fixture
def paminn(tmp_path, monkeypatch, capsys):
    """Runs a command in a home that has reminded twice, published and accounted, and has a copy from between."""
    home, copy = tmp_path / "hem", tmp_path / "kopia.db"
    monkeypatch.setenv("PAMINN_HOME", str(home))
    monkeypatch.setenv("PAMINN_PLAN", str(write_plan(tmp_path / "plan")))

    def run(*words: str) -> SimpleNamespace:
        code = main(list(words))
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    assert run("remind", "--on", FIRST_STEP.isoformat()).code == 0
    with closing(sqlite3.connect(home / "ledger.db")) as connection:
        connection.execute("vacuum into ?", (str(copy),))
    for words in (("remind", "--on", LAST), ("publish", "--on", LAST), ("summarise", "2026", "--on", LAST)):
        assert run(*words).code == 0
    run.home, run.copy, run.other = home, copy, tmp_path / "annan"
    return run


def _is_gone(paminn) -> None:
    for file in paminn.home.glob("ledger.db*"):
        file.unlink()


def _is_old(paminn) -> None:
    _is_gone(paminn)
    shutil.copy(paminn.copy, paminn.home / "ledger.db")


def _is_anothers(paminn) -> None:
    with real_house(paminn.other) as other:
        remind(other, at(FIRST_STEP))
    _is_gone(paminn)
    shutil.copy(paminn.other / "ledger.db", paminn.home / "ledger.db")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("happens", "words"),
    [(_is_gone, "Minnet är borta"), (_is_old, "Minnet är äldre"), (_is_anothers, "Minnet är inte det")],
)
class TestOnTheCommandLine:
    @pytest.mark.parametrize("words_of", [("publish",), ("summarise", "2026")])
    @pytest.mark.parametrize("home_too", [False, True])
    def test_what_would_write_stops(self, paminn, happens, words, words_of, home_too):
        happens(paminn)
        if home_too:
            (paminn.home / "minne.json").unlink()
        before = tree(paminn.home / "site"), tree(paminn.home / "redovisning")
        told = paminn(*words_of, "--on", LAST)
        assert (told.code, told.out) == (4, "")
        assert told.err.startswith(words)
        assert WAY_ON in told.err
        assert (tree(paminn.home / "site"), tree(paminn.home / "redovisning")) == before
        assert paminn("resume", "--by", "Eva", "--on", LAST).code == 0
        assert paminn(*words_of, "--on", LAST).code == 0

    @pytest.mark.parametrize(
        ("words_of", "code"),
        [(("status",), 0), (("collect",), 0), (("replies", "list"), 0), (("remind", "--dry-run"), 4)],
    )
    def test_what_only_tells_says_it_first(self, paminn, happens, words, words_of, code):
        happens(paminn)
        told = paminn(*words_of, "--on", LAST)
        assert told.code == code
        which_plan, told_first = told.out.split("\n", 1)
        assert which_plan.startswith("Planen: ")
        assert told_first.startswith(words)
        assert WAY_ON in told.out
        assert len(mails(paminn.home)) == 6
        as_json = paminn(*words_of, "--on", LAST, "--json")
        assert as_json.code == code
        assert json.loads(as_json.out)
        assert as_json.err.startswith(words)


@pytest.mark.slow
def test_another_folder_tells_of_a_memory_that_is_gone_with_its_mark(paminn, tmp_path):
    elsewhere = ("publish", "--out", str(tmp_path / "ut"), "--on", LAST)
    assert "Minnet" not in paminn(*elsewhere).out
    _is_gone(paminn)
    (paminn.home / "minne.json").unlink()
    shutil.rmtree(paminn.home / "site")
    told = paminn(*elsewhere)
    assert (told.code, told.err) == (0, "")
    assert "\nMinnet är borta" in told.out
    assert WAY_ON in told.out


@pytest.mark.slow
def test_a_memory_that_is_as_it_should_be_is_not_spoken_of(paminn):
    for words in (("status",), ("collect",), ("replies", "list"), ("remind", "--dry-run")):
        told = paminn(*words, "--on", LAST)
        assert (told.code, told.err) == (0, "")
        assert "Minnet" not in told.out
