"""A line of a mail as mail programs mark what they quote: "> > words"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARKS = re.compile(r"^(?:\s?>){1,40} ?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line whole, how many ">" it carries, and what stands behind them."""

    whole: str
    depth: int
    content: str

    @property
    def is_empty(self) -> bool:
        """Nothing stands behind the marks."""
        return not self.content.strip()


def marked(line: str) -> Line:
    """A line with its marks told from its words."""
    marks = _MARKS.match(line)
    if marks is None:
        return Line(line, 0, line)
    depth = marks[0].count(">")
    content = line[marks.end() :]
    return Line(line, depth, content)


def first_words(lines: Sequence[Line]) -> str:
    """What the first line that says anything says, or nothing."""
    for line in lines:
        if not line.is_empty:
            return line.content
    return ""
