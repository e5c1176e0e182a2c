"""HTML as lines of text, block by block, in one linear walk that no nesting can break.

Quoted blocks get "> ", hidden text is left out, and what a person has coloured is remembered: many answer so, in red,
inside the mail they were sent.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from paminn.replies.lexicon.comparing import words
from paminn.replies.mail.html_style import Style, style_of

MAX_HTML = 400_000

_BLOCKS = words(
    "address article aside blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tbody tfoot thead tr ul"
)
_VOID = words("area base br col embed hr img input link meta source track wbr o:p")
_KEEPS_BREAKS = words("pre textarea")
_LISTS = words("ol ul")
_CELLS = words("td th")
_SKIPPED = ("script", "style", "head", "title")
_ENDS = {name: re.compile(rf"</{name}\b[^>]{{0,50}}>", re.I) for name in _SKIPPED}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,30})")
_BLANKS = re.compile(r"[ \t\r\n\f]+")

_ALL_BLANKS = "\u00a0 "
_NEAR = 29  # tags that a closing one may leave unclosed
_DEEPEST = 20  # quoted blocks that are marked
_FARTHEST = 4_000  # characters from where a tag begins to where a ">" within it is looked for


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The lines as a reader sees them, and the pieces of them that are coloured, in order."""

    lines: tuple[str, ...]
    coloured: tuple[str, ...] = ()
    hidden: bool = False  # words were there that no reader sees

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class _Words:
    source: str


@dataclass(frozen=True, slots=True)
class _Opened:
    name: str
    attributes: str


@dataclass(frozen=True, slots=True)
class _Closed:
    name: str


_Token = _Words | _Opened | _Closed


@lru_cache(maxsize=8)  # our own page is asked for by each answer to it
def read_html(source: str) -> HtmlText:
    """What a reader of this HTML sees."""
    reader = _Reader()
    for token in _tokens(source[:MAX_HTML]):
        match token:
            case _Words():
                reader.words(token.source)
            case _Opened():
                reader.open(token.name, token.attributes)
            case _Closed():
                reader.close(token.name)
    reader.flush()
    return HtmlText(tuple(reader.lines), tuple(reader.coloured), reader.hidden)


def _tokens(source: str) -> Iterator[_Token]:
    """Words and tags in order; comments and what no reader sees are passed over."""
    endless: set[str] = set()  # what has been looked for in vain: nothing ends it any more
    last_end = source.rfind(">")
    place = 0
    while place < len(source):
        start = source.find("<", place)
        if start < 0:
            break
        if start > place:
            yield _Words(source[place:start])

        if source.startswith("<!--", start) and "-->" not in endless:
            comment_end = source.find("-->", start + 4)
            if comment_end >= 0:
                place = comment_end + 3
                continue
            endless.add("-->")

        tag = _TAG.match(source, start)
        declaration = source[start + 1 : start + 2] in ("!", "?")
        end = _tag_end(source, start) if tag or declaration else -1
        if end < 0:
            yield _Words("<")
            place = start + 1
            if place > last_end:  # no tag can end any more
                break
            continue

        place = end + 1
        if tag is None:
            continue
        name = tag[2].lower()
        if tag[1]:
            yield _Closed(name)
            continue
        yield _Opened(name, source[tag.end() : end])
        if name in _SKIPPED and name not in endless:
            closing = _ENDS[name].search(source, place)
            if closing:
                place = closing.end()
            else:
                endless.add(name)
    if place < len(source):
        yield _Words(source[place:])


def _tag_end(source: str, start: int) -> int:
    """Where the tag ends; a ">" within an attribute's quotes is passed over, a few times and not too far."""
    farthest = start + _FARTHEST
    end = source.find(">", start)
    for _ in range(5):
        if end < 0:
            return end
        quotes = source.count('"', start, min(end, farthest))
        if quotes % 2 == 0:
            return end
        following = source.find(">", end + 1, farthest)
        if following < 0:
            return end
        end = following
    return end


