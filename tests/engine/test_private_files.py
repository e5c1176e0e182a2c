"""Prefect's own home is as private as ours, also where the machine's umask would let everybody in."""

from __future__ import annotations

import os
import stat
import subprocess
import sys


def test_of_the_demo_only_the_published_folder_is_open_under_an_umask_of_nothing(tmp_path):
    out = tmp_path / "demo"
    played = subprocess.run(
        [sys.executable, "-m", "paminn.cli", "demo", "--on", "2025-09-05", "--out", str(out)],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        umask=0o000,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert played.returncode == 0, played.stderr
    too_open = []
    for path in [out, *out.rglob("*")]:
        is_published = "kalender" in path.relative_to(out).parts
        if stat.S_IMODE(path.lstat().st_mode) & 0o077 and not is_published:
            too_open.append(path.relative_to(out).as_posix())
    assert too_open == []
    assert (out / "var" / "prefect" / "prefect.db").is_file()
    assert (out / "kalender" / "index.html").stat().st_mode & 0o004
