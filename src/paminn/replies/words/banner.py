"""The warnings that mail servers put on top of other people's words."""

from __future__ import annotations

import re

_LINK = r"(?:\s{0,3}<[^>\s]{0,300}>|\s{0,3}\[[^\]]{0,300}\])?"
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:vissa (?:personer )?som (?:har )?fått det här meddelandet får|du får|some people who "
        rf"received this message don[’']t often"
        rf" get|you don[’']t often get) (?:inte ofta )?(?:e-post|mejl|email) (?:från|from) "
        rf"\S{{1,200}}{_LINK}\.?\s{{0,3}}"
        rf"(?:läs (?:mer )?om varför (?:det här|detta) är viktigt|ta reda på varför (?:det här|detta) är "
        rf"viktigt|learn why this is"
        rf" important)?(?: (?:på|at) https?://\S{{1,200}})?{_LINK}\.?",
        r"\W{0,8}(?:varning|obs|observera|caution|warning|viktigt|externt?|external)\b[^.\n]{0,120}?"
        r"(?:extern avsändare|utanför (?:organisationen|kommunen|gnesta kommun)|externt? (?:e-post|mejl"
        r"|mail)|external sender"
        r"|outside (?:of )?(?:the|your) organi[sz]ation)[^.!\n]{0,80}[.!]?"
        r"(?:\s{0,3}(?:klicka (?:inte|aldrig)|öppna inte|var försiktig|do not click|be "
        r"careful)[^.!\n]{0,200}[.!]?){0,3}\W{0,4}(?=\n|$)",
        r"\[(?:extern\w{0,2}|external)(?: (?:avsändare|e-post|mejl|mail|sender|email))?\]",
        r"(?:det här|detta) (?:mejlet|meddelandet|e-postmeddelandet|mailet)? ?(?:kommer|skickades) "
        r"(?:från en avsändare )?utanför"
        r" [^.\n]{1,80}\.(?:\s{0,3}(?:klicka (?:inte|aldrig)|öppna inte|var försiktig)[^.\n]{0,200}\.){0,3}",
    )
)
_MAY_BEGIN = re.compile(
    r"[\W_]{0,40}(?:vissa|du får|some people|you don|varning|obs|caution|warning|viktigt|extern|det här|detta)", re.I
)


def split_banner(text: str) -> tuple[str, str]:
    """(the text without its banner, the banner). Only what stands on top is one."""
    taken: list[str] = []
    for _ in range(4):
        start = text[:1_500].lstrip("\n >*_|")
        if not _MAY_BEGIN.match(start):
            break
        flat, places = _flat(start)
        match = next((found for pattern in _PATTERNS if (found := pattern.match(flat))), None)
        if not match or not match[0].strip():
            break
        taken.append(match[0].strip())
        end = places[match.end() - 1] + 1
        text = text[text.find(start) + end :].lstrip(" \t*_|")
    return (text.lstrip("\n") if taken else text), "\n".join(taken)


def _flat(text: str) -> tuple[str, list[int]]:
    """Single line breaks as blanks (a banner is wrapped anywhere), and where each character came from."""
    characters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        blank = character == "\n" and text[at + 1 : at + 2] not in ("\n", "") and (at == 0 or text[at - 1] != "\n")
        shown = " " if blank else character
        if shown == " " and characters and characters[-1] == " ":
            continue
        characters.append(shown)
        places.append(at)
    return "".join(characters), places
