"""Where the answer ends and the greeting begins, carefully: what may be words of the answer stays in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paminn.replies.lexicon.comparing import fold
from paminn.replies.words.form import FIELD, MACHINE

_PHRASE = (
    r"(?:med )?(?:van|vanlig|vanliga|vanligaste|basta|hjartliga|varma|soliga|glada|kollegiala|somriga|manga|kara|stora)"
    r"(?: och (?:glada|varma|soliga))? (?:halsning|halsningar|halsn)"
    r"|halsningar|halsning|halsn|med halsning|med halsningar"
    r"|m ?v ?h|mvh|vh|vanligen|vanl h|vanl halsn|hogaktningsfullt"
    r"|best regards|kind regards|warm regards|regards|best wishes|sincerely|yours sincerely|yours faithfully|cheers"
)
_CASUAL = (
    r"allt gott|allt gott onskar|ha det (?:bra|gott|fint|sa bra)"
    r"|(?:onskar (?:er|dig) )?(?:en )?(?:trevlig|skon|fin|bra) (?:dag|helg|vecka|kvall|sommar)"
    r"|ha en (?:fin|bra|trevlig|skon|fortsatt fin) (?:dag|helg|vecka|kvall)"
    r"|vi hors|hors|kram|kramar|tack och hej|hej da|hej sa lange|thanks|thank you|many thanks|best"
)
_NAME = r"[^\W\d_][\w'.-]*(?: [^\W\d_][\w'.-]*){0,3}"
_ONLY_A_NAME = re.compile(_NAME)
_SIGN_OFF = re.compile(rf"^(?:{_PHRASE})(?: (?:{_PHRASE}))*$")
_SIGN_OFF_NAME = re.compile(rf"^(?:{_PHRASE}) (?:fran )?({_NAME})$")
_CASUAL_ONLY = re.compile(rf"^(?:{_CASUAL})$")
_CASUAL_NAME = re.compile(rf"^(?:{_CASUAL}) (?:onskar )?({_NAME})$")
_THANKS = re.compile(r"^(?:stort |manga )?tack\b.{0,30}$")
_SLASH = re.compile(rf"^\s*/{{1,2}}\s?(?:{_NAME})\.?$")
_DELIMITER = re.compile(r"^\s*--\s*$")
_LINK_OR_END = re.compile(r"\s*<[^>]{0,300}>|[.!*_]+$")
_APP = re.compile(
    r"^(?:skickat|skickades|sant) fran (?:min |mitt |outlook|e-post|mail|yahoo|proton|gmail|samsung|iphone|ipad"
    r"|android|windows|mobil|telefon|surfplatta|bluemail|en mobil).{0,60}$"
    r"|^hamta (?:outlook|bluemail|yahoo|proton).{0,80}$"
    r"|^get (?:outlook|bluemail).{0,80}$"
    r"|^sent (?:from|via|with) (?:my |outlook|mail|yahoo|proton|gmail|samsung|a mobile).{0,60}$"
    r"|^\[(?:meddelandet har (?:avkortats|klippts)|message clipped|citerad text (?:ar dold|har dolts)"
    r"|quoted text hidden)\]"
)
_AFTERWORD = re.compile(r"^\s*(?:p\.? ?s\.?|ps|obs|nb|tillägg)\b[\s:.!]", re.I)
_BOILERPLATE = re.compile(
    r"@|www\.|https?:|\btel\b|\btelefon|\bmobil|\bvaxel|\bfax\b"
    r"|\d{3} ?\d{2} \w|\d{2,4}[- ]\d{2,3} ?\d{2} ?\d{2}"
    r"|besoksadress|postadress|org\.? ?nr|kommun\b|forvaltning"
    r"|personuppgift|konfidentiell|sekretess|avsedd for|tank pa miljon|skriv inte ut|gdpr"
    r"|disclaimer|confidential|intended for"
)
_STATUS = re.compile(r"\bklart?\b|\bpagar\b|\bforsena|\bpaborja")
_LONGEST_GREETING = 120  # characters
_FEWEST_WORDS = 9  # of a paragraph that is no visiting card
_LONG = 90  # characters; a longer line is no line of a visiting card


def is_app_line(line: str) -> bool:
    """Skickat från min iPhone, Hämta Outlook för iOS<https://…>."""
    bare = _LINK_OR_END.sub("", fold(line[:400]))
    return bool(_APP.match(bare.strip(" *_-")))


def split_signature(lines: Sequence[str], sender_name: str) -> tuple[list[str], list[str]]:
    """(the words, the signature). A P.S. and whole sentences behind the greeting are words."""
    words: list[str] = []
    apps: list[str] = []
    for line in lines:
        if is_app_line(line):
            apps.append(line)
        else:
            words.append(line)
    start = _start(words, sender_name)
    if start is None:
        return words, apps
    top = words[:start]
    tail, signature = _sort_tail(words[start:])
    return top + tail, signature + apps


