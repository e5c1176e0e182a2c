"""A time without a year, and how often -> what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from paminn.plan.rrule import Frequency, Recurrence
from paminn.plan.timeframe.phrases import Group, Join, When
from paminn.plan.timeframe.spans import Almanac, Piece, Portion, Unit, months_from
from paminn.plan.timeframe.statement import Unreadable

_MISSING_DAY = "Datumet finns inte."
_NOT_UNITED = "Jag kan inte förena hur ofta med när."
_ONE_DAY_WANTED = "Skriv en dag om året."
_HALF_YEARLY = Recurrence(Frequency.MONTHLY, 6)
_BOTH_TERMS = {(Unit.TERM, 1), (Unit.TERM, 2)}


def frequency(step: int) -> Recurrence:
    """How often alone, for a step in months, or in days as a negative number."""
    if step < 0:
        days = -step
        if days % 7 == 0:
            return Recurrence(Frequency.WEEKLY, days // 7)
        return Recurrence(Frequency.DAILY, days)
    if step % 12 == 0:
        return Recurrence(Frequency.YEARLY, step // 12)
    return Recurrence(Frequency.MONTHLY, step)


def rule(step: int, when: When, almanac: Almanac, *, before: bool) -> tuple[Recurrence, list[str]]:
    """What comes back in `when` every `step`, and warnings. Raises `Unreadable`."""
    if step <= 0:
        raise Unreadable(_NOT_UNITED)
    in_both_terms = {(piece.unit, piece.number) for piece in when.pieces} == _BOTH_TERMS
    if in_both_terms and step in (6, 12):
        return _HALF_YEARLY, []
    if step % 12:
        # "Twice a year, in March and September": each of them once a year.
        if len(when.groups) * step != 12 or len(when.pieces) != len(when.groups):
            raise Unreadable(_NOT_UNITED)
        step = 12
    if when.join is Join.OR:
        raise Unreadable("Det står två möjliga tider.")
    recurrence, warnings = _within_the_year(frequency(step), when, almanac, before=before)
    for piece in when.pieces:
        warnings.extend(piece.doubts)
    return recurrence, warnings


def _within_the_year(every: Recurrence, when: When, almanac: Almanac, *, before: bool) -> tuple[Recurrence, list[str]]:
    """`every` with its months, weeks or day, and warnings."""
    units = {piece.unit for piece in when.pieces}
    if before and when.stretched:
        raise Unreadable(_ONE_DAY_WANTED)
    if before or all(_is_day(piece) for piece in when.pieces):
        return _on_days(every, when, almanac, before=before)
    if units == {Unit.WEEK}:
        weeks = _weeks(when.groups)
        return replace(every, weeks=weeks), ["Veckans dagar skiftar från år till år; ange hellre en dag."]
    if any(_is_day(piece) for piece in when.pieces) or Unit.WEEK in units:
        raise Unreadable("Jag kan inte förena dagar med längre tider.")
    return replace(every, months=_months(when.groups, almanac)), []


def _is_day(piece: Piece) -> bool:
    if piece.unit in (Unit.DAY, Unit.CHRISTMAS, Unit.YEAR_TURN):
        return True
    return piece.portion in (Portion.FIRST_DAY, Portion.LAST_DAY)


def _on_days(every: Recurrence, when: When, almanac: Almanac, *, before: bool) -> tuple[Recurrence, list[str]]:
    warnings: list[str] = []
    pieces: Sequence[Piece] = when.pieces
    if before and any(piece.unit is Unit.SUMMER for piece in pieces):
        warnings.append("Innan sommaren läses som senast den 30 juni.")
    if when.stretched:
        if len(when.groups) > 1:
            raise Unreadable(_ONE_DAY_WANTED)
        warnings.append("Jag läste sista dagen av perioden.")
        pieces = pieces[-1:]
    days: list[tuple[int, int]] = []
    for piece in pieces:
        day = almanac.yearly_day(piece, before=before)
        if day is None:
            raise Unreadable(_MISSING_DAY)
        days.append(day)
    months = tuple(sorted({month for month, _ in days}))
    return replace(every, months=months, month_day=_common_day(days)), warnings


def _common_day(days: Iterable[tuple[int, int]]) -> int:
    """The day of the month that all of `days`, (month, day), have; -1 when each is the last of its month."""
    days = set(days)
    numbers = {number for _, number in days}
    if len(numbers) == 1:
        return numbers.pop()
    if not days <= _LAST_DAYS:
        raise Unreadable("En regel kan inte ha olika dagar i olika månader; dela upp delmålet.")
    return -1


_LAST_DAYS = {
    *((month, 31) for month in (1, 3, 5, 7, 8, 10, 12)),
    *((month, 30) for month in (4, 6, 9, 11)),
    (2, 28),
    (2, -1),
}


def _weeks(groups: Iterable[Group]) -> tuple[int, ...]:
    weeks: list[int] = []
    for group in groups:
        last = group.last or group.first
        weeks.extend(range(group.first.number, last.number + 1))
    if not weeks or min(weeks) < 1 or max(weeks) > 53:
        raise Unreadable("Veckan finns inte.")
    return tuple(weeks)


def _months(groups: Iterable[Group], almanac: Almanac) -> tuple[int, ...]:
    months: set[int] = set()
    for group in groups:
        first = almanac.yearly(group.first)
        last = almanac.yearly(group.last) if group.last else first
        if first is None or last is None:
            raise Unreadable(_MISSING_DAY)
        begin, end = first[0], last[-1]
        count = (end - begin) % 12 + 1  # a stretch may go on over New Year
        months.update(months_from(begin, count))
    return tuple(sorted(months))
