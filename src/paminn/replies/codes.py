"""The codes that tie an answer to what was asked: [PM-XXXX-XXXX-XXXX-XXXX] in subject and body.

A code proves that its bearer has seen the reminder, never who the bearer is.
"""

from __future__ import annotations

import hashlib
import hmac
import re

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # neither 0 and O nor 1 and I
LENGTH = 16

# What stands in a mail that is only looked at: nobody reads it as a code, since it has no such character.
NO_CODE = "0" * LENGTH

_BITS = 5  # that each character holds

# What mail programs put inside a code they wrap: blanks, hyphens of every kind, soft line breaks, quote marks.
_BETWEEN = r"[\s\-\u00ad\u2010-\u2015\u2212\u200b-\u200d\ufeff=>*_]*"
_CODE = re.compile(rf"\[{_BETWEEN}[Pp]{_BETWEEN}[Mm]((?:{_BETWEEN}[A-HJ-NP-Za-hj-np-z2-9]){{{LENGTH}}}){_BETWEEN}\]")
_CODE_IN_FRONT = re.compile(rf"^[ \t>*]*{_CODE.pattern}[ \t:.,*–-]*", re.MULTILINE)
_DIGIT = re.compile(r"\d")
_REFERENCE = re.compile(r"\[([A-Za-zÅÄÖåäö]{2,8}(?:-[A-Za-z0-9.]{1,20}){1,6})\]")


def make_code(secret: bytes, *parts: str) -> str:
    """Sixteen characters that only the holder of `secret` can make for just these `parts`."""
    message = b""
    for part in parts:
        data = part.encode()
        message += b"%d:%s" % (len(data), data)
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    bytes_used = LENGTH * _BITS // 8
    number = int.from_bytes(digest[:bytes_used], "big")
    code = ""
    for _ in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        code = ALPHABET[index] + code
    return code


def show_code(code: str) -> str:
    """ABCD… as mails show it: [PM-ABCD-…]."""
    groups = [code[start : start + 4] for start in range(0, LENGTH, 4)]
    return f"[PM-{'-'.join(groups)}]"


def find_codes(text: str) -> tuple[str, ...]:
    """Every code in `text`, once each, in the order of their first appearance."""
    codes: dict[str, None] = {}
    for match in _CODE.finditer(text):
        codes[_bare(match[1])] = None
    return tuple(codes)


def find_references(text: str) -> tuple[str, ...]:
    """Our codes as PM-…, and any other bracketed reference with a digit in it ([FFV-1.2-a-7QK4M2XD]), upper-case."""
    by_start: dict[int, str] = {}
    for match in _REFERENCE.finditer(text):
        reference = match[1].upper()
        if _DIGIT.search(reference):
            by_start[match.start()] = reference
    for match in _CODE.finditer(text):  # one of ours may look like any other
        shown = show_code(_bare(match[1]))
        by_start[match.start()] = shown.strip("[]")
    references: dict[str, None] = {}
    for start in sorted(by_start):
        references[by_start[start]] = None
    return tuple(references)


def hide_codes(text: str) -> str:
    """`text` without our codes: whoever reads one could answer in its owner's name."""
    return _CODE.sub("[kod]", text)


def without_codes(text: str) -> str:
    """`text` as it is without any code of our kind."""
    return " ".join(_CODE.sub(" ", text).split())


def without_codes_in_front(text: str) -> str:
    """`text`, where a line that begins with a code of ours begins with what stands behind it."""
    return _CODE_IN_FRONT.sub("", text)


def _bare(wrapped: str) -> str:
    """A code without what mail programs put inside it."""
    return re.sub(r"[^A-Z2-9]", "", wrapped.upper())
