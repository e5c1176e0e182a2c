"""The codes that tie an answer to what was asked: [PM-XXXX-XXXX-XXXX-XXXX] in subject and body.

A code proves that its bearer has seen the reminder, never who the bearer is.
"""

from __future__ import annotations

import hashlib
import hmac
import re

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # neither 0 and O nor 1 and I
LENGTH = 16  # of 5 bits each

# What mail programs put inside a code they wrap: blanks, hyphens of every kind, soft line breaks, quote marks.
_BETWEEN = r"[\s\-\u00ad\u2010-\u2015\u2212\u200b-\u200d\ufeff=>*_]*"
_CODE = re.compile(rf"\[{_BETWEEN}[Pp]{_BETWEEN}[Mm]((?:{_BETWEEN}[A-HJ-NP-Za-hj-np-z2-9]){{{LENGTH}}}){_BETWEEN}\]")
_REFERENCE = re.compile(r"\[([A-Za-zÅÄÖåäö]{2,8}(?:-[A-Za-z0-9.]{1,20}){1,6})\]")


def make_code(secret: bytes, *parts: str) -> str:
    """Sixteen characters that only the holder of `secret` can make for just these `parts`."""
    message = b"".join(b"%d:%s" % (len(part), part) for part in (text.encode() for text in parts))
    number = int.from_bytes(hmac.new(secret, message, hashlib.sha256).digest()[: LENGTH * 5 // 8], "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(LENGTH * 5 - 5, -1, -5))


def show_code(code: str) -> str:
    """ABCD… as mails show it: [PM-ABCD-…]."""
    return f"[PM-{'-'.join(code[at : at + 4] for at in range(0, LENGTH, 4))}]"


def find_codes(text: str) -> tuple[str, ...]:
    """Every code in `text`, once each, in the order of their first appearance."""
    found = (re.sub(r"[^A-Z2-9]", "", match[1].upper()) for match in _CODE.finditer(text))
    return tuple(dict.fromkeys(found))


def find_references(text: str) -> tuple[str, ...]:
    """Our codes as PM-…, and any other bracketed reference with a digit in it ([FFV-1.2-a-7QK4M2XD]), upper-case."""
    codes = {match.start(): show_code(code)[1:-1] for match in _CODE.finditer(text) for code in find_codes(match[0])}
    others = {
        match.start(): match[1].upper()
        for match in _REFERENCE.finditer(text)
        if match.start() not in codes and any(character.isdigit() for character in match[1])
    }
    return tuple(dict.fromkeys(reference for _, reference in sorted((codes | others).items())))


def hide_codes(text: str) -> str:
    """`text` without our codes: whoever reads one could answer in its owner's name."""
    return _CODE.sub("[kod]", text)


def without_codes(text: str) -> str:
    """`text` as it is without any code of our kind."""
    return " ".join(_CODE.sub(" ", text).split())
