"""What the plan itself is called where it is spoken of: its title, a goal in a few words, a time plan as it is read."""

from __future__ import annotations

from functools import cache

from paminn.plan.identities import GoalId
from paminn.plan.model import ActionPlan, Timeframe
from paminn.plan.months import MONTHS
from paminn.reports.on_the_desk import KnownAs
from paminn.standing.several_days import Times
from paminn.texts.render import render


def plan_title(plan: ActionPlan) -> str:
    """Handlingsplan Fri från våld 2025–2027"""
    first = plan.period_start.year
    if plan.period_end is None or str(first) in plan.title:
        return plan.title
    last = plan.period_end.year
    if first == last:
        return f"{plan.title} {first}"
    return f"{plan.title} {first}–{last}"


def goal_called(plan: ActionPlan, goal: GoalId) -> str:
    """1.2, or 1.2 (inte längre i planen) of a goal that the plan no longer has: it was removed, split or merged."""
    number = plan.number_of(goal)
    if goal in plan.by_id or not plan.known_numbers:
        return number
    return f"{number} {render('plan/gone.txt').strip()}"


def goal_in_words(called: KnownAs) -> str:
    """2.1, or 2.1 (frågades som 2.2) where the mail that is answered had another number."""
    if not called.asked_as:
        return called.goal
    return f"{called.goal} {render('plan/asked_as.txt', number=called.asked_as).strip()}"


def short(wording: str, limit: int = 68) -> str:
    """The beginning of a goal for a narrow cell; it never ends in a word that leads on."""
    text = " ".join(wording.split())
    if len(text) <= limit:
        return text
    *words, _cut_off = text[: limit + 1].split(" ")
    if not words:
        words = [text[:limit]]
    while len(words) > 1 and _leads_on(words[-1]):
        words.pop()
    beginning = " ".join(words).rstrip(",.;:")
    return f"{beginning}\u00a0…"


def _leads_on(word: str) -> bool:
    return word.strip(",.;:").lower() in _little_words() or word.endswith("-")


@cache
def _little_words() -> frozenset[str]:
    return frozenset(render("plan/little_words.txt").split())


def timeframe(frame: Timeframe) -> str:
    """«Klart ht 2025» – senast 31 december 2025"""
    if not frame.text:
        return render("plan/no_time.txt").strip()
    decided = f"«{frame.text}»"
    read = reading(frame)
    return f"{decided} – {read}" if read else decided


def reading(frame: Timeframe) -> str:
    """senast 31 december 2025; nothing where the decided words say it all"""
    text = render(
        "plan/timeframe.txt",
        kind=frame.kind,
        start=frame.start,
        end=frame.end,
        rhythm=_rhythm(frame),
    )
    return " ".join(text.split())


def in_times(frame: Timeframe, times: Times) -> str:
    """två av fyra kvartal"""
    return render("plan/times.txt", frame=frame, times=times).strip()


def _rhythm(frame: Timeframe) -> str:
    """varje år i mars; och 31 mars 2027"""
    recurrence = frame.recurrence
    months = recurrence.months if recurrence else ()
    text = render(
        "plan/rhythm.txt",
        kind=frame.kind,
        dates=frame.more_days,
        recurrence=recurrence,
        months=[MONTHS[month - 1] for month in months],
    )
    return " ".join(text.split())
