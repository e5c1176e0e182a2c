"""The Swedish of the account: sv/account/ rendered, and nothing decided."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from jinja2 import Environment

from paminn.standing.answer import Answer
from paminn.standing.silence import Silence
from paminn.summary.account import AnnualSummary, GoalSummary
from paminn.summary.occasions import times_of
from paminn.texts.language import in_parts, swedish_date, swedish_list
from paminn.texts.pairs import pairs
from paminn.texts.plan_words import in_times, short
from paminn.texts.render import environment

_BLANK_LINE = re.compile(r"\n\s*\n")


def label(key: str, **values: object) -> str:
    """A heading or a short word of sv/account/labels.txt."""
    return pairs("account/labels.txt")[key].format_map(values)


def labels(*keys: str, **values: object) -> tuple[str, ...]:
    """Several of them, such as the heads of a table."""
    return tuple(label(key, **values) for key in keys)


def paragraphs(template: str, **values: object) -> tuple[str, ...]:
    """The paragraphs of a template; a blank line parts them, all other white space is one space."""
    text = _environment().get_template(f"account/{template}.txt").render(values)
    filled = []
    for part in _BLANK_LINE.split(text):
        words = " ".join(part.split())
        if words:
            filled.append(words)
    return tuple(filled)


def sentence(template: str, **values: object) -> str:
    """A template that is at most one paragraph."""
    return " ".join(paragraphs(template, **values))


def reckoned(summary: AnnualSummary) -> str:
    """What the account's day is, as a heading for it."""
    return label(f"as_of.{_kind_of_day(summary)}")


def reckoned_in_full(summary: AnnualSummary) -> str:
    """What the account's day is, and the day, as a sentence."""
    return sentence("as_of", kind=_kind_of_day(summary), as_of=summary.as_of)


def _kind_of_day(summary: AnnualSummary) -> str:
    """The day it was made, the year's last, or that of the last thing that is known."""
    end = date(summary.year, 12, 31)
    if summary.as_of < end:
        return "made"
    if summary.as_of == end:
        return "year_end"
    return "last"


def not_included(summary: AnnualSummary, in_full: bool = False) -> str:
    """fem (begärda svar) är inte inkomna och två är inkomna men inte granskade"""
    counts = {}
    for silence in Silence:
        counts[silence.value] = len(summary.missing_because(silence))
    return sentence("not_included", in_full=in_full, **counts)


def occasion(answer: Answer) -> str:
    """den 25 november 2026, or 2026"""
    about = answer.occurrence
    if about.day is None:
        return str(about.year)
    if about.weeks is not None:
        return label("occasion.step", day=swedish_date(about.day))
    return label("occasion", day=swedish_date(about.day))


def without_greeting(text: str) -> str:
    """An answer without a first line that only greets. What is nothing but a greeting is kept."""
    first, _, rest = text.lstrip().partition("\n")
    greets = _greeting().fullmatch(first.strip())
    if greets is None or not rest.strip():
        return text
    named = {word.casefold() for word in re.findall(r"\w+", greets["name"])}
    no_names = set(label("greeting.no_name").split())
    if named & no_names:
        return text
    return rest.lstrip("\r\n")


@cache
def _greeting() -> re.Pattern[str]:
    """Hej, Hej Eva! or God morgon, Kvalitetsteamet."""
    words = label("greeting")
    return re.compile(rf"(?i:{words})(?P<name>(?:,? [^\W\d_a-zåäöé][\w’'-]*){{0,3}}) ?[!.,:…]*")


def _named(goals: Iterable[GoalSummary]) -> str:
    """1.3 (Frågor om våld finns i alla relevanta …; i en av två delar) och 2.1 (…)"""
    told = []
    for goal in goals:
        words = short(goal.goal.wording).rstrip(".")
        if goal.split:
            words = f"{words}; {in_parts(*goal.split)}"
        elif goal.occasions and goal.is_open:
            words = f"{words}; {in_times(goal.goal.timeframe, times_of(goal.occasions))}"
        told.append(f"{goal.goal.number} ({words})")
    return swedish_list(told)


def _numbers(goals: Iterable[GoalSummary]) -> str:
    """1.3 (i en av två delar) och 2.1"""
    told = []
    for goal in goals:
        words = goal.goal.number
        if goal.split:
            words = f"{words} ({in_parts(*goal.split)})"
        elif goal.occasions and goal.is_open:
            words = f"{words} ({in_times(goal.goal.timeframe, times_of(goal.occasions))})"
        told.append(words)
    return swedish_list(told)


def _partly(goals: Iterable[GoalSummary]) -> str:
    """What stands before "försenat" of goals whose owners disagree."""
    split = [goal.split is not None for goal in goals]
    if not any(split):
        return ""
    if all(split):
        return label("partly.all")
    return label("partly.some")


def _first_upper(text: str) -> str:
    """Jinja's own capitalize would lower the rest of the sentence."""
    return text[:1].upper() + text[1:]


@cache
def _environment() -> Environment:
    """The shared environment with the filters that only the account needs."""
    own = {
        "first_upper": _first_upper,
        "named": _named,
        "numbers": _numbers,
        "partly": _partly,
    }
    overlay = environment().overlay()
    overlay.filters = overlay.filters | own
    return overlay
