"""Where what is told of each of several plans lies."""

from __future__ import annotations

from pathlib import Path


def folder_of(out: Path, identity: str, *, are_several: bool) -> Path:
    """The folder of one plan's files in `out`: that itself for a single plan, else one that bears its kännetecken."""
    return out / identity if are_several else out
