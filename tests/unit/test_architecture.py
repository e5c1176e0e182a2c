"""The shape of the house: who may know whom, and who may ask the clock."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.support.paths import ROOT

SOURCES = sorted((ROOT / "src").rglob("*.py"))
FLOWS = sorted((ROOT / "flows").glob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
CLOCK = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("time", "time")}
THE_CLOCK = ROOT / "src" / "paminn" / "clock.py"


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def calls(path: Path) -> set[tuple[str, str]]:
    """(a, b) of every a.b in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return {
        (n.value.id, n.attr) for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
    }


def test_data_goes_one_way(capsys):
    """The contracts of .importlinter; what broke is printed."""
    assert lint_imports(config_filename=str(ROOT / ".importlinter"), cache_dir=None) == EXIT_STATUS_SUCCESS, (
        capsys.readouterr().out
    )


def test_only_the_clock_asks_what_time_it_is():
    assert [name(path) for path in [*SOURCES, *FLOWS] if calls(path) & CLOCK and path != THE_CLOCK] == []
    assert calls(THE_CLOCK) & CLOCK, "the clock no longer asks what time it is: does this test still see it?"


def test_only_the_home_and_what_starts_processes_read_the_environment():
    readers = {
        name(path) for path in [*SOURCES, *FLOWS] if ("os", "environ") in calls(path) or ("os", "getenv") in calls(path)
    }
    assert readers <= {f"src/paminn/{module}.py" for module in ("home", "engine", "up/environment", "demo/stage")}


def test_every_module_says_what_it_is_for():
    silent = [
        path
        for path in [*SOURCES, *FLOWS]
        if (text := path.read_text("utf-8").strip()) and not ast.get_docstring(ast.parse(text))
    ]
    assert [name(path) for path in silent] == []


def test_every_port_has_at_most_three_methods():
    ports = {}
    for path in sorted((ROOT / "src" / "paminn" / "ports").glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and "Protocol" in [ast.unparse(base) for base in node.bases]:
                ports[node.name] = [member.name for member in node.body if isinstance(member, ast.FunctionDef)]
    assert len(ports) >= 8
    assert {port: methods for port, methods in ports.items() if len(methods) > 3} == {}


def test_every_pain_a_test_names_is_one_of_the_25():
    marks = re.compile(r"pytest\.mark\.pain\(([^)]*)\)")
    used = [number for path in TESTS for number in marks.findall(path.read_text("utf-8"))]
    assert len(used) > 50
    assert {number for number in used if not (number.isdigit() and 1 <= int(number) <= 25)} == set()


def test_no_test_replaces_what_it_tests():
    """Fakes are written by hand: they must pass the contract tests of the ports they stand for."""
    forbidden = re.compile(r"unittest\.mock|monkeypatch\.setattr\(|@patch\(|pytest\.skip\(|mark\.skip|mark\.xfail")
    mine = Path(__file__)
    others = [path for path in TESTS if path != mine]
    assert [name(path) for path in others if forbidden.search(path.read_text("utf-8"))] == []


def test_nothing_is_silenced_without_a_reason():
    bare = re.compile(
        r"#\s*(?:noqa(?!: [A-Z]+\d+ - )|type:\s*ignore(?!\[))|except:\s|except BaseException:\s*\n\s*pass"
    )
    assert [name(path) for path in [*SOURCES, *FLOWS] if bare.search(path.read_text("utf-8"))] == []


# A verb is shared by a command, its flow, its use case, what that came to and its words; a noun by a port and what fills it.
FAMILY = ("commands", "usecases", "reports", "texts", "flows", "ports", "ledger", "channels", "site")
IN_EVERY_ROOM = {"__init__", "model", "run"}


def test_a_name_stands_once_or_runs_in_the_family():
    places: dict[str, list[str]] = {}
    for path in [*SOURCES, *FLOWS]:
        if path.stem not in IN_EVERY_ROOM:
            room = name(path).removeprefix("src/paminn/").partition("/")[0]
            places.setdefault(path.stem, []).append(room)
    several = {stem: rooms for stem, rooms in places.items() if len(rooms) > 1}
    strangers = {stem: rooms for stem, rooms in several.items() if not set(rooms) <= set(FAMILY)}
    assert strangers == {}
