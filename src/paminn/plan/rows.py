"""The rows of a plan file as they stand, also where their shape is broken.

Whatever has the wrong type reads as absent here: its shape is a problem already (`problems.validate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from paminn.plan.model import Problem
from paminn.plan.source import Path, Source


@dataclass(frozen=True, slots=True)
class Row:
    """One mapping of a file's tree, and the path that leads to it."""

    source: Source
    path: Path
    values: Mapping[Any, object]

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        if not isinstance(value, str):
            return None
        return value

    def whole_number(self, key: str) -> int | None:
        value = self.values.get(key)
        if not isinstance(value, int):
            return None
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            return None
        return value

    def row(self, key: str) -> Row | None:
        value = self.values.get(key)
        if not isinstance(value, dict):
            return None
        return Row(self.source, (*self.path, key), value)

    def rows(self, key: str) -> list[Row]:
        """The rows of a list; what is no mapping is an empty row, so that the others keep their number."""
        value = self.values.get(key)
        if not isinstance(value, list):
            return []
        rows = []
        for index, item in enumerate(value):
            values = item if isinstance(item, dict) else {}
            rows.append(Row(self.source, (*self.path, key, index), values))
        return rows

    def problem(self, key: str, message: str) -> Problem:
        """A problem at the value of `key`."""
        return self.source.problem((*self.path, key), message)


def top(source: Source) -> Row:
    """The row that is the whole file."""
    return Row(source, (), source.tree)
