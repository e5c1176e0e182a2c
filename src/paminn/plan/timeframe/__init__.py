"""How the words of a tidplan are read: a hand-written grammar for Swedish administrative time plans.

    text -> symbols -> items -> statement -> answer
            tokens     phrases  statement    reading

Each arrow is the module named below it. `parts` and `words` are the vocabulary; `cursor`,
`dates` and `pieces` the lower rules of the grammar; `calendar` and `days` know the days, `recurrence` what
comes back, and `questions` asks when nothing can be read. What cannot be read is a question, never a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from paminn.plan.model import Kind, Terms, Timeframe
from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.phrases import Phrases
from paminn.plan.timeframe.questions import corrected, misspelt, question
from paminn.plan.timeframe.reading import Answer, Reading, YearMissing
from paminn.plan.timeframe.spans import Almanac
from paminn.plan.timeframe.statement import Unreadable, state
from paminn.plan.timeframe.tokens import Symbol, symbols, tidy

_LONGEST = 400  # characters; a longer cell is a text, not a time plan
_DEFAULT_TERMS = Terms()


def read_timeframe(text: str, *, period: tuple[date, date], decided: date, terms: Terms = _DEFAULT_TERMS) -> Timeframe:
    """The reading of `text` in a plan that runs through `period`, both days inclusive, and was `decided` on
    a day.

    Never raises. What cannot be read for certain has kind `unknown`, no dates and a Swedish `question`;
    what was read with doubt has Swedish `warnings`. Several deadlines are kind `deadline` with the first as
    `end` and the others as `more_days`. "Påbörjas senast …" has kind `start` but no `start`.
    """
    reader = _Reader(Almanac(period, terms), decided)
    tidied = tidy(text)
    try:
        answer, warnings = reader.read(tidied)
    except Unreadable as refusal:
        meant = refusal.meant or reader.with_a_year(tidied, refusal)
        return Timeframe(text, Kind.UNKNOWN, question=question(tidied, refusal.reason, meant))
    return Timeframe(
        text,
        answer.kind,
        answer.start,
        answer.end,
        answer.recurrence,
        tuple(warnings),
        more_days=answer.more_days,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads texts for one plan."""

    almanac: Almanac
    decided: date

    def read(self, tidied: str) -> tuple[Answer, list[str]]:
        """The answer and its warnings. Raises `Unreadable`."""
        if len(tidied) > _LONGEST:
            raise Unreadable("Texten är för lång för en tidplan.")
        found = symbols(tidied)
        self._check_spelling(tidied, found)
        return self._read_symbols(tidied, found)

    def with_a_year(self, tidied: str, refusal: Unreadable) -> str:
        """The same words with a year of the plan's, where only that is wanting; else nothing."""
        if not isinstance(refusal, YearMissing):
            return ""
        for candidate in self._dated_candidates(tidied):
            try:
                answer, _ = self._read_symbols(candidate, symbols(candidate))
            except Unreadable:
                continue
            if answer.end is None or answer.end >= self.decided:
                return candidate
        return ""

    def _dated_candidates(self, tidied: str) -> Iterator[str]:
        stem = tidied.rstrip(" .")
        if not stem[-1:].isalnum():
            return
        first, last = (day.year for day in self.almanac.period)
        if stem[-4:].isdecimal() and stem[-4:].isascii():  # "Vintern 2026": which of two?
            year = int(stem[-4:])
            yield from (f"{stem[:-4]}{year - 1}/{year}", f"{stem[:-4]}{year}/{year + 1}")
            return
        years = range(first, min(last, first + 10) + 1)
        yield from (f"{stem} {year}" for year in years)
        yield from (f"{stem} {year}/{year + 1}" for year in years)

    def _check_spelling(self, tidied: str, found: list[Symbol]) -> None:
        """A word that is nearly one of ours is not read around: "Klrat ht 25" is no period."""
        words = misspelt(found)
        if not words:
            return
        meant = corrected(tidied, found, words)
        try:
            self._read_symbols(meant, symbols(meant))
        except Unreadable:
            return
        raise Unreadable(meant=meant)

    def _read_symbols(self, tidied: str, found: list[Symbol]) -> tuple[Answer, list[str]]:
        items = Phrases(found, tidied, self.decided.year).items()
        statement = state(items)
        reading = Reading(statement, self.almanac, self.decided)
        answer = reading.answer()
        warnings = list(dict.fromkeys(reading.warnings))
        if statement.strays:
            warnings.append(_not_understood(tidied, found, statement.strays))
        return answer, warnings + self._misplaced(answer)

    def _misplaced(self, answer: Answer) -> list[str]:
        """Warnings for a time outside the plan or before the decision."""
        warnings = []
        begin, end = self.almanac.period
        days = [day for day in (answer.start, answer.end) if day]
        if answer.kind is Kind.DONE or not days:
            return []
        latest = max([*days, *answer.more_days])
        if latest > end:
            warnings.append(f"Tiden går förbi planens slut, {end.isoformat()}.")
        if answer.end and answer.end < self.decided:
            warnings.append(f"Tiden ligger före beslutet, {self.decided.isoformat()}.")
        elif answer.end and min(days) < begin:
            warnings.append(f"Tiden börjar före planen, {begin.isoformat()}.")
        return warnings


def _not_understood(tidied: str, found: list[Symbol], strays: list[str]) -> str:
    unknown = [symbol for symbol in found if symbol.kind in (Is.STRAY, Is.EVENT) and symbol.text in strays]
    read = tidied
    for symbol in reversed(unknown):
        read = read[: symbol.start] + read[symbol.end :]
    read = " ".join(read.replace("( )", "").split()).strip(" .,;:")
    return f"Jag läste «{read}» men förstod inte «{' '.join(strays)}»."
