"""Which statuses stand in a sentence: said of something, and neither denied, hedged, asked nor put in the future."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never

from paminn.replies.lexicon import statuses
from paminn.replies.lexicon.comparing import fold, words
from paminn.replies.lexicon.denials import EXCEPT, NOT, NOTHING, ONLY
from paminn.replies.lexicon.hedges import HEDGES, OTHERS_SAY, WITHIN_A_SENTENCE, is_hedged, is_only_a_hedge
from paminn.replies.lexicon.times import ONLY_A_TIME, TIME
from paminn.replies.meaning.whole import is_somewhere, is_whole
from paminn.standing.answer import Status

GONE = "forr"  # stands for a day gone by when the mail was written

_LONGEST = 4_000  # characters of a sentence that are read
_REACH_BEFORE = 10  # words in front of a status word that may change what it says
_REACH_AFTER = 5  # words behind it
_TOKEN = re.compile(r"\d+ ?%|[^\W\d_][\w-]*|\d[\d./-]*|[,:()–—/]")
_BREAKS = frozenset({",", ":", "(", ")", "–", "—", "/", "men", "utan", "dock", "daremot", "medan"})

_DENIED = NOT | NOTHING
_LESS = HEDGES | WITHIN_A_SENTENCE
_OTHERS = OTHERS_SAY | {"sa"}  # which is also så
_TELLS = words("meddela bekrafta rapportera meddelar")
_MAY_TELL = words("kan vill")
_LETTER = words("svar besked mejl mail aterkoppling redovisning rapport")
_CONDITION = words("nar om ifall sa snart forst tills innan efter forutsatt")
_IN_THE_MEANTIME = words("nar medan ifall om")
_SUBJECTS = words("det den detta denna dessa de dom vi ni jag du man han hon nagon nagot nagra allt alla")
_VERBS_FIRST = words("ar blir blev pagar har skulle ska skall kan kommer vore far vill borjar star")
_JOINS = words("och men eller sa fast for")
_FROM_THEN_ON = re.compile(r"(?:fran|snart|nar|om|ifall|forst|efter|tidigast)$")
_AT_RISK = words("risk riskerar riskera kan kanske om ifall befarar var varit blev")
_PERHAPS_LATE = words("om ifall kanske nog troligen")
_PAST = words("blev blivit vart var sedan fore")
_SINCE = frozenset({"sedan", GONE})
_THEN = frozenset({"sedan", "sen", GONE})
_WHEN = words(
    "i till under vid fore innan efter senast nasta kring runt omkring om forst inom framat mot lagom tidigast pa"
)
_FOLLOWS = words("nu redan sedan sen i pa hos fran med och ar tack idag igar inom forra under") | {GONE}
_FOLLOWS_AFTER = {
    "for": words("var min vart mitt egen oss mig lange alla perioden"),
    "enligt": words("plan planen tidplan tidplanen planering beslut overenskommelse"),
}
_SO_MANY_OF_SO_MANY = re.compile(
    r"\b(?:en|ett|tva|tre|fyra|fem|\d{1,2}) av (?:de |vara |alla )?(?:tva|tre|fyra|fem|sex|sju|\d{1,2}|dem)\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A status, and whether it was said of all that was asked for or perhaps only of a part."""

    status: Status
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a status word stands in its sentence."""

    tokens: Sequence[str]
    index: int

    @property
    def word(self) -> str:
        return self.tokens[self.index]

    @property
    def before(self) -> list[str]:
        """The words of the same clause in front of it, the nearest first."""
        start = max(0, self.index - _REACH_BEFORE)
        return _clause(reversed(self.tokens[start : self.index]))

    @property
    def after(self) -> list[str]:
        """The words of the same clause behind it."""
        start = self.index + 1
        return _clause(self.tokens[start : start + _REACH_AFTER])


def stands(sentence: str, about: frozenset[str] = frozenset()) -> set[Said]:
    """The statuses of one sentence. A question has none. `about` are the stems of what was asked for (`whole`)."""
    if sentence.rstrip().endswith("?"):
        return set()
    folded = fold(sentence[:_LONGEST])
    tokens = _TOKEN.findall(folded)
    if _begins_with_verb(tokens):
        return set()
    in_part = _tells_of_a_part(folded, tokens)
    statuses_said: set[Said] = set()
    for index, word in enumerate(tokens):
        status = _status_of(word)
        if status is None or (status is Status.DONE and in_part):
            continue
        place = _Place(tokens, index)
        if _is_said(place, status):
            whole = _is_of_all(place, status, about)
            statuses_said.add(Said(status, whole))
    return statuses_said


def the_one_status(statuses_said: Iterable[Said]) -> Status | None:
    """The one status that is said of the whole, unless what is said of a part speaks against it."""
    of_all: set[Status] = set()
    of_parts: set[Status] = set()
    for said in statuses_said:
        if said.whole:
            of_all.add(said.status)
        else:
            of_parts.add(said.status)
    if len(of_all) != 1:
        return None
    status = of_all.pop()
    of_parts.discard(status)
    if of_parts and status in (Status.DONE, Status.NOT_STARTED):
        return None
    return status


def is_when(after: Sequence[str]) -> bool:
    """A time follows: "i mars", "ht 2026", "till hösten", "nästa vecka"."""
    if not after:
        return False
    first = after[0]
    if first in _WHEN:
        if first == "pa" and after[1:2] == ["var"]:  # på vår enhet; the spring is "i vår"
            return False
        return any(TIME.match(word) for word in after[1:3])
    if first in ("den", "ar"):  # den 3 mars, år 2026, but not "den ligger på intranätet", "är med i planen"
        return len(after) > 1 and after[1][0].isdecimal()
    return first != "var" and TIME.match(first) is not None


def so_many_of_so_many(folded: str) -> bool:
    """Två av tre."""
    return _SO_MANY_OF_SO_MANY.search(folded) is not None


def asks_or_supposes(folded: str) -> bool:
    """The verb comes first: "Pågår det något akut, ring växeln", "Blir vi försenade hör vi av oss"."""
    return _begins_with_verb(_TOKEN.findall(folded[:_LONGEST]))


def clauses(folded: str) -> list[list[str]]:
    """The clauses of a folded sentence, word by word."""
    taken_apart: list[list[str]] = [[]]
    for token in _TOKEN.findall(folded):
        if token in _BREAKS:
            taken_apart.append([])
        else:
            taken_apart[-1].append(token)
    return taken_apart


def _begins_with_verb(tokens: Sequence[str]) -> bool:
    if tokens[:1] and tokens[0] in _JOINS:
        tokens = tokens[1:]
    return len(tokens) > 1 and tokens[0] in _VERBS_FIRST and tokens[1] in _SUBJECTS


def _status_of(word: str) -> Status | None:
    if word in statuses.BEGUN:  # a status only where it is denied
        return Status.NOT_STARTED
    if word in statuses.DONE:
        return Status.DONE
    if word in statuses.ONGOING:
        return Status.ONGOING
    if word in statuses.LATE:
        return Status.LATE
    return None


def _clause(tokens: Iterable[str]) -> list[str]:
    """The tokens up to where the clause ends."""
    clause: list[str] = []
    for word in tokens:
        if word in _BREAKS:
            break
        clause.append(word)
    return clause


def _is_of_all(place: _Place, status: Status, about: frozenset[str]) -> bool:
    """Whether the status is said of all that was asked for."""
    before = place.before
    before.reverse()
    after = place.after
    if status is Status.ONGOING and before == ["det"]:  # det pågår en diskussion
        return is_whole(after, after, about)
    if status is Status.DONE and is_somewhere(after):
        return False
    return is_whole(before, after, about)


def _tells_of_a_part(folded: str, tokens: Sequence[str]) -> bool:
    """Whether a sentence says somewhere that not all is klar: 80 %, två av tre, utom en, till viss del."""
    if _is_a_share(tokens) or EXCEPT & set(tokens) or so_many_of_so_many(folded):
        return True
    return any(is_only_a_hedge(clause) for clause in clauses(folded))


def _is_said(place: _Place, status: Status) -> bool:
    if status is Status.NOT_STARTED:
        return _is_denied_start(place)
    if _is_denied(place) or _is_supposed(place):
        return False
    if status is Status.ONGOING:
        return not _is_ongoing_some_time(place)
    if status is Status.LATE:
        return not _is_late_perhaps(place)
    if status is Status.DONE:
        return not _is_done_perhaps(place) and _is_done_now(place)
    assert_never(status)


def _is_denied_start(place: _Place) -> bool:
    """Ej påbörjad, inte ännu påbörjat: the denial is the status."""
    clause = place.before
    near = set(clause[:3])
    if near & ONLY or {"om", "ifall", "var", "som"} & set(clause):
        return False
    denials = [word for word in clause if word in _DENIED]
    return len(denials) == 1 and bool(near & _DENIED)


def _is_denied(place: _Place) -> bool:
    return bool(_DENIED & set(place.before)) or bool(_DENIED & set(place.after))


def _is_supposed(place: _Place) -> bool:
    """Om rutinen är klar … · hör av dig om det är klart · den rutin som är klar …"""
    before = place.before
    if before[-1:] == ["om"] or "som" in before[:2]:
        return True
    return any(word in _SUBJECTS and earlier == "om" for word, earlier in pairwise(before))


def _is_ongoing_some_time(place: _Place) -> bool:
    """When, while or if something goes on; or from some day."""
    before = place.before
    if _IN_THE_MEANTIME & set(before) or _is_by_another_source(before):
        return True
    after = place.after
    return bool(after) and _FROM_THEN_ON.match(after[0]) is not None


def _is_by_another_source(before: Sequence[str]) -> bool:
    """Enligt 1.3 § pågår …; but not: enligt plan pågår arbetet. `before` has the nearest word first."""
    if "enligt" not in before:
        return False
    named = list(before[: before.index("enligt")])
    return not any(word in _FOLLOWS_AFTER["enligt"] for word in named)


def _is_late_perhaps(place: _Place) -> bool:
    """There is a risk of it, or it is the letter that is late: försenat svar."""
    after = place.after
    if _AT_RISK & set(place.before) or _PERHAPS_LATE & set(after):
        return True
    return bool(after) and after[0] in _LETTER


def _is_done_perhaps(place: _Place) -> bool:
    """Nearly, partly, some day, on a condition, or as somebody else says."""
    before = set(place.before)
    after = place.after
    if len(after) > 1 and after[1] in _FOLLOWS_AFTER.get(after[0], ()):
        after = after[3:]  # för vår del
    if _OTHERS & before or "enligt" in before:
        return True
    if is_hedged(after) or is_hedged(tuple(reversed(place.before))):  # i stora drag
        return not (_MAY_TELL & before and _TELLS & before)
    if (_LESS | _OTHERS | statuses.BEGUN) & set(after) or _CONDITION & set(after[:2]):
        return True
    less = _LESS & before
    if _MAY_TELL & before and _TELLS & before:  # kan meddela att rutinen är klar
        less -= _MAY_TELL
    return bool(less)


def _is_done_now(place: _Place) -> bool:
    """Klar now: not in March, not "klart bättre"."""
    before = place.before
    after = place.after
    if before[:1] in (["sa"], ["att"]) or after[:2] in (["ar", "att"], ["star", "att"]):  # Klart är att …
        return False
    if after and not _may_follow(after):
        return False
    if place.word == "klara" and not before:  # Klara is a name, too
        return False
    return _is_of_the_past(before, after) or not _is_of_a_time(before, after)


def _is_of_the_past(before: Sequence[str], after: Sequence[str]) -> bool:
    """Blev klart i mars. Klart sedan i mars."""
    if _PAST & set(before[:3]):
        return True
    return bool(after) and after[0] in _THEN


def _is_of_a_time(before: Sequence[str], after: Sequence[str]) -> bool:
    """Klart i mars. I mars är det klart."""
    if is_when(after):
        return True
    if _SINCE & set(before):
        return False
    return any(ONLY_A_TIME.match(word) for word in before)


def _is_a_share(tokens: Sequence[str]) -> bool:
    """80 %, 80 procent."""
    for word in tokens:
        if word == "procent":
            return True
        if "%" in word and word.replace(" ", "") != "100%":
            return True
    return False


def _may_follow(after: Sequence[str]) -> bool:
    """Words that leave "klar" as it is: what else follows turns it into an adverb, a plan or a part."""
    first = after[0]
    second = after[1] if len(after) > 1 else ""
    if first == "och" and second.startswith("tydli"):
        return False
    if first == "till":
        return second.replace(" ", "") == "100%"
    if first in _FOLLOWS_AFTER:
        return second in _FOLLOWS_AFTER[first]
    return first in _FOLLOWS
