"""The year's account as a draft for a person to read. Only what has been released is quoted in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paminn.errors import UsageError
from paminn.reminders.outbox import State
from paminn.replies.model import Answer
from paminn.summary.account import summarise as summarise_answers
from paminn.texts.account import account as account_document
from paminn.usecases.house import House, decided
from paminn.usecases.publish import listed


@dataclass(frozen=True)
class Account:
    plan: str
    folder: Path
    files: Mapping[str, bytes]
    answered: int
    missing: tuple[tuple[str, str], ...]  # (goal, role)

    def as_json(self) -> dict[str, object]:
        silent = [{"goal": goal, "owner": owner} for goal, owner in self.missing]
        files = listed(self.folder, self.files)
        return {"files": files, "answered": self.answered, "missing": len(silent), "silent": silent}


def summarise(house: House, year: int, out: Path, today: date) -> Account:
    """Write the account of `year` to `out` as a Word file.

    Once the year is over, the same ledger gives the same name and bytes on any day.
    """
    work = decided(house.plan, today)
    plan = work.plan
    if year < plan.decided.year:
        raise UsageError(f"Planen beslutades {plan.decided.isoformat()}. Det finns inget att redovisa för {year}.")
    asked: dict[tuple[str, str], list[date]] = defaultdict(list)
    for sent in house.dispatch.sent(plan.identity):
        if sent.channel == "email" and sent.state is State.ACCEPTED and sent.day <= today:
            for goal in sent.goals:
                asked[goal, sent.owner].append(sent.day)
    answers = house.memory.answers(plan.identity)
    summary = summarise_answers(plan, year, answers, asked, _as_of(year, today, answers, asked))
    files = {f"redovisning-{year}.docx": house.write_document(account_document(summary))}
    house.store.write(out, files)
    return Account(plan.identity, out, files, len(summary.answered), tuple(summary.missing))


def _as_of(year: int, today: date, answers: Sequence[Answer], asked: Mapping[tuple[str, str], Sequence[date]]) -> date:
    """The day the account speaks of: today while the year lasts, then its end or the last thing that happened to it."""
    end = date(year, 12, 31)
    if today <= end:
        return today
    told = [a for a in answers if a.occurrence.partition("@")[2].startswith(str(year))]
    days = [day for a in told for day in (a.received, a.released) if day]
    days += [day for sent in asked.values() for day in sent if day < date(year + 1, 3, 1)]
    return max([end, *(day for day in days if day <= today)])
