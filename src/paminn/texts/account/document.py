"""The year's account to the board as document blocks, in the order a board reads it.

The words stand in sv/account/. Goals and answers are quoted as they are, and nothing is added to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from paminn.standing.answer import Status
from paminn.standing.silence import Silence
from paminn.summary.account import AnnualSummary, AreaSummary, GoalStatus, GoalSummary
from paminn.summary.blocks import Block, Cell, Document, Heading, Paragraph, Style, Table
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
from paminn.texts.account.labels import label, not_included, occasion, paragraphs, reckoned, sentence
from paminn.texts.language import swedish_date, swedish_list
from paminn.texts.plan_words import plan_title, short

# A column appears only when a goal stands in it, these five always.
_USUAL = (
    GoalStatus.DONE,
    GoalStatus.ONGOING,
    GoalStatus.LATE,
    GoalStatus.NOT_STARTED,
    GoalStatus.MISSING,
)
_COLUMNS = (
    GoalStatus.DONE,
    GoalStatus.ONGOING,
    GoalStatus.OVERRUN,
    GoalStatus.LATE,
    GoalStatus.NOT_STARTED,
    GoalStatus.UNSTATED,
    GoalStatus.MISSING,
)


def account(summary: AnnualSummary) -> Document:
    """The draft that a person reads and approves before it goes to the board."""
    plan, title = summary.plan, plan_title(summary.plan)
    blocks = (
        *_about(summary),
        *_abbreviations(summary),
        *_in_sentences(summary),
        *_overview(summary),
        *(block for area in summary.areas for block in _area(area, summary)),
        *missing(summary),
        *changes(summary),
        *answers(summary),
        *method(summary),
    )
    footer = label("footer", year=summary.year, plan=title)
    if plan.registration_number:
        footer = f"{footer} · {label('registration', number=plan.registration_number)}"
    return Document(
        title=label("title", year=summary.year, plan=title),
        subtitle=label(
            "subtitle", committee=plan.committee, reckoned=reckoned(summary), as_of=swedish_date(summary.as_of)
        ),
        subject=label("subject", committee=plan.committee, plan=title, year=summary.year),
        date=summary.as_of,
        blocks=blocks,
        header=label("draft"),
        footer=footer,
        author=label("author"),
    )


def _about(summary: AnnualSummary) -> Iterator[Block]:
    plan = summary.plan
    basis = sentence(
        "basis",
        answered=len(summary.answered),
        asked=len(summary.answered) + len(summary.missing),
        **{silence: _by_role(summary.missing_because(silence)) for silence in Silence},
    )
    rows = (
        (label("about.committee"), plan.committee),
        (label("about.registration"), plan.registration_number),
        (label("about.covers"), label("about.year", year=summary.year)),
        (reckoned(summary), swedish_date(summary.as_of)),
        (label("about.owner"), plan.document_owner),
        (label("about.basis"), basis),
    )
    yield Heading(1, label("about"))
    yield Table(
        caption=label("about.caption"),
        header=(label("about.item"), label("about.content")),
        rows=tuple(row for row in rows if row[1]),
        widths=(4.9, 12.1),
        header_column=True,
    )


def _by_role(pairs: Iterable[tuple[str, str]]) -> list[str]:
    numbers: dict[str, list[str]] = {}
    for number, role in pairs:
        numbers.setdefault(role, []).append(number)
    return [f"{role} ({swedish_list(of)})" for role, of in numbers.items()]


def _abbreviations(summary: AnnualSummary) -> Iterator[Block]:
    """Goals and answers are never altered, so what they shorten is explained before the first of them."""
    text = " ".join(
        [*(goal.goal.wording for goal in summary.goals), *(answer.text for answer in summary.answers)]
        + [activity for goal in summary.goals for activity in goal.goal.activities]
    )
    used = set(re.findall(r"\w+", text))
    rows = tuple(
        (short, long) for short, long in summary.plan.definitions.items() if _is_short(short) and short in used
    )
    if rows:
        yield Heading(1, label("abbreviations"))
        yield Table(
            caption=label("abbreviations.caption"),
            header=(label("abbreviations.short"), label("abbreviations.long")),
            rows=rows,
            widths=(4.9, 12.1),
            header_column=True,
        )


def _is_short(term: str) -> bool:
    return 1 < len(term) <= 8 and term.isupper()


def _in_sentences(summary: AnnualSummary) -> Iterator[Block]:
    with_status = {status.value: [g for g in summary.goals if g.status is status] for status in GoalStatus}
    done = [g for g in summary.goals if g.status in (GoalStatus.DONE, GoalStatus.DONE_IN_PLAN)]
    told = paragraphs(
        "summary",
        **with_status | {"done": done},
        part_late=[g for g in summary.goals if g.status is GoalStatus.MISSING and g.late],
        plan=plan_title(summary.plan),
        year=summary.year,
        reckoned=reckoned(summary, in_full=True),
        none_late=_none_late(summary),
        not_included=not_included(summary),
        total=len(summary.goals),
        areas=len(summary.areas),
        answers=len(summary.answers),
        answered=len(summary.answered),
        asked=len(summary.answered) + len(summary.missing),
    )
    yield Heading(1, label("summary"))
    yield from (Paragraph(text) for text in told)


def _none_late(summary: AnnualSummary) -> bool:
    """Whether it means anything that nobody says late: most goals are answered in full, and each answer says how."""
    asked = [goal for goal in summary.goals if goal.asked]
    full = [goal for goal in asked if goal.status is not GoalStatus.MISSING]
    said = {answer.status for goal in asked for answer in goal.answers}
    return len(full) * 2 > len(asked) and not said & {Status.LATE, None}


def _overview(summary: AnnualSummary) -> Iterator[Block]:
    yield Heading(1, label("overview"))
    yield from (Paragraph(text) for text in paragraphs("overview"))
    yield Table(
        caption=label("overview.goals"),
        header=tuple(label(key) for key in ("number", "goal", "owner", "timeframe", "status")),
        rows=tuple(
            (
                goal.goal.number,
                short(goal.goal.wording, 56),
                owners_cell(goal.parts),
                timeframe_cell(goal),
                status_cell(goal),
            )
            for goal in summary.goals
        ),
        widths=(0.9, 3.6, 3.8, 3.8, 4.9),
        header_column=True,
    )
    yield _counts(summary)
    note = sentence(
        "counts_note",
        in_plan=[goal for goal in summary.goals if goal.status is GoalStatus.DONE_IN_PLAN],
        split=[goal for goal in summary.goals if goal.split],
        replaced=[goal for goal in summary.goals if goal.status is GoalStatus.REPLACED],
    )
    if note:
        yield Paragraph(note, Style.NOTE)


def _counts(summary: AnnualSummary) -> Table:
    columns = [s for s in _COLUMNS if s in _USUAL or any(area.count(s) for area in summary.areas)]
    counted = [[_count(area, status) for status in columns] for area in summary.areas]
    names = [label("overview.area_row", number=area.area.number, title=area.area.title) for area in summary.areas]
    sums = [sum(row[column] for row in counted) for column in range(len(columns))]
    rows = [*zip(names, counted, strict=True), (label("overview.all"), sums)]
    heads = [*(label(f"status.{status}") for status in columns), label("overview.total")]
    return Table(
        caption=label("overview.counts"),
        header=(label("overview.area"), *heads),
        rows=tuple((name, *map(str, row), str(sum(row))) for name, row in rows),
        # A column is as wide as the longest word of its head, so that no word is cut in two.
        widths=(20, *(2.2 + max(map(len, head.split())) for head in heads)),
        header_column=True,
    )


def _count(area: AreaSummary, status: GoalStatus) -> int:
    in_plan = area.count(GoalStatus.DONE_IN_PLAN) if status is GoalStatus.DONE else 0
    return area.count(status) + in_plan


def _area(area: AreaSummary, summary: AnnualSummary) -> Iterator[Block]:
    yield Heading(1, label("area", number=area.area.number, title=area.area.title))
    for goal in area.goals:
        number = goal.goal.number
        yield Heading(2, label("section", number=number))
        yield Paragraph(goal.goal.wording, Style.LEAD)
        yield Table(
            caption=label("section.caption", number=number),
            header=(label("section.question"), label("section.answer")),
            rows=tuple(_questions(goal, summary)),
            widths=(4.9, 12.1),
            header_column=True,
        )


def _questions(goal: GoalSummary, summary: AnnualSummary) -> Iterator[tuple[Cell, ...]]:
    yield label("status"), status_in_full(goal, summary.as_of)
    yield label("owner"), owners_cell(goal.parts, in_full=True)
    yield label("timeframe"), timeframe_cell(goal, in_full=True)
    if goal.goal.activities:
        yield label("section.activities"), tuple(Paragraph(activity) for activity in goal.goal.activities)
    for part in goal.parts:
        if part.answer:
            who = label(f"part.{part.part}", role=part.role)
            yield label("section.from", who=who), part_cell(goal, part, part.answer, summary.year)
    for answer in goal.others:
        cell = other_cell(goal, answer, summary.year)
        if is_aside(goal, answer):
            yield label("section.aside", who=answer.owner, about=occasion(answer)), cell
        else:
            yield label("section.from", who=answer.owner), cell
