"""A place in the symbols, and how rules try themselves there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.tokens import Symbol

T = TypeVar("T")


class Cursor:
    """A place in the symbols."""

    def __init__(self, symbols: Sequence[Symbol], text: str) -> None:
        self.symbols = symbols
        self.whole_text = text
        self.place = 0
        self._end = Symbol(Is.END, 0, "", len(text), len(text), False)

    def peek(self, ahead: int = 0) -> Symbol:
        place = self.place + ahead
        if 0 <= place < len(self.symbols):
            return self.symbols[place]
        return self._end

    @property
    def here(self) -> Symbol:
        return self.peek()

    def next(self) -> Symbol:
        symbol = self.here
        self.place += 1
        return symbol

    def take(self, *kinds: Is) -> Symbol | None:
        """The symbol here, and past it, where it is of one of `kinds`."""
        if self.here.kind in kinds:
            return self.next()
        return None

    def skip(self, count: int) -> None:
        self.place += count

    def skip_small(self) -> None:
        """Past "den", "i", "under": words that may stand inside a time. Others begin something else."""
        while self.here.kind is Is.FILLER and self.here.value:
            self.place += 1

    def text_from(self, begin: int) -> str:
        """The text of the symbols from place `begin` to the one just passed."""
        first = self.symbols[begin]
        last = self.symbols[self.place - 1]
        return self.whole_text[first.start : last.end]

    def _try(self, rule: Callable[[], T | None]) -> T | None:
        """What `rule` reads; where it reads nothing, the place stays."""
        begin = self.place
        reading = rule()
        if reading is None:
            self.place = begin
        return reading

    def _first(self, rules: Sequence[Callable[[], T | None]]) -> T | None:
        """What is read here by the first of `rules` that reads anything."""
        for rule in rules:
            reading = self._try(rule)
            if reading is not None:
                return reading
        return None

    def _ahead(self, rule: Callable[[], object | None]) -> bool:
        """Whether `rule` would read something here; the place stays."""
        begin = self.place
        reading = rule()
        self.place = begin
        return reading is not None

    def _numbers(self, count: int, sign: Is) -> list[Symbol] | None:
        """The next `count` numbers with one `sign` and no space between them, else None; the place stays."""
        numbers = []
        for ahead in range(2 * count - 1):
            symbol = self.peek(ahead)
            is_number = ahead % 2 == 0
            expected = Is.NUMBER if is_number else sign
            if symbol.kind is not expected:
                return None
            if ahead > 0 and not symbol.glued:
                return None
            if is_number:
                numbers.append(symbol)
        return numbers
