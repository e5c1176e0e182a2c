"""Personal numbers, coordination numbers and numbers for the time being, in the spellings that people use.

What is looked for is a day of birth and four digits more. Where only a dash or a blank stands between the two, the
number counts whatever it adds up to, since one digit may be mistyped; in any other spelling the check digit decides,
or a word in front of it that says what it is. Nothing else in an ordinary text has that shape, and where it has, it is
looked at by a person for nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from paminn.plan.months import MONTHS, SHORT_MONTHS

_MARKS = {"Mn", "Me", "Cf"}  # what is drawn around a digit, or cannot be seen
_OTHER_DASHES = "\u2212\u30fc"  # the minus sign, and one that is a letter elsewhere
_LOOKALIKES = re.compile(r"[0-9OoIlОо]{6,}")
_MEANT = str.maketrans("OoОоIl", "000011")
_FEWEST_DIGITS = 3  # of six signs; fewer are a word

_FIRST_DIGIT = re.compile(r"(?<![\d+])\d")
_GAP = r"[\W_]{0,5}"
_DAY_AND_MORE = _GAP.join((r"\d", r"\d", "[01]", r"\d", "[0-36-9]", r"\d", r"\d", r"\d", r"\d", r"\d"))
_ENDS = r"(?!\d)(?![-./]\d\d[-./]\d)"  # nor is it another day that begins
_TEN_DIGITS = re.compile(_DAY_AND_MORE + _ENDS)
_TWELVE_DIGITS = re.compile(f"(?:1{_GAP}9|2{_GAP}0){_GAP}{_DAY_AND_MORE}{_ENDS}")
_PARTS = re.compile(r"\d+|[\W_]+")
_PLAIN_GAP = re.compile(r"\s?[-+]\s?|[\s,*_]{1,3}")
_MOST_LOOKED_AT = 5_000  # what has more that might be one is no answer, and a person looks at it
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_OF_OUR_TIME = range(2020, 2040)  # "20251014 0930" is a day and a time
_AREA_CODE = re.compile(r"0\d{2,3}")
_MOBILE = re.compile(r"07[02369]")

_LABEL = re.compile(
    r"\b(?:person\W?|samordnings?\W?|pers\.? ?|p\.? ?|id\W?)n(?:umme|um)?r(?:et)?\W{0,4}(?:[^\W\d]+ ){0,2}\W{0,2}$",
    re.I,
)
_OTHER_LABEL = re.compile(
    r"\b(?:dnr|diarien(?:umme)?r|målnr|målnummer|order|ordernr|faktura|fakturanr|fakturan|ocr|konto|org\.?\W?nr"
    r"|organisationsnummer|bankgiro|bg|ref|referens)\W{0,3}(?:[A-ZÅÄÖ]{1,4}\W)?$",
    re.I,
)
_LABEL_REACHES = 40  # characters in front of a number

_LAST_FOUR = re.compile(
    r"\b(?:(?:fyra|4) sista|sista (?:fyra|4)|sista(?= siffr)|slut(?=siffr)|kontroll(?=siffr))"
    r"(?: ?siffror(?:na)?)?[\s:.,(]{0,4}(?:är|var|=)?[\s:]{0,3}(\d{4})(?!\d)",
    re.I,
)
_DAY_IN_DIGITS = re.compile(r"(?<!\d)(?:19|20)?\d\d([-./ ]?)(\d\d)\1(\d\d)(?!\d)")
_BORN = re.compile(
    rf"\bf(?:ödd|\.)? (?:den )?\d{{1,2}}[/.\- ](?:\d{{1,2}}|{'|'.join((*MONTHS, *SHORT_MONTHS))}) (?:19|20)\d\d\b",
    re.I,
)
_TOLD_REACHES = 80  # characters between a day of birth and the last four

_FOR_NOW = re.compile(r"(?<!\d)(?:19|20)?\d\d(\d\d)(\d\d)[-+ ]?(?:T\d{3}|T[FR]\d{2})(?!\w)")


def holds_personal_number(text: str) -> bool:
    """Whether `text` has any such number in it."""
    plain = _plain(text)
    return _has_written(plain) or _has_told(plain) or _has_one_for_now(plain)


def _plain(text: str) -> str:
    """Every digit as 0–9, without marks and invisible signs, one kind of dash; O and l among digits as 0 and 1."""
    signs = []
    for sign in unicodedata.normalize("NFC", text):
        digit = unicodedata.digit(sign, None)
        category = unicodedata.category(sign)
        if digit is not None:
            signs.append(str(digit))
        elif category == "Pd" or sign in _OTHER_DASHES:
            signs.append("-")
        elif category not in _MARKS:
            signs.append(unicodedata.normalize("NFKC", sign))
    return _LOOKALIKES.sub(_as_digits, "".join(signs))


def _as_digits(match: re.Match[str]) -> str:
    signs = match[0]
    if sum(sign.isdigit() for sign in signs) < _FEWEST_DIGITS:
        return signs
    return signs.translate(_MEANT)


# --- written as a number ----------------------------------------


@dataclass(frozen=True, slots=True)
class _Written:
    """Ten digits, and what stands between them: `gaps` has the signs for each place that is cut, 2 after the year.

    `year` is the whole year where it was written, else 0.
    """

    digits: str
    gaps: dict[int, str]
    year: int
    first_group: str

    @property
    def last_four(self) -> str:
        return self.digits[6:]


def _has_written(plain: str) -> bool:
    """From every place where a run of digits begins, also inside what was looked at before."""
    looked_at = 0
    for start in _FIRST_DIGIT.finditer(plain):
        for shape in (_TWELVE_DIGITS, _TEN_DIGITS):
            match = shape.match(plain, start.start())
            if match is None:
                continue
            looked_at += 1
            in_front = plain[max(0, start.start() - _LABEL_REACHES) : start.start()]
            if _is_personal(_taken_apart(match[0]), in_front) or looked_at > _MOST_LOOKED_AT:
                return True
    return False


def _taken_apart(text: str) -> _Written:
    """Ten digits, or twelve that begin with a century."""
    parts = _PARTS.findall(text)
    groups, gaps = parts[::2], parts[1::2]
    digits = "".join(groups)
    cuts = list(accumulate(len(group) for group in groups))
    year = 0
    if len(digits) == 12:
        year = int(digits[:4])
        digits = digits[2:]
        cuts = [cut - 2 for cut in cuts]
    return _Written(digits, dict(zip(cuts, gaps, strict=False)), year, groups[0])


def _is_personal(written: _Written, in_front: str) -> bool:
    if not _is_day(written.digits[2:4], written.digits[4:6]) or not _is_cut_as_a_number(written.gaps):
        return False
    if _LABEL.search(in_front):
        return True
    if _AREA_CODE.fullmatch(written.first_group) or _is_mobile(written):
        return False
    if _adds_up(written.digits):
        return True
    return _parts_are_plain(written) and not _OTHER_LABEL.search(in_front)


def _is_cut_as_a_number(gaps: dict[int, str]) -> bool:
    """Whether it is whole, cut between its parts, or cut everywhere in the same way."""
    if not gaps:
        return True
    if 6 not in gaps:
        return False
    within_the_day = [gaps[cut] for cut in sorted(gaps) if cut < 6]
    within_the_four = [gaps[cut] for cut in sorted(gaps) if cut > 6]
    if len(gaps) >= 9:
        return len(set(within_the_day + within_the_four)) == 1
    if not set(gaps) <= {0, 2, 4, 6, 7, 8, 9} or len(set(within_the_day)) > 1:
        return False
    return set(within_the_four) <= {" "} or len(set(gaps.values())) == 1 or set(within_the_four) <= {"-"}


def _is_mobile(written: _Written) -> bool:
    return not written.gaps and not written.year and _MOBILE.match(written.digits) is not None


def _parts_are_plain(written: _Written) -> bool:
    """811218-9876: as it is written on every form."""
    cuts = [cut for cut in written.gaps if cut > 0]
    if cuts != [6] or not _PLAIN_GAP.fullmatch(written.gaps[6]):
        return False
    year = written.year
    if not year and "-" not in written.gaps[6]:
        year = 2000 + int(written.digits[:2])
    is_a_time = year in _OF_OUR_TIME and _CLOCK.fullmatch(written.last_four) is not None
    return not is_a_time


def _is_day(month: str, day: str) -> bool:
    """A day of birth, or that of a coordination number (60 more)."""
    if not 1 <= int(month) <= 12:
        return False
    return 1 <= int(day) <= 31 or 61 <= int(day) <= 91


def _adds_up(digits: Sequence[str]) -> bool:
    """Luhn's sum."""
    total = 0
    for index, digit in enumerate(digits):
        value = int(digit)
        if index % 2 == 0:
            value *= 2
        total += value // 10 + value % 10
    return total % 10 == 0


# --- told in words, or with a letter ----------------------------------------


def _has_told(plain: str) -> bool:
    """ "Född 811218, sista fyra 9876", in either order."""
    for last_four in _LAST_FOUR.finditer(plain):
        begin = max(0, last_four.start() - _TOLD_REACHES)
        around = f"{plain[begin : last_four.start()]} {plain[last_four.end() : last_four.end() + _TOLD_REACHES]}"
        if _BORN.search(around):
            return True
        if any(_is_day(day[2], day[3]) for day in _DAY_IN_DIGITS.finditer(around)):
            return True
    return False


def _has_one_for_now(plain: str) -> bool:
    """811218-T123, as hospitals and schools give them."""
    return any(_is_day(match[1], match[2]) for match in _FOR_NOW.finditer(plain))
