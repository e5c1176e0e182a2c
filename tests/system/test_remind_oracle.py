"""Debian's `remind` and a calendar of our own against the working days that reminders are counted in."""

from __future__ import annotations

import calendar
import subprocess
from datetime import date, timedelta

import holidays
import pytest

from paminn.plan.load import read_plan
from paminn.reminders.workdays import Workdays

YEARS = range(2025, 2036)
DAY = timedelta(days=1)
BEFORE, AFTER = (20, 5, 1), (1, 6, 11)
ENDS = [date(year, month, calendar.monthrange(year, month)[1]) for year in YEARS for month in range(1, 13)]


def easter(year: int) -> date:
    """Gauss's sum in Butcher's form (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    li = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * li) // 451
    month, day = divmod(h + li - 7 * m + 114, 31)
    return date(year, month, day + 1)


def first(weekday: int, start: date) -> date:
    """The first such weekday at or after `start`; Monday is 0."""
    return start + (weekday - start.weekday()) % 7 * DAY


def free(year: int) -> dict[date, str]:
    """Lag (1989:253) om allmänna helgdagar, and the three eves on which offices are closed."""
    sunday = easter(year)
    midsummer = first(5, date(year, 6, 20))
    return {
        date(year, 1, 1): "nyårsdagen",
        date(year, 1, 6): "trettondedag jul",
        sunday - 2 * DAY: "långfredagen",
        sunday: "påskdagen",
        sunday + DAY: "annandag påsk",
        date(year, 5, 1): "första maj",
        sunday + 39 * DAY: "Kristi himmelsfärdsdag",
        sunday + 49 * DAY: "pingstdagen",
        date(year, 6, 6): "nationaldagen",
        midsummer - DAY: "midsommarafton",
        midsummer: "midsommardagen",
        first(5, date(year, 10, 31)): "alla helgons dag",
        date(year, 12, 24): "julafton",
        date(year, 12, 25): "juldagen",
        date(year, 12, 26): "annandag jul",
        date(year, 12, 31): "nyårsafton",
    }


FREE = {day for year in range(YEARS[0] - 1, YEARS[-1] + 2) for day in free(year)}


def working(day: date) -> bool:
    return day.weekday() < 5 and day not in FREE


def counted(day: date, count: int) -> date:
    """The working day `count` steps from `day`, by walking; negative is backwards."""
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not working(day):
            day += step
    return day


@pytest.fixture(scope="module")
def workdays(plan_files) -> Workdays:
    """The shipped rules without their quiet periods, which move a step but count no day."""
    rules = plan_files["rules.yaml"].decode()
    begin, end = rules.index("lugna_perioder:"), rules.index("# Dagar mellan en helgdag")
    reading = read_plan({**plan_files, "rules.yaml": (rules[:begin] + rules[end:]).encode()}, "plan", date(2025, 10, 1))
    assert reading.rules is not None
    assert reading.rules.quiet == ()
    return Workdays(reading.rules)


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[tuple[date, int], date]:
    """(last day, steps before) → the day on which `remind` would speak."""
    script = ["OMIT Saturday Sunday"]
    script += [f"OMIT {day.isoformat()}" for day in sorted(FREE) if day.weekday() < 5]
    script += [f"REM {end.isoformat()} -{count} MSG {end.isoformat()} {count}" for end in ENDS for count in BEFORE]
    file = tmp_path_factory.mktemp("remind") / "dagar.rem"
    file.write_text("\n".join(script) + "\n", encoding="ascii")
    spoken = subprocess.run(
        ["remind", "-n", str(file), "2024-06-01"], capture_output=True, text=True, check=True
    )  # fmt: skip
    assert spoken.stderr == ""
    found = {}
    for line in spoken.stdout.splitlines():
        day, end, count = line.split()
        found[date.fromisoformat(end), int(count)] = date.fromisoformat(day.replace("/", "-"))
    return found


def test_the_fixed_points_of_easter():
    """Svenska almanackan."""
    known = {2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2030: (4, 21), 2035: (3, 25)}
    assert {year: (easter(year).month, easter(year).day) for year in known} == known


@pytest.mark.parametrize("year", YEARS)
def test_the_days_that_are_free_are_those_of_the_law(year):
    library = holidays.SE(years=year, include_sundays=False, categories=("public", "de_facto"), language="sv")
    assert sorted(library) == sorted(free(year))


def test_remind_has_an_answer_for_each_day(told):
    assert set(told) == {(end, count) for end in ENDS for count in BEFORE}
    assert len(told) == 11 * 12 * 3


@pytest.mark.parametrize("count", BEFORE)
def test_steps_before_are_the_days_that_remind_finds(workdays, told, count):
    assert {end: workdays.before(end, count) for end in ENDS} == {end: told[end, count] for end in ENDS}


@pytest.mark.parametrize("count", BEFORE)
def test_remind_and_our_own_calendar_agree(told, count):
    assert {end: counted(end, -count) for end in ENDS} == {end: told[end, count] for end in ENDS}


@pytest.mark.parametrize("count", AFTER)
def test_steps_after_are_the_days_that_our_own_calendar_finds(workdays, count):
    assert {end: workdays.after(end, count) for end in ENDS} == {end: counted(end, count) for end in ENDS}


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_the_year_is_rightly_working_or_free(workdays, year):
    days = [date(year, 1, 1) + number * DAY for number in range(366 if calendar.isleap(year) else 365)]
    assert [day for day in days if workdays.is_working(day) != working(day)] == []
