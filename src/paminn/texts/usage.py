"""The parser's complaints about a call, in Swedish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

# What argparse says, in its own words; the group is the word or words of the call that it is about.
_WRONG_CHOICE = re.compile(r"invalid choice: '(.*?)'")
_UNKNOWN = re.compile(r"unrecognized arguments: (.*)")
_MISSING = re.compile(r"required: (.*)")
_NO_NUMBER = re.compile(r"invalid int value: '(.*?)'")


def explain(message: str, program: str, commands: Sequence[str]) -> str:
    """One sentence and the next step for argparse's `message`."""
    return f"{_complaint(message, commands)} Se: {program} --help"


def _complaint(message: str, commands: Sequence[str]) -> str:
    choice = _WRONG_CHOICE.search(message)
    if choice:
        close = get_close_matches(choice[1], commands, n=1)
        if close:
            return f"«{choice[1]}» finns inte. Menade du {close[0]}?"
        return f"«{choice[1]}» finns inte."
    unknown = _UNKNOWN.search(message)
    if unknown:
        return f"Okänt i anropet: {unknown[1]}."
    missing = _MISSING.search(message)
    if missing:
        return f"Det saknas något i anropet: {missing[1]}."
    number = _NO_NUMBER.search(message)
    if number:
        return f"«{number[1]}» är inget heltal."
    return "Anropet går inte att förstå."
