"""What the calendar has shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from paminn.calendar.revisions import Shown


class Almanac(Protocol):
    """What the calendar has shown, so that its numbers never fall and what is taken away is told."""

    def shown(self, plan: str) -> Mapping[str, Shown]:
        """Each entry ever shown, by UID, as it was shown last."""

    def show(self, plan: str, news: Iterable[Shown]) -> None:
        """Remember entries as they are shown from now on; all of them or none."""
