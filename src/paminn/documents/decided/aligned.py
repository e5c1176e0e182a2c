"""Tables in plain text whose columns begin below each other, as in the text of many a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paminn.plan.importing.original import Cell

_PIECE = re.compile(r"\S+(?: \S+)*")  # what stands between two or more spaces
_NUMBER = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3})*|[A-ZÅÄÖ]\d*)[.):]?$")
_BULLET = re.compile(r"^[•▪◦●○‣·*–—-]\s")
_FEWEST = 3  # columns


@dataclass(frozen=True, slots=True)
class PlainTable:
    """The rows of a table, and how many of the lines they took; none where no table begins."""

    rows: tuple[tuple[Cell, ...], ...] = ()
    lines: int = 0


def aligned_table(lines: Sequence[str]) -> PlainTable:
    """The table that begins with the first line, which names its columns."""
    columns = [piece.start() for piece in _PIECE.finditer(lines[0].expandtabs())]
    if len(columns) < _FEWEST:
        return PlainTable()
    taken = 1
    pieces: list[list[str]] = []
    for number, line in enumerate(lines[1:], 1):
        cut = _cut(line, columns)
        is_apart = bool(pieces) and not any(pieces[-1])
        if cut is None or (is_apart and cut[0] and not any(cut[1:])):  # running text below the table
            break
        pieces.append(cut)
        if line.strip():
            taken = number + 1
    rows = list(_rows(pieces[: taken - 1]))
    if not rows:
        return PlainTable()
    heading = _cut(lines[0], columns) or []
    return PlainTable(tuple(tuple(Cell(text) for text in row) for row in (heading, *rows)), taken)


def _cut(line: str, columns: Sequence[int]) -> list[str] | None:
    """The line's piece of each column; None where its words stand across the columns."""
    text = line.expandtabs()
    ends = [*columns[1:], len(text) + 1]
    if any(text[start - 1 : start].strip() for start in columns[1:]):
        return None
    cut = [text[start:end].strip() for start, end in zip(columns, ends, strict=True)]
    is_prose = text.strip() and text[: columns[0]].strip()
    return None if is_prose else cut


def _rows(lines: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The lines put together row by row, each cell with its words over several lines."""
    row: list[str] = []
    for begins, line in zip(_beginnings(lines), lines, strict=True):
        if not any(line):
            continue
        if begins or not row:
            if row:
                yield row
            row = list(line)
        else:
            row = [_goes_on(above, below) for above, below in zip(row, line, strict=True)]
    if row:
        yield row


def _beginnings(lines: Sequence[Sequence[str]]) -> list[bool]:
    """Which lines begin a row: those with a number, else those after an empty line, else those that fill it."""
    first = [line[0] for line in lines if line[0]]
    if first and all(map(_NUMBER.match, first)):
        return [bool(line[0]) for line in lines]
    if any(not any(line) for line in lines):
        return [index == 0 or not any(lines[index - 1]) for index in range(len(lines))]
    return [all(line) for line in lines]


def _goes_on(above: str, below: str) -> str:
    """A cell's next line. A word that was divided at the end of the line is whole again."""
    if not above or not below:
        return above or below
    if _BULLET.match(below):
        return f"{above}\n{below}"
    if above.endswith("-") and below[0].islower():
        return above.removesuffix("-") + below
    return f"{above} {below}"
