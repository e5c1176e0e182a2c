"""The subject of a mail: what programs put in front of it, and what it begins with."""

from __future__ import annotations

import re

from paminn.replies.lexicon.comparing import fold
from paminn.replies.mail.addresses import addresses_in
from paminn.replies.mail.letter import Letter

_PREFIX = re.compile(r"\s*(?:re|sv|aw|antw|vs|vb|fw|fwd|vl|wg|tr)\s{0,3}(?:\[\d{1,3}\])?\s{0,3}:", re.I)
_MOST_PREFIXES = 20
_MOST_LINES = 400


def split_subject(subject: str) -> tuple[tuple[str, ...], str]:
    """("SV: VB: Påminnelse") -> (("sv", "vb"), "Påminnelse")."""
    prefixes: list[str] = []
    while len(prefixes) < _MOST_PREFIXES:
        match = _PREFIX.match(subject)
        if match is None:
            break
        prefixes.append(re.sub(r"[^a-z]", "", match[0].lower()))
        subject = subject[match.end() :]
    return tuple(prefixes), subject.strip()


def folded_subject(letter: Letter) -> str:
    """The subject without its prefixes, folded for comparing."""
    _, bare = split_subject(letter.subject)
    return fold(bare)


def names_any(letter: Letter, addresses: frozenset[str]) -> bool:
    """One of these addresses stands in the text, as ours does in the head of a quoted mail of ours."""
    for line in letter.text.split("\n")[:_MOST_LINES]:
        if "@" in line and addresses_in(line) & addresses:
            return True
    return False
