"""An abbreviation is spelt out where a reader first meets it, in the words of the plan's own definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_SHORT = re.compile(r"[A-ZÅÄÖ]{2,6}")
_NOTHING = re.compile(r"(?!)")


class SpellOut:
    """Used for one message or page from top to bottom; remembers what it has explained."""

    def __init__(self, definitions: Mapping[str, str]) -> None:
        self._unexplained: dict[str, str] = {}
        for term, definition in definitions.items():
            if _SHORT.fullmatch(term):
                self._unexplained[term] = _inside_a_sentence(definition)
        self._pattern = _any_of(self._unexplained)

    def __call__(self, text: str) -> str:
        """`text` with "VINR" as "VINR (våld i nära relation)" the first time, unless it is explained right there."""
        return self._pattern.sub(self._explained, text)

    def _explained(self, match: re.Match[str]) -> str:
        short = match[0]
        words = self._unexplained.pop(short, None)
        before = match.string[: match.start()]
        after = match.string[match.end() :]
        if words is None or before.endswith("(") or after.startswith(" ("):
            return short
        return f"{short} ({words})"


def _inside_a_sentence(definition: str) -> str:
    words = definition.rstrip(".")
    return words[:1].lower() + words[1:]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Matches each of `words` where it stands as a word of its own; nothing where there are none."""
    alternatives = "|".join(re.escape(word) for word in words)
    if not alternatives:
        return _NOTHING
    return re.compile(rf"\b(?:{alternatives})\b")
