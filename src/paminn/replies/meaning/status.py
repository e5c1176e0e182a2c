"""The status an answer gives, if it gives exactly one. What is negated, hedged, asked or promised is none.

Whatever is not certain is None: a person reads it.
"""

from __future__ import annotations

import re
from datetime import date

from paminn.replies.clean import fold
from paminn.replies.dates import gone_days
from paminn.replies.form import FIELD, HEADING, filled, is_menu, machine_lines, without_machine_lines
from paminn.replies.goals import named
from paminn.replies.leading import ALONE, leading
from paminn.replies.model import Status
from paminn.replies.status_words import stands

_GREETING = re.compile(r"^(?:hej|hejsan|hallå|god (?:morgon|dag)|tja|hello|hi|dear)\b[^.!?:\n]{0,40}[.!?,:]*\s*$", re.I)
_GREETING_START = re.compile(
    r"^(?:hej(?:san)?|hallå|god (?:morgon|dag)|hi|hello)\b(?: [^\W\d_]{1,20}){0,3}\s?[.!,:]+\s+", re.I
)
_LABEL = re.compile(r"^(?:(?:vår |min |ny |aktuell )?status|svar(?: [\d.]{1,9})?|läge)(?: är)?\s?[:=–-]?\s+", re.I)
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;]*")
_LONG = 4_000  # characters of a line that are read
_UNTRUE = re.compile(r"\bstämmer (?:dock |ju |tyvärr )?(?:inte|ej)\b|\b(?:inte|ej) stämmer\b", re.I)
_NUMBERED = re.compile(
    r"^\W{0,4}(?:delmål |mål |punkt )?\d{1,2}\.\d{1,2}\b(?!\s?(?:%|procent|miljon))[\s:.)=*_–-]{0,6}", re.I
)


def read_status(text: str, written: date | None = None) -> Status | None:
    """The one status in an owner's own words of the day `written` (machine lines and form fields win)."""
    text = gone_days("\n".join(line[:_LONG] for line in text.split("\n")[:2_000]), written)
    codes = {status for _, status in machine_lines(text)}
    if codes:
        return codes.pop() if len(codes) == 1 else None
    if _UNTRUE.search(text) or len(named(text)) > 1:
        return None
    lines = [line for line in without_machine_lines(text).split("\n") if not line.lstrip().startswith(">")]
    fields = [value for _, value in filled(lines, "status")]
    if fields:
        return _of_fields(fields, _leading(_above_form(lines))[0])
    numbered = {frozenset(_said(line)) for line in lines if _NUMBERED.match(line)} - {frozenset()}
    if len(numbered) > 1:
        return None
    found, taken_back = _leading(lines)
    if found is not None or taken_back:
        return found if not numbered or numbered == {frozenset({found})} else None
    return _only(set[Status]().union(*(stands(sentence) for line in lines for sentence in _sentences(line))))


def _of_fields(fields: list[str], above: Status | None) -> Status | None:
    """What the form says, if it says one thing, and nothing else than the words on top of it begin with."""
    given = {status_of(value) for value in fields} | ({above} if above else set())
    return given.pop() if len(given) == 1 else None


def _above_form(lines: list[str]) -> list[str]:
    """What stands above the form, or nothing."""
    first = next(at for at, line in enumerate(lines) if FIELD.match(line) or HEADING.match(line))
    return lines[:first]


def _said(line: str) -> set[Status]:
    """What one numbered line says of its goal."""
    bare = line[match.end() :] if (match := _NUMBERED.match(line)) else line
    found, taken_back = leading(bare)
    return {found} if found else set() if taken_back else stands(line)


def is_greeting(line: str) -> bool:
    """Hej! and nothing more."""
    return bool(_GREETING.match(line.strip()))


def status_of(words: str, written: date | None = None) -> Status | None:
    """The status of a few words: a form field, the rest of "1.2 pågår"."""
    words = gone_days(words[:2_000], written)
    if is_menu(words) or "?" in words:
        return None
    alone = _alone(words)
    if alone is not None:
        return alone
    found, taken_back = leading(_LABEL.sub("", words.strip(" *_>•-")))
    if found is not None or taken_back:
        return found
    return _only(set[Status]().union(*(stands(sentence) for sentence in _sentences(words))))


def _sentences(line: str) -> list[str]:
    return [] if is_menu(line) else [match[0] for match in _SENTENCE.finditer(line[:4_000])]


def _alone(words: str) -> Status | None:
    """Nothing but a status, whatever stands around it (Klar! Klart :) KLAR.)."""
    if "?" in words or "%" in words:
        return None
    return ALONE.get(re.sub(r"^[\W_]+|[\W_]+$", "", fold(_LABEL.sub("", words.strip(" *_>•-")[:80]))))


def _leading(lines: list[str]) -> tuple[Status | None, bool]:
    """What the first line begins with; greetings and the goal's number are passed over."""
    first = next((line.strip() for line in lines if line.strip() and not is_greeting(line)), "")
    first = _GREETING_START.sub("", first)
    if is_menu(first):
        return None, False
    first = _NUMBERED.sub("", first)
    alone = _alone(first)
    return (alone, False) if alone is not None else leading(_LABEL.sub("", first.strip(" *_>•-")))


def _only(found: set[Status]) -> Status | None:
    return found.pop() if len(found) == 1 else None