class _Reader:
    """Gathers lines. Styles are a flat stack: a closing tag takes the nearest of its name, if it is near."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.coloured: list[str] = []
        self.hidden = False
        self._pieces: list[tuple[str, bool]] = []  # of the line that is being written, each coloured or not
        self._stack: list[tuple[str, Style]] = []
        self._in_colour = False
        # Of the tags on the stack, how many hide, quote, link and keep line breaks.
        self._hiding = 0
        self._quoting = 0
        self._linking = 0
        self._keeping = 0
        self._numbers: list[int | None] = []  # of each list on the stack, the last item's number

    def open(self, name: str, attributes: str) -> None:
        if name == "br":
            self._end_line()
            return
        if name in _BLOCKS:
            self.flush()
        if name in _VOID or attributes.endswith("/"):
            return
        style = style_of(name, attributes, self._in_colour)
        self._stack.append((name, style))
        self._count(name, style, 1)
        self._in_colour = style.coloured
        if name in _LISTS:
            self._numbers.append(0 if name == "ol" else None)
        elif name == "li":
            self._pieces.append((self._bullet(), False))

    def close(self, name: str) -> None:
        if name in _BLOCKS:
            self.flush()
        opened = self._nearest(name)
        if opened is None:
            return
        for inner, style in self._stack[opened:]:
            self._count(inner, style, -1)
            if inner in _LISTS and self._numbers:
                self._numbers.pop()
        _, style = self._stack[opened]
        del self._stack[opened:]
        self._in_colour = bool(self._stack) and self._stack[-1][1].coloured
        if name == "p" and not style.tight:
            self.lines.append("")
        elif name in _CELLS:
            self._pieces.append((" ", False))

    def words(self, source: str) -> None:
        text = html.unescape(source)
        if self._hiding:
            if any(character.isalnum() for character in text):
                self.hidden = True
        elif self._keeping:
            self._words_with_breaks(text)
        else:
            text = _BLANKS.sub(" ", text)
            if text != " " or self._pieces:
                chosen = self._in_colour and not self._linking
                self._pieces.append((text, chosen))

    def flush(self) -> None:
        """End the line, if there is one."""
        if any(piece.strip(" ") for piece, _ in self._pieces):
            self._end_line()
        else:
            self._pieces.clear()

    def _words_with_breaks(self, text: str) -> None:
        first, *others = text.split("\n")
        self._pieces.append((first, False))
        for line in others:
            self._end_line()
            self._pieces.append((line, False))

    def _nearest(self, name: str) -> int | None:
        """Where the tag that is closed was opened, if that was not too long ago."""
        last = len(self._stack) - 1
        for index in range(last, max(-1, last - _NEAR), -1):
            if self._stack[index][0] == name:
                return index
        return None

    def _end_line(self) -> None:
        text = "".join(piece for piece, _ in self._pieces).strip(" ")
        mark = "> " * min(self._quoting, _DEEPEST)
        self.lines.append((mark + text).rstrip(" "))
        self.coloured += self._runs_of_colour()
        self._pieces.clear()

    def _runs_of_colour(self) -> list[str]:
        """The coloured pieces of the line, neighbouring ones as one; blanks between them belong to them."""
        runs: list[str] = []
        run = ""
        for piece, coloured in [*self._pieces, ("", False)]:
            blank = bool(piece) and not piece.strip(_ALL_BLANKS)
            if coloured or (run and blank):
                run += piece
                continue
            if run.strip(_ALL_BLANKS):
                runs.append(" ".join(run.split()))
            run = ""
        return runs

    def _count(self, name: str, style: Style, by: int) -> None:
        if style.hidden:
            self._hiding += by
        if name == "blockquote":
            self._quoting += by
        elif name == "a":
            self._linking += by
        elif name in _KEEPS_BREAKS:
            self._keeping += by

    def _bullet(self) -> str:
        if not self._numbers or self._numbers[-1] is None:
            return "- "
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}. "
