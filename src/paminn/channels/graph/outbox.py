"""Mail through Microsoft Graph: a marked draft, one send, and a search for the mark whenever that is in doubt.

Graph sends at most once a draft that is there, names the sent copy anew, and may answer 504 although it sent. So the
mark is what a mail is found by, and nothing is ever sent again before the mailbox has had time to tell.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from paminn.channels.graph.client import Doubtful, GraphClient, Refused, Unreachable
from paminn.channels.graph.draft import draft, marked
from paminn.channels.graph.token import TokenError
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.ports.outbox import Note
from paminn.reminders.message import NOT_LEFT, Found, Message, Sent, State, Trace

_SHOWN = {"$select": "id,isDraft,parentFolderId,internetMessageId,conversationId", "$top": "50"}
_THROTTLED = 429


@dataclass(frozen=True)
class _Item:
    """A mail with our mark, as it lies in the mailbox."""

    unsent: bool
    id: str
    folder: str
    trace: Trace


class GraphOutbox:
    """One run's door; sends one mail at a time."""

    def __init__(
        self,
        client: GraphClient,
        *,
        pace: float = 3,
        settle: float = 600,
        breath: float = 5,
        sleep: Callable[[float], None] = time.sleep,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        """Seconds: `pace` between two mails, `settle` until a mail that left must be seen, `breath` before a draft
        whose making is in doubt is looked for. `wait` sleeps between two looks, `sleep` otherwise."""
        self._client = client
        self._pace, self._settle, self._breath = pace, settle, breath
        self._sleep, self._wait = sleep, wait or sleep
        self._last = self._doubted = time.monotonic()
        self._last -= pace
        self._posted: dict[str, str] = {}  # key → the draft that may have left
        self._littered: set[str] = set()  # keys that may have a draft too many
        self._trash: str | None = None
        self._down: Failure | None = None  # why nothing more is tried in this run

    def send(self, message: Message, note: Note) -> State:
        posted = message.remote_id or self._posted.get(message.key, "")
        try:
            if self._down is not None:
                # A service that does not answer is waited for once a run, not once a message.
                raise Unreachable(self._down)
            item = self._standing(message.key, posted) if posted else self._made(message, note)
        except DeliveryError as error:
            self._remember(error)
            if posted:
                # What may have left once is not known to have stayed because the mailbox is out of reach now.
                raise UnknownOutcome(error.failure) from error
            raise
        if not item.unsent:
            return State.SEEN
        self._keep_pace()
        note(State.SENDING)
        return self._post(message.key, item)

    def look(self, message: Message, *, withdraw: bool = False) -> Found:
        """Waits out the settle time unless the mail is seen at once, or nothing follows from its not being seen."""
        state = message.state if isinstance(message, Sent) else State.UNKNOWN
        held, asked = state in NOT_LEFT, state is State.ALERT
        posted = message.remote_id or self._posted.get(message.key, "")
        while True:
            left = 0 if held or asked else self._doubted + self._settle - time.monotonic()
            items = self._search(message.key)
            unsent = [item for item in items if item.unsent]
            if len(unsent) < len(items):
                with suppress(DeliveryError):
                    self._discard(unsent)
                return Found.SENT
            if left <= 0:
                break
            self._wait(min(left, self._settle / 20))
        if withdraw or held:
            # What was never let go is to be made anew, so its draft is nobody's.
            removed = self._discard(unsent)
            unsent = [item for item in unsent if item.id in removed]
        # Another draft of the same key says nothing of the one that was let go, nor does one that just vanished.
        return Found.UNSENT if any(item.id == posted or not posted for item in unsent) else Found.NOWHERE

    def close(self) -> None:
        """Clear away what no run will ask for; what cannot be cleared now is only an unsent draft."""
        with suppress(DeliveryError):
            for key in self._littered:
                self._discard(item for item in self._search(key) if item.id != self._posted.get(key))
        self._littered.clear()
        self._client.close()

    def _standing(self, key: str, posted: str) -> _Item:
        """The mail that may have left: its sent copy, else the very same draft."""
        for item in self._search(key):
            if not item.unsent or item.id == posted:
                return item
        raise UnknownOutcome(Failure(Cause.DRAFT_OUT_OF_SIGHT))

    def _made(self, message: Message, note: Note) -> _Item:
        """A new draft. One that an earlier run left may hold other words, and has not been let go: it is removed."""
        found = self._search(message.key)
        self._discard(item for item in found if item.unsent)
        for item in found:
            if not item.unsent:
                return item
        item = self._create(message)
        note(State.DRAFTED, item.trace)
        return item

    def _create(self, message: Message) -> _Item:
        body = draft(message, self._client.mailbox)
        for _ in range(2):
            try:
                return _item(self._client.post("messages", body=body))
            except (Doubtful, _Nameless):
                self._littered.add(message.key)
                self._sleep(self._breath)
            found = [item for item in self._search(message.key) if item.unsent]
            if found:
                self._discard(found[1:])
                return found[0]
        raise DeliveryError(Failure(Cause.GRAPH_NO_DRAFT))

    def _post(self, key: str, item: _Item) -> State:
        self._posted[key] = item.id
        try:
            self._client.post("messages", item.id, "send")
        except Doubtful:
            self._doubted = time.monotonic()
            raise
        except Refused as error:
            if error.status != _THROTTLED and not self._still_there(key, item):
                raise UnknownOutcome(Failure(Cause.DRAFT_VANISHED)) from error
            self._unpost(key)
            raise
        except DeliveryError as error:
            self._unpost(key)
            self._remember(error)
            raise
        return State.ACCEPTED

    def _still_there(self, key: str, item: _Item) -> bool:
        """Whether a refusal means what it says: the id of what has left is refused too."""
        self._doubted = time.monotonic()
        try:
            return any(one.unsent and one.id == item.id for one in self._search(key))
        except DeliveryError:
            return False

    def _unpost(self, key: str) -> None:
        del self._posted[key]
        self._littered.add(key)

    def _search(self, key: str) -> list[_Item]:
        """What bears the mark, sent before unsent, then by id, in any folder. Drafts thrown away count as gone."""
        pages = self._client.pages("messages", params={"$filter": marked(key), **_SHOWN})
        items = sorted((_item(row) for page in pages for row in page["value"]), key=lambda one: (one.unsent, one.id))
        if any(item.unsent for item in items):
            trash = self._trash = self._trash or str(self._client.get("mailFolders", "deleteditems").get("id"))
            items = [item for item in items if not (item.unsent and item.folder == trash)]
        return items

    def _discard(self, items: Iterable[_Item]) -> set[str]:
        """Remove the drafts among them; the ids of those that still were there."""
        return {item.id for item in items if item.unsent and self._client.delete("messages", item.id)}

    def _keep_pace(self) -> None:
        early = self._last + self._pace - time.monotonic()
        if early > 0:
            self._sleep(early)
        self._last = time.monotonic()

    def _remember(self, error: DeliveryError) -> None:
        if isinstance(error, Unreachable | TokenError):
            self._down = error.failure


class _Nameless(Unreachable):
    """An answer that does not say what every mail has."""


def _item(row: Any) -> _Item:
    try:
        unsent = row["isDraft"]
        trace = Trace(row["id"], row.get("internetMessageId") or "", row.get("conversationId") or "")
        folder = row["parentFolderId"]
    except (KeyError, TypeError, AttributeError):
        raise _Nameless(Failure(Cause.GRAPH_GARBLED)) from None
    return _Item(bool(unsent), trace.remote_id, folder, trace)
