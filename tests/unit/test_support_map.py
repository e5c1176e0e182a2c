"""The map of the tests' helpers against the folder, and the one way they are imported."""

from __future__ import annotations

import re

from tests.support.paths import ROOT

SUPPORT = ROOT / "tests" / "support"


def test_every_helper_stands_in_the_map_and_no_other_does():
    listed = re.findall(r"^\| `([^`]+)` \|", (SUPPORT / "README.md").read_text("utf-8"), re.M)
    folders = [name for name in listed if name.endswith("/")]
    there = {
        path.relative_to(SUPPORT).as_posix()
        for path in SUPPORT.rglob("*.py")
        if path.name != "__init__.py" and not any(path.is_relative_to(SUPPORT / folder) for folder in folders)
    }
    assert len(listed) == len(set(listed))
    assert set(listed) - set(folders) == there
    assert [folder for folder in folders if not (SUPPORT / folder).is_dir()] == []


def test_tests_outside_the_folder_hold_tests_alone():
    """What several files share is found in one place."""
    loose = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if not path.is_relative_to(SUPPORT) and not path.name.startswith("test_") and path.name != "conftest.py"
    ]
    assert loose == []
