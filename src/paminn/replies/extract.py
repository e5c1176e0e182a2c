"""The owner's own words, and everything else beside them: nothing is thrown away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paminn.replies.banner import split_banner
from paminn.replies.clean import tidy
from paminn.replies.form import drop_untouched
from paminn.replies.inline import Finder, points_down
from paminn.replies.known import Known
from paminn.replies.quote import Cut, depth_of, find_cut, heads_below
from paminn.replies.sent import Sent
from paminn.replies.signature import is_app_line, split_signature

IN_QUOTE = "svar_i_citatet"
QUOTE_LEFT = "citat_kvar"


@dataclass(frozen=True, slots=True)
class Extracted:
    """What the owner wrote, what was taken away, and how the owner signed."""

    text: str
    removed: str = ""
    signature: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line below the head: the owner's words in it, or the quoted words."""

    own: str | None
    quoted: str | None = None


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
    inside, after, late = _arrange(below, sender_name)
    quoted = [line.quoted for line in below if line.quoted is not None]
    flags = _flags(top, inside)
    return _gathered(top, [*inside, "", *after], [banner, *head, *quoted], [*signature, *late], from_html, flags)


def _below(
    above: Sequence[str], rest: Sequence[str], cut: Cut, known: Known, sent: Sent, coloured: Sequence[str]
) -> list[_Line]:
    first = next((line for line in rest if line.strip()), "")
    base = cut.depth or depth_of(first)[0]
    finder = Finder(sent, known, coloured, above)
    if not base:
        end = heads_below(rest, known) if cut.own else 0
        answers = [*finder.walk(rest[:end]), *([None] * (len(rest) - end))]
        return [_Line(own, None if own is not None else line) for own, line in zip(answers, rest, strict=True)]
    depths = [depth_of(line) for line in rest]
    ours = [content if cut.own and depth == base else "" for depth, content in depths]
    found = finder.walk(ours)
    lines: list[_Line] = []
    sent.reset()
    speaking = False  # the owner has begun to write below the quote, and may cite
    for (depth, content), typed, line in zip(depths, found, rest, strict=True):
        if depth >= base:
            sent.knows(content)
            cited = line if speaking and typed == content.strip() else typed
            lines.append(_Line(cited, None if cited is not None else line))
        elif not line.strip():
            lines.append(_Line(""))
        elif sent.continues(line):  # the tail of a quoted line that was broken
            lines.append(_Line(None, line))
        else:
            speaking = True
            lines.append(_Line(line))
    return lines


def _arrange(below: Sequence[_Line], sender_name: str) -> tuple[list[str], list[str], list[str]]:
    """(typed inside the quote, written under it, signature under it)."""
    last = max((at for at, line in enumerate(below) if line.quoted is not None and line.quoted.strip()), default=-1)
    inside: list[str] = []
    gap = False
    for line in below[: last + 1]:
        if line.own is None or not line.own.strip():
            gap = True
        elif not is_app_line(line.own):
            inside += ["", line.own] if gap and inside else [line.own]
            gap = False
    under = [line.own or "" for line in below[last + 1 :] if line.own is not None]
    after, signature = split_signature(under, sender_name)
    return inside, after, signature


def _flags(top: Sequence[str], inside: Sequence[str]) -> tuple[str, ...]:
    typed = any(line.strip() for line in inside)
    return (IN_QUOTE,) if typed or points_down("\n".join(top)) else ()


def _gathered(
    top: Sequence[str],
    below: Sequence[str],
    removed: Sequence[str],
    signature: Sequence[str],
    from_html: bool,
    flags: tuple[str, ...],
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
