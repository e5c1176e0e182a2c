"""A look at what has been adopted, for a command that must answer before a database could be opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paminn.ports.sources import KeptFile

if TYPE_CHECKING:  # whoever has adopted nothing does not wait for it
    from paminn.plan.version import PlanVersion

_VERSIONS = "SELECT document FROM version WHERE plan = ? ORDER BY number"
_FILES = "SELECT name, content, fingerprint, first, last FROM source WHERE plan = ? AND name = ? ORDER BY id"


class Peeked:
    """The ports AdoptedVersions and KeptFiles by a ledger in SQLite, in which nothing is written.

    A ledger that is not there, another's file and one from before there were versions tell of nothing.
    """

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger

    def adopted(self, plan: str) -> Sequence[PlanVersion]:
        documents = self._rows(_VERSIONS, plan)
        if not documents:
            return []
        from paminn.ledger.documents import version_of

        return [version_of(document) for (document,) in documents]

    def kept(self, plan: str, name: str) -> Sequence[KeptFile]:
        files = []
        for called, content, fingerprint, first, last in self._rows(_FILES, plan, name):
            file = KeptFile(called, content, fingerprint, date.fromisoformat(first), date.fromisoformat(last))
            files.append(file)
        return files

    def _rows(self, question: str, *values: str) -> Sequence[tuple[Any, ...]]:
        if not self._ledger.is_file():
            return []
        try:
            with closing(sqlite3.connect(f"{self._ledger.resolve().as_uri()}?mode=ro", uri=True)) as connection:
                return connection.execute(question, values).fetchall()
        except sqlite3.Error:
            return []
