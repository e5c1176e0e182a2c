"""What the shape of a file cannot tell: numbers, days, words and names that must agree with each other.

The checks read the tree as it stands, also where its shape is broken, so that one slip never hides the others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from paminn.plan.identities import RoleId
from paminn.plan.model import QUALITY_TEAM, Kind, Owners, Problem, Terms
from paminn.plan.numbers import number_order
from paminn.plan.personal_numbers import holds_personal_number
from paminn.plan.problems import suggest
from paminn.plan.rows import Row, top
from paminn.plan.slips import begins_with_comment, hard_indents, in_text, is_hard, softened
from paminn.plan.source import Path, Source
from paminn.plan.timeframe import read_timeframe
from paminn.plan.validity import EARLIEST, LATEST

_MONTH_DAY = re.compile(r"\d\d-\d\d")
_NO_LEAP_YEAR = 2023  # a yearly 29 February would vanish three years of four
_SUGGESTIONS = 20  # roles that a known name is looked for; when more are unknown, it is the whole file that is wrong
# What Unicode calls formats (marks of direction among them), controls, breaks of line and paragraph, and letters that
# are drawn as nothing.
_UNSEEN_KINDS = ("Cf", "Cc", "Cs", "Zl", "Zp")
_DRAWN_AS_NOTHING = "\u034f\u115f\u1160\u2800\u3164\uffa0"
NO_TEAM = (
    "Ingen får beskeden om det som behöver ses till, och ingen får mejlen för en roll där ingen kan nås. Lägg till "
    f"rollen {QUALITY_TEAM} i owners.yaml, eller be IT sätta PAMINN_QUALITY_TEAM."
)
_KINDS_WITH_AN_END = ("frist", "period", "start", "genomfört")


def month_day(text: str) -> tuple[int, int]:
    """(month, day) of "MM-DD"."""
    return int(text[:2]), int(text[3:])


def numbering(source: Source) -> Iterator[Problem]:
    """Goals and areas that are numbered twice, wrongly or out of order; a role that stands twice in a goal."""
    yield from _goal_numbers(source)
    yield from _replacements(source)
    for goal in goal_rows(source):
        yield from _twice(goal.rows("ägare"), "roll", "Rollen")
    yield from _area_order(source)


def _goal_numbers(source: Source) -> Iterator[Problem]:
    seen: set[str] = set()
    areas = [_area_number(area) for area in _areas(source)]
    for area in _areas(source):
        own = _area_number(area)
        others = [number for number in areas if number != own]
        for goal in _numbered(area):
            number = goal.text("nr")
            if number is None:
                continue
            if number in seen:
                yield goal.problem("nr", f'Delmål "{number}" står två gånger.')
            elif own and _belongs_in(number, others) and not _belongs_in(number, [own]):
                yield goal.problem("nr", f'Delmål "{number}" ligger under fokusområde {own}.')
            seen.add(number)


def _area_number(area: Row) -> str:
    """1 or A; empty where it has none that can be read."""
    number = area.whole_number("nr")
    if number is not None:
        return str(number)
    return area.text("nr") or ""


def _belongs_in(number: str, areas: Collection[str]) -> bool:
    """Whether a goal's number begins with one of these areas'; not every plan has it so."""
    for area in areas:
        if area.isdecimal() and number.startswith(f"{area}."):
            return True
        if area.isalpha() and re.match(rf"{area}\.?\d", number):
            return True
    return False


def _replacements(source: Source) -> Iterator[Problem]:
    numbers = frozenset(_numbers(source))
    for goal in goal_rows(source):
        instead = goal.text("ersatt_av")
        if not instead:
            continue
        if instead == goal.text("nr") or instead not in numbers:
            yield goal.problem("ersatt_av", f'Delmål "{instead}" kan inte ersätta det här delmålet.')


def _area_order(source: Source) -> Iterator[Problem]:
    for area, following in pairwise(_areas(source)):
        number = number_order(_area_number(area))
        next_number = number_order(_area_number(following))
        if not number or not next_number:
            continue
        if next_number <= number:
            yield following.problem("nr", "Fokusområdena ska stå i nummerordning, vart och ett en gång.")


def readings(source: Source) -> Iterator[Problem]:
    """A `läsning` that says too little, too much or the impossible."""
    for goal in goal_rows(source):
        reading = goal.row("läsning")
        if reading is None:
            continue
        ways = [key for key in ("varje_år", "slag", "läses_som") if key in reading.values]
        for key in ways:
            if reading.values[key] is None:
                yield reading.problem(key, f'Fältet "{key}" är tomt.')
        if len(ways) != 1:
            yield goal.problem("läsning", 'Ange antingen "varje_år", "slag" eller "läses_som" i läsningen.')
        elif ways == ["läses_som"]:
            for key in ("från", "till"):
                if key in reading.values:
                    yield reading.problem(key, f'"{key}" hör inte till "läses_som". Skriv tiden bland orden.')
        if reading.text("slag") in _KINDS_WITH_AN_END and not reading.values.get("till"):
            yield goal.problem("läsning", 'Läsningen saknar "till", sista dagen.')
        yield from _backwards(reading)


def invisible(source: Source) -> Iterator[Problem]:
    """Every text with a character in it that nobody sees, or that turns the letters around it."""
    for path, text in _texts(source.tree, ()):
        at_key = False
        unseen = _unseen(text)
        if not unseen and path:
            at_key = True
            unseen = _unseen(str(path[-1]))
        if unseen:
            code = f"U+{ord(unseen):04X}"
            sentence = f"Här finns ett osynligt tecken ({code}). Skriv om texten för hand, utan att klistra in den."
            yield source.problem(path, sentence, at_key=at_key)


def _unseen(text: str) -> str:
    """The first such character of a text, or nothing."""
    if text.isprintable() and text.isascii():
        return ""
    for character in text:
        if character in "\n\t":
            continue
        if unicodedata.category(character) in _UNSEEN_KINDS or character in _DRAWN_AS_NOTHING:
            return character
    return ""


def slipped(source: Source) -> Iterator[Problem]:
    """What a hand slipped on and YAML accepted: hard indents, texts cut short or in a word processor's quotes."""
    slips = list(hard_indents(source.lines))
    for path, value in _leaves(source.tree, ()):
        line, column = source.place(path)
        slip = None
        if isinstance(value, str):
            slip = in_text(source.lines, line, column, value)
        elif value is None:
            slip = begins_with_comment(source.lines, line, column)
        if slip is not None:
            slips.append(slip)
    for slip in slips:
        yield source.at(slip.line, slip.column, slip.sentence)


