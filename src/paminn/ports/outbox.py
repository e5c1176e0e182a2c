"""A door out."""

from __future__ import annotations

from typing import Protocol

from paminn.reminders.message import Found, Message, State, Trace


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

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        """What the mailbox says of a message that was begun; waits until it can know, or `half_way` there.

        UNSENT only where the door itself is proof; a mailbox that does not show a mail says NOT_SEEN. `withdraw`: take
        back what has not left (an unsent draft). Raises DeliveryError when it cannot be asked now.
        """

    def close(self) -> None:
        """End the run's connection, if any."""
