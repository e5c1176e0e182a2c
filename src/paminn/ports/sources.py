"""The plan's files as they were used, by day: who held a role then, and how the decision was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One of the plan's files as it was used from `first` to `last`, both days included.

    `fingerprint` is that of the decided content where the file is plan.yaml, and of the adopted content beside which it
    was used, in whose names it is written, where it is owners.yaml; empty where that was not remembered.
    """

    name: str
    content: bytes = field(repr=False)
    fingerprint: str
    first: date
    last: date


class KeptFiles(Protocol):
    """The plan's files as they were used, for what only reads them."""

    def kept(self, plan: str, name: str) -> Sequence[KeptFile]:
        """Every content that a file was used with, oldest first."""


class Sources(KeptFiles, Protocol):
    """The plan's files as they were used, by day."""

    def keep(self, plan: str, name: str, content: bytes, fingerprint: str, day: date) -> None:
        """Remember that a file was used as it is on a day. The same on a later day is one row."""
