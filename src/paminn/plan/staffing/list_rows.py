"""A list of people as rows of cells, whatever parts its columns: tabs, semicolons or commas."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
# The first that parts the list counts: a name or an address may hold a comma, hardly ever a tab.
_TOO_LONG = "en rad som är för lång för en lista"
_PARTED_BY = ("\t", ";", ",")


@dataclass(frozen=True, slots=True)
class ListRow:
    """`where` it stands, as a person finds it: "rad 3"."""

    where: str
    cells: tuple[str, ...]


def text_of_list(content: bytes) -> str:
    """The text of a file as Excel or an editor in Swedish saves it: Unicode with its mark, UTF-8, or Windows-1252."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def rows_of_text(text: str) -> list[ListRow]:
    """The rows that say something. A cell in quotation marks may hold what parts the others, and line breaks."""
    parted_by = _parted_by(text)
    rows: list[ListRow] = []
    reader = csv.reader(text.splitlines(keepends=True), delimiter=parted_by)
    first_line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:  # a cell longer than any list has
            cells = [_TOO_LONG]
        if cells is None:
            return rows
        row = row_of(f"rad {first_line}", cells)
        if row is not None:
            rows.append(row)
        first_line = reader.line_num + 1


def row_of(where: str, cells: Sequence[str]) -> ListRow | None:
    """The row with its blanks made plain; None where it says nothing."""
    plain = tuple(" ".join(cell.split()) for cell in cells)
    if not any(plain):
        return None
    return ListRow(where, plain)


def _parted_by(text: str) -> str:
    """What parts at least half of the lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    for sign in _PARTED_BY:
        parted = [line for line in lines if sign in line]
        if parted and len(parted) * 2 >= len(lines):
            return sign
    return ";"
