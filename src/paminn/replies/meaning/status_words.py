"""Which statuses stand in a sentence: said of something, and neither denied, hedged, asked nor put in the future."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from paminn.replies.mail.clean import fold, words
from paminn.replies.meaning.whole import is_whole
from paminn.standing.answer import Status

GONE = "forr"  # stands for a day gone by when the mail was written

_TOKEN = re.compile(r"\d+ ?%|[^\W\d_][\w-]*|\d[\d./-]*|[,:()–—/]")
_WORDS = {
    **dict.fromkeys(("klar", "klart", "klara"), Status.DONE),
    "pagar": Status.ONGOING,
    **dict.fromkeys(("forsenad", "forsenat", "forsenade"), Status.LATE),
}
_BEGUN = words("paborjad paborjat paborjats paborjade startad startat startats borjat borjats igang")
_NOT = words("inte ej icke aldrig knappast varken inget ingen inga ingalunda not")
_BREAKS = frozenset({",", ":", "(", ")", "–", "—", "/", "men", "utan", "dock", "daremot", "medan"})
_HEDGES = words(
    "nastan snart delvis halvt halvvags knappt nast mestadels stort gott princip huvudsak blir bli ska skall skulle "
    "kommer beraknas beraknar berakna raknar hoppas hoppades planeras planerar planerat planen vantas forvantas "
    "forvantar bor borde maste kunna kan fort nar tills innan forran mal malet siktar tror osaker oklart vill behover "
    "aterstar vissa nagra halften delar del flera manga ifall satsar avser tanken risk riskerar riskera kanske "
    "troligen sannolikt mojligen forhoppningsvis preliminart langt langtifran ifran annat narmar vag mesta merparten "
    "majoriteten resten halfta nastintill nara typ ungefar eventuellt nog teorin papperet pappret utkast forsta tur "
    "antar gissar formodar antagligen formodligen vad"
)
_SAID = words(
    "sa sade sager star stod pastar pastod menar uppger trodde tycker anser lovar lovade"
)  # others say so; sa is also så
_LETTER = words("svar besked mejl mail aterkoppling redovisning rapport")  # försenat svar
_CONDITION = words("nar om ifall sa snart forst tills innan efter forutsatt")
_LATER = re.compile(r"(?:fran|snart|nar|om|ifall|forst|efter|tidigast)$")
_EXCEPT = words("utom forutom undantag undantaget bortsett")
_PAST = words("blev blivit vart var sedan fore")
_WHEN = words(
    "i till under vid fore innan efter senast nasta kring runt omkring om forst inom framat mot lagom tidigast pa"
)
_TIMES = re.compile(
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|var|varen"
    r"|host|hosten|sommar|sommaren"
    r"|vinter|vintern|jul|julen|nyar|paskr?|pasken|arsskiftet|vecka|veckan|veckor|manad|manaden|manader"
    r"|ar|aret|dagar|slutet|borjan"
    r"|mitten|kort|imorgon|morgon|nasta|ht|vt|ht\d*|vt\d*|q[1-4]|kvartal\w*|halvar\w*|tertial\w*|terminen"
    r"|hostterminen|varterminen"
    r"|(?:man|tis|ons|tors|fre|lor|son)dag\w*|helgen|ikvall|kvall|eftermiddag"
    r"|v\d*|semestern|den|\d[\d./-]*)$"
)
_CALENDAR = re.compile(
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|(?:man|tis|ons|tors|fre|lor"
    r"|son)dag\w*|host\w*|sommar\w*|varen|vinter\w*|jul|arsskiftet|morgon|imorgon|helgen|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2})$"
)
_FOLLOWS = words("nu redan sedan sen i pa hos fran med och ar tack idag igar inom forra under") | {GONE}
_AFTER = {
    "for": words("var min vart mitt egen oss mig lange alla perioden"),
    "enligt": words("plan planen tidplan tidplanen planering beslut overenskommelse"),
}
_PARTLY = re.compile(
    r"\b(?:en|ett|tva|tre|fyra|fem|\d{1,2}) av (?:de |vara |alla )?(?:tva|tre|fyra|fem|sex|sju|\d{1,2}|dem)\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A status, and whether it was said of all that was asked for or perhaps only of a part."""

    status: Status
    whole: bool = True


def stands(sentence: str, about: frozenset[str] = frozenset()) -> set[Said]:
    """The statuses of one sentence. A question has none. `about` are the stems of what was asked for (`whole`)."""
    if sentence.rstrip().endswith("?"):
        return set()
    sentence = sentence[:4_000]
    tokens = _TOKEN.findall(fold(sentence))
    found: set[Said] = set()
    for at, word in enumerate(tokens):
        status = Status.NOT_STARTED if word in _BEGUN else _WORDS.get(word)
        if status is not None and _is_said(tokens, at, status, sentence):
            before, after = _before(tokens, at, 10)[::-1], _after(tokens, at, 6)
            behind = status is Status.ONGOING and before == ["det"]  # det pågår en diskussion
            found.add(Said(status, is_whole(after if behind else before, after, about)))
    return found


