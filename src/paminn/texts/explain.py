"""How one mail was read, step by step, for whoever wonders."""

from __future__ import annotations

from paminn.incoming.model import Received
from paminn.plan.model import Names
from paminn.replies.codes import hide_codes
from paminn.texts.render import render
from paminn.texts.words import all_told, kind_word, status_word, told

_AS_THEY_ARE = Names()


def explained(mail: Received, names: Names = _AS_THEY_ARE) -> str:
    """The nine steps of a Received, with all of its words but our codes: for the terminal of the one who asked, no log.

    `names` are what its goals and its role are called today.
    """
    text = render(
        "cli/explain.txt",
        mail=mail,
        reply=mail.reply,
        names=names,
        kind_word=kind_word,
        told=told,
        all_told=all_told,
        status_word=status_word,
    )
    return hide_codes(text).strip("\n")
