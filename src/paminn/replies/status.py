"""The status an answer gives, if it gives exactly one. What is negated, hedged, asked or promised is none.

Whatever is not certain is None: a person reads it.
"""

from __future__ import annotations

import re

from paminn.replies.clean import fold
from paminn.replies.form import FIELD, is_menu, machine_lines, without_machine_lines
from paminn.replies.model import Status
from paminn.replies.status_words import stands

_ALONE = {
    **dict.fromkeys(("klar", "klart", "klara", "fardig", "fardigt", "slutford", "slutfort"), Status.DONE),
    **dict.fromkeys(("avslutad", "avslutat", "genomford", "genomfort", "done", "completed"), Status.DONE),
    **dict.fromkeys(("pagar", "pagaende", "ongoing", "in progress", "arbetet pagar", "det pagar"), Status.ONGOING),
    **dict.fromkeys(("forsenad", "forsenat", "forsenade", "delayed", "late"), Status.LATE),
    **dict.fromkeys(
        ("ej paborjad", "ej paborjat", "inte paborjad", "inte paborjat", "not started"), Status.NOT_STARTED
    ),
    **dict.fromkeys(("ej paborjade", "ej-paborjad", "inte paborjade", "ej startad", "ej startat"), Status.NOT_STARTED),
    **dict.fromkeys(("det ar klart", "den ar klar", "allt ar klart", "ar klart", "ar klar", "helt klart"), Status.DONE),
}
_GREETING = re.compile(r"^(?:hej|hejsan|hallå|god (?:morgon|dag)|tja|hello|hi|dear)\b[^.!?:\n]{0,40}[.!?,:]*\s*$", re.I)
_GREETING_START = re.compile(
    r"^(?:hej(?:san)?|hallå|god (?:morgon|dag)|hi|hello)\b(?: [^\W\d_]{1,20}){0,3}\s?[.!,:]+\s+", re.I
)
_LABEL = re.compile(r"^(?:(?:vår |min |ny |aktuell )?status|svar(?: [\d.]{1,9})?|läge)(?: är)?\s?[:=–-]?\s+", re.I)
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;]*")
_NUMBERED = re.compile(r"^\W{0,4}(?:delmål |mål |punkt )?\d{1,2}\.\d{1,2}\b", re.I)


def read_status(text: str) -> Status | None:
    """The one status that stands in an owner's own words (machine lines and form fields win)."""
    codes = {status for _, status in machine_lines(text)}
    if codes:
        return codes.pop() if len(codes) == 1 else None
    lines = [line for line in without_machine_lines(text).split("\n") if not line.lstrip().startswith(">")]
    fields = [match[2] for line in lines if (match := FIELD.match(line)) and match[1].lower() == "status"]
    given = {status for value in fields if (status := status_of(value)) is not None}
    if given:
        return given.pop() if len(given) == 1 else None
    numbered = {frozenset(stands(line)) for line in lines if _NUMBERED.match(line)} - {frozenset()}
    if len(numbered) > 1:
        return None
    found = _leading(lines)
    if found is not None:
        return found if not numbered or numbered == {frozenset({found})} else None
    return _only(set[Status]().union(*(stands(sentence) for line in lines for sentence in _sentences(line))))


def is_greeting(line: str) -> bool:
    """Hej! and nothing more."""
    return bool(_GREETING.match(line.strip()))


def status_of(words: str) -> Status | None:
    """The status of a few words: a form field, the rest of "1.2 pågår"."""
    if is_menu(words) or "?" in words:
        return None
    alone = _alone(words)
    if alone is not None:
        return alone
    sentences = list(_sentences(words))
    first = _alone(sentences[0]) if sentences else None
    if first is not None:
        return first
    return _only(set[Status]().union(*(stands(sentence) for sentence in sentences)))


def _sentences(line: str) -> list[str]:
    return [] if is_menu(line) else [match[0] for match in _SENTENCE.finditer(line[:4_000])]


def _alone(words: str) -> Status | None:
    """Nothing but a status, whatever stands around it (Klar! Klart :) KLAR.)."""
    if "?" in words or "%" in words:
        return None
    return _ALONE.get(re.sub(r"^[\W\d_]+|[\W\d_]+$", "", fold(_LABEL.sub("", words.strip(" *_>•-")[:80]))))


def _leading(lines: list[str]) -> Status | None:
    """The first line, or its first sentence, that says nothing but a status; greetings are passed over."""
    first = next((line.strip() for line in lines if line.strip() and not is_greeting(line)), "")
    first = _GREETING_START.sub("", first)
    alone = _alone(first)
    if alone is not None:
        return alone
    sentences = _sentences(first)
    return _alone(sentences[0]) if len(sentences) > 1 and sentences[0].rstrip()[-1:] in (".", "!") else None


def _only(found: set[Status]) -> Status | None:
    return found.pop() if len(found) == 1 else None
