"""One outgoing message and the states it passes. Pure: the ledger keeps them, the channels carry them out.

planned ─▶ claimed ─▶ (drafted) ─▶ sending ─▶ accepted ─▶ seen
              │           │           │           │         ├─▶ bounced   a report of non-delivery came
              │           │           │           │         └─▶ moved     nobody reads there now: to the deputy
              │           │           │           └───────────▶ alert     its copy never came
              │           │           ├──────────▶ unknown                the line broke: look in the mailbox
              └───────────┴───────────┴──▶ failed ─▶ claimed              nothing left: the steps are due again
unknown ─▶ seen | sending (the same once more) | alert                    what the mailbox said
alert ─▶ seen | failed                                                    what a person said

Failed, bounced and moved give their steps back: they are due again, to whoever can be reached then.
Every state is in the ledger before the outside step it stands for: a message that is not `sending` has not left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256

from paminn.failure import Failure
from paminn.plan.identities import GoalId, RoleId
from paminn.reminders.model import Digest


class Channel(StrEnum):
    """What a message is to the one who gets it. Only a mail counts: the other two lie beside one."""

    EMAIL = "email"
    TEAMS = "teams"  # a card with the mail's words
    RECEIPT = "receipt"  # a mail that says how an answer was read


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
    ALERT = "alert"


TRANSITIONS = {
    State.PLANNED: {State.CLAIMED},
    State.CLAIMED: {State.DRAFTED, State.SENDING, State.SEEN, State.FAILED},
    State.DRAFTED: {State.SENDING, State.SEEN, State.FAILED},
    State.SENDING: {State.ACCEPTED, State.SEEN, State.FAILED, State.UNKNOWN, State.BOUNCED, State.MOVED},
    State.UNKNOWN: {State.SENDING, State.SEEN, State.FAILED, State.ALERT, State.BOUNCED, State.MOVED},
    State.ALERT: {State.SEEN, State.FAILED, State.BOUNCED, State.MOVED},
    State.ACCEPTED: {State.SEEN, State.ALERT, State.BOUNCED, State.MOVED},
    State.SEEN: {State.BOUNCED, State.MOVED},
    State.BOUNCED: set[State](),
    State.MOVED: set[State](),
    State.FAILED: {State.CLAIMED},
}

# The header that carries a message's key: a server may give a mail another Message-ID, not another key.
KEY_HEADER = "X-Paminn-Key"

GIVES_BACK = frozenset({State.FAILED, State.BOUNCED, State.MOVED})  # its steps are due again
NOT_LEFT = frozenset({State.PLANNED, State.CLAIMED, State.DRAFTED})
ARRIVED = frozenset({State.ACCEPTED, State.SEEN})
OPEN_QUESTION = frozenset({State.UNKNOWN, State.ALERT})
UNSETTLED = NOT_LEFT | OPEN_QUESTION | {State.SENDING}


class Found(StrEnum):
    """What a look in the mailbox tells."""

    SENT = "sent"  # it has left
    UNSENT = "unsent"  # it has not, and the very same may be sent again
    NOWHERE = "nowhere"  # no trace of it: it may have left and been cleared away
    BLIND = "blind"  # this door has no mailbox to look in


def judged(state: State, found: Found, *, copy: bool = False) -> State:
    """Where a message goes when its mailbox has been looked in; its own state when nothing follows.

    `SENDING` means: send the very same once more. A `copy` is never a question to a person.
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
    if state is State.UNKNOWN and found is Found.UNSENT:
        return State.SENDING
    if state is State.UNKNOWN:
        return State.ALERT
    if state is State.ACCEPTED and found is not Found.BLIND:
        return State.ALERT
    return state


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a door carries: one digest in one channel, with the bytes that will leave.

    `key` is the same however often it is tried, and the Message-ID is made from it, so a mailbox can be asked.
    """

    key: str
    plan: str
    channel: Channel
    owner: RoleId
    day: date
    goals: tuple[GoalId, ...]
    message_id: str
    recipients: tuple[tuple[str, str], ...] = field(repr=False)  # (address, name)
    raw: bytes = field(repr=False)
    remote_id: str = ""  # the mailbox's own name for its draft
    door: Door | None = None  # what was begun at one cannot be missed at another; None before they were noted
    redirected: bool = False
    unreachable: bool = False  # nobody holds the role: it goes to the quality team

    @property
    def is_copy(self) -> bool:
        """A card in Teams or a receipt, beside a mail that counts: nobody is asked about it after its run."""
        return self.channel is not Channel.EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing(Message):
    """A message that was decided today, with what the ledger keeps of why."""

    digest: Digest
    code: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Message):
    """A message as the ledger remembers it. `number` is what people call it by, `failure` why it is in its state."""

    number: int
    state: State
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """The names a mailbox gave a draft: its own id, the Message-ID it will leave with, its conversation."""

    remote_id: str
    message_id: str = ""
    conversation: str = ""


def message_key(
    plan: str,
    owner: str,
    day: date,
    channel: Channel,
    redirect: str = "",
    part: int = 0,
    secret: str = "",
) -> str:
    """A stable key of 32 hex digits. A redirected trial never takes the place of the real message.

    `part` numbers what did not fit in one message, from 1; 0 is the only or first. `secret`: something that an
    outsider, who can read the plan, cannot guess the key without.
    """
    parts = [plan, owner, day.isoformat(), channel, redirect]
    if part or secret:
        parts.append(str(part))
    if secret:
        parts.append(secret)
    return sha256("\0".join(parts).encode()).hexdigest()[:32]
