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

_CHOICE = rf"(?:{either(CHOICES)})"
_MENU = re.compile(rf"\b{_CHOICE}(?:\W{{1,5}}(?:(?:eller|och|or) )?{_CHOICE}\b){{2,3}}")


def filled(lines: Sequence[str], label: str) -> Iterator[tuple[int, str]]:
    """(line, value) of each field called `label` with words behind it, or on the line below it."""
    for at, line in enumerate(lines):
        match = FIELD.match(line)
        if not match or match[1].lower() != label:
            continue
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if says(match[2]):
            yield at, match[2].strip(" \t*_")
        elif says(below) and not (FIELD.match(below) or HEADING.match(below)):
            yield at + 1, below.strip(" \t*_")


def says(words: str) -> bool:
    return any(character.isalnum() or character == "?" for character in words)


def is_menu(line: str) -> bool:
    """Klar · Pågår · Försenad: a choice that is offered, not made."""
    return bool(_MENU.search(fold(line[:300])))


def goals_of(sent: str) -> tuple[str, ...]:
    """The goals that the form of a reminder of ours asks about."""
    return tuple(dict.fromkeys(match[1] for line in sent.split("\n") if (match := HEADING.match(line))))


def is_marker(line: str) -> bool:
    return MARKER in fold(line[:300])


def machine_lines(text: str) -> tuple[tuple[str, Status], ...]:
    """(goal or "", status) of each DELMAL=1.1 STATUS=KLAR."""
    found = (MACHINE.match(line) for line in text.split("\n"))
    return tuple((match[1] or "", OF_LINK_CODE[match[2].upper()]) for match in found if match)


def without_machine_lines(text: str) -> str:
    """The owner's text: what the link put there is taken out, what was typed behind it stays."""
    lines: list[str] = []
    for line in text.split("\n"):
        match = MACHINE.match(line)
        if not match:
            lines.append(line)
        elif match[3].strip():
            lines.append(match[3].strip())
    return "\n".join(lines).strip("\n")


def drop_untouched(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(what stays, what goes): empty fields go, and a goal's heading with them when all of its fields are empty."""
    kept: list[str] = []
    gone: list[str] = []
    at = 0
    while at < len(lines):
        if HEADING.match(lines[at]) and (end := _block_end(lines, at)) > at + 1:
            stay, go = _fields(lines[at + 1 : end])
            (kept if any(line.strip() for line in stay) else gone).append(lines[at])
            kept += stay
            gone += go
            at = end
        else:
            stay, go = _fields(lines[at : at + 1], lines[at + 1 : at + 2])
            kept += stay
            gone += go
            at += 1
    return kept, gone


def _block_end(lines: Sequence[str], start: int) -> int:
    """A block runs from its heading over fields, their words and empty lines to the next heading."""
    end, last = start + 1, start
    while end < len(lines) and not HEADING.match(lines[end]):
        if FIELD.match(lines[end]):
            last = end
        end += 1
    return last + 1


def _fields(lines: Sequence[str], after: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    stay: list[str] = []
    go: list[str] = []
    for line, following in zip(lines, [*lines[1:], *(after or [""])], strict=False):
        match = FIELD.match(line)
        answered_below = following.strip() and not FIELD.match(following) and not HEADING.match(following)
        (go if match and not match[2].strip() and not answered_below else stay).append(line)
    return stay, go
