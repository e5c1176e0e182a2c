"""The short machine words of the replies and the outbox, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from paminn.texts.render import render


def told(word: str) -> str:
    """A word such as "svar_i_citatet" in Swedish; "person (tomt_svar)" in both parts; a sentence stays as it is."""
    first, _, rest = word.partition(" (")
    if rest.endswith(")") and first in _words():
        return f"{told(first)}: {told(rest[:-1])}"
    return _words().get(word, word)


def status_word(status: str) -> str:
    """Klar, Pågår, Försenad or Ej påbörjad."""
    return _words("status.txt")[status]


def all_told(words: Iterable[str]) -> str:
    return ", ".join(told(word) for word in words)


def outcome(state: str, channel: str = "email") -> str:
    """How a message ended, in the five words that people are told, or "ej skickat".

    What a Teams flow has taken may still be nowhere to be seen, so it is never called sent.
    """
    words = _words("outcomes.txt")
    return words.get(f"{channel} {state}", words[state])


@cache
def _words(file: str = "replies/words.txt") -> dict[str, str]:
    lines = render(file).splitlines()
    return {word: sentence.strip() for word, _, sentence in (line.partition(":") for line in lines if line)}
