"""One outgoing message and the states it passes. Pure: the ledger keeps them, the channels carry them out.

planned ─▶ claimed ─▶ accepted          the door said yes
              │  └──▶ failed ─▶ claimed  the door said no: the steps are due again
              └─────▶ unknown           nobody can tell: shown to a person, never guessed
unknown ─▶ accepted | failed            once the mailbox or a person has told
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from paminn.reminders.model import Digest


class State(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNKNOWN = "unknown"


TRANSITIONS = {
    State.PLANNED: {State.CLAIMED},
    State.CLAIMED: {State.ACCEPTED, State.FAILED, State.UNKNOWN},
    State.FAILED: {State.CLAIMED},
    State.UNKNOWN: {State.ACCEPTED, State.FAILED},
    State.ACCEPTED: set[State](),
}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A digest as one message in one channel, with the bytes that will leave.

    `key` is the same however often it is tried; the Message-ID is made from it, so a mailbox can be asked.
    """

    key: str
    plan: str
    channel: str  # "email" or "teams"
    digest: Digest
    code: str
    message_id: str
    subject: str
    recipients: tuple[tuple[str, str], ...]  # (address, name)
    raw: bytes
    redirected: bool = False
    unreachable: bool = False  # nobody holds the role: it goes to the quality team


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as the ledger remembers it."""

    key: str
    channel: str
    owner: str
    day: date
    goals: tuple[str, ...]
    message_id: str
    state: State
    reason: str
    recipients: tuple[tuple[str, str], ...]  # (address, name)
    raw: bytes
    unreachable: bool = False


def message_key(plan: str, owner: str, day: date, channel: str, redirect: str = "") -> str:
    """A stable key of 32 hex digits. A redirected trial never takes the place of the real message."""
    return sha256("\0".join((plan, owner, day.isoformat(), channel, redirect)).encode()).hexdigest()[:32]
