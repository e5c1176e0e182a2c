"""The leaves of a parsed mail: which of them is what a person wrote, and what merely came along."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.utils import collapse_rfc2231_value
from itertools import islice

from paminn.replies.mail.charset import decode
from paminn.replies.mail.clean import one_line, unflow
from paminn.replies.mail.headers import MAX_HEAD, decode_words
from paminn.replies.mail.html_text import MAX_HTML, read_html
from paminn.replies.mail.letter import Attachment
from paminn.replies.mail.sealed import signed_content, without_armour
from paminn.replies.model import Flag

MAX_DEPTH = 10
MAX_PARTS = 100
MAX_VALUE = 4_000
MAX_BODY = 2_000_000
MAX_REPORTS = 20
MAX_MARKS = 5_000

_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_REPORTS = (
    "message/delivery-status",
    "message/disposition-notification",
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
)
_METHOD = re.compile(rb"^METHOD:([A-Za-z]{1,20})", re.M)
_LOOKS_LIKE_HTML = re.compile(r"\s{0,20}<(?:!doctype\s{1,5}html|html)\b", re.I)


@dataclass(slots=True, repr=False)
class Bodies:
    """What was found. `text` is the best plain text, the mail's units one after another."""

    text: str = ""
    html: str = ""
    from_html: bool = False
    attachments: tuple[Attachment, ...] = ()
    types: tuple[str, ...] = ()
    reports: tuple[tuple[str, bytes], ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(slots=True)
class _Gathering:
    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    reports: list[tuple[str, bytes]] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    parts: int = 0
    from_html: bool = False


def taken_apart(raw: bytes) -> Message:
    """The mail's parts by the standard library, up to more boundaries, or more blocks of a report, than any honest
    mail has: each costs time. May raise anything."""
    raw = raw.lstrip(b"\r\n\x00 \t")  # stray NULs in front confuse the library
    marks = [rb"\n--", rb"\n\r?\n"] if b"delivery-status" in raw.lower() else [rb"\n--"]
    ends = (next(islice(re.finditer(mark, raw), MAX_MARKS, None), None) for mark in marks)
    bounded = raw[: min((end.start() for end in ends if end), default=len(raw))]
    return email.message_from_bytes(bounded, policy=email.policy.compat32)


def gather(message: Message) -> Bodies:
    """Walks the parts, no deeper and no more of them than an honest mail has."""
    found = _Gathering()
    _unit(message, found, 0)
    return Bodies(
        "\n\n".join(text.strip("\r\n") for text in found.texts if text.strip()),
        "\n".join(found.htmls),
        found.from_html,
        tuple(found.attachments),
        tuple(found.types),
        tuple(found.reports[:MAX_REPORTS]),
        tuple(dict.fromkeys(found.flags)),
    )


def _unit(part: Message, found: _Gathering, depth: int) -> None:
    kind = _type(part)
    found.parts += 1
    if depth > MAX_DEPTH or found.parts > MAX_PARTS:
        found.flags.append(Flag.TOO_MANY_PARTS)
        return
    if kind == "multipart/alternative":
        _alternative(part, found, depth)
    elif kind.startswith("multipart/") and part.is_multipart():
        for child in _children(part):
            _unit(child, found, depth + 1)
    else:
        _leaf(part, kind, found, depth)


def _alternative(part: Message, found: _Gathering, depth: int) -> None:
    """The plain text of an alternative if it says anything, else its HTML; never both."""
    inner = _Gathering(parts=found.parts)
    plain: list[str] = []
    made: list[str] = []
    for child in _children(part):
        inner.texts, inner.from_html = [], False
        _unit(child, inner, depth + 1)
        (made if inner.from_html else plain).extend(inner.texts)
    chosen = plain if any(text.strip() for text in plain) else made
    found.from_html = found.from_html or (chosen is made and bool(made))
    found.texts += chosen
    found.htmls += inner.htmls
    found.attachments += inner.attachments
    found.types += inner.types
    found.reports += inner.reports
    found.flags += inner.flags
    found.parts = inner.parts


def _leaf(part: Message, kind: str, found: _Gathering, depth: int) -> None:
    data = _payload(part)
    if kind.startswith("multipart/"):  # whose boundary is nowhere
        kind = "text/plain"
    named = bool(_filename(part)) and kind != "text/calendar" and found.parts > 1  # the only part is the mail
    attached = _disposition(part) == "attachment" or named
    found.types.append(_described(part, kind, data, attached))
    if kind in _REPORTS:
        found.reports.append((kind, data[:MAX_HEAD]))
    if kind in _SEALED:
        _open(data, found, depth)
    if kind.startswith("text/") and not attached and kind not in ("text/calendar", "text/rfc822-headers", "text/vcard"):
        _words(part, kind, data, found)
    elif kind not in _SIGNATURES:
        found.attachments.append(_attachment(part, kind, data))


def _open(data: bytes, found: _Gathering, depth: int) -> None:
    """What is only signed is read; what is encrypted is said to be so."""
    inner = signed_content(data)
    if inner:
        _unit(taken_apart(inner), found, depth + 1)
    else:
        found.flags.append(Flag.ENCRYPTED)


def _words(part: Message, kind: str, data: bytes, found: _Gathering) -> None:
    if len(data) > MAX_BODY:
        found.flags.append(Flag.SHORTENED)
    text, flags = decode(data[:MAX_BODY], _parameter(part, "charset"))
    found.flags += flags
    if kind == "text/html" or _LOOKS_LIKE_HTML.match(text):
        page = read_html(text)
        if page.hidden:
            found.flags.append(Flag.HIDDEN_TEXT)
        if len(text) > MAX_HTML:
            found.flags.append(Flag.SHORTENED)
        found.htmls.append(text[:MAX_HTML])
        found.texts.append(page.text)
        found.from_html = True
    elif _parameter(part, "format").lower() == "flowed":
        found.texts.append(unflow(text, _parameter(part, "delsp").lower() == "yes"))
    else:
        found.texts.append(without_armour(text.replace("\r\n", "\n")))


def _children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (child for child in payload if isinstance(child, Message))


def _payload(part: Message) -> bytes:
    if part.is_multipart():  # message/rfc822, message/delivery-status: described, not entered
        return b"\n".join(_bytes(child) for child in _children(part))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _bytes(part: Message) -> bytes:
    try:
        return part.as_bytes()
    except Exception:  # a mail within the mail may be as broken as it likes
        return b""


def _value(part: Message, name: str) -> str:
    return str(part.get(name, ""))[:MAX_VALUE]


def _type(part: Message) -> str:
    value = one_line(_value(part, "Content-Type").partition(";")[0], 100).lower().replace(" ", "")
    return value if value.count("/") == 1 else "text/plain"


def _disposition(part: Message) -> str:
    return _value(part, "Content-Disposition").partition(";")[0].strip().lower()


def _parameter(part: Message, name: str, header: str = "Content-Type") -> str:
    bounded = Message()
    bounded[header] = _value(part, header).replace("\r", " ").replace("\n", " ")
    value = bounded.get_param(name, "", header)
    return one_line(collapse_rfc2231_value(value) if value else "", 300)


def _filename(part: Message) -> str:
    name = _parameter(part, "filename", "Content-Disposition") or _parameter(part, "name")
    bare = re.sub(r'[\\/:*?"<>|]', "_", decode_words(name))
    return bare.lstrip(".")[:120]


def _described(part: Message, kind: str, data: bytes, attached: bool) -> str:
    if kind != "text/calendar" or attached:
        return kind
    method = _parameter(part, "method").lower()
    if not method and (match := _METHOD.search(data[:20_000])):
        method = match[1].decode("ascii").lower()
    return f"{kind};method={method}" if method else kind


def _attachment(part: Message, kind: str, data: bytes) -> Attachment:
    return Attachment(_filename(part) or "utan namn", kind, len(data), hashlib.sha256(data).hexdigest())
