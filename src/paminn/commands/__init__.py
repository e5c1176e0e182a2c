"""What each command does: use cases called, and their results said in Swedish or JSON.

Each import waits until its command is asked for: `paminn check` must not pay for a database or Prefect.
"""

from __future__ import annotations

import argparse
import os
from importlib import import_module

ROOMS = {
    "planning": ("check", "timeframe", "forecast"),
    "daily": ("remind", "collect", "publish", "summarise", "status"),
    "desk": ("outcomes", "explain", "replies"),
    "machine": ("demo", "doctor", "up"),
}


def run(asked: argparse.Namespace) -> int:
    """Carry out the command in `asked`. Returns its exit code; raises PaminnError."""
    if asked.command != "doctor":  # who has a row of its own for them
        refuse_unknown_settings()
    (room,) = (room for room, names in ROOMS.items() if asked.command in names)
    return int(getattr(import_module(f"paminn.commands.{room}"), asked.command)(asked))


def refuse_unknown_settings() -> None:
    """A misspelt setting is told whatever was asked for. Raises UsageError."""
    if any(name.startswith("PAMINN_") and name != "PAMINN_PLAN" for name in os.environ):
        from paminn.home import settings

        settings()
