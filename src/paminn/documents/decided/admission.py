"""What a document may be before it is opened: no locked, disguised or swollen archive, and nothing that runs."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

LARGEST = 30 * 1024 * 1024  # bytes as it lies on disk
_LARGEST_UNPACKED = 150 * 1024 * 1024  # bytes of all parts together
_LARGEST_PART = 60 * 1024 * 1024
_MOST_PARTS = 3_000
_SWELLS = 200  # times its packed size; Word's own parts seldom pass 20
_SMALL = 1024 * 1024  # a part of fewer bytes may swell as it likes
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_READ_FOR_ENTITIES = (".xml", ".rels")

_EMPTY = "Filen är tom."
_OLD_OR_LOCKED = (
    "Filen är antingen skyddad med lösenord eller sparad i Words eller Excels äldre form. Öppna den, ta bort skyddet "
    "och spara den som .docx eller .xlsx."
)
_NO_ARCHIVE = "Filen är trasig eller ingen Word- eller Excelfil. Öppna den i Word eller Excel och spara om den."
_MACROS = "Filen innehåller makron. Spara den som .docx eller .xlsx utan makron."
_SWOLLEN = "Filen packas upp till orimligt mycket och läses inte. Kopiera planens text till ett nytt dokument."
_ENTITIES = "Filen hänvisar till något utanför sig själv på ett sätt som Word aldrig gör, och läses inte."
_OTHER_KIND = "Filen har ändelsen {suffix} men är inget sådant dokument. Kontrollera vilken fil det är."
_MAIN_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}


class Refused(ValueError):
    """A document that is not opened. `str()` is the Swedish sentence, with the next step."""


def refuse_hostile(content: bytes, suffix: str) -> None:
    """Raises Refused for what no decided .docx or .xlsx is; says nothing of other suffixes."""
    if not content:
        raise Refused(_EMPTY)
    if suffix not in _MAIN_PARTS:
        return
    if content.startswith(_OLD_OFFICE):
        raise Refused(_OLD_OR_LOCKED)
    try:
        with ZipFile(BytesIO(content)) as archive:
            _refuse_archive(archive, suffix)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused(_NO_ARCHIVE) from error


def _refuse_archive(archive: ZipFile, suffix: str) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise Refused(_MACROS)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or unpacked > _LARGEST_UNPACKED:
        raise Refused(_SWOLLEN)
    for part in parts:
        swells = part.file_size > _SMALL and part.file_size > _SWELLS * max(part.compress_size, 1)
        if part.file_size > _LARGEST_PART or swells:
            raise Refused(_SWOLLEN)
    if _MAIN_PARTS[suffix] not in names:
        raise Refused(_OTHER_KIND.format(suffix=suffix))
    for part in parts:
        if part.filename.endswith(_READ_FOR_ENTITIES):
            with archive.open(part) as opened:
                content = opened.read(_LARGEST_PART + 1)
            if len(content) > _LARGEST_PART:
                raise Refused(_SWOLLEN)
            if b"<!ENTITY" in content or b"<!DOCTYPE" in content:
                raise Refused(_ENTITIES)
