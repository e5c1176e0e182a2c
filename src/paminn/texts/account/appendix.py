"""The end of the account: what is missing, what changed, the answers word for word, how it was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from paminn.standing.answer import Answer
from paminn.standing.silence import Silence
from paminn.summary.account import AnnualSummary, GoalSummary, PartSummary
from paminn.summary.blocks import Block, Cell, Heading, PageBreak, Paragraph, Style, Table
from paminn.summary.years import closing
from paminn.texts.account.cells import quote, said
from paminn.texts.account.labels import label, not_included, paragraphs, reckoned, sentence
from paminn.texts.language import swedish_date
from paminn.texts.plan_words import plan_title, short


def missing(summary: AnnualSummary) -> Iterator[Block]:
    silent = summary.silent
    yield Heading(1, label("missing"))
    told = sentence(
        "missing",
        not_included=not_included(summary, in_full=True),
        unsent=summary.unsent,
        year=summary.year,
        as_of=min(summary.as_of, closing(summary.year) - timedelta(days=1)),
    )
    yield Paragraph(told)
    if silent:
        columns = ("missing.answer", "missing.reminders", "missing.last")
        yield Table(
            caption=label("missing.caption"),
            header=tuple(label(key) for key in ("number", "goal", "owner", *columns)),
            rows=tuple(_missing_row(goal, part) for goal, part in silent),
            widths=(1.0, 4.5, 3.8, 2.6, 2.5, 2.8),
            header_column=True,
        )


def _missing_row(goal: GoalSummary, part: PartSummary) -> tuple[Cell, ...]:
    # Whose answer waits for the team is not late, whatever was sent meanwhile.
    waits = part.silence is Silence.HELD
    days = () if waits else part.reminded
    return (
        goal.goal.number,
        short(goal.goal.wording, 44),
        label(f"part.{part.part}", role=part.role),
        label(f"missing.{part.silence}"),
        str(len(days)) if days else "–" if waits else label("missing.none"),
        swedish_date(days[-1]) if days else "–",
    )


def changes(summary: AnnualSummary) -> Iterator[Block]:
    plan = summary.plan
    revised = plan.revised if plan.revised and plan.revised.year == summary.year else None
    replaced = [goal.goal for goal in summary.goals if goal.goal.replaced_by]
    yield Heading(1, label("changes"))
    yield Paragraph(sentence("changes", revised=revised, replaced=replaced, year=summary.year))
    if revised and replaced:
        yield Table(
            caption=label("changes.caption", year=summary.year),
            header=tuple(label(k) for k in ("changes.date", "goal", "changes.change", "changes.decision")),
            rows=tuple(
                (
                    swedish_date(revised),
                    f"{goal.number} {short(goal.wording)}",
                    label("changes.replaced", number=goal.replaced_by),
                    plan.committee,
                )
                for goal in replaced
            ),
            widths=(3.3, 5.8, 4, 3.5),
        )


def answers(summary: AnnualSummary) -> Iterator[Block]:
    order = {goal.goal.number: place for place, goal in enumerate(summary.goals)}
    shown = sorted(summary.answers, key=lambda a: (order.get(a.goal, len(order)), a.goal, a.received, a.id))
    yield PageBreak()
    yield Heading(1, label("answers"))
    yield Paragraph(sentence("answers", answers=len(shown), superseded=summary.superseded))
    if shown:
        yield Table(
            caption=label("answers.caption"),
            header=(label("number"), label("owner"), label("answers.received"), label("answers.text")),
            rows=tuple((answer.goal, _by(answer), swedish_date(answer.received), _words(answer)) for answer in shown),
            widths=(1.0, 4.2, 3.2, 8.2),
            header_column=True,
        )


def _by(answer: Answer) -> Cell:
    """The role and, under it, the person who wrote."""
    name = Paragraph(answer.answered_by, Style.NOTE) if answer.answered_by else None
    return (Paragraph(answer.owner), *([name] if name else []))


def _words(answer: Answer) -> Cell:
    return (Paragraph(label("answers.status", status=said(answer)), Style.NOTE), *quote(answer, answer.text))


def method(summary: AnnualSummary) -> Iterator[Block]:
    plan = summary.plan
    told = paragraphs(
        "method",
        plan=plan_title(plan),
        committee=plan.committee,
        decided=plan.decided,
        registration=plan.registration_number,
        year=summary.year,
        reckoned=reckoned(summary, in_full=True),
        unconfirmed=[g for g in summary.goals if g.asked and not g.goal.reading_confirmed],
    )
    yield Heading(1, label("method"))
    yield from (Paragraph(text) for text in told)
