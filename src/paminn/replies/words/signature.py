"""Where the answer ends and the greeting begins, carefully: what may be words of the answer stays in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paminn.replies.lexicon.comparing import fold
from paminn.replies.words.form import FIELD, MACHINE

_PHRASE = (
    r"(?:med )?(?:van|vanlig|vanliga|vanligaste|basta|hjartliga|varma|soliga|glada|kollegiala|somriga"
    r"|manga|kara|stora)"
    r"(?: och (?:glada|varma|soliga))? (?:halsning|halsningar|halsn)"
    r"|halsningar|halsning|halsn|m ?v ?h|mvh|vh|vanligen|vanl h|vanl halsn|hogaktningsfullt|med halsning"
    r"|med halsningar"
    r"|best regards|kind regards|warm regards|regards|best wishes|sincerely|yours sincerely|yours faithfully|cheers"
)
_CASUAL = (
    r"allt gott|allt gott onskar|ha det (?:bra|gott|fint|sa bra)|(?:onskar (?:er|dig) )?(?:en "
    r")?(?:trevlig|skon|fin|bra) (?:dag|helg"
    r"|vecka|kvall|sommar)|ha en (?:fin|bra|trevlig|skon|fortsatt fin) (?:dag|helg|vecka|kvall)|vi hors"
    r"|hors|kram|kramar|"
    r"tack och hej|hej da|hej sa lange|thanks|thank you|many thanks|best"
)
_NAME = r"[^\W\d_][\w'.-]*(?: [^\W\d_][\w'.-]*){0,3}"
_SIGN_OFF = re.compile(rf"^(?:{_PHRASE})(?: (?:{_PHRASE}))*$")
_SIGN_OFF_NAME = re.compile(rf"^(?:{_PHRASE}) (?:fran )?({_NAME})$")
_CASUAL_ONLY = re.compile(rf"^(?:{_CASUAL})$")
_CASUAL_NAME = re.compile(rf"^(?:{_CASUAL}) (?:onskar )?({_NAME})$")
_THANKS = re.compile(r"^(?:stort |manga )?tack\b.{0,30}$")
_SLASH = re.compile(rf"^\s*/{{1,2}}\s?(?:{_NAME})\.?$")
_DELIMITER = re.compile(r"^\s*--\s*$")
_APP = re.compile(
    r"^(?:skickat|skickades|sant) fran (?:min |mitt |outlook|e-post|mail|yahoo|proton|gmail|samsung"
    r"|iphone|ipad|android|"
    r"windows|mobil|telefon|surfplatta|bluemail|en mobil).{0,60}$"
    r"|^hamta (?:outlook|bluemail|yahoo|proton).{0,80}$|^get (?:outlook|bluemail).{0,80}$"
    r"|^\[(?:meddelandet har (?:avkortats|klippts)|message clipped|citerad text (?:ar dold|har dolts)"
    r"|quoted text hidden)\]"
    r"|^sent (?:from|via|with) (?:my |outlook|mail|yahoo|proton|gmail|samsung|a mobile).{0,60}$"
)
_AFTERWORD = re.compile(r"^\s*(?:p\.? ?s\.?|ps|obs|nb|tillägg)\b[\s:.!]", re.I)
_BOILERPLATE = re.compile(
    r"@|www\.|https?:|\btel\b|\btelefon|\bmobil|\bvaxel|\bfax\b|\d{3} ?\d{2} \w|\d{2,4}[- ]\d{2,3} ?\d{2} "
    r"?\d{2}|personuppgift"
    r"|konfidentiell|sekretess|avsedd for|tank pa miljon|skriv inte ut|gdpr|besoksadress|postadress"
    r"|org\.? ?nr|kommun\b"
    r"|forvaltning|disclaimer|confidential|intended for"
)
_STATUS = re.compile(r"\bklart?\b|\bpagar\b|\bforsena|\bpaborja")


def is_app_line(line: str) -> bool:
    """Skickat från min iPhone, Hämta Outlook för iOS<https://…>."""
    return bool(_APP.match(re.sub(r"\s*<[^>]{0,300}>|[.!*_]+$", "", fold(line[:400])).strip(" *_-")))