def backwards(source: Source) -> Iterator[Problem]:
    """People whose last day with a role lies before their first, and roles that stand twice."""
    roles = top(source).rows("roller")
    yield from _twice(roles, "roll", "Rollen")
    for role in roles:
        for person in role.rows("personer"):
            yield from _backwards(person)


def impossible_years(source: Source, keys: Collection[str]) -> Iterator[Problem]:
    """Every day under one of `keys` whose year nobody can mean."""
    for path, day in _leaves(source.tree, ()):
        if not path or path[-1] not in keys:
            continue
        if isinstance(day, date) and not EARLIEST.year <= day.year <= LATEST.year:
            sentence = f"Året {day.year} kan inte stämma. Skriv ett år från {EARLIEST.year} till {LATEST.year}."
            yield source.problem(path, sentence)


def real_days(source: Source, keys: Iterable[str]) -> Iterator[Problem]:
    """Every "MM-DD" under one of `keys` that no calendar has, wherever it stands in the tree."""
    wanted = frozenset(keys)
    for path, text in _texts(source.tree, ()):
        if not path or path[-1] not in wanted or not _MONTH_DAY.fullmatch(text):
            continue
        month, day = month_day(text)
        try:
            date(_NO_LEAP_YEAR, month, day)
        except ValueError:
            sentence = f'"{text}" är ingen dag som finns varje år. Skriv månad och dag som "11-25".'
            yield source.problem(path, sentence)


