"""One outgoing message and the states it passes. Pure: the ledger keeps them, the channels carry them out.

planned ─▶ claimed ─▶ (drafted) ─▶ sending ─▶ accepted ─▶ seen
              │           │           │           │         ├─▶ bounced   a report of non-delivery came
              │           │           │           │         └─▶ moved     nobody reads there now: to the deputy
              │           │           │           └───────────▶ alert     its copy never came
              │           │           ├──────────▶ unknown                the line broke: look in the mailbox
              └───────────┴───────────┴──▶ failed ─▶ claimed              nothing left: the steps are due again
unknown ─▶ seen | alert | unsent                                          what the mailbox said; unsent: it is proven
unsent ─▶ resending | failed                                              the very same once more; on a later day anew
resending ─▶ accepted | seen | alert                                      never failed: it may have left the first time
alert ─▶ seen | failed                                                    what a person said

Failed, bounced and moved give their steps back: they are due again, to whoever can be reached then.
Every state is in the ledger before the outside step it stands for: a message that is not `sending` has not left.
From doubt no way leads to failed but through unsent, which is proof, or alert, which is a person's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256

from paminn.failure import Cause, Failure
from paminn.plan.identities import GoalId, RoleId
from paminn.reminders.mark import AskedInMail
from paminn.reminders.model import Claim, Digest


class Channel(StrEnum):
    """What a message is to the one who gets it. Only `EMAIL` counts as being reminded."""

    EMAIL = "email"
    TEAMS = "teams"  # a card with the mail's words
    RECEIPT = "receipt"  # a mail that says how an answer was read
    NOTICE = "notice"  # a mail that says what needs the quality team

    @property
    def reminds(self) -> bool:
        """Whether what it carries was decided as a reminder: a digest, or its card."""
        match self:
            case Channel.EMAIL | Channel.TEAMS:
                return True
            case Channel.RECEIPT | Channel.NOTICE:
                return False


class Door(StrEnum):
    """What mail leaves by."""

    FOLDER = "folder"
    SMTP = "smtp"
    GRAPH = "graph"


class State(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    DRAFTED = "drafted"
    SENDING = "sending"
    ACCEPTED = "accepted"
    SEEN = "seen"
    BOUNCED = "bounced"
    MOVED = "moved"
    FAILED = "failed"
    UNKNOWN = "unknown"
    UNSENT = "unsent"
    RESENDING = "resending"
    ALERT = "alert"


TRANSITIONS = {
    State.PLANNED: {State.CLAIMED},
    State.CLAIMED: {State.DRAFTED, State.SENDING, State.SEEN, State.FAILED},
    State.DRAFTED: {State.SENDING, State.SEEN, State.FAILED},
    State.SENDING: {State.ACCEPTED, State.SEEN, State.FAILED, State.UNKNOWN, State.BOUNCED, State.MOVED},
    State.UNKNOWN: {State.UNSENT, State.SEEN, State.ALERT, State.BOUNCED, State.MOVED},
    State.UNSENT: {State.RESENDING, State.SEEN, State.FAILED, State.ALERT, State.BOUNCED, State.MOVED},
    State.RESENDING: {State.ACCEPTED, State.SEEN, State.UNSENT, State.ALERT, State.BOUNCED, State.MOVED},
    State.ALERT: {State.SEEN, State.FAILED, State.BOUNCED, State.MOVED},
    State.ACCEPTED: {State.SEEN, State.ALERT, State.BOUNCED, State.MOVED},
    State.SEEN: {State.BOUNCED, State.MOVED},
    State.BOUNCED: set[State](),
    State.MOVED: set[State](),
    State.FAILED: {State.CLAIMED},
}

# The header that carries a message's key: a server may give a mail another Message-ID, not another key.
KEY_HEADER = "X-Paminn-Key"
PLAN_HEADER = "X-Paminn"

GIVES_BACK = frozenset({State.FAILED, State.BOUNCED, State.MOVED})  # its steps are due again
NOT_LEFT = frozenset({State.PLANNED, State.CLAIMED, State.DRAFTED})
ARRIVED = frozenset({State.ACCEPTED, State.SEEN})
LETS_GO = frozenset({State.SENDING, State.RESENDING})  # the one step that may let it leave is taken
OPEN_QUESTION = frozenset({State.UNKNOWN, State.RESENDING, State.ALERT})
UNSETTLED = NOT_LEFT | OPEN_QUESTION | {State.SENDING, State.UNSENT}


class Found(StrEnum):
    """What a look in the mailbox tells."""

    SENT = "sent"  # it has left
    UNSENT = "unsent"  # it has not, and the very same may be sent again
    NOT_SEEN = "not_seen"  # not there as sent, which proves nothing of a mailbox that has shown no later mail of ours
    NOWHERE = "nowhere"  # no trace of it: it may have left and been cleared away
    BLIND = "blind"  # this door has no mailbox to look in


def proven(found: Found, *, is_tested: bool, times: int) -> Found:
    """What a look proves of a message that has been let go `times` times.

    `is_tested`: another mail of ours, sent since, has been seen there. Twice in doubt, only a person's word will do.
    """
    if found is Found.NOT_SEEN and is_tested and times <= 1:
        return Found.UNSENT
    return found


def judged(state: State, found: Found, *, copy: bool = False) -> State:
    """Where a message goes when its mailbox has been looked in; its own state when nothing follows.

    A `copy` is never a question to a person.
    """
    after = _told_by_mailbox(state, found)
    if copy and after is State.ALERT:
        return state
    if after not in TRANSITIONS[state]:
        return state
    return after


def _told_by_mailbox(state: State, found: Found) -> State:
    if found is Found.SENT:
        return State.SEEN
    if state in NOT_LEFT:
        return State.FAILED
    if state in (State.UNKNOWN, State.UNSENT, State.RESENDING):
        return State.UNSENT if found is Found.UNSENT else State.ALERT
    if state is State.ACCEPTED and found is not Found.BLIND:
        return State.ALERT
    return state


class Tally(StrEnum):
    """What a step does to how many times a message has been let go without a certain no."""

    SAME = "same"
    ONE_MORE = "one_more"
    ONE_LESS = "one_less"
    NONE = "none"


def tally(before: State, after: State) -> Tally:
    """What it does to the count to go from one state to another."""
    if after in LETS_GO:
        return Tally.ONE_MORE
    if after is State.FAILED and before is State.SENDING:  # refused
        return Tally.ONE_LESS
    if after is State.FAILED and before is State.ALERT:  # a person has asked
        return Tally.NONE
    return Tally.SAME


@dataclass(frozen=True, slots=True)
class Asked:
    """A goal that the reader of a message saw in it, and the role it was for.

    `person`: the mailbox of whose part it is, where each of the role answers for themselves. `plan` is the identity of
    the goal's plan, empty where that is the message's own.
    """

    goal: GoalId
    owner: RoleId
    person: str = field(default="", repr=False)
    plan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """All that is known of a message but its bytes: one digest in one channel.

    `key` is the same however often it is tried, and the Message-ID is made from it, so a mailbox can be asked.
    `owner` is the first of its roles.
    """

    key: str
    plan: str
    channel: Channel
    owner: RoleId
    day: date
    asked: tuple[Asked, ...]
    message_id: str
    recipients: tuple[tuple[str, str], ...] = field(repr=False)  # (address, name)
    remote_id: str = ""  # the mailbox's own name for its draft
    door: Door | None = None  # what was begun at one cannot be missed at another; None before they were noted
    redirected: bool = False
    unreachable: bool = False  # nobody can be reached in one of its roles: the quality team has it

    @property
    def roles(self) -> tuple[RoleId, ...]:
        """Every role it is for, `owner` first."""
        roles = {self.owner: None}
        for asked in self.asked:
            roles[asked.owner] = None
        return tuple(roles)

    @property
    def plans(self) -> tuple[str, ...]:
        """The identities of the plans it is about, its own first."""
        return tuple(dict.fromkeys((self.plan, *(asked.plan or self.plan for asked in self.asked))))

    def roles_in(self, plan: str) -> tuple[RoleId, ...]:
        """The roles of one plan that it is for."""
        if self.plans == (plan,):
            return self.roles
        return tuple(dict.fromkeys(asked.owner for asked in self.asked if (asked.plan or self.plan) == plan))

    @property
    def goals(self) -> tuple[GoalId, ...]:
        """The goals it is about, each once."""
        return tuple(dict.fromkeys(asked.goal for asked in self.asked))

    @property
    def mailboxes(self) -> frozenset[str]:
        """Where it goes: addresses, casefolded."""
        return frozenset(address.casefold() for address, _ in self.recipients)

    @property
    def is_copy(self) -> bool:
        """A card, a receipt or a notice, beside the mails that count: nobody is asked about it after its run."""
        return self.channel is not Channel.EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Envelope):
    """What a door carries, with the bytes that will leave."""

    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing(Message):
    """A message that was decided today, with what the ledger keeps of why.

    `beside`: the keys of today's other messages that are about some of the same steps, for others of the same role.
    """

    digest: Digest
    code: str
    subject: str
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Message):
    """A message as the ledger remembers it. `number` is what people call it by, `failure` why it is in its state.

    `missed`: the mailboxes that were refused for the moment while others of the role got it. It is owed to them alone.
    `attempts`: how many times it has been let go without a certain no.
    """

    number: int
    state: State
    failure: Failure | None = None
    missed: frozenset[str] = field(default=frozenset(), repr=False)
    attempts: int = 1

    @property
    def waits_for_a_person(self) -> bool:
        """Whether a look in the mailbox settles nothing: what lies there, or here, is not as it should be."""
        if self.state is not State.ALERT or self.failure is None:
            return False
        return self.failure.cause in (Cause.COPY_DIFFERS, Cause.ROW_UNREADABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEnvelope(Envelope):
    """As `Sent`, for what never needs the bytes: those of ten years are much to read.

    `came`: the goal and role of what has reached somebody, which may be some of it alone.
    """

    number: int
    state: State
    failure: Failure | None = None
    came: frozenset[tuple[GoalId, RoleId]] = frozenset()


def times_let_go(sent: Sent, known: Iterable[Sent]) -> int:
    """How many times what a message asks may have left.

    Beside its own, those of earlier messages in `known` that were in doubt and then taken for unsent: a new day's
    mail is another, but it asks the same of the same.
    """
    times = sent.attempts
    for other in known:
        is_earlier = other.number < sent.number and other.state is State.FAILED
        is_of_its_kind = (other.channel, other.redirected) == (sent.channel, sent.redirected)
        if is_earlier and is_of_its_kind and not set(other.asked).isdisjoint(sent.asked):
            times += other.attempts
    return times


@dataclass(frozen=True, slots=True)
class Trace:
    """The names a mailbox gave a draft: its own id, the Message-ID it will leave with, its conversation."""

    remote_id: str
    message_id: str = ""
    conversation: str = ""


def asked_of(digest: Digest) -> tuple[Asked, ...]:
    """What its reader is asked, in the order of the digest."""
    asked = []
    for reminder in digest.reminders:
        further = "" if reminder.plan == digest.plans[0] else reminder.plan
        asked.append(Asked(reminder.goal.id, reminder.owner, reminder.person, further))
    return tuple(asked)


def asked_in_mail(digest: Digest) -> AskedInMail:
    """What its reader is asked, in short: the copy in the mailbox is compared by it when a memory has been lost."""
    points = set()
    for reminder in digest.reminders:
        parts = [str(reminder.occurrence.id), reminder.step.label, reminder.owner, reminder.person]
        if reminder.plan != digest.plans[0]:
            parts.append(reminder.plan)
        points.add(sha256("\0".join(parts).encode()).hexdigest()[:6])
    return AskedInMail(digest.day, frozenset(points))


def side_by_side(messages: Sequence[Outgoing]) -> list[Outgoing]:
    """The mails of one day, each told which of the others are about some of the same steps."""
    keys_of: dict[tuple[str, RoleId, str, Claim], set[str]] = defaultdict(set)
    for outgoing in messages:
        for claim in _claims(outgoing):
            keys_of[claim].add(outgoing.key)
    told = []
    for outgoing in messages:
        others: set[str] = set()
        for claim in _claims(outgoing):
            others |= keys_of[claim]
        told.append(replace(outgoing, beside=frozenset(others - {outgoing.key})))
    return told


def _claims(outgoing: Outgoing) -> Iterator[tuple[str, RoleId, str, Claim]]:
    for reminder in outgoing.digest.reminders:
        for claim in reminder.covers:
            yield reminder.plan or outgoing.plan, reminder.owner, reminder.person, claim


def message_key(
    plan: str,
    whom: str,
    day: date,
    channel: Channel,
    redirect: str = "",
    part: int = 0,
    secret: str = "",
) -> str:
    """A stable key of 32 hex digits. A redirected trial never takes the place of the real message.

    `whom` it is for. `part` numbers what did not fit in one message, from 1; 0 is the only or first. `secret`:
    something that an outsider, who can read the plan, cannot guess the key without.
    """
    parts = [plan, whom, day.isoformat(), channel, redirect]
    if part or secret:
        parts.append(str(part))
    if secret:
        parts.append(secret)
    return sha256("\0".join(parts).encode()).hexdigest()[:32]
