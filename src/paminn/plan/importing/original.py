"""A decided document as it was read, whatever format it came in: headings, lines and tables in their order.

Every text is the document's own, with its line breaks as "\\n". `place` is where a person finds it ("tabell 3").
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person must look at: `where` it stands in the document, and what to write instead or decide."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 1 for the highest; `number` what stands in front of it where Word counts by itself."""

    text: str
    level: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside the tables."""

    text: str
    is_bullet: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` has one line a paragraph. `goes_on` says that it is one with the cell above it (merged downwards)."""

    text: str = ""
    notes: tuple[str, ...] = ()
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equally many cells; a cell merged sideways stands in each of its columns, with its text in the first."""

    place: str
    rows: tuple[tuple[Cell, ...], ...]


Block = Heading | Line | Table


@dataclass(frozen=True, slots=True)
class DecidedDocument:
    """`margins` are the lines of page heads and feet; `doubts` what the format itself leaves open."""

    blocks: tuple[Block, ...]
    margins: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
