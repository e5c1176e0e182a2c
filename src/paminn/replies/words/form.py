"""What we put into our own mails to be filled in: the form's fields, the machine line, the marker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paminn.replies.lexicon.comparing import either, fold
from paminn.replies.lexicon.statuses import CHOICES, OF_LINK_CODE
from paminn.standing.answer import Status

MARKER = "skriv ditt svar ovanfor den har raden"

FIELD = re.compile(r"^[\s>*_•-]{0,6}(status|gjort i år|återstår|nytt datum)[*_]{0,2}\s{0,3}[:=][*_]{0,2}(.*)$", re.I)
HEADING = re.compile(r"^[\s>*_•-]{0,6}delmål\s{1,3}(\d{1,3}(?:\.\d{1,3}){0,3})\.?[*_:]{0,3}\s*$", re.I)
MACHINE = re.compile(
    r"^[\s>]{0,6}(?:DELM[AÅ]L\s{0,2}=\s{0,2}(\d{1,3}(?:\.\d{1,3}){0,3})[\s;,+]{1,4})?"
    rf"STATUS\s{{0,2}}=\s{{0,2}}({either(OF_LINK_CODE)})(?![\w-])(.*)$",
    re.I,
)

_DECORATION = " \t*_"
_CHOICE = rf"(?:{either(CHOICES)})"
_MENU = re.compile(rf"\b{_CHOICE}(?:\W{{1,5}}(?:(?:eller|och|or) )?{_CHOICE}\b){{2,3}}")
_LONGEST_LINE = 300  # of ours


def filled(lines: Sequence[str], label: str) -> Iterator[tuple[int, str]]:
    """(line, value) of each field called `label` with words behind it, or on the line below it."""
    for index, line in enumerate(lines):
        field = FIELD.match(line)
        if not field or field[1].lower() != label:
            continue
        if says(field[2]):
            yield index, field[2].strip(_DECORATION)
            continue
        below = lines[index + 1] if index + 1 < len(lines) else ""
        if says(below) and not is_of_form(below):
            yield index + 1, below.strip(_DECORATION)


def says(words: str) -> bool:
    """There is anything in it."""
    return any(character.isalnum() or character == "?" for character in words)


def is_of_form(line: str) -> bool:
    """A field or a goal's heading."""
    return bool(FIELD.match(line) or HEADING.match(line))


def is_menu(line: str) -> bool:
    """Klar · Pågår · Försenad: a choice that is offered, not made."""
    return bool(_MENU.search(fold(line[:_LONGEST_LINE])))


def is_marker(line: str) -> bool:
    """Skriv ditt svar ovanför den här raden."""
    return MARKER in fold(line[:_LONGEST_LINE])


def goals_of(sent: str) -> tuple[str, ...]:
    """The goals that the form of a reminder of ours asks about."""
    goals: dict[str, None] = {}
    for line in sent.split("\n"):
        heading = HEADING.match(line)
        if heading:
            goals[heading[1]] = None
    return tuple(goals)


def machine_lines(text: str) -> tuple[tuple[str, Status], ...]:
    """(goal or "", status) of each DELMAL=1.1 STATUS=KLAR."""
    told: list[tuple[str, Status]] = []
    for line in text.split("\n"):
        machine = MACHINE.match(line)
        if machine:
            goal = machine[1] or ""
            told.append((goal, OF_LINK_CODE[machine[2].upper()]))
    return tuple(told)


def without_machine_lines(text: str) -> str:
    """The owner's text: what the link put there is taken out, what was typed behind it stays."""
    lines: list[str] = []
    for line in text.split("\n"):
        machine = MACHINE.match(line)
        if not machine:
            lines.append(line)
        elif machine[3].strip():
            lines.append(machine[3].strip())
    return "\n".join(lines).strip("\n")


def drop_untouched(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(what stays, what goes): empty fields go, and a goal's heading with them when all of its fields are empty."""
    kept: list[str] = []
    gone: list[str] = []
    index = 0
    while index < len(lines):
        end = _block_end(lines, index)
        if end is None:
            below = lines[index + 1] if index + 1 < len(lines) else ""
            (gone if _is_untouched(lines[index], below) else kept).append(lines[index])
            index += 1
            continue
        block = lines[index + 1 : end]
        fields_kept: list[str] = []
        fields_gone: list[str] = []
        for line, below in zip(block, [*block[1:], ""], strict=True):
            (fields_gone if _is_untouched(line, below) else fields_kept).append(line)
        answered = any(line.strip() for line in fields_kept)
        (kept if answered else gone).append(lines[index])
        kept += fields_kept
        gone += fields_gone
        index = end
    return kept, gone


def _block_end(lines: Sequence[str], start: int) -> int | None:
    """Where a goal's block ends: with the last field above the next heading. None where no block begins."""
    if not HEADING.match(lines[start]):
        return None
    end = None
    for index in range(start + 1, len(lines)):
        if HEADING.match(lines[index]):
            break
        if FIELD.match(lines[index]):
            end = index + 1
    return end


def _is_untouched(line: str, below: str) -> bool:
    """A field with nothing behind it, nor words of an answer on the line below it."""
    field = FIELD.match(line)
    if not field or field[2].strip():
        return False
    return not below.strip() or is_of_form(below)
