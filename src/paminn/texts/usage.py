"""The parser's complaints about a call, in Swedish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches


def explain(message: str, program: str, commands: Sequence[str]) -> str:
    """One sentence and the next step for argparse's `message`."""
    choice = re.search(r"invalid choice: '(.*?)'", message)
    if choice:
        close = get_close_matches(choice[1], commands, n=1)
        hint = f" Menade du {close[0]}?" if close else ""
        return f"«{choice[1]}» finns inte.{hint} Se: {program} --help"
    unknown = re.search(r"unrecognized arguments: (.*)", message)
    if unknown:
        return f"Okänt i anropet: {unknown[1]}. Se: {program} --help"
    missing = re.search(r"required: (.*)", message)
    if missing:
        return f"Det saknas något i anropet: {missing[1]}. Se: {program} --help"
    number = re.search(r"invalid int value: '(.*?)'", message)
    if number:
        return f"«{number[1]}» är inget heltal. Se: {program} --help"
    return f"Anropet går inte att förstå. Se: {program} --help"
