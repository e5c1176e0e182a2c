"""What an owner typed inside the mail we sent them: told from our own words, from its colour, or from "SVAR:"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paminn.replies.words.form import FIELD, HEADING, is_marker, is_menu
from paminn.replies.words.known import Known
from paminn.replies.words.sent import Sent, norm

_ANSWER = re.compile(r"^\W{0,4}(?:svar|mitt svar|vårt svar|kommentar|answer|my answer)\s?:\s*\S", re.I)
_ARROW = re.compile(r"^\s*(?:={1,3}>|-{1,3}>|→|»)\s*\w")
_SHOUTED = re.compile(r"(?<!\w)(?:SVAR|ANSWER)\s?:\s*\S")
_POINTS_DOWN = re.compile(
    r"\b(?:svar\w*|kommentar\w*|ifyll\w*|fyllt i|answers?|comments?|skriv\w*)\b.{0,40}\b(?:nedan\w*|below"
    r"|i rött|i blått|"
    r"i grönt|i texten|i mejlet|inne i|in red|inline)\b|\binline\b|\bi rött nedan\b",
    re.I,
)


def points_down(text: str) -> bool:
    """The owner says that the answers stand further down."""
    return bool(_POINTS_DOWN.search(text[:2_000]))


class Finder:
    """Walks a quoted mail line by line and tells what in it is not ours."""

    def __init__(self, sent: Sent, known: Known, coloured: Sequence[str], above: Sequence[str]) -> None:
        self._sent = sent
        self._names = tuple(name.split(" ")[0] for name in known.sender if "@" not in name)
        self._coloured = [piece for piece in coloured[:500] if self._chosen(piece)]
        self.unsure = False  # the mail is not quite the one we sent, and not all of the rest is known
        for line in above:  # what is coloured in the answer itself is there already
            self._take(line)

    def _chosen(self, piece: str) -> bool:
        text = norm(piece)
        if not text or is_menu(text) or is_marker(text) or "@" in text or "://" in text:
            return False
        return text not in self._sent.lines and not (text.count(" ") >= 2 and self._sent.knows(piece))

    def _take(self, line: str) -> list[str]:
        """The coloured pieces that stand in this line, in order."""
        text = norm(line)
        found: list[str] = []
        for piece in self._coloured[:50]:
            at = text.find(norm(piece))
            end = at + len(norm(piece))
            if at >= 0 and not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
                found.append(piece)
        for piece in found:
            self._coloured.remove(piece)
        return found

    def walk(self, lines: Sequence[str]) -> list[str | None]:
        """For each quoted line what the owner typed there, or None."""
        self._sent.reset()
        trusted = bool(self._sent) and self._sent.coverage(lines)
        self._sent.reset()
        found: list[str | None] = []
        heading, label, answering, in_form = "", "", False, False
        for line in lines:
            typed = self._typed(line, trusted, answering, in_form)
            begun = _ANSWER.match(line) or _ARROW.match(line) or FIELD.match(line)
            answering = typed is not None and (answering or bool(begun))
            if HEADING.match(line):
                heading, label, in_form = line.strip(" >*_"), "", True
            elif typed is None:
                label = line.strip(" >*_") if FIELD.match(line) else ""
            elif typed:
                context = [text for text in (heading, label) if text] if FIELD.match(line) or label else []
                found.append("\n".join([*context, typed]))
                heading = "" if context else heading
                label = ""
                continue
            found.append(typed or None)
        return found

    def _typed(self, line: str, trusted: bool, answering: bool, in_form: bool) -> str | None:
        if not line.strip():
            return None
        pieces = self._take(line)
        field = FIELD.match(line)
        filled = field is not None and bool(field[2].strip()) and not is_menu(field[2])
        if trusted:
            if filled:
                return None if self._sent.has(line) else line.strip()
            beyond = self._sent.beyond(line)
            if beyond or self._sent.knows(line):
                self.unsure = self.unsure or self._sent.by_label
                return beyond or " ".join(pieces) or None
            return None if is_marker(line) else line.strip()
        if self._sent and not field and not self._sent.knows(line) and not HEADING.match(line):
            self.unsure = True
        if pieces:
            return " ".join(pieces)
        shouted = _SHOUTED.search(line)
        if shouted:
            return line[shouted.start() :].strip()
        if _ANSWER.match(line) or _ARROW.match(line) or self._signed(line):
            return line.strip()
        if field is not None or HEADING.match(line):
            return line.strip() if filled and in_form else None
        return line.strip() if answering else None

    def _signed(self, line: str) -> bool:
        """Anna: … or [Anna] …"""
        start = line.strip(" [(*_").casefold()
        return any(
            len(name) >= 3 and start.startswith(name) and start[len(name) : len(name) + 1] in (":", "]", ")")
            for name in self._names
        )
