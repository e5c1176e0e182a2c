"""The status word an answer begins with: it decides, whatever is said further on, unless it is taken back at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from paminn.replies.lexicon.comparing import either, fold, words
from paminn.replies.lexicon.denials import BUT, EXCEPT, NO, NOT, NOTHING
from paminn.replies.lexicon.hedges import NEARLY, OTHERS_SAY, PERHAPS, is_hedged, is_only_a_hedge
from paminn.replies.lexicon.statuses import BEGINNINGS, CLEARLY, NAMING
from paminn.replies.meaning.status_words import GONE, Said, clauses, is_when, so_many_of_so_many, stands
from paminn.standing.answer import Status

_LONGEST = 600  # characters of a line that are looked at
_LEADING = re.compile(
    rf"({either(BEGINNINGS)})\s*"
    rf"([.,:;!]+(?=\s|$)|-{{1,2}}(?=\s)|[–—(/]|$|(?=\b(?:{either(BUT)})\b)|(?={GONE}\b))"
)
_TOKEN = re.compile(r"\d+ ?%|[^\W\d_][\w-]*|\d[\d./-]*")
_STATUS_WORD = re.compile(rf"\b(?:{either(NAMING)})\b")
_RATHER = re.compile(r"^(?:(?:egentligen|eller|fast|snarare|nej|men|och|ar|(?:rattare|battre) sagt|rattare) )+")
_TAG = re.compile(r"(?:val|va|visst|eller(?: hur| inte)?|inte(?: sant)?|sant|ratt|stammer det)\s?\?")  # Klart, väl?
_AT_LEAST = re.compile(r"(?:i (?:vart|varje|alla) fall|iallafall|atminstone)\b")
_ANOTHER = re.compile(rf"(?:{either(phrase for phrase, status in BEGINNINGS.items() if status is not Status.DONE)})\b")
_TURN = re.compile(rf"\b(?:{either(BUT | words('forutom utom'))})\b")
_NOT_LATE = re.compile(r"(?:men )?(?:inte|ej) (?:langre )?forsena")
_DENIED = NOT | NOTHING
_TAKES_BACK = NOT | NO | EXCEPT | words("eller fast")
_HEDGE = NEARLY | PERHAPS
_LEFT = words("aterstar kvar saknas behover maste andrats")
_PENDING = words("vantar invantar avvaktar aterstar kvarstar saknar saknas fattas")
_ONCE = words("nar om ifall sa forst efter forutsatt tidigast inom")  # Klar, när nämnden har beslutat


@dataclass(frozen=True, slots=True)
class Opening:
    """The status that a line begins with, if any; `taken_back`: it began with one that does not stand."""

    status: Status | None = None
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class _Rest:
    """What follows the status word, folded. `ended`: the word was a sentence of its own."""

    clause: str
    sentence: str
    ended: bool

    @property
    def tokens(self) -> list[str]:
        return _TOKEN.findall(self.clause)


def leading(line: str) -> Opening:
    """How `line`, which has neither number nor greeting, begins."""
    text = fold(line[:_LONGEST])
    match = _LEADING.match(text)
    if not match:
        return Opening()
    beginning, mark = match[1], match[2]
    status = BEGINNINGS[beginning]
    following = text[match.end() :].strip(" .…-–—")
    if not following:
        return Opening(status)
    if _TAG.match(following):
        return Opening(taken_back=True)
    if CLEARLY in beginning and "." not in mark and "!" not in mark:  # helt klart, vi behöver …
        return Opening(taken_back=True)
    rest = _Rest(
        clause=re.split(r"[.!?;,:)]", following, maxsplit=1)[0].strip(),
        sentence=re.split(r"[.!;]", following, maxsplit=1)[0],
        ended=mark[:1] in (".", "!", ";"),
    )
    if _names_another(rest.clause, status) or (status is Status.DONE and _ANOTHER.match(rest.clause)):
        return Opening(taken_back=True)
    if status is Status.DONE:
        taken_back = _takes_back_done(rest)
    else:
        taken_back = _takes_back_other(rest) or (status is Status.LATE and _is_done_after_all(rest))
    return Opening(taken_back=True) if taken_back else Opening(status)


def _names_another(clause: str, status: Status) -> bool:
    """Klar, pågår. Pågår, egentligen klar. But what is late may go on."""
    other = BEGINNINGS.get(_RATHER.sub("", clause))
    if other is None or other is status:
        return False
    return (status, other) != (Status.LATE, Status.ONGOING)


def _takes_back_other(rest: _Rest) -> bool:
    """Pågår, inte. Never: Pågår, nästan klar, where what is denied or hedged is another status."""
    tokens = rest.tokens
    if tokens[:1] in (["nej"], ["eller"]):
        return True
    first = set(tokens[:2])
    return bool(first & (_TAKES_BACK | _HEDGE)) and not _STATUS_WORD.search(rest.clause)


def _is_done_after_all(rest: _Rest) -> bool:
    """Försenat men nu klart."""
    return not rest.ended and Said(Status.DONE) in stands(rest.sentence)


def _takes_back_done(rest: _Rest) -> bool:
    """Klar, nästan. Klar, i mars. Klar, när nämnden har beslutat. Klar, men inte i barn."""
    if _is_hedged(rest) or _is_a_share(rest) or _AT_LEAST.match(rest.clause):
        return True
    tokens = rest.tokens
    if _TAKES_BACK & set(tokens[:2]) and not _NOT_LATE.match(rest.clause):
        return True
    is_pending = bool(_PENDING & set(tokens[:3])) or "kvar" in tokens  # Klart, inväntar beslut; Klart, en mall kvar
    if is_pending and not _DENIED & set(tokens):
        return True
    if rest.ended:
        return len(tokens) <= 4 and is_when(tokens[:3])  # Klar. I mars.
    if is_when(tokens[:3]) or _ONCE & set(tokens[:1]):
        return True
    turn = _TURN.search(rest.sentence)
    return turn is not None and _takes_some_of_it_back(rest.sentence[turn.start() :])


def _is_a_share(rest: _Rest) -> bool:
    """Klar till 80 %. Klar, två av tre."""
    if so_many_of_so_many(rest.clause):
        return True
    return any(word.endswith(("%", "procent")) for word in rest.tokens[:4])


def _is_hedged(rest: _Rest) -> bool:
    """Klar, till stor del. Klar. Delvis. But not: Klar! Resten pågår, where the rest is what else was asked about."""
    if any(is_only_a_hedge(clause) for clause in clauses(rest.sentence)):
        return True
    if not rest.ended:
        return is_hedged(rest.tokens) or bool(OTHERS_SAY & set(rest.tokens[:1]))  # Klart, säger de
    if rest.tokens[:1] == ["resten"] and _STATUS_WORD.search(rest.clause):
        return False
    return is_hedged(rest.tokens[:2])


def _takes_some_of_it_back(turn: str) -> bool:
    """Klar, men …: what follows leaves something out, denies, hedges or names another status."""
    tokens = _TOKEN.findall(turn)
    if is_hedged(tokens) or (_TAKES_BACK | _LEFT) & set(tokens):
        return True
    return _STATUS_WORD.search(turn) is not None
