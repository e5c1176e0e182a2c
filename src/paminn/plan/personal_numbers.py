"""Personal numbers, coordination numbers and numbers for the time being, in the spellings that people use.

What is looked for is a day of birth and four digits more. What stands right in front says at times that it is another
number, or that it is a personal one. Where nothing does, the check digit decides; only where a dash or a blank stands
between the two parts does a number count whatever it adds up to, since one digit may be mistyped. A day of these years
is also the head of many a file, a case and a meeting, so there the check digit always decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import accumulate
from urllib.parse import unquote

from paminn.plan.months import MONTHS, SHORT_MONTHS
from paminn.plan.number_labels import (
    LABEL_REACHES,
    is_called_another_number,
    is_called_case,
    is_called_personal,
    is_called_personal_after,
    is_told_as_birth,
)

_MARKS = {"Mn", "Me", "Cf"}  # what is drawn around a digit, or cannot be seen
_OTHER_DASHES = "\u2212\u30fc"  # the minus sign, and one that is a letter elsewhere
_LOOKALIKES = re.compile(r"[0-9OoIlОо]{6,}")
_MEANT = str.maketrans("OoОоIl", "000011")
_FEWEST_DIGITS = 3  # of six signs; fewer are a word

# As an address writes signs; a digit after them may be the number's own.
_IN_ADDRESS = re.compile(r"(?:%(?:[23][0-9A-F]|5F|7[CE]|C2|A0|E2|80|9[0-5]|0[9AD]))+", re.I)
_TAG = re.compile(r"<[^<>]{1,40}>")
_SPELLED = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
_SPELLED_DIGIT = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_SPELLED)})(?![^\W\d_])", re.I)

_FIRST_DIGIT = re.compile(r"(?<![\d+])(?<!\d\.)\d")
_GAP = r"[\W_]{0,5}"
_WORD_BETWEEN = (
    r"(?:x{1,6}|t|till|(?:binde)?streck|minus|plus|och|samt|sen|sedan|med|nr|resten|slutet|därefter|följt av)"
)
_BETWEEN = rf"(?:[\W_]{{0,3}}{_WORD_BETWEEN}(?:\s{_WORD_BETWEEN})?[\W_]{{0,3}}|{_GAP})"
_DAY = _GAP.join((r"\d", r"\d", "[01]", r"\d", "[0-36-9]", r"\d"))
_FOUR = _GAP.join((r"\d", r"\d", r"\d", r"\d"))
_ENDS = r"(?!\d)(?!:\d\d(?!\d))(?![-./]\d\d[-./]\d)"  # nor is it another day that begins
_TEN_DIGITS = re.compile(_DAY + _BETWEEN + _FOUR + _ENDS, re.I)
_TWELVE_DIGITS = re.compile(f"(?:1{_GAP}9|2{_GAP}0){_GAP}{_DAY}{_BETWEEN}{_FOUR}{_ENDS}", re.I)
_PARTS = re.compile(r"\d+|\D+")
_PLAIN_GAP = re.compile(r"\s?[-+]\s?|[\s,*_]{1,3}")
_WORDY = re.compile(r"[^\W\d_]")
_MOST_LOOKED_AT = 5_000  # what has more that might be one is no answer, and a person looks at it

_OF_OUR_TIME = range(2020, 2029)  # years that files, cases and meetings bear
_UP_AHEAD = range(2020, 2040)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_QUARTER = re.compile(r"(?:[01]\d|2[0-3])(?:00|15|30|45)|2359")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AREA_CODE = re.compile(r"0\d{2,3}")
_STOCKHOLM = "08"
_MOBILE = re.compile(r"07[02369]")

_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)} | SHORT_MONTHS
_YEAR_AFTER = r"[ .,]{0,2}[-'’/]?(?P<year>(?:19|20)?\d\d)"
_WRITTEN_DAY = rf"(?<!\d)(?P<day>\d{{1,2}})(?::?e)?(?P<sign>[ ./-])\s?(?P<month>\d{{1,2}}|{'|'.join(_MONTH_NUMBERS)})"
_A_WRITTEN_DAY = re.compile(_WRITTEN_DAY + _YEAR_AFTER + r"(?!\d)", re.I)
_WRITTEN_DAY_AND_FOUR = re.compile(_WRITTEN_DAY + _YEAR_AFTER + r"\s?[-+*/_]\s?(?P<four>\d{4})(?!\d)", re.I)

_DIGITS = r"(?: ?siffror(?:na)?| ?siffra| ?nummer| ?nr)?(?: i (?:(?:person)?numret|p(?:erson)?nr))?"
_IS_FOUR = rf"{_DIGITS}[\s:.,(]{{0,4}}(?:är|var|=)?[\s:]{{0,3}}(?P<four>\d ?\d ?\d ?\d)(?!\d)"
_LAST_FOUR = re.compile(rf"\b(?:(?:fyra|4) sista|sista (?:fyra|4)|sista(?= siffr)|slut(?=siffr)){_IS_FOUR}", re.I)
_FOUR_FIRST = re.compile(
    r"(?<!\d)(?P<four>\d{4}) (?:är|som|=) (?:de |dom )?(?:(?:fyra|4) sista|sista (?:fyra|4))\b", re.I
)
_PERHAPS_FOUR = re.compile(rf"\b(?:kontroll|slutet|slutar? (?:på|med)){_IS_FOUR}", re.I)
_DAY_IN_DIGITS = re.compile(r"(?<!\d)(?P<year>(?:19|20)?\d\d)([-./ ]?)(?P<month>\d\d)\2(?P<day>\d\d)(?!\d)")
_TOLD_REACHES = 80  # characters between a day of birth and the last four

_FOR_NOW = re.compile(
    r"(?<!\d)(?:19|20)?\d\d(?P<month>\d\d)(?P<day>\d\d)[-+ ]?(?:[TR]\d{3}|[TR][A-Z]\d{2}|[TR]\d{2}[A-Z])(?!\w)"
)


def holds_personal_number(text: str) -> bool:
    """Whether `text` has any such number in it."""
    return any(_holds(plain) for plain in _readings(text))


def _holds(plain: str) -> bool:
    return _has_written(plain) or _has_day_in_words(plain) or _has_told(plain) or _has_one_for_now(plain)


def _readings(text: str) -> Iterator[str]:
    """The text as it is, and as a page, an address and somebody who spells it would have it."""
    plain = _plain(text)
    yield plain
    unescaped = _plain(_IN_ADDRESS.sub(_signs, unescape(_TAG.sub("", text))))
    if unescaped != plain:
        yield unescaped
    spelled = _SPELLED_DIGIT.sub(_digit, unescaped)
    if spelled != unescaped:
        yield spelled


def _signs(match: re.Match[str]) -> str:
    return unquote(match[0], errors="replace")


def _digit(match: re.Match[str]) -> str:
    return str(_SPELLED.index(match[0].casefold()))


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

    @property
    def between(self) -> str:
        return self.gaps.get(6, "")

    @property
    def is_cut_in_two(self) -> bool:
        """Whether only a dash or a blank stands between the parts, as on every form: 811218-9876."""
        cuts = [cut for cut in self.gaps if cut > 0]
        return cuts == [6] and _PLAIN_GAP.fullmatch(self.between) is not None

    @property
    def is_told_in_words(self) -> bool:
        return _WORDY.search(self.between) is not None

    @property
    def is_mobile(self) -> bool:
        return not self.gaps and not self.year and _MOBILE.match(self.digits) is not None

    @property
    def has_area_code(self) -> bool:
        if self.first_group == _STOCKHOLM:
            return bool(self.gaps) and 4 not in self.gaps
        return _AREA_CODE.fullmatch(self.first_group) is not None


def _has_written(plain: str) -> bool:
    """From every place where a run of digits begins, also inside what was looked at before."""
    looked_at = 0
    for start in _FIRST_DIGIT.finditer(plain):
        for shape in (_TWELVE_DIGITS, _TEN_DIGITS):
            match = shape.match(plain, start.start())
            if match is None:
                continue
            looked_at += 1
            in_front = plain[max(0, start.start() - LABEL_REACHES) : start.start()]
            after = plain[match.end() : match.end() + LABEL_REACHES]
            if _is_personal(_taken_apart(match[0]), in_front, after) or looked_at > _MOST_LOOKED_AT:
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


def _is_personal(written: _Written, in_front: str, after: str) -> bool:
    digits = written.digits
    if not _is_day(digits[2:4], digits[4:6]) or not _is_cut_as_a_number(written.gaps):
        return False
    if is_called_another_number(in_front):
        return False
    may_be_a_year = written.is_told_in_words and _YEAR.fullmatch(written.last_four) is not None
    if not may_be_a_year and (is_called_personal(in_front) or is_called_personal_after(after)):
        return True
    if written.has_area_code or written.is_mobile:
        return False
    is_right = _adds_up(digits)
    year = written.year or 2000 + int(digits[:2])
    if year in _OF_OUR_TIME:
        is_apart = not written.gaps or _PLAIN_GAP.fullmatch(written.between) is not None
        is_named_by_day = is_called_case(in_front) or _QUARTER.fullmatch(written.last_four) is not None
        return is_right and is_apart and not is_named_by_day
    if is_right:
        return True
    is_a_time = year in _UP_AHEAD and _CLOCK.fullmatch(written.last_four) is not None
    return written.is_cut_in_two and not is_a_time and not is_called_case(in_front)


def _is_cut_as_a_number(gaps: dict[int, str]) -> bool:
    """Whether it is whole, cut between its parts, or cut everywhere in the same way."""
    if not gaps:
        return True
    is_a_list = len(gaps) > 1 and set(gaps.values()) == {", "}
    if 6 not in gaps or is_a_list:
        return False
    if set(gaps) == {3, 6}:
        return len(set(gaps.values())) == 1
    within_the_day = [gaps[cut] for cut in sorted(gaps) if cut < 6]
    within_the_four = [gaps[cut] for cut in sorted(gaps) if cut > 6]
    if len(gaps) >= 9:
        return len(set(within_the_day + within_the_four)) == 1
    if not set(gaps) <= {0, 2, 4, 6, 7, 8, 9} or len(set(within_the_day)) > 1:
        return False
    return set(within_the_four) <= {" "} or len(set(gaps.values())) == 1 or set(within_the_four) <= {"-"}


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


@dataclass(frozen=True, slots=True)
class _Birthday:
    """Six digits, and whether it is told as somebody's and not a day of these years."""

    digits: str
    is_certain: bool


