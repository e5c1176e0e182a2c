"""Today's digests: gather, decide; writing.py words them and deliver.py carries them out."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from paminn.calendar.entries import Entry
from paminn.errors import Implausible
from paminn.plan.shrunken import suddenly_lost
from paminn.reminders.decide import Schedule
from paminn.reminders.message import ARRIVED, Channel, State
from paminn.reminders.model import History
from paminn.reports.sending import Batch, Reminded
from paminn.standing.word import only_released
from paminn.usecases.house import Decided, House, decided
from paminn.usecases.sending.deliver import deliver, look_again, recover
from paminn.usecases.sending.writing import Writer, is_right
from paminn.usecases.telling.stamped_days import stamped

# Copies are looked for this long; what is unsettled is never forgotten.
REMEMBERED = timedelta(days=31)


def remind(house: House, now: datetime, *, dry_run: bool = False) -> Reminded:
    """One whole run, for the command line; the flow makes the same steps as tasks."""
    if dry_run:
        return Reminded(prepare(house, now, recover_first=False), dry_run=True)
    with house.memory.exclusive("remind"):
        batch = prepare(house, now)
        outcomes = deliver(house, batch.to_send, now)
        outcomes = look_again(house, outcomes, now)
        return Reminded(batch, tuple(outcomes))


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
    entries = _entries(house, work) if digests else ()
    writer = Writer(house, work, entries, history.away, now)
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


def _entries(house: House, work: Decided) -> tuple[Entry, ...]:
    """The calendar's entries as they stand now, for a mail to bring with it."""
    plan = work.plan
    released = only_released(house.memory.answers(plan.identity))
    return stamped(plan, work.rules, released, house.almanac.shown(plan.identity)).entries


def _refuse_shrunken(work: Decided, history: History) -> None:
    """A plan that has lost half of what was reminded of is more likely a bad edit than a decision."""
    known = {occurrence.goal for _, occurrence, _ in history.covered}
    gone = suddenly_lost(work.plan, known)
    if gone:
        raise Implausible(
            f"Planen har plötsligt tappat {len(gone)} av {len(known)} delmål. Inget har skickats. Kontrollera "
            "plan.yaml. Har nämnden beslutat om en ny plan, ge den ett nytt kännetecken i rules.yaml."
        )