def unreadable(source: Source, period: tuple[date, date], decided: date, terms: Terms) -> Iterator[Problem]:
    """Every tidplan that nobody can read, with a question; a `läsning` answers it, if it can be read itself."""
    for goal in goal_rows(source):
        row, key = goal, "tidplan"
        reading = goal.row("läsning")
        if reading is not None:
            row, key = reading, "läses_som"
        words = row.text(key)
        if words is None or not words.strip():
            continue
        timeframe = read_timeframe(words.strip(), period=period, decided=decided, terms=terms)
        if timeframe.kind is Kind.UNKNOWN:
            yield row.problem(key, timeframe.question or f"Jag förstår inte «{words}».")


def personal(source: Source) -> Iterator[Problem]:
    """Every text with somebody's personal number in it: a plan is shown to everybody."""
    for path, text in _texts(source.tree, ()):
        if path and path[-1] == "diarienummer":
            continue  # some begin with the day
        if holds_personal_number(text):
            yield source.problem(path, "Här står ett personnummer. Ta bort det: planen visas för alla.")


def unheld(source: Source, held: Source, owners: Owners | None, today: date) -> Iterator[Problem]:
    """Roles that owners.yaml does not know, or that nobody can be reached in, each reported once."""
    known = set()
    for row in top(held).rows("roller"):
        name = row.values.get("roll")
        if name:
            known.add(str(name))
    reported: set[str] = set()
    for goal in goal_rows(source):
        replaced = bool(goal.values.get("ersatt_av"))
        for owner in goal.rows("ägare"):
            role = owner.text("roll")
            if role is None or role in reported:
                continue
            if role not in known:
                reported.add(role)
                problem = owner.problem("roll", _unknown_role(role, known, len(reported)))
                yield replace(problem, role=role)
            elif owners is None or replaced or role in owners.vacant or role in owners.outside:
                continue
            elif not owners.holders(RoleId(role), today):
                reported.add(role)
                sentence = f'Ingen kan nås i rollen "{role}". Lägg till en person eller ersättare i owners.yaml.'
                yield replace(owner.problem("roll", sentence), role=role)


def _unknown_role(role: str, known: Collection[str], count: int) -> str:
    """What is said of the `count`th role that owners.yaml does not know."""
    if softened(role) in {softened(name) for name in known}:
        file = "plan.yaml" if is_hard(role) else "owners.yaml"
        return f'Rollen "{softened(role)}" har ett hårt mellanslag i {file}. Skriv namnet med vanliga mellanslag.'
    meant = ""
    if count <= _SUGGESTIONS:
        meant = suggest(role, known)
    return f'Rollen "{role}" finns inte i owners.yaml.{meant}'


def without_team(file: str, owners: Owners | None, today: date) -> Iterator[Problem]:
    """Where nobody has the role that looks after the plan, and no setting names an address in its place."""
    if owners is not None and not owners.holders(QUALITY_TEAM, today):
        yield Problem(file, 1, 1, NO_TEAM)


def not_filled(held: Source, owners: Owners, roles: Collection[str], today: date) -> Iterator[Problem]:
    """Those of these roles that owners.yaml says are vacant: nobody has been named, or somebody has been since."""
    for row in top(held).rows("roller"):
        role = row.text("roll")
        if role is None or role not in roles or RoleId(role) not in owners.vacant:
            continue
        if owners.awaits_somebody(RoleId(role), today):
            sentence = f'Rollen "{role}" är vakant. Det som gäller den går till kvalitetsteamet tills någon skrivs in.'
        else:
            sentence = f'Rollen "{role}" är märkt vakant men har någon. Ta bort raden "vakant".'
        yield row.problem("vakant", sentence)


def vacancies(held: Source, owners: Owners, roles: Collection[str], today: date) -> Iterator[Problem]:
    """Holders of these roles whose time ends with nobody after them, from the day that it is written."""
    for row in top(held).rows("roller"):
        role = row.text("roll")
        if role is None or role not in roles:
            continue
        vacant = owners.vacant_from(RoleId(role), today)
        if vacant is None:
            continue
        last_day = vacant - timedelta(days=1)
        for person in row.rows("personer"):
            if person.day("till") == last_day:
                sentence = f'Ingen har rollen "{role}" från och med {vacant}. Skriv in vem som tar över.'
                yield person.problem("till", sentence)


