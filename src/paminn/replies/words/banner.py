"""The warnings that mail servers put on top of other people's words."""

from __future__ import annotations

import re

_MOST = 4  # banners on one mail
_HIGHEST = 1_500  # characters from the top in which one is looked for

_LINK = r"(?:\s{0,3}<[^>\s]{0,300}>|\s{0,3}\[[^\]]{0,300}\])?"
_YOU_SELDOM_GET_MAIL = re.compile(
    r"(?:vissa (?:personer )?som (?:har )?fått det här meddelandet får|du får"
    r"|some people who received this message don[’']t often get|you don[’']t often get)"
    rf" (?:inte ofta )?(?:e-post|mejl|email) (?:från|from) \S{{1,200}}{_LINK}\.?\s{{0,3}}"
    r"(?:läs (?:mer )?om varför (?:det här|detta) är viktigt|ta reda på varför (?:det här|detta) är viktigt"
    rf"|learn why this is important)?(?: (?:på|at) https?://\S{{1,200}})?{_LINK}\.?",
    re.I,
)
_WARNING = re.compile(
    r"\W{0,8}(?:varning|obs|observera|caution|warning|viktigt|externt?|external)\b[^.\n]{0,120}?"
    r"(?:extern avsändare|utanför (?:organisationen|kommunen|gnesta kommun)|externt? (?:e-post|mejl|mail)"
    r"|external sender|outside (?:of )?(?:the|your) organi[sz]ation)[^.!\n]{0,80}[.!]?"
    r"(?:\s{0,3}(?:klicka (?:inte|aldrig)|öppna inte|var försiktig|do not click|be careful)[^.!\n]{0,200}[.!]?){0,3}"
    r"\W{0,4}(?=\n|$)",
    re.I,
)
_LABEL = re.compile(r"\[(?:extern\w{0,2}|external)(?: (?:avsändare|e-post|mejl|mail|sender|email))?\]", re.I)
_FROM_OUTSIDE = re.compile(
    r"(?:det här|detta) (?:mejlet|meddelandet|e-postmeddelandet|mailet)? ?(?:kommer|skickades)"
    r" (?:från en avsändare )?utanför [^.\n]{1,80}\."
    r"(?:\s{0,3}(?:klicka (?:inte|aldrig)|öppna inte|var försiktig)[^.\n]{0,200}\.){0,3}",
    re.I,
)
_PATTERNS = (_YOU_SELDOM_GET_MAIL, _WARNING, _LABEL, _FROM_OUTSIDE)
_MAY_BEGIN = re.compile(
    r"[\W_]{0,40}(?:vissa|du får|some people|you don|varning|obs|caution|warning|viktigt|extern|det här|detta)", re.I
)


def split_banner(text: str) -> tuple[str, str]:
    """(the text without its banner, the banner). Only what stands on top is one."""
    taken: list[str] = []
    for _ in range(_MOST):
        start = text[:_HIGHEST].lstrip("\n >*_|")
        end = _banner_end(start)
        if end is None:
            break
        banner, below = end
        taken.append(banner)
        text = text[text.find(start) + below :].lstrip(" \t*_|")
    if taken:
        text = text.lstrip("\n")
    return text, "\n".join(taken)


def _banner_end(start: str) -> tuple[str, int] | None:
    """The banner that a text starts with, on one line, and where it ends."""
    if not _MAY_BEGIN.match(start):
        return None
    flat, places = _flat(start)
    for pattern in _PATTERNS:
        match = pattern.match(flat)
        if match:
            banner = match[0].strip()
            return (banner, places[match.end() - 1] + 1) if banner else None
    return None


def _flat(text: str) -> tuple[str, list[int]]:
    """Single line breaks as blanks (a banner is wrapped anywhere), and where each character came from."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        shown = " " if _is_soft_break(text, place) else character
        if shown == " " and characters and characters[-1] == " ":
            continue
        characters.append(shown)
        places.append(place)
    return "".join(characters), places


def _is_soft_break(text: str, place: int) -> bool:
    """A line break between two lines of words."""
    if text[place] != "\n" or (place > 0 and text[place - 1] == "\n"):
        return False
    return text[place + 1 : place + 2] not in ("\n", "")
