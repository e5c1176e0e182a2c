"""A decided plan that was copied out of a PDF or a web page: lines, and tables.

Between the columns of a table stand tabs, or so many spaces that the columns begin below each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paminn.documents.decided.aligned import PlainTable, aligned_table
from paminn.plan.importing.original import Block, Cell, DecidedDocument, Doubt, Heading, Line, Table

_BULLET = re.compile(r"^[•▪◦●○‣·*–—-]\s+")
_CONTENTS = re.compile(r"\.{4,}|\s\d{1,3}$")
_LONGEST_HEADING = 80  # characters
_ALIGNED = (
    "Bara mellanslag skiljer kolumnerna åt i texten. Kontrollera att varje cell har alla sina ord och inga andra."
)
_ENDS_A_SENTENCE = (".", ":", ";", ",", "?", "!")


def read_pasted(content: bytes) -> DecidedDocument:
    """What a text file says. Raises UnicodeDecodeError when it is neither UTF-8 nor UTF-16 with a mark."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    lines = content.decode(encoding).replace("\f", "\n").splitlines()
    doubts: list[Doubt] = []
    blocks = list(_blocks(lines, doubts))
    if blocks and isinstance(blocks[0], Heading | Line):
        # What the text begins with is what the plan is called.
        blocks[0] = Heading(blocks[0].text, 0)
    return DecidedDocument(tuple(blocks), doubts=tuple(doubts))


def _blocks(lines: Sequence[str], doubts: list[Doubt]) -> Iterator[Block]:
    tables = 0
    index = 0
    while index < len(lines):
        table = _tabbed_table(lines[index:])
        is_aligned = not table.rows
        if is_aligned:
            table = aligned_table(lines[index:])
        if table.rows:
            tables += 1
            place = f"tabell {tables}"
            yield Table(place, table.rows)
            index += table.lines
            if is_aligned:
                doubts.append(Doubt(place, _ALIGNED))
            continue
        text = lines[index].strip()
        if text:
            yield _line(text, alone=_stands_alone(lines, index))
        index += 1


def _tabbed_table(lines: Sequence[str]) -> PlainTable:
    """The lines from the first on that have tabs in them, filled to equally many cells."""
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        columns = line.rstrip("\r\n").split("\t")
        if len(columns) < 2:
            break
        rows.append(tuple(Cell(column.strip()) for column in columns))
    widest = max((len(row) for row in rows), default=0)
    filled = [row + (Cell(),) * (widest - len(row)) for row in rows]
    return PlainTable(tuple(filled), len(rows))


def _line(text: str, *, alone: bool) -> Heading | Line:
    bullet = _BULLET.match(text)
    if bullet:
        return Line(text[bullet.end() :], is_bullet=True)
    short = len(text) <= _LONGEST_HEADING and not text.endswith(_ENDS_A_SENTENCE)
    if short and alone and not _CONTENTS.search(text):
        return Heading(text, 1)
    return Line(text)


def _stands_alone(lines: Sequence[str], index: int) -> bool:
    """Whether an empty line, or an end of the text, is on both sides."""
    before = lines[index - 1] if index else ""
    after = lines[index + 1] if index + 1 < len(lines) else ""
    return not before.strip() and not after.strip()
