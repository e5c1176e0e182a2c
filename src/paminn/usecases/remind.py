"""Today's digests: gather, decide, word; usecases/deliver.py carries them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from paminn.calendar.entries import Entry, of_digest
from paminn.errors import Implausible
from paminn.plan.model import QUALITY_TEAM
from paminn.reminders.decide import Schedule
from paminn.reminders.model import Digest, History
from paminn.reminders.outbox import ARRIVED, OPEN_QUESTION, UNSETTLED, Outgoing, Sent, State, message_key
from paminn.replies.codes import make_code
from paminn.texts.calendar import feed
from paminn.texts.card import Card, cards
from paminn.texts.mail import Context, to_bytes, word_digest
from paminn.usecases.deliver import MAIL, TEAMS, Outcome, deliver, look_again, recover
from paminn.usecases.house import Decided, House, decided
from paminn.usecases.publish import released_answers, stamped

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
        states = Counter(o.state for o in self.outcomes if o.message.channel == MAIL)
        open_still = sum(one.channel == MAIL and one.state in UNSETTLED for one in self.batch.recovered)
        mails = sum(message.channel == MAIL for message in self.batch.messages)
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
        partly = any(o.state in ARRIVED and o.reason for o in self.outcomes)
        copies = any(o.state and o.state not in ARRIVED for o in self.outcomes)
        return not (counts["failed"] or counts["unknown"] or unmet or partly or copies)


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
    sent = house.dispatch.sent(work.plan.identity, since=now.date() - REMEMBERED)
    recovered = recover(house, sent, now) if recover_first else ()
    history = house.memory.history(work.plan.identity, redirected=redirected)
    _refuse_shrunken(work, history)
    digests = Schedule(work.plan, work.rules).digests(history, now.date())
    if len(digests) > house.options.max_messages:
        raise Implausible(
            f"Körningen skulle skicka {len(digests)} mejl, fler än gränsen {house.options.max_messages}. Inget har "
            "skickats. Stämmer antalet, höj PAMINN_MAX_MESSAGES och kör igen."
        )
    days = stamped(house, work, released_answers(house, work.plan.identity)).entries if digests else ()
    messages = [message for digest in digests for message in _messages(house, work, digest, days, now)]
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


def _messages(house: House, work: Decided, digest: Digest, days: Sequence[Entry], now: datetime) -> Sequence[Outgoing]:
    options, plan = house.options, work.plan
    team = quality_team(house, work, now)
    people = work.owners.holders(digest.owner, digest.day)
    recipients = [(person.email, person.name) for person in people] or team
    contact = ", ".join(f"{name} ({address})" for address, name in team) or plan.document_owner
    if options.redirect_all_to:
        recipients = [(options.redirect_all_to, "Prov")]
    code = make_code(options.secret, plan.identity, digest.owner, digest.day.isoformat(), options.redirect_all_to)
    context = Context(plan, options.sender, contact, options.public_url, bool(options.redirect_all_to), not people)
    worded = word_digest(digest, code, context)
    key, message_id = _names(house, plan.identity, digest, MAIL)
    raw = to_bytes(
        worded,
        key=key,
        sender=options.sender,
        sender_name=f"påminn – {plan.name}",
        recipients=recipients,
        message_id=message_id,
        at=now,
        plan=plan.identity,
        calendar=feed(plan, of_digest(days, digest)),
    )
    mail = Outgoing(
        key=key,
        plan=plan.identity,
        channel=MAIL,
        owner=digest.owner,
        day=digest.day,
        goals=_goals(digest),
        message_id=message_id,
        recipients=tuple(recipients),
        raw=raw,
        redirected=context.redirected,
        unreachable=context.unreachable,
        digest=digest,
        code=code,
        subject=worded.subject,
    )
    if TEAMS not in house.outboxes:
        return [mail]
    copies = cards(digest, code, context, [(person.name, person.upn) for person in people])
    return [mail, *(_copy(house, mail, card, part) for part, card in enumerate(copies))]


def _copy(house: House, mail: Outgoing, card: Card, part: int) -> Outgoing:
    key, message_id = _names(house, mail.plan, mail.digest, TEAMS, part)
    shown = card.digest
    named = replace(mail, key=key, channel=TEAMS, message_id=message_id)
    return replace(named, raw=card.raw, digest=shown, goals=_goals(shown))


def _names(house: House, plan: str, digest: Digest, channel: str, part: int = 0) -> tuple[str, str]:
    """(key, Message-ID)"""
    key = message_key(plan, digest.owner, digest.day, channel, house.options.redirect_all_to, part)
    return key, f"<{key}@{house.options.sender.rpartition('@')[2]}>"


def _goals(digest: Digest) -> tuple[str, ...]:
    return tuple(reminder.goal.number for reminder in digest.reminders)


def quality_team(house: House, work: Decided, now: datetime) -> list[tuple[str, str]]:
    """(address, name) of those who look after the plan: the setting, else the role in owners.yaml."""
    if house.options.quality_team:
        return [(house.options.quality_team, QUALITY_TEAM)]
    return [(person.email, person.name) for person in work.owners.holders(QUALITY_TEAM, now.date())]


def _refuse_shrunken(work: Decided, history: History) -> None:
    """A plan that has lost half of what was reminded of is more likely a bad edit than a decision."""
    known = {occurrence.partition("@")[0] for _, occurrence, _ in history.covered}
    gone = known - set(work.plan.by_number)
    if len(gone) >= 3 and len(gone) * 2 >= len(known):
        raise Implausible(
            f"Planen har plötsligt tappat {len(gone)} av {len(known)} delmål. Inget har skickats. Kontrollera "
            "plan.yaml. Har nämnden beslutat om en ny plan, ge den ett nytt kännetecken i rules.yaml."
        )
