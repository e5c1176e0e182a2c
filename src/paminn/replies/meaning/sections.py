"""Where in a mail each goal is spoken of: a line begins with its number, or a link wrote it there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from paminn.replies.lexicon.statuses import OF_LINK_CODE
from paminn.replies.meaning.goals import broken, is_range
from paminn.replies.meaning.other_goals import others_named
from paminn.replies.words.form import MACHINE
from paminn.replies.words.goal_numbers import LEVEL, NUMBER, as_in_the_plan, is_no_mere_figure
from paminn.standing.answer import Status

_START = re.compile(rf"^[\s>*_•–-]{{0,6}}({LEVEL}\s{{0,2}})?({NUMBER})(?![\d%])(.*)$", re.I)
_ANOTHER = re.compile(rf"^\s{{0,2}}(?:,|och|samt|&|\+|/)\s{{0,2}}(?:{LEVEL}\s{{1,2}})?({NUMBER})(?![\d%])", re.I)
_NOT_A_GOAL = re.compile(r"^\s?(?:procent|miljon|tusen|kr\b|tkr|mkr|19\d\d|20\d\d)", re.I)
_COLON = re.compile(r"\s?:")
_BULLETS = re.compile(r"^[\s:.)=*_–-]{1,9}")
_MOST = 200  # sections; nobody has so many goals
_MOST_GOALS = 50  # in one


@dataclass(slots=True)
class Section:
    """The lines about these goals, and the status that a link gave them.

    `goals` are those that were asked about; `foreign`: another is named beside them, or in their place.
    """

    goals: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    status: Status | None = None
    listed: bool = False  # "1.1: Klar", not a form and not a link
    headed: bool = False  # "1.1:"
    foreign: bool = False


class Unclear(Exception):
    """A link's line that names no goal, or goals "from … to …"."""


def sections(text: str, asked: tuple[str, ...], plan: Collection[str] = ()) -> tuple[list[str], list[Section]]:
    """(the lines above the first goal that is named, a section for each place where goals are). Raises `Unclear`.

    `plan` holds the numbers of all the plan's goals, where they are known.
    """
    above: list[str] = []
    started: list[Section] = []
    for line in _lines(text, asked):
        section = _by_link(line, asked)
        if section is None:
            section = _by_number(line, asked, plan)
        if section is not None:
            started.append(section)
        elif started:
            started[-1].lines.append(line)
        else:
            above.append(line)
        if len(started) > _MOST:
            raise Unclear
    return above, started


def _lines(text: str, asked: tuple[str, ...]) -> Iterator[str]:
    for line in text.split("\n"):
        yield from broken(line, asked)


def _by_link(line: str, asked: tuple[str, ...]) -> Section | None:
    """The section that a link's line begins. It need not name the goal where only one was asked about."""
    machine = MACHINE.match(line)
    if not machine:
        return None
    goal = as_in_the_plan(machine[1] or "")
    if goal and goal not in asked:
        return Section((), [line.strip()], foreign=True)
    if not goal and len(asked) > 1:
        raise Unclear
    goal = goal or asked[0]
    status = OF_LINK_CODE[machine[2].upper()]
    return Section((goal,), [machine[3].strip()], status)


def _by_number(line: str, asked: tuple[str, ...], plan: Collection[str]) -> Section | None:
    """The section that a line begins, if it begins with a goal's number, or several."""
    match = _START.match(line)
    if not match:
        return None
    called = match[1]
    number = as_in_the_plan(match[2])
    # A mere figure begins an answer where the mail asked about it: "3: Klar", not "3 utbildningar är klara".
    is_headed_figure = number in asked and bool(_COLON.match(match[3]))
    if _NOT_A_GOAL.match(match[3]) or not (called or is_no_mere_figure(number) or is_headed_figure):
        return None
    more, rest = _more_goals(match[3])
    goals = [number, *more]
    ours = tuple(goal for goal in goals if goal in asked)
    if len(ours) < len(goals):
        others = others_named(line, asked, plan)
        if not set(goals) <= {*ours, *others}:
            return None
        # Which of the words are about which goal, nobody can tell: the line stays whole.
        return Section(ours, [line.strip()], foreign=True)
    if is_range(rest):
        raise Unclear
    words = _BULLETS.sub("", rest).strip()
    listed = bool(rest.strip(" :."))
    headed = bool(_COLON.match(rest))
    return Section(ours, [words], listed=listed, headed=headed)


def _more_goals(rest: str) -> tuple[list[str], str]:
    """(the numbers that follow one: ", 1.2 och 2.1", what stands behind them)."""
    goals: list[str] = []
    while len(goals) < _MOST_GOALS:
        another = _ANOTHER.match(rest)
        if another is None:
            break
        goals.append(as_in_the_plan(another[1]))
        rest = rest[another.end() :]
    return goals, rest
