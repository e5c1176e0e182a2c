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
    """A line below the head: the owner's words in it, or the quoted words."""

    own: str | None
    quoted: str | None = None
    form: bool = False


@dataclass(frozen=True, slots=True)
class _Below:
    """The lines below the head, and what in them a person must look at."""

    lines: list[_Line]
    flags: tuple[Flag, ...] = ()


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
        return _gathered(top, [], [banner], signature, from_html, ())
    head, rest = lines[cut.start : cut.end], lines[cut.end :]
    below = _below(lines[: cut.start], rest, cut, known, ours, coloured)
    top, signature = split_signature(lines[: cut.start], sender_name)
    inside, after, late = _arrange(below.lines, sender_name)
    quoted = [line.quoted for line in below.lines if line.quoted is not None]
    flags = tuple(dict.fromkeys([*_flags(top, inside), *below.flags]))
    made = _gathered(top, [*inside, "", *after], [banner, *head, *quoted], [*signature, *late], from_html, flags)
    if "".join(after).strip():
        return made
    return replace(made, above="\n".join(top), typed=typed_under(_spoken(below.lines), ours))


def _below(
    above: Sequence[str], rest: Sequence[str], cut: Cut, known: Known, sent: Sent, coloured: Sequence[str]
) -> _Below:
    base = cut.depth or _base(rest, sent)
    contents = _contents(rest, base, heads_below(rest, known) if not base else len(rest))
    blocks, again = read_form(contents, sent, above)
    if not cut.own:  # somebody else's mail: whose words its form holds is for a person to see
        return _Below(_walked(rest, base, [None] * len(rest), sent), (Flag.ANSWER_IN_QUOTE,) if blocks else ())
    form = {at: block for block in blocks for at in block.lines}
    finder = Finder(sent, known, coloured, [*above, *(contents[at] for at in sorted({*form, *again}))])
    ours = [
        line if at not in form and at not in again and depth_of(rest[at])[0] == base else ""
        for at, line in enumerate(contents)
    ]
    found = [*finder.walk(ours), *([None] * (len(rest) - len(ours)))]
    lines = _walked(rest, base, found, sent)
    for at, block in form.items():
        lines[at] = _Line(block.text if at == block.lines[0] else "", form=True)
    for at in again:
        lines[at] = _Line(None, rest[at])
    return _Below(lines, (Flag.UNKNOWN_IN_QUOTE,) if finder.unsure else ())


def _base(rest: Sequence[str], sent: Sent) -> int:
    """How deep the quoted mail is marked. An owner may have begun to write right under its head, without a mark."""
    depths = [depth_of(line) for line in rest if line.strip()]
    first = depths[0][0] if depths else 0
    return first or min((depth for depth, content in depths if sent.is_long(content)), default=0)


def _contents(rest: Sequence[str], base: int, end: int) -> list[str]:
    """The quoted mail's lines without their marks; what stands between them without a mark belongs to it too."""
    depths = [depth_of(line) for line in rest[:end]]
    last = max((at for at, (depth, content) in enumerate(depths) if depth >= base and content.strip()), default=-1)
    return [content if depth <= base and at <= last else "" for at, (depth, content) in enumerate(depths)]


def _walked(rest: Sequence[str], base: int, found: Sequence[str | None], sent: Sent) -> list[_Line]:
    """Each line as the owner's or as quoted. Below a marked quote, what has no mark is the owner's."""
    if not base:
        return [_line(own, line) for own, line in zip(found, rest, strict=True)]
    lines: list[_Line] = []
    sent.reset()
    speaking = False  # the owner has begun to write below the quote, and may cite
    for typed, line in zip(found, rest, strict=True):
        depth, content = depth_of(line)
        if depth >= base:
            sent.knows(content)
            lines.append(_Line(line) if speaking and typed == content.strip() else _line(typed, line))
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
    whole = own.rsplit("\n", 1)[-1].strip() == depth_of(line)[1].strip()
    return _Line(own, None if whole else line)


def _arrange(below: Sequence[_Line], sender_name: str) -> tuple[list[str], list[str], list[str]]:
    """(typed inside the quote, written under it, signature under it)."""
    last = _last(below)
    inside: list[str] = []
    apps: list[str] = []
    gap = False
    for line in below[: last + 1]:
        if line.own is None or not line.own.strip():
            gap = True
        elif is_app_line(line.own):
            apps.append(line.own)
        else:
            inside += ["", line.own] if gap and inside else [line.own]
            gap = False
    under = [line.own or "" for line in below[last + 1 :] if line.own is not None]
    after, signature = split_signature(under, sender_name)
    return inside, after, [*apps, *signature]


def _last(below: Sequence[_Line]) -> int:
    """Where the quoted mail ends."""
    return max((at for at, line in enumerate(below) if line.form or (line.quoted or "").strip()), default=-1)


def _spoken(below: Sequence[_Line]) -> list[tuple[str | None, str | None]]:
    """(typed, ours) of each line of the quoted mail; what a telephone adds is nobody's words."""
    inside = below[: _last(below) + 1]
    return [(None if line.own is None or is_app_line(line.own) else line.own, line.quoted) for line in inside]


def _flags(top: Sequence[str], inside: Sequence[str]) -> tuple[Flag, ...]:
    typed = any(line.strip() for line in inside)
    return (Flag.ANSWER_IN_QUOTE,) if typed or points_down("\n".join(top)) else ()


def _gathered(
    top: Sequence[str],
    below: Sequence[str],
    removed: Sequence[str],
    signature: Sequence[str],
    from_html: bool,
    flags: tuple[Flag, ...],
) -> Extracted:
    own = "\n".join([*top, "", *below]).split("\n")
    kept, untouched = drop_untouched(own)
    if from_html:  # an indentation in HTML, not a citation
        kept = [depth_of(line)[1] for line in kept]
    return Extracted(
        re.sub(r"\n{3,}", "\n\n", tidy("\n".join(kept))[0]).strip(),
        tidy("\n".join([*removed, *untouched]))[0].strip(),
        tidy("\n".join(signature))[0].strip(),
        flags,
    )
