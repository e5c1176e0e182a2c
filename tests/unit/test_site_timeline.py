"""The picture of the plan: every day and span where it belongs, and words for those who do not see it."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from paminn.calendar.entries import EntryKind, entries
from paminn.calendar.feed import Feed
from paminn.plan.model import Goal, Kind, Timeframe
from paminn.plan.rrule import Frequency, Recurrence, yearly
from paminn.texts.page.index import index_page
from paminn.texts.page.timeline import Line, Timeline, timeline
from tests.support import plans

EVERY_MONTH = tuple(range(1, 13))


def picture(*frames: Timeframe) -> Timeline:
    return drawn(*[plans.goal(f"1.{number}", frame) for number, frame in enumerate(frames, 1)])


def drawn(*goals: Goal) -> Timeline:
    plan = plans.plan(*goals)
    days = defaultdict(list)
    for entry in entries(plan, plans.RULES, ()):
        if entry.goal:
            days[entry.goal.number].append(entry)
    return timeline(plan, days)


def line(frame: Timeframe) -> Line:
    return picture(frame).lines["1.1"]


def share(at: str) -> float:
    assert re.fullmatch(r"\d{1,3}\.\d\d%", at)
    return float(at[:-1])


@pytest.mark.parametrize(
    ("due", "at"),
    [
        (date(2025, 12, 31), 100 * 365 / 1095),
        (date(2026, 6, 30), 100 * (365 + 181) / 1095),
        (date(2027, 12, 31), 100),
        (date(2025, 1, 1), 100 / 1095),
    ],
)
def test_a_day_stands_at_its_end_in_the_share_of_the_period_that_has_passed(due, at):
    (mark,) = line(plans.deadline(due)).marks
    assert share(mark.at) == pytest.approx(at, abs=0.01)
    assert mark.kind is EntryKind.DEADLINE


def test_the_years_are_the_plans_and_evenly_wide():
    years = picture(plans.deadline(date(2026, 6, 30))).years
    assert [year.name for year in years] == ["2025", "2026", "2027"]
    assert [share(year.at) for year in years] == pytest.approx([0, 33.33, 66.67], abs=0.01)
    assert all(share(year.at) < share(year.middle) for year in years)


def test_a_single_day_outside_the_period_widens_the_picture():
    seen = picture(Timeframe("Genomfördes 1 maj 2024", Kind.DONE, date(2024, 5, 1), date(2024, 5, 1)))
    assert [year.name for year in seen.years] == ["2024", "2025", "2026", "2027"]
    assert [mark.done for mark in seen.lines["1.1"].marks] == [True]


def test_what_recurs_beyond_the_period_does_not():
    seen = picture(Timeframe("Årligen", Kind.RECURRING, recurrence=yearly(11, 25)))
    assert [year.name for year in seen.years] == ["2025", "2026", "2027"]
    assert [mark.label for mark in seen.lines["1.1"].marks] == ["25 nov"] * 3


def test_a_period_is_a_span_with_its_last_day_marked():
    seen = line(Timeframe("Vt 26", Kind.PERIOD, date(2026, 1, 1), date(2026, 6, 30)))
    (band,), (mark,) = seen.bands, seen.marks
    assert (share(band.at), share(band.width)) == pytest.approx((33.33, 16.53), abs=0.01)
    assert not band.open
    assert share(mark.at) == pytest.approx(share(band.at) + share(band.width), abs=0.02)


def test_what_has_no_end_is_open_to_the_right_edge():
    started = line(Timeframe("Påbörjas ht 25", Kind.START, date(2025, 7, 1), date(2025, 12, 31)))
    ongoing = line(Timeframe("Löpande", Kind.ONGOING))
    assert [band.open for band in (*started.bands, *ongoing.bands)] == [True, True]
    assert [share(band.at) + share(band.width) for band in (*started.bands, *ongoing.bands)] == [100, 100]
    assert [mark.kind for mark in started.marks] == [EntryKind.START]
    assert ongoing.marks == ()


def test_what_could_not_be_read_is_an_empty_line():
    seen = line(Timeframe("Snarast", Kind.UNKNOWN, question="När?"))
    assert (seen.marks, seen.bands) == ((), ())


def test_dates_that_would_lie_on_each_other_on_a_telephone_are_not_written_out():
    seen = line(
        Timeframe(
            "Den 15:e varje månad",
            Kind.RECURRING,
            recurrence=Recurrence(Frequency.YEARLY, months=EVERY_MONTH, month_day=15),
        )
    )
    assert len(seen.marks) > 24
    written = [mark for mark in seen.marks if mark.label]
    assert 3 <= len(written) <= 5
    assert all(share(b.at) - share(a.at) >= 20 for a, b in pairwise(written[:-1]))


@pytest.mark.parametrize(
    ("due", "anchor"),
    [(date(2025, 2, 1), "start"), (date(2026, 6, 30), "middle"), (date(2027, 12, 31), "end")],
)
def test_a_date_never_sticks_out_of_the_picture(due, anchor):
    assert [mark.anchor for mark in line(plans.deadline(due)).marks] == [anchor]


def test_every_line_of_the_page_says_in_words_what_it_shows():
    plan = plans.plan(
        plans.goal("1.1", plans.deadline(date(2026, 6, 30))), plans.goal("1.2", Timeframe("Löpande", Kind.ONGOING))
    )
    html = index_page(plan, entries(plan, plans.RULES, ()), (), [Feed("plan.ics", "", "", ())])
    said = re.findall(r'<svg class="line"[^>]* role="img" aria-label="([^"]*)"', html)
    assert [words.rpartition("– ")[2] for words in said] == ["senast 30 juni 2026", "utan slutdatum"]
    assert html.count('<svg class="line"') == 2
