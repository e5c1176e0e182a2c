"""Every word of a mail of our own, to tell ours from the owner's in an answer to it. Its subject has a line too."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from functools import lru_cache

from paminn.replies.codes import without_codes
from paminn.replies.mail.encoded_words import decode_words
from paminn.replies.mail.html_text import read_html


@lru_cache(maxsize=64)  # several answers to one message are often read in the same run
def our_words(raw: bytes) -> str:
    """The text and the page of a mail that we have made: a mail program quotes whichever part it showed."""
    plain = ""
    page = ""
    message = message_from_bytes(raw)
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            plain = _content(part)
        elif part.get_content_type() == "text/html":
            page = _content(part)
    subject = without_codes(decode_words(message.get("Subject", "")))
    words = f"{plain}\n{subject}"
    if not page:
        return words
    return f"{words}\n{read_html(page).text}"


def _content(part: Message[str, str]) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode("utf-8").replace("\r\n", "\n")
