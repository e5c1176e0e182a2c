"""What stands in the cells of the account: a status, who is responsible, an answer as it was written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from paminn.plan.model import Kind, Names, Part
from paminn.standing.answer import Answer
from paminn.standing.contradiction import Contradiction
from paminn.standing.silence import Silence
from paminn.summary.account import GoalSummary, PartSummary
from paminn.summary.blocks import Cell, Paragraph, Style
from paminn.summary.goal_status import GoalStatus
from paminn.summary.occasions import Occasion, times_of
from paminn.texts.account.labels import label, occasion, paragraphs, sentence, without_greeting
from paminn.texts.language import in_parts, swedish_date, swedish_list
from paminn.texts.plan_words import timeframe
from paminn.texts.words import status_word


def status_cell(goal: GoalSummary, year: int) -> tuple[Paragraph, ...]:
    """A sign, a word and a tone, so that no reader depends on colour. A missing answer says whose it is."""
    sign = label(f"sign.{goal.status}")
    tone = _tone(goal.status)
    if goal.occasions and goal.status in _TOLD_IN_TIMES:
        done = sentence("times", frame=goal.goal.timeframe, times=times_of(goal.occasions), status=goal.status)
        return (Paragraph(f"{sign} {done}", tone), *_notes(_missing_from(goal)))
    if goal.status is GoalStatus.MISSING:
        first, *rest = _missing_from(goal)
        return (Paragraph(f"{sign} {first}", tone), *_notes(rest))
    word = label(f"status.{goal.status}", number=goal.goal.replaced_by, year=year)
    told = f"{sign} {word}"
    if goal.split:
        told = f"{told} {in_parts(*goal.split)}"
    notes: list[str] = []
    if goal.contradiction is not None and goal.status is GoalStatus.CONTRADICTED:
        notes = [*_who_says_what(goal, goal.contradiction), *_missing_from(goal)]
    return (Paragraph(told, tone), *_notes(notes))


_TOLD_IN_TIMES = (
    GoalStatus.DONE,
    GoalStatus.ONGOING,
    GoalStatus.LATE,
    GoalStatus.NOT_STARTED,
    GoalStatus.CONTRADICTED,
    GoalStatus.UNSTATED,
    GoalStatus.MISSING,
)


def _notes(lines: Iterable[str]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line, Style.NOTE) for line in lines)


def _who_says_what(goal: GoalSummary, contradiction: Contradiction) -> list[str]:
    """Anna Ek, Chef myndighet vuxen: Klar"""
    roles = {part.role_id: part.role for part in goal.parts}
    told = []
    for answer in contradiction.answers:
        role = roles.get(answer.owner, answer.owner)
        who = role
        if answer.answered_by and answer.answered_by.casefold() != role.casefold():
            who = label("contradiction.who", name=answer.answered_by, role=role)
        told.append(label("contradiction.says", who=who, said=said(answer)))
    return told


def _tone(status: GoalStatus) -> Style:
    match status:
        case GoalStatus.DONE | GoalStatus.DONE_IN_PLAN:
            return Style.DONE
        case GoalStatus.ONGOING:
            return Style.ONGOING
        case GoalStatus.LATE:
            return Style.LATE
        case GoalStatus.OVERRUN | GoalStatus.NOT_STARTED | GoalStatus.CONTRADICTED:
            return Style.WAITING
        case GoalStatus.UNSTATED | GoalStatus.MISSING | GoalStatus.NOT_YET | GoalStatus.REPLACED:
            return Style.MISSING
        case _:
            assert_never(status)


def _missing_from(goal: GoalSummary) -> tuple[str, ...]:
    """Whose answers are missing and why, a line a reason; then how many of them there are. Empty when none is."""
    deciding = len(goal.deciding)
    if deciding and not goal.silent:
        return ()
    roles: dict[str, list[str]] = {silence.value: [] for silence in Silence}
    not_asked = []
    for part in goal.silent:
        if part.silence is not None:
            roles[part.silence].append(part.role)
        else:
            not_asked.append(part.role)
    return paragraphs(
        "missing_from",
        **roles,
        not_asked=not_asked,
        answered=deciding - len(goal.silent),
        total=deciding,
    )


def status_in_full(goal: GoalSummary, year: int, as_of: date) -> Cell:
    """The status and, where the word alone could mislead, what it rests on; of several days, each."""
    told = list(status_cell(goal, year))
    for day in goal.occasions:
        told.append(Paragraph(_day_of(day), Style.NOTE))
    note = _note(goal, year, as_of)
    if note:
        told.append(Paragraph(note))
    return tuple(told)


def _day_of(told: Occasion) -> str:
    """31 mars 2026: genomfört"""
    day = swedish_date(told.about.last_day)
    status = label(f"occasion.{told.status}")
    if told.status is GoalStatus.MISSING and not told.asked:
        status = label("occasion.not_asked")
    return label("occasion.told", day=day, status=status)


def _note(goal: GoalSummary, year: int, as_of: date) -> str:
    """What the status rests on; whose answer is missing stands in the cell already."""
    match goal.status:
        case GoalStatus.DONE_IN_PLAN | GoalStatus.REPLACED | GoalStatus.CONTRADICTED:
            return label(f"note.{goal.status}")
        case GoalStatus.UNSTATED:
            return "" if goal.occasions else label("note.unstated")
        case GoalStatus.NOT_YET:
            return label("note.not_yet", year=year)
        case GoalStatus.OVERRUN:
            return _overrun(goal.goal.timeframe.end, as_of)
        case (
            GoalStatus.DONE
            | GoalStatus.ONGOING
            | GoalStatus.LATE
            | GoalStatus.NOT_STARTED
            | GoalStatus.MISSING
        ):  # fmt: skip
            return ""
        case _:
            assert_never(goal.status)


def _overrun(end: date | None, as_of: date) -> str:
    assert end is not None, "what has no last day outlasts none"
    if end < as_of:
        return label("note.overrun_after", end=swedish_date(end))
    return label("note.overrun_before", end=swedish_date(end))


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
    lines = [Paragraph(timeframe(decided.timeframe))]
    if not decided.reading_confirmed and decided.timeframe.kind is not Kind.DONE:
        reason = ""
        if in_full:
            reason = decided.reading_reason
        for note in paragraphs("timeframe_unconfirmed", reason=reason):
            lines.append(Paragraph(note, Style.NOTE))
    return tuple(lines)


def said(answer: Answer) -> str:
    """The answer's status as it was given, and whether it was the team that gave it."""
    if answer.status is None:
        return label("answer.none")
    word = status_word(answer.status)
    if answer.status_by_team:
        return label("answer.by_team", said=word)
    return word


