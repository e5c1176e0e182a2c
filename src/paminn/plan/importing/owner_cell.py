"""Who an owner cell names, and in which part: "Chef myndighet vuxen Soc IT Med stöd av kvalitetsteamet" has three.

Only what the words say is read. What can be read in more than one way is read in the likelier, and is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paminn.plan.model import Part


@dataclass(frozen=True, slots=True)
class NamedRole:
    """A role as the cell writes it. `words` is what it answers for, where the cell says so.

    `is_vacant`: the cell says that nobody has it.
    """

    role: str
    part: Part
    words: str = ""
    is_vacant: bool = False


@dataclass(frozen=True, slots=True)
class OwnerCell:
    """`doubts` are Swedish sentences about the whole cell."""

    roles: tuple[NamedRole, ...]
    doubts: tuple[str, ...] = ()


_SUPPORT = r"med (?:hjälp och )?stöd (?:av|från)|med hjälp av|stöd av|stödjer"
_PARTNER = (
    r"i (?:nära )?(?:samarbete|samverkan|samråd|dialog) med|tillsammans med|samverkar med|samverkan med|samarbete med"
    r"|medverkar"
)
_TURN = re.compile(rf"(?:^|[\s,;.(]+)(?:(?P<support>{_SUPPORT})|(?P<partner>{_PARTNER}))\s*:?\s*", re.IGNORECASE)
_ANSWERS_FOR = re.compile(
    r"^(?P<role>.+?)\s+(?:ansvarar|svarar|är ansvarig(?:a)?|har ansvar(?:et)?)\s+för\s+(?P<what>.+)$"
)
_SENTENCE = re.compile(r"(?<=[a-zåäö)])\.\s+(?=[A-ZÅÄÖ])")
_NOBODY = re.compile(
    r"^(?:(?:ansvarig )?(?:ej|inte|ännu inte|är ej) (?:utsedd|utsett|bestämt|klart|beslutat)|saknas|vakant"
    r"|utses (?:senare|under .*)|ska utses|n\.?\s?n\.?|[?–—-]+|oklart|tbd|xx+)\.?$",
    re.IGNORECASE,
)
_VACANT = re.compile(r"\s*\((?:vakant|vakans|tillsätts .*|ej tillsatt|rekrytering pågår)\)", re.IGNORECASE)
_EACH = re.compile(r"\b(?:respektive|varje|samtliga|alla|berörda?)\b", re.IGNORECASE)
_LISTED = re.compile(r"\s*[,;\n/]\s*|\s+(?:och|samt|&)\s+")
_SPLIT = re.compile(r"\s*[;\n]\s*")
# What people and bodies are called: by their task, or in the definite form.
_LIKE_A_ROLE = re.compile(
    r"(?:chef(?:er|en|erna)?|ledare|samordnare|strateg(?:er)?|controller|rektor(?:er)?|kommunikatör(?:er)?|handläggare"
    r"|utvecklare|sekreterare|inspektör(?:er)?|ombud|direktör(?:er)?|ansvarig(?:a)?|konsult|personal|team|råd|bolag"
    r"|[a-zåäö]{3,}(?:en|et|an|na))\b",
    re.IGNORECASE,
)
_GROUP = re.compile(r"[–\d]|\b(?:f-|åk|grundskol|gymnasi)", re.IGNORECASE)

NOBODY = (
    "«{words}»: ingen ansvarig är bestämd. Det är märkt vakant i owners.yaml. Skriv rollen under ägare när den finns."
)
VACANT = (
    "«{words}»: ingen har rollen i dag. Den är märkt vakant i owners.yaml. Skriv namn och adress när den är tillsatt."
)
EACH = (
    "«{words}» säger inte vilka. Är det flera som var och en ska svara, skriv dem under rollen i owners.yaml med "
    "svarar: var_och_en."
)
TOGETHER = "«{words}»: flera ansvarar, och vem som håller ihop framgår inte. Alla blev ansvariga."
GROUP_OR_TWO = (
    "«{words}» kan vara en grupp eller flera roller. Den skrevs som en. Dela den under ägare om det är flera."
)
GLUED = "«{words}» står i ett stycke i dokumentet och delades till {roles}. Kontrollera under ägare."


def read_owner_cell(words: str, known: Sequence[str] = (), part: Part = Part.RESPONSIBLE) -> OwnerCell:
    """The roles of one cell. `known` are roles that stand alone elsewhere; `part` is what the column's heading says."""
    text = words.strip().strip("•▪·–- ")
    if not text:
        return OwnerCell(())
    if _NOBODY.match(text):
        return OwnerCell((), (NOBODY.format(words=words),))
    roles: list[NamedRole] = []
    doubts: list[str] = []
    for segment, turned in _segments(text, part):
        roles += _roles(segment, turned, known, doubts)
    responsible = [role for role in roles if role.part is Part.RESPONSIBLE]
    told_apart = any(role.words for role in roles)
    if len(responsible) > 1 and part is Part.RESPONSIBLE and not told_apart:
        doubts.append(TOGETHER.format(words=" ".join(text.split())))
    return OwnerCell(tuple(dict.fromkeys(roles)), tuple(dict.fromkeys(doubts)))


