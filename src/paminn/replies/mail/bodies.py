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
from html import unescape

from paminn.plan.personal_numbers import holds_personal_number
from paminn.replies.mail.charset import decode
from paminn.replies.mail.clean import one_line, unflow
from paminn.replies.mail.encoded_words import decode_words
from paminn.replies.mail.head import MAX_HEAD, mended, read_head
from paminn.replies.mail.html_text import MAX_HTML, HtmlText, read_html
from paminn.replies.mail.letter import Attachment, Report
from paminn.replies.mail.sealed import signed_content, without_armour
from paminn.replies.mail.slimmed import Slimmed, slimmed
from paminn.replies.model import Flag

MAX_DEPTH = 10
_WHOLE = Slimmed(b"")
_LONGEST_MARK = 200
MAX_PARTS = 100
MAX_VALUE = 4_000
MAX_BODY = 2_000_000
MAX_REPORTS = 20
MAX_BLOCKS = 500
MAX_MARKS = 5_000

_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_LONGEST_NAME = 120
_LONGEST_ENDING = 10
_ENDINGS = {  # of a file that nobody has named, so that it can be opened
    "message/rfc822": ".eml",
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
}
_PGP = "-----BEGIN PGP MESSAGE-----"
_REPORTS = (
    "message/delivery-status",
    "message/disposition-notification",
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
)
_NO_WORDS = ("text/calendar", "text/rfc822-headers", "text/vcard")
_METHOD = re.compile(rb"^METHOD:([A-Za-z]{1,20})", re.M)
_BOUNDARY = re.compile(rb"\n--")
_EMPTY_LINE = re.compile(rb"\n\r?\n")
_BETWEEN_BLOCKS = re.compile(rb"\r?\n[ \t]*\r?\n")
_TOLD_OF = re.compile(
    r"""\b(?:alt|title|aria-label)\s{0,3}=\s{0,3}(?:"([^"]{1,300})"|'([^']{1,300})')|<title\b[^>]{0,50}>([^<]{1,300})""",
    re.I,
)
_LOOKS_LIKE_HTML = re.compile(r"\s{0,20}<(?:!doctype\s{1,5}html|html)\b", re.I)


@dataclass(slots=True, repr=False)
class Bodies:
    """What a mail holds. `text` is the best plain text, the mail's units one after another; `page` all of its HTML."""

    text: str = ""
    page: HtmlText | None = None
    from_html: bool = False
    attachments: tuple[Attachment, ...] = ()
    types: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(slots=True)
class _Gathering:
    """What has been met so far on the walk."""

    texts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)  # of the HTML
    pages: list[HtmlText] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    parts: int = 0
    from_html: bool = False
    data: list[bytes] | None = None  # of the attachments, where they are asked for
    slim: Slimmed = _WHOLE

    def take(self, inner: _Gathering) -> None:
        """All that `inner` met, but for its texts."""
        self.sources += inner.sources
        self.pages += inner.pages
        self.attachments += inner.attachments
        if self.data is not None and inner.data is not None:
            self.data += inner.data
        self.types += inner.types
        self.reports += inner.reports
        self.flags += inner.flags
        self.parts = inner.parts


def taken_apart(raw: bytes) -> Message:
    """The mail's parts by the standard library, up to more boundaries, or more blocks of a report, than any honest
    mail has: each costs time. May raise anything."""
    raw = raw.lstrip(b"\r\n\x00 \t")  # stray NULs in front confuse the library
    end = _end_of(raw, _BOUNDARY)
    if b"delivery-status" in raw.lower():
        end = min(end, _end_of(raw, _EMPTY_LINE))
    return email.message_from_bytes(raw[:end], policy=email.policy.compat32)


def _end_of(raw: bytes, mark: re.Pattern[bytes]) -> int:
    """Where one mark too many stands, or the end."""
    for count, match in enumerate(mark.finditer(raw)):
        if count == MAX_MARKS:
            return match.start()
    return len(raw)


def gather(message: Message, slim: Slimmed = _WHOLE) -> Bodies:
    """Walks the parts, no deeper and no more of them than an honest mail has.

    `slim` holds what was left out of the mail before it was taken apart.
    """
    gathering = _Gathering(slim=slim)
    _unit(message, gathering, 0)
    spoken = [text.strip("\r\n") for text in gathering.texts if text.strip()]
    return Bodies(
        text="\n\n".join(spoken),
        page=_one_page(gathering),
        from_html=gathering.from_html,
        attachments=tuple(gathering.attachments),
        types=tuple(gathering.types),
        reports=tuple(gathering.reports[:MAX_REPORTS]),
        flags=tuple(dict.fromkeys([*gathering.flags, *_unseen(gathering)])),
    )


