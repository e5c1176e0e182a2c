"""A clock that stands still at a moment of a test's choosing, for the whole house."""

from __future__ import annotations

from datetime import datetime, tzinfo

import pytest

from paminn import clock


def stand_still(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """From now on it is this moment, until the test is over or the clock is set anew."""

    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Standing)
