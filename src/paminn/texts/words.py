"""The short machine words of the replies and the outbox, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from paminn.texts.render import render


def told(word: str) -> str:
    """A word such as "svar_i_citatet" in Swedish; "person (tomt_svar)" in both parts; a sentence stays as it is."""
    first, _, rest = word.partition(" (")
    if rest.endswith(")") and first in pairs():
        return f"{told(first)}: {told(rest[:-1])}"
    return pairs().get(word, word)


def status_word(status: str) -> str:
    """Klar, Pågår, Försenad or Ej påbörjad."""
    return pairs("status.txt")[status]


def all_told(words: Iterable[str]) -> str:
    return ", ".join(told(word) for word in words)


def outcome(state: str, channel: str = "email", door: str = "") -> str:
    """How a message ended, in the one word that people are told everywhere.

    What a Teams flow has taken may still be nowhere to be seen, so it is never called sent; nor is what only lies in
    a folder called confirmed.
    """
    words = pairs("outcomes.txt")
    return words.get(f"{channel} {state}") or words.get(f"{door} {state}") or words[state]


@cache
def pairs(file: str = "replies/words.txt") -> dict[str, str]:
    """The lines "word: sentence" of a template."""
    lines = render(file).splitlines()
    return {word: sentence.strip() for word, _, sentence in (line.partition(":") for line in lines if line)}
