"""What stands in the cells of the account: a status, who is responsible, an answer as it was written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from paminn.plan.model import Kind, Part
from paminn.standing.answer import Answer
from paminn.standing.silence import Silence
from paminn.summary.account import GoalStatus, GoalSummary, PartSummary
from paminn.summary.blocks import Cell, Paragraph, Style
from paminn.texts.account.labels import label, occasion, paragraphs, sentence, without_greeting
from paminn.texts.language import in_parts
from paminn.texts.plan_words import timeframe

_TONES = {
    GoalStatus.DONE: Style.DONE,
    GoalStatus.DONE_IN_PLAN: Style.DONE,
    GoalStatus.ONGOING: Style.ONGOING,
    GoalStatus.OVERRUN: Style.WAITING,
    GoalStatus.LATE: Style.LATE,
    GoalStatus.NOT_STARTED: Style.WAITING,
    GoalStatus.UNSTATED: Style.MISSING,
    GoalStatus.MISSING: Style.MISSING,
    GoalStatus.REPLACED: Style.MISSING,
}


def status_cell(goal: GoalSummary) -> Cell:
    """A sign, a word and a tone, so that no reader depends on colour. A missing answer says whose it is."""
    sign = label(f"sign.{goal.status}")
    if goal.status is not GoalStatus.MISSING:
        word = label(f"status.{goal.status}", number=goal.goal.replaced_by)
        told = " ".join([sign, word, *([in_parts(*goal.split)] if goal.split else [])])
        return (Paragraph(told, _TONES[goal.status]),)
    deciders = [part for part in goal.parts if part.decides]
    first, *rest = paragraphs(
        "missing_from",
        **{silence: [p.role for p in goal.silent if p.silence is silence] for silence in Silence},
        answered=len(deciders) - len(goal.silent),
        total=len(deciders),
    )
    return (
        Paragraph(f"{sign} {first}", Style.MISSING),
        *(Paragraph(line, Style.NOTE) for line in rest),
    )


def status_in_full(goal: GoalSummary, as_of: date) -> Cell:
    """The status and, where the word alone could mislead, what it rests on."""
    end = goal.goal.timeframe.end
    notes = paragraphs("status", status=goal.status, end=end, ended=end is not None and end < as_of)
    return (*status_cell(goal), *(Paragraph(note) for note in notes))


def owners_cell(parts: Iterable[PartSummary], in_full: bool = False) -> Cell:
    """Those responsible, one a line; in full also their words in the plan and those who support."""
    lines = []
    for part in parts:
        name = label(f"part.{part.part}", role=part.role)
        if in_full and part.part is Part.RESPONSIBLE and part.words:
            name = f"{name}: {part.words}"
        if in_full or part.decides:
            lines.append(Paragraph(name))
    return tuple(lines)


def timeframe_cell(goal: GoalSummary, in_full: bool = False) -> Cell:
    """The decided words and how they are read, and whether a person has confirmed the reading."""
    decided = goal.goal
    notes: tuple[str, ...] = ()
    if not decided.reading_confirmed and decided.timeframe.kind is not Kind.DONE:
        notes = paragraphs("timeframe_unconfirmed", reason=decided.reading_reason if in_full else "")
    return (Paragraph(timeframe(decided.timeframe)), *(Paragraph(note, Style.NOTE) for note in notes))


def said(answer: Answer) -> str:
    word = label(f"answer.{answer.status or 'none'}")
    return label("answer.by_team", said=word) if answer.status_by_team and answer.status else word


def part_cell(goal: GoalSummary, part: PartSummary, answer: Answer, year: int) -> Cell:
    """A role's answer and what follows from it."""
    done = part.done_on
    # Where the answer's own date already tells when, it is not told twice.
    apart = done and (part.earlier or done.year < year or done.year != answer.occurrence.year)
    return _answer_cell(
        goal,
        answer,
        year,
        done_on=done if apart else None,
        earlier=part.earlier,
        reminded=bool(part.reminded),
        newer_held=part.newer_held,
    )


def is_aside(goal: GoalSummary, answer: Answer) -> bool:
    """Whether a role with a part of the goal has spoken of another day than those of this year."""
    return any(part.role == answer.owner for part in goal.parts)


def other_cell(goal: GoalSummary, answer: Answer, year: int) -> Cell:
    """An answer that decides nothing."""
    return _answer_cell(goal, answer, year, aside=is_aside(goal, answer))


def _answer_cell(
    goal: GoalSummary,
    answer: Answer,
    year: int,
    done_on: date | None = None,
    earlier: bool = False,
    reminded: bool = False,
    newer_held: bool = False,
    aside: bool = False,
) -> Cell:
    """Who answered, when and what status; then the owner's own words, without a line that only greets."""
    line = sentence(
        "answer_line",
        name=answer.answered_by or answer.owner,
        received=answer.received,
        about=occasion(answer) if goal.goal.timeframe.kind is Kind.RECURRING else "",
        said=said(answer) if answer.status else "",
        new_date=answer.new_date,
        year=year,
        done_on=done_on,
        earlier=earlier,
        reminded=reminded,
        newer_held=newer_held,
        aside=aside,
    )
    return (Paragraph(line), *quote(answer, without_greeting(answer.text)))


def quote(answer: Answer, text: str) -> tuple[Paragraph, ...]:
    """The answer's words; where the quality team has put it in words of its own, that is said first."""
    if not text.strip():
        return ()
    mark = (Paragraph(label("answer.edited"), Style.NOTE),) if answer.edited else ()
    return (*mark, Paragraph(text, Style.QUOTE))