def numbered(rules: Source) -> Iterator[tuple[str, Problem]]:
    """The goal number of each preparation and campaign, with what is wrong where no goal is called so."""
    for row in (*top(rules).rows("förberedelser"), *_campaigns(rules)):
        number = row.text("delmål")
        if number is not None:
            # No number that is like it is offered: it would move the preparations to another goal.
            sentence = f'Delmål "{number}" finns inte i planen. Skriv det nummer som delmålet har nu.'
            yield number, row.problem("delmål", sentence)


def unknown_goals(rules: Source, source: Source) -> Iterator[Problem]:
    """Preparations and campaigns for a goal that the plan does not have."""
    numbers = frozenset(_numbers(source))
    for number, problem in numbered(rules):
        if number not in numbers:
            yield problem


def prepared_twice(rules: Source) -> Iterator[Problem]:
    """Preparations for one goal in two places: the steps of only one of them would count."""
    # The one may have been written when the number was another goal's.
    next_step = " Skriv det nummer som vart och ett av delmålen har nu, eller slå ihop dem."
    yield from _twice(top(rules).rows("förberedelser"), "delmål", "Förberedelsen för delmål", next_step)


def impossible_campaigns(rules: Source) -> Iterator[Problem]:
    """Campaigns that end before they begin, and two that would be one and the same in a calendar."""
    seen: set[tuple[str | None, str | None, int]] = set()
    for campaign in _campaigns(rules):
        yield from _backwards(campaign)
        first = campaign.day("från")
        if first is None:
            continue
        key = campaign.text("kännetecken")
        entry = (campaign.text("delmål"), key, first.year)
        if entry in seen:
            yield campaign.problem("kännetecken", f'"{key}" står två gånger under {first.year}.')
        seen.add(entry)


def _twice(rows: Iterable[Row], key: str, what: str, next_step: str = "") -> Iterator[Problem]:
    """Every row that says at `key` what a row above it says."""
    seen: set[str] = set()
    for row in rows:
        name = row.text(key)
        if name is None:
            continue
        if name in seen:
            yield row.problem(key, f'{what} "{name}" står två gånger.{next_step}')
        seen.add(name)


def _backwards(row: Row) -> Iterator[Problem]:
    first = row.day("från")
    last = row.day("till")
    if first is None or last is None:
        return
    if last < first:
        yield row.problem("till", "Sista dagen ligger före första dagen.")


def _areas(source: Source) -> list[Row]:
    return top(source).rows("fokusområden")


def goal_rows(source: Source) -> Iterator[Row]:
    """Each goal or action that is followed up, in the plan's order."""
    for area in _areas(source):
        yield from _followed_up(area)


def _followed_up(area: Row) -> Iterator[Row]:
    """Each goal of an area, or each of its actions where it has some."""
    for goal in area.rows("delmål"):
        actions = goal.rows("åtgärder")
        if actions:
            yield from actions
        else:
            yield goal


def _numbered(area: Row) -> Iterator[Row]:
    """Each goal of an area, and each of its actions."""
    for goal in area.rows("delmål"):
        yield goal
        yield from goal.rows("åtgärder")


def _numbers(source: Source) -> list[str]:
    """The goals' numbers, in the plan's order."""
    numbers = []
    for goal in goal_rows(source):
        number = goal.text("nr")
        if number is not None:
            numbers.append(number)
    return numbers


def _campaigns(rules: Source) -> list[Row]:
    calendar = top(rules).row("kalender")
    if calendar is None:
        return []
    return calendar.rows("kampanjer")


def _texts(node: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text in the tree below `node`, with its path."""
    for leaf_path, value in _leaves(node, path):
        if isinstance(value, str):
            yield leaf_path, value


def _leaves(node: object, path: Path) -> Iterator[tuple[Path, object]]:
    """Every value in the tree below `node` that holds no others, with its path."""
    steps: Iterable[tuple[Any, object]]
    if isinstance(node, dict):
        steps = node.items()
    elif isinstance(node, list):
        steps = enumerate(node)
    else:
        yield path, node
        return
    for step, value in steps:
        yield from _leaves(value, (*path, step))
