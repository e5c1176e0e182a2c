"""Answers read from an IMAP mailbox's INBOX: the port Inbox."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from paminn.channels.imap import ImapMailbox, carried_out
from paminn.errors import StorageError
from paminn.incoming.model import Incoming

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_SHORT = re.compile(rb'BODY\[\](?:<0>)? (?:"((?:[^"\\]|\\.)*)"|NIL)', re.S)

_LISTED_AT_ONCE = 1_000
_FETCHED_AT_ONCE = 100
_BYTES_AT_ONCE = 4_000_000

_Row = bytes | tuple[bytes, bytes] | None


class ImapInbox:
    """The mailbox's INBOX. A mail's id is its UID, after the UIDVALIDITY under which alone a UID means anything."""

    def __init__(self, mailbox: ImapMailbox, limit: int = 25_000_000) -> None:
        """A mail of more than `limit` bytes is given as its first ones: too long to be read, but never lost."""
        self._mailbox = mailbox
        self._limit = limit

    def unread(self) -> Iterator[Incoming]:
        sizes = self._sizes(self._mailbox.open_inbox())
        validity = self._mailbox.validity
        refused = 0
        for uids in _batches(sizes):
            mails = self._fetch(uids, validity)
            if mails is None:
                mails, refused_here = self._fetch_one_by_one(uids, validity)
                refused += refused_here
            for uid in uids:
                if uid in mails:
                    yield Incoming(f"{validity}.{uid}", mails[uid])
        if refused:
            raise StorageError(
                f"Servern kunde inte lämna ut {refused} av mejlen i inkorgen. De ligger kvar. Öppna dem i ett "
                "e-postprogram och flytta dem som inte är svar."
            )

    def filed(self, folder: str) -> Iterator[Incoming]:
        sizes = self._sizes(self._mailbox.open_filed(folder))
        for uids in _batches(sizes):
            listed = ",".join(str(uid) for uid in uids)
            with self._mailbox.asked() as connection:
                rows = carried_out(connection.uid("FETCH", listed, f"(UID BODY.PEEK[]<0.{self._limit}>)"))
            mails = _mails(rows)
            for uid in uids:
                if uid in mails:
                    yield Incoming(f"{folder}.{uid}", mails[uid])

    def named(self, message_id: str, most: int) -> Iterator[bytes]:
        if not message_id:
            return
        for uids in self._mailbox.named(message_id):
            for uid in uids:  # one at a time: they may be large
                with self._mailbox.asked() as connection:
                    rows = carried_out(connection.uid("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{most}>)"))
                yield from _mails(rows).values()

    def file(self, incoming: Incoming, folder: str) -> None:
        validity, _, uid = incoming.id.partition(".")
        # Where the server has numbered its mails anew, this one is read again and then known by its bytes.
        if self._is_open(validity):
            self._mailbox.move(uid, folder)

    def _is_open(self, validity: str) -> bool:
        """Whether the inbox is open for change, as it was numbered then."""
        if not self._mailbox.validity:
            self._mailbox.open_inbox()
        return self._mailbox.validity == validity

    def _sizes(self, count: int) -> dict[int, int]:
        """UID → bytes, oldest first. Looked up before anything is moved: moving renumbers the rest."""
        sizes = {}
        for first in range(1, count + 1, _LISTED_AT_ONCE):
            last = min(first + _LISTED_AT_ONCE - 1, count)
            with self._mailbox.asked() as connection:
                rows = carried_out(connection.fetch(f"{first}:{last}", "(UID RFC822.SIZE)"))
            for row in rows:
                uid = _UID.search(row or b"")
                size = _SIZE.search(row or b"")
                if uid and size:
                    sizes[int(uid[1])] = int(size[1])
        return dict(sorted(sizes.items()))

    def _fetch(self, uids: Sequence[int], validity: str) -> dict[int, bytes] | None:
        """UID → mail, those that are still there; None when the server says no."""
        if not self._is_open(validity):
            return {}
        listed = ",".join(str(uid) for uid in uids)
        with self._mailbox.asked() as connection:
            answer, rows = connection.uid("FETCH", listed, f"(UID BODY.PEEK[]<0.{self._limit}>)")
        if answer != "OK":
            return None
        return _mails(rows)

    def _fetch_one_by_one(self, uids: Sequence[int], validity: str) -> tuple[dict[int, bytes], int]:
        """As `_fetch`, and how many the server cannot give: one such keeps none of the others back."""
        mails: dict[int, bytes] = {}
        refused = 0
        for uid in uids:
            alone = self._fetch([uid], validity)
            if alone is None:
                refused += 1
            else:
                mails.update(alone)
        return mails, refused


def _batches(sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """UIDs to ask for at once: few bytes in memory, few questions."""
    batch: list[int] = []
    weight = 0
    for uid, size in sizes.items():
        is_full = len(batch) == _FETCHED_AT_ONCE or weight + size > _BYTES_AT_ONCE
        if batch and is_full:
            yield batch
            batch = []
            weight = 0
        batch.append(uid)
        weight += size
    if batch:
        yield batch


def _mails(rows: Sequence[_Row]) -> dict[int, bytes]:
    """UID → mail in the answer to a fetch."""
    mails = {}
    for row, after in zip_longest(rows, rows[1:]):
        if isinstance(row, tuple):
            line, raw = row
            if isinstance(after, bytes):
                line += after  # the UID may stand before the mail or after it
        elif row is not None:
            short = _SHORT.search(row)
            if short is None:
                continue
            line = row
            raw = re.sub(rb"\\(.)", rb"\1", short[1] or b"")
        else:
            continue
        uid = _UID.search(line)
        if uid:
            mails[int(uid[1])] = raw
    return mails
