"""A whole year played on the plan: which days matter, what the sample owners answer, and what was made.

The use case decides; the flows it is given do the work, so the demo shows the real process.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern

from paminn.demo.samples import Sample, sample_mail, samples
from paminn.ports.desk import Decision
from paminn.reminders.decide import Schedule
from paminn.reminders.outbox import Channel, Sent
from paminn.usecases.house import Decided, House, decided

LAST_DAY = date(2026, 12, 31)
REVIEWER = "Kvalitetsteamet"

Run = Callable[[str, Mapping[str, object]], bool]
Open = Callable[[], AbstractContextManager[House]]


@dataclass
class Played:
    """What the year came to: rows for the screen, and whether every flow ended green."""

    rows: list[dict[str, object]] = field(default_factory=list)
    complete: bool = True
    answers: int = 0


def first_day(work: Decided, last: date) -> date:
    """From the decision, but never longer back than the first of January of the year before."""
    return max(work.plan.decided, date(last.year - 1, 1, 1))


def play(open_house: Open, run: Run, deliver: Callable[[date, str, bytes], None], say: Callable[[str], None],
         last: date, at: Callable[[date], datetime]) -> Played:  # fmt: skip
    """Go through the days on which the forecast or the mailbox has something.

    `run` runs a flow by name, `deliver` puts a mail in the mailbox, `say` shows progress.
    """
    played = Played()
    post: list[tuple[date, str, bytes]] = []
    with open_house() as house:
        work = decided(house.plan, last)
    schedule = Schedule(work.plan, work.rules)
    day = first_day(work, last)
    answered: set[Sample] = set()
    while day <= last:
        arrived = [mail for mail in post if mail[0] <= day]
        if arrived:
            post = [mail for mail in post if mail[0] > day]
            for _, name, raw in arrived:
                deliver(day, name, raw)
            played.complete &= run("collect", {"on": day})
            with open_house() as house:
                played.answers += _release(house, work, at(day))
            say(f"{day.isoformat()}  {len(arrived)} svar kom in")
        with open_house() as house:
            waiting = schedule.digests(house.memory.history(work.plan.identity), day)
        if waiting:
            played.complete &= run("remind", {"on": day})
            with open_house() as house:
                sent = [
                    s
                    for s in house.dispatch.sent(work.plan.identity)
                    if s.day == day and s.channel is Channel.EMAIL and not s.redirected
                ]
            played.rows += [{"day": s.day.isoformat(), "owner": s.owner, "goals": ", ".join(s.goals)} for s in sent]
            steps = {digest.owner: [r.step.label for r in digest.reminders] for digest in waiting}
            post += list(_sample_answers(sent, steps, answered, day, schedule))
            say(f"{day.isoformat()}  {len(sent)} mejl skrevs")
        day += timedelta(days=1)
    return played


def _sample_answers(
    sent: list[Sent], steps: Mapping[str, list[str]], answered: set[Sample], day: date, schedule: Schedule
) -> Iterator[tuple[date, str, bytes]]:
    """The mails that sample owners write in answer to what they were sent today."""
    for message in sent:
        asked = dict(zip(message.goals, steps.get(message.owner, ()), strict=False))
        fitting = [
            sample
            for sample in samples()
            if sample not in answered and sample.owner == message.owner and asked.get(sample.goal) == sample.step
            and sample.year in (None, day.year)
        ]  # fmt: skip
        for group in _together(fitting):
            answered.update(group)
            arrives = schedule.workdays.later(day + timedelta(days=group[0].days))
            text = _text(message.raw)
            raw = sample_mail(group, message, text, arrives)
            goals = "-".join(sample.goal for sample in group)
            yield arrives, f"{arrives.isoformat()}-{_plain(message.owner)}-{goals}", raw


def _together(fitting: list[Sample]) -> list[list[Sample]]:
    """Answers to one mail written the same day go in one mail."""
    by_day: dict[tuple[int, str], list[Sample]] = {}
    for sample in fitting:
        by_day.setdefault((sample.days, sample.kind), []).append(sample)
    return list(by_day.values())


def _release(house: House, work: Decided, now: datetime) -> int:
    """Let go what a person would: answers with a status and without anything that must be looked at twice."""
    count = 0
    for row in house.desk.waiting(work.plan.identity):
        if row["id"] and row["status"] and not row["flags"]:
            decision = Decision("release", REVIEWER, now, "granskat utan anmärkning")
            house.desk.decide(int(str(row["id"])), decision)
            count += 1
    return count


def _text(raw: bytes) -> str:
    body = message_from_bytes(raw, policy=modern).get_body(("plain",))
    return str(body.get_content()) if body else ""


def _plain(role: str) -> str:
    plain = role.casefold().translate(str.maketrans("åäöé", "aaoe"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def pages(sent: list[Sent]) -> Mapping[str, bytes]:
    """Each mail as sent: the .eml, and its HTML as a page."""
    files: dict[str, bytes] = {}
    for message in sent:
        name = f"mejl/{message.day.isoformat()}-{_plain(message.owner)}"
        body = message_from_bytes(message.raw, policy=modern).get_body(("html",))
        files[f"{name}.eml"] = message.raw
        files[f"{name}.html"] = str(body.get_content()).encode() if body else b""
    return files
