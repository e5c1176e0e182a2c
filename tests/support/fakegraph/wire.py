"""What Microsoft Graph takes, strictly: an unknown property or a wrong type is refused, as Graph refuses it.

GD is microsoftgraph/microsoft-graph-docs-contrib, api-reference/v1.0 unless said otherwise; CSDL is
microsoftgraph/msgraph-metadata, schemas/v1.0-Prod.csdl.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

# GD resources/extended-properties-overview.md, "Valid id formats for single-value extended properties".
_GUID = r"\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}"
PROPERTY_ID = rf"^[A-Z][A-Za-z]+ ({_GUID} (Name \S.*|Id 0x[0-9A-Fa-f]+)|0x[0-9A-Fa-f]+)$"
MOST_HEADERS = 5


class Strict(BaseModel):
    """CSDL: OpenType is false for the complex types, and a JSON string is no Edm.Boolean."""

    model_config = ConfigDict(extra="forbid", strict=True)


class EmailAddress(Strict):
    """GD resources/emailaddress.md."""

    address: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    name: str | None = None


class Recipient(Strict):
    """GD resources/recipient.md: the address is nested; a flat {"address": …} is refused."""

    emailAddress: EmailAddress


class ItemBody(Strict):
    """CSDL: bodyType is text or html; the upper case stands in Graph's own examples (GD api/user-post-messages.md)."""

    contentType: Literal["text", "html", "Text", "HTML"]
    content: str


def _base64(value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    return value


class FileAttachment(Strict):
    """GD api/message-post-attachments.md: the type must be named, for attachment is abstract in CSDL."""

    odata_type: Literal["#microsoft.graph.fileAttachment"] = Field(alias="@odata.type")
    name: str
    contentType: str | None = None
    contentBytes: Annotated[str, AfterValidator(_base64)]
    contentId: str | None = None
    isInline: bool = False


class Header(Strict):
    """GD resources/internetmessageheader.md. Its name and number are checked after the shape, with codes of their own."""

    name: str
    value: str


class ExtendedProperty(Strict):
    """GD resources/singlevaluelegacyextendedproperty.md."""

    id: Annotated[str, Field(pattern=PROPERTY_ID)]
    value: str


class Message(Strict):
    """What may be written of a message (GD resources/message.md, api/message-update.md; CSDL EntityType message).

    id, isDraft, conversationId, internetMessageId, dates and the like are the mailbox's own.
    """

    subject: str | None = None
    body: ItemBody | None = None
    importance: Literal["low", "normal", "high", "Low", "Normal", "High"] | None = None
    from_: Recipient | None = Field(None, alias="from")
    sender: Recipient | None = None
    toRecipients: list[Recipient] = []
    ccRecipients: list[Recipient] = []
    bccRecipients: list[Recipient] = []
    replyTo: list[Recipient] = []
    categories: list[str] = []
    isRead: bool | None = None
    isDeliveryReceiptRequested: bool | None = None
    isReadReceiptRequested: bool | None = None
    attachments: list[FileAttachment] = []
    internetMessageHeaders: list[Header] = []
    singleValueExtendedProperties: list[ExtendedProperty] = []


class SendMail(Strict):
    """GD api/user-sendmail.md: the message is wrapped, and saveToSentItems is a Boolean, not "false"."""

    message: Message
    saveToSentItems: bool = True


class Move(Strict):
    """GD api/message-move.md."""

    destinationId: str


class NewFolder(Strict):
    """GD api/user-post-mailfolders.md: displayName and isHidden are the only writable properties."""

    displayName: Annotated[str, Field(min_length=1)]
    isHidden: bool = False


class Refusal(Exception):
    """An answer other than success (GD concepts/errors.md): status and error code."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.message = status, code, message


def check_headers(headers: list[Header]) -> None:
    """GD resources/message.md, internetMessageHeaders: "x-" in front, at most five."""
    if any(not header.name.lower().startswith("x-") for header in headers):
        raise Refusal(400, "InvalidInternetMessageHeader", "The header name should start with 'x-' or 'X-'.")
    if len(headers) > MOST_HEADERS:
        raise Refusal(400, "InvalidInternetMessageHeaderCollection", "At most 5 headers.")
