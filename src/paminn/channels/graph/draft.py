"""A mail's bytes as the JSON that Graph makes a draft of, marked with the message's key so that it can be found again.

JSON and not MIME: only JSON takes the mark in the same request. Exchange makes the plain text part itself.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any

from paminn.reminders.mark import OwnMail, read_stamp
from paminn.reminders.message import PLAN_HEADER, Message

# Ours alone, and for ever: what was sent is found again by it. Headers will not do: Graph does not search them and
# hides them in Sent Items (microsoft-graph-docs #18761).
_MARK = "String {2ef4b2be-f084-57db-86e0-367ffe1ed1fb} Name paminnKey"
# The key once more, a blank, and what stands in the mail's own header.
_STAMP = "String {2ef4b2be-f084-57db-86e0-367ffe1ed1fb} Name paminnStamp"
STAMPS = f"singleValueExtendedProperties($filter=id eq '{_STAMP}')"


def marked(key: str) -> str:
    """The filter that finds a message by its key, 32 hex digits."""
    return f"singleValueExtendedProperties/Any(ep: ep/id eq '{_MARK}' and ep/value eq '{key}')"


def draft(message: Message, mailbox: str) -> dict[str, Any]:
    """The request body of POST /messages. `mailbox` is the address that the mail comes from."""
    mail = message_from_bytes(message.raw, policy=SMTP)
    our_name, _ = parseaddr(str(mail["From"] or ""))
    ours = _address(mailbox, our_name)
    return {
        "subject": str(mail["Subject"] or ""),
        "body": _body(mail),
        "from": ours,
        "sender": ours,
        "toRecipients": [_address(address, name) for address, name in message.recipients],
        "attachments": list(_attachments(mail)),
        "internetMessageHeaders": list(_headers(mail)),
        "singleValueExtendedProperties": [
            {"id": _MARK, "value": message.key},
            {"id": _STAMP, "value": f"{message.key} {mail[PLAN_HEADER] or ''}"},
        ],
    }


def stamped(row: Mapping[str, Any]) -> OwnMail | None:
    """What a mail in the mailbox says of the memory it was sent by; None of one that is not ours."""
    for told in row.get("singleValueExtendedProperties") or ():
        key, _, stamp = str(told.get("value") or "").partition(" ")
        if key:
            return read_stamp(key, stamp)
    return None


def _address(address: str, name: str) -> dict[str, Any]:
    return {"emailAddress": {"address": address, "name": name}}


def _body(mail: EmailMessage) -> dict[str, str]:
    """The page where there is one, else the plain text."""
    part = mail.get_body(("html", "plain"))
    if part is None:
        return {"contentType": "text", "content": ""}
    kind = "html" if part.get_content_subtype() == "html" else "text"
    return {"contentType": kind, "content": part.get_content()}


def _headers(mail: EmailMessage) -> Iterator[dict[str, str]]:
    """Graph takes x- headers only, and at most five."""
    for name, value in mail.items():
        if name.lower().startswith("x-"):
            yield {"name": name.lower(), "value": str(value)}


def _attachments(mail: EmailMessage) -> Iterator[dict[str, Any]]:
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            content = b""
        yield {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": part.get_filename(),
            "contentType": part.get_content_type(),
            "contentBytes": b64encode(content).decode("ascii"),
        }
