"""How many mails a role with a normal share gets in a year by the rules that a new plan begins with, nobody answering."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from paminn.plan.load import FILES, RULES
from paminn.texts.new_plan import rules_to_begin_with
from paminn.usecases.plans import decided
from paminn.usecases.sending.forecast import forecast
from tests.support.houses import kept, plan_files
from tests.support.paths import PLAN

EVERY_OTHER_WEEK = 26
FIRST, LAST = date(2025, 9, 4), date(2027, 12, 31)
SHARES = {
    "five goals, three days of their own": (
        "Klart senast 31 mars 2026", "Klart senast 30 juni 2026", "Klart senast 31 oktober 2026", "Löpande",
        "Årligen den 25 november",
    ),
    "seven goals by quarters": (
        "Klart senast 31 mars 2026", "Klart senast 30 juni 2026", "Klart senast 30 september 2026",
        "Klart senast 31 december 2026", "Påbörjas vt 2026", "Löpande", "Varje kvartal",
    ),
    "eight goals by half-years": (
        "Klart ht 2026", "Klart ht 2026", "Klart ht 2026", "Klart ht 2026", "Klart vt 2026", "Klart vt 2026", "Löpande",
        "Årligen den 25 november",
    ),
}  # fmt: skip


def most(files: dict[str, bytes]) -> int:
    """The mails of the mailbox and calendar year that have the most."""
    mails: Counter[tuple[str, int]] = Counter()
    for digest in forecast(decided(kept(files), FIRST), FIRST, LAST):
        for person in digest.people:
            mails[person.email, digest.day.year] += 1
    return max(mails.values())


@pytest.mark.parametrize("share", SHARES)
def test_a_new_plan_gives_a_normal_share_a_mail_every_other_week_at_most(share):
    frames = {f"1.{place}": words for place, words in enumerate(SHARES[share], 1)}
    files = plan_files(dict.fromkeys(frames, ("Chef",)), {"Chef": ("chef@prov.example",)}, frames=frames)
    files[RULES] = b"k\xc3\xa4nnetecken: prov-plan\n" + rules_to_begin_with(2031).encode()
    assert 10 < most(files) <= EVERY_OTHER_WEEK


def test_the_shipped_plan_holds_it_by_its_own_rules():
    assert 10 < most({name: (PLAN / name).read_bytes() for name in FILES}) <= EVERY_OTHER_WEEK
