"""The status an answer gives, if it gives exactly one. What is negated, hedged, asked or promised is none.

Whatever is not certain is None: a person reads it.
"""

from __future__ import annotations

import re
from datetime import date

from paminn.replies.lexicon.comparing import fold
from paminn.replies.lexicon.statuses import BEGINNINGS
from paminn.replies.meaning.goals import named
from paminn.replies.meaning.later import leaves_in_doubt, retracts, tells_of_more, turns
from paminn.replies.meaning.leading import Opening, leading
from paminn.replies.meaning.new_date import gone_days
from paminn.replies.meaning.status_words import Said, stands, the_one_status
from paminn.replies.words.form import FIELD, HEADING, filled, is_menu, machine_lines, without_machine_lines
from paminn.standing.answer import Status

_GREETING = re.compile(
    r"^(?:hej|hejsan|hallå|god (?:morgon|dag)|tja|hello|hi|dear)\b[^.!?:,\n]{0,40}[.!?,:]*\s*$", re.I
)
_GREETING_START = re.compile(
    r"^(?:hej(?:san)?|hallå|god (?:morgon|dag)|hi|hello)\b(?: [^\W\d_]{1,20}){0,3}\s?[.!,:]+\s+", re.I
)
_LABEL = re.compile(r"^(?:(?:vår |min |ny |aktuell )?status|svar(?: [\d.]{1,9})?|läge)(?: är)?\s?[:=–-]?\s+", re.I)
_SENTENCE = re.compile(r"(?:[^.!?;\n]|(?<=\d)\.(?=\d))+[.!?;]*")
_LONG = 4_000  # characters of a line that are read
_UNTRUE = re.compile(r"\bstämmer (?:dock |ju |tyvärr )?(?:inte|ej)\b|\b(?:inte|ej) stämmer\b", re.I)
_NUMBERED = re.compile(
    r"^\W{0,4}(?:delmål |mål |punkt )?\d{1,2}\.\d{1,2}\b(?!\s?(?:%|procent|miljon))[\s:.)=*_–-]{0,6}", re.I
)
_NOTHING: frozenset[str] = frozenset()


def read_status(text: str, written: date | None = None, about: frozenset[str] = _NOTHING) -> Status | None:
    """The one status in an owner's own words of the day `written`, on goals whose words have the stems `about`.

    What a link put there or the form holds counts before free words, unless those say something else.
    """
    text = gone_days("\n".join(line[:_LONG] for line in text.split("\n")[:2_000]), written)
    codes = {status for _, status in machine_lines(text)}
    if codes:
        status = _only(codes)
        return None if status and contradicts(without_machine_lines(text), status, written, about) else status
    if len(named(text)) > 1:
        return None
    lines = [line for line in text.split("\n") if not line.lstrip().startswith(">")]
    fields = [value for _, value in filled(lines, "status")]
    if fields:
        return _of_fields(fields, _opening(_ungreeted(_above_form(lines))).status, about)
    numbered = {_of_words([line], about) for line in lines if _NUMBERED.match(line)} - {None}
    if len(numbered) > 1:
        return None
    found = _of_words(lines, about)
    return found if not numbered or numbered == {found} else None


def contradicts(words: str, status: Status, written: date | None = None, about: frozenset[str] = _NOTHING) -> bool:
    """Whether an owner's own words leave the status that a link gave in doubt."""
    said = read_status(words, written, about)
    if said is not None:
        return said is not status
    sentences = _sentences(words.split("\n")) if status is Status.DONE else []
    return any(retracts(one) or leaves_in_doubt(status, one, about) for one in sentences)


def status_of(words: str, written: date | None = None, about: frozenset[str] = _NOTHING) -> Status | None:
    """The status of a few words: a form field, the rest of "1.2 pågår"."""
    words = gone_days(words[:2_000], written)
    return None if is_menu(words) or "?" in words else _of_words([words], about)


def is_greeting(line: str) -> bool:
    """Hej! and nothing more."""
    return bool(_GREETING.match(line.strip()))


def _of_fields(fields: list[str], above: Status | None, about: frozenset[str]) -> Status | None:
    """What the form says, if it says one thing, and nothing else than the words on top of it begin with."""
    given = {status_of(value, about=about) for value in fields} | ({above} if above else set())
    return given.pop() if len(given) == 1 else None


def _above_form(lines: list[str]) -> list[str]:
    """What stands above the form, or nothing."""
    first = next(at for at, line in enumerate(lines) if FIELD.match(line) or HEADING.match(line))
    return lines[:first]


def _of_words(lines: list[str], about: frozenset[str]) -> Status | None:
    """The status the words begin with, else the only one in them; none where the rest leaves it in doubt."""
    if any(_UNTRUE.search(line) for line in lines):
        return None
    lines = _ungreeted(lines)
    sentences = _sentences(lines)
    opening = _opening(lines)
    found = opening.status
    if opening.taken_back:
        return None
    if found is None:
        return _anywhere([(sentence, stands(sentence, about)) for sentence in sentences], about)
    doubted = any(retracts(one) or leaves_in_doubt(found, one, about) for one in sentences[1:])
    return None if doubted else found


def _anywhere(said: list[tuple[str, set[Said]]], about: frozenset[str]) -> Status | None:
    """The one status in these sentences. Unless an answer begins with "klar", what is to come speaks against it."""
    found = the_one_status(one for _, each in said for one in each)
    if found is None:
        return None
    done = found is Status.DONE
    last = max(at for at, (_, each) in enumerate(said) if each)
    for at, (sentence, each) in enumerate(said):
        if each and done and turns(sentence):
            return None
        beside = leaves_in_doubt(found, sentence, about) or (done and tells_of_more(sentence))
        if not each and (beside or (at > last and retracts(sentence))):
            return None
    return found


def _ungreeted(lines: list[str]) -> list[str]:
    """The lines from the first that is more than a greeting, without the greeting and the number it begins with."""
    at = next((at for at, line in enumerate(lines) if line.strip() and not is_greeting(line)), len(lines))
    first = [_NUMBERED.sub("", _GREETING_START.sub("", line.strip())) for line in lines[at : at + 1]]
    return [*first, *lines[at + 1 :]]


def _opening(lines: list[str]) -> Opening:
    """How the first line begins."""
    if not lines or is_menu(lines[0]):
        return Opening()
    words = _LABEL.sub("", lines[0].strip(" *_>•-"))
    alone = _alone(words)
    return leading(words) if alone is None else Opening(alone)


def _sentences(lines: list[str]) -> list[str]:
    return [match[0] for line in lines if not is_menu(line) for match in _SENTENCE.finditer(line[:_LONG])]


def _alone(words: str) -> Status | None:
    """Nothing but a status, whatever stands around it (Klar! Klart :) KLAR.)."""
    if "?" in words or "%" in words:
        return None
    return BEGINNINGS.get(re.sub(r"^[\W_]+|[\W_]+$", "", fold(words[:80])))


def _only(found: set[Status]) -> Status | None:
    return found.pop() if len(found) == 1 else None
