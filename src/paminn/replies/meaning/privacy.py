"""What must not leave before a person has looked: identity numbers in every spelling, telephone numbers, addresses.

Names cannot be found by rule; everything waits for a person anyway. These finders only raise the flag.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from paminn.replies.model import PERSONAL, Flag

_IDENTITY = re.compile(
    r"(?<![\d])(?:19|20)?(\d\d)[ .\-/]?(\d\d)[ .\-/]?(\d\d)[ ]{0,2}[-+.:/]?[ ]{0,2}(\d)[ ]?(\d)[ ]?(\d)[ "
    r"]?(\d)(?!\d)"
)
_WRITTEN_OUT = re.compile(r"(?<!\d)(?:19|20)?\d\d(\d\d)(\d\d) ?[-+ ] ?\d{4}(?!\d)")
_PHONE = re.compile(r"(?<![\w.,:/-])(?:\+|00)?\(?\d(?:[\d ()/-]{5,20})\d(?![\w-])")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_EMAIL = re.compile(r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\(a\)|\bsnabel-a\b)\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.I)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")

_LONGEST_NAME = 80


def personal_flags(text: str) -> tuple[Flag, ...]:
    """Which kinds of personal data `text` holds."""
    plain = _plain(text)
    found = (
        (Flag.PERSONAL_NUMBER, any(_holds_identity(form) for form in dict.fromkeys((plain, _joined(plain))))),
        (Flag.PHONE_NUMBER, any(_is_phone(match[0]) for match in _PHONE.finditer(plain))),
        (Flag.EMAIL_ADDRESS, bool(_EMAIL.search(plain))),
    )
    return tuple(flag for flag, present in found if present)


def flags_of(mail: Sequence[Flag], text: str) -> tuple[Flag, ...]:
    """A mail's flags as they concern one of its answers: what is personal belongs to the answer it stands in."""
    return (*(flag for flag in mail if flag not in PERSONAL), *personal_flags(text))


def personal_data(text: str) -> bool:
    """Whether `text` must be held back."""
    return bool(personal_flags(text))


def called(name: str) -> str:
    """What somebody who is not in the plan is called: never by an address, which some programs give as a name."""
    return "okänd avsändare" if not name or "@" in _plain(name) or personal_data(name) else name[:_LONGEST_NAME]


def _plain(text: str) -> str:
    """NFKC (full-width digits, odd blanks), one kind of dash, no soft hyphens."""
    plain = unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES).replace("\u00ad", "")
    return re.sub(r"[^\S\n]+", " ", plain)


def _joined(text: str) -> str:
    """What stands between the groups of a number (a line's end, a comma, asterisks) as a blank; "1 2 1 2" as 1212."""
    bare = re.sub(r"(?<=[\d +-])[\s,*_]+(?=[\d+-])", " ", re.sub(r"[*_]", " ", text))
    return re.sub(r"(?<=(?<!\d)\d) (?=\d(?!\d))", "", bare)


def _holds_identity(text: str) -> bool:
    return _looks_like_identity(text) or any(_is_identity(match) for match in _overlapping(text))


def _overlapping(text: str) -> list[re.Match[str]]:
    """Matches from every place where a run of digits begins, also inside an earlier match."""
    found = [_IDENTITY.match(text, start.start()) for start in re.finditer(r"(?<!\d)\d", text)]
    return [match for match in found if match]


def _looks_like_identity(text: str) -> bool:
    """YYMMDD-NNNN: one digit may be mistyped, so what is written in that way is held whatever it adds up to."""
    starts = (_WRITTEN_OUT.match(text, start.start()) for start in re.finditer(r"(?<!\d)\d", text))
    return any(_is_day(match[1], match[2]) for match in starts if match)


def _is_day(month: str, day: str) -> bool:
    """A day of birth, or that of a coordination number (60 more)."""
    return 1 <= int(month) <= 12 and (1 <= int(day) <= 31 or 61 <= int(day) <= 91)


def _is_identity(match: re.Match[str]) -> bool:
    """In any other spelling, and in ten bare digits, the check digit decides: most such numbers are something else."""
    return _is_day(match[2], match[3]) and _luhn("".join(match.groups()))


def _luhn(digits: str) -> bool:
    total = 0
    for at, digit in enumerate(digits):
        value = int(digit) * (2 - at % 2)
        total += value // 10 + value % 10
    return total % 10 == 0


def _is_phone(text: str) -> bool:
    """A Swedish number: +46, 0046 or 0 in front, 7 to 11 digits in all; never a date."""
    if _ISO_DATE.search(text):
        return False
    digits = re.sub(r"\D", "", text)
    for country in ("0046", "46"):
        if digits.startswith(country) and text.lstrip("(").startswith(("+", "00")):
            return 7 <= len(digits) - len(country) + 1 <= 12
    if text.startswith("+"):
        return 8 <= len(digits) <= 15
    return digits.startswith("0") and digits[1:2] != "0" and 7 <= len(digits) <= 11