def _unseen(gathering: _Gathering) -> Iterator[Flag]:
    """A flag for a personal number in the name of a file, in what a page says of a picture or a link, or hides."""
    told = [attachment.name for attachment in gathering.attachments]
    for page in gathering.pages:
        told += page.concealed
    for source in gathering.sources:
        for match in _TOLD_OF.finditer(source[:MAX_HTML]):
            told.append(unescape(match[1] or match[2] or match[3]))
    if holds_personal_number("\n\n".join(told)):
        yield Flag.PERSONAL_NUMBER


def attached(raw: bytes) -> list[tuple[Attachment, bytes]]:
    """What came along in a mail, each with its bytes. May raise anything."""
    slim = slimmed(mended(raw))
    gathering = _Gathering(data=[], slim=slim)
    _unit(taken_apart(slim.raw), gathering, 0)
    assert gathering.data is not None
    return list(zip(gathering.attachments, gathering.data, strict=True))


def _one_page(gathering: _Gathering) -> HtmlText | None:
    """All of the HTML as one page: what one part leaves open may reach into the next."""
    if not gathering.pages:
        return None
    if len(gathering.pages) == 1:
        return gathering.pages[0]
    return read_html("\n".join(gathering.sources))


def _unit(part: Message, gathering: _Gathering, depth: int) -> None:
    kind = _type(part)
    gathering.parts += 1
    if depth > MAX_DEPTH or gathering.parts > MAX_PARTS:
        gathering.flags.append(Flag.TOO_MANY_PARTS)
        return
    if kind == "multipart/alternative":
        _alternative(part, gathering, depth)
    elif kind.startswith("multipart/") and part.is_multipart():
        for child in _children(part):
            _unit(child, gathering, depth + 1)
    else:
        _leaf(part, kind, gathering, depth)


def _alternative(part: Message, gathering: _Gathering, depth: int) -> None:
    """The plain text of an alternative if it says anything, else its HTML; never both."""
    inner = _Gathering(parts=gathering.parts, data=None if gathering.data is None else [], slim=gathering.slim)
    plain: list[str] = []
    of_html: list[str] = []
    for child in _children(part):
        inner.texts = []
        inner.from_html = False
        _unit(child, inner, depth + 1)
        if inner.from_html:
            of_html += inner.texts
        else:
            plain += inner.texts
    gathering.take(inner)
    if any(text.strip() for text in plain):
        gathering.texts += plain
    elif of_html:
        gathering.texts += of_html
        gathering.from_html = True


def _leaf(part: Message, kind: str, gathering: _Gathering, depth: int) -> None:
    data = _payload(part, gathering.slim)
    if kind.startswith("multipart/"):  # whose boundary is nowhere
        kind = "text/plain"
    attached = _is_attached(part, kind, only_part=gathering.parts == 1)
    gathering.types.append(_described(part, kind, data, attached))
    if kind in _REPORTS and len(gathering.reports) < MAX_REPORTS:
        gathering.reports.append(_report(kind, data[:MAX_HEAD]))
    if kind in _SEALED:
        _open(data, gathering, depth)
    _seal(part, kind, gathering)
    holds_words = kind.startswith("text/") and kind not in _NO_WORDS
    if holds_words and not attached:
        _words(part, kind, data, gathering)
    elif kind not in _SIGNATURES:
        gathering.attachments.append(_attachment(part, kind, data))
        if gathering.data is not None:
            gathering.data.append(data)


def _is_attached(part: Message, kind: str, only_part: bool) -> bool:
    """It has come along. The only part is the mail, whatever it is called."""
    if _disposition(part) == "attachment":
        return True
    return bool(_filename(part)) and kind != "text/calendar" and not only_part


def _report(kind: str, data: bytes) -> Report:
    head, _ = read_head(data)
    if kind != "message/delivery-status":
        return Report(kind, head)
    blocks = [read_head(block)[0] for block in _BETWEEN_BLOCKS.split(data)[:MAX_BLOCKS]]
    return Report(kind, head, tuple(blocks))


