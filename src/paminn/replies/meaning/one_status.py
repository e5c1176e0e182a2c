"""The status an answer gives, if it gives exactly one. What is negated, hedged, asked or promised is none.

Whatever is not certain is None: a person reads it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from paminn.replies.lexicon.comparing import fold
from paminn.replies.lexicon.denials import NO, NOT, NOTHING
from paminn.replies.lexicon.statuses import BEGINNINGS
from paminn.replies.meaning.goals import named
from paminn.replies.meaning.later import jokes, leaves_in_doubt, retracts, tells_of_more, turns
from paminn.replies.meaning.leading import Opening, leading
from paminn.replies.meaning.new_date import gone_days
from paminn.replies.meaning.status_words import Said, stands, the_one_status
from paminn.replies.words.form import filled, is_menu, is_of_form, machine_lines, without_machine_lines
from paminn.replies.words.goal_numbers import LEVEL
from paminn.standing.answer import Status

_GREETING = re.compile(
    r"^(?:hej|hejsan|hallå|god (?:morgon|dag)|tja|hello|hi|dear)\b[^.!?:,\n]{0,40}[.!?,:]*\s*$", re.I
)
_GREETING_START = re.compile(
    r"^(?:hej(?:san)?|hallå|god (?:morgon|dag)|hi|hello)\b(?: [^\W\d_]{1,20}){0,3}\s?[.!,:]+\s+", re.I
)
_LABEL = re.compile(
    r"^(?:(?:vår |min |ny |aktuell )?status|svar(?: [A-Z]{0,2}[\d.]{1,9})?|läge)(?: är)?\s?[:=–-]?\s+", re.I
)
_SENTENCE = re.compile(r"(?:[^.!?;\n]|(?<=\d)\.(?=\d))+[.!?;]*")
_UNTRUE = re.compile(r"\bstämmer (?:dock |ju |tyvärr )?(?:inte|ej)\b|\b(?:inte|ej) stämmer\b", re.I)
_NUMBERED = re.compile(
    rf"^\W{{0,4}}(?:{LEVEL} )?(?:[A-Z]{{1,2}}\d{{1,2}}(?:\.\d{{1,2}})?|\d{{1,2}}\.\d{{1,2}}(?:\.\d{{1,2}})?)\b"
    r"(?!\s?(?:%|procent|miljon))[\s:.)=*_–-]{0,6}",
    re.I,
)
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_LONGEST_LINE = 4_000  # characters that are read
_LONGEST_VALUE = 2_000
_LONGEST_ALONE = 80
_MOST_LINES = 2_000
_NOTHING: frozenset[str] = frozenset()


def read_status(text: str, written: date | None = None, about: frozenset[str] = _NOTHING) -> Status | None:
    """The one status in an owner's own words of the day `written`, on goals whose words have the stems `about`.

    What a link put there or the form holds counts before free words, unless those say something else.
    """
    text = gone_days(_bounded(text), written)
    linked = {status for _, status in machine_lines(text)}
    if linked:
        own = without_machine_lines(text)
        return _of_links(linked, own, written, about)
    if len(named(text)) > 1:
        return None
    lines = [line for line in text.split("\n") if not line.lstrip().startswith(">")]
    fields = [value for _, value in filled(lines, "status")]
    if fields:
        above = _above_form(lines)
        status = _of_fields(fields, above, about)
        if _begins_with_another(_ungreeted(above), status):  # Klar enligt nedan. Status: Pågår
            return None
        return None if status is not None and _is_denied_beside(status, lines) else status
    status = _of_words(lines, about)
    numbered = _of_numbered_lines(lines, about)
    if numbered and numbered != {status}:
        return None
    return status


def contradicts(words: str, status: Status, written: date | None = None, about: frozenset[str] = _NOTHING) -> bool:
    """Whether an owner's own words leave the status that a link gave in doubt."""
    said = read_status(words, written, about)
    if said is not None:
        return said is not status
    if status is not Status.DONE:
        return False
    return _is_doubted(status, _sentences(words.split("\n")), about)


def status_of(words: str, written: date | None = None, about: frozenset[str] = _NOTHING) -> Status | None:
    """The status of a few words: a form field, the rest of "1.2 pågår"."""
    words = gone_days(words[:_LONGEST_VALUE], written)
    if is_menu(words) or "?" in words:
        return None
    return _of_words([words], about)


def is_greeting(line: str) -> bool:
    """Hej! and nothing more."""
    return bool(_GREETING.match(line.strip()))


def _bounded(text: str) -> str:
    """No more of it than anybody writes."""
    lines = text.split("\n")[:_MOST_LINES]
    return "\n".join(line[:_LONGEST_LINE] for line in lines)


def _of_links(linked: set[Status], own: str, written: date | None, about: frozenset[str]) -> Status | None:
    """What the links say, if they say one thing, and the owner's own words leave that as it is."""
    status = _only(linked)
    if status is None or contradicts(own, status, written, about):
        return None
    return status


def _of_fields(fields: list[str], above: list[str], about: frozenset[str]) -> Status | None:
    """What the form says, if it says one thing, and nothing else than the words on top of it begin with."""
    given: set[Status | None] = {status_of(value, about=about) for value in fields}
    begun = _opening(_ungreeted(above)).status
    if begun is not None:
        given.add(begun)
    return _only(given)


