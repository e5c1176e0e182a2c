"""The year's account as a draft for a person to read. Only what has been released is quoted in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paminn.reminders.outbox import State
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
        missing = [{"goal": goal, "owner": owner} for goal, owner in self.missing]
        return {"files": listed(self.folder, self.files), "answered": self.answered, "missing": missing}


def summarise(house: House, year: int, out: Path, today: date) -> Account:
    """Write the account of `year` to `out` as a Word file.

    The same ledger and day give the same name and bytes.
    """
    work = decided(house.plan, today)
    plan = work.plan
    asked: dict[tuple[str, str], list[date]] = defaultdict(list)
    for sent in house.dispatch.sent(plan.identity):
        if sent.channel == "email" and sent.state is State.ACCEPTED and sent.day <= today:
            for goal in sent.goals:
                asked[goal, sent.owner].append(sent.day)
    summary = summarise_answers(plan, year, house.memory.answers(plan.identity), asked, today)
    files = {f"redovisning-{year}.docx": house.write_document(account_document(summary))}
    house.store.write(out, files)
    return Account(plan.identity, out, files, len(summary.answered), tuple(summary.missing))
