"""How one mail was read, step by step, for whoever wonders."""

from __future__ import annotations

from paminn.incoming.model import Received
from paminn.texts.render import render
from paminn.texts.words import all_told, kind_word, status_word, told


def explained(mail: Received) -> str:
    """The nine steps of a Received, with all of its words: for the terminal of the one who asked, no log."""
    text = render(
        "cli/explain.txt",
        mail=mail,
        reply=mail.reply,
        kind_word=kind_word,
        told=told,
        all_told=all_told,
        status_word=status_word,
    )
    return text.strip("\n")
