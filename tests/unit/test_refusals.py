"""Whose fault it is when a server refuses a mail, by what it says."""

from __future__ import annotations

import pytest

from paminn.replies.mail.refusal import Why, refusal
from tests.support.mails.refusals import HARD, NO_HOST, OURS, PASSING


@pytest.mark.parametrize("said", HARD)
def test_nobody_is_there(said: str) -> None:
    assert refusal(said).why is Why.NOBODY


@pytest.mark.parametrize("said", NO_HOST)
def test_no_server_is_there(said: str) -> None:
    assert (refusal(said).why, refusal(said).is_dead) == (Why.NO_HOST, True)


@pytest.mark.parametrize("said", PASSING)
def test_what_passes_makes_no_address_dead(said: str) -> None:
    assert refusal(said).why in (Why.PASSING, Why.UNKNOWN)


@pytest.mark.parametrize("said", OURS)
def test_what_is_about_us(said: str) -> None:
    assert refusal(said).why is Why.US
