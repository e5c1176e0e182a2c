"""A deadline that is met a year late, from mail to account, through folders and SQLite."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.demo.stage import Postman
from paminn.standing.answer import Status
from tests.support import houses
from tests.support.deciding import release
from tests.support.reading import collect
from tests.support.sending import remind
from tests.support.telling import summarise


@pytest.mark.slow
def test_a_klar_of_last_year_is_told_from_one_of_this_year(tmp_path):
    """Through a real ledger: a deadline of 2026 that was met in March 2027 is news in the account of 2027."""
    with houses.real_house(tmp_path) as house:
        remind(house, houses.NOW)
        raw = next(s for s in house.dispatch.sent("prov-plan") if s.owner == "Vice").raw
        subject = f"SV: {houses.opened(raw)['Subject']}"
        mail = houses.reply("Hej!\n\nDelmål 1.1\nStatus: Klar", subject, sender="Vice <vice@prov.example>")
        mail = mail.replace(b"Tue, 02 Jun 2026", b"Fri, 26 Mar 2027")
        day = houses.at(date(2027, 3, 26))
        Postman(tmp_path / "kept", tmp_path / "inbox").deliver(day.date(), "1", mail)
        collect(house, day)
        (kept,) = house.memory.answers("prov-plan")
        assert (str(kept.occurrence), kept.status) == ("1.1@2026-06-30", Status.DONE)
        release(house, kept.id, day)
        accounts = {of: summarise(house, of, tmp_path / "ut", date(2028, 2, 1)) for of in (2026, 2027, 2028)}
    assert {of: account.answered for of, account in accounts.items()} == {2026: 0, 2027: 1, 2028: 0}
    assert {of: (("1.1", "Vice") in account.missing) for of, account in accounts.items()} == {
        2026: True, 2027: False, 2028: False,
    }  # fmt: skip
