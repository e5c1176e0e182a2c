"""A decided plan that was copied out of a PDF or a web page: lines, and tables where tabs stand between the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paminn.plan.importing.original import Block, Cell, DecidedDocument, Heading, Line, Table

_BULLET = re.compile(r"^[•▪◦●○‣·*–—-]\s+")
_CONTENTS = re.compile(r"\.{4,}|\s\d{1,3}$")
_LONGEST_HEADING = 80  # characters
_ENDS_A_SENTENCE = (".", ":", ";", ",", "?", "!")


def read_pasted(content: bytes) -> DecidedDocument:
    """What a text file says. Raises UnicodeDecodeError when it is neither UTF-8 nor UTF-16 with a mark."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    lines = content.decode(encoding).splitlines()
    return DecidedDocument(tuple(_blocks(lines)))


def _blocks(lines: list[str]) -> Iterator[Block]:
    tables = 0
    rows: list[tuple[Cell, ...]] = []
    for index, line in enumerate(lines):
        columns = line.rstrip("\r\n").split("\t")
        if len(columns) > 1:
            rows.append(tuple(Cell(column.strip()) for column in columns))
            continue
        if rows:
            tables += 1
            yield _table(tables, rows)
            rows = []
        text = line.strip()
        if text:
            yield _line(text, alone=_stands_alone(lines, index))
    if rows:
        yield _table(tables + 1, rows)


def _table(number: int, rows: list[tuple[Cell, ...]]) -> Table:
    widest = max(len(row) for row in rows)
    filled = [row + (Cell(),) * (widest - len(row)) for row in rows]
    return Table(f"tabell {number}", tuple(filled))


def _line(text: str, *, alone: bool) -> Heading | Line:
    bullet = _BULLET.match(text)
    if bullet:
        return Line(text[bullet.end() :], is_bullet=True)
    short = len(text) <= _LONGEST_HEADING and not text.endswith(_ENDS_A_SENTENCE)
    if short and alone and not _CONTENTS.search(text):
        return Heading(text, 1)
    return Line(text)


def _stands_alone(lines: list[str], index: int) -> bool:
    """Whether an empty line, or an end of the text, is on both sides."""
    before = lines[index - 1] if index else ""
    after = lines[index + 1] if index + 1 < len(lines) else ""
    return not before.strip() and not after.strip()
