"""An abbreviation is spelt out where a reader first meets it, in the words of the plan's own definitions."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SHORT = re.compile(r"[A-ZÅÄÖ]{2,6}")


class SpellOut:
    """Used for one message or page from top to bottom; remembers what it has explained."""

    def __init__(self, definitions: Mapping[str, str]) -> None:
        self._words = {
            short: long.rstrip(".")[:1].lower() + long.rstrip(".")[1:]
            for short, long in definitions.items()
            if _SHORT.fullmatch(short)
        }
        self._pattern = re.compile(rf"\b({'|'.join(map(re.escape, self._words))})\b") if self._words else None

    def __call__(self, text: str) -> str:
        """`text` with "VINR" as "VINR (våld i nära relation)" the first time, unless it is explained right there."""
        return self._pattern.sub(lambda match: self._explained(match, text), text) if self._pattern else text

    def _explained(self, match: re.Match[str], text: str) -> str:
        short = match[1]
        already = text[: match.start()].endswith("(") or text[match.end() :].startswith(" (")
        long = self._words.pop(short, None)
        return short if long is None or already else f"{short} ({long})"
