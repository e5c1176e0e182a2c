"""Read the mailbox: each mail becomes exactly one stored record, and only then is it moved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from paminn.incoming.answers import HUMAN
from paminn.incoming.machines import CONFIRMED, RETURNED
from paminn.incoming.model import Received
from paminn.incoming.situation import Situation
from paminn.replies.model import MailKind
from paminn.usecases.house import House, decided
from paminn.usecases.reading.one_mail import understand
from paminn.usecases.reading.receipt import send_receipt, settle_receipts

PROCESSED = "klart"


@dataclass
class Report:
    """How many of each, and one row per mail for the quality team, without text or address."""

    plan: str
    counts: Counter[str] = field(default_factory=Counter)
    own: int = 0  # of those counted as automatic, copies of what we have sent
    rows: list[dict[str, object]] = field(default_factory=list)

    def add(self, received: Received, *, new: bool) -> None:
        counted = _counted(received) if new else "duplicates"
        self.counts[counted] += 1
        own = received.reason in (CONFIRMED, RETURNED)
        self.own += own and new
        if not own:  # our own copy is no news to anybody
            self.rows.append(
                {
                    "kind": received.kind if new else MailKind.DUPLICATE,
                    "why": received.reason,
                    "goals": [answer.goal for answer in received.answers],
                    "owner": received.owner or None,
                    "counted": counted,
                }
            )

    def as_json(self) -> dict[str, int]:
        names = ("replies", "automatic", "unmatched", "quarantined", "duplicates")
        return {name: self.counts[name] for name in names}


def collect(house: House, now: datetime) -> Report:
    """One run over the mailbox. A run that dies half-way reads the rest next time, and nothing twice."""
    work = decided(house.plan, now.date())
    plan = work.plan.identity
    report = Report(plan)
    with house.memory.exclusive("collect"):
        settle_receipts(house, plan, now)
        away = list(house.memory.history(plan).away)
        for incoming in house.inbox.unread():
            received = understand(incoming, house.reader, house.post, Situation(plan, work.owners, now, away))
            is_new = house.post.keep(received)
            away.extend(received.absences)
            # A run that was cut off after storing comes this way again: the receipt is still sent once.
            send_receipt(house, work, received, now)
            house.inbox.file(incoming, PROCESSED)
            report.add(received, new=is_new)
    return report


def _counted(received: Received) -> str:
    if received.kind in HUMAN:
        return "replies" if received.answers else "unmatched"
    return "quarantined" if received.kind == MailKind.SUSPECT else "automatic"
