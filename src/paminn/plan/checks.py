"""What the shape of a file cannot tell: numbers, days, words and names that must agree with each other.

The checks read the tree as it stands, also where its shape is broken, so that one slip never hides the others.
Whatever has the wrong type is passed over here: its shape is already a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from paminn.plan.model import Kind, Owners, Problem, Terms
from paminn.plan.problems import suggest
from paminn.plan.source import Path, Source
from paminn.plan.timeframe import read_timeframe

_NUMBER = re.compile(r"\d+\.\d+")
_MONTH_DAY = re.compile(r"\d\d-\d\d")


def month_day(text: str) -> tuple[int, int]:
    return int(text[:2]), int(text[3:])


def numbering(source: Source) -> Iterator[Problem]:
    """Goals and areas that are numbered twice, wrongly or out of order; a role that stands twice in a goal."""
    seen: set[str] = set()
    numbers = {goal.get("nr") for _, goal in _goals(source)}
    for path, goal in _goals(source):
        number, area = goal.get("nr"), source.tree["fokusområden"][path[1]].get("nr")
        if isinstance(number, str):
            if number in seen:
                yield source.problem((*path, "nr"), f'Delmål "{number}" står två gånger.')
            elif isinstance(area, int) and not number.startswith(f"{area}."):
                yield source.problem((*path, "nr"), f'Delmål "{number}" ligger under fokusområde {area}.')
            seen.add(number)
        instead = goal.get("ersatt_av")
        if isinstance(instead, str) and _NUMBER.fullmatch(instead) and (instead == number or instead not in numbers):
            yield source.problem((*path, "ersatt_av"), f'Delmål "{instead}" kan inte ersätta det här delmålet.')
        roles = [role for _, role in _roles(path, goal)]
        for index, (where, role) in enumerate(_roles(path, goal)):
            if role in roles[:index]:
                yield source.problem(where, f'Rollen "{role}" står två gånger.')
    areas = [area.get("nr") for area in _maps(source.tree.get("fokusområden"))]
    for number, (one, other) in enumerate(pairwise(areas)):
        if isinstance(one, int) and isinstance(other, int) and other <= one:
            where = ("fokusområden", number + 1, "nr")
            yield source.problem(where, "Fokusområdena ska stå i nummerordning, vart och ett en gång.")


def readings(source: Source) -> Iterator[Problem]:
    """A `läsning` that says too little, too much or the impossible."""
    for path, goal in _goals(source):
        reading = goal.get("läsning")
        if not isinstance(reading, dict):
            continue
        where = (*path, "läsning")
        if ("varje_år" in reading) == ("slag" in reading):
            yield source.problem(where, 'Ange antingen "varje_år" eller "slag" i läsningen.')
        if reading.get("slag") in ("frist", "period", "start", "genomfört") and not reading.get("till"):
            yield source.problem(where, 'Läsningen saknar "till", sista dagen.')
        yield from _backwards(reading, source, where)


def backwards(source: Source) -> Iterator[Problem]:
    """People whose last day with a role lies before their first, and roles that stand twice."""
    seen: set[str] = set()
    for index, role in enumerate(_maps(source.tree.get("roller"))):
        name = role.get("roll")
        if isinstance(name, str):
            if name in seen:
                yield source.problem(("roller", index, "roll"), f'Rollen "{name}" står två gånger.')
            seen.add(name)
        for number, person in enumerate(_maps(role.get("personer"))):
            yield from _backwards(person, source, ("roller", index, "personer", number))


def real_days(source: Source, keys: Iterable[str]) -> Iterator[Problem]:
    """Every "MM-DD" under one of `keys` that no calendar has, wherever it stands in the tree."""
    wanted = frozenset(keys)
    for path, value in _texts(source.tree, ()):
        if path and path[-1] in wanted and _MONTH_DAY.fullmatch(value):
            try:
                # 2023 is no leap year: a yearly 29 February would vanish three years of four.
                date(2023, *month_day(value))
            except ValueError:
                sentence = f'"{value}" är ingen dag som finns varje år. Skriv månad och dag som "11-25".'
                yield source.problem(path, sentence)


def unreadable(source: Source, period: tuple[date, date], decided: date, terms: Terms) -> Iterator[Problem]:
    """Every tidplan that nobody can read, with a question; a `läsning` answers it."""
    for path, goal in _goals(source):
        words = goal.get("tidplan")
        if isinstance(words, str) and words.strip() and not isinstance(goal.get("läsning"), dict):
            read = read_timeframe(words.strip(), period=period, decided=decided, terms=terms)
            if read.kind is Kind.UNKNOWN:
                yield source.problem((*path, "tidplan"), read.question or f"Jag förstår inte «{words}».")


def unheld(source: Source, held: Source, owners: Owners | None, today: date) -> Iterator[Problem]:
    """Roles that owners.yaml does not know, or that nobody can be reached in, each told once."""
    known = {str(role.get("roll")) for role in _maps(held.tree.get("roller")) if role.get("roll")}
    told: set[str] = set()
    for path, goal in _goals(source):
        for where, role in _roles(path, goal):
            if role in told:
                continue
            told.add(role)
            if role not in known:
                yield source.problem(where, f'Rollen "{role}" finns inte i owners.yaml.{suggest(role, known)}')
            elif owners is not None and not goal.get("ersatt_av") and not owners.holders(role, today):
                sentence = f'Ingen kan nås i rollen "{role}". Lägg till en person eller ersättare i owners.yaml.'
                yield source.problem(where, sentence)


def unknown_goals(rules: Source, source: Source) -> Iterator[Problem]:
    """Preparations and campaigns for a goal that the plan does not have."""
    numbers = [goal["nr"] for _, goal in _goals(source) if isinstance(goal.get("nr"), str)]
    for path, row in (*_rows(rules, ("förberedelser",)), *_rows(rules, ("kalender", "kampanjer"))):
        number = row.get("delmål")
        if isinstance(number, str) and number not in numbers:
            sentence = f'Delmål "{number}" finns inte i planen.{suggest(number, numbers)}'
            yield rules.problem((*path, "delmål"), sentence)


def impossible_campaigns(rules: Source) -> Iterator[Problem]:
    """Campaigns that end before they begin, and two that would be one and the same in a calendar."""
    seen: set[tuple[object, ...]] = set()
    for path, row in _rows(rules, ("kalender", "kampanjer")):
        yield from _backwards(row, rules, path)
        first = row.get("från")
        if isinstance(first, date):
            key = (row.get("delmål"), row.get("kännetecken"), first.year)
            if key in seen:
                yield rules.problem((*path, "kännetecken"), f'"{key[1]}" står två gånger under {first.year}.')
            seen.add(key)


def _backwards(row: dict[str, Any], source: Source, path: Path) -> Iterator[Problem]:
    first, last = row.get("från"), row.get("till")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield source.problem((*path, "till"), "Sista dagen ligger före första dagen.")


def _goals(source: Source) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    areas = source.tree.get("fokusområden")
    for i, area in enumerate(areas if isinstance(areas, list) else ()):
        goals = area.get("delmål") if isinstance(area, dict) else None
        for j, goal in enumerate(goals if isinstance(goals, list) else ()):
            if isinstance(goal, dict):
                yield ("fokusområden", i, "delmål", j), goal


def _roles(path: tuple[Any, ...], goal: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    parts = goal.get("ägare")
    for index, part in enumerate(parts if isinstance(parts, list) else ()):
        if isinstance(part, dict) and isinstance(part.get("roll"), str):
            yield (*path, "ägare", index, "roll"), part["roll"]


def _rows(source: Source, where: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    node: object = source.tree
    for key in where:
        node = node.get(key) if isinstance(node, dict) else None
    for index, row in enumerate(_maps(node)):
        yield (*where, index), row


def _maps(node: object) -> list[dict[str, Any]]:
    """The rows of a list, an empty one for a row of another kind, so that places keep their number."""
    return [row if isinstance(row, dict) else {} for row in node] if isinstance(node, list) else []


def _texts(node: object, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict | list):
        rows = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in rows:
            yield from _texts(value, (*path, key))
