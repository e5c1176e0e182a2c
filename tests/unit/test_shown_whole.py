"""Everything a mail says stands in what the desk shows of it, whatever it was taken for."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from paminn.incoming.situation import Situation
from paminn.plan.model import Owners
from paminn.replies.codes import hide_codes
from paminn.replies.words.form import without_machine_lines
from paminn.usecases.desk.as_it_came import as_it_came
from tests.support.fakes import FakeLedger, FakeReader
from tests.support.houses import NOW
from tests.support.mails.corpus import CASES
from tests.support.mails.corpus.case import Case
from tests.support.mails.corpus.sent import OWN

_WORD = re.compile(r"\w+")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_word_of_a_mail_is_out_of_sight(case: Case) -> None:
    reader = FakeReader(OWN)
    reply = reader.read(case.raw)
    shown = as_it_came(case.raw, reader, FakeLedger(), Situation("prov-plan", Owners({}), NOW))
    parts = [reply.text, shown.subject, shown.whole, shown.signature, shown.quoted, shown.ours, shown.said]
    parts += [shown.only_on_page, shown.concealed]
    there = Counter(_WORD.findall("\n".join(parts).casefold()))
    written = Counter(_WORD.findall(hide_codes(without_machine_lines(reply.letter.text)).casefold()))
    assert written - there == Counter()
    assert shown.pressed == reply.machine
    assert shown.attachments == reply.letter.attachments
