"""What stands in the cells of the account: a status, who is responsible, an answer as it was written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from paminn.plan.model import Kind, Part
from paminn.replies.model import Answer
from paminn.summary.account import GoalStatus, GoalSummary, PartSummary, Silence
from paminn.summary.blocks import Cell, Paragraph, Style
from paminn.texts.account_words import label, paragraphs, sentence, timeframe

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
        return (Paragraph(f"{sign} {word}", _TONES[goal.status]),)
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
    return label(f"answer.{answer.status or 'none'}")


def answer_cell(answer: Answer, year: int, before_year: bool = False, newer_held: bool = False) -> Cell:
    """Who answered, when and what status; then the owner's own words, untouched."""
    line = sentence(
        "answer_line",
        name=answer.answered_by or answer.owner,
        received=answer.received,
        said=said(answer) if answer.status else "",
        new_date=answer.new_date,
        year=year,
        before_year=before_year,
        newer_held=newer_held,
    )
    return (Paragraph(line), *quote(answer))


def quote(answer: Answer) -> tuple[Paragraph, ...]:
    return (Paragraph(answer.text, Style.QUOTE),) if answer.text.strip() else ()
