"""Every calendar we publish, read by programs we did not write; and the same bytes wherever and whenever it is made."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from paminn.calendar.feed import to_bytes
from paminn.calendar.ics import CalendarEntry
from tests.support import oracles
from tests.support.calendar_cases import DEFECTS, GNESTA, LEGAL, PLAN_DAYS, UNTRUE, all_feeds, known_feed
from tests.support.calendar_lint import lint
from tests.support.houses import tree
from tests.support.oracles import FIRST, LAST, Occurrence, Verdict

READERS: Mapping[str, Callable[[bytes], Verdict]] = {
    "libical": oracles.libical,
    "calcurse": oracles.calcurse,
    "ical": oracles.ical,
    "recurring-ical-events": oracles.recurring,
    "ical.js": lambda content: oracles.icaljs([content])[0],
}
KNOWN = known_feed()
FEEDS = {feed.path: (to_bytes(feed), feed.entries) for feed in all_feeds()} | {
    "everything": (KNOWN.content, KNOWN.entries)
}
# How many of the defects each reader has been seen to find, by complaint or by showing other days than the plan's.
FOUND = {"libical": 53, "calcurse": 34, "ical": 56, "recurring-ical-events": 49, "ical.js": 42}
PAMINN = Path(sys.executable).parent / "paminn"
ZONES = ("Europe/Stockholm", "Pacific/Kiritimati", "America/St_Johns", "Pacific/Pago_Pago")


def days(entries: tuple[CalendarEntry, ...], reader: str) -> frozenset[Occurrence]:
    """What the plan says a reader must show."""
    found = set()
    for entry in entries:
        if FIRST <= entry.day <= LAST:
            after = entry.day.fromordinal(entry.day.toordinal() + 1)
            told = (str(entry.day), str(after), entry.summary, entry.description.strip())
            # calcurse keeps neither UID nor status.
            found.add(("", *told, False) if reader == "calcurse" else (entry.uid, *told, entry.cancelled))
    return frozenset(found)


@pytest.mark.parametrize(("path", "reader"), [*product(FEEDS, READERS)])
def test_every_reader_finds_the_plans_days_and_no_fault(path, reader):
    content, entries = FEEDS[path]
    verdict = READERS[reader](content)
    assert verdict.faults == ()
    assert verdict.days == days(entries, reader)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_shows_the_days_that_a_person_reads_in_the_plan(reader):
    """The dates were written down by hand; the wording comes from plan.yaml itself."""
    plan = YAML(typ="safe").load((GNESTA / "plan.yaml").read_text("utf-8"))
    words = {goal["nr"]: f"«{goal['tidplan']}»" for area in plan["fokusområden"] for goal in area["delmål"]}
    found = READERS[reader](FEEDS["plan.ics"][0]).days
    assert sorted(day for _, day, *_ in found) == sorted(map(str, PLAN_DAYS.values()))
    if reader != "calcurse":
        name = "gnesta-fri-fran-vald-{}@paminn"
        assert {uid: day for uid, day, *_ in found} == {name.format(key): str(day) for key, day in PLAN_DAYS.items()}
    for _, _, _, title, text, _ in found:
        number = title.removeprefix("✓ ").partition(" ")[0]
        assert number == "Redovisning" or words[number] in text


@cache
def verdicts() -> Mapping[str, Mapping[str, Verdict]]:
    """What every reader makes of every mutant."""
    mutants = {name: change(KNOWN.content) for name, change in (DEFECTS | UNTRUE | LEGAL).items()}
    scripted = dict(zip(mutants, oracles.icaljs(list(mutants.values())), strict=True))
    return {
        reader: scripted if reader == "ical.js" else {name: read(content) for name, content in mutants.items()}
        for reader, read in READERS.items()
    }


def finds(reader: str, name: str) -> bool:
    verdict = verdicts()[reader][name]
    return bool(verdict.faults) or verdict.days != days(KNOWN.entries, reader)


@pytest.mark.parametrize("name", DEFECTS | UNTRUE)
def test_every_defect_is_found(name):
    """What nobody else minds, our own linter does."""
    assert lint((DEFECTS | UNTRUE)[name](KNOWN.content)) or any(finds(reader, name) for reader in READERS)


@pytest.mark.parametrize("name", UNTRUE)
def test_what_is_untrue_is_found_by_those_who_read_the_days(name):
    assert sum(finds(reader, name) for reader in READERS) >= 4


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_still_finds_what_it_found(reader):
    """An oracle that sees nothing proves nothing."""
    assert sum(finds(reader, name) for name in DEFECTS | UNTRUE) >= FOUND[reader]


def test_a_reader_that_is_not_installed_is_a_fault_and_not_left_out(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    for read in (READERS["calcurse"], READERS["ical.js"]):
        with pytest.raises(FileNotFoundError):
            read(KNOWN.content)


@pytest.mark.parametrize(("name", "reader"), [*product(LEGAL, READERS)])
def test_what_is_legal_is_read_alike(name, reader):
    verdict = verdicts()[reader][name]
    assert verdict.faults == ()
    dates = sorted((uid, first, after, cancelled) for uid, first, after, _, _, cancelled in verdict.days)
    wanted = days(KNOWN.entries, reader)
    assert dates == sorted((uid, first, after, cancelled) for uid, first, after, _, _, cancelled in wanted)


def published(folder: Path, name: str, *before: str, plan: Path = GNESTA, home: Path | None = None, **environment: str):
    """The files that a process of its own publishes."""
    out = folder / name
    variables = {**os.environ, "PAMINN_HOME": str(home or folder / f"{name}-home"), **environment}
    variables["PAMINN_PUBLIC_URL"] = "https://gnesta.example/plan/"
    run = subprocess.run(
        [*before, PAMINN, "publish", "--plan", plan, "--out", out], env=variables, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr
    files = tree(out)
    assert len(files) > 10
    return files


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    return published(tmp_path_factory.mktemp("first"), "site")


@pytest.mark.pain(17)
@pytest.mark.parametrize("zone", ZONES)
def test_the_same_bytes_in_every_zone_and_with_every_hash_seed(first, tmp_path, zone):
    for seed in ("0", "1", str(random.randrange(2, 2**32))):
        assert published(tmp_path, seed, TZ=zone, PYTHONHASHSEED=seed, LC_ALL="C") == first


def test_the_same_bytes_without_assertions(first, tmp_path):
    assert published(tmp_path, "optimised", PYTHONOPTIMIZE="2") == first


@pytest.mark.parametrize("moment", ["2025-09-04 00:00:01", "2026-03-29 02:30:00", "2027-12-31 23:59:58"])
def test_the_same_bytes_by_another_clock(first, tmp_path, moment):
    assert published(tmp_path, "new", "faketime", moment) == first


def test_the_same_bytes_a_year_on(first, tmp_path):
    home = tmp_path / "home"
    before = published(tmp_path, "site", "faketime", "2026-02-03 09:00:00", home=home)
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").iterdir()}
    assert published(tmp_path, "site", "faketime", "2027-02-03 09:00:00", home=home) == before == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "site").iterdir()} == stamps


def test_the_same_bytes_after_permuting_the_plan(first, tmp_path):
    """Goals, roles and every key of every file in another order; the calendars do not notice, the page may."""
    calendars = {name: content for name, content in first.items() if name.endswith(".ics")}
    for seed in range(3):
        folder = shutil.copytree(GNESTA, tmp_path / f"plan-{seed}")
        shuffle = random.Random(seed)
        for file in folder.iterdir():
            written = YAML(typ="safe").load(file.read_text("utf-8"))
            with file.open("w", encoding="utf-8") as handle:
                YAML().dump(_shuffled(written, shuffle), handle)
        again = published(tmp_path, f"site-{seed}", plan=folder)
        assert {name: content for name, content in again.items() if name.endswith(".ics")} == calendars


def _shuffled(node: object, shuffle: random.Random, key: str = "") -> object:
    if isinstance(node, dict):
        rows = [(name, _shuffled(value, shuffle, name)) for name, value in node.items()]
        return dict(shuffle.sample(rows, len(rows)))
    if isinstance(node, list):
        rows = [_shuffled(value, shuffle) for value in node]
        return shuffle.sample(rows, len(rows)) if key in ("delmål", "ägare", "roller", "förberedelser") else rows
    return node
