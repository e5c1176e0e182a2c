"""Mail through Microsoft Graph: a marked draft, one send, and a search for the mark whenever that is in doubt.

Graph sends at most once a draft that is there, names the sent copy anew, and may answer 504 although it sent. So the
mark is what a mail is found by, and nothing is ever sent again before the mailbox has had time to tell.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from paminn.channels.graph.client import Doubtful, GraphClient, Refused, Unreachable
from paminn.channels.graph.draft import STAMPS, draft, marked, stamped
from paminn.channels.graph.token import TokenError
from paminn.errors import DeliveryError, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.ports.outbox import Note
from paminn.reminders.mark import NEWEST, OwnMail
from paminn.reminders.message import NOT_LEFT, Found, Message, Sent, State, Trace

_SHOWN = {"$select": "id,isDraft,parentFolderId,internetMessageId,conversationId", "$top": "50"}
_THROTTLED = 429


@dataclass(frozen=True)
class _Item:
    """A mail with our mark, as it lies in the mailbox."""

    is_draft: bool
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
        self._pace = pace
        self._settle = settle
        self._breath = breath
        self._sleep = sleep
        self._wait = sleep if wait is None else wait
        self._doubted = time.monotonic()
        self._last_sent = self._doubted - pace
        self._posted: dict[str, str] = {}  # key → the draft that may have left
        self._littered: set[str] = set()  # keys that may have a draft too many
        self._bin = ""  # the folder of what has been thrown away
        self._down: Failure | None = None  # why nothing more is tried in this run

    def send(self, message: Message, note: Note) -> State:
        posted = self._draft_that_may_have_left(message)
        try:
            if self._down is not None:
                # A service that does not answer is waited for once a run, not once a message.
                raise Unreachable(self._down)
            if posted:
                item = self._standing(message.key, posted)
            else:
                item = self._made(message, note)
        except DeliveryError as error:
            self._remember(error)
            if posted:
                # What may have left once is not known to have stayed because the mailbox is out of reach now.
                raise UnknownOutcome(error.failure) from error
            raise
        if not item.is_draft:
            return State.SEEN
        self._keep_pace()
        note(State.SENDING)
        if posted:
            return self._post_again(message.key, item)
        return self._post(message.key, item)

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        """Waits out the settle time unless the mail is seen at once, or nothing follows from its not being seen.

        A draft that is still there is only NOT_SEEN: what has been sent lies there too until it is picked up.
        """
        state = message.state if isinstance(message, Sent) else State.UNKNOWN
        never_let_go = state in NOT_LEFT
        is_a_persons_question = state is State.ALERT
        patience = self._settle / 2 if half_way else self._settle
        while True:
            left = self._doubted + patience - time.monotonic()
            items = self._search(message.key)
            drafts = [item for item in items if item.is_draft]
            has_left = len(drafts) < len(items)
            if has_left:
                with suppress(DeliveryError):
                    self._discard(drafts)
                return Found.SENT
            if never_let_go or is_a_persons_question or left <= 0:
                break
            self._wait(min(left, self._settle / 20))
        if withdraw or never_let_go:
            # What was never let go is to be made anew, so its draft is nobody's. One that just vanished may have left.
            drafts = self._discard(drafts)
        posted = self._draft_that_may_have_left(message)
        for item in drafts:
            # Another draft of the same key says nothing of the one that was let go.
            if not posted or item.id == posted:
                return Found.NOT_SEEN
        return Found.NOWHERE

    def own_mails(self, since: date, most: int = NEWEST) -> Sequence[OwnMail]:
        """The newest in Sent Items. Headers are not shown there, so a property of the mail has what they say."""
        params = {
            "$filter": f"receivedDateTime ge {since.isoformat()}T00:00:00Z",
            "$orderby": "receivedDateTime desc",
            "$select": "id",
            "$expand": STAMPS,
            "$top": str(NEWEST),
        }
        mails: list[OwnMail] = []
        for page in self._client.pages("mailFolders", "sentitems", "messages", params=params):
            for row in page["value"]:
                mail = stamped(row)
                if mail is not None:
                    mails.append(mail)
            if len(mails) >= most or most <= NEWEST:
                break
        return mails

    def close(self) -> None:
        """Clear away what no run will ask for; what cannot be cleared now is only an unsent draft."""
        with suppress(DeliveryError):
            for key in self._littered:
                posted = self._posted.get(key)
                self._discard([item for item in self._search(key) if item.id != posted])
        self._littered.clear()
        self._client.close()

    def _draft_that_may_have_left(self, message: Message) -> str:
        """The mailbox's name for it; "" when there is none."""
        if message.remote_id:
            return message.remote_id
        return self._posted.get(message.key, "")

    def _standing(self, key: str, posted: str) -> _Item:
        """The mail that may have left: its sent copy, else the very same draft."""
        for item in self._search(key):
            if not item.is_draft or item.id == posted:
                return item
        raise UnknownOutcome(Failure(Cause.DRAFT_OUT_OF_SIGHT))

    def _made(self, message: Message, note: Note) -> _Item:
        """A new draft. One that an earlier run left may hold other words, and has not been let go: it is removed."""
        items = self._search(message.key)
        self._discard(items)
        for item in items:
            if not item.is_draft:
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
            drafts = [item for item in self._search(message.key) if item.is_draft]
            if drafts:
                first, *others = drafts
                self._discard(others)
                return first
        raise DeliveryError(Failure(Cause.GRAPH_NO_DRAFT))

    def _post(self, key: str, item: _Item) -> State:
        self._posted[key] = item.id
        try:
            self._client.post("messages", item.id, "send")
        except Doubtful:
            self._doubted = time.monotonic()
            raise
        except Refused as error:
            if error.status != _THROTTLED and not self._is_still_there(key, item):
                raise UnknownOutcome(Failure(Cause.DRAFT_VANISHED)) from error
            self._unpost(key)
            raise
        except DeliveryError as error:
            self._unpost(key)
            self._remember(error)
            raise
        return State.ACCEPTED

    def _post_again(self, key: str, item: _Item) -> State:
        """A draft that may have left already. A no is then no proof: one that has left is refused too, while it lies
        in Drafts still as well as when it is gone."""
        try:
            self._client.post("messages", item.id, "send")
        except Doubtful:
            self._doubted = time.monotonic()
            raise
        except DeliveryError as error:
            self._doubted = time.monotonic()
            self._remember(error)
            raise UnknownOutcome(error.failure) from error
        return State.ACCEPTED

    def _is_still_there(self, key: str, draft_item: _Item) -> bool:
        """Whether a refusal means what it says: the id of what has left is refused too."""
        self._doubted = time.monotonic()
        try:
            items = self._search(key)
        except DeliveryError:
            return False
        for item in items:
            if item.is_draft and item.id == draft_item.id:
                return True
        return False

    def _unpost(self, key: str) -> None:
        del self._posted[key]
        self._littered.add(key)

    def _search(self, key: str) -> list[_Item]:
        """What bears the mark, sent before unsent, then by id, in any folder. Drafts thrown away count as gone."""
        items = []
        for page in self._client.pages("messages", params={"$filter": marked(key), **_SHOWN}):
            items += [_item(row) for row in page["value"]]
        if any(item.is_draft for item in items):
            thrown_away = self._thrown_away()
            items = [item for item in items if not (item.is_draft and item.folder == thrown_away)]
        return sorted(items, key=lambda item: (item.is_draft, item.id))

    def _thrown_away(self) -> str:
        """The id of the folder of what has been thrown away."""
        if not self._bin:
            self._bin = str(self._client.get("mailFolders", "deleteditems").get("id"))
        return self._bin

    def _discard(self, items: Iterable[_Item]) -> list[_Item]:
        """Remove the drafts among them. Returns those that still were there."""
        removed = []
        for item in items:
            if item.is_draft and self._client.delete("messages", item.id):
                removed.append(item)
        return removed

    def _keep_pace(self) -> None:
        early = self._last_sent + self._pace - time.monotonic()
        if early > 0:
            self._sleep(early)
        self._last_sent = time.monotonic()

    def _remember(self, error: DeliveryError) -> None:
        if isinstance(error, Unreachable | TokenError):
            self._down = error.failure


class _Nameless(Unreachable):
    """An answer that does not say what every mail has."""


def _item(row: Any) -> _Item:
    try:
        return _Item(
            is_draft=bool(row["isDraft"]),
            id=row["id"],
            folder=row["parentFolderId"],
            trace=Trace(row["id"], row.get("internetMessageId") or "", row.get("conversationId") or ""),
        )
    except (KeyError, TypeError, AttributeError):
        raise _Nameless(Failure(Cause.GRAPH_GARBLED)) from None
