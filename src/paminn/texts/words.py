"""The short machine words of the replies and the outbox, as people read them."""

from __future__ import annotations

from collections.abc import Iterable

from paminn.reminders.outbox import Channel, Door
from paminn.texts.pairs import pairs

_WORDS = "replies/words.txt"


def told(word: str) -> str:
    """Why a mail was read as it was, such as "auto-submitted", in Swedish; a sentence stays as it is."""
    return pairs(_WORDS).get(word, word)


def status_word(status: str) -> str:
    """Klar, Pågår, Försenad or Ej påbörjad."""
    return pairs("status.txt")[status]


def flag_word(flag: str) -> str:
    """What people read of the value of a `Flag`."""
    return pairs(_WORDS)[flag]


def all_told(flags: Iterable[str]) -> str:
    return ", ".join(flag_word(flag) for flag in flags)


def outcome(state: str, channel: Channel = Channel.EMAIL, door: Door | None = None) -> str:
    """How a message ended, in the one word that people are told everywhere.

    What a Teams flow has taken may still be nowhere to be seen, so it is never called sent; nor is what only lies in
    a folder called confirmed.
    """
    words = pairs("outcomes.txt")
    return words.get(f"{channel} {state}") or words.get(f"{door} {state}") or words[state]
