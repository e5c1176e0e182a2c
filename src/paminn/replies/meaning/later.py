"""What is said behind a status and takes it back: "Klart. Nej, förresten inte." """

from __future__ import annotations

import re

from paminn.replies.mail.clean import fold
from paminn.replies.meaning.status_words import stands
from paminn.standing.answer import Status

_RETRACTS = re.compile(
    r"(?:nej|nja|na|nix|forresten|rattelse|ursakta|forlat|oj|hoppsan|andring|korrigering|stryk|fel|glom|angrar"
    r"|jag angrar|jag andrar|jag menar|jag menade|eller(?: ja)?|vanta)\b"
)
_BUT = re.compile(r"(?:men|fast|dock|daremot|tyvarr)\b")
_TO_COME = re.compile(r"\b(?:ska|skall|kommer att|planera[rts]+|vantar|invantar|maste|behover|beraknas|aterkommer)\b")
_TURNS = re.compile(r"\bklar[ta]?\b.{0,200}?(?:\b(?:men|fast|dock)\b|[,(–—-] ?(?:och )?(?:inte|ej|icke)\b)")
_NOT = re.compile(r"\b(?:inte|ej|icke|aldrig|ingen|inget|inga|ingenting)\b")
_REMAINS = re.compile(
    r"\b(?:aterstar|aterstaende|kvarstar|kvarstaende|saknas|fattas|kvar|utom|forutom|undantag\w*|bortsett"
    r"|bara|enbart|endast)\b"
)
_UNDONE = re.compile(
    r"\b(?:inte|ej|icke|aldrig|ingen|inget|inga)\b.{0,60}?\b(?:klar[ta]?|fardig\w*|genomfor\w*|gjor[dt]\w*|beslutat?s?"
    r"|beslutad|antag\w+|paborja\w*|borja[dt]s?|hunn\w+|infor[dt]s?|informera[dt]\w*|utbilda[dt]\w*|starta[dt]\w*"
    r"|igang|tage[nt]|tagits|uppna\w*|fatt(?! (?:nagra|nagon|nagot|in)\b)|skrive[nt]|undertecknat?s?)\b"
)


def tells_of_more(sentence: str) -> bool:
    """Vi ska informera i januari: what is to be done may be a part of what was asked for."""
    words = _opened(sentence)
    return bool(_TO_COME.search(words) and not _NOT.search(words))


def turns(sentence: str) -> bool:
    """Whether a sentence that says klar goes on to take some of it back: "klart, ej i barn", "klart men …"."""
    words = _opened(sentence)
    return bool(_TURNS.search(words) or (_REMAINS.search(words) and not _NOT.search(words)))


def retracts(sentence: str) -> bool:
    """Nej, förresten. Rättelse: … Whatever was said before it, a person must look."""
    return bool(_RETRACTS.match(_opened(sentence)))


def leaves_in_doubt(status: Status, sentence: str, about: frozenset[str]) -> bool:
    """Whether a sentence beside the one that says `status` speaks against it."""
    words = _opened(sentence)
    found = stands(sentence, about)
    said = {one.status for one in found}
    if status is Status.DONE:
        denied = bool(_NOT.search(words))
        return (
            bool(_REMAINS.search(words) and not denied)
            or bool(_UNDONE.search(words))
            or bool(said & {Status.LATE, Status.NOT_STARTED})
            or bool(_BUT.match(words) and (denied or said))
        )
    whole = {one.status for one in found if one.whole}
    if status is Status.LATE:
        return Status.DONE in whole
    return bool(whole & ({Status.LATE, Status.DONE} if status is Status.NOT_STARTED else {Status.LATE}))


def _opened(sentence: str) -> str:
    return fold(sentence[:2_000]).strip(" .,;:!–—-*•>")
