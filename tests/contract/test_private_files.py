"""Whatever umask it is started with, what the program makes is nobody else's, the published folder aside."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from paminn.disk import private_files
from paminn.site.store import FolderStore
from tests.support.houses import opened, reply, write_plan

UMASKS = pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=["0000", "0022", "0077"])


def modes(folder: Path) -> dict[str, int]:
    """The folder and all below it, with who may do what."""
    found = {".": stat.S_IMODE(folder.stat().st_mode)}
    for path in folder.rglob("*"):
        found[path.relative_to(folder).as_posix()] = stat.S_IMODE(path.lstat().st_mode)
    return found


def too_open(folder: Path, published: str = "") -> dict[str, str]:
    """What others have any right to; of what is published, what they may not read, or may write."""
    wrong = {}
    for name, mode in modes(folder).items():
        is_folder = (folder / name).is_dir()
        wanted = 0o700 if is_folder else 0o600
        if name == published or name.startswith(f"{published}/"):
            wanted = 0o755 if is_folder else 0o644
        if mode != wanted:
            wrong[name] = oct(mode)
    return wrong


def paminn(umask: int, home: Path, plan: Path, *arguments: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "paminn.cli", *arguments],
        env={"PATH": os.environ["PATH"], "PAMINN_HOME": str(home), "PAMINN_PLAN": str(plan), "PAMINN_RECEIPTS": "ja"},
        umask=umask,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.slow
@UMASKS
def test_a_year_of_commands(tmp_path, umask):
    home, plan = tmp_path / "delad" / "hem", write_plan(tmp_path / "plan")
    paminn(umask, home, plan, "remind", "--on", "2026-06-01")
    for number, path in enumerate((home / "outbox" / "new").iterdir()):
        about = opened(path.read_bytes())
        answer = reply("Klar.", str(about["Subject"]), sender=str(about["To"]), message_id=f"<{number}@prov.example>")
        (home / "inbox" / "new" / f"{number}.eml").write_bytes(answer)
        (home / "inbox" / "new" / f"{number}.eml").chmod(0o600)  # it is the mail server that wrote it
    paminn(umask, home, plan, "collect", "--on", "2026-06-02")
    paminn(umask, home, plan, "publish", "--on", "2026-06-03")
    paminn(umask, home, plan, "summarise", "2026", "--on", "2026-12-30")
    paminn(umask, home, plan, "doctor")
    names = set(modes(home))
    assert {"ledger.db", "secret.key", "site/plan.ics", "site/index.html", "inbox/new"} <= names
    assert any(name.endswith(".docx") for name in names)
    assert any(name.startswith("outbox/new/") for name in names)
    assert too_open(home, "site") == {}


@UMASKS
def test_what_is_published_elsewhere_is_open_all_the_way_and_the_rest_is_not(tmp_path, umask):
    before = os.umask(umask)
    try:
        with private_files():
            FolderStore().write(tmp_path / "www" / "kalender", {"index.html": b"", "omr/1.ics": b""}, owner="plan")
            FolderStore().write(tmp_path / "var" / "redovisning", {"2026.docx": b""})
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert set(modes(tmp_path / "www").values()) == {0o755, 0o644}
    assert too_open(tmp_path, "www") == {}
