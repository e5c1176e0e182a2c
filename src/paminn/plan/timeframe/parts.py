"""The parts that words and signs play in a time plan, and the lengths of its units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto


class Is(StrEnum):
    """The part a word or sign plays."""

    # pieces of a calendar
    MONTH = auto()
    TERM = auto()  # 1 = vt, 2 = ht
    SUMMER = auto()
    WINTER = auto()
    CHRISTMAS = auto()
    SCHOOL_YEAR = auto()
    YEAR_TURN = auto()  # årsskiftet
    YEAR_END = auto()  # årets slut
    MIDYEAR = auto()  # halvårsskiftet
    MONTH_TURN = auto()  # månadsskiftet
    RELATIVE_YEAR = auto()  # "nästa år": which one it is depends on when it is read
    PLAN = auto()  # planperioden; 1 = its last day
    WEEKDAY = auto()
    PORTION = auto()  # början av, slutet av ...; value = index into PORTIONS
    WHOLE = auto()  # hela
    LAST = auto()  # sista (kvartalet)
    ORDINAL = auto()
    SUFFIX = auto()  # the a of 1:a
    COUNT = auto()
    UNIT = auto()  # value: one of the lengths below
    # recurrence
    EVERY = auto()  # årligen; value as UNIT
    EACH = auto()  # varje
    NTH = auto()  # vart (tredje); 2 = vartannat
    TIMES = auto()  # gånger
    PER = auto()
    AT_LEAST = auto()
    WHENEVER = auto()  # vid varje ...
    # what a time is for
    DUE = auto()  # 1 = "avslutas": what comes back does so no more; 2 = "slut", which may be that of something else
    BY = auto()
    BEFORE = auto()
    FROM = auto()
    UNTIL = auto()  # 1 = the bare "till"
    FIRST_TIME = auto()  # "första gången": one of the times that something comes back
    LAST_TIME = auto()
    BETWEEN = auto()  # mellan (mars och maj)
    SINCE = auto()
    BEGIN = auto()
    BEGUN = auto()  # 1 = "ha påbörjats", which is still to come
    DONE = auto()  # 1 = a finished tense, "har genomförts"; 2 = one that only looks so
    ONGOING = auto()  # 1 = onwards, "tills vidare"
    MODAL = auto()  # ska: nothing behind it has happened yet
    FOLLOW_UP = auto()
    DEED = auto()  # what is done at a time: of two, each has its own
    STAGE = auto()  # "etapp", with a number behind it; 1 = without one it says nothing
    CLOCK = auto()  # "kl.", with an hour behind it
    THING = auto()  # the same as a noun, which alone says nothing of the time
    HAS = auto()  # "har", which makes a past tense of the word behind it
    SOON = auto()  # no day, but one may stand behind it
    THEN = auto()
    # joints and the rest
    AND = auto()
    OR = auto()
    ABOUT = auto()  # an approximation: read, and warn
    EVENT = auto()  # i samband med: a person knows when; 1 = but a day behind it is that day
    AT = auto()  # "vid": nothing before a time, an EVENT before anything else
    IF = auto()  # the preposition or conjunction "om"
    REFUSE = auto()  # turns, limits or hides the meaning: never read around it
    FILLER = auto()  # cannot change the reading
    NUMBER = auto()
    DASH = auto()
    SLASH = auto()
    DOT = auto()
    COMMA = auto()
    COLON = auto()
    APOSTROPHE = auto()
    STOP = auto()  # ends a sentence
    SIGN = auto()  # brackets and quotes
    STRAY = auto()  # a word nobody here knows
    END = auto()


LAST_DAY_PORTION = 5  # "sista dagen i", as a PORTION

# How long the units are: in months, or in days as a negative number.
YEAR = 12
HALF_YEAR = 6
TERTIAL = 4
QUARTER = 3
MONTH = 1
WEEK = -7
DAY = -1


@dataclass(frozen=True, slots=True)
class Meaning:
    """The part of a phrase, and what that part needs to know: which month, how many, how long a unit."""

    kind: Is
    value: int = 0
