"""How an answer is written on a command line, so that it can be pasted and read again as it was meant.

Names stand as they are, but for the two signs that part them: where several names are listed a comma of a name is
written twice, and on either side of the equals sign an equals sign of a name is. No name begins or ends with a blank.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator

from paminn.plan.comparing.model import Answer, Said

_NEEDS_NO_QUOTES = re.compile(r"[\w.,=@/+-]+")
# What a shell reads within double quotes too.
_READ_IN_QUOTES = re.compile(r'["$`\\!]')
_COMMAS = re.compile(",,|,")
_EQUALS = re.compile("==|=")


def flag(said: Said) -> str:
    """As it is written on the command line; "" where nothing is said."""
    written = []
    for old, new in said.same:
        written.append(_option(Answer.SAME, _sides(old, new)))
    for old, news in said.split:
        written.append(_option(Answer.SPLIT, _sides(old, _listed(news))))
    for olds, new in said.merge:
        written.append(_option(Answer.MERGE, _sides(_listed(olds), new)))
    for old in said.removed:
        written.append(_option(Answer.REMOVED, old))
    return " ".join(written)


def several_in(text: str) -> tuple[str, ...]:
    """The names of a list, as "2.1,2.2"; of "Chef,, vuxen,Soc IT" the first is "Chef, vuxen"."""
    names = (_single(piece.strip(), ",") for piece in _pieces(text, _COMMAS))
    return tuple(name for name in names if name)


def sides_in(text: str) -> tuple[str, str]:
    """What stands on either side of the last equals sign that is not written twice; ("", text) where none is."""
    *before, after = _pieces(text, _EQUALS)
    return _single("=".join(before).strip(), "="), _single(after.strip(), "=")


def _option(answer: Answer, value: str) -> str:
    """Double quotes are read alike by every shell that people paste into, single ones where a sign would be read."""
    quoted = value
    if _READ_IN_QUOTES.search(value):
        quoted = shlex.quote(value)
    elif not _NEEDS_NO_QUOTES.fullmatch(value):
        quoted = f'"{value}"'
    if value.startswith("-"):  # else it would be taken for an option itself
        return f"--{answer}={quoted}"
    return f"--{answer} {quoted}"


def _sides(old: str, new: str) -> str:
    return _joined((_double(old, "="), _double(new, "=")), "=")


def _listed(names: Iterable[str]) -> str:
    return _joined((_double(name, ",") for name in names), ",")


def _joined(names: Iterable[str], sign: str) -> str:
    """With a blank before a name that begins with the sign, so that the sign between them stays alone."""
    written = ""
    for name in names:
        if written:
            written += sign
            if name.startswith(sign):
                written += " "
        written += name
    return written


def _double(name: str, sign: str) -> str:
    return name.replace(sign, sign * 2)


def _single(name: str, sign: str) -> str:
    return name.replace(sign * 2, sign)


def _pieces(text: str, signs: re.Pattern[str]) -> Iterator[str]:
    """What stands between the signs that are not written twice."""
    begin = 0
    for sign in signs.finditer(text):
        if len(sign[0]) == 1:
            yield text[begin : sign.start()]
            begin = sign.end()
    yield text[begin:]
