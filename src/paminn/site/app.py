"""The published folder over HTTP: an ASGI app that answers GET and HEAD for the files in it, and nothing else.

A calendar asks for its feed several times a day for years. The answers hold for that: a strong ETag of the bytes,
304 to whoever has them, no negotiation, no compression, and never a page where a calendar was asked for.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from types import MappingProxyType
from typing import Any

from paminn.site.etags import etag

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json",
}
# Every published file lies in the folder itself or in that of a plan, so a name with more slashes, an escape or a
# leading dot is nobody's.
_NAME = re.compile(r"/((?:[a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9.-]*(\.[a-z]+))", re.ASCII)
_TAG = re.compile(r'(?:W/)?("[^"]*")')
_PAGES_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]*)"')
_NOTHING = "default-src 'none'"
# A frame around the page is refused here: a policy inside the page may not say it.
_UNFRAMED = "frame-ancestors 'none'"

_SAFE = {
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
MISSING = "Här finns ingenting. Kontrollera adressen, eller prenumerera på nytt från kalendersidan.\n"
READ_ONLY = "Här går det bara att läsa.\n"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class _File:
    """A file's bytes and headers, as long as `mark` says that it is the same file."""

    mark: tuple[int, ...]
    headers: dict[str, str]
    body: bytes


class Site:
    """The app. Files are read when they are first asked for and again when they have been replaced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, _File] = {}

    async def __call__(self, scope: MutableMapping[str, Any], _receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"only HTTP is answered, not {scope['type']}")
        method = scope["method"]
        answer = self.answer(method, scope["path"], scope["headers"])
        headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        body = answer.body
        if method == "HEAD":
            body = b""
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def answer(self, method: str, path: str, headers: Iterable[tuple[bytes, bytes]]) -> Answer:
        """What is sent; to HEAD without the body. `path` is decoded, the names in `headers` are lower case."""
        if method not in ("GET", "HEAD"):
            return _text_answer(405, READ_ONLY, {"allow": "GET, HEAD"})
        if path.endswith("/"):
            path += "index.html"
        file = self._file(path)
        if file is None:
            return _text_answer(404, MISSING)
        reply_headers = dict(file.headers)
        if _is_known(file.headers, headers):
            del reply_headers["content-type"]
            return Answer(304, reply_headers)
        reply_headers["content-length"] = str(len(file.body))
        return Answer(200, reply_headers, file.body)

    def _file(self, path: str) -> _File | None:
        """The file as it lies on disk now; None where there is none, or none that is published."""
        address = _NAME.fullmatch(path)
        if address is None:
            return None
        name, ending = address.groups()
        if ending not in TYPES:
            return None
        place = self._folder / name
        kept = self._files.get(name)
        try:
            if place.parent != self._folder and place.parent.is_symlink():
                raise FileNotFoundError
            # Of a name that is replaced right now, either file is whole.
            if kept is not None and kept.mark == _mark(os.lstat(place)):
                return kept
            file = _read(place, TYPES[ending])
        except OSError:
            file = None
        if file is None:
            self._files.pop(name, None)
            return None
        self._files[name] = file
        return file


def _read(path: Path, content_type: str) -> _File | None:
    """The file, unless it is a link, a folder or a pipe."""
    # Windows has neither flag; elsewhere a link is refused and a pipe does not keep us waiting.
    no_link = getattr(os, "O_NOFOLLOW", 0)
    no_waiting = getattr(os, "O_NONBLOCK", 0)
    opened = os.open(path, os.O_RDONLY | no_link | no_waiting)
    with open(opened, "rb") as handle:
        about = os.fstat(opened)
        if not stat.S_ISREG(about.st_mode):
            return None
        body = handle.read()
    headers = _SAFE | {
        "content-type": content_type,
        "etag": etag(body),
        "last-modified": formatdate(about.st_mtime, usegmt=True),
        "content-security-policy": f"{_policy(body, content_type)}; {_UNFRAMED}",
    }
    return _File(_mark(about), headers, body)


def _policy(body: bytes, content_type: str) -> str:
    """What a page says that it may load; nothing, for anything else."""
    if not content_type.startswith("text/html"):
        return _NOTHING
    policy = _PAGES_POLICY.search(body)
    if policy is None:
        return _NOTHING
    return policy[1].decode("ascii", "replace")


def _mark(about: os.stat_result) -> tuple[int, ...]:
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns


def _is_known(file: Mapping[str, str], asked: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the asker has these bytes (RFC 9110 §13.2.2). A tag counts before a date, and a date only when equal:

    a file that has been put back from a copy is older than the one it replaces.
    """
    tags: list[str] = []
    since = ""
    for name, value in asked:
        if name == b"if-none-match":
            tags.append(value.decode("latin-1"))
        elif name == b"if-modified-since":
            since = value.decode("latin-1")
    if not tags:
        return since == file["last-modified"]
    listed = ",".join(tags)
    if listed.strip() == "*":
        return True
    return file["etag"] in _TAG.findall(listed)


def _text_answer(status: int, text: str, more: Mapping[str, str] = MappingProxyType({})) -> Answer:
    body = text.encode()
    headers = _SAFE | {
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(body)),
        "content-security-policy": f"{_NOTHING}; {_UNFRAMED}",
    }
    return Answer(status, {**headers, **more}, body)
