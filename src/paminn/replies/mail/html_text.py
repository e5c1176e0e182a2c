"""HTML as lines of text, block by block, in one linear walk that no nesting can break.

libxml2 takes it apart as HTML5 tells browsers to, and hands over one tag after another: no tree is built.

Quoted blocks get "> ", hidden text is left out, and what a person has coloured is remembered: many answer so, in red,
inside the mail they were sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from paminn.replies.lexicon.comparing import words
from paminn.replies.mail.html_sheet import Sheet, Tag, holds_for_a_reader, read_sheet, tag_of
from paminn.replies.mail.html_style import PLAIN, Style, style_of

MAX_HTML = 400_000

_BLOCKS = words(
    "address article aside blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tbody tfoot thead tr ul"
)
_VOID = words("area base br col embed hr img input link meta source track wbr o:p")
_KEEPS_BREAKS = words("pre textarea")
_LISTS = words("ol ul")
_CELLS = words("td th")
_SKIPPED = words("script style head title")
_BODY = re.compile(r"<body\b[^<>]{0,2000}>", re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>?")
_BEGUN = re.compile(r"^<(?:!--|[A-Za-z!?/][\w:-]*>?)")
_END = "\ue000"  # a character that no mail has, put last
_BLANKS = re.compile(r"[ \t\r\n\f]+")

_ALL_BLANKS = "\u00a0 "
_NEAR = 29  # tags that a closing one may leave unclosed
_DEEPEST = 20  # quoted blocks that are marked
_MOST_TRIED = 8  # places at which a tag that nothing ends may begin


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The lines as a reader sees them, and the pieces of them that are coloured, in order.

    `hidden`: words were there that no reader sees; `concealed` are those that a style hides.
    """

    lines: tuple[str, ...]
    coloured: tuple[str, ...] = ()
    hidden: bool = False
    concealed: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@lru_cache(maxsize=8)  # our own page is asked for by each answer to it
def read_html(source: str) -> HtmlText:
    """What a reader of this HTML sees, taken apart as a browser does it."""
    source = source[:MAX_HTML]
    sheet = read_sheet("\n".join(_walked(source, Sheet()).sheets))
    page = _read(source, sheet)
    if page.hidden and not any(character.isalnum() for character in page.text):
        # White on what the writer's program shows as black.
        return replace(_read(source, sheet, in_any_colour=True), hidden=True)
    return page


def _read(source: str, sheet: Sheet, *, in_any_colour: bool = False) -> HtmlText:
    reader = _walked(source + _END, sheet, in_any_colour=in_any_colour)
    if not reader.has_reached_end:  # a tag that nothing ends has swallowed the rest
        whole, rest = _before_endless_tag(source)
        reader = _walked(whole, sheet, in_any_colour=in_any_colour)
        reader.flush()
        reader.unseen(rest)
    reader.flush()
    return HtmlText(tuple(reader.lines), tuple(reader.coloured), reader.hidden, tuple(reader.concealed))


def _walked(source: str, sheet: Sheet, *, in_any_colour: bool = False) -> _Reader:
    reader = _Reader(sheet, in_any_colour=in_any_colour)
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=True)
    parser.feed(b"<html>" + _body_of(source).encode("utf-8", "replace"))  # so that an empty page is one too
    parser.feed(source.encode("utf-8", "replace"))
    parser.close()
    return reader


def _body_of(source: str) -> str:
    """The tag that the page's body begins with: the parser tells of the first alone."""
    body = _BODY.search(source)
    if body is None or body[0].count('"') % 2 or body[0].count("'") % 2:
        return "<body>"
    return body[0]


def _before_endless_tag(source: str) -> tuple[str, str]:
    """(what stands before the last tag that nothing ends, the words that it swallows)."""
    start = len(source)
    for _ in range(_MOST_TRIED):
        start = source.rfind("<", 0, start)
        if start < 0:
            break
        if _walked(source[:start] + _END, Sheet()).has_reached_end:
            return source[:start], _TAG.sub(" ", _BEGUN.sub("", source[start:]))
    return source, ""


