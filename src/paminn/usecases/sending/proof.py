"""What it proves that a mailbox does not show a mail: nothing, until it has shown another of ours, sent since."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256

from paminn.documents.mime import renamed
from paminn.errors import DeliveryError, NotCarriedOut, UnknownOutcome
from paminn.ports.outbox import Outbox
from paminn.reminders.message import Found, Message, Sent, State, times_let_go
from paminn.texts.render import render


class Proof:
    """Of all that was in doubt when it was made. The mailbox is tried once, when the first of them asks for it."""

    def __init__(self, known: Sequence[Sent], door: Outbox, sender: str) -> None:
        """`known`: the messages of late. `sender`: the address of our own mailbox, which `door` sends from."""
        self._known = known
        self._door = door
        self._sender = sender
        self._shows_our_mails: bool | None = None  # None: not tried

    def times(self, sent: Sent) -> int:
        """How many times what the message asks may have left."""
        return times_let_go(sent, self._known)

    def can_be_had(self, sent: Sent) -> bool:
        """Whether it is worth a probe: what was in doubt twice is a person's, and a copy is nobody's."""
        return not sent.is_copy and self.times(sent) <= 1

    def mailbox_shows_our_mails(self, doubtful: Message) -> bool:
        """Whether a mail that is sent now is seen there, within the time that is left."""
        if self._shows_our_mails is None:
            self._shows_our_mails = self._is_seen(probe_of(doubtful, self._sender))
        return self._shows_our_mails

    def _is_seen(self, probe: Message) -> bool:
        try:
            with suppress(UnknownOutcome):  # it may have left all the same
                self._door.send(probe, _unnoted)
            return self._door.look(probe) is Found.SENT
        except (DeliveryError, NotCarriedOut):
            return False


def probe_of(doubtful: Message, sender: str) -> Message:
    """The doubtful mail under a name of its own, to our own mailbox alone.

    Its name follows from the mail's, so that a run that is killed leaves nothing that the next one does not know.
    """
    key = sha256(f"{doubtful.key}\0probe".encode()).hexdigest()[:32]
    _, _, domain = sender.rpartition("@")
    message_id = f"<{key}@{domain}>"
    subject = render("probe.txt")
    return Message(
        key=key,
        plan=doubtful.plan,
        channel=doubtful.channel,
        owner=doubtful.owner,
        day=doubtful.day,
        asked=(),
        message_id=message_id,
        recipients=((sender, ""),),
        raw=renamed(doubtful.raw, key=key, message_id=message_id, to=sender, before_subject=subject),
        door=doubtful.door,
    )


def _unnoted(state: State, trace: object = None) -> None:
    """A probe is nobody's reminder, so the memory is not told."""
