"""What is said to round off a mail and says nothing of any goal: "Hör av er om ni undrar något!"."""

from __future__ import annotations

import re

from paminn.replies.lexicon.comparing import fold

_LONGEST = 400  # characters of a paragraph
_TO_WHOM = r"(?: (?:till )?(?:mig|oss|er|dig))?"
_ABOUT = r"(?:det ar|ni|du|nagot|nagra|ev|eventuella|fler|ytterligare|fragor|behov)"
_IF = rf"(?: (?:om|vid|ifall|med) {_ABOUT}\b[^.!?]{{0,50}})?"
_FOR = r"(?:for (?:paminnelsen|mejlet|fragan|hjalpen|allt|ert arbete)|for att ni (?:paminner|fragar|haller koll))"
_TIME = r"(?:dag|helg|vecka|kvall|eftermiddag|fredag|sommar|pask|paskhelg|jul|julhelg|advent)"
_PLEASANTRY = re.compile(
    rf"hor (?:garna )?av (?:er|dig)(?: garna| bara)?{_IF}"
    rf"|aterkom(?:mer)?(?: garna)?{_TO_WHOM}{_IF}"
    rf"|(?:ring|mejla|maila|kontakta|fraga)(?: garna| bara)?{_TO_WHOM}{_IF}"
    rf"|(?:det ar |det gar )?bara (?:att )?(?:hora av sig|fraga|ringa|mejla){_IF}"
    rf"|(?:stort |manga |tusen )?tack(?: (?:sa mycket|snalla|pa forhand|{_FOR}))?"
    rf"|(?:ha en |onskar (?:er |dig )?(?:en )?)?(?:fortsatt )?(?:trevlig|fin|skon|bra|glad) {_TIME}"
    r"|ha det (?:bra|gott|fint|sa bra)|god jul(?: och gott nytt ar)?|gott nytt ar|vi hors|vi ses|hej da|lycka till"
)
_BETWEEN = re.compile(r"[.!?,;\n]+")


def is_pleasantry(paragraph: str) -> bool:
    """Whether there is nothing else in it."""
    if len(paragraph) > _LONGEST:
        return False
    for sentence in _BETWEEN.split(paragraph):
        bare = fold(sentence).strip(" :)(-–—*_")
        if bare and not _PLEASANTRY.fullmatch(bare):
            return False
    return True
