"""A mailbox as Exchange keeps it: folders, drafts that leave under a new name, a Sent Items that lags, a change log.

GD is microsoftgraph/microsoft-graph-docs-contrib; issue numbers are of the repositories named.
"""

from __future__ import annotations

import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from random import Random
from typing import Any

from tests.support.fakegraph.wire import Message, Refusal, check_headers

WELL_KNOWN = {"inbox": "Inkorg", "drafts": "Utkast", "sentitems": "Skickat", "deleteditems": "Borttaget"}


_READ = 300  # characters of a header


def _new_id(kind: str) -> str:
    """Ids differ by case and hold characters that a path must quote."""
    return f"AA{kind}{urlsafe_b64encode(secrets.token_bytes(15)).decode()}="


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Item:
    """One message. `body` is as it was written; `raw` is what came in from outside."""

    folder: str
    body: dict[str, Any]
    draft: bool
    raw: bytes = b""
    properties: dict[str, str] = field(default_factory=dict)
    headers: list[dict[str, str]] = field(default_factory=list)
    immutable: str = field(default_factory=lambda: _new_id("k"))
    id: str = field(default_factory=lambda: _new_id("M"))
    internet_id: str = field(default_factory=lambda: f"<{secrets.token_hex(12)}@fake.outlook.example>")
    conversation: str = field(default_factory=lambda: _new_id("Q"))
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    dragged: bool = False
    left: bool = False  # it has been sent, whatever it looks like
    visible_from: float = 0.0
    gone_from: float = float("inf")

    def there(self, now: float) -> bool:
        return self.visible_from <= now < self.gone_from

    def shown(self, immutable: bool, select: frozenset[str]) -> dict[str, Any]:
        """As JSON. Extended properties are not echoed (GD api/singlevaluelegacyextendedproperty-get.md); headers only
        when asked for, and never those of what we sent (microsoft-graph-docs #18761, msgraph-sdk-dotnet #3025)."""
        whole = {
            "@odata.etag": f'W/"{secrets.token_hex(4)}"',
            "id": self.immutable if immutable else self.id,
            "isDraft": self.draft,
            "isRead": False,
            "parentFolderId": self.folder,
            "internetMessageId": self.internet_id,
            "conversationId": self.conversation,
            "receivedDateTime": _stamp(self.at),
            "sentDateTime": _stamp(self.at),
            "hasAttachments": bool(self.body.get("attachments")),
            "categories": [],
            **{name: value for name, value in self.body.items() if name != "attachments"},
        }
        if not select:
            return whole
        if "internetMessageHeaders" in select and self.raw:
            whole["internetMessageHeaders"] = self.headers
        return {name: value for name, value in whole.items() if name in select | {"id", "@odata.etag"}}


@dataclass(frozen=True)
class Delivered:
    """What has truly left: the ground truth that a test counts."""

    internet_id: str
    to: tuple[str, ...]
    sender: str
    subject: str
    content: str
    key: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[tuple[str, str, str], ...]  # (name, type, base64)


