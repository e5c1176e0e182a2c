"""What says a status: in our own mails, in our links, at the head of an answer, and anywhere in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from paminn.replies.lexicon.comparing import fold, words
from paminn.standing.answer import Status

OFFERED: Mapping[Status, str] = {
    Status.DONE: "Klar",
    Status.ONGOING: "Pågår",
    Status.LATE: "Försenad",
    Status.NOT_STARTED: "Ej påbörjad",
}
"""The words that our mails offer, as a person reads them there."""

LINK_CODES: Mapping[Status, str] = {
    Status.DONE: "KLAR",
    Status.ONGOING: "PAGAR",
    Status.LATE: "FORSENAD",
    Status.NOT_STARTED: "EJ-PABORJAD",
}
"""The words that our links write: in ASCII, since some mail programs spoil å and ö in a link."""

OF_LINK_CODE: Mapping[str, Status] = {code: status for status, code in LINK_CODES.items()}

_BEGINNINGS: Mapping[Status, tuple[str, ...]] = {
    Status.DONE: (
        "klar",
        "klart",
        "klara",
        "fardig",
        "fardigt",
        "slutford",
        "slutfort",
        "avslutad",
        "avslutat",
        "genomford",
        "genomfort",
        "avklarad",
        "avklarat",
        "done",
        "completed",
        "det ar klart",
        "den ar klar",
        "allt ar klart",
        "ar klart",
        "ar klar",
        "helt klart",
    ),
    Status.ONGOING: (
        "pagar",
        "pagaende",
        "pagaende arbete",
        "arbetet pagar",
        "under arbete",
        "det pagar",
        "ongoing",
        "in progress",
    ),
    Status.LATE: (
        "forsenad",
        "forsenat",
        "forsenade",
        "delayed",
        "late",
    ),
    Status.NOT_STARTED: (
        "ej paborjad",
        "ej paborjat",
        "ej paborjade",
        "ej-paborjad",
        "ej startad",
        "ej startat",
        "ej igang",
        "inte paborjad",
        "inte paborjat",
        "inte paborjade",
        "inte igang",
        "not started",
    ),
}


def _by_phrase() -> dict[str, Status]:
    by_phrase: dict[str, Status] = {}
    for status, phrases in _BEGINNINGS.items():
        for phrase in phrases:
            by_phrase[phrase] = status
    return by_phrase


BEGINNINGS: Mapping[str, Status] = _by_phrase()
"""The words that an answer may begin with, or be nothing but, each with the status it says."""

CLEARLY = "helt klart"
"""A beginning that is also what people say for "of course"."""

DONE = words("klar klart klara")
LATE = words("forsenad forsenat forsenade")
ONGOING = words("pagar")
BEGUN = words("paborjad paborjat paborjats paborjade startad startat startats borjat borjats igang")
"""What says a status in a sentence: each a single word. What is denied to have begun is not started."""

NAMING = DONE | LATE | ONGOING | words("fardig fardigt paborjad paborjat")
"""Words that name a status, whatever is said of it."""

CHOICES = frozenset(fold(word) for word in OFFERED.values()) | {"klart"}
"""A status as it is chosen: in one of our own words."""