class _Reader:
    """Gathers lines. Styles are a flat stack: a closing tag takes the nearest of its name, if it is near."""

    def __init__(self, sheet: Sheet, *, in_any_colour: bool) -> None:
        self.lines: list[str] = []
        self.sheets: list[str] = []  # what stands in the page's own style sheets
        self._sheet = sheet
        self._in_any_colour = in_any_colour
        self._in_sheet = False
        self._path: list[Tag] = []  # what is on the stack, for the style sheet's selectors
        self.coloured: list[str] = []
        self.hidden = False
        self.concealed: list[str] = []
        self.has_reached_end = False
        self._skipping = 0  # of the tags on the stack, how many hold nothing for a reader
        self._pieces: list[tuple[str, bool]] = []  # of the line that is being written, each coloured or not
        self._stack: list[tuple[str, Style]] = []
        self._style = PLAIN
        # Of the tags on the stack, how many hide, quote, link and keep line breaks.
        self._hiding = 0
        self._quoting = 0
        self._linking = 0
        self._keeping = 0
        self._numbers: list[int | None] = []  # of each list on the stack, the last item's number

    # What the parser tells, in the order in which it stands.

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _SKIPPED:
            self._skipping += 1
            self._in_sheet = name == "style" and holds_for_a_reader(attributes.get("media", ""))
            return
        for value in attributes.values():
            if "</" in value:  # its quotes were never closed, or twice
                self.flush()
                self.unseen(_TAG.sub(" ", value))
        if name == "br":
            self._end_line()
            return
        if name in _BLOCKS:
            self.flush()
        if name in _VOID:
            return
        declared = None
        if self._sheet.rules:
            self._path.append(tag_of(name, attributes))
            declared = self._sheet.declared(self._path, attributes.get("style", ""))
        style = style_of(name, attributes, self._style, declared)
        self._stack.append((name, style))
        self._count(name, style, 1)
        self._style = style
        if name in _LISTS:
            self._numbers.append(0 if name == "ol" else None)
        elif name == "li":
            self._pieces.append((self._bullet(), False))

    def end(self, name: str) -> None:
        if name in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
            self._in_sheet = False
            return
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
        del self._path[opened:]
        self._style = self._stack[-1][1] if self._stack else PLAIN
        if name == "p" and not style.tight:
            self.lines.append("")
        elif name in _CELLS:
            self._pieces.append((" ", False))

    def data(self, text: str) -> None:
        if self._in_sheet:
            self.sheets.append(text)
        if self._skipping:
            return
        if _END in text:
            self.has_reached_end = True
            text = text.replace(_END, "")
        if self._hiding or self._is_unseen():
            if any(character.isalnum() for character in text):
                self.hidden = True
                self.concealed.append(" ".join(text.split()))
        elif self._keeping:
            self._words_with_breaks(text)
        else:
            text = _BLANKS.sub(" ", text)
            if text != " " or self._pieces:
                chosen = self._style.coloured and not self._linking
                self._pieces.append((text, chosen))

    def comment(self, text: str) -> None:
        """Nobody sees it."""

    def close(self) -> None:
        """Nothing more comes."""

    def unseen(self, text: str) -> None:
        """Words that a browser does not show, for the page is broken there: a person must see them all the same."""
        words = " ".join(text.split())
        if any(character.isalnum() for character in words):
            self.lines.append(words)
            self.hidden = True

    def flush(self) -> None:
        """End the line, if there is one."""
        if any(piece.strip(" ") for piece, _ in self._pieces):
            self._end_line()
        else:
            self._pieces.clear()

    def _is_unseen(self) -> bool:
        """The tag that the words stand in makes them so, whatever it stands inside."""
        style = self._style
        return style.small or style.invisible or (style.is_blank and not self._in_any_colour)

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
