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
    for token in _Scanner(source[:MAX_HTML]).tokens():
        match token:
            case _Words():
                reader.words(token.source)
            case _Opened():
                reader.open(token.name, token.attributes)
            case _Closed():
                reader.close(token.name)
    reader.flush()
    return HtmlText(tuple(reader.lines), tuple(reader.coloured), reader.hidden)


class _Scanner:
    """Takes the source apart into words and tags; comments and what no reader sees are passed over."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._place = 0
        self._last_end = source.rfind(">")
        self._endless: set[str] = set()  # what has been looked for in vain: nothing ends it any more

    def tokens(self) -> Iterator[_Token]:
        """In the order in which they stand."""
        while True:
            start = self._source.find("<", self._place)
            if start < 0 or start > self._last_end:  # no tag can end any more
                break
            if start > self._place:
                yield _Words(self._source[self._place : start])
            self._place = start
            if self._passes_comment():
                continue
            yield from self._tag()
        if self._place < len(self._source):
            yield _Words(self._source[self._place :])

    def _passes_comment(self) -> bool:
        if not self._source.startswith("<!--", self._place) or "-->" in self._endless:
            return False
        end = self._source.find("-->", self._place + 4)
        if end < 0:
            self._endless.add("-->")
            return False
        self._place = end + 3
        return True

    def _tag(self) -> Iterator[_Token]:
        """The tag that begins here, or the sign that begins none."""
        start = self._place
        tag = _TAG.match(self._source, start)
        declaration = self._source[start + 1 : start + 2] in ("!", "?")
        end = -1
        if tag or declaration:
            end = _tag_end(self._source, start)
        if end < 0:
            self._place = start + 1
            yield _Words("<")
            return
        self._place = end + 1
        if tag is None:
            return
        name = tag[2].lower()
        closing = bool(tag[1])
        if closing:
            yield _Closed(name)
            return
        yield _Opened(name, self._source[tag.end() : end])
        if name in _SKIPPED:
            self._pass_to_end_of(name)

    def _pass_to_end_of(self, name: str) -> None:
        if name in self._endless:
            return
        closing = _ENDS[name].search(self._source, self._place)
        if closing is None:
            self._endless.add(name)
        else:
            self._place = closing.end()


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
