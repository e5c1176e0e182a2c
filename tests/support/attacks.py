"""Mails made to break whoever stores, reads or moves them, as bytes that a mailbox may truly hold."""

from __future__ import annotations

import base64

HEAD = b"From: Chef <chef@prov.example>\r\nTo: paminn@prov.example\r\nSubject: SV: x\r\n"
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
MEGABYTE = 1_000_000


def _nested(depth: int) -> bytes:
    return HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)
    )


def _parts(count: int) -> bytes:
    return HEAD + b"Content-Type: multipart/mixed; boundary=g\r\n\r\n" + b"--g\r\n\r\nKlart.\r\n" * count + b"--g--\r\n"


def _text(body: bytes, charset: bytes = b"utf-8") -> bytes:
    return HEAD + b"Content-Type: text/plain; charset=%s\r\n\r\n%s" % (charset, body)


# Small enough to be read after every change.
QUICK: dict[str, bytes] = {
    "nothing": b"",
    "no headers": b"Klart, allt \xe4r gjort.\r\n",
    "no headers, a blank line first": b"\r\n\r\nKlart.\r\n",
    "no body": HEAD,
    "no colon": b"Klart\r\nAllt\r\n\r\nKlart.\r\n",
    "1000 parts within each other": _nested(1_000),
    "NUL everywhere": b"\0" + HEAD.replace(b"SV", b"S\0V") + b"X-\0: \0\r\n" + TEXT + b"Kl\0art.\0\r\n\0",
    "two senders": b"From: Annan <annan@langtborta.example>\r\n" + HEAD + TEXT + b"Klart.\r\n",
    "500 brackets in From": b"From: " + b"(" * 500 + b"x@prov.example\r\n\r\nKlart.\r\n",
    "a line break inside a name": b"From: =?utf-8?q?Chef=0D=0ABcc=3A_x?= <chef@prov.example>\r\n\r\nKlart.\r\n",
    "half a character": HEAD
    + b"X: =?utf-16?b?2AA=?=\r\nSubject: =?utf-16?b?2AA=?=\r\n"
    + TEXT
    + b"\xed\xa0\x80 Klart.\r\n",
    "bidi and invisible": _text("Kla\u202ert\u2066.\u200b\ufeff\U000e0041\u0000\r\n".encode()),
    "an unknown character set": _text(b"Klart.\r\n", b"x-okand"),
    "a character set that raises": _text(b"Klart.\r\n", b"undefined"),
    "only line feeds": (HEAD + TEXT + b"Klart.\r\n").replace(b"\r\n", b"\n"),
    "only carriage returns": (HEAD + TEXT + b"Klart.\r\n").replace(b"\r\n", b"\r"),
    "ends like the protocols do": _text(b"Klart.\r\n.\r\n)\r\n* BYE\r\nA1 OK\r\n"),
    "mbox": b"From chef@prov.example Tue Jun  2 09:00:00 2026\r\n" + HEAD + TEXT + b"Klart.\r\n",
}
# 20 MB is more than is read, 26 MB more than is fetched.
LARGE: dict[str, bytes] = {
    "20 MB": _text(b"Klart.\r\n" + b"x" * 20 * MEGABYTE),
    "26 MB in lines": HEAD
    + b"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(bytes(19 * MEGABYTE)),
    "26 MB of head": b"X: " + b"y" * 26 * MEGABYTE,
}
SLOW: dict[str, bytes] = {
    "50 000 parts": _parts(50_000),
    "100 000 parts within each other": _nested(100_000),
    "mails within each other": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 30_000,
    "50 000 recipients": b"To: " + b"a@b.example, " * 50_000 + b"\r\n" + HEAD + TEXT + b"Klart.\r\n",
    "100 000 headers": b"".join(b"X-%d: y\r\n" % n for n in range(100_000)) + HEAD + TEXT + b"Klart.\r\n",
    "20 000 encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n" + HEAD + TEXT + b"Klart.\r\n",
    "20 000 parameters": HEAD + b"Content-Type: text/plain" + b"; a=b" * 20_000 + b"\r\n\r\nKlart.\r\n",
    "50 000 brackets in From": b"From: " + b"(" * 50_000 + b"\r\n\r\nKlart.\r\n",
    "16 000 line breaks": _text(b"\r\n" * 16_000 + b"Klart.\r\n"),
    "100 000 blanks": _text(b" " * 100_000 + b"Klart.\r\n"),
    "On Monday we": _text(b"On Monday we\r\n" * 5_000),
    "one line of megabytes": _text(b"Klart. " * MEGABYTE),
    "unclosed tags": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 40_000,
}
