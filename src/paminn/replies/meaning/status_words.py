"""Which statuses stand in one sentence: said, and neither denied, hedged, asked nor put in the future."""

from __future__ import annotations

import re
from functools import lru_cache

from paminn.replies.clean import fold, words
from paminn.replies.model import Status

GONE = "forr"  # stands for a day gone by when the mail was written

_TOKEN = re.compile(r"\d+ ?%|[^\W\d_][\w-]*|\d[\d./-]*|[,:()–—]")
_WORDS = {
    **dict.fromkeys(("klar", "klart", "klara"), Status.DONE),
    "pagar": Status.ONGOING,
    **dict.fromkeys(("forsenad", "forsenat", "forsenade"), Status.LATE),
}
_BEGUN = words("paborjad paborjat paborjats paborjade startad startat startats")
_NOT = words("inte ej icke aldrig knappast varken inget ingen inga inte/ej ingalunda not")
_BREAKS = frozenset({",", ":", "(", ")", "–", "—", "men", "utan", "dock", "daremot", "medan"})
_HEDGES = words(
    "nastan snart delvis halvt halvvags knappt nast mestadels stort gott princip huvudsak blir bli ska "
    "skall skulle kommer "
    "beraknas beraknar berakna raknar hoppas hoppades planeras planerar planerat planen vantas forvantas "
    "forvantar bor borde maste "
    "kunna kan fort nar tills innan forran mal malet siktar tror osaker oklart vill behover aterstar vissa "
    "nagra halften delar del flera "
    "manga ifall satsar avser tanken risk riskerar riskera kanske troligen sannolikt mojligen "
    "forhoppningsvis preliminart langt langtifran ifran annat narmar vag mesta merparten majoriteten resten halfta "
    "nastintill nara typ ungefar eventuellt nog"
)
_SAID = words(
    "sa sade sager pastar pastod menar uppger trodde tycker anser lovar lovade"
)  # others say so; sa is also så
_PART = re.compile(
    r"\w*(?:utkast|forstudie|version|halft|skiss|forslag|underlag|pilot|inventering|kartlaggning|planering|upphandling"
    r"|koncept|manus|mall|etapp|enkat|remiss|inbjud|hemsid)\w{0,5}$|(?:fas(?:en|erna)?|steg(?:et|en)?|forsta|andra|ena)$"
)
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
_ADVERB = words("att som battre storre fler mer bast over")
_PARTLY = re.compile(
    r"\b(?:en|ett|tva|tre|fyra|fem|\d{1,2}) av (?:de |vara |alla )?(?:tva|tre|fyra|fem|sex|sju|\d{1,2}|dem)\b"
)


def stands(sentence: str) -> set[Status]:
    """The statuses of one sentence. A question has none."""
    if sentence.rstrip().endswith("?"):
        return set()
    sentence = sentence[:4_000]
    tokens = _TOKEN.findall(fold(sentence))
    found: set[Status] = set()
    for at, word in enumerate(tokens):
        if word in _BEGUN:
            if _denied_start(tokens, at):
                found.add(Status.NOT_STARTED)
        elif word in _WORDS and _is_said(tokens, at, _WORDS[word], sentence):
            found.add(_WORDS[word])
    return found


def _is_said(tokens: list[str], at: int, status: Status, sentence: str) -> bool:
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
        ) or bool({"om", "ifall", "kanske", "nog", "troligen"} & set(after))
    if _SAID & set(before) or (_HEDGES | _SAID) & set(after) or _CONDITION & set(after[:2]):
        return True
    if {"kan", "vill"} & set(before) and {"meddela", "bekrafta", "rapportera", "meddelar"} & set(before):
        return bool((_HEDGES - {"kan", "vill"}) & set(before))
    return bool(_HEDGES & set(before))


@lru_cache(maxsize=64)
def _partly(sentence: str) -> bool:
    return bool(_PARTLY.search(fold(sentence)))


def _is_done(tokens: list[str], at: int, sentence: str) -> bool:
    """Klar, wholly and now: not 80 %, not in March, not "klart bättre", not "två av tre är klara"."""
    previous, after = tokens[at - 1] if at else "", tokens[at + 1 : at + 4]
    if any("%" in word and word.replace(" ", "") != "100%" for word in tokens) or "procent" in tokens:
        return False
    if _EXCEPT & set(tokens) or _partly(sentence):
        return False
    if (
        previous == "sa"
        or (after[:1] and after[0] in _ADVERB)
        or (tokens[at] == "klara" and previous in ("att", "kan"))
    ):
        return False
    if tokens[at] == "klara" and after[:1] == ["av"]:
        return False
    before = _before(tokens, at, 10)
    if any(_PART.match(word) for word in [*before, *_after(tokens, at, 4)]):
        return False
    if _PAST & set(before[:3]) or after[:1] in (["sedan"], [GONE]):
        return True
    if any(_CALENDAR.match(word) for word in before) and not {"sedan", GONE} & set(before):
        return False
    return not is_when(after)


def is_when(after: list[str]) -> bool:
    """A time follows: "i mars", "ht 2026", "till hösten", "nästa vecka"."""
    if not after:
        return False
    if after[0] in _WHEN:
        return any(_TIMES.match(word) for word in after[1:3])
    return bool(_TIMES.match(after[0])) and after[0] != "var"
