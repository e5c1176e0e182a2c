"""What we put into our own mails to be filled in: the form's fields, the machine line, the marker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paminn.replies.lexicon.comparing import either, fold
from paminn.replies.lexicon.denials import NO, NOT, NOTHING
from paminn.replies.lexicon.statuses import CHOICES, OF_LINK_CODE
from paminn.replies.words.goal_numbers import LEVEL, NUMBER, as_in_the_plan
from paminn.standing.answer import Status

MARKER = "skriv ditt svar ovanfor den har raden"

FIELD = re.compile(r"^[\s>*_•-]{0,6}(status|gjort i år|återstår|nytt datum)[*_]{0,2}\s{0,3}[:=][*_]{0,2}(.*)$", re.I)
HEADING = re.compile(rf"^[\s>*_•-]{{0,6}}{LEVEL}\s{{1,3}}({NUMBER})\.?[*_:]{{0,3}}\s*$", re.I)
MACHINE = re.compile(
    rf"^[\s>]{{0,6}}(?:DELM[AÅ]L\s{{0,2}}=\s{{0,2}}({NUMBER})[\s;,+]{{1,4}})?"
    rf"STATUS\s{{0,2}}=\s{{0,2}}({either(OF_LINK_CODE)})(?![\w-])(.*)$",
    re.I,
)

_SIGNS = " \t.,:;!*_/|–—-•·"
_ASKS_FOR_ONE_THING = ("status", "nytt datum")
_NOTHING = (
    NOTHING | NO | NOT | frozenset({"x", "n/a", "na", "none", "no", "ej aktuellt", "inte aktuellt", "ingen andring"})
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
        value = field[2]
        if is_left_blank(label, value):
            continue
        if says(value):
            yield index, value.strip(_DECORATION)
            continue
        for below in lines[index + 1 : index + 2]:
            if says(below) and not is_of_form(below):
                yield index + 1, below.strip(_DECORATION)


def says(words: str) -> bool:
    """There is anything in it."""
    return any(character.isalnum() or character == "?" for character in words)


def is_left_blank(label: str, value: str) -> bool:
    """Something is in it that says nothing: "-", or "inget" where a status or a day is asked for."""
    bare = fold(value).strip(_SIGNS)
    if not bare:
        return bool(value.strip())
    return label.lower() in _ASKS_FOR_ONE_THING and bare in _NOTHING


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
            goals[as_in_the_plan(heading[1])] = None
    return tuple(goals)


def machine_lines(text: str) -> tuple[tuple[str, Status], ...]:
    """(goal or "", status) of each DELMAL=1.1 STATUS=KLAR."""
    statuses: list[tuple[str, Status]] = []
    for line in text.split("\n"):
        machine = MACHINE.match(line)
        if machine:
            goal = machine[1] or ""
            statuses.append((goal, OF_LINK_CODE[machine[2].upper()]))
    return tuple(statuses)


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
            end = index + 1
            following = lines[end : end + 1]
            stays, goes = _fields_apart(lines[index:end], following)
        else:
            stays, goes = _block_apart(lines[index:end])
        kept += stays
        gone += goes
        index = end
    return kept, gone


def _block_apart(block: Sequence[str]) -> tuple[list[str], list[str]]:
    """(what stays, what goes) of a goal's heading and its fields."""
    heading = [block[0]]
    stays, goes = _fields_apart(block[1:], following=())
    answered = any(line.strip() and not _is_refused(line) for line in stays)
    if answered:
        return heading + stays, goes
    return stays, heading + goes


def _fields_apart(lines: Sequence[str], following: Sequence[str]) -> tuple[list[str], list[str]]:
    """(what stays, what goes) of some lines; the first of `following` stands below the last of them."""
    stays: list[str] = []
    goes: list[str] = []
    below = [*lines[1:], *following, ""]
    for line, line_below in zip(lines, below, strict=False):
        if _is_untouched(line, line_below):
            goes.append(line)
        else:
            stays.append(line)
    return stays, goes


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
    if not field:
        return False
    if is_left_blank(field[1], field[2]):
        return True
    if field[2].strip():
        return False
    return not below.strip() or is_of_form(below)


def _is_refused(line: str) -> bool:
    """A field that says "inget", whichever it is."""
    field = FIELD.match(line)
    return field is not None and fold(field[2]).strip(_SIGNS) in _NOTHING
