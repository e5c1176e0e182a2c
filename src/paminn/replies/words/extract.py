"""The owner's own words, and everything else beside them: nothing is thrown away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from paminn.replies.mail.clean import tidy
from paminn.replies.model import Flag
from paminn.replies.words.banner import split_banner
from paminn.replies.words.form import drop_untouched
from paminn.replies.words.heads import Cut
from paminn.replies.words.inline import Finder, points_down
from paminn.replies.words.known import Known
from paminn.replies.words.quote import depth_of, find_cut, heads_below
from paminn.replies.words.quoted_form import read_form
from paminn.replies.words.sent import Sent
from paminn.replies.words.signature import is_app_line, split_signature
from paminn.replies.words.under import Typed, typed_under


@dataclass(frozen=True, slots=True, repr=False)
class Extracted:
    """What the owner wrote, what was taken away, and how the owner signed.

    `above` and `typed` are all of what the owner wrote, where some of it stands inside the very mail we sent.
    """

    text: str
    removed: str = ""
    signature: str = ""
    flags: tuple[Flag, ...] = ()
    above: str = ""
    typed: tuple[Typed, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line below the head: the owner's words in it, or the quoted words. `form`: it is of the form, filled in."""

    own: str | None
    quoted: str | None = None
    form: bool = False

    @property
    def says_quoted(self) -> bool:
        return self.quoted is not None and bool(self.quoted.strip())


@dataclass(frozen=True, slots=True)
class _Below:
    """The lines below the head, and what in them a person must look at."""

    lines: list[_Line]
    flags: tuple[Flag, ...] = ()


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
    below = _below(above, lines[cut.end :], cut, known, ours, coloured)
    top, signature = split_signature(above, sender_name)
    last = _last_quoted(below.lines)
    inside, apps = _typed_inside(below.lines[: last + 1])
    after, signature_below = _written_under(below.lines[last + 1 :], sender_name)

    flags: list[Flag] = []
    if any(line.strip() for line in inside) or points_down("\n".join(top)):
        flags.append(Flag.ANSWER_IN_QUOTE)
    flags += below.flags
    quoted = [line.quoted for line in below.lines if line.quoted is not None]
    gathered = _Gathered(
        own=[*top, "", *inside, "", *after],
        removed=[banner, *head, *quoted],
        signature=[*signature, *apps, *signature_below],
    )
    extracted = replace(_extracted(gathered, from_html), flags=tuple(dict.fromkeys(flags)))
    if "".join(after).strip():  # what is written below all goals may be meant for any of them
        return extracted
    typed = typed_under(_spoken(below.lines[: last + 1]), ours)
    return replace(extracted, above="\n".join(top), typed=typed)


def _below(
    above: Sequence[str], rest: Sequence[str], cut: Cut, known: Known, sent: Sent, coloured: Sequence[str]
) -> _Below:
    """Whose each line of `rest`, which stands below the head, is. `above` is what stands above it."""
    base = cut.depth or _base(rest, sent)
    end = len(rest) if base else heads_below(rest, known)
    contents = _contents(rest, base, end)
    blocks, again = read_form(contents, sent, above)
    if not cut.own:  # somebody else's mail: whose words its form holds is for a person to see
        lines = _walked(rest, base, [None] * len(rest), sent)
        return _Below(lines, (Flag.ANSWER_IN_QUOTE,) if blocks else ())

    form_lines: set[int] = set()
    for block in blocks:
        form_lines.update(block.lines)
    read_elsewhere = form_lines | again
    finder = Finder(sent, known, coloured, [*above, *(contents[index] for index in sorted(read_elsewhere))])
    to_walk: list[str] = []
    for index, content in enumerate(contents):
        of_our_mail = depth_of(rest[index])[0] == base and index not in read_elsewhere
        to_walk.append(content if of_our_mail else "")
    typed = finder.walk(to_walk)
    typed += [None] * (len(rest) - len(to_walk))
    lines = _walked(rest, base, typed, sent)

    for block in blocks:
        for index in block.lines:
            lines[index] = _Line("", form=True)
        lines[block.lines[0]] = _Line(block.text, form=True)
    for index in again:
        lines[index] = _Line(None, rest[index])
    return _Below(lines, (Flag.UNKNOWN_IN_QUOTE,) if finder.unsure else ())


