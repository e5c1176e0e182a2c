"""Our own byte linter finds every defect of the corpus, and nothing in what is legal or in what we publish."""

from __future__ import annotations

import pytest

from paminn.calendar.feed import to_bytes
from tests.support.calendar_cases import DEFECTS, LEGAL, PLAN_DAYS, UNTRUE, all_feeds, known_feed
from tests.support.calendar_lint import lint

KNOWN = known_feed()


def test_the_corpus_is_large_enough():
    assert len(DEFECTS) >= 45
    assert len(LEGAL) >= 10


def test_nothing_is_wrong_with_the_feed_that_the_mutants_come_from():
    assert lint(KNOWN.content) == []


@pytest.mark.parametrize("feed", all_feeds(), ids=lambda feed: feed.path)
def test_nothing_is_wrong_with_what_the_shipped_plan_publishes(feed):
    for source in ("", f"https://gnesta.example/å plan/{feed.path}?a=b@c"):
        assert lint(to_bytes(feed, source)) == []


def test_every_mutant_is_another_file():
    mutants = [change(KNOWN.content) for change in (*DEFECTS.values(), *UNTRUE.values(), *LEGAL.values())]
    assert len({KNOWN.content, *mutants}) == len(mutants) + 1


@pytest.mark.parametrize("name", DEFECTS)
def test_every_defect_is_found(name):
    assert lint(DEFECTS[name](KNOWN.content)) != []


@pytest.mark.parametrize("name", [*LEGAL, *UNTRUE])
def test_what_is_legal_passes(name):
    assert lint((LEGAL | UNTRUE)[name](KNOWN.content)) == []


def test_the_shipped_plan_has_its_own_days_and_no_other():
    whole = all_feeds()[0]
    name = "gnesta-fri-fran-vald-"
    found = {row.uid.removeprefix(name).removesuffix("@paminn"): row.day for row in whole.entries}
    assert found == PLAN_DAYS
