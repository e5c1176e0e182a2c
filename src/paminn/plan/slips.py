"""Slips of the hand that YAML stumbles over, or reads as something else, told as what they are.

The parser stops some lines further on and speaks of something else there; `near` looks for the slip that made it
stop. `in_texts` are those that it accepts: decided words that lose a part, or get marks that nobody decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_HARD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"  # spaces that only look like one
_LIST_MARKS = "–—−‒•·‣▪◦●"
_CURLY = "”“„»«″"

_CONFLICT = re.compile(r"(<{7}|={7}|>{7})(\s|$)")
_HARD_INDENT = re.compile(rf" *[{_HARD}]")
_HARD_BEHIND = re.compile(rf"\s*(-|[^\s\"'#:{{\[][^\"'#:{{\[]*:)[{_HARD}]")
_WRONG_MARK = re.compile(rf"\s*([{_LIST_MARKS}])[\s{_HARD}]")
_GLUED_MARK = re.compile(r"\s*-(?![\s\d-])(.+)")
_QUOTED_FIRST = re.compile(r"""(\s*(?:-\s+)?(?:[^\s"'#:{\[][^"'#:{\[]*:\s+)?)((["']).*?\3\s*[^\s#,:}\]].*)$""")
_BEGINS_PROSE = re.compile(r"[>|][+-]?\d?\s*(#.*)?$")
_KEY = re.compile(r"([^\s,:{}\[\]\"']+)\s*:")
_COMMENT = re.compile(r"\s#")

_IN_CONFLICT = (
    "Här står rader från en konflikt i git. Behåll den ena versionen och ta bort raderna <<<<<<<, ======= och >>>>>>>."
)
_HARD_SPACE = (
    "Här står ett hårt mellanslag, som kommer ur Word eller från en webbsida. Byt det mot ett vanligt mellanslag."
)
_QUOTE = "Texten börjar med ett citattecken men fortsätter efter det andra. Sätt hela texten inom citattecken: {whole}"
_NO_COMMA = "Ett komma saknas före «{key}»."
_NOT_CLOSED = "En hakparentes eller klammer öppnas men stängs inte."
_CUT = (
    "Texten slutar vid #, och «{rest}» läses som en kommentar. Sätt hela texten inom citattecken. "
    "Är det en kommentar: skriv ett mellanslag efter #."
)
_CURLED = (
    "Citattecknen {first}…{last} blir en del av texten. Ta bort dem, eller byt dem mot raka. "
    "Hör de till det som är beslutat: sätt raka citattecken utanför."
)
_NEAR = 3  # lines from the slip to where the parser stops


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong at a line and column, counted from 0."""

    line: int
    column: int
    sentence: str


def list_mark(text: str) -> str:
    """What to write where a row of a list begins with another mark; empty where it does not."""
    wrong = _WRONG_MARK.match(text)
    if wrong is None:
        return ""
    return f"Raden börjar med «{wrong[1]}». En rad i en lista börjar med ett bindestreck och ett mellanslag, «- »."


def misnamed(wanted: str, names: Iterable[str]) -> str:
    """What to do where one of `names` is the file that is missing, by another name; empty where none is."""
    stem, _, _ = wanted.partition(".")
    other_name = re.compile(rf"{stem}( *\(\d+\)| - kopia| - copy)?\.(ya?ml(\.txt)?|txt)", re.IGNORECASE)
    for name in names:
        if not other_name.fullmatch(name):
            continue
        sentence = f"Filen «{name}» ska heta «{wanted}». Byt namn på den."
        if name.lower().endswith(".txt"):
            sentence += " Syns inte ändelsen i Windows: välj Visa och sedan Filnamnstillägg i Utforskaren."
        return sentence
    return ""


def is_hard(text: str) -> bool:
    """Whether there is a hard space in a text."""
    return re.search(f"[{_HARD}]", text) is not None


def softened(text: str) -> str:
    """`text` with plain spaces for its hard ones."""
    return re.sub(f"[{_HARD}]", " ", text)


def near(lines: Sequence[str], line: int, column: int, *, in_brackets: bool) -> Slip | None:
    """The slip that made a parser stop at `line` and `column`, `in_brackets` where it missed a comma or an end."""
    if not lines:
        return None
    for number, text in enumerate(lines):
        if _CONFLICT.match(text):
            return Slip(number, 0, _IN_CONFLICT)
    prose = _prose(lines)
    for number in range(min(line, len(lines) - 1), max(line - _NEAR, 0) - 1, -1):
        slip = _in_line(lines[number], number, is_prose=number in prose)
        if slip is not None:
            return slip
    if in_brackets:
        return _in_brackets(lines, line, column)
    return None


def hard_indents(lines: Sequence[str]) -> Iterator[Slip]:
    """Lines whose indent has a hard space: they may be read as more of the line above."""
    for number, text in enumerate(lines):
        hard = _HARD_INDENT.match(text)
        if hard:
            yield Slip(number, hard.end() - 1, _HARD_SPACE)


def in_text(lines: Sequence[str], line: int, column: int, value: str) -> Slip | None:
    """The slip in a `value` that stands at `line` and `column`: what cuts it short, or quotes of a word processor."""
    if line >= len(lines):
        return None
    opening = lines[line][column : column + 1]
    if opening in ("", '"', "'", ">", "|"):
        return None
    is_quoted = len(value) > 1 and value[0] in _CURLY and value[-1] in _CURLY
    if is_quoted:
        return Slip(line, column, _CURLED.format(first=value[0], last=value[-1]))
    return _cut(lines, line, column, value)


def begins_with_comment(lines: Sequence[str], line: int, column: int) -> Slip | None:
    """ "- #vågafråga": a text that is none, since it begins as a comment does."""
    if line >= len(lines):  # an empty value may stand behind the last line
        return None
    rest = lines[line][column:].strip()
    if not rest.startswith("#") or rest[1:2] in ("", " ", "#"):
        return None
    return Slip(line, column, _CUT.format(rest=rest))


def _in_line(text: str, number: int, *, is_prose: bool) -> Slip | None:
    hard = _HARD_INDENT.match(text)
    if hard is None and not is_prose:
        hard = _HARD_BEHIND.match(text)
    if hard is not None:
        return Slip(number, hard.end() - 1, _HARD_SPACE)
    if is_prose:
        return None
    indent = len(text) - len(text.lstrip())
    sentence = list_mark(text)
    if sentence:
        return Slip(number, indent, sentence)
    glued = _GLUED_MARK.match(text)
    if glued:
        return Slip(number, indent, f"Efter bindestrecket behövs ett mellanslag: «- {glued[1]}».")
    quoted = _QUOTED_FIRST.match(text)
    if quoted:
        return Slip(number, len(quoted[1]), _QUOTE.format(whole=_in_quotes(quoted[2].strip())))
    return None


def _in_quotes(text: str) -> str:
    """`text` in quotes that do not stand in it."""
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def _in_brackets(lines: Sequence[str], line: int, column: int) -> Slip | None:
    """A comma that is missing before a key, or a bracket that is never closed."""
    last = min(line, len(lines) - 1)
    for number in range(last, max(last - _NEAR, 0) - 1, -1):
        if _open_brackets(lines[number]) > 0:
            opened = max(lines[number].rfind("{"), lines[number].rfind("["))
            return Slip(number, opened, _NOT_CLOSED)
    for key in _KEY.finditer(lines[last]):
        if key.start() <= column <= key.end():
            return Slip(last, key.start(), _NO_COMMA.format(key=key[1]))
    return None


def _open_brackets(text: str) -> int:
    opened = text.count("{") + text.count("[")
    closed = text.count("}") + text.count("]")
    return opened - closed


def _prose(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines whose text stands free, below "lydelse: >-"."""
    free = set()
    outer: int | None = None  # the indent of the key above
    for number, text in enumerate(lines):
        indent = len(text) - len(text.lstrip(" "))
        if outer is not None and (not text.strip() or indent > outer):
            free.add(number)
            continue
        outer = None
        if _BEGINS_PROSE.search(text):
            outer = indent
    return frozenset(free)


def _cut(lines: Sequence[str], line: int, column: int, value: str) -> Slip | None:
    """Where a `value` without quotes ends at a # that nothing shows to begin a comment."""
    words: list[str] = []
    wanted = value.split()
    begin = column
    for number in range(line, len(lines)):
        text = lines[number]
        comment = _COMMENT.search(text, begin)
        end = comment.start() if comment else len(text)
        words += text[begin:end].split()
        if comment is not None:
            rest = text[comment.start() + 1 :].strip()
            glued = rest[1:2] not in ("", " ", "#")
            if glued and words[: len(wanted)] == wanted:
                return Slip(number, comment.start() + 1, _CUT.format(rest=rest))
            return None
        if len(words) >= len(wanted):
            return None
        begin = 0
    return None
