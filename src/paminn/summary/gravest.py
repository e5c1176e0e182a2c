"""How a goal of several owners goes, for the page and the account alike."""

from __future__ import annotations

from collections.abc import Collection

from paminn.standing.answer import Status

_ORDER = (Status.LATE, Status.NOT_STARTED, Status.ONGOING, Status.DONE)


def gravest(said: Collection[Status | None]) -> tuple[Status | None, int]:
    """The gravest status and how many said it. None, where nobody has given a status."""
    given = list(said)
    status = next((status for status in _ORDER if status in given), None)
    return status, given.count(status)