def _has_day_in_words(plain: str) -> bool:
    """18 december 1981-9876."""
    for match in _WRITTEN_DAY_AND_FOUR.finditer(plain):
        birthday = _birthday(match, plain)
        if birthday is None or _QUARTER.fullmatch(match["four"]):
            continue
        if _adds_up(birthday.digits + match["four"]):
            return True
    return False


def _has_told(plain: str) -> bool:
    """ "Född 811218, sista fyra 9876", in either order."""
    for phrase in (_LAST_FOUR, _FOUR_FIRST, _PERHAPS_FOUR):
        for match in phrase.finditer(plain):
            four = match["four"].replace(" ", "")
            is_certain = phrase is not _PERHAPS_FOUR and _YEAR.fullmatch(four) is None
            begin = max(0, match.start() - _TOLD_REACHES)
            around = f"{plain[begin : match.start()]} | {plain[match.end() : match.end() + _TOLD_REACHES]}"
            for birthday in _birthdays(around):
                if (birthday.is_certain and is_certain) or _adds_up(birthday.digits + four):
                    return True
    return False


def _birthdays(text: str) -> Iterator[_Birthday]:
    for shape in (_DAY_IN_DIGITS, _A_WRITTEN_DAY):
        for match in shape.finditer(text):
            birthday = _birthday(match, text)
            if birthday is not None:
                yield birthday


def _birthday(match: re.Match[str], text: str) -> _Birthday | None:
    month = _MONTH_NUMBERS.get(match["month"].casefold())
    if month is None:
        month = int(match["month"])
    day = int(match["day"])
    year = match["year"]
    if not _is_day(str(month), str(day)):
        return None
    digits = f"{year[-2:]}{month:02}{day:02}"
    is_of_our_time = 2000 + int(year[-2:]) in _OF_OUR_TIME and not year.startswith("19")
    is_told = is_told_as_birth(text[max(0, match.start() - LABEL_REACHES) : match.start()])
    return _Birthday(digits, is_certain=is_told or not is_of_our_time)


def _has_one_for_now(plain: str) -> bool:
    """811218-T123, as hospitals and schools give them."""
    return any(_is_day(match["month"], match["day"]) for match in _FOR_NOW.finditer(plain))
