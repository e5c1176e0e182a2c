"""A look at what has been adopted, for a command that must answer before a database could be opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_LATEST = "SELECT fingerprint FROM version WHERE plan = ? ORDER BY number DESC LIMIT 1"


def adopted_fingerprint(ledger: Path, plan: str) -> str | None:
    """The fingerprint of the version that holds, by a ledger in SQLite; None where nothing tells. Never raises."""
    if not ledger.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{ledger.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute(_LATEST, (plan,)).fetchone()
    except sqlite3.Error:  # another's file, or one from before there were versions
        return None
    if row is None:
        return None
    return str(row[0])
