"""The sample owners: what they answer, when, and how it comes as mail. Their words stand in texts/sv/demo/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from enum import StrEnum
from functools import cache

from paminn.clock import SWEDEN
from paminn.documents.mail_files import file_name, text_of
from paminn.plan.identities import GoalId, RoleId
from paminn.reminders.message import Asked, Sent
from paminn.reminders.workdays import Workdays
from paminn.texts.language import swedish_date
from paminn.texts.render import render


class SampleKind(StrEnum):
    """What a sample is; the values are the words of sv/demo/answers.txt."""

    ANSWER = "svar"
    AWAY = "frånvaro"
    WITHOUT_CODE = "utan kod"


@dataclass(frozen=True, slots=True)
class Sample:
    """What `owner` answers about `goal` some `days` after being sent `step`; in `year` alone where there is one."""

    owner: str
    goal: str
    step: str
    year: int | None
    days: int
    kind: SampleKind
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail on its way; `name` is what its file is to be called."""

    arrives: date
    name: str
    raw: bytes


class SampleOwners:
    """The sample owners through a year: what they have answered, and their mails that have not arrived yet."""

    def __init__(self, workdays: Workdays) -> None:
        self._workdays = workdays
        self._answered: set[Sample] = set()
        self._under_way: list[Letter] = []

    def read(self, message: Sent, steps: Mapping[Asked, str], day: date) -> None:
        """Let the owner read a mail that came on `day`, and write what the samples say."""
        wanted = []
        for sample in samples():
            is_new = sample not in self._answered
            asked = Asked(GoalId(sample.goal), RoleId(sample.owner))
            is_asked = asked in message.asked and steps.get(asked) == sample.step
            is_this_year = sample.year in (None, day.year)
            if is_new and is_asked and is_this_year:
                wanted.append(sample)
        for group in _by_mail(wanted):
            self._answered.update(group)
            self._under_way.append(self._letter(group, message, day))

    def arrived(self, day: date) -> list[Letter]:
        """The mails that have come by `day`; each is handed out once."""
        come = [letter for letter in self._under_way if letter.arrives <= day]
        self._under_way = [letter for letter in self._under_way if letter.arrives > day]
        return come

    def _letter(self, group: Sequence[Sample], message: Sent, day: date) -> Letter:
        written = day + timedelta(days=group[0].days)
        arrives = self._workdays.later(written)
        owner = file_name(message.owner)
        goals = "-".join(sample.goal for sample in group)
        name = f"{arrives.isoformat()}-{owner}-{goals}"
        raw = sample_mail(group, message, arrives)
        return Letter(arrives, name, raw)


@cache
def samples() -> tuple[Sample, ...]:
    """The sample answers of sv/demo/answers.txt: a heading line of fields, then the owner's words."""
    found = []
    blocks = render("demo/answers.txt").split("\n\n")
    for block in blocks:
        heading, _, text = block.strip().partition("\n")
        if not heading or heading.startswith("#"):
            continue
        fields = [field.strip() for field in heading.split("|")]
        found.append(_sample(fields, text))
    return tuple(found)


def _sample(fields: Sequence[str], text: str) -> Sample:
    owner, goal, step, year, days, kind, status = fields
    return Sample(
        owner,
        goal,
        step,
        int(year) if year else None,
        int(days),
        SampleKind(kind),
        status,
        text,
    )


def _by_mail(answers: Iterable[Sample]) -> list[list[Sample]]:
    """Answers to one mail that are written the same day go in one mail."""
    groups: dict[tuple[int, SampleKind], list[Sample]] = {}
    for sample in answers:
        same_mail = (sample.days, sample.kind)
        groups.setdefault(same_mail, []).append(sample)
    return list(groups.values())


def sample_mail(answers: Sequence[Sample], message: Sent, day: date) -> bytes:
    """A mail as an owner's mail program would write it on `day`, with our reminder quoted below."""
    address, name = message.recipients[0]
    kind = answers[0].kind
    reminder = message_from_bytes(message.raw, policy=default)
    text = render(
        "demo/reply.txt",
        answers=answers,
        several=len(message.goals) > 1,
        kind=kind.name,
        name=name,
        address=address,
        sent_on=swedish_date(message.day),
        reminder=text_of(message.raw, "plain").rstrip(),
    )
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f'"{name}" <{address}>'
    mail["To"] = "paminn@gnesta.example"
    mail["Subject"] = render("demo/subject.txt", kind=kind.name, subject=str(reminder["Subject"])).strip()
    written = datetime.combine(day, time(9, 12), SWEDEN)
    mail["Date"] = format_datetime(written)
    mail["Message-ID"] = f"<svar.{message.key}.{answers[0].days}@gnesta.example>"
    if kind is not SampleKind.WITHOUT_CODE:
        mail["In-Reply-To"] = message.message_id
    if kind is SampleKind.AWAY:
        mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(text)
    return mail.as_bytes()
