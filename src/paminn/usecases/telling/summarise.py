"""The year's account as a draft for a person to read. Only what has been released is quoted in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from paminn.errors import UsageError
from paminn.ports.dispatch import Dispatch
from paminn.ports.memory import Memory
from paminn.ports.store import Store
from paminn.reminders.message import ARRIVED, Channel, Door, Sent
from paminn.reports.telling import AccountWritten
from paminn.standing.answer import Answer
from paminn.standing.silence import Silence
from paminn.standing.word import Key
from paminn.summary.account import Unsent
from paminn.summary.account import summarise as summarise_answers
from paminn.summary.blocks import Document
from paminn.summary.years import belongs, closing
from paminn.texts.account.document import account as account_document
from paminn.usecases.plans import KeptPlan, decided


def summarise(
    folder: KeptPlan,
    dispatch: Dispatch,
    memory: Memory,
    store: Store,
    write_document: Callable[[Document], bytes],
    year: int,
    out: Path,
    today: date,
) -> AccountWritten:
    """Write the account of `year` to `out` as a Word file.

    Once the year is over, the same ledger gives the same name and bytes on any day. Raises UsageError for a year
    before the plan was decided.
    """
    plan = decided(folder, today).plan
    if year < plan.decided.year:
        raise UsageError(f"Planen beslutades {plan.decided.isoformat()}. Det finns inget att redovisa för {year}.")
    answers = [answer for answer in memory.answers(plan.identity) if answer.received <= today]
    mails = [sent for sent in dispatch.sent(plan.identity) if _concerns(sent, year, today)]
    asked = _asked(mails)
    as_of = _as_of(year, today, answers, mails)
    summary = summarise_answers(plan, year, answers, asked, as_of, unsent=_unsent(mails))
    files = {f"redovisning-{year}.docx": write_document(account_document(summary))}
    store.write(out, files)
    return AccountWritten(
        plan=plan.identity,
        folder=out,
        files=files,
        answered=len(summary.answered),
        missing=summary.missing,
        unreviewed=summary.missing_because(Silence.HELD),
        withheld=summary.missing_because(Silence.WITHHELD),
    )


def _concerns(sent: Sent, year: int, today: date) -> bool:
    """Whether it is a reminder that reached somebody in time for the account of the year."""
    if sent.channel is not Channel.EMAIL or sent.redirected or sent.state not in ARRIVED:
        return False
    in_time = date(year, 1, 1) <= sent.day < closing(year)
    return in_time and sent.day <= today


def _asked(mails: Iterable[Sent]) -> Mapping[Key, Sequence[date]]:
    """The days of the reminders, for each goal and role."""
    asked: dict[Key, list[date]] = defaultdict(list)
    for sent in mails:
        for goal in sent.goals:
            asked[goal, sent.owner].append(sent.day)
    return asked


def _unsent(mails: Sequence[Sent]) -> Unsent:
    only_written = [sent for sent in mails if sent.door is Door.FOLDER]
    if not only_written:
        return Unsent.NONE
    if len(only_written) == len(mails):
        return Unsent.ALL
    return Unsent.SOME


def _as_of(year: int, today: date, answers: Iterable[Answer], mails: Iterable[Sent]) -> date:
    """The day the account speaks of: today while the year lasts, then its end or the last thing that happened to it."""
    end = date(year, 12, 31)
    if today <= end:
        return today
    days = [end]
    for answer in answers:
        if belongs(answer, year):
            days.append(answer.received)
    for sent in mails:
        days.append(sent.day)
    return max(days)
