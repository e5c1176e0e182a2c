"""Where the checkout and the shipped plan lie, and where a test can write without waiting for a disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "plan_data" / "gnesta"


ENOUGH = 1 << 30  # bytes: a container's disk in memory may be small


def _in_memory() -> Path | None:
    """A disk in memory with room for what tests write; None when there is none."""
    place = Path("/dev/shm")
    if os.access(place, os.W_OK) and shutil.disk_usage(place).free > ENOUGH:
        return place
    return None


IN_MEMORY = _in_memory()
