"""What the shape of a file cannot tell: numbers, days and names that must agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from paminn.plan import schema
from paminn.plan.model import Owners, Problem
from paminn.plan.problems import suggest
from paminn.plan.rules import Rules
from paminn.plan.source import Source


def goals_of(shape: schema.PlanFile) -> Iterator[tuple[tuple[str | int, ...], schema.GoalFile]]:
    for i, area in enumerate(shape.areas):
        for j, goal in enumerate(area.goals):
            yield ("fokusområden", i, "delmål", j), goal


def month_day(text: str) -> tuple[int, int]:
    return int(text[:2]), int(text[3:])


def numbering(shape: schema.PlanFile, source: Source) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, goal in goals_of(shape):
        area = shape.areas[int(path[1])].number
        if goal.number in seen:
            yield source.problem((*path, "nr"), f'Delmål "{goal.number}" står två gånger.')
        elif not goal.number.startswith(f"{area}."):
            yield source.problem((*path, "nr"), f'Delmål "{goal.number}" ligger under fokusområde {area}.')
        seen.add(goal.number)
        roles = [part.role for part in goal.parts]
        for index, role in enumerate(roles):
            if role in roles[:index]:
                yield source.problem((*path, "ägare", index, "roll"), f'Rollen "{role}" står två gånger.')
        reading = goal.reading
        if reading and (reading.yearly is None) == (reading.kind is None):
            yield source.problem((*path, "läsning"), 'Ange antingen "varje_år" eller "slag" i läsningen.')
        if reading and reading.kind in ("frist", "period", "start", "genomfört") and reading.end is None:
            yield source.problem((*path, "läsning"), 'Läsningen saknar "till", sista dagen.')
        if reading and reading.start and reading.end and reading.end < reading.start:
            yield source.problem((*path, "läsning", "till"), "Sista dagen ligger före första dagen.")
    for number, (one, other) in enumerate(pairwise(shape.areas)):
        if other.number <= one.number:
            path = ("fokusområden", number + 1, "nr")
            yield source.problem(path, "Fokusområdena ska stå i nummerordning, vart och ett en gång.")


def real_days(
    node: object, source: Source, keys: tuple[str, ...], path: tuple[str | int, ...] = ()
) -> Iterator[Problem]:
    """Every "MM-DD" under one of `keys` that no calendar has, wherever it stands in the tree."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from real_days(value, source, keys, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from real_days(value, source, keys, (*path, index))
    elif isinstance(node, str) and path and path[-1] in keys:
        try:
            # 2024 is a leap year, but a yearly 29 February would vanish three years of four.
            date(2023, *month_day(node))
        except ValueError:
            yield source.problem(path, f'"{node}" är ingen dag som finns varje år. Skriv månad och dag som "11-25".')


def unheld(shape: schema.PlanFile, source: Source, owners: Owners, today: date) -> Iterator[Problem]:
    told: set[str] = set()
    for path, goal in goals_of(shape):
        for index, part in enumerate(goal.parts):
            where = (*path, "ägare", index, "roll")
            if part.role in told:
                continue
            told.add(part.role)
            if part.role not in owners.people:
                hint = suggest(part.role, owners.people)
                yield source.problem(where, f'Rollen "{part.role}" finns inte i owners.yaml.{hint}')
            elif not owners.holders(part.role, today) and not goal.replaced_by:
                yield source.problem(
                    where,
                    f'Ingen kan nås i rollen "{part.role}". Lägg till en person eller ersättare i owners.yaml.',
                )


def unknown_preparations(shape: schema.PlanFile, rules: Rules, source: Source) -> Iterator[Problem]:
    numbers = [goal.number for _, goal in goals_of(shape)]
    for index, number in enumerate(rules.preparations):
        if number not in numbers:
            hint = suggest(number, numbers)
            yield source.problem(("förberedelser", index, "delmål"), f'Delmål "{number}" finns inte i planen.{hint}')
