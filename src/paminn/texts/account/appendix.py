"""The end of the account: what is missing, what changed, the answers word for word, how it was made."""

from __future__ import annotations

from collections.abc import Iterator

from paminn.plan.model import ActionPlan
from paminn.standing.answer import Answer
from paminn.standing.silence import Silence
from paminn.standing.word import order
from paminn.summary.account import AnnualSummary, GoalSummary, PartSummary
from paminn.summary.blocks import Block, Cell, Heading, PageBreak, Paragraph, Style, Table
from paminn.texts.account.cells import quote, said
from paminn.texts.account.labels import label, labels, not_included, paragraphs, reckoned_in_full, sentence
from paminn.texts.adoption import change_told
from paminn.texts.language import swedish_date, swedish_list
from paminn.texts.memory_words import restored_told
from paminn.texts.plan_words import goal_called, plan_title, short

_NONE = "–"


def missing(summary: AnnualSummary) -> Iterator[Block]:
    told = sentence(
        "missing",
        not_included=not_included(summary, in_full=True),
        unsent=summary.unsent,
        year=summary.year,
        as_of=summary.as_of,
        days=_days_unanswered(summary),
        words=summary.plan.words,
    )
    yield Heading(1, label("missing"))
    yield Paragraph(told)
    rows = tuple(_missing_row(goal, part) for goal, part in summary.silent)
    if rows:
        yield Table(
            caption=label("missing.caption"),
            header=labels(
                "number",
                "goal",
                "owner",
                "missing.answer",
                "missing.reminders",
                "missing.last",
                words=summary.plan.words,
            ),
            rows=rows,
            widths=(1.0, 4.5, 3.8, 2.6, 2.5, 2.8),
            header_column=True,
        )


def _days_unanswered(summary: AnnualSummary) -> list[str]:
    """1.2 (30 juni 2026 och 30 september 2026)"""
    told = []
    for goal in summary.goals:
        if goal.days_unanswered:
            days = swedish_list(swedish_date(about.last_day) for about in goal.days_unanswered)
            told.append(f"{goal.goal.number} ({days})")
    return told


def _missing_row(goal: GoalSummary, part: PartSummary) -> tuple[Cell, ...]:
    reminders, last = _reminders(part)
    return (
        goal.goal.number,
        short(goal.goal.wording, 44),
        label(f"part.{part.part}", role=part.role),
        label(f"missing.{part.silence}"),
        reminders,
        last,
    )


def _reminders(part: PartSummary) -> tuple[str, str]:
    """How many there have been, and when the last."""
    # Whose answer waits for the team is not late, whatever was sent meanwhile.
    if part.silence is Silence.HELD:
        return _NONE, _NONE
    if not part.reminded:
        return label("missing.none"), _NONE
    return str(len(part.reminded)), swedish_date(part.reminded[-1])


def changes(summary: AnnualSummary) -> Iterator[Block]:
    yield Heading(1, label("changes"))
    if summary.revisions:
        yield from _revisions(summary)
    else:
        yield from _replaced(summary)


def _revisions(summary: AnnualSummary) -> Iterator[Block]:
    """Every change of the versions that came into force during the year."""
    days = swedish_list(swedish_date(revision.in_force) for revision in summary.revisions)
    yield Paragraph(label("changes.revised", days=days))
    rows = []
    for revision in summary.revisions:
        for change in revision.changes:
            version = label("changes.version", number=revision.version)
            rows.append((swedish_date(revision.in_force), change_told(change), version))
    yield Table(
        caption=label("changes.caption", year=summary.year),
        header=labels("changes.date", "changes.change", "changes.decision"),
        rows=tuple(rows),
        widths=(3.3, 9.8, 3.5),
    )


def _replaced(summary: AnnualSummary) -> Iterator[Block]:
    """What the plan itself says of the year, where no version that is known came into force during it."""
    plan = summary.plan
    revised = plan.revised
    if revised and revised.year != summary.year:
        revised = None
    replaced = [goal.goal for goal in summary.goals if goal.goal.replaced_by]
    yield Paragraph(sentence("changes", revised=revised, replaced=replaced, year=summary.year))
    if revised is None or not replaced:
        return
    rows = []
    for goal in replaced:
        row = (
            swedish_date(revised),
            f"{goal.number} {short(goal.wording)}",
            label("changes.replaced", number=goal.replaced_by),
            plan.committee,
        )
        rows.append(row)
    yield Table(
        caption=label("changes.caption", year=summary.year),
        header=labels("changes.date", "goal", "changes.change", "changes.decision", words=plan.words),
        rows=tuple(rows),
        widths=(3.3, 5.8, 4, 3.5),
    )


def answers(summary: AnnualSummary) -> Iterator[Block]:
    shown = _in_the_plans_order(summary)
    yield PageBreak()
    yield Heading(1, label("answers"))
    yield Paragraph(sentence("answers", answers=len(shown)))
    if shown:
        yield Table(
            caption=label("answers.caption"),
            header=labels("number", "owner", "answers.received", "answers.text"),
            rows=tuple(_answer_row(answer, summary) for answer in shown),
            widths=(1.0, 4.2, 3.2, 8.2),
            header_column=True,
        )


def _in_the_plans_order(summary: AnnualSummary) -> list[Answer]:
    """The answers goal by goal, each goal's as they came; last those to goals that the plan does not have."""
    known = {}
    for place, goal in enumerate(summary.goals):
        known[goal.goal.id] = place
    after_all = len(known)
    return sorted(
        summary.answers,
        key=lambda answer: (known.get(answer.goal, after_all), answer.goal, order(answer)),
    )


def _answer_row(answer: Answer, summary: AnnualSummary) -> tuple[Cell, ...]:
    """One answer with who gave it, when, and to what."""
    status = Paragraph(label("answers.status", status=said(answer)), Style.NOTE)
    return (
        goal_called(summary.plan, answer.goal),
        _by(answer, summary.plan),
        swedish_date(answer.received),
        (status, Paragraph(_to_what(answer, summary), Style.NOTE), *quote(answer, answer.text, summary.plan.names)),
    )


def _to_what(answer: Answer, summary: AnnualSummary) -> str:
    """Gäller 31 december 2025. Svar på mejlet den 28 november 2025."""
    mail = summary.mail_answered(answer)
    request = summary.last_request_before(answer)
    return sentence(
        "to_what",
        about=answer.occurrence,
        mail=mail,
        request=request,
    )


def _by(answer: Answer, plan: ActionPlan) -> Cell:
    """The role and, under it, the person who wrote."""
    role = Paragraph(plan.name_of(answer.owner))
    if not answer.answered_by:
        return (role,)
    return (role, Paragraph(answer.answered_by, Style.NOTE))


def method(summary: AnnualSummary) -> Iterator[Block]:
    plan = summary.plan
    told = paragraphs(
        "method",
        plan=plan_title(plan),
        committee=plan.committee,
        decided=plan.decided,
        registration=plan.registration_number,
        year=summary.year,
        reckoned=reckoned_in_full(summary),
        unconfirmed=[goal for goal in summary.goals if goal.is_open and not goal.goal.reading_confirmed],
        words=plan.words,
    )
    yield Heading(1, label("method"))
    for text in told:
        yield Paragraph(text)
    for restored in summary.restored:
        yield Paragraph(restored_told(restored))
