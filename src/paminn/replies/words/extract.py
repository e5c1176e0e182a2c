"""The owner's own words, and everything else beside them: nothing is thrown away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from paminn.replies.codes import find_references
from paminn.replies.mail.clean import tidy
from paminn.replies.model import Flag
from paminn.replies.words.banner import split_banner
from paminn.replies.words.form import drop_untouched, is_marker, is_menu, is_of_form
from paminn.replies.words.heads import Cut
from paminn.replies.words.inline import Finder, points_down
from paminn.replies.words.known import Known
from paminn.replies.words.lines import Line, marked
from paminn.replies.words.quote import find_cut, heads_below
from paminn.replies.words.quoted_form import read_form
from paminn.replies.words.sent import Sent
from paminn.replies.words.signature import is_app_line, split_signature
from paminn.replies.words.under import Typed, typed_under

_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, repr=False)
class Extracted:
    """What the owner wrote, what was taken away, how the owner signed, and what of the taken is ours.

    `above` and `typed` are all of what the owner wrote, where some of it stands inside the very mail we sent.
    """

    text: str
    removed: str = ""
    signature: str = ""
    ours: str = ""
    flags: tuple[Flag, ...] = ()
    above: str = ""
    typed: tuple[Typed, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line below the head: the owner's words in it, or the quoted words. `form`: it is of the form, filled in."""

    own: str | None
    quoted: str | None = None
    form: bool = False

    @property
    def ends_quote(self) -> bool:
        """The quoted mail reaches this far."""
        return self.form or bool(self.quoted and self.quoted.strip())


@dataclass(slots=True)
class _Gathered:
    """The lines that make up an answer, from the top down."""

    own: list[str]
    removed: list[str]
    signature: list[str]


def extract(
    text: str,
    known: Known,
    *,
    sent: str = "",
    sender_name: str = "",
    coloured: Sequence[str] = (),
    from_html: bool = False,
) -> Extracted:
    """Cuts `text` by what we know: our marker, our address, our name, and the very lines we sent."""
    text, banner = split_banner(text)
    lines = text.split("\n")
    ours = Sent(sent)
    cut = find_cut(lines, known, ours)
    if cut is None:
        top, signature = split_signature(lines, sender_name)
        return _extracted(_Gathered([*top, ""], [banner], signature), from_html)

    above = lines[: cut.start]
    head = lines[cut.start : cut.end]
    is_empty_above = not any(line.strip() for line in above)
    if cut.own and is_empty_above and _nothing_of_ours_in(lines[cut.end :], ours):
        answer, signature = split_signature(lines[cut.end :], sender_name)
        return _extracted(_Gathered(answer, [banner, *head], signature), from_html)
    below = _Below(lines[cut.end :], cut, known, ours)
    pieces = below.told_apart(above, coloured)
    end = _end_of_quote(pieces)
    quote = pieces[:end]
    top, signature = split_signature(above, sender_name)
    inside, apps = _typed_inside(quote)
    after, signature_below = _written_under(pieces[end:], sender_name)

    flags: list[Flag] = []
    if any(line.strip() for line in inside) or points_down("\n".join(top)):
        flags.append(Flag.ANSWER_IN_QUOTE)
    flags += below.flags
    quoted = [piece.quoted for piece in pieces if piece.quoted is not None]
    gathered = _Gathered(
        own=[*top, "", *inside, "", *after],
        removed=[banner, *head, *quoted],
        signature=[*signature, *apps, *signature_below],
    )
    extracted = replace(_extracted(gathered, from_html), flags=tuple(dict.fromkeys(flags)))
    extracted = replace(extracted, ours=_ours_in([*head, *quoted], cut, ours))
    if "".join(after).strip():  # what is written below all goals may be meant for any of them
        return extracted
    return replace(
        extracted,
        above="\n".join(top),
        typed=typed_under(_spoken(quote), ours),
    )


def _ours_in(lines: Sequence[str], cut: Cut, sent: Sent) -> str:
    """Of what was quoted, the lines of our own mail, with the head above it where it is ours."""
    sent.reset()
    head = cut.end - cut.start
    mine: list[str] = []
    for index, line in enumerate(lines):
        content = marked(line).content
        is_of_head = cut.own and index < head
        if content.strip() and (is_of_head or sent.knows(content) or is_marker(content)):
            mine.append(line)
    return _joined(mine)


def _nothing_of_ours_in(below: Sequence[str], sent: Sent) -> bool:
    """Whether a kept head has nothing of our mail left below it, but something else: then that is the answer."""
    sent.reset()
    spoken = [line for line in below if line.strip()]
    for line in spoken:
        if marked(line).depth or is_marker(line) or is_menu(line) or is_of_form(line) or find_references(line):
            return False
        if sent.is_long(line) or sent.beyond(line) or sent.within(line):
            return False
    return bool(spoken)


