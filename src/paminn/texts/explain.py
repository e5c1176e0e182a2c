"""How one mail was read, step by step, for whoever wonders."""

from __future__ import annotations

from paminn.incoming.model import Received
from paminn.texts.artifacts import KINDS
from paminn.texts.render import render
from paminn.texts.words import all_told, status_word, told


def explained(mail: Received) -> str:
    """The nine steps of a Received, with all of its words: for the terminal of the one who asked, no log."""
    words = {"told": told, "all_told": all_told, "status_word": status_word}
    return render("cli/explain.txt", mail=mail, reply=mail.reply, kinds=KINDS, **words).strip("\n")
