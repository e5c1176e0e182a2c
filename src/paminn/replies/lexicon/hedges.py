"""What makes less of a status than it says: nearly, perhaps, a part of it, some day.

"Klar" with any of `HEDGES` is not klar, wherever the hedge stands: a person reads what is. What stands in
`WITHIN_A_SENTENCE` makes the same of it there; but behind a "klar" that an answer begins with, it may be about what
comes next ("Klart, ska redovisas i nämnden").
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from paminn.replies.lexicon.comparing import words

NEARLY = words(
    "nastan snart ganska delvis halvt halvvags knappt nast mestadels stort princip huvudsak typ ungefar nagorlunda "
    "hyfsat langt strax snarast"
)
PERHAPS = words(
    "tror troligen troligtvis sannolikt antar gissar formodar antagligen formodligen kanske hoppas forhoppningsvis "
    "preliminart eventuellt nog borde blir"
)
PARTS = words(
    "halften halfta halva halv flesta del delar viss vissa nagra flera manga mesta merparten majoriteten flertalet "
    "lejonparten storre storsta mindre resten forsta annat tredjedel tredjedelar fjardedel fjardedelar bitvis "
    "etappvis huvudsakligen nastintill nara narmar narmaste snudd vag langtifran ifran teorin papperet pappret "
    "utkast"
)
UNCERTAIN = words(
    "hoppades osaker osakert oklart mojligen mojligtvis risk riskerar riskera tanken vad savitt tydligen lar pastas "
    "ryktas"
)

HEDGES = NEARLY | PERHAPS | PARTS | UNCERTAIN

TO_COME = words(
    "bli ska skall skulle kommer beraknas beraknar berakna raknar planeras planerar planerat planen vantas forvantas "
    "forvantar bor maste kunna kan mal malet siktar vill behover aterstar satsar avser tur"
)
CONDITIONS = words("nar tills innan forran ifall fort")
THE_REST = words("ovrigt ovriga annars")  # i övrigt klart: something else is not
WITHIN_A_SENTENCE = TO_COME | CONDITIONS | THE_REST | words("gott")

OTHERS_SAY = words(
    "sade sager star stod pastar pastod menar uppger trodde tycker anser lovar lovade havdar"  # Klart, säger de
)

# So gott som, where "allt gott" is a greeting; i stora drag; på det stora hela; på sätt och vis; inom kort; i grund
# och botten.
PAIRS = frozenset(
    {
        ("gott", "som"),
        ("stora", "drag"),
        ("stora", "hela"),
        ("och", "vis"),
        ("stora", "delar"),
        ("inom", "kort"),
        ("i", "grunden"),
        ("och", "botten"),
    }
)
_IN_PAIRS = frozenset(word for pair in PAIRS for word in pair) | {"satt", "grund"}

FILLERS = words(
    "till i av pa for det den de dem en ett tva tre som an och eller att mer bara minst om sett samma allt alla oss "
    "var jag vi ar atminstone enbart endast alltsa dvs vart fall stor god helt sa delen vet"
)
"""What may stand beside a hedge without saying more: "till viss del", "i stort sett"."""


def is_hedged(clause: Sequence[str]) -> bool:
    """Whether one of the words of a clause makes less of a status."""
    if any(word in HEDGES for word in clause):
        return True
    return any(pair in PAIRS for pair in pairwise(clause))


def is_only_a_hedge(clause: Sequence[str]) -> bool:
    """Whether a clause makes less of a status and holds nothing else that it could be about: "till viss del"."""
    return is_hedged(clause) and all(word in HEDGES or word in FILLERS or word in _IN_PAIRS for word in clause)
