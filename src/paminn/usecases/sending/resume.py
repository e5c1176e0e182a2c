"""A memory that was gone or old taken into use again by a named person.

What it has missed is fetched from the mailbox first: day by day the answers that were read, and what would have been
sent that day, without sending it. What the mailbox has just as the plan gives it is taken as sent; what it has
otherwise a person answers for, and so for what it does not have, unless it shows a mail of ours that was sent since:
a later day's, or a probe. The new mark comes last, so that a run that is cut off is simply made again, and no reminder
is sent before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from functools import partial

from paminn.errors import DeliveryError, UsageError
from paminn.failure import Cause, Failure
from paminn.incoming.model import Incoming
from paminn.ports.inbox import Inbox
from paminn.ports.past import Past
from paminn.ports.post import Post
from paminn.ports.reader import Reader
from paminn.reminders.copies import Compared, Copies
from paminn.reminders.mark import Mark, OwnMail, Replayed, Seen, judge
from paminn.reminders.message import Channel, Outgoing, State
from paminn.reports.resumed import Resumed
from paminn.today import Today
from paminn.usecases.plans import Decided, begin, decided
from paminn.usecases.reading.collect import PROCESSED
from paminn.usecases.reading.one_mail import understand
from paminn.usecases.reading.situations import Known
from paminn.usecases.sending.look_back import marks_seen
from paminn.usecases.sending.proof import Proof
from paminn.usecases.sending.remind import Reminding, prepare
from paminn.usecases.telling.shown_before import catch_up

_EVERY = 100_000
_NO_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Resuming:
    """What it asks: all that a run of reminders asks, and the mailbox with those that read it."""

    reminding: Reminding
    inbox: Inbox
    reader: Reader
    post: Post
    past: Past


def how_it_stands(asked: Reminding, today: Today) -> Resumed:
    """What the marks come to, and nothing done."""
    work = decided(asked.kept, today.day)
    seen = marks_seen(asked.witnesses, work, today.day)
    return Resumed(seen, judge(seen), work.plan.names)


def resume(asked: Resuming, by: str, today: Today) -> Resumed:
    """Go on from the memory at hand, when something speaks against it. Raises UsageError where nobody is named."""
    if not by.strip():
        raise UsageError("Vem bestämmer det? Skriv ditt namn: --by NAMN")
    reminding = asked.reminding
    if reminding.delivery.is_trial:
        raise UsageError("PAMINN_REDIRECT_ALL_TO är satt. Ta bort den, så gäller beslutet de riktiga mejlen.")
    before = how_it_stands(reminding, today)
    if not before.verdict.standing.stops:
        return before
    work = decided(reminding.kept, today.day)
    plan = work.plan.identity
    with reminding.memory.exclusive("remind"), reminding.memory.exclusive("collect"):
        last = _last_sent(reminding, work)
        report = _replayed(asked, work, before, today)
        replayed = Replayed(
            last=last,
            answers=report.answers,
            sent=len(report.as_sent),
            questions=len(report.otherwise) + len(report.unsure),
        )
        if reminding.options.site is not None:
            catch_up(reminding.almanac, reminding.store, reminding.options.site, work.plan)
        known = _accepted(before.seen)
        mark = reminding.lineage.renew(known, by.strip(), today.moment, plan, replayed)
        begin(reminding.kept, work, today)
    names = decided(reminding.kept, today.day).plan.names
    return replace(report, mark=mark, names=names)


def _replayed(asked: Resuming, work: Decided, report: Resumed, today: Today) -> Resumed:
    """Each day from the ledger's last to today, the answers of the day before it."""
    reminding = asked.reminding
    first = _last_sent(reminding, work) or work.plan.decided
    works = {each.plan.identity: each for each in (decided(kept, today.day) for kept in reminding.plans)}
    copies = _copies(reminding, works, first)
    proof = Proof((), reminding.delivery.outboxes[Channel.EMAIL], reminding.delivery.sender)
    mails = sorted(asked.inbox.filed(PROCESSED), key=_written)
    answers = 0
    as_sent: list[Outgoing] = []
    otherwise: list[Outgoing] = []
    unsure: list[Outgoing] = []
    day = first
    while day <= today.day:
        morning = datetime.combine(day, time(8), today.moment.tzinfo)
        while mails and _written(mails[0]) < morning:
            answers += _read(asked, works, mails.pop(0), today)
        messages = prepare(reminding, Today(day, morning), recover_first=False, needs_approval=False).messages
        keys = frozenset(message.key for message in messages)
        for message in messages:
            seen = reminding.delivery.seen_in_mailbox(message)
            match copies.compared(message, seen, keys, partial(proof.mailbox_shows_our_mails, message)):
                case Compared.AGREES:
                    as_sent.append(message)
                    asked.past.take_as_sent([message], State.SEEN, morning)
                case Compared.DIFFERS:
                    otherwise.append(message)
                    asked.past.take_as_sent([message], State.ALERT, morning, Failure(Cause.COPY_DIFFERS))
                case Compared.UNTOLD:
                    unsure.append(message)
                    failure = Failure(Cause.MAILBOX_DOES_NOT_TELL)
                    asked.past.take_as_sent([message], State.ALERT, morning, failure)
                case Compared.ABSENT:
                    pass  # it never went, and the next digest takes it up
        day += timedelta(days=1)
    for mail in mails:
        answers += _read(asked, works, mail, today)
    notice = reminding.notices.of_the_day(decided(reminding.kept, today.day), today)
    if notice.key in copies.by_key:
        asked.past.take_as_sent([notice], State.SEEN, today.now)
    return replace(
        report,
        first=first,
        last=today.day,
        answers=answers,
        as_sent=_mails(as_sent),
        otherwise=_mails(otherwise),
        unsure=_mails(unsure),
    )


