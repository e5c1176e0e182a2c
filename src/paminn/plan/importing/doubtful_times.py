"""What is doubtful in a document's time plans, as they will be read once they stand in plan.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from paminn.plan.importing.original import Doubt
from paminn.plan.importing.sketch import Area, Facts, Item, items_of
from paminn.plan.model import Kind, period_in, read_in
from paminn.plan.timeframe import read_timeframe

QUESTION = "{number}: tidplanen «{words}»: {sentence}"
NO_END = "{number}: tidplanen «{words}» har ingen tid då det ska vara klart."
BEFORE_DECISION = "{number}: tidplanen «{words}» tog slut {end}, innan planen beslutades {decided}."
NO_DAY = "{number}: tidplanen «{words}» säger inte vilken dag."


def doubtful_times(areas: Sequence[Area], facts: Facts) -> Iterator[Doubt]:
    """A question for every time plan that cannot be read, and what was read with doubt."""
    decided = facts.decided or date(2000, 1, 1)
    period = read_in(*period_in(facts.period, decided))
    for item in items_of(areas):
        if item.timeframe:
            number = item.number or f"«{item.wording[:60]}»"
            for sentence in _sentences(item, number, period, decided):
                yield Doubt(item.where, sentence)


def _sentences(item: Item, number: str, period: tuple[date, date], decided: date) -> Iterator[str]:
    words = item.timeframe
    read = read_timeframe(words, period=period, decided=decided)
    if read.question:
        yield QUESTION.format(number=number, words=words, sentence=read.question)
    for warning in read.warnings:
        yield QUESTION.format(number=number, words=words, sentence=warning)
    if read.kind is Kind.START:
        yield NO_END.format(number=number, words=words)
    ended = read.kind in (Kind.DEADLINE, Kind.PERIOD) and read.end is not None and read.end < decided
    if ended:
        yield BEFORE_DECISION.format(number=number, words=words, end=read.end, decided=decided)
    recurs = read.kind is Kind.RECURRING
    if recurs and (read.recurrence is None or not read.recurrence.names_days):
        yield NO_DAY.format(number=number, words=words)
