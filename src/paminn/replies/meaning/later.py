"""What is said behind a status and takes it back: "Klart. Nej, förresten inte." """

from __future__ import annotations

import re
from typing import assert_never

from paminn.replies.lexicon.comparing import either, fold
from paminn.replies.lexicon.denials import BUT, EXCEPT, NO, NOT, NOTHING, ONLY
from paminn.replies.lexicon.hedges import is_only_a_hedge
from paminn.replies.meaning.status_words import Said, clauses, stands
from paminn.standing.answer import Status

_LONGEST = 2_000  # characters of a sentence that are looked at
_NEGATION = rf"(?:{either(NOT | NOTHING)})"

_RETRACTS = re.compile(
    rf"(?:{either(NO)}|forresten|rattelse|ursakta|forlat|oj|hoppsan|andring|korrigering|stryk|fel|glom|angrar|jo"
    r"|jag angrar|jag andrar|jag menar|jag menade|eller(?: ja)?|vanta)\b"
)
_BUT = re.compile(rf"(?:{either(BUT)}|daremot|tyvarr)\b")
_BEHIND = re.compile(
    r"\b(?:ar|blir|ligger) (?:\w+ ){0,2}?(?:sena?|sent|efter)\b(?! (?:det|dess|att|den|overenskommelse))"
    r"|\b(?:halkat efter|slapar|drojer|senarelag\w+|skjut(?:s|it|its) (?:upp|fram)|tar langre tid)\b"
    r"|\bhinner (?:vi |jag )?(?:inte|ej)\b"
)
_JOKES = re.compile(r"\b(?:skojar|skoja|skamta[rt]|skamt|bara skoj|narras|aprilskamt|ironi\w*|pa skoj)\b")
_UNDERWAY = re.compile(r"\b(?:i ?gang|(?:har|hade) (?:nu |just |precis )?(?:borjat|startat|paborjat))\b")
_TO_COME = re.compile(r"\b(?:ska|skall|kommer att|planera[rts]+|vantar|invantar|maste|behover|beraknas|aterkommer)\b")
_TURNS = re.compile(rf"\bklar[ta]?\b.{{0,200}}?(?:\b(?:{either(BUT)})\b|[,(–—-] ?(?:och )?(?:inte|ej|icke)\b)")
_DENIED = re.compile(rf"\b{_NEGATION}\b")
_REMAINS = re.compile(
    rf"\b(?:aterstar|aterstaende|kvarstar|kvarstaende|saknas|fattas|kvar|undantag\w*|{either(EXCEPT | ONLY)})\b"
)
_UNDONE = re.compile(
    rf"\b{_NEGATION}\b.{{0,60}}?\b(?:klar[ta]?|fardig\w*|genomfor\w*|gjor[dt]\w*|beslutat?s?"
    r"|beslutad|antag\w+|paborja\w*|borja[dt]s?|hunn\w+|infor[dt]s?|informera[dt]\w*|utbilda[dt]\w*|starta[dt]\w*"
    r"|igang|tage[nt]|tagits|uppna\w*|fatt(?! (?:nagra|nagon|nagot|in)\b)|skrive[nt]|undertecknat?s?"
    r"|i (?:mal|hamn|drift)|pa plats|avsluta[dt]\w*)\b"
)


def tells_of_more(sentence: str) -> bool:
    """Vi ska informera i januari: what is to be done may be a part of what was asked for. A question tells nothing."""
    if sentence.rstrip().endswith("?"):
        return False
    folded = _folded(sentence)
    return bool(_TO_COME.search(folded)) and not _DENIED.search(folded)


def turns(sentence: str) -> bool:
    """Whether a sentence that says klar goes on to take some of it back: "klart, ej i barn", "klart men …"."""
    folded = _folded(sentence)
    return bool(_TURNS.search(folded)) or _leaves_something(folded)


def jokes(sentence: str) -> bool:
    """Klar (skojar)."""
    return _JOKES.search(_folded(sentence)) is not None


def retracts(sentence: str) -> bool:
    """Nej, förresten. Rättelse: … Whatever was said before it, a person must look."""
    return _RETRACTS.match(_folded(sentence)) is not None


def leaves_in_doubt(status: Status, sentence: str, about: frozenset[str]) -> bool:
    """Whether a sentence beside the one that says `status` speaks against it."""
    statuses: set[Status] = set()
    of_all: set[Status] = set()
    for said in stands(sentence, about):
        statuses.add(said.status)
        if said.whole:
            of_all.add(said.status)
    if status is Status.DONE:
        return Status.ONGOING in of_all or _leaves_done_in_doubt(_folded(sentence), statuses)
    if status is Status.LATE:
        return Status.DONE in of_all
    if status is Status.NOT_STARTED:
        return bool(of_all & {Status.LATE, Status.DONE, Status.ONGOING}) or _tells_of_a_start(_folded(sentence))
    if status is Status.ONGOING:  # Pågår. Klar nu. But: Pågår. Rutinen är klar.
        return Status.LATE in of_all or Said(Status.DONE) in stands(sentence)
    assert_never(status)


def _leaves_done_in_doubt(folded: str, statuses: set[Status]) -> bool:
    if Status.LATE in statuses or _BEHIND.search(folded):
        return True
    if _leaves_something(folded) or _UNDONE.search(folded):
        return True
    if all(is_only_a_hedge(clause) for clause in clauses(folded)):
        return True
    return bool(_BUT.match(folded)) and bool(statuses or _DENIED.search(folded))


def _tells_of_a_start(folded: str) -> bool:
    """Nu är vi i gång."""
    return bool(_UNDERWAY.search(folded)) and not _DENIED.search(folded)


def _leaves_something(folded: str) -> bool:
    """Utbildningen återstår; but not: inget återstår."""
    return bool(_REMAINS.search(folded)) and not _DENIED.search(folded)


def _folded(sentence: str) -> str:
    return fold(sentence[:_LONGEST]).strip(" .,;:!–—-*•>()")