def _copies(reminding: Reminding, plans: Collection[str], first: date) -> Copies:
    """All of ours in the mailbox since the day `first`, of these plans; none where it cannot be asked."""
    mails: Sequence[OwnMail] = ()
    with suppress(DeliveryError):
        mails = reminding.mailbox.own_mails(first, most=_EVERY)
    return Copies.of(plans, mails, reminding.delivery.door)


def _last_sent(reminding: Reminding, work: Decided) -> date | None:
    """The last day of which the ledger knows a mail; None where it knows none."""
    sent = reminding.delivery.dispatch.sent(work.plan.identity)
    days = [message.day for message in sent if not message.redirected]
    return max(days, default=None)


def _read(asked: Resuming, works: Mapping[str, Decided], mail: Incoming, today: Today) -> int:
    """How many answers a mail from the folder of read mail gave that were not in the ledger."""
    situation = Known.of(asked.reminding.memory, works).situation(works, today)
    received = understand(mail, asked.reader, asked.post, situation)
    if asked.post.keep(received):
        return sum(len(answers) for answers in received.all_answers.values())
    return 0


def _written(mail: Incoming) -> datetime:
    """When it says that it was written; last of all where it does not say."""
    head = BytesHeaderParser().parsebytes(mail.raw)
    try:
        written = parsedate_to_datetime(str(head["Date"]))
    except (TypeError, ValueError):
        return _NO_TIME
    if written.tzinfo is None:
        return written.replace(tzinfo=UTC)
    return written


def _accepted(seen: Seen) -> Iterator[Mark]:
    """Every mark that spoke against the ledger: what was remembered under it is taken as known from now on."""
    if seen.ledger.home is not None:
        yield seen.ledger.home
    for mail in seen.mails:
        if mail.serial is not None and mail.plan == seen.plan:
            yield Mark(mail.lineage, mail.serial)
    if seen.site is not None:
        yield seen.site


def _mails(messages: list[Outgoing]) -> tuple[Outgoing, ...]:
    return tuple(message for message in messages if message.channel is Channel.EMAIL)