@dataclass
class Mailbox:
    """`lag`: seconds from when it is picked up until the copy is seen in Sent Items. `pickup`: seconds that what was sent
    still lies in Drafts as a draft; sent again there it makes a second copy, or meets `again` as a status (400, 404).
    Both may be two bounds, and are then another number for each mail. Not safe between threads: its server locks."""

    address: str
    lag: float | Sequence[float] = 0.0
    pickup: float | Sequence[float] = 0.0
    again: int = 0
    chance: Random = field(default_factory=lambda: Random(11))
    id_changes: bool = True  # GD concepts/outlook-immutable-id.md says not; microsoft-graph-docs #1533, #6250 measured
    to_trash: bool = True  # DELETE says nothing of where to (microsoft-graph-docs #19256); Deleted Items is the harder
    delivered: list[Delivered] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    changes: list[tuple[str, str, Item]] = field(default_factory=list)  # (folder id, kind, item)
    folders: dict[str, str] = field(default_factory=dict)  # id → name
    parents: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)  # well-known name → id

    def __post_init__(self) -> None:
        for name, shown in WELL_KNOWN.items():
            self.known[name] = self.add_folder(shown)

    def add_folder(self, name: str, parent: str = "") -> str:
        if any(shown == name and self.parents[one] == parent for one, shown in self.folders.items()):
            raise Refusal(409, "ErrorFolderExists")
        made = _new_id("F")
        self.folders[made], self.parents[made] = name, parent
        return made

    def folder(self, asked: str) -> str:
        found = self.known.get(asked.lower(), asked)
        if found not in self.folders:
            raise Refusal(404, "ErrorItemNotFound")
        return found

    def visible(self) -> list[Item]:
        now = time.monotonic()
        self.items = [item for item in self.items if now < item.gone_from]
        return [item for item in self.items if item.there(now)]

    def item(self, asked: str) -> Item:
        """By either id; both tell upper from lower case."""
        for item in self.visible():
            if asked in (item.id, item.immutable):
                return item
        raise Refusal(404, "ErrorItemNotFound")

    def create(self, message: Message, folder: str = "drafts") -> Item:
        check_headers(message.internetMessageHeaders)
        body = message.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
        properties = {one.id: one.value for one in message.singleValueExtendedProperties}
        headers = body.pop("internetMessageHeaders", [])
        body.pop("singleValueExtendedProperties", None)
        for one in (message.from_, message.sender):
            if one and one.emailAddress.address.lower() != self.address.lower():
                raise Refusal(403, "ErrorSendAsDenied")
        item = Item(self.folder(folder), body, True, properties=properties, headers=headers)
        self._put(item)
        return item

    def send(self, item: Item) -> None:
        if not item.draft:
            raise Refusal(400, "ErrorInvalidRequest")
        if item.left and self.again:
            raise Refusal(self.again, "ErrorItemNotFound" if self.again == 404 else "ErrorInvalidRequest")
        to = [
            one["emailAddress"]["address"]
            for kind in ("toRecipients", "ccRecipients", "bccRecipients")
            for one in item.body.get(kind, [])
        ]
        if not to:
            raise Refusal(400, "ErrorInvalidRecipients")
        self._left(item, to)
        item.left = True
        now = time.monotonic()
        picked_up = now + self._drawn(self.pickup)
        item.gone_from = min(item.gone_from, picked_up)
        self.changes.append((item.folder, "deleted", item))
        named = {} if self.id_changes else {"immutable": item.immutable}
        copy = Item(
            self.known["sentitems"], item.body, False, properties=item.properties, headers=item.headers,
            internet_id=item.internet_id, conversation=item.conversation, visible_from=picked_up + self._drawn(self.lag),
            **named,
        )  # fmt: skip
        self._put(copy)

    def delete(self, item: Item) -> None:
        trash = self.known["deleteditems"]
        if self.to_trash and item.folder != trash:
            self.move(item, trash)
            return
        self.items.remove(item)
        self.changes.append((item.folder, "deleted", item))

    def move(self, item: Item, folder: str) -> Item:
        """The immutable id stays, the other does not (GD concepts/outlook-immutable-id.md). What a person has moved
        stays where they put it and is there once more (msgraph-sdk-python #1042)."""
        if item.dragged:
            self._put(replace(item, id=_new_id("M"), immutable=_new_id("k")))
        self.changes.append((item.folder, "deleted", item))
        item.folder, item.id = folder, _new_id("M")
        self.changes.append((folder, "created", item))
        return item

    def drag(self, item: Item, folder: str) -> None:
        """A person moves it in Outlook on the web."""
        self.move(item, self.folder(folder)).dragged = True

    def receive(self, raw: bytes, folder: str = "inbox", at: datetime | None = None) -> Item:
        """A mail from outside, which may be made to break its reader. One comes each second, as Graph tells no less."""
        mail = BytesHeaderParser().parsebytes(raw)
        name, address = parseaddr(str(mail["From"] or "")[:_READ])
        item = Item(
            self.folder(folder),
            {
                "subject": _decoded(str(mail["Subject"] or "")[:_READ]),
                "from": {"emailAddress": {"name": name, "address": address}},
            },
            draft=False,
            raw=raw,
            headers=[{"name": header, "value": str(value)} for header, value in mail.items()],
            internet_id=str(mail["Message-ID"] or f"<{secrets.token_hex(8)}@fake.outlook.example>"),
            at=at or datetime.now(UTC) + timedelta(seconds=len(self.items)),
        )
        self._put(item)
        return item

    def lying(self, name: str) -> list[bytes]:
        """The mails from outside in a folder, well-known or called so."""
        called = next((one for one, shown in self.folders.items() if shown == name), name)
        return [item.raw for item in self.in_folder(self.known.get(name, called))]

    def in_folder(self, folder: str) -> list[Item]:
        return [item for item in self.visible() if item.folder == folder]

    def _drawn(self, seconds: float | Sequence[float]) -> float:
        if isinstance(seconds, Sequence):
            return self.chance.uniform(*seconds)
        return seconds

    def _put(self, item: Item) -> None:
        self.items.append(item)
        self.changes.append((item.folder, "created", item))

    def _left(self, item: Item, to: list[str]) -> None:
        self.delivered.append(
            Delivered(
                item.internet_id,
                tuple(to),
                item.body.get("from", {}).get("emailAddress", {}).get("name", ""),
                item.body.get("subject", ""),
                item.body.get("body", {}).get("content", ""),
                next((value for name, value in item.properties.items() if name.endswith("paminnKey")), ""),
                tuple((header["name"], header["value"]) for header in item.headers),
                tuple(
                    (one["name"], one.get("contentType", ""), one["contentBytes"])
                    for one in item.body.get("attachments", [])
                ),
            )
        )


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (HeaderParseError, LookupError, ValueError):
        return header
