"""What the desk has at hand, and one answer or mail of it found by its number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paminn.errors import UsageError
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.ports.desk import Desk
from paminn.ports.memory import Memory
from paminn.ports.post import Post
from paminn.ports.reader import Reader
from paminn.ports.record import Record
from paminn.ports.requests import Requests
from paminn.standing.answer import Answer
from paminn.usecases.plans import KeptPlan

_MAIL = re.compile(r"m[0-9]{1,15}")
LIST = "Se listan med: paminn replies list"


@dataclass(frozen=True, slots=True)
class DeskDoors:
    """What it takes to show one answer or mail and to carry out what is decided about it.

    `into`: the plan that a mail is moved to, where it is about another than the one on whose desk it lies.
    """

    kept: KeptPlan
    memory: Memory
    post: Post
    desk: Desk
    requests: Requests
    record: Record
    reader: Reader
    into: KeptPlan | None = None

    @property
    def target(self) -> KeptPlan:
        """The plan that what is decided is about."""
        return self.into or self.kept


def answer_numbered(answers: Sequence[Answer], number: str) -> Answer:
    """Raises UsageError when there is none."""
    for answer in answers:
        if str(answer.id) == number:
            return answer
    raise UsageError(f"Det finns inget svar {number}. {LIST}")


def answered_mail(doors: DeskDoors, plan: str, number: str) -> UnplacedMail | None:
    """The mail "m3" that answers were read from, if it is one."""
    if not _MAIL.fullmatch(number):
        return None
    return doors.record.answered_mail(plan, int(number.removeprefix("m")))


def mail_numbered(doors: DeskDoors, plan: str, number: str) -> UnplacedMail:
    """One that waits or was laid aside. Raises UsageError when there is none."""
    for row in doors.desk.waiting(plan):
        if isinstance(row, UnplacedMail) and row.number == number:
            return row
    for row in doors.record.laid_aside(plan, date.min):
        if row.number == number:
            return row
    read_from_it = []
    for row in doors.desk.waiting(plan):
        if isinstance(row, HeldAnswer) and f"m{row.mail}" == number:
            read_from_it.append(str(row.answer.id))
    if read_from_it:
        numbers = " ".join(read_from_it)
        raise UsageError(f"Ur mejlet {number} är svar lästa. Läs dem: paminn replies show {numbers}")
    if answered_mail(doors, plan, number) is not None:
        raise UsageError(f"Svaren ur mejlet {number} är redan granskade. Läs dem: paminn replies show SVARETS-NUMMER")
    raise UsageError(f"Inget mejl {number} väntar. {LIST}")
