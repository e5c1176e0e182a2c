"""What our earlier mails said that each goal was: by that a ledger from before there were versions knows its plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from unicodedata import normalize

from paminn.incoming.our_words import our_words
from paminn.plan.model import ActionPlan

# "2.1  All personal vet …" and the lines that go on, as our mails have always shown a goal.
_SHOWN = re.compile(r"^(?P<number>\d+\.\d+) {2}(?P<words>\S.*(?:\n(?!\s*\n).+)*)", re.MULTILINE)
_WORD = re.compile(r"\w{4,}")
# Abbreviations are written out in mails and spellings are mended, so that not every word need be there.
_ENOUGH = 0.5


def other_than_mailed(plan: ActionPlan, mails: Iterable[bytes]) -> Mapping[str, str]:
    """The numbers under which the plan now says something else than the last of our mails that showed the goal.

    Each leads to what that mail said. `mails` are as they left, the oldest first. A goal that no mail has shown is not
    among them.
    """
    last_said: dict[str, str] = {}
    for raw in mails:
        last_said.update(_goals_shown(our_words(raw)))
    others = {}
    for goal in plan.goals():
        said = last_said.get(goal.number)
        if said is not None and not _is_told_in(goal.wording, said):
            others[goal.number] = " ".join(said.split())
    return others


def _goals_shown(text: str) -> Iterator[tuple[str, str]]:
    for shown in _SHOWN.finditer(text):
        yield shown["number"], shown["words"]


def _is_told_in(wording: str, said: str) -> bool:
    words = _words(wording)
    if not words:
        return True
    return len(words & _words(said)) >= _ENOUGH * len(words)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(normalize("NFC", text).casefold()))
