"""What the use cases need from the outside, in Protocols of at most three methods.

The values they carry live in the room that decides them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from paminn.calendar.revisions import Shown
    from paminn.reminders.away import Absence
    from paminn.reminders.model import History
    from paminn.reminders.outbox import Found, Message, Outgoing, Sent, State, Trace
    from paminn.replies.read import Reply
    from paminn.standing.answer import Answer


class PlanFolder(Protocol):
    """Where the decided plan is kept."""

    name: str

    def files(self) -> Mapping[str, bytes]:
        """Each plan file's name and bytes. A file that is not there is left out. Raises StorageError."""


class Note(Protocol):
    """The door's pen in the ledger: it tells each state before the outside step that the state stands for."""

    def __call__(self, state: State, trace: Trace | None = None) -> None:
        """Returns when the state is durable. Raises Taken when another run has moved the message on."""


class Outbox(Protocol):
    """A door out."""

    def send(self, message: Message, note: Note) -> State:
        """Hand over one message: ACCEPTED when the other side said yes, SEEN when it can already be seen there.

        `note(State.SENDING)` comes before the one step that may let it leave. Raises DeliveryError when it has not
        left, UnknownOutcome when nobody can tell.
        """

    def look(self, message: Message, *, withdraw: bool = False) -> Found:
        """What the mailbox says of a message that was begun; waits until it can know.

        `withdraw`: take back what has not left (an unsent draft). Raises DeliveryError when it cannot be asked now.
        """

    def close(self) -> None:
        """End the run's connection, if any."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail as it lies in the mailbox. `id` is the mailbox's own."""

    id: str
    raw: bytes = field(repr=False)
    conversation: str = ""  # the mailbox's own name for the thread, where it has one


class Inbox(Protocol):
    """A door in. Mail is moved, never deleted."""

    def unread(self) -> Iterator[Incoming]:
        """Every mail that has not been filed, oldest first. Raises StorageError."""

    def file(self, incoming: Incoming, folder: str) -> None:
        """Move a mail that the ledger has stored; moving one that is already moved is not an error."""


class Dispatch(Protocol):
    """The ledger's side of sending."""

    def claim(self, messages: Sequence[Outgoing], at: datetime) -> frozenset[str]:
        """Take messages before they are sent, bytes and steps with them.

        Returns the keys that are now this run's; a message is left out when somebody already has it or any of its
        steps.
        """

    def advance(
        self,
        key: str,
        state: State,
        at: datetime,
        reason: str = "",
        trace: Trace | None = None,
        was: State | None = None,
    ) -> bool:
        """Record the next state. False: the message has none such from where it stands, or from where it `was`."""

    def sent(self, plan: str, since: date | None = None) -> Sequence[Sent]:
        """Every message so far, trials too, oldest first; with `since`, only later ones and those still unsettled."""


class Memory(Protocol):
    """What has been said so far."""

    def history(self, plan: str, *, redirected: bool = False) -> History:
        """What reminders need to know."""

    def answers(self, plan: str) -> tuple[Answer, ...]:
        """Every answer in the order received, whatever its release."""

    def exclusive(self, what: str) -> AbstractContextManager[None]:
        """Hold `what` for this run alone; a killed run lets go. Raises Busy."""


class Clue(StrEnum):
    """What may tell which of our messages a mail is about, the surest first."""

    KEY = "key"
    CODE = "code"
    MESSAGE_ID = "message_id"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class Reference:
    """A message of ours that a mail is about."""

    key: str
    plan: str
    owner: str
    day: date
    code: str
    subject: str
    occurrences: Mapping[str, str]  # goal number → the occurrence asked about
    sent: str = field(repr=False)  # every word we sent, to tell ours from the owner's
    people: Mapping[str, str] = field(repr=False)  # address → name, of those it was sent to
    preparing: frozenset[str] = frozenset()  # goals it only told to prepare, not asked about


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it is stored: what it is, and the answers read from it."""

    plan: str
    raw: bytes = field(repr=False)
    at: datetime
    reply: Reply
    kind: str
    reason: str
    answers: tuple[Answer, ...] = ()
    about: str = ""  # the key of our message that it tells of
    owner: str = ""  # whose that message was
    code: str = ""  # and the code it carried
    becomes: State | None = None  # what that message is found to be
    absences: tuple[Absence, ...] = ()


class Reader(Protocol):
    """Reading hostile bytes within limits."""

    def read(self, raw: bytes, sent: str = "", goals: Sequence[str] = (), day: date | None = None) -> Reply:
        """How a mail is read; what it answers, asked about `goals`, and its `day` where known. Raises Unreadable."""


class Post(Protocol):
    """The ledger's side of reading."""

    def references(self, clue: Clue, value: str) -> Sequence[Reference]:
        """The mails of ours, trials aside, that carry this code, Message-ID or conversation."""

    def keep(self, received: Received) -> bool:
        """Store one mail and all that follows from it at once. False: this very mail is stored already.

        Another mail under the same Message-ID is kept and flagged. An owner's own words end what was said of an
        absence.
        """

    def origin(self, number: str) -> Origin:
        """Where the answer "12" or the mail "m3", which must be there, is from."""


class Desk(Protocol):
    """The quality team's decisions about answers."""

    def waiting(self, plan: str) -> Sequence[Mapping[str, object]]:
        """Answers (with `id`) and mails without one (`id` None, `mail` their number) that a person must look at."""

    def decide(self, answer: int, decision: Decision) -> Answer:
        """Carry out a decision and keep it with hashes of original and released text. Raises UsageError."""

    def adopt(self, mail: int, decision: Decision) -> Answer | None:
        """Settle a mail that no answer was read from: "assign" makes it one, held; "withhold" lays it aside."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a named person decided about one answer: "release", "withhold" or "assign"."""

    what: str
    who: str
    at: datetime
    why: str = ""
    text: str | None = field(default=None, repr=False)
    status: str | None = None
    goal: str | None = None
    owner: str | None = None
    new_date: date | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The address a mail came from, and the decision whose text stands in the place of its words."""

    address: str = field(repr=False)
    edited: Decision | None = None


class Almanac(Protocol):
    """What the calendar has shown, so that its numbers never fall and what is taken away is told."""

    def shown(self, plan: str) -> Mapping[str, Shown]:
        """Each entry ever shown, by UID, as it was shown last."""

    def show(self, plan: str, news: Iterable[Shown]) -> None:
        """Remember entries as they are shown from now on; all of them or none."""


class Store(Protocol):
    """A folder of published files."""

    def write(self, folder: Path, files: Mapping[str, bytes], owner: str = "") -> None:
        """Put the files there, each whole or not at all; unchanged files are left alone.

        With an `owner` the folder is from then on its alone. Raises StorageError, and then nothing was written, when
        the folder is another's; or when it cannot be written in.
        """
