"""The rows of a document's tables, under the headings that say what stands in them.

A table that goes on after a page break without its headings has those of the table before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from paminn.plan.importing.columns import SEARCHED, Column, called, is_heading_row
from paminn.plan.importing.original import Block, Cell, Doubt, Heading, Line, Table

GOES_ON = "Tabellen har ingen rubrikrad. Den lästes som en fortsättning på tabellen före."
_NOT_READ = (
    "Tabellen har inga rubriker som känns igen, så den lästes inte. Finns delmål i den, ge kolumnerna rubriker som "
    "Mål, Aktivitet, Ansvarig och Tidplan."
)


@dataclass(frozen=True, slots=True)
class Headings:
    """A table's columns in order: what each is, and what its heading says."""

    columns: tuple[Column, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a plan's table. `under` are the document's headings above it, the highest first."""

    where: str
    under: tuple[Heading, ...]
    introduction: tuple[str, ...]
    headings: Headings
    cells: tuple[Cell, ...]
    begins_table: bool

    def cell(self, column: Column) -> Cell:
        """All cells of one kind as one, with their headings before them where there are several."""
        found = [
            (words, cell)
            for kind, words, cell in zip(self.headings.columns, self.headings.words, self.cells, strict=True)
            if kind is column
        ]
        filled = [(words, cell) for words, cell in found if cell.text]
        if not filled:
            return found[0][1] if found else Cell()
        if len(filled) == 1 and len(found) == 1:
            return filled[0][1]
        text = "\n".join(f"{words}: {cell.text}" for words, cell in filled)
        notes = tuple(note for _, cell in filled for note in cell.notes)
        return Cell(text, notes)

    def extra(self) -> dict[str, str]:
        """What stands in columns that have no place of their own, by heading."""
        extra: dict[str, str] = {}
        for kind, words, cell in zip(self.headings.columns, self.headings.words, self.cells, strict=True):
            if kind is Column.OTHER and cell.text:
                extra[words or "Utan rubrik"] = cell.text
        return extra

    def has(self, column: Column) -> bool:
        return column in self.headings.columns


@dataclass
class _Place:
    """Where in the document the reading is."""

    under: list[Heading] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    headings: Headings | None = None

    def enter(self, heading: Heading) -> None:
        self.under = [other for other in self.under if other.level < heading.level]
        self.under.append(heading)
        self.lines = []


def rows_of(blocks: Sequence[Block], doubts: list[Doubt]) -> Iterator[Row]:
    """The rows of every table that is a plan's, in order; what could not be read is added to `doubts`."""
    place = _Place()
    for block in blocks:
        if isinstance(block, Heading):
            place.enter(block)
        elif isinstance(block, Line):
            place.lines.append(block.text)
        else:
            yield from _rows(block, place, doubts)


def _rows(table: Table, place: _Place, doubts: list[Doubt]) -> Iterator[Row]:
    first = 0
    heading_row = next((index for index, row in enumerate(table.rows[:SEARCHED]) if is_heading_row(row)), None)
    if heading_row is not None:
        place.headings = _headings(table.rows[heading_row])
        first = heading_row + 1
    elif place.headings is None or len(place.headings.columns) != len(table.rows[0]):
        if len(table.rows[0]) > 2:
            doubts.append(Doubt(table.place, _NOT_READ))
        return
    else:
        doubts.append(Doubt(table.place, GOES_ON))
    begins = True
    above: tuple[Cell, ...] = ()
    for index, cells in enumerate(table.rows[first:], first + 1):
        if is_heading_row(cells):  # headings said again on the next page
            continue
        banner = _banner(cells)
        if banner is not None:
            place.enter(Heading(banner, 8))
            continue
        if any(cell.text for cell in cells):
            where = f"{table.place}, rad {index}"
            cells = _with_what_goes_on(cells, above, place.headings)
            yield Row(where, tuple(place.under), tuple(place.lines), place.headings, cells, begins)
            above = cells
            begins = False


_SHARED = frozenset({Column.AREA, Column.OWNER, Column.SUPPORT, Column.PARTNER, Column.TIME})


def _with_what_goes_on(cells: tuple[Cell, ...], above: tuple[Cell, ...], headings: Headings) -> tuple[Cell, ...]:
    """A cell merged over several rows says to each who is responsible and when."""
    if not above:
        return cells
    whole = []
    for column, cell, over in zip(headings.columns, cells, above, strict=True):
        shared = cell.goes_on and not cell.text and column in _SHARED
        whole.append(replace(cell, text=over.text) if shared else cell)
    return tuple(whole)


def _headings(row: tuple[Cell, ...]) -> Headings:
    words = tuple(" ".join(cell.text.split()) for cell in row)
    return Headings(tuple(called(said) for said in words), words)


def _banner(cells: tuple[Cell, ...]) -> str | None:
    """A row that is one cell over the whole table is a heading of what follows."""
    filled = [cell for cell in cells if cell.text]
    if len(filled) == 1 and filled[0] is cells[0] and len(cells) > 2 and not any(cell.goes_on for cell in cells):
        return " ".join(cells[0].text.split())
    return None


def is_plan_table(table: Table) -> bool:
    """Whether a table's own headings say that it holds a plan's rows."""
    return any(is_heading_row(row) for row in table.rows[:SEARCHED])