@dataclass(frozen=True, slots=True)
class TeamSetting:
    """A status that the quality team has set: who did it, when and why, and what the answer was read as before.

    What is not known is empty or None. `unread`: nobody could tell the status from the words.
    """

    who: str = ""
    day: date | None = None
    why: str = ""
    before: str = ""
    unread: bool = False


def set_by_team(answer: Answer) -> TeamSetting | None:
    """How the team came to set the answer's status; None where it is the owner's own."""
    if not answer.status_by_team:
        return None
    setting = TeamSetting(unread=answer.read_as is None and answer.is_reading_known)
    if answer.read_as is not None:
        setting = replace(setting, before=status_word(answer.read_as))
    if answer.set_by is not None:
        by = answer.set_by
        setting = replace(setting, who=by.who, day=by.day, why=by.why)
    return setting


@dataclass(frozen=True, slots=True)
class _Context:
    """What is told beside an answer.

    `done_on`: since when the part is done, where the answer's own date does not tell. `earlier`: it stands in an
    earlier account. `reminded`: the role has been asked again. `newer_held`: a later answer waits for a person.
    `aside`: it is about another day than those of the year.
    """

    done_on: date | None = None
    earlier: bool = False
    reminded: bool = False
    newer_held: bool = False
    aside: bool = False


def part_cell(goal: GoalSummary, part: PartSummary, year: int, names: Names) -> Cell:
    """What a role has said: the last word of each who answers and what follows from it, then all it said before."""
    told: list[Paragraph] = []
    for answer in part.words_now:
        context = _Context()
        is_contested = goal.contradiction is not None and answer in goal.contradiction.answers
        if answer == part.answer and not is_contested:
            context = _Context(
                done_on=_told_apart(part, answer, year),
                earlier=part.earlier,
                reminded=bool(part.reminded),
                newer_held=part.newer_held,
            )
        told.extend(_answer_lines(goal, answer, part.role, year, names, context))
    if part.words_before:
        told.append(Paragraph(label("section.before"), Style.NOTE))
    for answer in part.words_before:
        told.extend(_answer_lines(goal, answer, part.role, year, names, _Context()))
    return tuple(told)


def _told_apart(part: PartSummary, answer: Answer, year: int) -> date | None:
    """Since when the part is done, unless the answer's own date already tells."""
    done = part.done_on
    if done is None:
        return None
    if part.earlier or done.year < year or done.year != answer.occurrence.year:
        return done
    return None


def is_aside(goal: GoalSummary, answer: Answer) -> bool:
    """Whether a role with a part of the goal has spoken of another day than those of this year."""
    return any(part.role_id == answer.owner for part in goal.parts)


def other_cell(goal: GoalSummary, answer: Answer, role: str, year: int, names: Names) -> Cell:
    """An answer that decides nothing. `role` is what the role that gave it is called."""
    return _answer_lines(goal, answer, role, year, names, _Context(aside=is_aside(goal, answer)))


def _answer_lines(
    goal: GoalSummary, answer: Answer, role: str, year: int, names: Names, context: _Context
) -> tuple[Paragraph, ...]:
    """Who answered, when and what status; then the owner's own words, without a line that only greets."""
    about = ""
    if goal.goal.timeframe.comes_back or goal.occasions:
        about = occasion(answer)
    status = ""
    if answer.status is not None:
        status = status_word(answer.status)
    line = sentence(
        "answer_line",
        name=answer.answered_by or role,
        received=answer.received,
        about=about,
        said=status,
        by_team=set_by_team(answer),
        new_date=answer.new_date,
        year=year,
        context=context,
        words=names.words,
    )
    return (Paragraph(line), *quote(answer, without_greeting(answer.text), names))


def quote(answer: Answer, text: str, names: Names) -> tuple[Paragraph, ...]:
    """The answer's words; that the quality team has placed some of them, or put it in other words, is said first."""
    told: list[Paragraph] = []
    placed = answer.placed
    if placed is not None and placed.goals is not None:
        numbers = swedish_list(names.goal(goal) for goal in placed.goals)
        is_here = answer.goal in placed.goals
        note = sentence("placed", placed=placed, numbers=numbers, is_here=is_here, words=names.words)
        told.append(Paragraph(note, Style.NOTE))
    is_in_other_words = answer.edited and (placed is None or placed.goals is None or placed.is_reworded)
    if is_in_other_words and text.strip():
        told.append(Paragraph(label("answer.edited"), Style.NOTE))
    if text.strip():
        told.append(Paragraph(text, Style.QUOTE))
    return tuple(told)
