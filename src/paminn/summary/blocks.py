"""What a document is made of, before anyone has decided whether it becomes Word, PDF or HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Style(StrEnum):
    """What a paragraph is, never how it looks. The last five are the tones of a status word."""

    BODY = "body"
    LEAD = "lead"
    NOTE = "note"
    QUOTE = "quote"
    DONE = "done"
    ONGOING = "ongoing"
    LATE = "late"
    WAITING = "waiting"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Line breaks in `text` are kept: an owner's answer is shown as it was written."""

    text: str
    style: Style = Style.BODY


Cell = str | tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are relative to each other. `header_column` says that the first cell names its row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    header_column: bool = False

    def __post_init__(self) -> None:
        columns = len(self.header)
        if len(self.widths) != columns or any(len(row) != columns for row in self.rows):
            raise ValueError(f"rows and widths of {self.caption!r} must have {columns} cells each")
        if any(width <= 0 for width in self.widths):
            raise ValueError(f"a width in {self.caption!r} is not positive")


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `date` is the day it stands for; a writer takes every timestamp from it."""

    title: str
    subject: str
    date: date
    blocks: tuple[Block, ...]
    subtitle: str = ""
    header: str = ""
    footer: str = ""
    author: str = ""
    language: str = "sv-SE"
