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

from paminn.replies.lexicon.vocabulary import words
from paminn.replies.mail.html_style import Style, style_of

MAX_HTML = 400_000

_BLOCKS = words(
    "address article aside blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main "
    "nav ol p pre section table tbody tfoot thead tr ul"
)
_SKIPPED = {name: re.compile(rf"</{name}\b[^>]{{0,50}}>", re.I) for name in ("script", "style", "head", "title")}
_VOID = words("area base br col embed hr img input link meta source track wbr o:p")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,30})")
_BLANKS = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The lines as a reader sees them, and the pieces of them that are coloured, in order."""

    lines: tuple[str, ...]
    coloured: tuple[str, ...] = ()
    hidden: bool = False  # words were there that no reader sees

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@lru_cache(maxsize=8)  # our own page is asked for by each answer to it
def read_html(source: str) -> HtmlText:
    """What a reader of this HTML sees."""
    reader = _Reader()
    for slash, name, rest in _tokens(source[:MAX_HTML]):
        if not name:
            reader.words(rest)
        elif slash:
            reader.close(name)
        else:
            reader.open(name, rest)
    reader.flush()
    return HtmlText(tuple(reader.lines), tuple(reader.coloured), reader.hidden)


def _tokens(source: str) -> Iterator[tuple[str, str, str]]:
    """("", "", text), ("", name, attributes) and ("/", name, "") in order."""
    at, size, endless = 0, len(source), set[str]()
    last_end = source.rfind(">")
    while at < size:
        start = source.find("<", at)
        if start < 0:
            break
        if start > at:
            yield "", "", source[at:start]
        if source.startswith("<!--", start) and "-->" not in endless:
            end = source.find("-->", start + 4)
            if end >= 0:
                at = end + 3
                continue
            endless.add("-->")
        tag = _TAG.match(source, start)
        end = _tag_end(source, start) if tag or source[start + 1 : start + 2] in ("!", "?") else -1
        if end < 0:
            yield "", "", "<"
            at = start + 1
            if at > last_end:  # no tag can end any more
                break
            continue
        at = end + 1
        if not tag:
            continue
        name = tag[2].lower()
        yield tag[1], name, source[tag.end() : end]
        if not tag[1] and name in _SKIPPED and name not in endless:
            closing = _SKIPPED[name].search(source, at)
            if closing:
                at = closing.end()
            else:
                endless.add(name)
    if at < size:
        yield "", "", source[at:]


def _tag_end(source: str, start: int) -> int:
    """Where the tag ends; a ">" within an attribute's quotes is passed over, a few times and not too far."""
    end = source.find(">", start)
    for _ in range(5):
        inside = source[start : min(end, start + 4_000)]
        if end < 0 or (inside.count('"') % 2 == 0):
            return end
        following = source.find(">", end + 1, start + 4_000)
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
        self._pieces: list[tuple[str, bool]] = []
        self._stack: list[tuple[str, Style]] = []
        self._unseen = self._depth = self._links = self._pre = 0
        self._coloured = False
        self._bullets: list[int] = []

    def open(self, name: str, attributes: str) -> None:
        if name == "br":
            self._break()
            return
        if name in _BLOCKS:
            self.flush()
        if name in _VOID or attributes.endswith("/"):
            return
        style = style_of(name, attributes, self._coloured)
        self._stack.append((name, style))
        self._count(name, style, 1)
        self._coloured = style.coloured
        if name in ("ol", "ul"):
            self._bullets.append(0 if name == "ol" else -1)
        elif name == "li":
            self._bullet()

    def close(self, name: str) -> None:
        if name in _BLOCKS:
            self.flush()
        near = range(len(self._stack) - 1, max(-1, len(self._stack) - 30), -1)
        at = next((index for index in near if self._stack[index][0] == name), None)
        if at is None:
            return
        for inner, style in self._stack[at:]:
            self._count(inner, style, -1)
            if inner in ("ol", "ul") and self._bullets:
                self._bullets.pop()
        paragraph = name == "p" and not self._stack[at][1].tight
        del self._stack[at:]
        self._coloured = self._stack[-1][1].coloured if self._stack else False
        if paragraph:
            self.lines.append("")
        elif name in ("td", "th"):
            self._pieces.append((" ", False))

    def words(self, source: str) -> None:
        text = html.unescape(source)
        if self._unseen:
            self.hidden = self.hidden or any(character.isalnum() for character in text)
            return
        if self._pre:
            first, *others = text.split("\n")
            self._pieces.append((first, False))
            for other in others:
                self._break()
                self._pieces.append((other, False))
            return
        text = _BLANKS.sub(" ", text)
        if text != " " or self._pieces:
            self._pieces.append((text, self._coloured and not self._links))

    def flush(self) -> None:
        """End the line, if there is one."""
        if any(piece.strip(" ") for piece, _ in self._pieces):
            self._break()
        else:
            self._pieces.clear()

    def _break(self) -> None:
        prefix = "> " * min(self._depth, 20)
        text = "".join(piece for piece, _ in self._pieces).strip(" ")
        self.lines.append((prefix + text).rstrip(" "))
        self.coloured += self._merged()
        self._pieces.clear()

    def _merged(self) -> Iterator[str]:
        """Neighbouring coloured pieces as one."""
        run = ""
        for piece, coloured in [*self._pieces, ("", False)]:
            if coloured or (run and piece.strip("\u00a0 ") == "" and piece):
                run += piece
            else:
                if run.strip("\u00a0 "):
                    yield " ".join(run.split())
                run = ""

    def _count(self, name: str, style: Style, by: int) -> None:
        self._unseen += by * style.hidden
        self._depth += by * (name == "blockquote")
        self._links += by * (name == "a")
        self._pre += by * (name in ("pre", "textarea"))

    def _bullet(self) -> None:
        if self._bullets and self._bullets[-1] >= 0:
            self._bullets[-1] += 1
            self._pieces.append((f"{self._bullets[-1]}. ", False))
        else:
            self._pieces.append(("- ", False))
