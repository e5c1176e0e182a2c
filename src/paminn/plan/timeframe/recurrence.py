"""A time without a year, and how often -> an RRULE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from paminn.plan.timeframe.phrases import Join, When
from paminn.plan.timeframe.spans import Almanac, Piece, Portion, Unit
from paminn.plan.timeframe.statement import Unreadable

_MISSING_DAY = "Datumet finns inte."


def frequency(step: int) -> str:
    """The bare rule for a step in months, or in days as a negative number."""
    name, interval = "MONTHLY", step
    if step < 0:
        name, interval = ("DAILY", -step) if step % 7 else ("WEEKLY", -step // 7)
    elif step % 12 == 0:
        name, interval = "YEARLY", step // 12
    return f"FREQ={name}" if interval == 1 else f"FREQ={name};INTERVAL={interval}"


def rule(step: int, when: When, almanac: Almanac, *, before: bool) -> tuple[str, list[str]]:
    """The rule for what comes back in `when` every `step`, and warnings. Raises `Unreadable`."""
    pieces = when.pieces
    if step <= 0:
        raise Unreadable("Jag kan inte förena hur ofta med när.")
    if step % 12:
        if {(p.unit, p.number) for p in pieces} == {(Unit.TERM, 1), (Unit.TERM, 2)} and step == 6:
            return frequency(6), []
        if len(when.groups) * step != 12 or len(pieces) != len(when.groups):
            raise Unreadable("Jag kan inte förena hur ofta med när.")
        step = 12
    elif {(p.unit, p.number) for p in pieces} == {(Unit.TERM, 1), (Unit.TERM, 2)} and step == 12:
        return frequency(6), []
    if when.join is Join.OR:
        raise Unreadable("Det står två möjliga tider.")
    parts, warnings = _parts(when, almanac, before=before)
    return ";".join([frequency(step), *parts]), [*warnings, *(doubt for p in pieces for doubt in p.doubts)]


def _parts(when: When, almanac: Almanac, *, before: bool) -> tuple[list[str], list[str]]:
    """The BY… parts of the rule, and warnings."""
    pieces = when.pieces
    units = {piece.unit for piece in pieces}
    stretched = any(group.last for group in when.groups)
    warnings: list[str] = []
    if before and stretched:
        raise Unreadable("Skriv en dag om året.")
    if before and Unit.SUMMER in units:
        warnings.append("Innan sommaren läses som senast den 30 juni.")
    if before or all(_is_day(piece) for piece in pieces):
        if stretched:
            if len(when.groups) > 1:
                raise Unreadable("Skriv en dag om året.")
            warnings.append("Jag läste sista dagen av perioden.")
            pieces = pieces[-1:]
        return _days([almanac.yearly_day(piece, before=before) for piece in pieces]), warnings
    if units == {Unit.WEEK}:
        return _weeks(when)
    if any(_is_day(piece) for piece in pieces) or Unit.WEEK in units:
        raise Unreadable("Jag kan inte förena dagar med längre tider.")
    return [f"BYMONTH={_join(_months(when, almanac))}"], []


def _is_day(piece: Piece) -> bool:
    single = piece.unit in (Unit.DAY, Unit.CHRISTMAS, Unit.YEAR_TURN)
    return single or piece.portion in (Portion.FIRST_DAY, Portion.LAST_DAY)


def _weeks(when: When) -> tuple[list[str], list[str]]:
    weeks: list[int] = []
    for group in when.groups:
        last = (group.last or group.first).number
        weeks += range(group.first.number, last + 1)
    if not weeks or not all(1 <= week <= 53 for week in weeks):
        raise Unreadable("Veckan finns inte.")
    return [f"BYWEEKNO={_join(weeks)}"], ["Veckans dagar skiftar från år till år; ange hellre en dag."]


def _days(days: Iterable[tuple[int, int] | None]) -> list[str]:
    known: list[tuple[int, int]] = []
    for day in days:
        if day is None:
            raise Unreadable(_MISSING_DAY)
        known.append(day)
    months = _join(sorted({month for month, _ in known}))
    numbers = {number for _, number in known}
    if len(numbers) > 1:
        if not all(day in _LAST_DAYS for day in known):
            raise Unreadable("En regel kan inte ha olika dagar i olika månader; dela upp delmålet.")
        numbers = {-1}
    return [f"BYMONTH={months}", f"BYMONTHDAY={numbers.pop()}"]


_LAST_DAYS = {
    *((month, 31) for month in (1, 3, 5, 7, 8, 10, 12)),
    *((month, 30) for month in (4, 6, 9, 11)),
    (2, 28),
    (2, -1),
}


def _months(when: When, almanac: Almanac) -> list[int]:
    months: set[int] = set()
    for group in when.groups:
        first = almanac.yearly(group.first)
        last = almanac.yearly(group.last) if group.last else first
        if first is None or last is None:
            raise Unreadable(_MISSING_DAY)
        count = (last[-1] - first[0]) % 12 + 1
        months.update((first[0] + step - 1) % 12 + 1 for step in range(count))
    return sorted(months)


def without_years(when: When) -> When:
    """`when` as it would stand without its years."""
    groups = tuple(
        replace(group, first=replace(group.first, year=None), last=group.last and replace(group.last, year=None))
        for group in when.groups
    )
    return replace(when, groups=groups)


def _join(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))
