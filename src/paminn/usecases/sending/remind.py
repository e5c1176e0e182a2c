"""Today's digests: gather, decide; writing.py words them and deliver.py carries them out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from paminn.errors import Implausible
from paminn.reminders.decide import Schedule
from paminn.reminders.model import History
from paminn.reminders.outbox import ARRIVED, OPEN_QUESTION, UNSETTLED, Channel, Outgoing, Sent, State
from paminn.usecases.house import Decided, House, decided
from paminn.usecases.sending.deliver import Outcome, deliver, look_again, recover
from paminn.usecases.sending.writing import Writer, is_right
from paminn.usecases.telling.publish import released_answers, stamped

# Copies are looked for this long; what is unsettled is never forgotten.
REMEMBERED = timedelta(days=31)


@dataclass(frozen=True)
class Batch:
    """What today asks for, decided and worded but not yet sent."""

    plan: str
    messages: tuple[Outgoing, ...]
    again: tuple[Sent, ...] = ()  # begun today by a run that was cut off, and not gone: the very same once more
    recovered: tuple[Sent, ...] = ()  # what earlier runs left open, as it stands now
    questions: tuple[str, ...] = ()
    earlier: tuple[Sent, ...] = ()  # what an earlier run sent today, so that the day's table stays whole


@dataclass
class Report:
    """A run's account of itself, without an address in it."""

    batch: Batch
    dry_run: bool = False
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """sent, failed, unknown and skipped mails; Teams is only ever a copy and is not counted."""
        states = Counter(o.state for o in self.outcomes if o.message.channel is Channel.EMAIL)
        left = (one for one in self.batch.recovered if one.channel is Channel.EMAIL and not one.redirected)
        open_still = sum(one.state in UNSETTLED for one in left)
        mails = sum(message.channel is Channel.EMAIL for message in self.batch.messages)
        return {
            "sent": sum(states[state] for state in ARRIVED),
            "failed": states[State.FAILED],
            "unknown": sum(states[state] for state in OPEN_QUESTION) + open_still,
            "skipped": mails if self.dry_run else states[None],
        }

    @property
    def complete(self) -> bool:
        """Whether everything reached the one it was meant for, as far as anybody can know."""
        counts = self.counts
        unmet = any(message.unreachable for message in self.batch.messages)
        partly = any(o.state in ARRIVED and o.failure for o in self.outcomes)
        # What was sent before and cannot be confirmed now, since the mailbox does not answer.
        unconfirmed = any(one.state is State.ACCEPTED and one.failure for one in self.batch.recovered)
        copies = any(o.state and o.state not in ARRIVED for o in self.outcomes)
        return not (counts["failed"] or counts["unknown"] or unmet or partly or copies or unconfirmed)


def remind(house: House, now: datetime, *, dry_run: bool = False) -> Report:
    """One whole run, for the command line; the flow makes the same steps as tasks."""
    if dry_run:
        return Report(prepare(house, now, recover_first=False), dry_run=True)
    with house.memory.exclusive("remind"):
        batch = prepare(house, now)
        outcomes = deliver(house, (*batch.again, *batch.messages), now)
        return Report(batch, outcomes=look_again(house, outcomes, now))


def prepare(house: House, now: datetime, *, recover_first: bool = True) -> Batch:
    """Read plan and memory, settle what an interrupted run left, decide, and word every message.

    Raises PlanError, StorageError, and Implausible when the plan has suddenly shrunk or the batch is too large.
    """
    work = decided(house.plan, now.date())
    redirected = bool(house.options.redirect_all_to)
    since = now.date() - REMEMBERED
    sent = [one for one in house.dispatch.sent(work.plan.identity, since) if one.channel is not Channel.RECEIPT]
    # Read once, and again below: what is settled here changes what is covered, never who is away.
    away = house.memory.history(work.plan.identity, redirected=redirected).away
    recovered = recover(house, sent, now, partial(is_right, house, work, away)) if recover_first else ()
    history = house.memory.history(work.plan.identity, redirected=redirected)
    _refuse_shrunken(work, history)
    digests = Schedule(work.plan, work.rules).digests(history, now.date())
    if len(digests) > house.options.max_messages:
        raise Implausible(
            f"Körningen skulle skicka {len(digests)} mejl, fler än gränsen {house.options.max_messages}. Inget har "
            "skickats. Stämmer antalet, höj PAMINN_MAX_MESSAGES och kör igen."
        )
    days = stamped(house, work, released_answers(house, work.plan.identity)).entries if digests else ()
    writer = Writer(house, work, days, history.away, now)
    messages = [message for digest in digests for message in writer.messages(digest)]
    # A channel that is slow today must not keep anybody's mail waiting.
    messages.sort(key=lambda message: message.is_copy)
    return Batch(
        work.plan.identity,
        tuple(messages),
        tuple(one for one in recovered if one.state is State.SENDING),
        tuple(one for one in recovered if one.state is not State.SENDING),
        tuple(str(problem) for problem in work.reading.problems),
        tuple(one for one in sent if one.day == now.date() and one.state in ARRIVED and one.redirected == redirected),
    )


def _refuse_shrunken(work: Decided, history: History) -> None:
    """A plan that has lost half of what was reminded of is more likely a bad edit than a decision."""
    known = {occurrence.goal for _, occurrence, _ in history.covered}
    gone = known - set(work.plan.by_number)
    if len(gone) >= 3 and len(gone) * 2 >= len(known):
        raise Implausible(
            f"Planen har plötsligt tappat {len(gone)} av {len(known)} delmål. Inget har skickats. Kontrollera "
            "plan.yaml. Har nämnden beslutat om en ny plan, ge den ett nytt kännetecken i rules.yaml."
        )
