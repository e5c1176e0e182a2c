"""The status word an answer begins with: it decides, whatever is said further on, unless it is taken back at once."""

from __future__ import annotations

import re

from paminn.replies.mail.clean import fold, words
from paminn.replies.meaning.status_words import is_when
from paminn.standing.answer import Status

ALONE = {
    **dict.fromkeys(("klar", "klart", "klara", "fardig", "fardigt", "slutford", "slutfort"), Status.DONE),
    **dict.fromkeys(("avslutad", "avslutat", "genomford", "genomfort", "done", "completed"), Status.DONE),
    **dict.fromkeys(
        ("pagar", "pagaende", "pagaende arbete", "ongoing", "in progress", "arbetet pagar", "det pagar"), Status.ONGOING
    ),
    **dict.fromkeys(("forsenad", "forsenat", "forsenade", "delayed", "late"), Status.LATE),
    **dict.fromkeys(
        ("ej paborjad", "ej paborjat", "inte paborjad", "inte paborjat", "not started"), Status.NOT_STARTED
    ),
    **dict.fromkeys(
        ("ej paborjade", "ej-paborjad", "inte paborjade", "ej startad", "ej startat", "ej igang", "inte igang"),
        Status.NOT_STARTED,
    ),
    **dict.fromkeys(("det ar klart", "den ar klar", "allt ar klart", "ar klart", "ar klar", "helt klart"), Status.DONE),
}
_LEADING = re.compile(
    rf"({'|'.join(sorted(ALONE, key=len, reverse=True))})\s*"
    r"([.,:;!]+(?=\s|$)|-{1,2}(?=\s)|[–—(/]|$|(?=\b(?:men|fast|dock)\b))"
)
_TOKEN = re.compile(r"\d+ ?%|[^\W\d_][\w-]*|\d[\d./-]*")
_STATUS_WORD = re.compile(r"\b(?:klart?|klara|fardigt?|pagar|forsenad|forsenat|forsenade|paborjad|paborjat)\b")
_BACK = words("nej nja inte ej icke knappast eller utom forutom fast bortsett undantaget")
_HEDGE = words(
    "nastan snart delvis halvt halvvags knappt nast mestadels stort princip huvudsak tror troligen troligtvis "
    "sannolikt antar gissar formodar antagligen formodligen kanske hoppas forhoppningsvis preliminart typ ungefar "
    "blir borde eventuellt nagorlunda hyfsat langt nog"
)
_ONCE = words("nar om ifall sa forst efter forutsatt tidigast inom")  # Klar, när nämnden har beslutat
_TURN = re.compile(r"\b(?:men|dock|fast|forutom|utom)\b")


def leading(line: str) -> tuple[Status | None, bool]:
    """(the status `line` begins with, whether it is taken back at once). `line` has neither number nor greeting."""
    text = fold(line[:600])
    match = _LEADING.match(text)
    if not match:
        return None, False
    status, rest = ALONE[match[1]], text[match.end() :].strip(" .…-–—")
    if not rest:
        return status, False
    if "helt klart" in match[1] and "." not in match[2] and "!" not in match[2]:
        return None, True  # helt klart, vi behöver …
    clause = re.split(r"[.!?;,:)]", rest, maxsplit=1)[0]
    whole = re.split(r"[.!;]", rest, maxsplit=1)[0]
    ended = match[2][:1] in (".", "!", ";")
    taken_back = _taken_back(status, clause.strip(), whole, ended)
    return (None if taken_back else status), taken_back


def _taken_back(status: Status, clause: str, sentence: str, ended: bool) -> bool:
    """Klar, nästan. Klar, i mars. Pågår, inte. Klar, pågår. Never: Pågår, nästan klar."""
    other = ALONE.get(clause)
    if other not in (None, status) and (status, other) != (Status.LATE, Status.ONGOING):
        return True
    tokens = _TOKEN.findall(clause)
    first = set(tokens[:2])
    named = bool(_STATUS_WORD.search(clause))  # what is denied or hedged is another status
    if status is not Status.DONE:
        return tokens[:1] == ["nej"] or (bool(first & (_BACK | _HEDGE)) and not named)
    if any(word.endswith(("%", "procent")) for word in tokens[:4]):
        return True
    if first & _HEDGE or (first & _BACK and not re.match(r"(?:men )?(?:inte|ej) (?:langre )?forsena", clause)):
        return True
    if ended:
        return len(tokens) <= 4 and is_when(tokens[:3])  # Klar. I mars.
    turn = _TURN.search(sentence)
    return (
        is_when(tokens[:3]) or bool(set(tokens[:1]) & _ONCE) or (turn is not None and _turns(sentence[turn.start() :]))
    )


def _turns(sentence: str) -> bool:
    """Klar, men …: what follows leaves something out, denies, hedges or names another status."""
    tokens = set(_TOKEN.findall(sentence))
    return bool(
        tokens & (_BACK | _HEDGE | {"aterstar", "kvar", "saknas", "behover", "maste", "andrats"})
        or _STATUS_WORD.search(sentence)
    )