def one_of(found: Iterable[Said]) -> Status | None:
    """The one status that is said of the whole, unless what is said of a part speaks against it."""
    said = set(found)
    whole = {one.status for one in said if one.whole}
    parts = {one.status for one in said if not one.whole}
    if len(whole) != 1:
        return None
    status = whole.pop()
    return None if status in (Status.DONE, Status.NOT_STARTED) and parts - {status} else status


def _is_said(tokens: list[str], at: int, status: Status, sentence: str) -> bool:
    if status is Status.NOT_STARTED:
        return _denied_start(tokens, at)
    if _denied(tokens, at) or _hedged(tokens, at, status):
        return False
    return status is not Status.DONE or _is_done(tokens, at, sentence)


def _before(tokens: list[str], at: int, reach: int) -> list[str]:
    """The words of the same clause that stand before."""
    clause: list[str] = []
    for word in reversed(tokens[max(0, at - reach) : at]):
        if word in _BREAKS:
            break
        clause.append(word)
    return clause


def _after(tokens: list[str], at: int, reach: int) -> list[str]:
    clause: list[str] = []
    for word in tokens[at + 1 : at + 1 + reach]:
        if word in _BREAKS:
            break
        clause.append(word)
    return clause


def _denied_start(tokens: list[str], at: int) -> bool:
    """Ej påbörjad, inte ännu påbörjat: the denial is the status."""
    near, clause = _before(tokens, at, 3), _before(tokens, at, 10)
    if {"bara", "enbart", "endast"} & set(near) or {"om", "ifall", "var", "som"} & set(clause):
        return False
    return sum(word in _NOT for word in clause) == 1 and bool(_NOT & set(near))


def _denied(tokens: list[str], at: int) -> bool:
    return bool(_NOT & set(_before(tokens, at, 10))) or bool(_NOT & set(_after(tokens, at, 4)))


def _hedged(tokens: list[str], at: int, status: Status) -> bool:
    before, after = _before(tokens, at, 8), _after(tokens, at, 5)
    if before[-1:] == ["om"] or "som" in before[:2]:
        return True
    if status is Status.ONGOING:
        return bool({"nar", "medan", "ifall", "om"} & set(before)) or any(map(_LATER.match, after[:1]))
    if status is Status.LATE:
        return bool(
            {"risk", "riskerar", "riskera", "kan", "kanske", "om", "ifall", "befarar", "var", "varit", "blev"}
            & set(before)
        ) or bool({"om", "ifall", "kanske", "nog", "troligen"} & set(after) or _LETTER & set(after[:1]))
    if after[1:2] and after[1] in _AFTER.get(after[0], ()):
        after = after[3:]  # för vår del
    if _SAID & set(before) or "enligt" in before or (_HEDGES | _SAID) & set(after) or _CONDITION & set(after[:2]):
        return True
    if {"kan", "vill"} & set(before) and {"meddela", "bekrafta", "rapportera", "meddelar"} & set(before):
        return bool((_HEDGES - {"kan", "vill"}) & set(before))
    return bool(_HEDGES & set(before))


@lru_cache(maxsize=64)
def _partly(sentence: str) -> bool:
    return bool(_PARTLY.search(fold(sentence)))


def _is_done(tokens: list[str], at: int, sentence: str) -> bool:
    """Klar now: not 80 %, not in March, not "klart bättre", not "två av tre är klara"."""
    if any("%" in word and word.replace(" ", "") != "100%" for word in tokens) or "procent" in tokens:
        return False
    before, after = _before(tokens, at, 10), _after(tokens, at, 4)
    if _EXCEPT & set(tokens) or _partly(sentence) or before[:1] in (["sa"], ["att"]):
        return False
    if (after and not _may_follow(after)) or (tokens[at] == "klara" and not before):  # Klara is a name, too
        return False
    if _PAST & set(before[:3]) or after[:1] in (["sedan"], ["sen"], [GONE]):
        return True
    return not is_when(after) and (
        not any(_CALENDAR.match(word) for word in before) or bool({"sedan", GONE} & set(before))
    )


def _may_follow(after: list[str]) -> bool:
    """Words that leave "klar" as it is: what else follows turns it into an adverb, a plan or a part."""
    first, second = after[0], after[1] if len(after) > 1 else ""
    if (first, second[:5]) == ("och", "tydli"):
        return False
    if first == "till":
        return second.replace(" ", "") == "100%"
    return second in _AFTER[first] if first in _AFTER else first in _FOLLOWS


def is_when(after: list[str]) -> bool:
    """A time follows: "i mars", "ht 2026", "till hösten", "nästa vecka"."""
    if not after:
        return False
    if after[0] in _WHEN:
        ours = after[0] == "pa" and after[1:2] == ["var"]  # på vår enhet; the spring is "i vår"
        return not ours and any(_TIMES.match(word) for word in after[1:3])
    if after[0] in ("den", "ar"):  # den 3 mars, år 2026, but not "den ligger på intranätet", "är med i planen"
        return after[1:2] != [] and after[1][0].isdecimal()
    return bool(_TIMES.match(after[0])) and after[0] != "var"
