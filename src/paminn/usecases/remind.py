"""Today's digests: gather, decide, then claim – send – record, one message at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from paminn.calendar.entries import Entry, entries, of_digest
from paminn.errors import DeliveryError, Implausible, NotCarriedOut, UnknownOutcome
from paminn.plan.model import QUALITY_TEAM
from paminn.reminders.decide import Schedule
from paminn.reminders.model import Digest, History
from paminn.reminders.outbox import Outgoing, Sent, State, message_key
from paminn.replies.codes import make_code
from paminn.texts.calendar import feed
from paminn.texts.card import card_bytes
from paminn.texts.mail import Context, to_bytes, word_digest
from paminn.usecases.house import Decided, House, decided
from paminn.usecases.publish import released_answers

MAIL, TEAMS = "email", "teams"


@dataclass(frozen=True)
class Outcome:
    """How one message ended in this run. `state` None: it was not this run's to send."""

    message: Outgoing
    state: State | None
    reason: str = ""


@dataclass(frozen=True)
class Batch:
    """What today asks for, decided and worded but not yet sent."""

    plan: str
    messages: tuple[Outgoing, ...]
    recovered: tuple[Sent, ...] = ()
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
        recovered = Counter(sent.state for sent in self.batch.recovered if sent.channel == MAIL)
        mails = sum(message.channel == MAIL for message in self.batch.messages)
        return {
            "sent": states[State.ACCEPTED],
            "failed": states[State.FAILED],
            "unknown": states[State.UNKNOWN] + recovered[State.UNKNOWN],
            "skipped": mails if self.dry_run else states[None],
        }

    @property
    def complete(self) -> bool:
        """Whether everything reached the one it was meant for, as far as anybody can know."""
        counts = self.counts
        unmet = any(message.unreachable for message in self.batch.messages)
        partly = any(o.state is State.ACCEPTED and o.reason for o in self.outcomes)
        copies = any(o.state in (State.FAILED, State.UNKNOWN) for o in self.outcomes)
        return not (counts["failed"] or counts["unknown"] or unmet or partly or copies)


def remind(house: House, now: datetime, *, dry_run: bool = False) -> Report:
    """One whole run, for the command line; the flow makes the same steps as tasks."""
    if dry_run:
        return Report(prepare(house, now, recover_first=False), dry_run=True)
    with house.memory.exclusive("remind"):
        batch = prepare(house, now)
        return Report(batch, outcomes=deliver(house, batch.messages, now))


def prepare(house: House, now: datetime, *, recover_first: bool = True) -> Batch:
    """Read plan and memory, settle what an interrupted run left, decide, and word every message.

    Raises PlanError, StorageError, and Implausible when the plan has suddenly shrunk or the batch is too large.
    """
    work = decided(house.plan, now.date())
    redirected = bool(house.options.redirect_all_to)
    sent = house.dispatch.sent(work.plan.identity, redirected=redirected)
    # An interrupted trial is settled as well, whether or not this run is one.
    others = house.dispatch.sent(work.plan.identity, redirected=not redirected)
    recovered = recover(house, [*sent, *others], now) if recover_first else ()
    history = house.memory.history(work.plan.identity, redirected=redirected)
    _refuse_shrunken(work, history)
    digests = Schedule(work.plan, work.rules).digests(history, now.date())
    if len(digests) > house.options.max_messages:
        raise Implausible(
            f"Körningen skulle skicka {len(digests)} mejl, fler än gränsen {house.options.max_messages}. Inget har "
            "skickats. Stämmer antalet, höj PAMINN_MAX_MESSAGES och kör igen."
        )
    days = entries(work.plan, work.rules, released_answers(house, work.plan.identity)) if digests else ()
    messages = [message for digest in digests for message in _messages(house, work, digest, days, now)]
    return Batch(
        work.plan.identity,
        tuple(messages),
        recovered,
        tuple(str(problem) for problem in work.reading.problems),
        tuple(one for one in sent if one.day == now.date() and one.state is State.ACCEPTED),
    )


def recover(house: House, known: Iterable[Sent], now: datetime) -> tuple[Sent, ...]:
    """Settle what a killed run had claimed: the door knows, or nobody does and a person is told."""
    settled = []
    for sent in known:
        if sent.state is State.CLAIMED:
            door = house.outboxes.get(sent.channel)
            found = door.find(sent.message_id) if door else None
            state = {True: State.ACCEPTED, False: State.FAILED, None: State.UNKNOWN}[found]
            reason = "" if found else "körningen avbröts innan utfallet var känt"
            house.dispatch.settle(sent.key, state, now, reason)
            settled.append(replace(sent, state=state, reason=reason))
    return tuple(settled)


def deliver(house: House, messages: Iterable[Outgoing], now: datetime) -> list[Outcome]:
    """Send each message that nobody has claimed. One that fails never stops the next."""
    return [_deliver(house, message, now) for message in messages]


def _deliver(house: House, message: Outgoing, now: datetime) -> Outcome:
    if not message.recipients and message.channel == MAIL:
        return Outcome(message, State.FAILED, "varken rollen eller kvalitetsteamet har någon adress")
    if not house.dispatch.claim(message, now):
        return Outcome(message, None, "redan skickat i dag")
    try:
        house.outboxes[message.channel].send(message)
        state, reason = State.ACCEPTED, ""
    except DeliveryError as error:
        # Some of the role's people got it: sending again would give them two.
        state, reason = (State.ACCEPTED if error.partial else State.FAILED), error.reason
    except UnknownOutcome as error:
        state, reason = State.UNKNOWN, str(error)
    except NotCarriedOut as error:
        house.dispatch.settle(message.key, State.FAILED, now, str(error))
        if message.channel == MAIL:
            raise
        return Outcome(message, State.FAILED, str(error))  # a copy never stops the mail
    house.dispatch.settle(message.key, state, now, reason)
    return Outcome(message, state, reason)


def _messages(house: House, work: Decided, digest: Digest, days: Sequence[Entry], now: datetime) -> Sequence[Outgoing]:
    options, plan = house.options, work.plan
    team = quality_team(house, work, now)
    holders = [(person.email, person.name) for person in work.owners.holders(digest.owner, digest.day)]
    unreachable = not holders
    recipients = holders or team
    contact = ", ".join(f"{name} ({address})" for address, name in team) or plan.document_owner
    if options.redirect_all_to:
        recipients = [(options.redirect_all_to, "Prov")]
    code = make_code(options.secret, plan.identity, digest.owner, digest.day.isoformat(), options.redirect_all_to)
    context = Context(plan, options.sender, contact, options.public_url, bool(options.redirect_all_to), unreachable)
    mail = word_digest(digest, code, context)
    made = []
    for channel in house.outboxes:
        key = message_key(plan.identity, digest.owner, digest.day, channel, options.redirect_all_to)
        message_id = f"<{key}@{options.sender.rpartition('@')[2]}>"
        if channel == TEAMS:
            raw = card_bytes(digest, code, context)
        else:
            raw = to_bytes(
                mail,
                key=key,
                sender=options.sender,
                sender_name=f"påminn – {plan.name}",
                recipients=recipients,
                message_id=message_id,
                at=now,
                plan=plan.identity,
                calendar=feed(plan, of_digest(days, digest)),
            )
        made.append(
            Outgoing(
                key, plan.identity, channel, digest, code, message_id, mail.subject, tuple(recipients), raw,
                bool(options.redirect_all_to), unreachable,
            )
        )  # fmt: skip
    return made


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
