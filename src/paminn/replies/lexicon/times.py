"""Months, weekdays and other times, as people write them in an answer."""

from __future__ import annotations

import re

from paminn.plan.months import MONTHS, SHORT_MONTHS
from paminn.replies.lexicon.comparing import either, fold

_ENGLISH_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

WEEKDAYS = ("mandag", "tisdag", "onsdag", "torsdag", "fredag", "lordag", "sondag")
ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")

MONTH = either(MONTHS)
"""A pattern for the name of a Swedish month."""

SHORT_MONTH = either({*SHORT_MONTHS, "jul"})
"""A pattern for a month written short. In an answer "jul" beside a day and a year is a month, in a plan Christmas."""


def _by_beginning() -> dict[str, int]:
    by_beginning: dict[str, int] = {}
    for names in (MONTHS, _ENGLISH_MONTHS):
        for number, name in enumerate(names, start=1):
            by_beginning[fold(name)[:3]] = number
    return by_beginning


MONTH_BEGINNINGS = _by_beginning()
"""The three letters that a month begins with, in Swedish or English, and its number."""

_DAY_OF_THE_WEEK = either(WEEKDAYS)

TIME = re.compile(
    rf"(?:{MONTH}|(?:{_DAY_OF_THE_WEEK})\w*"
    r"|var|varen|host|hosten|sommar|sommaren|vinter|vintern|jul|julen|nyar|paskr?|pasken|arsskiftet|semestern"
    r"|ht|vt|ht\d*|vt\d*|terminen|hostterminen|varterminen|halvar\w*|tertial\w*|kvartal\w*|q[1-4]"
    r"|ar|aret|manad|manaden|manader|vecka|veckan|veckor|v\d*|dagar"
    r"|helgen|ikvall|kvall|eftermiddag|imorgon|morgon|nasta|kort|borjan|mitten|slutet|den|\d[\d./-]*)$"
)
"""A word that behind a preposition tells when: "i mars", "till hösten", "nästa vecka"."""

ONLY_A_TIME = re.compile(
    rf"(?:{MONTH}|(?:{_DAY_OF_THE_WEEK})\w*"
    r"|host\w*|sommar\w*|varen|vinter\w*|jul|arsskiftet|morgon|imorgon|helgen"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2})$"
)
"""A word that is nothing but a time, wherever it stands."""
