"""The page beside the calendar: sv/site/ rendered as one file that fetches nothing and runs nothing.

What owners have answered stands here as a word and a sign, and only where a person has released it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from paminn.calendar.entries import Entry
from paminn.calendar.ics import CalendarEntry
from paminn.plan.model import ActionPlan, Goal, Kind, OwnerPart
from paminn.replies.model import Answer, Release
from paminn.texts.account_words import plan_title, timeframe
from paminn.texts.calendar import owner_words, worded
from paminn.texts.language import swedish_date
from paminn.texts.render import render

FEED = "plan.ics"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where the calendar is; the links into other calendars are empty when no public address is known."""

    address: str
    outlook: str = ""
    google: str = ""
    webcal: str = ""


@dataclass(frozen=True, slots=True)
class _Owner:
    """A role's part of a goal and its latest released answer; `occasion` is the day or year it speaks of."""

    words: str
    part: OwnerPart
    answer: Answer | None
    occasion: str


@dataclass(frozen=True, slots=True)
class _Goal:
    goal: Goal
    owners: tuple[_Owner, ...]
    done: bool
    days: tuple[Entry, ...]


def index_page(plan: ActionPlan, entries: Sequence[Entry], answers: Iterable[Answer], public_url: str = "") -> str:
    """The page as HTML. `public_url` is the address of the folder it is published in, when that is known."""
    released = _latest(answers)
    days: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.goal:
            days[entry.goal.number].append(entry)
    css, title = _style(), plan_title(plan)
    abbreviations = {short: long for short, long in plan.definitions.items() if short.isupper()}
    return render(
        "site/index.html",
        plan=plan,
        title=title,
        css=Markup(css),  # noqa: S704 - our own file, and no word of the plan
        css_hash=b64encode(sha256(css.encode()).digest()).decode(),
        areas=[(a, [_goal(goal, days[goal.number], released) for goal in a.goals]) for a in plan.areas],
        years=_years(entries, worded(plan, entries)),
        abbreviations=abbreviations,
        concepts={word: text for word, text in plan.definitions.items() if word not in abbreviations},
        explained=_Explained(abbreviations),
        subscription=subscription(title, public_url),
        timeframe=timeframe,
    )


def subscription(title: str, public_url: str) -> Subscription:
    """The calendar's address and the links that open it; a bare file name without a public URL."""
    if not public_url:
        return Subscription(FEED)
    parts = urlsplit(public_url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError(f"not the address of a web folder: {public_url!r}")
    host = parts.netloc.rpartition("@")[2]
    base = f"{parts.scheme}://{host}{parts.path}".rstrip("/")
    address = f"{base}/{FEED}"
    webcal = "webcal://" + address.partition("://")[2]
    return Subscription(
        address,
        outlook="https://outlook.office.com/calendar/0/addfromweb/"
        f"?url={quote(address, safe='')}&name={quote(title, safe='')}",
        google=f"https://calendar.google.com/calendar/u/0/r?cid={quote(webcal, safe='')}",
        webcal=webcal,
    )


class _Explained:
    """Marks each abbreviation with its meaning the first time it is read, and not again."""

    def __init__(self, abbreviations: Mapping[str, str]) -> None:
        self._meanings = abbreviations
        self._left = set(abbreviations)
        words = "|".join(re.escape(word) for word in sorted(abbreviations, key=len, reverse=True))
        self._pattern = re.compile(rf"\b({words})\b" if words else r"(?!)")

    def __call__(self, text: str) -> Markup:
        pieces = []
        for piece in self._pattern.split(text):
            if piece in self._left:
                self._left.discard(piece)
                pieces.append(Markup('<abbr title="{}">{}</abbr>').format(self._meanings[piece], piece))
            else:
                pieces.append(escape(piece))
        return Markup("").join(pieces)


def _latest(answers: Iterable[Answer]) -> Mapping[tuple[str, str], Answer]:
    released = [answer for answer in answers if answer.release is Release.RELEASED]
    return {(a.goal, a.owner): a for a in sorted(released, key=lambda a: (a.received, a.id))}


def _goal(goal: Goal, days: Sequence[Entry], released: Mapping[tuple[str, str], Answer]) -> _Goal:
    owners = []
    for part in goal.parts:
        answer = released.get((goal.number, part.role))
        occasion = _occasion(answer) if answer and goal.timeframe.kind is Kind.RECURRING else ""
        owners.append(_Owner(owner_words(part), part, answer, occasion))
    once = goal.timeframe.kind is not Kind.RECURRING
    done = once and bool(days) and all(entry.done for entry in days)
    return _Goal(goal, tuple(owners), done, tuple(days))


def _occasion(answer: Answer) -> str:
    """25 november 2026, or 2026"""
    when = answer.occurrence.rpartition("@")[2]
    try:
        return swedish_date(date.fromisoformat(when))
    except ValueError:
        return when if when.isdecimal() else ""


def _years(
    entries: Iterable[Entry], words: Iterable[CalendarEntry]
) -> Mapping[int, Mapping[date, list[tuple[Entry, CalendarEntry]]]]:
    years: dict[int, dict[date, list[tuple[Entry, CalendarEntry]]]] = {}
    for entry, worded_entry in zip(entries, words, strict=True):
        years.setdefault(entry.day.year, {}).setdefault(entry.day, []).append((entry, worded_entry))
    return years


@cache
def _style() -> str:
    source = (files("paminn.texts") / "sv" / "site" / "style.css").read_text("utf-8")
    # A browser reads every line break as this one before it takes the checksum.
    return source.replace("\r\n", "\n")
