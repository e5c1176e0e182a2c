"""A goal that an answer names though its mail was not asked about it: a person reads what is said of which.

A number is a goal's where it is called one ("delmål 2.1"), where an answer to it begins ("2.1: Klar"), where it is
joined to one ("1.3 och 2.1"), or where the plan has it. A day, a time, an amount or a version is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from paminn.replies.lexicon.comparing import either, fold
from paminn.replies.lexicon.times import MONTH, WEEKDAYS
from paminn.replies.meaning.leading import leading
from paminn.replies.words.form import MACHINE
from paminn.replies.words.goal_numbers import NUMBER, as_in_the_plan, has_a_letter, is_no_mere_figure

_LONGEST = 4_000  # characters of a line that are looked at
_NUMBER = re.compile(rf"(?<![\w.,/§-])({NUMBER})(?![\w/]|\.\d|,\d|-\w)", re.IGNORECASE)
_LIKE_A_GOAL = re.compile(r"\d{1,2}\.[1-9]\d?(?:\.\d{1,2})?")
_CALLED = re.compile(r"\b(?:(?:del)?mal(?:et|en|s)?|atgard(?:en)?|insats(?:en)?)(?: nr\.?| nummer)? ?$")
_CALLED_WITHIN_A_GOAL = re.compile(r"\b(?:aktivitet|punkt)(?:en)?(?: nr\.?| nummer)? ?$")
_JOINED = re.compile(r"^ ?(?:,|och|samt|&|\+|/|eller|respektive|, och)? ?(?:delmal |mal )?$")
_BEGINS = re.compile(r"(?:^|[.!?;,] |\b(?:och|men|medan|samt) |[:–—-] )[>*_•–-]{0,6} ?$")
_HEADS = re.compile(r"^ ?[:)=]|^ [–—-] ")
_VERB = re.compile(r"^ ?(?:(?:ar|blev|blir|har|nu|ocksa|aven) )*")
_BEFORE_OTHERS = re.compile(
    r"(?:\b(?:den|dag|kl\.?|klockan|version(?:en)?|ver\.?|v\.?|vecka|avsnitt|kap\.?|kapitel|bilaga|sid\.?|sidan?|s\.|"
    rf"tabell|figur|bild|iso|windows|ca\.?|cirka|omkring|runt|drygt|knappt|(?:{either(WEEKDAYS)})\w*)|§) ?$"
)
_RANGE = re.compile(r"(?<![\d.–—-])(\d{1,2}\.\d{1,2}) ?[–—-] ?(?=\d{1,2}\.\d{1,2}(?![\d.–—-]))")
_UNIT = (
    r"%|procent|promille|milj|mn\b|md\b|tusen|kr\b|kronor|tkr|mkr|mnkr|mdkr|heltid|tjanst|arsarb|tim|min\b|dag|veck"
    r"|manad|ar (?:sedan|gammal|lang)|poang|person|barn\b|elever|ganger|kvm|meter"
)
_BEHIND_OTHERS = re.compile(rf"^ ?(?:[–—-] ?[\d.]+ ?)?(?:{_UNIT}|19\d\d|20\d\d|(?:{MONTH})\b)")


@dataclass(frozen=True, slots=True)
class _Place:
    """A number, with what stands before and behind it in its line, folded."""

    number: str
    before: str
    behind: str


def names_another(text: str, asked: Collection[str], plan: Collection[str] = ()) -> bool:
    """Whether any goal but those `asked` about is named.

    `plan` holds the numbers of all the plan's goals, where they are known.
    """
    return any(others_named(line, asked, plan) for line in text.split("\n"))


def others_named(line: str, asked: Collection[str], plan: Collection[str] = ()) -> tuple[str, ...]:
    """The goals that a line names and nobody `asked` about, in order."""
    linked = MACHINE.match(line)
    if linked and linked[1] and as_in_the_plan(linked[1]) not in asked:
        return (as_in_the_plan(linked[1]),)
    line = _RANGE.sub(r"\1 – ", fold(line[:_LONGEST]))
    others: list[str] = []
    end_of_goal = None  # where the goal before this number ends
    for match in _NUMBER.finditer(line):
        number = as_in_the_plan(match[1])
        place = _Place(number, line[: match.start()], line[match.end() :])
        is_joined = end_of_goal is not None and bool(_JOINED.match(line[end_of_goal : match.start()]))
        if number in asked:
            end_of_goal = match.end()
        elif _is_another(place, plan, is_joined=is_joined):
            end_of_goal = match.end()
            others.append(number)
    return tuple(others)


def _is_another(place: _Place, plan: Collection[str], *, is_joined: bool) -> bool:
    """Whether a number that nobody asked about is a goal's; `is_joined` to one that stands before it."""
    if _is_called_a_goal(place):
        return True
    if is_joined and is_no_mere_figure(place.number) and _may_be_named(place.number, plan):
        return True
    return _is_a_goal(place, plan)


def _may_be_named(number: str, plan: Collection[str]) -> bool:
    """A4 and E20 are goals only in a plan that has them."""
    return not has_a_letter(number) or number in plan


def _is_called_a_goal(place: _Place) -> bool:
    if _CALLED.search(place.before):
        return True
    return is_no_mere_figure(place.number) and bool(_CALLED_WITHIN_A_GOAL.search(place.before))


def _is_a_goal(place: _Place, plan: Collection[str]) -> bool:
    """Whether a bare number stands for a goal."""
    if has_a_letter(place.number):
        return place.number in plan and not _BEHIND_OTHERS.match(place.behind)
    if not _LIKE_A_GOAL.fullmatch(place.number):
        return False
    if _BEFORE_OTHERS.search(place.before) or _BEHIND_OTHERS.match(place.behind):
        return False
    if not plan or place.number in plan:
        return True
    return _begins_an_answer(place)


def _begins_an_answer(place: _Place) -> bool:
    """ "9.9: …" or "9.9 klart": a slip of the pen is a goal's number too."""
    if not _BEGINS.search(place.before):
        return False
    if _HEADS.match(place.behind):
        return True
    return leading(_VERB.sub("", place.behind)).status is not None
