"""The question to a person when a time plan cannot be read, with a wording that could have been meant."""

from __future__ import annotations

from difflib import get_close_matches

from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.tokens import Symbol
from paminn.plan.timeframe.words import SPELLABLE

_MODELS = (
    "Klart ht 2025",
    "Klart vt 2026",
    "Klart senast den 31 mars 2026",
    "Senast den 31 mars 2026",
    "Påbörjas ht 2025",
    "Löpande",
    "Vt 2026",
    "Ht 2026",
    "Årligen",
    "Årligen i november",
    "Årligen senast den 1 mars",
    "Halvårsvis",
    "Kvartalsvis",
    "Första kvartalet 2026",
    "Under 2026",
    "Under planperioden",
    "Vid behov",
    "Tills vidare",
)
_SHOWN = 160  # characters of the text repeated in a question
_LONGEST_WORD = 24


def misspelt(symbols: list[Symbol]) -> dict[int, str]:
    """For each unknown word that is nearly one of ours: its place among `symbols` -> the word meant."""
    found = {}
    for place, symbol in enumerate(symbols):
        if symbol.kind is Is.STRAY and 3 < len(symbol.text) <= _LONGEST_WORD:
            close = get_close_matches(symbol.text.lower(), SPELLABLE, n=1, cutoff=0.8)
            if close and abs(len(close[0]) - len(symbol.text)) < 2:
                found[place] = close[0]
    return found


def corrected(text: str, symbols: list[Symbol], words: dict[int, str]) -> str:
    """`text` with the words at those places respelt, keeping a leading capital."""
    for place in sorted(words, reverse=True):
        symbol = symbols[place]
        word = words[place].capitalize() if symbol.text[:1].isupper() else words[place]
        text = text[: symbol.start] + word + text[symbol.end :]
    return text


def question(text: str, reason: str, meant: str) -> str:
    """What is asked. `meant` is a wording that can be read, or empty for the nearest model phrase."""
    shown = text if len(text) <= _SHOWN else text[:_SHOWN].rstrip() + "…"
    if not shown:
        return "Tidplanen är tom. Skriv till exempel «Klart ht 2025» eller «Löpande»."
    if not meant and not reason:
        lowered = {model.lower(): model for model in _MODELS}
        close = get_close_matches(shown.lower(), lowered, n=1, cutoff=0.6)
        meant = lowered[close[0]] if close and lowered[close[0]] != shown else ""
    hint = f"Menade du «{meant}»?" if meant else "Skriv till exempel «Klart ht 2025» eller «Löpande»."
    return " ".join(part for part in (f"Jag förstår inte «{shown}».", reason, hint) if part)
