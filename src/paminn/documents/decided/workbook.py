"""A decided plan in Excel as headings, lines and tables: a heading for each sheet, a table for each run of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from paminn.plan.importing.original import Block, Cell, DecidedDocument, Doubt, Heading, Line, Table

_HIDDEN_SHEET = "Bladet «{sheet}» är dolt och lästes inte. Visa det i Excel och kör igen om det hör till planen."
_NO_VALUE = (
    "Cellen räknas ut av formeln «{formula}», men filen har inget värde sparat. Öppna och spara den i Excel och kör "
    "igen."
)


def read_workbook(content: bytes) -> DecidedDocument:
    """What an .xlsx says. Its bytes have been held against the bounds already; raises what openpyxl raises."""
    shown = load_workbook(BytesIO(content), data_only=True)
    formulas = load_workbook(BytesIO(content))
    blocks: list[Block] = []
    doubts: list[Doubt] = []
    for sheet in shown.worksheets:
        if sheet.sheet_state != "visible":
            doubts.append(Doubt(f"blad {sheet.title}", _HIDDEN_SHEET.format(sheet=sheet.title)))
            continue
        inside = list(_sheet(sheet))
        if not blocks and inside and isinstance(inside[0], Line):
            # What the workbook begins with is what the plan is called.
            inside[0] = Heading(inside[0].text, 0)
        else:
            blocks.append(Heading(sheet.title, 1))
        blocks += inside
        doubts += _unworked(sheet, formulas[sheet.title])
    return DecidedDocument(tuple(blocks), doubts=tuple(doubts))


def _sheet(sheet: Worksheet) -> Iterator[Block]:
    below = _merged_below(sheet)
    rows: list[tuple[Cell, ...]] = []
    for cells in sheet.iter_rows():
        row = tuple(_cell(cell, below) for cell in cells)
        if any(cell.text or cell.goes_on for cell in row):
            rows.append(row)
        else:
            yield from _run(sheet.title, rows)
            rows = []
    yield from _run(sheet.title, rows)


def _run(sheet: str, rows: Sequence[tuple[Cell, ...]]) -> Iterator[Block]:
    """The rows between two empty ones: lines above a table, and the table."""
    above = 0
    while above < len(rows) and _is_line(rows[above]):
        yield Line(_only(rows[above]))
        above += 1
    if rows[above:]:
        yield Table(f"blad {sheet}", tuple(rows[above:]))


def _is_line(row: tuple[Cell, ...]) -> bool:
    return sum(bool(cell.text) for cell in row) == 1 and not any(cell.goes_on for cell in row)


def _only(row: tuple[Cell, ...]) -> str:
    return next(cell.text for cell in row if cell.text)


def _cell(cell: ExcelCell | MergedCell, below: frozenset[str]) -> Cell:
    notes: tuple[str, ...] = ()
    if cell.comment is not None and cell.comment.text.strip():
        notes = (cell.comment.text.strip(),)
    return Cell(_as_shown(cell), notes, cell.coordinate in below)


def _as_shown(cell: ExcelCell | MergedCell) -> str:
    """The value as Excel shows it in Swedish, as far as its commonest forms go."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        if value.hour or value.minute:
            return value.strftime("%Y-%m-%d %H:%M")
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "SANT" if value else "FALSKT"
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return str(value).strip()


def _number(value: float, form: str) -> str:
    sign = ""
    if "%" in form:
        value = round(value * 100, 6)
        sign = " %"
    if value == int(value):
        words = f"{int(value):,}" if "#,##" in form else str(int(value))
    else:
        words = f"{value:,}" if "#,##" in form else str(value)
    return words.replace(",", " ").replace(".", ",") + sign


def _merged_below(sheet: Worksheet) -> frozenset[str]:
    """The cells that are one with the cell above them."""
    below = set()
    for merged in sheet.merged_cells.ranges:
        for row, column in merged.cells:
            if row > merged.min_row:
                below.add(sheet.cell(row, column).coordinate)
    return frozenset(below)


def _unworked(shown: Worksheet, formulas: Worksheet) -> Iterator[Doubt]:
    for cells in formulas.iter_rows():
        for cell in cells:
            is_formula = isinstance(cell.value, str) and cell.value.startswith("=")
            if is_formula and shown[cell.coordinate].value is None:
                message = _NO_VALUE.format(formula=cell.value)
                yield Doubt(f"blad {shown.title}, cell {cell.coordinate}", message)
