"""The year's account as a draft for a person to read. Only what has been released is quoted in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paminn.errors import UsageError
from paminn.reminders.outbox import ARRIVED, Channel, Door, Sent
from paminn.standing.answer import Answer
from paminn.standing.silence import Silence
from paminn.summary.account import Unsent
from paminn.summary.account import summarise as summarise_answers
from paminn.summary.years import belongs, closing
from paminn.texts.account.document import account as account_document
from paminn.usecases.house import House, decided
from paminn.usecases.telling.publish import listed


@dataclass(frozen=True)
class Account:
    """`missing` are the (goal, role) pairs without a released answer; the other two are those of them that came."""

    plan: str
    folder: Path
    files: Mapping[str, bytes]
    answered: int
    missing: tuple[tuple[str, str], ...]
    unreviewed: tuple[tuple[str, str], ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()

    @property
    def not_received(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.missing if pair not in (*self.unreviewed, *self.withheld))

    def as_json(self) -> dict[str, object]:
        return {
            "files": listed(self.folder, self.files),
            "answered": self.answered,
            "missing": len(self.missing),
            "unreviewed": len(self.unreviewed),
            "silent": [{"goal": goal, "owner": owner} for goal, owner in self.missing],
        }


def summarise(house: House, year: int, out: Path, today: date) -> Account:
    """Write the account of `year` to `out` as a Word file.

    Once the year is over, the same ledger gives the same name and bytes on any day.
    """
    work = decided(house.plan, today)
    plan = work.plan
    if year < plan.decided.year:
        raise UsageError(f"Planen beslutades {plan.decided.isoformat()}. Det finns inget att redovisa för {year}.")
    answers = [answer for answer in house.memory.answers(plan.identity) if answer.received <= today]
    mails = _mails(house, plan.identity, year, today)
    asked = _asked(mails)
    as_of = _as_of(year, today, answers, asked)
    summary = summarise_answers(plan, year, answers, asked, as_of, unsent=_unsent(mails))
    files = {f"redovisning-{year}.docx": house.write_document(account_document(summary))}
    house.store.write(out, files)
    return Account(
        plan.identity,
        out,
        files,
        len(summary.answered),
        summary.missing,
        summary.missing_because(Silence.HELD),
        summary.missing_because(Silence.WITHHELD),
    )


def _mails(house: House, plan: str, year: int, today: date) -> Sequence[Sent]:
    """The reminders that concern the year."""
    return [
        sent
        for sent in house.dispatch.sent(plan)
        if sent.channel is Channel.EMAIL and sent.state in ARRIVED and not sent.redirected
        if date(year, 1, 1) <= sent.day < closing(year) and sent.day <= today
    ]


def _asked(mails: Iterable[Sent]) -> Mapping[tuple[str, str], Sequence[date]]:
    """The days of the reminders, for each goal and role."""
    asked: dict[tuple[str, str], list[date]] = defaultdict(list)
    for sent in mails:
        for goal in sent.goals:
            asked[goal, sent.owner].append(sent.day)
    return asked


def _unsent(mails: Sequence[Sent]) -> Unsent:
    written = [sent for sent in mails if sent.door is Door.FOLDER]
    return Unsent.NONE if not written else Unsent.ALL if len(written) == len(mails) else Unsent.SOME


def _as_of(year: int, today: date, answers: Sequence[Answer], asked: Mapping[tuple[str, str], Sequence[date]]) -> date:
    """The day the account speaks of: today while the year lasts, then its end or the last thing that happened to it."""
    end = date(year, 12, 31)
    if today <= end:
        return today
    received = [answer.received for answer in answers if belongs(answer, year)]
    return max([end, *received, *(day for days in asked.values() for day in days)])
