"""A unit test starts no process, speaks with nobody and opens only what lies in the checkout or in Python itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.alone import alone


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    with alone() as refused:
        yield
    assert refused == [], "this belongs in tests/contract"
