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
from paminn.texts.language import in_parts, swedish_date, swedish_list
from paminn.texts.pairs import pairs
from paminn.texts.plan_words import short
from paminn.texts.render import environment


def label(key: str, **values: object) -> str:
    """A heading or a short word of sv/account/labels.txt."""
    return pairs("account/labels.txt")[key].format_map(values)


def paragraphs(template: str, **values: object) -> tuple[str, ...]:
    """The paragraphs of a template; a blank line parts them, all other white space is one space."""
    text = _environment().get_template(f"account/{template}.txt").render(values)
    return tuple(part for part in (" ".join(p.split()) for p in re.split(r"\n\s*\n", text)) if part)


def sentence(template: str, **values: object) -> str:
    """A template that is at most one paragraph."""
    return " ".join(paragraphs(template, **values))


def reckoned(summary: AnnualSummary, in_full: bool = False) -> str:
    """What the account's day is: the day it was made, the year's last, or that of the last thing that is known."""
    end = date(summary.year, 12, 31)
    kind = "made" if summary.as_of < end else "year_end" if summary.as_of == end else "last"
    return sentence("as_of", kind=kind, as_of=summary.as_of) if in_full else label(f"as_of.{kind}")


def not_included(summary: AnnualSummary, in_full: bool = False) -> str:
    """fem (begärda svar) är inte inkomna och två är inkomna men inte granskade"""
    counts = {silence.value: len(summary.missing_because(silence)) for silence in Silence}
    return sentence("not_included", in_full=in_full, **counts)


def occasion(answer: Answer) -> str:
    """den 25 november 2026, or 2026"""
    about = answer.occurrence
    if about.day is None:
        return str(about.year)
    return label("occasion", day=swedish_date(about.day))


def without_greeting(text: str) -> str:
    """An answer without a first line that only greets. What is nothing but a greeting is kept."""
    first, _, rest = text.lstrip().partition("\n")
    greets = _greeting().fullmatch(first.strip())
    if not greets or not rest.strip():
        return text
    named = {word.casefold() for word in re.findall(r"\w+", greets["name"])}
    return text if named & set(label("greeting.no_name").split()) else rest.lstrip("\r\n")


@cache
def _greeting() -> re.Pattern[str]:
    """Hej, Hej Eva! or God morgon, Kvalitetsteamet."""
    return re.compile(rf"(?i:{label('greeting')})(?P<name>(?:,? [^\W\d_a-zåäöé][\w’'-]*){{0,3}}) ?[!.,:…]*")


def _named(goals: Iterable[GoalSummary]) -> str:
    """1.3 (Frågor om våld finns i alla relevanta …; i en av två delar) och 2.1 (…)"""
    told = [(g.goal.number, [short(g.goal.wording).rstrip("."), *_in_parts(g)]) for g in goals]
    return swedish_list(f"{number} ({'; '.join(words)})" for number, words in told)


def _numbers(goals: Iterable[GoalSummary]) -> str:
    """1.3 (i en av två delar) och 2.1"""
    return swedish_list(" ".join([g.goal.number, *(f"({words})" for words in _in_parts(g))]) for g in goals)


def _in_parts(goal: GoalSummary) -> list[str]:
    return [in_parts(*goal.split)] if goal.split else []


def _partly(goals: Iterable[GoalSummary]) -> str:
    """What stands before "försenat" of goals whose owners disagree."""
    split = {goal.split is not None for goal in goals}
    return label("partly.all") if split == {True} else label("partly.some") if split == {True, False} else ""


def _first_upper(text: str) -> str:
    """Jinja's own capitalize would lower the rest of the sentence."""
    return text[:1].upper() + text[1:]


@cache
def _environment() -> Environment:
    """The shared environment with the filters that only the account needs."""
    made = environment().overlay()
    made.filters = made.filters | {"first_upper": _first_upper, "named": _named, "numbers": _numbers, "partly": _partly}
    return made
