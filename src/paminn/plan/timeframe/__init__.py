"""How the words of a tidplan are read: a hand-written grammar for Swedish administrative time plans.

    text -> symbols -> items -> statement -> answer
            tokens     phrases  statement    conclusion

Each arrow is the module named below it. `vocabulary` has the words and `parts` what they can be; `cursor`,
`dates` and `pieces` are the lower rules of the grammar; `spans` and `days` know the days, `repetition` how long
something comes back and `recurrence` by which rule, and `questions` asks when nothing can be read. What cannot be
read is a question, never a date. What was read, but is put in none of the ways that `familiar` has examples of, is
warned of: nobody has looked at how the rules meet there.

Of several times in one text each is one of these, or the text is a question:

    the finer of two      "Ht 2026, senast 1 oktober"                 `Days.finest`
    beginning and end     "Påbörjas vt 26, klart ht 26"               `Reading._due`, `_begin`
    a day of its own      "Klart vt 26, redovisas ht 26"              `Reading._milestones`, `_reported`
    when, and how long    "Årligen den 1 mars, avslutas 2027"         `repetition`
    once, and then again  "Mars–april 2026, därefter årligen"         `Statement.first`
    how often it is seen  "Löpande (årlig avstämning i mars)"         `Reading._followed_up`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from paminn.plan.model import Kind, Terms, Timeframe
from paminn.plan.timeframe.conclusion import Answer, Reading
from paminn.plan.timeframe.familiar import DOUBT, is_familiar
from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.phrases import Cue, Phrases
from paminn.plan.timeframe.questions import corrected, misspelt, question
from paminn.plan.timeframe.spans import Almanac
from paminn.plan.timeframe.statement import Unreadable, YearMissing, state
from paminn.plan.timeframe.tokens import Symbol, symbols, tidy

_LONGEST = 400  # characters; a longer cell is a text, not a time plan
_MOST_YEARS = 10  # of the plan, tried in a question
_DEFAULT_TERMS = Terms()


@lru_cache(maxsize=1_024)  # the words of a plan are read each time that it is
def read_timeframe(text: str, *, period: tuple[date, date], decided: date, terms: Terms = _DEFAULT_TERMS) -> Timeframe:
    """The reading of `text` in a plan that runs through `period`, both days inclusive, and was `decided` on
    a day.

    Never raises. What cannot be read for certain has kind `unknown`, no dates and a Swedish `question`;
    what was read with doubt has Swedish `warnings`. Several deadlines are kind `deadline` with the first as
    `end` and the others as `more_days`. "Påbörjas senast …" has kind `start` but no `start`.
    """
    reader = _Reader(Almanac(period, terms, decided))
    tidied = tidy(text)
    try:
        answer, warnings = reader.read(tidied)
    except Unreadable as refusal:
        meant = refusal.meant or reader.with_a_year(tidied, refusal)
        asked = question(tidied, refusal.reason, meant, reader.example_year())
        return Timeframe(text, Kind.UNKNOWN, question=asked)
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

    def read(self, tidied: str) -> tuple[Answer, list[str]]:
        """The answer and its warnings. Raises `Unreadable`."""
        if len(tidied) > _LONGEST:
            raise Unreadable("Texten är för lång för en tidplan.")
        read = symbols(tidied)
        self._check_spelling(tidied, read)
        return self._read_symbols(tidied, read)

    def with_a_year(self, tidied: str, refusal: Unreadable) -> list[str]:
        """The same words with a year of the plan's, where only that is wanting; else nothing.

        Where the words name no year the first that is possible; where they name one that cannot be told, all.
        """
        if not isinstance(refusal, YearMissing):
            return []
        for symbol in symbols(tidied):
            if symbol.kind is Is.RELATIVE_YEAR and symbol.value == 0:
                before, after = tidied[: symbol.start], tidied[symbol.end :]
                return list(self._possible(f"{before}{year}{after}" for year in self._years()))
        return list(self._possible(self._dated_candidates(tidied)))[:1]

    def _possible(self, candidates: Iterable[str]) -> Iterator[str]:
        """Those that are put in a usual way and can be read, and neither end nor come back before the decision."""
        for candidate in candidates:
            try:
                answer, warnings = self._read_symbols(candidate, symbols(candidate))
            except Unreadable:
                continue
            if DOUBT in warnings:
                continue
            first = answer.end
            if answer.kind is Kind.RECURRING:
                first = answer.start
            if first is None or first >= self.almanac.decided:
                yield candidate

    def example_year(self) -> int:
        """The first of the plan's that does not end before the decision."""
        for year in self._years():
            if year >= self.almanac.decided.year:
                return year
        return self.almanac.decided.year

    def _years(self) -> range:
        """The plan's, as many as a question may offer."""
        return self.almanac.years[:_MOST_YEARS]

    def _dated_candidates(self, tidied: str) -> Iterator[str]:
        stem = tidied.rstrip(" .")
        if not stem[-1:].isalnum():
            return
        ending = stem[-4:]
        if ending.isdecimal():  # "Vintern 2026": which of two?
            words = stem[:-4]
            year = int(ending)
            yield f"{words}{year - 1}/{year}"
            yield f"{words}{year}/{year + 1}"
            return
        head, comma, rest = stem.partition(",")
        for year in self._years():
            yield f"{stem} {year}"
            if comma:
                yield f"{head} {year},{rest}"
        for year in self._years():
            yield f"{stem} {year}/{year + 1}"

    def _check_spelling(self, tidied: str, read: list[Symbol]) -> None:
        """A word that is nearly one of ours is not read around: "Klrat ht 25" is no period."""
        words = misspelt(read)
        if not words:
            return
        meant = corrected(tidied, read, words)
        try:
            _, warnings = self._read_symbols(meant, symbols(meant))
        except Unreadable:
            return
        if DOUBT in warnings:
            raise Unreadable(f"Jag vet inte vad «{read[min(words)].text}» betyder.")
        raise Unreadable(meant=[meant])

    def _read_symbols(self, tidied: str, read: list[Symbol]) -> tuple[Answer, list[str]]:
        items = Phrases(read, tidied).items()
        statement = state(items)
        reading = Reading(statement, self.almanac)
        answer = reading.answer()
        warnings = list(dict.fromkeys(reading.warnings))
        if statement.strays:
            warnings.append(_not_understood(tidied, statement.strays))
        if not warnings and not is_familiar(items):
            warnings.append(DOUBT)
        return answer, warnings + self._misplaced(answer)

    def _misplaced(self, answer: Answer) -> list[str]:
        """Warnings for a time outside the plan or before the decision."""
        days = [day for day in (answer.start, answer.end) if day]
        if answer.kind is Kind.DONE or not days:
            return []
        warnings = []
        begin, end = self.almanac.period
        if max([*days, *answer.more_days]) > end:
            warnings.append(f"Tiden går förbi planens slut, {end.isoformat()}.")
        decided = self.almanac.decided
        if answer.end and answer.end < decided:
            warnings.append(f"Tiden ligger före beslutet, {decided.isoformat()}.")
        elif answer.end and min(days) < begin:
            warnings.append(f"Tiden börjar före planen, {begin.isoformat()}.")
        return warnings


def _not_understood(tidied: str, strays: list[Cue]) -> str:
    """A warning with the text without `strays`, and their words."""
    understood = tidied
    for stray in reversed(strays):
        end = stray.start + len(stray.text)
        understood = understood[: stray.start] + understood[end:]
    understood = understood.replace("( )", "")
    understood = " ".join(understood.split()).strip(" .,;:")
    words = " ".join(stray.text for stray in strays)
    return f"Jag läste «{understood}» men förstod inte «{words}»."
