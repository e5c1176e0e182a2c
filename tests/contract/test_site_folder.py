"""The published folder: whole files, replaced only when they change, and nothing of anybody else's touched."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from paminn.site.etags import ETAGS, etags
from paminn.site.store import write_folder


def test_the_folder_holds_the_files_and_nothing_half_written(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "site"
    write_folder(folder, {"plan.ics": b"one", "index.html": b"two", "omr/1.ics": b"three"})
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert found == {"plan.ics": b"one", "index.html": b"two", "omr/1.ics": b"three"}
    assert stat.S_IMODE((folder / "plan.ics").stat().st_mode) == 0o644


def test_a_file_is_only_touched_when_its_bytes_change(tmp_path: Path) -> None:
    write_folder(tmp_path, {"plan.ics": b"one", "index.html": b"two"})
    before = {path.name: path.stat() for path in tmp_path.iterdir()}
    write_folder(tmp_path, {"plan.ics": b"one", "index.html": b"new"})
    after = {path.name: path.stat() for path in tmp_path.iterdir()}
    assert (after["plan.ics"].st_ino, after["plan.ics"].st_mtime_ns) == (
        before["plan.ics"].st_ino,
        before["plan.ics"].st_mtime_ns,
    )
    # Replaced rather than written over: whoever has the old file open reads it to its end.
    assert after["index.html"].st_ino != before["index.html"].st_ino
    assert (tmp_path / "index.html").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["../plan.ics", "/etc/plan.ics", "a/../../b", "", ".", "a\\b", "a\0b"])
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "site"
    with pytest.raises(ValueError, match="inside the folder"):
        write_folder(folder, {"index.html": b"", name: b""})
    assert list(tmp_path.iterdir()) == []


def test_a_calendar_that_is_no_longer_published_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    first = {"plan.ics": b"one", "roll-chef.ics": b"two"}
    (tmp_path / "egen.html").write_bytes(b"somebody else's")
    write_folder(tmp_path, first | {ETAGS: etags(first)})
    write_folder(tmp_path, {"lost.ics": b"without a list nothing is known to be gone"})
    second = {"plan.ics": b"one"}
    write_folder(tmp_path, second | {ETAGS: etags(second)})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["egen.html", ETAGS, "lost.ics", "plan.ics"]


def test_what_a_killed_run_left_half_written_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / ".abc.half").write_bytes(b"half")
    (tmp_path / ".egen").write_bytes(b"somebody else's")
    write_folder(tmp_path, {"plan.ics": b"one", ETAGS: etags({})})
    assert sorted(path.name for path in tmp_path.iterdir()) == [".egen", ETAGS, "plan.ics"]


@pytest.mark.parametrize("found", [b"not json", b"[1]", b'{"../outside.ics": "", "/etc/x": ""}'])
def test_a_list_that_is_not_ours_takes_nothing_away(tmp_path: Path, found: bytes) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "outside.ics").write_bytes(b"")
    (folder / ETAGS).write_bytes(found)
    write_folder(folder, {ETAGS: etags({})})
    assert (tmp_path / "outside.ics").exists()


def test_a_failed_write_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "plan.ics").mkdir()
    with pytest.raises(OSError):
        write_folder(tmp_path, {"plan.ics": b"one"})
    assert [path.name for path in tmp_path.iterdir()] == ["plan.ics"]