def split_signature(lines: Sequence[str], sender_name: str) -> tuple[list[str], list[str]]:
    """(the words, the signature). A P.S. and whole sentences behind the greeting are words."""
    words = [line for line in lines if not is_app_line(line)]
    apps = [line for line in lines if is_app_line(line)]
    start = _start(words, sender_name)
    if start is None:
        return words, apps
    tail_words, tail_signature = _sort_tail(words[start:])
    return [*words[:start], *tail_words], [*tail_signature, *apps]


def _start(lines: Sequence[str], sender_name: str) -> int | None:
    """The first line from which nearly all is greeting, name and address."""
    for at, line in enumerate(lines):
        if line.strip() and _begins(lines, at, sender_name) and _plausible(lines, at):
            return at
    return None


def _begins(lines: Sequence[str], at: int, sender_name: str) -> bool:
    line = lines[at]
    if len(line) > 120:
        return False
    bare = re.sub(r"[^\w@]+", " ", fold(line)).strip()
    if _DELIMITER.match(line) or _SIGN_OFF.match(bare) or _SLASH.match(line.rstrip(" ,!")):
        return True
    rest = next((following for following in lines[at + 1 :] if following.strip()), "")
    if _CASUAL_ONLY.match(bare):
        return not rest or _is_name(rest, sender_name) or bool(_SLASH.match(rest))
    named = _SIGN_OFF_NAME.match(bare) or _CASUAL_NAME.match(bare)
    if named:
        return _capitals(line, named[1]) or _is_sender(named[1], sender_name)
    above = fold(lines[at - 1]).strip(" .!,") if at else ""
    return (not above or bool(_CASUAL_ONLY.match(above) or _THANKS.match(above))) and _is_sender(bare, sender_name)


def _capitals(line: str, name: str) -> bool:
    """Every word of the name has a capital: "Mvh Anna", but not "Hälsningar från hela teamet"."""
    words = re.findall(r"[^\W\d_][\w'-]*", line)[-len(name.split()) :]
    return all(word[0].isupper() for word in words)


def _is_name(line: str, sender_name: str) -> bool:
    text = line.strip(" ,.!/*_")
    return _is_sender(fold(text), sender_name) or (
        bool(re.fullmatch(_NAME, text)) and all(word[0].isupper() for word in text.split())
    )


def _is_sender(text: str, sender_name: str) -> bool:
    name = fold(sender_name)
    return bool(name) and text in (name, name.split(" ")[0], re.sub(r"[^\w@]+", " ", name).strip())


def _plausible(lines: Sequence[str], at: int) -> bool:
    """What follows is short lines for the most part, not the answer itself."""
    following = [line for line in lines[at + 1 :] if line.strip()]
    sentences = [line for line in following if _is_sentence(line)]
    return len(sentences) <= max(1, len(following) // 3) or bool(_AFTERWORD.match(sentences[0]))


def _is_sentence(line: str) -> bool:
    """Words of an answer, not of a visiting card."""
    if FIELD.match(line) or MACHINE.match(line) or _AFTERWORD.match(line):
        return True
    folded = fold(line[:500])
    if _BOILERPLATE.search(folded):
        return False
    return bool(_STATUS.search(folded)) or (len(line.split()) >= 6 and line.rstrip()[-1:] in ".!?") or len(line) > 90


def _sort_tail(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Behind the greeting, each sentence and the rest of its paragraph goes back to the answer."""
    words: list[str] = []
    signature: list[str] = []
    speaking = False
    for index, line in enumerate(lines):
        if not line.strip():
            speaking = False
        elif index and not speaking and _is_sentence(line):
            speaking = True
            words.append("")
        (words if speaking else signature).append(line)
    return words, signature