def _start(lines: Sequence[str], sender_name: str) -> int | None:
    """The first line from which nearly all is greeting, name and address."""
    last_own = max((index for index, line in enumerate(lines) if line.strip() and not _is_cited(line)), default=-1)
    for index, line in enumerate(lines):
        if _is_cited(line) and index < last_own:  # whom the owner cites signs nothing of the owner's
            continue
        if line.strip() and _begins(lines, index, sender_name) and _is_plausible(lines[index + 1 :]):
            return index
    return None


def _is_cited(line: str) -> bool:
    return line.lstrip().startswith(">")


def _begins(lines: Sequence[str], index: int, sender_name: str) -> bool:
    """A greeting stands in this line, or the sender's name below a short one."""
    line = lines[index]
    if len(line) > _LONGEST_GREETING:
        return False
    if _is_sign_off(line):
        return True
    bare = _bare(fold(line))
    if _CASUAL_ONLY.match(bare):
        below = _first_words(lines[index + 1 :])
        return not below or _is_name(below, sender_name) or bool(_SLASH.match(below))
    named = _SIGN_OFF_NAME.match(bare) or _CASUAL_NAME.match(bare)
    if named:
        name = named[1]
        return _has_capitals(line, name) or _is_sender(name, sender_name)
    if not _is_sender(bare, sender_name):
        return False
    return index == 0 or _parts(lines[index - 1])


def _is_sign_off(line: str) -> bool:
    """-- or /Anna or Med vänlig hälsning, and nothing else."""
    if _DELIMITER.match(line) or _SLASH.match(line.rstrip(" ,!")):
        return True
    return bool(_SIGN_OFF.match(_bare(fold(line))))


def _parts(line: str) -> bool:
    """What stands above a name that is a signature: nothing, thanks, or a casual greeting."""
    bare = fold(line).strip(" .!,")
    if not bare:
        return True
    return bool(_CASUAL_ONLY.match(bare) or _THANKS.match(bare))


def _first_words(lines: Sequence[str]) -> str:
    for line in lines:
        if line.strip():
            return line
    return ""


def _has_capitals(line: str, name: str) -> bool:
    """Every word of the name has a capital: "Mvh Anna", but not "Hälsningar från hela teamet"."""
    count = len(name.split())
    words = re.findall(r"[^\W\d_][\w'-]*", line)[-count:]
    return all(word[0].isupper() for word in words)


def _is_name(line: str, sender_name: str) -> bool:
    text = line.strip(" ,.!/*_")
    if _is_sender(fold(text), sender_name):
        return True
    return bool(_ONLY_A_NAME.fullmatch(text)) and all(word[0].isupper() for word in text.split())


def _is_sender(text: str, sender_name: str) -> bool:
    """The sender's whole name or first name, folded."""
    name = fold(sender_name)
    if not name:
        return False
    first_name = name.split(" ")[0]
    return text in (name, first_name, _bare(name))


def _bare(folded: str) -> str:
    """Its words, with single blanks between them."""
    return re.sub(r"[^\w@]+", " ", folded).strip()


def _is_plausible(below: Sequence[str]) -> bool:
    """What follows the greeting is short lines for the most part, not the answer itself."""
    following = [line for line in below if line.strip()]
    sentences = [line for line in following if _is_sentence(line)]
    if len(sentences) <= max(1, len(following) // 3):
        return True
    return bool(_AFTERWORD.match(sentences[0]))


def _is_sentence(line: str) -> bool:
    """Words of an answer, not of a visiting card."""
    if FIELD.match(line) or MACHINE.match(line) or _AFTERWORD.match(line):
        return True
    folded = fold(line[:500])
    if _BOILERPLATE.search(folded):
        return False
    if _STATUS.search(folded) or len(line) > _LONG:
        return True
    return len(line.split()) >= 6 and line.rstrip()[-1:] in ".!?"


def _sort_tail(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Behind the greeting, each sentence and the rest of its paragraph goes back to the answer."""
    words: list[str] = []
    signature: list[str] = []
    speaking = False
    for index, line in enumerate(lines):
        if not line.strip():
            speaking = False
        elif index and not speaking and (_is_sentence(line) or _is_prose(_paragraph(lines, index))):
            speaking = True
            words.append("")
        if speaking:
            words.append(line)
        else:
            signature.append(line)
    return words, signature


def _paragraph(lines: Sequence[str], start: int) -> list[str]:
    """The lines from here to the next empty one; none where this is not the first of them."""
    if lines[start - 1].strip():
        return []
    paragraph: list[str] = []
    for line in lines[start:]:
        if not line.strip():
            break
        paragraph.append(line)
    return paragraph


def _is_prose(paragraph: Sequence[str]) -> bool:
    """Sentences that a program has broken into lines: they go on with small letters, and tell no address."""
    count = sum(len(line.split()) for line in paragraph)
    if count < _FEWEST_WORDS or _BOILERPLATE.search(fold(" ".join(paragraph)[:2_000])):
        return False
    return all(line.lstrip()[:1].islower() for line in paragraph[1:])
