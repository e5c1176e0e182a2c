"""Every plan's rows as tables with one row of headings, however the document lays them out.

A table may have its headings in two rows, or down its first column (a card for each goal). Rows may also stand without
a table, as lines that say "Ansvarig: Skolchef" and "Tidplan: Ht 2026" below a goal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from paminn.plan.importing.columns import LONGEST, SEARCHED, Column, called, is_heading_row
from paminn.plan.importing.numbered import level_word
from paminn.plan.importing.original import Block, Cell, Heading, Line, Table

_LABELLED = re.compile(r"^(?P<label>[^:\d]{2,60}?)\s*:\s*(?P<words>.*)$", re.DOTALL)
_NUMBERED = re.compile(r"^\s*(?:\d+(?:\.\d+)*|[A-ZÅÄÖ]\d+)[.):]?\s+\S")
_LEVEL_OF_A_GOAL = re.compile(r"^(?:[a-zåäö]+)?mål\s+(?:\d+(?:\.\d+)*|[A-ZÅÄÖ]\d*)\b", re.IGNORECASE)
_WHAT = frozenset({Column.GOAL, Column.ACTION})
_WHO_OR_WHEN = frozenset({Column.OWNER, Column.TIME})
_GOAL_HEADING = "Mål"

CARD = "texten under «{words}»"
_LONGEST_UNIT = 20  # characters in "(tkr)"
_SHOWN = 60  # characters of a goal


def straightened(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The same blocks, where a plan's rows stand in tables with their headings in one row."""
    tables = [_straight(block) if isinstance(block, Table) else block for block in blocks]
    return tuple(_with_cards(tables))


# --- Tables ----------------------------------------


def _straight(table: Table) -> Table:
    for index, row in enumerate(table.rows[:SEARCHED]):
        if is_heading_row(row):
            return _with_one_heading_row(table, index)
        below = _row_below(table, index)
        if below and is_heading_row(_joined(row, below)) and not is_heading_row(below):
            return _with_the_next_row_joined(table, index)
    if _is_card(table):
        return _turned(table)
    return table


def _with_one_heading_row(table: Table, index: int) -> Table:
    """Headings in two rows are joined: "Genomförande" over "Ansvarig" and "Tidplan"."""
    heading = table.rows[index]
    if index > 0 and _may_stand_above(table.rows[index - 1], heading):
        return _with_the_next_row_joined(table, index - 1)
    below = _row_below(table, index)
    if below and _goes_on_in(heading, below):
        return _with_the_next_row_joined(table, index)
    return table


def _row_below(table: Table, index: int) -> tuple[Cell, ...]:
    """The next row; empty after the last."""
    if index + 1 < len(table.rows):
        return table.rows[index + 1]
    return ()


def _with_the_next_row_joined(table: Table, index: int) -> Table:
    """The row at `index` and the one below it as one row of headings."""
    joined = _joined(table.rows[index], table.rows[index + 1])
    before = table.rows[:index]
    after = table.rows[index + 2 :]
    return replace(table, rows=(*before, joined, *after))


def _may_stand_above(above: Sequence[Cell], heading: Sequence[Cell]) -> bool:
    """Whether the row above says what columns are called that the row of headings leaves open."""
    gaps = [over for over, cell in zip(above, heading, strict=True) if not cell.text and over.text]
    named = [over for over in gaps if called(over.text) is not Column.OTHER]
    return bool(named) and all(len(over.text) <= LONGEST for over in above)


