"""A worded mail as the bytes that leave (RFC 5322, RFC 2045)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes
from email.charset import BASE64, Charset
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime
from functools import lru_cache

from paminn.reminders.message import KEY_HEADER, PLAN_HEADER
from paminn.texts.mail.digest import Mail


class _AsGiven(Compat32):
    """Every header leaves as it was given: ours are ASCII, and short or folded."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}{self.linesep}".encode("ascii")


_MESSAGE_ID = re.compile(r"<[\x21-\x7e]{3,400}>")
_POLICY = _AsGiven(linesep="\r\n")
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = BASE64  # trying which of two is shorter takes longer than all else about a mail


def write_mail(
    mail: Mail,
    *,
    key: str,
    sender: str,
    sender_name: str,
    recipients: Sequence[tuple[str, str]],
    message_id: str,
    at: datetime,
    plan: str,
    calendar: bytes = b"",
    answers_to: str = "",
) -> bytes:
    """The mail as it leaves: the same arguments give the same bytes, boundaries too.

    `plan` is the plan's identity, with the mark of the memory behind it as `reminders.mark.stamp` writes them.
    """
    body: MIMEBase = _several("alternative", f"=_{key}_2", _text(mail.text, "plain"), _text(mail.html, "html"))
    if calendar:
        # A file to open, never a text/calendar body: Outlook would treat that as an invitation.
        file = _text(calendar.decode("utf-8"), "calendar")
        file.add_header("Content-Disposition", "attachment", filename="paminnelse.ics")
        body = _several("mixed", f"=_{key}_1", body, file)
    body["From"] = _address(sender_name, sender)
    body["To"] = ",\r\n ".join(_address(name, address) for address, name in recipients)
    body["Subject"] = _words("Subject", mail.subject)
    body["Date"] = format_datetime(at)
    body["Message-ID"] = message_id
    # Asks machines not to answer, but lets an out-of-office through: it is how we learn that somebody is away.
    body["Auto-Submitted"] = "auto-replied" if answers_to else "auto-generated"
    if _MESSAGE_ID.fullmatch(answers_to):
        body["In-Reply-To"] = answers_to
        body["References"] = answers_to
    body["X-Auto-Response-Suppress"] = "AutoReply"
    body[PLAN_HEADER] = plan
    body[KEY_HEADER] = key
    body["Content-Language"] = "sv"
    return body.as_bytes(policy=_POLICY)


def renamed(raw: bytes, *, key: str, message_id: str, to: str, before_subject: str) -> bytes:
    """The mail `raw`, its body byte for byte, under another name, to the one address `to`, and with another subject.

    `before_subject` is ASCII. No memory is measured by it, and it tells nothing of what its plan has asked.
    """
    mail = message_from_bytes(raw, policy=_POLICY)
    subject = str(mail["Subject"] or "")
    for header, value in (
        ("To", to),
        ("Subject", before_subject + subject),
        ("Message-ID", message_id),
        (PLAN_HEADER, "probe"),
        (KEY_HEADER, key),
    ):
        del mail[header]
        mail[header] = value
    return mail.as_bytes(policy=_POLICY)


def _text(text: str, kind: str) -> MIMEText:
    """Text in base64: no server on the way changes a letter or a line of it."""
    lines = "".join(f"{line}\r\n" for line in text.splitlines())
    return MIMEText(lines, kind, "utf-8", policy=_POLICY)


def _several(kind: str, boundary: str, *parts: MIMEBase) -> MIMEMultipart:
    return MIMEMultipart(kind, boundary, parts, policy=_POLICY)


def _address(name: str, address: str) -> str:
    """A name and its address; a name that is not plain ASCII is encoded, any other quoted."""
    plain = " ".join(name.split())
    if not plain.isascii():
        return f"{_words('To', plain)} <{address}>"
    quotable = plain.replace("\\", "").replace('"', "'")
    return f'"{quotable}" <{address}>'


@lru_cache(maxsize=64)
def _words(header: str, text: str) -> str:
    """RFC 2047. The modern header writer drops a blank between two encoded words (Python 3.11), so not that one."""
    if text.isascii() and len(text) < 900:
        return text
    return Header(text, _UTF8, header_name=header).encode(linesep="\r\n")