def _base(rest: Sequence[str], sent: Sent) -> int:
    """How deep the quoted mail is marked. An owner may have begun to write right under its head, without a mark."""
    depths = [depth_of(line) for line in rest if line.strip()]
    if depths and depths[0][0]:
        return depths[0][0]
    ours = [depth for depth, content in depths if sent.is_long(content)]
    return min(ours, default=0)


def _contents(rest: Sequence[str], base: int, end: int) -> list[str]:
    """The quoted mail's lines without their marks; what stands between them without a mark belongs to it too."""
    depths = [depth_of(line) for line in rest[:end]]
    last = -1
    for index, (depth, content) in enumerate(depths):
        if depth >= base and content.strip():
            last = index
    contents: list[str] = []
    for index, (depth, content) in enumerate(depths):
        belongs = depth <= base and index <= last
        contents.append(content if belongs else "")
    return contents


def _walked(rest: Sequence[str], base: int, typed: Sequence[str | None], sent: Sent) -> list[_Line]:
    """Each line as the owner's or as quoted. Below a marked quote, what has no mark is the owner's."""
    if not base:
        return [_line(own, line) for own, line in zip(typed, rest, strict=True)]
    lines: list[_Line] = []
    sent.reset()
    speaking = False  # the owner has begun to write below the quote, and may cite
    for own, line in zip(typed, rest, strict=True):
        depth, content = depth_of(line)
        if depth >= base:
            sent.knows(content)
            cited = speaking and own == content.strip()
            lines.append(_Line(line) if cited else _line(own, line))
        elif not line.strip():
            lines.append(_Line(""))
        elif sent.continues(line):  # the tail of a quoted line that was broken
            lines.append(_Line(None, line))
        else:
            speaking = True
            lines.append(_Line(line))
    return lines


def _line(own: str | None, line: str) -> _Line:
    """What the owner typed at the end of a line of ours is theirs; the line as it stands can be read all the same."""
    if own is None:
        return _Line(None, line)
    typed = own.rsplit("\n", 1)[-1].strip()
    whole = typed == depth_of(line)[1].strip()
    return _Line(own, None if whole else line)


def _last_quoted(below: Sequence[_Line]) -> int:
    """Where the quoted mail ends, or -1."""
    for index in range(len(below) - 1, -1, -1):
        if below[index].form or below[index].says_quoted:
            return index
    return -1


def _typed_inside(quoted: Sequence[_Line]) -> tuple[list[str], list[str]]:
    """(what the owner typed inside the quoted mail, what a telephone added there)."""
    inside: list[str] = []
    apps: list[str] = []
    gap = False
    for line in quoted:
        own = line.own
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


def _written_under(lines: Sequence[_Line], sender_name: str) -> tuple[list[str], list[str]]:
    """(what the owner wrote under the quoted mail, the signature there)."""
    under = [line.own for line in lines if line.own is not None]
    return split_signature(under, sender_name)


def _spoken(quoted: Sequence[_Line]) -> list[tuple[str | None, str | None]]:
    """(typed, ours) of each line of the quoted mail; what a telephone adds is nobody's words."""
    spoken: list[tuple[str | None, str | None]] = []
    for line in quoted:
        own = line.own
        if own is not None and is_app_line(own):
            own = None
        spoken.append((own, line.quoted))
    return spoken


def _extracted(gathered: _Gathered, from_html: bool) -> Extracted:
    own = "\n".join(gathered.own).split("\n")
    kept, untouched = drop_untouched(own)
    if from_html:  # an indentation in HTML, not a citation
        kept = [depth_of(line)[1] for line in kept]
    return Extracted(
        text=re.sub(r"\n{3,}", "\n\n", _joined(kept)).strip(),
        removed=_joined([*gathered.removed, *untouched]),
        signature=_joined(gathered.signature),
    )


def _joined(lines: Sequence[str]) -> str:
    text, _ = tidy("\n".join(lines))
    return text.strip()
