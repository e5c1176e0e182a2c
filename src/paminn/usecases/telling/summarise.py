"""The year's account as a draft for a person to read. Only what has been released is quoted in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from paminn.errors import UsageError
from paminn.plan.model import ActionPlan
from paminn.plan.version import revisions_in
from paminn.ports.lineage import Lineage
from paminn.ports.memory import Memory
from paminn.ports.requests import Requests
from paminn.ports.store import Store
from paminn.reports.telling import AccountWritten, Called
from paminn.standing.answer import Answer
from paminn.standing.silence import Silence
from paminn.standing.word import Key
from paminn.summary.account import summarise as summarise_answers
from paminn.summary.blocks import Document
from paminn.summary.requested import Requested
from paminn.summary.years import belongs, is_of
from paminn.texts.account.document import account as account_document
from paminn.usecases.plans import KeptPlan, decided_then
from paminn.usecases.telling.doubted_memory import refuse_doubted


def summarise(
    kept: KeptPlan,
    requests: Requests,
    memory: Memory,
    store: Store,
    write_document: Callable[[Document], bytes],
    year: int,
    out: Path,
    today: date,
    lineage: Lineage,
    site: Path | None = None,
) -> AccountWritten:
    """Write the account of `year` to `out` as a Word file.

    Once the year is over, the same ledger gives the same name and bytes on any day. `site`: where the calendar is
    published. Raises UsageError for a year before the plan was decided, after it held, or not yet begun, and
    Implausible where the memory is gone, old or another's.
    """
    # Each year is told from the plan as it stood when the year ended, not from what has been decided since.
    work = decided_then(kept, min(date(year, 12, 31), today), today)
    plan = work.plan
    _refuse_other_years(plan, year, today)
    refuse_doubted(lineage, store, site, plan.identity)
    answers = [answer for answer in memory.answers(plan.identity) if answer.received <= today]
    asked = requests.arrived(plan.identity, today)
    as_of = _as_of(plan, year, today, answers, asked)
    revisions = revisions_in(kept.versions.adopted(plan.identity), year)
    known = lineage.remembered(plan.identity).restored
    restored = tuple(time for time in known if time.day <= today)
    summary = summarise_answers(plan, work.rules, work.owners, year, answers, asked, as_of, revisions, restored)
    files = {f"redovisning-{year}.docx": write_document(account_document(summary))}
    store.write(out, files)
    return AccountWritten(
        plan=plan.identity,
        folder=out,
        files=files,
        answered=len(summary.answered),
        missing=_called(plan, summary.missing),
        unreviewed=_called(plan, summary.missing_because(Silence.HELD)),
        withheld=_called(plan, summary.missing_because(Silence.WITHHELD)),
    )


def _called(plan: ActionPlan, keys: Iterable[Key]) -> tuple[Called, ...]:
    return tuple((plan.number_of(goal), plan.name_of(role)) for goal, role in keys)


def _refuse_other_years(plan: ActionPlan, year: int, today: date) -> None:
    """Only a year in which the plan held, and which has begun, can be accounted for."""
    if year < plan.decided.year:
        raise UsageError(f"Planen beslutades {plan.decided.isoformat()}. Det finns inget att redovisa för {year}.")
    if plan.valid_until and year > plan.valid_until.year:
        raise UsageError(
            f"Planen gällde till och med {plan.valid_until.isoformat()}. Det finns inget att redovisa för {year}."
        )
    if year > today.year:
        raise UsageError(f"{year} har inte börjat än. Det går att redovisa från och med {year}-01-01.")


def _as_of(plan: ActionPlan, year: int, today: date, answers: Iterable[Answer], asked: Iterable[Requested]) -> date:
    """The day the account speaks of: today while the year lasts, then its end or the last thing that happened to it."""
    end = date(year, 12, 31)
    if today <= end:
        return today
    days = [end]
    for answer in answers:
        if is_of(answer, year, plan):
            days.append(answer.received)
    for request in asked:
        if belongs(request.occurrence, request.day, year, plan.by_id.get(request.goal)):
            days.append(request.day)
    return max(days)
