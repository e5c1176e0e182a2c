"""A decided document by what its file is called: .docx, .xlsx, or text that was copied out of a PDF."""

from __future__ import annotations

from paminn.documents.decided.admission import Refused, refuse_hostile
from paminn.plan.importing.original import DecidedDocument

SUFFIXES = (".docx", ".xlsx", ".txt")

_UNKNOWN = (
    "«{suffix}» kan inte läsas. Spara dokumentet som .docx eller .xlsx, eller kopiera texten ur PDF-filen till en "
    "textfil (.txt)."
)
_NO_TEXT = "Textfilen är inte sparad som UTF-8. Spara om den med kodningen UTF-8."
_BROKEN = "Filen går inte att läsa. Öppna den i Word eller Excel, spara om den och försök igen."


def read_document(content: bytes, suffix: str) -> DecidedDocument:
    """What a document says. `suffix` is its file's, in small letters with the full stop. Raises Refused."""
    if suffix not in SUFFIXES:
        raise Refused(_UNKNOWN.format(suffix=suffix or "en fil utan ändelse"))
    refuse_hostile(content, suffix)
    try:
        return _read(content, suffix)
    except UnicodeDecodeError as error:
        raise Refused(_NO_TEXT) from error
    except MemoryError:
        raise
    except Exception as error:  # what these libraries raise on a broken file is anything at all
        raise Refused(_BROKEN) from error


def _read(content: bytes, suffix: str) -> DecidedDocument:
    # Each brings a large library with it, and only one is needed.
    if suffix == ".docx":
        from paminn.documents.decided.word_file import read_word

        return read_word(content)
    if suffix == ".xlsx":
        from paminn.documents.decided.workbook import read_workbook

        return read_workbook(content)
    from paminn.documents.decided.pasted import read_pasted

    return read_pasted(content)
