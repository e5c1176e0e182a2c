"""What must not leave before a person has looked: personal numbers, telephone numbers, addresses.

Names cannot be found by rule; everything waits for a person anyway. These finders only raise the flag.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from paminn.plan.personal_numbers import holds_personal_number
from paminn.replies.model import PERSONAL, Flag

_PHONE = re.compile(r"(?<![\w.,:/-])(?:\+|00)?\(?\d(?:[\d ()/-]{5,20})\d(?![\w-])")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_EMAIL = re.compile(r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\(a\)|\bsnabel-a\b)\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.I)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_SOFT_HYPHEN = "\u00ad"
_BLANKS = re.compile(r"[^\S\n]+")
_LONGEST_NAME = 80
_UNKNOWN = "okänd avsändare"


def personal_flags(text: str) -> tuple[Flag, ...]:
    """Which kinds of personal data `text` holds."""
    plain = _plain(text)
    flags: list[Flag] = []
    if holds_personal_number(text):
        flags.append(Flag.PERSONAL_NUMBER)
    if any(_is_phone(match[0]) for match in _PHONE.finditer(plain)):
        flags.append(Flag.PHONE_NUMBER)
    if _EMAIL.search(plain):
        flags.append(Flag.EMAIL_ADDRESS)
    return tuple(flags)


def flags_of(mail: Sequence[Flag], words: str, text: str) -> tuple[Flag, ...]:
    """A mail's flags as they concern one of its answers, whose own words are `text`; `words` are all of the mail's.

    What is personal belongs to the answer it stands in. What stands in no answer (a file's name, the signature, the
    subject) belongs to each.
    """
    in_the_words = personal_flags(words)
    in_the_answer = personal_flags(text)
    flags = [flag for flag in mail if flag not in PERSONAL]
    for flag in PERSONAL:
        is_beside = flag in mail and flag not in in_the_words
        if flag in in_the_answer or is_beside:
            flags.append(flag)
    return tuple(flags)


def personal_data(text: str) -> bool:
    """Whether `text` must be held back."""
    return bool(personal_flags(text))


def called(name: str) -> str:
    """What somebody who is not in the plan is called: never by an address, which some programs give as a name."""
    if not name or "@" in _plain(name) or personal_data(name):
        return _UNKNOWN
    return name[:_LONGEST_NAME]


def _plain(text: str) -> str:
    """NFKC (full-width digits, odd blanks), one kind of dash, no soft hyphens."""
    dashed = text.translate(_DASHES)
    composed = unicodedata.normalize("NFKC", dashed).translate(_DASHES)
    return _BLANKS.sub(" ", composed.replace(_SOFT_HYPHEN, ""))


def _is_phone(text: str) -> bool:
    """A Swedish number: +46, 0046 or 0 in front, 7 to 11 digits in all; never a date."""
    if _ISO_DATE.search(text):
        return False
    digits = re.sub(r"\D", "", text)
    if text.lstrip("(").startswith(("+", "00")):
        for country in ("0046", "46"):
            if digits.startswith(country):
                national = len(digits) - len(country) + 1  # with its 0
                return 7 <= national <= 12
    if text.startswith("+"):
        return 8 <= len(digits) <= 15
    return digits.startswith("0") and digits[1:2] != "0" and 7 <= len(digits) <= 11