def _goes_on_in(heading: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether the row below a row of headings is the rest of it: names of columns, and what they are counted in."""
    names = 0
    for over, cell in zip(heading, below, strict=True):
        if not cell.text:
            continue
        if called(cell.text) is not Column.OTHER:
            names += 1
        elif called(over.text) is not Column.OTHER or len(cell.text) > _LONGEST_UNIT:
            return False
    return names > 1


def _joined(above: Sequence[Cell], below: Sequence[Cell]) -> tuple[Cell, ...]:
    return tuple(_heading_of_both(over, under) for over, under in zip(above, below, strict=True))


def _heading_of_both(over: Cell, under: Cell) -> Cell:
    """What names the column, the lower first; else both."""
    if under.text and called(under.text) is not Column.OTHER:
        return replace(under, goes_on=False)
    if over.text and called(over.text) is not Column.OTHER:
        return over
    return Cell(" ".join(text for text in (over.text, under.text) if text))


def _is_card(table: Table) -> bool:
    """Whether the headings stand down the first column, and say what is to be done and by whom or when."""
    names = [row[0] for row in table.rows if row[0].text]
    kinds = {called(cell.text) for cell in names}
    return bool(kinds & _WHAT) and bool(kinds & _WHO_OR_WHEN) and is_heading_row(tuple(names))


def _turned(table: Table) -> Table:
    """Its columns as rows; a heading that stands for several rows keeps them in one cell."""
    headings: list[Cell] = []
    values: list[list[Cell]] = []
    for row in table.rows:
        if row[0].text or not headings:
            headings.append(row[0])
            values.append(list(row[1:]))
        else:
            values[-1] = [_both(above, cell) for above, cell in zip(values[-1], row[1:], strict=True)]
    rows = [tuple(value[index] for value in values) for index in range(len(table.rows[0]) - 1)]
    filled = [row for row in rows if any(cell.text for cell in row)]
    return replace(table, rows=(tuple(headings), *filled))


def _both(above: Cell, cell: Cell) -> Cell:
    text = "\n".join(words for words in (above.text, cell.text) if words)
    return Cell(text, (*above.notes, *cell.notes))


# --- Lines ----------------------------------------


def _with_cards(blocks: Sequence[Block]) -> list[Block]:
    """Lines that name who and when, below a goal, as a table of one row."""
    written: list[Block] = []
    index = 0
    while index < len(blocks):
        card = _card(blocks, index)
        if not card:
            written.append(blocks[index])
            index += 1
            continue
        index += len(card)
        labelled = _labelled(card)
        kinds = {called(label) for label, _ in labelled}
        goal = _goal_above(written, kinds)
        if goal is not None:
            written.pop()
            written.append(_one_row([(level_word(goal.text) or _GOAL_HEADING, _words_of(goal)), *labelled]))
        elif kinds & _WHAT:
            written.append(_one_row(labelled))
        else:  # who and when, of nothing: the document's own facts
            written += card
    return written


def _card(blocks: Sequence[Block], start: int) -> list[Line]:
    """The lines from `start` that name things of one goal, with their bullets; none where it is no such line."""
    kinds: list[Column] = []
    lines: list[Line] = []
    for block in blocks[start:]:
        if not isinstance(block, Line):
            break
        label = _label(block)
        if label is None and not (kinds and block.is_bullet):
            break
        if label is not None and label in kinds:
            break
        if label is not None:
            kinds.append(label)
        lines.append(block)
    named = set(kinds) & (_WHAT | _WHO_OR_WHEN)
    if len(named) > 1 and named & _WHO_OR_WHEN:
        return lines
    return []


def _label(line: Line) -> Column | None:
    """What a line "Ansvarig: Skolchef" names, of what a row says; None for another line."""
    labelled = None if line.is_bullet else _LABELLED.match(line.text)
    if labelled is None:
        return None
    return called(labelled["label"])


def _labelled(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Each label with its words; bullets below it are its own."""
    card: list[tuple[str, str]] = []
    for line in lines:
        labelled = None if line.is_bullet else _LABELLED.match(line.text)
        if labelled is not None:
            card.append((labelled["label"].strip(), labelled["words"].strip()))
            continue
        label, words = card[-1]
        card[-1] = (label, "\n".join(part for part in (words, line.text) if part))
    return card


def _goal_above(written: Sequence[Block], kinds: Collection[Column]) -> Heading | Line | None:
    """The heading or line that the card is about, where the card does not say its goal itself. A title is none."""
    if Column.GOAL in kinds or len(written) < 2:
        return None
    above = written[-1]
    if not isinstance(above, Heading | Line) or (isinstance(above, Heading) and above.level == 0):
        return None
    is_called_a_goal = _NUMBERED.match(above.text) or above.number or _LEVEL_OF_A_GOAL.match(above.text)
    if is_called_a_goal or Column.ACTION not in kinds:
        return above
    return None


def _words_of(goal: Heading | Line) -> str:
    return f"{goal.number} {goal.text}".strip()


def _one_row(card: Sequence[tuple[str, str]]) -> Table:
    headings = tuple(Cell(label) for label, _ in card)
    words = tuple(Cell(said) for _, said in card)
    shown = " ".join(card[0][1].split())[:_SHOWN]
    return Table(CARD.format(words=shown), (headings, words))