class _Below:
    """The lines below the head of the quoted mail: whose each of them is."""

    def __init__(self, rest: Sequence[str], cut: Cut, known: Known, sent: Sent) -> None:
        self.flags: list[Flag] = []  # what in them a person must look at
        self._rest = rest
        self._lines = [marked(line) for line in rest]
        self._own = cut.own
        self._known = known
        self._sent = sent
        self._base = cut.depth or _base(self._lines, sent)  # how deep the quoted mail is marked

    def told_apart(self, above: Sequence[str], coloured: Sequence[str]) -> list[_Piece]:
        """Each line as a piece. `above` is what stands above the head, `coloured` what is written in a colour."""
        contents = self._contents()
        blocks, again = read_form(contents, self._sent, above)
        if not self._own:  # somebody else's mail: whose words its form holds is for a person to see
            if blocks:
                self.flags.append(Flag.ANSWER_IN_QUOTE)
            return self._pieces([None] * len(self._lines))

        of_form: set[int] = set(again)
        for block in blocks:
            of_form.update(block.lines)
        typed = self._typed(contents, of_form, above, coloured)
        pieces = self._pieces(typed)
        for block in blocks:
            for index in block.lines:
                pieces[index] = _Piece("", form=True)
            pieces[block.lines[0]] = _Piece(block.text, form=True)
        for index in again:
            pieces[index] = _Piece(None, self._rest[index])
        return pieces

    def _contents(self) -> list[str]:
        """The quoted mail's lines without their marks; what stands between them without a mark belongs to it too."""
        end = len(self._lines)
        if not self._base:
            end = heads_below(self._rest, self._known)
        lines = self._lines[:end]
        last = -1
        for index, line in enumerate(lines):
            if line.depth >= self._base and not line.is_empty:
                last = index
        contents: list[str] = []
        for index, line in enumerate(lines):
            belongs = index <= last and line.depth <= self._base
            contents.append(line.content if belongs else "")
        return contents

    def _typed(
        self, contents: Sequence[str], of_form: set[int], above: Sequence[str], coloured: Sequence[str]
    ) -> list[str | None]:
        """For each line what the owner typed there, the form aside."""
        read_elsewhere = [contents[index] for index in sorted(of_form)]
        finder = Finder(self._sent, self._known, coloured, [*above, *read_elsewhere])
        walked: list[str] = []
        for index, content in enumerate(contents):
            of_quote = index not in of_form and self._lines[index].depth == self._base
            walked.append(content if of_quote else "")
        typed = finder.walk(walked)
        if finder.unsure:
            self.flags.append(Flag.UNKNOWN_IN_QUOTE)
        missing = len(self._lines) - len(typed)
        return typed + [None] * missing

    def _pieces(self, typed: Sequence[str | None]) -> list[_Piece]:
        """Each line as the owner's or as quoted. Below a marked quote, what has no mark is the owner's."""
        if not self._base:
            return [_piece(own, line) for own, line in zip(typed, self._lines, strict=True)]
        pieces: list[_Piece] = []
        sent = self._sent
        sent.reset()
        speaking = False  # the owner has begun to write below the quote, and may cite
        for own, line in zip(typed, self._lines, strict=True):
            if line.depth >= self._base:
                sent.knows(line.content)
                cited = speaking and own == line.content.strip()
                pieces.append(_Piece(line.whole) if cited else _piece(own, line))
            elif not line.whole.strip():
                pieces.append(_Piece(""))
            elif sent.continues(line.whole):  # the tail of a quoted line that was broken
                pieces.append(_Piece(None, line.whole))
            else:
                speaking = True
                pieces.append(_Piece(line.whole))
        return pieces


def _base(lines: Sequence[Line], sent: Sent) -> int:
    """How deep the quoted mail is marked. An owner may have begun to write right under its head, without a mark."""
    spoken = [line for line in lines if line.whole.strip()]
    if spoken and spoken[0].depth:
        return spoken[0].depth
    ours = [line.depth for line in spoken if sent.is_long(line.content)]
    return min(ours, default=0)


def _piece(own: str | None, line: Line) -> _Piece:
    """What the owner typed at the end of a line of ours is theirs; the line as it stands can be read all the same."""
    if own is None:
        return _Piece(None, line.whole)
    if own.strip() == line.content.strip():
        return _Piece(own)
    return _Piece(own, line.whole)


def _end_of_quote(pieces: Sequence[_Piece]) -> int:
    """Behind the last line of the quoted mail."""
    for end in range(len(pieces), 0, -1):
        if pieces[end - 1].ends_quote:
            return end
    return 0


def _typed_inside(quote: Sequence[_Piece]) -> tuple[list[str], list[str]]:
    """(what the owner typed inside the quoted mail, what a telephone added there)."""
    inside: list[str] = []
    apps: list[str] = []
    gap = False
    for piece in quote:
        own = piece.own
        if own is None or not own.strip():
            gap = True
        elif is_app_line(own):
            apps.append(own)
        else:
            if gap and inside:
                inside.append("")
            inside.append(own)
            gap = False
    return inside, apps


def _written_under(pieces: Sequence[_Piece], sender_name: str) -> tuple[list[str], list[str]]:
    """(what the owner wrote under the quoted mail, the signature there)."""
    under = [piece.own for piece in pieces if piece.own is not None]
    return split_signature(under, sender_name)


def _spoken(quote: Sequence[_Piece]) -> list[tuple[str | None, str | None]]:
    """(typed, ours) of each line of the quoted mail; what a telephone adds is nobody's words."""
    spoken: list[tuple[str | None, str | None]] = []
    for piece in quote:
        own = piece.own
        if own is not None and is_app_line(own):
            own = None
        spoken.append((own, piece.quoted))
    return spoken


def _extracted(gathered: _Gathered, from_html: bool) -> Extracted:
    own = "\n".join(gathered.own).split("\n")
    kept, untouched = drop_untouched(own)
    if from_html:  # an indentation in HTML, not a citation
        kept = [marked(line).content for line in kept]
    text = _EMPTY_LINES.sub("\n\n", _joined(kept))
    return Extracted(
        text=text.strip(),
        removed=_joined([*gathered.removed, *untouched]),
        signature=_joined(gathered.signature),
    )


def _joined(lines: Sequence[str]) -> str:
    text, _ = tidy("\n".join(lines))
    return text.strip()
