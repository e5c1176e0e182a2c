"""Every mail made to break its reader, at its full size: it is read in the time that a mail may take."""

from __future__ import annotations

import pytest

from paminn.replies.answering import Answering
from paminn.replies.model import MailKind
from paminn.usecases.reading.capped import CappedReader
from tests.support.mails.builder import OWN, REMINDER
from tests.support.mails.hostile import in_full

pytestmark = pytest.mark.slow

MAILS = in_full()


@pytest.fixture(scope="module")
def reader():
    """As it is installed: it gives up a mail, and says so, that takes longer than it may."""
    made = CappedReader([OWN])
    yield made
    made.close()


@pytest.mark.parametrize("name", MAILS)
def test_it_is_read_and_read_again_for_the_goals_it_answers(reader, name):
    found = reader.read(MAILS[name])
    assert found.kind in MailKind
    again = reader.read_again(found.letter, Answering(REMINDER, ("1.1", "1.2")))
    assert again.kind in MailKind
