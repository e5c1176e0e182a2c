"""A mail's flags as the ledger keeps them: their values in JSON, and before those words of Swedish."""

from __future__ import annotations

import json

from paminn.replies.model import Flag

# As the first version kept them. What is kept is not rewritten for the sake of a word.
_OLD_WORDS = {
    "for_stor": Flag.TOO_LARGE,
    "for_stort_huvud": Flag.HEAD_TOO_LARGE,
    "for_manga_delar": Flag.TOO_MANY_PARTS,
    "avkortad": Flag.SHORTENED,
    "krypterad": Flag.ENCRYPTED,
    "dold_text": Flag.HIDDEN_TEXT,
    "dolda_tecken": Flag.HIDDEN_CHARACTERS,
    "teckenkod_lagad": Flag.CHARSET_MENDED,
    "okand_teckenkod": Flag.CHARSET_UNKNOWN,
    "samma_id_annat_innehåll": Flag.SAME_ID,
    "inte_styrkt": Flag.UNPROVEN_SENDER,
    "har_slutat": Flag.HAS_LEFT,
    "aterkallad": Flag.RECALLED,
    "svar_i_citatet": Flag.ANSWER_IN_QUOTE,
    "okant_i_citatet": Flag.UNKNOWN_IN_QUOTE,
    "tomt_svar": Flag.NO_WORDS,
    "olika_delar": Flag.PARTS_DIFFER,
    "status_motsags": Flag.STATUS_CONTRADICTED,
    "nytt_datum_oklart": Flag.UNCLEAR_DATE,
    "personnummer": Flag.PERSONAL_NUMBER,
    "telefon": Flag.PHONE_NUMBER,
    "epost": Flag.EMAIL_ADDRESS,
}


def flags_kept(column: str) -> tuple[Flag, ...]:
    """The flags of a row, from its JSON list."""
    flags: list[Flag] = []
    for word in json.loads(column):
        old = _OLD_WORDS.get(word)
        flags.append(Flag(word) if old is None else old)
    return tuple(flags)
