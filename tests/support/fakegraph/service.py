"""The part of Graph v1.0 that a mail program uses, on one mailbox. Every request is checked before it is carried out.

GD is microsoftgraph/microsoft-graph-docs-contrib, api-reference/v1.0 unless said otherwise.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from pydantic import BaseModel, ValidationError

from tests.support.fakegraph.entra import Entra
from tests.support.fakegraph.mailbox import Item, Mailbox
from tests.support.fakegraph.wire import PROPERTY_ID, Message, Move, NewFolder, Refusal, SendMail

M = TypeVar("M", bound=BaseModel)

_IMMUTABLE = 'idtype="immutableid"'
_BY_PROPERTY = re.compile(
    r"singleValueExtendedProperties/Any\(ep: ?ep/id eq '(?P<id>[^']+)' and ep/value eq '(?P<value>[^']*)'\)"
)
_BY_MESSAGE_ID = re.compile(r"internetMessageId eq '(?P<value>(?:[^']|'')+)'")
_SINCE = re.compile(r"receivedDateTime g[et] (?P<value>\S+)")
_EXPANDED = re.compile(r"singleValueExtendedProperties\(\$filter=id eq '(?P<id>[^']+)'\)")
_NEWEST_FIRST = "receivedDateTime desc"
_NAMED = re.compile(r"displayName eq '(?P<value>[^']+)'")


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(unquote(part) for part in urlsplit(self.target).path.strip("/").split("/"))

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def preferred(self) -> str:
        return self.headers.get("prefer", "").lower()


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any = None  # JSON, or bytes as they are
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False  # the connection breaks in the middle of it

    @property
    def content(self) -> bytes:
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Round:
    """One round of change tracking: where in the log it began, and what is still to be told."""

    folder: str
    upto: int
    rows: list[tuple[str, Item]]
    query: dict[str, str]


@dataclass
class Service:
    """`root` as https://127.0.0.1:1. `page`: rows on a page when nobody asks for a number, `most`: whatever is asked.

    `repeats`: a round tells each row twice (msgraph-sdk-go #969; GD concepts/delta-query-overview.md, "Replays").
    """

    root: str
    mailbox: Mailbox
    entra: Entra
    page: int = 10
    most: int = 1000
    repeats: bool = False
    rounds: dict[str, Round] = field(default_factory=dict)

    def forget(self) -> None:
        """Every delta token so far is too old."""
        self.rounds.clear()

    def operation(self, request: Request) -> str:
        """What a request is called in the log and in faults."""
        return next((name for name, _, _ in self._matching(request)), "unknown")

    def handle(self, request: Request) -> Answer:
        """Raises Refusal."""
        for _, handler, named in self._matching(request):
            if request.path[0] == "v1.0":
                self.entra.admit(self.root, request.headers.get("authorization", ""))
                # GD concepts/auth-limit-mailbox-access.md: an app that is held to one mailbox is refused the others.
                if request.path[2].lower() != self.mailbox.address.lower():
                    raise Refusal(403, "ErrorAccessDenied", "Access to OData is disabled.")
            return handler(self, request, **named)
        raise Refusal(404, "ResourceNotFound")

    def _matching(self, request: Request) -> Any:
        for method, name, pattern, handler in _ROUTES:
            named = _match(pattern, request.path)
            if request.method == method and named is not None:
                yield name, handler, named

    def discovery(self, request: Request, tenant: str) -> Answer:
        return Answer(200, self.entra.described(self.root, tenant))

    def token(self, request: Request, tenant: str) -> Answer:
        form = dict(parse_qsl(request.body.decode("ascii"), keep_blank_values=True))
        return Answer(200, self.entra.token(self.root, tenant, form))

    def create(self, request: Request, folder: str = "drafts") -> Answer:
        item = self.mailbox.create(_checked(Message, request), folder)
        return Answer(201, self._shown(item, request))

    def send(self, request: Request, item: str) -> Answer:
        # GD api/message-send.md: "Content-Length: 0. Required."
        if request.headers.get("content-length") != "0":
            raise Refusal(411, "LengthRequired")
        self.mailbox.send(self.mailbox.item(item))
        return Answer(202)

    def send_mail(self, request: Request) -> Answer:
        asked = _checked(SendMail, request)
        item = self.mailbox.create(asked.message)
        self.mailbox.send(item)
        if not asked.saveToSentItems:
            self.mailbox.items.pop()
        return Answer(202)

    def delete(self, request: Request, item: str) -> Answer:
        self.mailbox.delete(self.mailbox.item(item))
        return Answer(204)

    def get(self, request: Request, item: str) -> Answer:
        _options(request, "$select")
        return Answer(200, self._shown(self.mailbox.item(item), request))

    def value(self, request: Request, item: str) -> Answer:
        """GD concepts/outlook-get-mime-message.md."""
        return Answer(200, self.mailbox.item(item).raw, {"Content-Type": "text/plain"})

    def move(self, request: Request, item: str) -> Answer:
        moved = self.mailbox.move(self.mailbox.item(item), self.mailbox.folder(_checked(Move, request).destinationId))
        return Answer(201, self._shown(moved, request))

    def list_messages(self, request: Request, folder: str = "") -> Answer:
        """GD api/user-list-messages.md: Deleted Items too, ten on a page, $top from 1 to 1000."""
        query = _options(request, "$select", "$top", "$filter", "$skip", "$count", "$orderby", "$expand")
        if query.get("$orderby", _NEWEST_FIRST) != _NEWEST_FIRST:
            raise Refusal(400, "ErrorInvalidUrlQuery")
        items = self.mailbox.in_folder(self.mailbox.folder(folder)) if folder else self.mailbox.visible()
        if "$filter" in query:
            items = [item for item in items if _kept(item, query["$filter"])]
        items.sort(key=lambda item: item.at, reverse=True)
        expanded = _EXPANDED.fullmatch(query.get("$expand", ""))
        if "$expand" in query and not expanded:
            raise Refusal(400, "ErrorInvalidUrlQuery")

        def shown(item: Item) -> dict[str, Any]:
            row = self._shown(item, request)
            if expanded and expanded["id"] in item.properties:
                value = item.properties[expanded["id"]]
                row["singleValueExtendedProperties"] = [{"id": expanded["id"], "value": value}]
            return row

        return self._paged(request, items, shown)

    def list_folders(self, request: Request, folder: str = "") -> Answer:
        query = _options(request, "$select", "$top", "$filter", "$skip")
        parent = self.mailbox.folder(folder) if folder else ""
        found = [one for one in self.mailbox.folders if self.mailbox.parents[one] == parent]
        if "$filter" in query:
            named = _NAMED.fullmatch(query["$filter"])
            if not named:
                raise Refusal(400, "ErrorInvalidUrlQueryFilter")
            found = [one for one in found if self.mailbox.folders[one] == named["value"]]
        return self._paged(request, found, self._folder)

    def get_folder(self, request: Request, folder: str) -> Answer:
        _options(request, "$select")
        return Answer(200, self._folder(self.mailbox.folder(folder)))

    def new_folder(self, request: Request, folder: str = "") -> Answer:
        parent = self.mailbox.folder(folder) if folder else ""
        made = self.mailbox.add_folder(_checked(NewFolder, request).displayName, parent)
        return Answer(201, self._folder(made))

    def delta(self, request: Request, folder: str) -> Answer:
        """GD api/message-delta.md: options in the first call alone, then the links as they are; in no certain order."""
        place = self.mailbox.folder(folder)
        query = _options(request, "$select", "$top", "$filter", "$deltatoken", "$skiptoken", "changeType")
        token = query.get("$deltatoken") or query.get("$skiptoken")
        if token:
            if len(query) > 1:
                raise Refusal(400, "ErrorInvalidUrlQuery")
            if token not in self.rounds:
                raise Refusal(410, "SyncStateNotFound")
            going = self.rounds[token]
            if "$deltatoken" in query:
                going = self._next_round(going)
        else:
            going = self._first_round(place, query)
        return self._told(request, going)

    def _first_round(self, place: str, query: dict[str, str]) -> Round:
        if query.get("changeType", "created") not in ("created", "updated", "deleted"):
            raise Refusal(400, "ErrorInvalidUrlQuery")
        since = query.get("$filter", "")
        if since and not _SINCE.fullmatch(since):
            raise Refusal(400, "ErrorInvalidUrlQueryFilter")
        rows = [
            ("created", item)
            for item in reversed(self.mailbox.in_folder(place))
            if not since or _kept(item, since)
            for _ in range(1 + self.repeats)
        ]
        # $top is how many in all, not on a page (GD #7946).
        return Round(place, len(self.mailbox.changes), rows[: _number(query.get("$top"), len(rows))], query)

    def _next_round(self, before: Round) -> Round:
        kinds = {before.query["changeType"]} if "changeType" in before.query else {"created", "deleted"}
        new = self.mailbox.changes[before.upto :]
        rows = [(kind, item) for folder, kind, item in reversed(new) if folder == before.folder and kind in kinds]
        return Round(before.folder, len(self.mailbox.changes), rows, before.query)

    def _told(self, request: Request, going: Round) -> Answer:
        asked = re.search(r"odata\.maxpagesize=(\d+)", request.preferred)
        size = min(int(asked[1]) if asked else self.page, self.most)
        now, later = going.rows[:size], going.rows[size:]
        token = secrets.token_urlsafe(12)
        self.rounds[token] = Round(going.folder, going.upto, later, going.query)
        link = f"{self.root}{urlsplit(request.target).path}?"
        linked = ("@odata.nextLink", "$skiptoken") if later else ("@odata.deltaLink", "$deltatoken")
        rows = [self._changed(kind, item, going, request) for kind, item in now]
        return Answer(200, {"value": rows, linked[0]: f"{link}{linked[1]}={token}"})

    def _changed(self, kind: str, item: Item, going: Round, request: Request) -> dict[str, Any]:
        immutable = _IMMUTABLE in request.preferred
        if kind == "deleted" or item not in self.mailbox.in_folder(going.folder):
            return {"id": item.immutable if immutable else item.id, "@removed": {"reason": "deleted"}}
        return item.shown(immutable, _selected(going.query))

    def _shown(self, item: Item, request: Request) -> dict[str, Any]:
        return item.shown(_IMMUTABLE in request.preferred, _selected(request.query))

    def _folder(self, folder: str) -> dict[str, Any]:
        return {
            "id": folder,
            "displayName": self.mailbox.folders[folder],
            "parentFolderId": self.mailbox.parents[folder] or "root",
            "totalItemCount": len(self.mailbox.in_folder(folder)),
            "isHidden": False,
        }

    def _paged(self, request: Request, rows: list[Any], shown: Callable[[Any], dict[str, Any]]) -> Answer:
        query = request.query
        top, skip = (_number(query.get(name), usual) for name, usual in (("$top", self.page), ("$skip", 0)))
        if not 1 <= top <= 1000:
            raise Refusal(400, "ErrorInvalidUrlQuery")
        top = min(top, self.most)
        body: dict[str, Any] = {"value": [shown(row) for row in rows[skip : skip + top]]}
        if len(rows) > skip + top:
            following = {**query, "$skip": str(skip + top)}
            asked = "&".join(f"{quote(name, safe='$')}={quote(value)}" for name, value in following.items())
            body["@odata.nextLink"] = f"{self.root}{urlsplit(request.target).path}?{asked}"
        return Answer(200, body)


def _match(pattern: tuple[str, ...], path: tuple[str, ...]) -> dict[str, str] | None:
    """The path's named parts, when it is of the pattern's form."""
    if len(pattern) != len(path):
        return None
    named = {}
    for wanted, part in zip(pattern, path, strict=True):
        if wanted.startswith("{"):
            named[wanted.strip("{}")] = part
        elif wanted.lower() != part.lower():
            return None
    named.pop("mailbox", None)
    return named


def _checked(model: type[M], request: Request) -> M:
    """GD api/user-post-messages.md, Request headers: Content-Type is required. GD concepts/errors.md: 400 otherwise."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise Refusal(415, "RequestBodyRead", "A Content-Type of application/json is required.")
    try:
        return model.model_validate_json(request.body)
    except ValidationError as error:
        raise Refusal(400, "RequestBodyRead", str(error.errors(include_input=False, include_url=False))) from error


def _options(request: Request, *known: str) -> dict[str, str]:
    """The query; an option that this call does not take is refused."""
    unknown = set(request.query) - set(known)
    if unknown:
        raise Refusal(400, "BadRequest", f"Unknown query options {sorted(unknown)}.")
    return request.query


def _selected(query: Mapping[str, str]) -> frozenset[str]:
    return frozenset(filter(None, query.get("$select", "").split(",")))


def _number(text: str | None, usual: int) -> int:
    if text is None:
        return usual
    if not text.isdigit():
        raise Refusal(400, "ErrorInvalidUrlQuery")
    return int(text)


def _kept(item: Item, asked: str) -> bool:
    """GD api/singlevaluelegacyextendedproperty-get.md: the name is compared to the letter, the value is not."""
    found = _BY_PROPERTY.fullmatch(asked)
    if found:
        if not re.match(PROPERTY_ID, found["id"]):
            raise Refusal(400, "ErrorInvalidProperty")
        return any(
            _name(name) == _name(found["id"]) and value.lower() == found["value"].lower()
            for name, value in item.properties.items()
        )
    found = _BY_MESSAGE_ID.fullmatch(asked)
    if found:
        return item.internet_id == found["value"].replace("''", "'")
    found = _SINCE.fullmatch(asked)
    if found:
        return item.at >= datetime.fromisoformat(found["value"])
    raise Refusal(400, "ErrorInvalidUrlQueryFilter")


def _name(identity: str) -> tuple[str, str]:
    """(type and GUID in lower case, name as it is)."""
    kind, _, name = identity.partition(" Name ")
    return kind.lower(), name


_BOX = ("v1.0", "users", "{mailbox}")
_MESSAGE = (*_BOX, "messages", "{item}")
_FOLDER = (*_BOX, "mailFolders", "{folder}")
_ROUTES: tuple[tuple[str, str, tuple[str, ...], Callable[..., Answer]], ...] = (
    ("GET", "discovery", ("{tenant}", "v2.0", ".well-known", "openid-configuration"), Service.discovery),
    ("POST", "token", ("{tenant}", "oauth2", "v2.0", "token"), Service.token),
    ("POST", "sendMail", (*_BOX, "sendMail"), Service.send_mail),
    ("POST", "create", (*_BOX, "messages"), Service.create),
    ("GET", "list", (*_BOX, "messages"), Service.list_messages),
    ("GET", "get", _MESSAGE, Service.get),
    ("DELETE", "delete", _MESSAGE, Service.delete),
    ("POST", "send", (*_MESSAGE, "send"), Service.send),
    ("POST", "move", (*_MESSAGE, "move"), Service.move),
    ("GET", "value", (*_MESSAGE, "$value"), Service.value),
    ("GET", "folders", (*_BOX, "mailFolders"), Service.list_folders),
    ("POST", "new-folder", (*_BOX, "mailFolders"), Service.new_folder),
    ("GET", "folder", _FOLDER, Service.get_folder),
    ("GET", "folders", (*_FOLDER, "childFolders"), Service.list_folders),
    ("POST", "new-folder", (*_FOLDER, "childFolders"), Service.new_folder),
    ("GET", "list", (*_FOLDER, "messages"), Service.list_messages),
    ("POST", "create", (*_FOLDER, "messages"), Service.create),
    ("GET", "delta", (*_FOLDER, "messages", "delta"), Service.delta),
)
