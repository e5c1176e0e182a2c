"""A place in the symbols, and how rules try themselves there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.tokens import Symbol

T = TypeVar("T")


class Cursor:
    """A place in the symbols."""

    def __init__(self, symbols: Sequence[Symbol], text: str, this_year: int) -> None:
        self.symbols = symbols
        self.whole_text = text
        self.this_year = this_year
        self.at = 0
        self._end = Symbol(Is.END, 0, "", len(text), len(text), False)

    def peek(self, ahead: int = 0) -> Symbol:
        place = self.at + ahead
        return self.symbols[place] if 0 <= place < len(self.symbols) else self._end

    @property
    def here(self) -> Symbol:
        return self.peek()

    def next(self) -> Symbol:
        symbol = self.here
        self.at += 1
        return symbol

    def take(self, *kinds: Is) -> Symbol | None:
        return self.next() if self.here.kind in kinds else None

    def skip_small(self) -> None:
        """Past "den", "i", "under": words that may stand inside a time. Others begin something else."""
        while self.here.kind is Is.FILLER and self.here.value:
            self.at += 1

    def text_from(self, begin: int) -> str:
        return self.whole_text[self.symbols[begin].start : self.symbols[self.at - 1].end]

    def _try(self, rule: Callable[[], T | None]) -> T | None:
        """What `rule` reads; where it reads nothing, the place stays."""
        begin = self.at
        found = rule()
        if found is None:
            self.at = begin
        return found

    def _ahead(self, rule: Callable[[], object | None]) -> bool:
        begin = self.at
        found = rule()
        self.at = begin
        return found is not None

    def _shape(self, *kinds: Is) -> bool:
        """Whether the next symbols are of `kinds` with no space between them."""
        return all(self.peek(i).kind is kind and (i == 0 or self.peek(i).glued) for i, kind in enumerate(kinds))