def _is_denied_beside(status: Status, lines: list[str]) -> bool:
    """Whether the form's other fields say another status, or that something is left.

    "Status: Klar", "Gjort i år: inget, ej påbörjat".
    """
    others = {Said(other) for other in Status if other is not status}
    if status is not Status.DONE:
        others = {Said(Status.DONE)}
    if status is Status.DONE and any(_tells_what_remains(value) for _, value in filled(lines, "återstår")):
        return True
    for label in ("gjort i år", "återstår"):
        for _, value in filled(lines, label):
            if any(stands(sentence) & others for sentence in _sentences([value])):
                return True
    return False


def _tells_what_remains(value: str) -> bool:
    """More than "inget" and "nej": then what is klar is not all of it."""
    words = {word.strip(".,!") for word in fold(value[:_LONGEST_VALUE]).split()}
    return not words & (NOTHING | NO | NOT) and status_of(value) is not Status.DONE


def _above_form(lines: list[str]) -> list[str]:
    """What stands above the form, or nothing."""
    above: list[str] = []
    for line in lines:
        if is_of_form(line):
            break
        above.append(line)
    return above


def _of_numbered_lines(lines: list[str], about: frozenset[str]) -> set[Status]:
    """The statuses of the lines that begin with a goal's number, each by itself."""
    statuses: set[Status] = set()
    for line in lines:
        if _NUMBERED.match(line):
            status = _of_words([line], about)
            if status is not None:
                statuses.add(status)
    return statuses


def _of_words(lines: list[str], about: frozenset[str]) -> Status | None:
    """The status the words begin with, else the only one in them; none where the rest leaves it in doubt."""
    if any(_UNTRUE.search(line) or jokes(line) for line in lines):
        return None
    lines = _ungreeted(lines)
    opening = _opening(lines)
    if opening.taken_back:
        return None
    sentences = _sentences(lines)
    if opening.status is None:
        status = _anywhere(sentences, about)
        return None if _begins_with_another(lines, status) else status
    if _is_doubted(opening.status, sentences[1:], about):
        return None
    return opening.status


def _begins_with_another(lines: list[str], status: Status | None) -> bool:
    """Klar för vuxen, pågår för barn."""
    word = fold(lines[0][:_LONGEST_ALONE]).partition(" ")[0].strip(".,:;!") if lines else ""
    return status is not None and BEGINNINGS.get(word, status) is not status


def _anywhere(sentences: list[str], about: frozenset[str]) -> Status | None:
    """The one status in these sentences. Unless an answer begins with "klar", what is to come speaks against it."""
    said_in = [stands(sentence, about) for sentence in sentences]
    status = the_one_status(said for statuses in said_in for said in statuses)
    if status is None:
        return None
    behind_all = True  # behind the last sentence that says a status, it may be taken back
    for sentence, statuses in zip(reversed(sentences), reversed(said_in), strict=True):
        if statuses:
            behind_all = False
            doubted = status is Status.DONE and turns(sentence)
        else:
            doubted = _speaks_against(sentence, status, about) or (behind_all and retracts(sentence))
        if doubted:
            return None
    return status


def _speaks_against(sentence: str, status: Status, about: frozenset[str]) -> bool:
    """Whether a sentence that says no status leaves the one that another says in doubt."""
    if leaves_in_doubt(status, sentence, about):
        return True
    return status is Status.DONE and tells_of_more(sentence)


def _is_doubted(status: Status, sentences: list[str], about: frozenset[str]) -> bool:
    for sentence in sentences:
        if retracts(sentence) or leaves_in_doubt(status, sentence, about):
            return True
    return False


def _ungreeted(lines: list[str]) -> list[str]:
    """The lines from the first that is more than a greeting, without the greeting and the number it begins with."""
    for index, line in enumerate(lines):
        if line.strip() and not is_greeting(line):
            words = _GREETING_START.sub("", line.strip())
            return [_NUMBERED.sub("", words), *lines[index + 1 :]]
    return []


def _opening(lines: list[str]) -> Opening:
    """How the first line begins."""
    if not lines or is_menu(lines[0]):
        return Opening()
    words = _LABEL.sub("", lines[0].strip(" *_>•-"))
    alone = _alone(words)
    return leading(words) if alone is None else Opening(alone)


def _alone(words: str) -> Status | None:
    """Nothing but a status, whatever stands around it (Klar! Klart :) KLAR.)."""
    if "?" in words or "%" in words:
        return None
    bare = _AROUND.sub("", fold(words[:_LONGEST_ALONE]))
    return BEGINNINGS.get(bare)


def _sentences(lines: list[str]) -> list[str]:
    sentences: list[str] = []
    for line in lines:
        if not is_menu(line):
            sentences += _SENTENCE.findall(line[:_LONGEST_LINE])
    return sentences


def _only(statuses: Collection[Status | None]) -> Status | None:
    """The status, where there is no other."""
    if len(statuses) != 1:
        return None
    (status,) = statuses
    return status
