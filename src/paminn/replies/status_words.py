"""Which statuses stand in one sentence: said, and neither denied, hedged, asked nor put in the future."""

from __future__ import annotations

import re

from paminn.replies.clean import fold, words
from paminn.replies.model import Status

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
    "forhoppningsvis preliminart"
)
_EXCEPT = words("utom forutom undantag undantaget bortsett")
_PAST = words("blev blivit vart var sedan fore")
_WHEN = words(
    "i till under vid fore innan efter senast nasta kring runt omkring om forst inom framat mot lagom tidigast"
)
_TIMES = re.compile(
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|var|varen"
    r"|host|hosten|sommar|sommaren"
    r"|vinter|vintern|jul|julen|nyar|paskr?|pasken|arsskiftet|vecka|veckan|veckor|manad|manaden|manader"
    r"|ar|aret|dagar|slutet|borjan"
    r"|mitten|kort|imorgon|morgon|nasta|ht|vt|ht\d*|vt\d*|q[1-4]|kvartal\w*|halvar\w*|tertial\w*|terminen"
    r"|hostterminen|varterminen"
    r"|v\d*|semestern|den|\d[\d./-]*)$"
)
_ADVERB = words("att som battre storre fler mer bast over")
_PARTLY = re.compile(
    r"\b(?:en|ett|tva|tre|fyra|fem|\d{1,2}) av (?:de |vara |alla )?(?:tva|tre|fyra|fem|sex|sju|\d{1,2}|dem)\b"
)


def stands(sentence: str) -> set[Status]:
    """The statuses of one sentence. A question has none."""
    if sentence.rstrip().endswith("?"):
        return set()
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
    return bool(_NOT & set(_before(tokens, at, 3)))


def _denied(tokens: list[str], at: int) -> bool:
    after = _after(tokens, at, 4 if tokens[at + 1 : at + 2] == ["ar"] else 2)
    return bool(_NOT & set(_before(tokens, at, 10))) or bool(_NOT & set(after))


def _hedged(tokens: list[str], at: int, status: Status) -> bool:
    before = _before(tokens, at, 8)
    if before[-1:] == ["om"] or ("som" in before[:2] and status is Status.DONE):
        return True
    if status is Status.ONGOING:
        return bool({"nar", "medan", "ifall"} & set(before))
    if status is Status.LATE:
        return bool(
            {"risk", "riskerar", "riskera", "kan", "kanske", "om", "ifall", "befarar", "var", "blev"} & set(before)
        )
    if {"kan", "vill"} & set(before) and {"meddela", "bekrafta", "rapportera", "meddelar"} & set(before):
        return bool((_HEDGES - {"kan", "vill"}) & set(before))
    return bool(_HEDGES & set(before))


def _is_done(tokens: list[str], at: int, sentence: str) -> bool:
    """Klar, wholly and now: not 80 %, not in March, not "klart bättre", not "två av tre är klara"."""
    previous, after = tokens[at - 1] if at else "", tokens[at + 1 : at + 4]
    if any("%" in word and word.replace(" ", "") != "100%" for word in tokens) or "procent" in tokens:
        return False
    if _EXCEPT & set(tokens) or _PARTLY.search(fold(sentence)):
        return False
    if (
        previous == "sa"
        or (after[:1] and after[0] in _ADVERB)
        or (tokens[at] == "klara" and previous in ("att", "kan"))
    ):
        return False
    if tokens[at] == "klara" and after[:1] == ["av"]:
        return False
    if _PAST & set(_before(tokens, at, 3)) or after[:1] == ["sedan"]:
        return True
    return not is_when(after)


def is_when(after: list[str]) -> bool:
    """A time follows: "i mars", "ht 2026", "till hösten", "nästa vecka"."""
    if not after:
        return False
    if after[0] in _WHEN:
        return any(_TIMES.match(word) for word in after[1:3])
    return bool(_TIMES.match(after[0])) and after[0] != "var"
