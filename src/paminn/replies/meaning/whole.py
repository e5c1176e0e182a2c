"""Whether what is said to be klar is all that was asked for, or a part of it: "rutinen", not "utkastet".

Known nouns are those that stand for everything, and those of the goal's own wording; any other is perhaps only a
part, and a person reads it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from paminn.replies.lexicon.comparing import fold, words
from paminn.replies.lexicon.times import TIME
from paminn.replies.words.goal_numbers import LEVEL, NUMBER, as_in_the_plan

_PLAIN = words(
    "det den detta denna dessa de dom vi jag man allt alla allting samtliga bada hela helt hel ar var blev blivit "
    "blir har hade varit vart nu redan antligen idag dag i gar igar ju sa och att kan vill bara ocksa aven dar ha "
    "fran sedan ny nya nytt reviderad reviderade uppdaterad uppdaterade vara min mina mitt egen ett en hos meddela "
    "meddelar bekrafta bekraftar rapportera rapporterar konstatera konstaterar status laget statusen genomford "
    "genomfort genomforda gjord gjort gjorda beslutad beslutat beslutade avslutad avslutat avslutade fardig fardigt "
    "fardiga formellt officiellt verkligen faktiskt egentligen forra arets aret tack glada glad stolta hej hejsan "
    "inte ej utan mycket val riktigt annu inget inga uppnatt uppnadd natt nadd ja jo joda kommit jajaman tyvarr "
    "kraftigt nagot lite fortfarande alltsa just dock langre fullt lopande numera dessutom darmed salunda dels bra "
    "gott fint jattebra fast startade borjade inleddes paborjades saga"
)
_EVERYTHING = words(
    "delmalet delmal malet mal aktiviteten aktivitet aktiviteterna punkten punkt uppdraget uppgiften atgarden "
    "atgarderna insatsen arbetet arbete del delen saken fragan sida processen projektet genomforandet inforandet"
)
_LINKS = words("av for om i pa med till hos fran mot kring inom enligt under via genom ovan nedan")
_ALL = words("alla samtliga bada")
_WHERE = words("i pa hos")
_EVERYWHERE = _ALL | words(
    "hela hel varje var vart vara min mitt oss mig dag gar sin fjol mal hamn plats lagom slutet borjan "
    "tid grund och samband drift produktion skarpt allt"
)
_VERBS = words("ar var blev blivit blir har hade")
_COUNTS = words("tva tre fyra fem sex sju atta nio tio")
_ENDING = re.compile(r"(?:arnas|ernas|ornas|arna|erna|orna|ens|ets|ar|er|or|en|et|na|an|ade|ad|at|as|ts|a|e|n|t|s)$")
_ACTION = re.compile(r"(?:ning|ing|nde|ande)$")
_VERBAL = re.compile(r"er$")
_WORDING = re.compile(
    rf"^[\s>*_]{{0,6}}(?:{LEVEL}\s?:\s|(?:delmål\s)?({NUMBER})\s)\s{{0,3}}(.+)$",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_SEVERAL = re.compile(r"[,;/&]|\b(?:och|samt|eller)\b", re.I)
_SHORTEST_STEM = 4
_SHORTEST_END = 6  # of a compound that may stand for the whole word
_LONGEST_LINE = 2_000


def wording(sent: str, goal: str = "") -> frozenset[str]:
    """The stems of the nouns in the goals' wordings of a reminder, or of one goal's.

    Where a wording asks for this *and* that, neither is the whole.
    """
    stems: set[str] = set()
    for line in sent.split("\n"):
        match = _WORDING.match(line[:_LONGEST_LINE])
        if not match or _SEVERAL.search(match[2]):
            continue
        number = as_in_the_plan(match[1]) if match[1] else None
        if not goal or number is None or number == goal:
            stems.update(stem(word) for word in _WORD.findall(fold(match[2])))
    return frozenset(stems)


def matter(sent: str) -> frozenset[str]:
    """The stems of all the words in the goals' wordings of a reminder."""
    stems: set[str] = set()
    for line in sent.split("\n"):
        match = _WORDING.match(line[:_LONGEST_LINE])
        if match:
            stems.update(stem(word) for word in _WORD.findall(fold(match[2])))
    return frozenset(stems)


@lru_cache(maxsize=4_096)
def stem(word: str) -> str:
    """A folded word without its endings: rutinerna, rutinen -> rutin; revideringen, reviderad -> revid."""
    for ending in (_ENDING, _ENDING, _ACTION, _VERBAL):
        bare = ending.sub("", word)
        if len(bare) >= _SHORTEST_STEM:
            word = bare
    return word


def is_whole(before: Sequence[str], after: Sequence[str], about: frozenset[str]) -> bool:
    """Whether the clause's words before and after "klar" name nothing but the whole. Words are folded."""
    if not _names_the_whole(before, about):
        return False
    if after and after[0] == "med":
        return _names_the_whole(after[1:], about)
    return True


def is_somewhere(after: Sequence[str]) -> bool:
    """Klart i testmiljö: and elsewhere? But not: klart i alla enheter, klart hos oss, klart i dag."""
    if len(after) < 2 or after[0] not in _WHERE:
        return False
    return not (after[1] in _EVERYWHERE or TIME.match(after[1]))


def _names_the_whole(clause: Sequence[str], about: frozenset[str]) -> bool:
    inside = False  # behind a preposition, till the verb: "revideringen av rutinerna är"
    previous = ""
    for word in clause:
        all_of_them = word in _COUNTS and previous in _ALL
        previous = word
        if word in _LINKS:
            inside = True
        elif word in _VERBS:
            inside = False
        elif not (inside or all_of_them or _is_plain(word) or _is_about(word, about)):
            return False
    return True


def _is_plain(word: str) -> bool:
    return word in _PLAIN or word in _EVERYTHING or not word[0].isalpha()


def _is_about(word: str, about: frozenset[str]) -> bool:
    """The word, or the last part of a compound: utbildningen, where grundutbildning was asked for."""
    bare = stem(word)
    if bare in about:
        return True
    return len(bare) >= _SHORTEST_END and any(known.endswith(bare) for known in about)