def _segments(text: str, part: Part) -> Iterator[tuple[str, Part]]:
    """The cell's pieces in order, each with the part its opening words give it."""
    start = 0
    turned = part
    for turn in _TURN.finditer(text):
        before = text[start : turn.start()].strip(" ,;.\n")
        if before:
            yield before, turned
        turned = Part.SUPPORT if turn["support"] else Part.PARTNER
        start = turn.end()
    rest = text[start:].strip(" ,;\n")
    if rest:
        yield rest, turned


def _roles(segment: str, part: Part, known: Sequence[str], doubts: list[str]) -> Iterator[NamedRole]:
    for sentence in _sentences(segment):
        answers = _ANSWERS_FOR.match(sentence)
        is_vacant = _VACANT.search(sentence) is not None
        if answers:
            for role in _listed(answers["role"], known, doubts):
                yield NamedRole(role, part, answers["what"].rstrip("."), is_vacant)
            continue
        for role in _listed(sentence.rstrip("."), known, doubts):
            yield NamedRole(role, part, is_vacant=is_vacant)


def _sentences(segment: str) -> Iterator[str]:
    for line in _SPLIT.split(segment):
        for sentence in _SENTENCE.split(line):
            if sentence.strip():
                yield " ".join(sentence.split()).strip("•▪· ")


def _listed(words: str, known: Sequence[str], doubts: list[str]) -> Iterator[str]:
    vacant = _VACANT.search(words)
    if vacant:
        doubts.append(VACANT.format(words=words))
        words = _VACANT.sub("", words)
    if _NOBODY.match(words):
        doubts.append(NOBODY.format(words=words))
        return
    if _EACH.search(words):
        doubts.append(EACH.format(words=words))
    yield from _names(words, known, doubts)


def _names(words: str, known: Sequence[str], doubts: list[str]) -> list[str]:
    """Roles that stand in a row, told apart where the signs between them do so."""
    if words.casefold() in {role.casefold() for role in known}:
        return [words]
    listed = [name.strip() for name in _LISTED.split(words) if name.strip()]
    if len(listed) == 1:
        return _glued(words, known, doubts)
    if _is_one(words, listed):
        return _glued(words, known, doubts)
    if any(_GROUP.search(name) for name in listed) or _may_be_one(words, listed):
        doubts.append(GROUP_OR_TWO.format(words=words))
        return [words]
    return [name for piece in listed for name in _glued(piece, known, doubts)]


def _is_one(words: str, listed: Sequence[str]) -> bool:
    """ "Barn- och familj", "Vård och omsorg", "Kommunikatör/webbansvarig": one role whose name has such a sign."""
    if "/" in words and "," not in words and " och " not in words:
        return True
    return any(piece.endswith("-") for piece in listed)


def _may_be_one(words: str, listed: Sequence[str]) -> bool:
    """ "Enhetschef barn och familj" is one role, "Socialchef och skolchef" are two."""
    if re.search(r"[,;\n/]", words) or len(listed) != 2:
        return False
    first, second = listed
    return len(first.split()) > 1 and not second[0].isupper() and not _LIKE_A_ROLE.search(second)


def _glued(words: str, known: Sequence[str], doubts: list[str]) -> list[str]:
    """Names that lost the line break between them, cut where a known role begins or the first word comes again."""
    pieces = _cut(words, known)
    if len(pieces) > 1:
        doubts.append(GLUED.format(words=words, roles=", ".join(f"«{piece}»" for piece in pieces)))
    return pieces


def _cut(words: str, known: Sequence[str]) -> list[str]:
    for role in sorted(known, key=len, reverse=True):
        at = re.search(rf"(?<!\w){re.escape(role)}(?!\w)", words, re.IGNORECASE)
        if at is None or at.span() == (0, len(words)):
            continue
        before = words[: at.start()].strip()
        after = words[at.end() :].strip()
        if (after and not after[0].isupper()) or (before and not before[0].isupper()):
            continue
        left = _cut(before, known) if before else []
        right = _cut(after, known) if after else []
        return [*left, words[at.start() : at.end()], *right]
    first = words.split()[0]
    again = re.search(rf"(?<=\s){re.escape(first)}(?=\s)", words[len(first) :])
    if again and len(first) > 3:
        cut = len(first) + again.start()
        return [words[:cut].strip(), *_cut(words[cut:].strip(), known)]
    return [words]
