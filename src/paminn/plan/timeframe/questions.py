"""The question to a person when a time plan cannot be read, with a wording that could have been meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.tokens import Symbol
from paminn.plan.timeframe.vocabulary import SPELLABLE

# What a text that says nothing else may be nearly; those with a year are held against texts that have one.
_MODELS = (
    "Klart ht {year}",
    "Klart vt {year}",
    "Klart senast den 31 mars {year}",
    "Senast den 31 mars {year}",
    "Påbörjas ht {year}",
    "Löpande",
    "Vt {year}",
    "Ht {year}",
    "Årligen",
    "Årligen i november",
    "Årligen senast den 1 mars",
    "Halvårsvis",
    "Kvartalsvis",
    "Första kvartalet {year}",
    "Under {year}",
    "Under planperioden",
    "Vid behov",
    "Tills vidare",
)
_YEAR = re.compile(r"\b20\d\d\b")
_SHOWN = 160  # characters of the text repeated in a question
_LONGEST_WORD = 24


def misspelt(symbols: list[Symbol]) -> dict[int, str]:
    """For each unknown word that is nearly one of ours: its place among `symbols` -> the word meant."""
    meant = {}
    for place, symbol in enumerate(symbols):
        if symbol.kind is not Is.STRAY or not 3 < len(symbol.text) <= _LONGEST_WORD:
            continue
        word = _turned(symbol.text.lower()) or _nearest(symbol.text.lower(), SPELLABLE, cutoff=0.8)
        if word and abs(len(word) - len(symbol.text)) < 2 and word != symbol.text[:-1].lower():
            meant[place] = word  # "beslutats" is another form of "beslutat"
    return meant


def _turned(word: str) -> str:
    """The word of ours whose letters these are, two of them in the wrong order: "kalrt"."""
    for place in range(len(word) - 1):
        turned = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if turned in SPELLABLE:
            return turned
    return ""


def corrected(text: str, symbols: list[Symbol], words: dict[int, str]) -> str:
    """`text` with the words at those places respelt, keeping a leading capital."""
    for place in sorted(words, reverse=True):
        symbol = symbols[place]
        word = words[place]
        if symbol.text[:1].isupper():
            word = word.capitalize()
        text = text[: symbol.start] + word + text[symbol.end :]
    return text


def question(text: str, reason: str, meant: Sequence[str], year: int) -> str:
    """What is asked. `meant` are wordings that can be read; without any, and a reason, the nearest model phrase.

    `year` is one that an example may have.
    """
    hint = f"Skriv till exempel «Klart ht {year}» eller «Löpande»."
    if not text:
        return f"Tidplanen är tom. {hint}"
    shown = text
    if len(text) > _SHOWN:
        shown = text[:_SHOWN].rstrip() + "…"
    if not meant and not reason:
        meant = _nearest_model(shown)
    if meant:
        hint = f"Menade du {_listed(meant)}?"
    if not reason:
        return f"Jag förstår inte «{shown}». {hint}"
    return f"Jag förstår inte «{shown}». {reason} {hint}"


def _listed(wordings: Sequence[str]) -> str:
    """«Vt 2026», «Vt 2027» eller «Vt 2028»"""
    *first, last = [f"«{wording}»" for wording in wordings]
    if not first:
        return last
    return f"{', '.join(first)} eller {last}"


def _nearest_model(text: str) -> tuple[str, ...]:
    """The model phrase that is nearly `text`; nothing where none is, or where it is the text itself."""
    by_lowered = {model.lower(): model for model in _models(text)}
    nearest = _nearest(text.lower(), by_lowered, cutoff=0.6)
    if not nearest:
        return ()
    model = by_lowered[nearest]
    if model == text:
        return ()
    return (model,)


def _models(text: str) -> list[str]:
    """The model phrases, in the year that `text` has; without one, or with several, those that need none."""
    years = set(_YEAR.findall(text))
    if len(years) == 1:
        year = years.pop()
        return [model.format(year=year) for model in _MODELS]
    return [model for model in _MODELS if "{year}" not in model]


def _nearest(text: str, known: Iterable[str], *, cutoff: float) -> str:
    close = get_close_matches(text, known, n=1, cutoff=cutoff)
    if not close:
        return ""
    return close[0]