def _open(data: bytes, gathering: _Gathering, depth: int) -> None:
    """What is only signed is read; what is encrypted is said to be so."""
    inner = signed_content(data)
    if inner:
        _unit(taken_apart(inner), gathering, depth + 1)
    else:
        gathering.flags.append(Flag.ENCRYPTED)


def _seal(part: Message, kind: str, gathering: _Gathering) -> None:
    """What a program has wrapped a whole mail in, so that only its own kind can open it."""
    name = _filename(part).lower()
    if kind == "application/x-microsoft-rpmsg-message" or name.endswith(".rpmsg"):
        gathering.flags.append(Flag.PROTECTED)
    elif kind in _TNEF or name == "winmail.dat":
        gathering.flags.append(Flag.WINMAIL)
    elif name == "smime.p7m" and kind not in _SEALED:
        gathering.flags.append(Flag.ENCRYPTED)


def _words(part: Message, kind: str, data: bytes, gathering: _Gathering) -> None:
    if len(data) > MAX_BODY:
        gathering.flags.append(Flag.SHORTENED)
    text, flags = decode(data[:MAX_BODY], _parameter(part, "charset"))
    gathering.flags += flags
    if _PGP in text:
        gathering.flags.append(Flag.ENCRYPTED)
    if kind == "text/html" or _LOOKS_LIKE_HTML.match(text):
        _page(text, gathering)
    elif _parameter(part, "format").lower() == "flowed":
        delete_space = _parameter(part, "delsp").lower() == "yes"
        gathering.texts.append(unflow(text, delete_space))
    else:
        gathering.texts.append(without_armour(text.replace("\r\n", "\n")))


def _page(source: str, gathering: _Gathering) -> None:
    page = read_html(source[:MAX_HTML])
    if page.hidden:
        gathering.flags.append(Flag.HIDDEN_TEXT)
    if len(source) > MAX_HTML:
        gathering.flags.append(Flag.SHORTENED)
    gathering.sources.append(source[:MAX_HTML])
    gathering.pages.append(page)
    gathering.texts.append(page.text)
    gathering.from_html = True


def _children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return
    for child in payload:
        if isinstance(child, Message):
            yield child


def _payload(part: Message, slim: Slimmed) -> bytes:
    left_out = slim.decoded(_body(part)) if slim.runs else None
    if left_out is not None:
        return left_out
    if part.is_multipart():  # message/rfc822, message/delivery-status: described, not entered
        return b"\n".join(_bytes(child) for child in _children(part))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _body(part: Message) -> bytes:
    """The body as it stands, where it may be a mark."""
    try:
        body = part.get_payload()
    except Exception:  # it calls itself a character set that the library stumbles over: no mark does
        return b""
    return body.encode("ascii", "ignore") if isinstance(body, str) and len(body) < _LONGEST_MARK else b""


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
    if not value:
        return ""
    return one_line(collapse_rfc2231_value(value), 300)


def _filename(part: Message) -> str:
    name = _parameter(part, "filename", "Content-Disposition") or _parameter(part, "name")
    bare = re.sub(r'[\\/:*?"<>|]', "_", decode_words(name)).lstrip(".")
    if len(bare) <= _LONGEST_NAME:
        return bare
    _, dot, ending = bare.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return bare[:_LONGEST_NAME]
    return f"{bare[: _LONGEST_NAME - len(ending) - 1]}.{ending}"


def _described(part: Message, kind: str, data: bytes, attached: bool) -> str:
    if kind != "text/calendar" or attached:
        return kind
    method = _parameter(part, "method").lower()
    if not method:
        match = _METHOD.search(data[:20_000])
        method = match[1].decode("ascii").lower() if match else ""
    return f"{kind};method={method}" if method else kind


def _attachment(part: Message, kind: str, data: bytes) -> Attachment:
    # A page shows a picture by its Content-ID; a telephone sends a photograph "inline" too, and gives it none.
    is_shown = bool(_value(part, "Content-ID")) and _disposition(part) != "attachment"
    is_picture_of_page = kind.startswith("image/") and is_shown
    is_of_the_mail = is_picture_of_page or kind in _SEALED
    name = _filename(part) or f"utan namn{_ENDINGS.get(kind, '')}"
    return Attachment(name, kind, len(data), hashlib.sha256(data).hexdigest(), is_of_the_mail)
