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
    data: bytes

    def text(self) -> str:
        text, _ = decode(self.data, self.charset)
        return text


def decode_words(value: str) -> str:
    """A head's value as text on one line. Words of one character set are joined before they are decoded."""
    value = value[:MAX_VALUE]
    pieces: list[str | _Run] = []
    end = 0
    for match in _WORD.finditer(value):
        between = value[end : match.start()]
        end = match.end()
        # Blanks between two encoded words belong to the encoding.
        if between.strip() or (between and not (pieces and isinstance(pieces[-1], _Run))):
            pieces.append(between)
        charset = match[1].split("*")[0].lower()
        data = _decoded(match[2], match[3])
        last = pieces[-1] if pieces else None
        if isinstance(last, _Run) and last.charset == charset:
            last.data += data
        else:
            pieces.append(_Run(charset, data))
    pieces.append(value[end:])

    text = ""
    for piece in pieces:
        text += piece if isinstance(piece, str) else piece.text()
    return one_line(text, MAX_VALUE)


def _decoded(encoding: str, text: str) -> bytes:
    data = text.encode("ascii", "ignore")
    if encoding in "qQ":
        return quopri.decodestring(data, header=True)
    padding = b"=" * (-len(data) % 4)
    try:
        return base64.b64decode(data + padding)
    except (binascii.Error, ValueError):
        return data
