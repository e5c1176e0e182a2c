"""The year's account to the board as document blocks, in the order a board reads it.

The words stand in sv/account/. Goals and answers are quoted as they are, and nothing is added to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from paminn.standing.answer import Status
from paminn.standing.silence import Silence
from paminn.standing.word import Key
from paminn.summary.account import AnnualSummary, AreaSummary, GoalSummary
from paminn.summary.blocks import Block, Cell, Document, Heading, Paragraph, Style, Table
from paminn.summary.goal_status import GoalStatus
from paminn.texts.account.appendix import answers, changes, method, missing
from paminn.texts.account.cells import (
    is_aside,
    other_cell,
    owners_cell,
    part_cell,
    status_cell,
    status_in_full,
    timeframe_cell,
)
from paminn.texts.account.labels import (
    label,
    labels,
    not_included,
    occasion,
    paragraphs,
    reckoned,
    reckoned_in_full,
    sentence,
)
from paminn.texts.language import swedish_date, swedish_list
from paminn.texts.plan_words import plan_title, short

# The width of a table's two columns, a question and its answer.
_QUESTIONS = (4.9, 12.1)
_NARROW = 0.9
_OF_A_SIGN = 0.28  # of a number


def account(summary: AnnualSummary) -> Document:
    """The draft that a person reads and approves before it goes to the board."""
    plan = summary.plan
    title = plan_title(plan)
    subtitle = label(
        "subtitle",
        committee=plan.committee,
        reckoned=reckoned(summary),
        as_of=swedish_date(summary.as_of),
    )
    footer = label("footer", year=summary.year, plan=title)
    if plan.registration_number:
        registration = label("registration", number=plan.registration_number)
        footer = f"{footer} · {registration}"
    return Document(
        title=label("title", year=summary.year, plan=title),
        subtitle=subtitle,
        subject=label("subject", committee=plan.committee, plan=title, year=summary.year),
        date=summary.as_of,
        blocks=tuple(_blocks(summary)),
        header=label("draft"),
        footer=footer,
        author=label("author"),
    )


def _blocks(summary: AnnualSummary) -> Iterator[Block]:
    yield from _about(summary)
    yield from _abbreviations(summary)
    yield from _in_sentences(summary)
    yield from _overview(summary)
    for area in summary.areas:
        yield from _area(area, summary)
    yield from missing(summary)
    yield from changes(summary)
    yield from answers(summary)
    yield from method(summary)


def _about(summary: AnnualSummary) -> Iterator[Block]:
    plan = summary.plan
    rows = (
        (label("about.organisation"), plan.organisation.in_full),
        (label("about.committee"), plan.committee),
        (label("about.registration"), plan.registration_number),
        (label("about.covers"), label("about.year", year=summary.year)),
        (reckoned(summary), swedish_date(summary.as_of)),
        (label("about.owner"), plan.document_owner),
        (label("about.basis"), _basis(summary)),
    )
    yield Heading(1, label("about"))
    yield Table(
        caption=label("about.caption"),
        header=labels("about.item", "about.content"),
        rows=tuple(row for row in rows if row[1]),
        widths=_QUESTIONS,
        header_column=True,
    )


def _basis(summary: AnnualSummary) -> str:
    """How many answers the account rests on, and whose are not in it."""
    not_in_it = {}
    for silence in Silence:
        not_in_it[silence.value] = _by_role(summary, summary.missing_because(silence))
    return sentence(
        "basis",
        answered=len(summary.answered_as_asked),
        asked=_asked(summary),
        unasked=_by_role(summary, summary.answered_unasked),
        year=summary.year,
        **not_in_it,
    )


def _asked(summary: AnnualSummary) -> int:
    """How many answers were asked for."""
    return len(summary.answered_as_asked) + len(summary.missing)


def _by_role(summary: AnnualSummary, pairs: Iterable[Key]) -> list[str]:
    """Soc IT (1.1 och 1.3)"""
    named = {(goal.goal.id, part.role_id): (goal.goal.number, part.role) for goal, part in summary.parts}
    numbers: dict[str, list[str]] = {}
    for key in pairs:
        number, role = named[key]
        numbers.setdefault(role, []).append(number)
    return [f"{role} ({swedish_list(of_the_role)})" for role, of_the_role in numbers.items()]


def _abbreviations(summary: AnnualSummary) -> Iterator[Block]:
    """Goals and answers are never altered, so what they shorten is explained before the first of them."""
    used = _words_of(summary)
    rows = []
    for term, meaning in summary.plan.definitions.items():
        if _is_short(term) and term in used:
            rows.append((term, meaning))
    if rows:
        yield Heading(1, label("abbreviations"))
        yield Table(
            caption=label("abbreviations.caption"),
            header=labels("abbreviations.short", "abbreviations.long"),
            rows=tuple(rows),
            widths=_QUESTIONS,
            header_column=True,
        )


def _words_of(summary: AnnualSummary) -> set[str]:
    """Every word of the goals, their activities and the answers."""
    texts = []
    for goal in summary.goals:
        texts.append(goal.goal.wording)
        if goal.goal.above is not None:
            texts.append(goal.goal.above.wording)
        texts.extend(goal.goal.activities)
    for answer in summary.answers:
        texts.append(answer.text)
    return set(re.findall(r"\w+", " ".join(texts)))


def _is_short(term: str) -> bool:
    return 1 < len(term) <= 8 and term.isupper()


def _in_sentences(summary: AnnualSummary) -> Iterator[Block]:
    goals: dict[GoalStatus, list[GoalSummary]] = {status: [] for status in GoalStatus}
    for goal in summary.goals:
        goals[_told_as(goal.status)].append(goal)
    told = paragraphs(
        "summary",
        **{status.value: of_the_status for status, of_the_status in goals.items()},
        contradicted_late=[goal for goal in goals[GoalStatus.CONTRADICTED] if goal.late],
        part_late=[goal for goal in goals[GoalStatus.MISSING] if goal.late],
        plan=plan_title(summary.plan),
        year=summary.year,
        reckoned=reckoned_in_full(summary),
        none_late=_none_late(summary),
        not_included=not_included(summary),
        total=len(summary.goals),
        areas=len(summary.areas),
        answers=len(summary.answers),
        answered=len(summary.answered_as_asked),
        asked=_asked(summary),
        unasked=len(summary.answered_unasked),
        past_the_period=summary.is_past_the_period,
        words=summary.plan.words,
    )
    yield Heading(1, label("summary"))
    for text in told:
        yield Paragraph(text)


def _told_as(status: GoalStatus) -> GoalStatus:
    """Under which status a goal is counted: what the plan says is done is done."""
    if status is GoalStatus.DONE_IN_PLAN:
        return GoalStatus.DONE
    return status


def _none_late(summary: AnnualSummary) -> bool:
    """Whether it means anything that nobody says late: most goals are answered in full, and each answer says how."""
    told = [goal for goal in summary.goals if goal.is_open]
    in_full = [goal for goal in told if goal.status is not GoalStatus.MISSING]
    if len(in_full) * 2 <= len(told):
        return False
    for goal in told:
        for answer in goal.answers:
            if answer.status is None or answer.status is Status.LATE:
                return False
    return True


def _overview(summary: AnnualSummary) -> Iterator[Block]:
    yield Heading(1, label("overview"))
    for text in paragraphs("overview", words=summary.plan.words):
        yield Paragraph(text)
    yield Table(
        caption=label("overview.goals", words=summary.plan.words),
        header=labels("number", "goal", "owner", "timeframe", "status", words=summary.plan.words),
        rows=tuple(_overview_row(goal, summary.year) for goal in summary.goals),
        widths=(_width_of_numbers(summary), 3.6, 3.8, 3.8, 4.9),
        header_column=True,
    )
    yield _counts(summary)
    note = sentence(
        "counts_note",
        in_plan=[goal for goal in summary.goals if goal.status is GoalStatus.DONE_IN_PLAN],
        split=[goal for goal in summary.goals if goal.split],
        replaced=[goal for goal in summary.goals if goal.status is GoalStatus.REPLACED],
        words=summary.plan.words,
    )
    if note:
        yield Paragraph(note, Style.NOTE)


def _overview_row(goal: GoalSummary, year: int) -> tuple[Cell, ...]:
    return (
        goal.goal.number,
        short(goal.goal.wording, 56),
        owners_cell(goal.parts),
        timeframe_cell(goal),
        status_cell(goal, year),
    )


def _counts(summary: AnnualSummary) -> Table:
    """How many goals of each area stand in each column, and of all areas together."""
    columns = [status for status in GoalStatus if _has_column(status, summary.areas)]
    rows = []
    for area in summary.areas:
        name = label("overview.area_row", number=area.area.number, title=area.area.title)
        rows.append(_count_row(name, columns, [area]))
    rows.append(_count_row(label("overview.all", words=summary.plan.words), columns, summary.areas))

    heads = [label(f"status.{status}", year=summary.year) for status in columns]
    heads.append(label("overview.total"))
    # A column is as wide as the longest word of its head, so that no word is cut in two.
    widths = [2.2 + max(len(word) for word in head.split()) for head in heads]
    return Table(
        caption=label("overview.counts", words=summary.plan.words),
        header=(label("overview.area", words=summary.plan.words), *heads),
        rows=tuple(rows),
        widths=(20, *widths),
        header_column=True,
    )


def _has_column(status: GoalStatus, areas: Iterable[AreaSummary]) -> bool:
    """Five columns are always there, four only when a goal stands in them."""
    match status:
        case (
            GoalStatus.DONE
            | GoalStatus.ONGOING
            | GoalStatus.LATE
            | GoalStatus.NOT_STARTED
            | GoalStatus.MISSING
        ):  # fmt: skip
            return True
        case GoalStatus.OVERRUN | GoalStatus.CONTRADICTED | GoalStatus.UNSTATED | GoalStatus.NOT_YET:
            return any(area.count(status) for area in areas)
        case GoalStatus.DONE_IN_PLAN | GoalStatus.REPLACED:
            return False
        case _:
            assert_never(status)


def _count_row(name: str, columns: Iterable[GoalStatus], areas: Sequence[AreaSummary]) -> tuple[str, ...]:
    counts = [_count(status, areas) for status in columns]
    return (name, *map(str, counts), str(sum(counts)))


def _count(column: GoalStatus, areas: Iterable[AreaSummary]) -> int:
    count = 0
    for area in areas:
        for goal in area.goals:
            count += _told_as(goal.status) is column
    return count


def _area(area: AreaSummary, summary: AnnualSummary) -> Iterator[Block]:
    yield Heading(1, label("area", number=area.area.number, title=area.area.title, words=summary.plan.words))
    for goal in area.goals:
        number = goal.goal.number
        word = summary.plan.word_of(goal.goal)
        yield Heading(2, label("section", word=word, number=number))
        yield Paragraph(goal.goal.wording, Style.LEAD)
        yield Table(
            caption=label("section.caption", word=word, number=number),
            header=labels("section.question", "section.answer"),
            rows=tuple(_questions(goal, summary)),
            widths=_QUESTIONS,
            header_column=True,
        )


def _width_of_numbers(summary: AnnualSummary) -> float:
    """Beside the other columns: wide enough for 1.3, and for 1.1.2 where there are such numbers."""
    longest = max((len(goal.goal.number) for goal in summary.goals), default=0)
    return max(_NARROW, longest * _OF_A_SIGN)


def _questions(goal: GoalSummary, summary: AnnualSummary) -> Iterator[tuple[Cell, ...]]:
    above = goal.goal.above
    if above is not None:
        yield label("section.above"), f"{above.number} {above.wording}"
    yield label("status"), status_in_full(goal, summary.year, summary.as_of)
    yield label("owner"), owners_cell(goal.parts, in_full=True)
    yield label("timeframe"), timeframe_cell(goal, in_full=True)
    if goal.goal.activities:
        activities = tuple(Paragraph(activity) for activity in goal.goal.activities)
        yield label("section.activities"), activities
    for heading, words in goal.goal.extra:
        # The decided table may have a column called status, which is no status of this year's.
        yield label("section.extra", heading=heading), words
    for part in goal.parts:
        if part.words_now or part.words_before:
            who = label(f"part.{part.part}", role=part.role)
            yield label("section.from", who=who), part_cell(goal, part, summary.year, summary.plan.names)
    for answer in goal.others:
        who = summary.plan.name_of(answer.owner)
        cell = other_cell(goal, answer, who, summary.year, summary.plan.names)
        if is_aside(goal, answer):
            about = occasion(answer)
            yield label("section.aside", who=who, about=about), cell
        else:
            yield label("section.from", who=who), cell
