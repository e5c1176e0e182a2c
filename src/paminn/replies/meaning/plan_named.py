"""An answer that names the plan: a number that several plans have is then that plan's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paminn.replies.answering import NamedPlan
from paminn.replies.lexicon.comparing import fold
from paminn.replies.words.form import MACHINE
from paminn.replies.words.goal_numbers import LEVEL, NUMBER

_SIGNS = ' \t.,:;*_–—-()«»"”'
_BEGINS = re.compile(rf"^[\s>*_•–-]{{0,6}}(?:{LEVEL}\s{{1,2}})?(?P<number>{NUMBER})(?![\w.]*\d)", re.IGNORECASE)


def with_letters(text: str, plans: Sequence[NamedPlan]) -> str:
    """The text with each number that stands in several of `plans` as the plan that is named calls it.

    A plan is named in the line itself, in front of the number, or by a line of its own above it; then it holds until
    another is named. A number of which no plan is named stays as it is, and so does one in a line that names two.
    """
    if not any(plan.lettered for plan in plans):
        return text
    lines: list[str] = []
    current: NamedPlan | None = None
    for line in text.split("\n"):
        named = [plan for plan in plans if _is_named(line, plan)]
        if len(named) > 1:
            current = None
        elif named:
            (current,) = named
            line = _without_name_in_front(line, current)
            if not line.strip(_SIGNS):
                continue  # a heading
        lines.append(line if current is None else _lettered(line, current))
    return "\n".join(lines)


def _is_named(line: str, plan: NamedPlan) -> bool:
    folded = fold(line)
    return any(re.search(rf"(?<!\w){re.escape(fold(name))}s?(?!\w)", folded) for name in plan.names if name)


def _without_name_in_front(line: str, plan: NamedPlan) -> str:
    for name in sorted(plan.names, key=len, reverse=True):
        if name and line.strip(_SIGNS).casefold().startswith(name.casefold()):
            start = line.casefold().index(name.casefold())
            return line[start + len(name) :].lstrip(_SIGNS)
    return line


def _lettered(line: str, plan: NamedPlan) -> str:
    begins = _BEGINS.match(line)
    if begins is None or MACHINE.match(line):
        return line
    shown = dict(plan.lettered).get(begins["number"])
    if shown is None:
        return line
    return line[: begins.start("number")] + shown + line[begins.end("number") :]
