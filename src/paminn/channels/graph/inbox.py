"""Answers read from the shared mailbox through Microsoft Graph: the port Inbox."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from paminn.channels.graph.client import NOT_FOUND, Doubtful, GraphClient, Refused, Unreachable
from paminn.errors import DeliveryError, StorageError, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.incoming.model import Incoming
from paminn.texts import causes

_TOLD = {"$select": "receivedDateTime,conversationId"}
_FILED = {"$select": "conversationId", "$top": "100"}
_ROWS = 200
_ROUNDS = 3
_TRIES = 3
_THERE_ALREADY, _GONE = 409, 410


class GraphInbox:
    """The mailbox's inbox and nothing else; a mail's id is its immutable one.

    Each run follows one round of change tracking (message: delta) from its beginning, and keeps no token for the next.
    All that has been read is moved away, so what lies in the inbox is the difference already; a kept token would only
    be a way to lose mail. Exchange drops tokens when it likes (delta-query-overview.md, "Token duration"), and with
    immutable ids it never again tells of a mail that a person moves away and back (microsoft-graph-docs-contrib #72).
    Unlike the pages of a list, a round's do not shift when mail comes and goes between them; when the server has
    forgotten it half-way (410), it is begun anew. Its rows come in no order, and some twice: they are all taken
    before the first mail is read or moved.
    """

    def __init__(
        self,
        client: GraphClient,
        limit: int = 25_000_000,
        *,
        breath: float = 5,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """A mail of more than `limit` bytes is given as its first ones: too long to be read, but never lost.

        `breath`: seconds before a change that is in doubt is looked at.
        """
        self._client = client
        self._limit = limit
        self._breath = breath
        self._sleep = sleep
        self._places: dict[str, str] = {}

    def unread(self) -> Iterator[Incoming]:
        with _one_sentence():
            listed = self._listed()
        refused = 0
        for mail, conversation in listed:
            with _one_sentence():
                try:
                    raw = self._client.content("messages", mail, "$value", limit=self._limit)
                except DeliveryError:
                    # One mail that Graph cannot give keeps none of the others back. When it is the whole mailbox
                    # that cannot be read, this question fails too.
                    is_still_there = self._folder_of(mail) != ""
                    if is_still_there:
                        refused += 1
                    continue
            yield Incoming(mail, raw, conversation)
        if refused:
            raise StorageError(
                f"Microsoft Graph kunde inte lämna ut {refused} av mejlen i inkorgen. De ligger kvar. Öppna dem i "
                "Outlook och flytta dem som inte är svar."
            )

    def filed(self, folder: str) -> Iterator[Incoming]:
        with _one_sentence():
            place = self._find_folder(folder)
            mails: list[tuple[str, str]] = []
            if place:
                for page in self._client.pages("mailFolders", place, "messages", params=_FILED):
                    mails += [(_id(row), str(row.get("conversationId") or "")) for row in page["value"]]
        for mail, conversation in mails:
            with _one_sentence():
                raw = self._client.content("messages", mail, "$value", limit=self._limit)
            yield Incoming(mail, raw, conversation)

    def named(self, message_id: str, most: int) -> Iterator[bytes]:
        if not message_id:
            return
        wanted = message_id.replace("'", "''")
        params = {"$filter": f"internetMessageId eq '{wanted}'", "$select": "id"}
        with _one_sentence():
            mails = [_id(row) for page in self._client.pages("messages", params=params) for row in page["value"]]
        for mail in mails:
            with _one_sentence():
                raw = self._client.content("messages", mail, "$value", limit=most)
            yield raw

    def file(self, incoming: Incoming, folder: str) -> None:
        with _one_sentence():
            place = self._place(folder)
            for _ in range(_TRIES):
                # Of a mail that a person has moved meanwhile, Graph would make a second one (msgraph-sdk-python #1042).
                if not self._is_in_the_inbox(incoming.id):
                    return
                try:
                    self._client.post("messages", incoming.id, "move", body={"destinationId": place})
                    return
                except Doubtful:
                    self._sleep(self._breath)
            if self._is_in_the_inbox(incoming.id):
                raise Unreachable(Failure(Cause.GRAPH_MAIL_STAYS))

    def _listed(self) -> list[tuple[str, str]]:
        """(id, conversation) of every mail, oldest first."""
        for _ in range(_ROUNDS - 1):
            try:
                return self._round()
            except Refused as error:
                if not _has_forgotten(error):
                    raise
        return self._round()

    def _round(self) -> list[tuple[str, str]]:
        mails: dict[str, tuple[str, str]] = {}  # id → when it was received, and its conversation
        for page in self._client.pages("mailFolders", "inbox", "messages", "delta", params=_TOLD, rows=_ROWS):
            for row in page["value"]:
                mail = _id(row)
                if "@removed" in row:
                    mails.pop(mail, None)
                else:
                    mails[mail] = (str(row.get("receivedDateTime")), str(row.get("conversationId") or ""))
        oldest_first = sorted((received, mail) for mail, (received, _) in mails.items())
        listed = []
        for _, mail in oldest_first:
            _, conversation = mails[mail]
            listed.append((mail, conversation))
        return listed

    def _is_in_the_inbox(self, mail: str) -> bool:
        return self._folder_of(mail) == self._inbox

    def _folder_of(self, mail: str) -> str:
        """Where a mail lies now; "" when it is gone."""
        try:
            row = self._client.get("messages", mail, params={"$select": "parentFolderId"})
        except Refused as error:
            if error.status != NOT_FOUND:
                raise
            return ""
        return _id(row, "parentFolderId")

    @cached_property
    def _inbox(self) -> str:
        return _id(self._client.get("mailFolders", "inbox", params={"$select": "id"}))

    def _place(self, name: str) -> str:
        """The folder of that name beside the inbox, made when missing."""
        for _ in range(_TRIES):
            if name in self._places:
                return self._places[name]
            place = self._find_folder(name)
            if place:
                self._places[name] = place
                return place
            try:
                self._client.post("mailFolders", body={"displayName": name})
            except Doubtful:
                self._sleep(self._breath)
            except Refused as error:
                if error.status != _THERE_ALREADY:
                    raise
        raise Unreachable(Failure(Cause.GRAPH_NO_FOLDER, name))

    def _find_folder(self, name: str) -> str:
        """The id of the folder; "" when there is none."""
        for page in self._client.pages("mailFolders", params={"$select": "displayName", "$top": "100"}):
            for row in page["value"]:
                place = _id(row)
                if str(row.get("displayName")).casefold() == name.casefold():
                    return place
        return ""


def _id(row: Mapping[str, Any], name: str = "id") -> str:
    if not isinstance(row, Mapping):
        raise Unreachable(Failure(Cause.GRAPH_GARBLED))
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise Unreachable(Failure(Cause.GRAPH_GARBLED))
    return value


def _has_forgotten(error: Refused) -> bool:
    """Whether the server no longer knows how far the round had come (errors.md, "Code property")."""
    if error.status == _GONE:
        return True
    for code in error.codes:
        if code.lower().startswith(("syncstate", "resync")):
            return True
    return False


@contextmanager
def _one_sentence() -> Iterator[None]:
    """What Graph says no to meanwhile is told as a StorageError."""
    try:
        yield
    except (DeliveryError, UnknownOutcome) as error:
        reason = causes.sentence(error.failure)
        raise StorageError(f"{reason}. Kontrollera med paminn doctor. Kör sedan igen.") from error
