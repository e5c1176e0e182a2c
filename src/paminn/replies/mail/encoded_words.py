"""=?utf-8?q?S=C3=A5?=: words that a mail program has put into ASCII for a head."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from dataclasses import dataclass

from paminn.replies.mail.charset import decode
from paminn.replies.mail.clean import one_line
from paminn.replies.mail.head import MAX_VALUE

_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]{0,2000})\?=")


@dataclass(slots=True)
class _Run:
    """Bytes of neighbouring words in one character set."""

    charset: str
    data: bytes = b""

    def text(self) -> str:
        text, _ = decode(self.data, self.charset)
        return text


def decode_words(value: str) -> str:
    """A head's value as text on one line. Words of one character set are joined before they are decoded."""
    value = value[:MAX_VALUE]
    text = ""
    run: _Run | None = None  # that the next word may go on with
    end = 0
    for match in _WORD.finditer(value):
        between = value[end : match.start()]
        end = match.end()
        if run and between.strip():  # mere blanks between two encoded words belong to the encoding
            text += run.text()
            run = None
        if not run:
            text += between
        charset = match[1].split("*")[0].lower()
        if run and run.charset != charset:
            text += run.text()
            run = None
        if not run:
            run = _Run(charset)
        run.data += _decoded(match[2], match[3])
    if run:
        text += run.text()
    return one_line(text + value[end:], MAX_VALUE)


def _decoded(encoding: str, text: str) -> bytes:
    data = text.encode("ascii", "ignore")
    if encoding in "qQ":
        return quopri.decodestring(data, header=True)
    padding = b"=" * (-len(data) % 4)
    try:
        return base64.b64decode(data + padding)
    except (binascii.Error, ValueError):
        return data
