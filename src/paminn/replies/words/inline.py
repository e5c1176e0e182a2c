"""What an owner typed inside the mail we sent them: told from our own words, from its colour, or from "SVAR:"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paminn.replies.words.form import FIELD, HEADING, is_marker, is_menu, is_of_form, says
from paminn.replies.words.known import Known
from paminn.replies.words.sent import Sent, norm

_ANSWER = re.compile(r"^\W{0,4}(?:svar|mitt svar|vårt svar|kommentar|answer|my answer)\s?:\s*\S", re.I)
_ARROW = re.compile(r"^\s*(?:={1,3}>|-{1,3}>|→|»)\s*\w")
_SHOUTED = re.compile(r"(?<!\w)(?:SVAR|ANSWER)\s?:\s*\S")
_POINTS_DOWN = re.compile(
    r"\b(?:svar\w*|kommentar\w*|ifyll\w*|fyllt i|answers?|comments?|skriv\w*)\b.{0,40}"
    r"\b(?:nedan\w*|below|i rött|i blått|i grönt|i texten|i mejlet|inne i|in red|inline)\b"
    r"|\binline\b|\bi rött nedan\b",
    re.I,
)
_BEHIND_A_NAME = (":", "]", ")")
_MOST_COLOURED = 500  # pieces of a mail
_MOST_IN_A_LINE = 50


def points_down(text: str) -> bool:
    """The owner says that the answers stand further down."""
    return bool(_POINTS_DOWN.search(text[:2_000]))


class Finder:
    """Walks a quoted mail line by line and tells what in it is not ours."""

    def __init__(self, sent: Sent, known: Known, coloured: Sequence[str], above: Sequence[str]) -> None:
        """`coloured` are the pieces that somebody wrote in a colour, `above` the lines that are read elsewhere."""
        self.unsure = False  # the mail is not quite the one we sent, and not all of the rest is known
        self._sent = sent
        self._names = [name.split(" ")[0] for name in known.sender if "@" not in name]
        self._coloured = [piece for piece in coloured[:_MOST_COLOURED] if self._is_chosen(piece)]
        for line in above:  # what is coloured in the answer itself is there already
            self._take(line)

    def walk(self, lines: Sequence[str]) -> list[str | None]:
        """For each quoted line what the owner typed there, or None. Where the form is filled in is not told here."""
        self._sent.reset()
        trusted = self._sent.coverage(lines)
        self._sent.reset()
        answering = False  # the line above is an answer, which this one may go on with
        all_typed: list[str | None] = []
        for line in lines:
            typed = self._typed(line, trusted, answering)
            if typed is None:
                answering = False
            elif _begins_answer(line):
                answering = True
            all_typed.append(typed)
        return all_typed

    def _typed(self, line: str, trusted: bool, answering: bool) -> str | None:
        """What the owner typed in this line. `trusted`: what is quoted is beyond doubt the mail we sent."""
        if not line.strip():
            return None
        coloured = " ".join(self._take(line))
        if trusted:
            return self._not_ours(line, coloured)
        if self._is_unknown(line):
            self.unsure = True
        typed = coloured or self._told_by_its_beginning(line)
        if typed:
            return typed
        return line.strip() if answering and not is_of_form(line) else None

    def _is_unknown(self, line: str) -> bool:
        """Neither ours nor of the form, as far as we know what we sent."""
        if not self._sent or FIELD.match(line):
            return False
        return not self._sent.knows(line) and not HEADING.match(line)

    def _told_by_its_beginning(self, line: str) -> str | None:
        """SVAR: … or => … or Anna: …"""
        shouted = _SHOUTED.search(line)
        if shouted:
            return line[shouted.start() :].strip()
        if _begins_answer(line) or self._is_signed(line):
            return line.strip()
        return None

    def _not_ours(self, line: str, coloured: str) -> str | None:
        """What there is in a line beside our own words."""
        if FIELD.match(line):
            return line.strip() if _is_filled(line) and not self._sent.has(line) else None
        beyond = self._sent.beyond(line)
        if beyond or self._sent.knows(line):
            if self._sent.by_label:
                self.unsure = True
            return beyond or coloured or None
        within = self._sent.within(line)
        if within:
            return within
        return None if is_marker(line) else line.strip()

    def _is_chosen(self, piece: str) -> bool:
        """Somebody wrote this in a colour: it is neither ours nor a link."""
        text = norm(piece)
        if not text or is_menu(text) or is_marker(text) or "@" in text or "://" in text:
            return False
        if text in self._sent.lines:
            return False
        return text.count(" ") < 2 or not self._sent.knows(piece)

    def _take(self, line: str) -> list[str]:
        """The coloured pieces that stand in this line, in order: each is found once."""
        text = norm(line)
        pieces = [piece for piece in self._coloured[:_MOST_IN_A_LINE] if _stands_in(norm(piece), text)]
        for piece in pieces:
            self._coloured.remove(piece)
        return pieces

    def _is_signed(self, line: str) -> bool:
        """Anna: … or [Anna] …"""
        start = line.strip(" [(*_").casefold()
        for name in self._names:
            behind = start[len(name) : len(name) + 1]
            if len(name) >= 3 and start.startswith(name) and behind in _BEHIND_A_NAME:
                return True
        return False


def _begins_answer(line: str) -> bool:
    return bool(_ANSWER.match(line) or _ARROW.match(line))


def _is_filled(line: str) -> bool:
    """A field of the form with more behind it than its choices."""
    field = FIELD.match(line)
    return field is not None and says(field[2]) and not is_menu(field[2])


def _stands_in(piece: str, text: str) -> bool:
    before, found, after = text.partition(piece)
    return bool(found) and not before[-1:].isalnum() and not after[:1].isalnum()
