"""What no decided document is: locked, swollen, disguised, or something that runs."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from paminn.documents.decided.admission import Refused, refuse_hostile
from paminn.documents.decided.by_suffix import read_document
from tests.support.decided_words import plainly, saved
from tests.unit.test_decided_words import PLAN

MAIN = "word/document.xml"
BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'


def archive(parts: dict[str, str]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return buffer.getvalue()


HOSTILE = {
    "nothing": (b"", "tom"),
    "a PDF": (b"%PDF-1.7 ...", "trasig eller ingen Word"),
    "locked, or of the old kind": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "lösenord"),
    "half a document": (archive({MAIN: BODY})[:40], "trasig"),
    "another kind": (archive({"xl/workbook.xml": "<x/>"}), "ändelsen .docx"),
    "macros": (archive({MAIN: BODY, "word/vbaProject.bin": "x"}), "makron"),
    "swollen": (archive({MAIN: " " * 40_000_000}), "orimligt mycket"),
    "swollen in many parts": (
        archive({MAIN: BODY} | {f"word/{n}.xml": "ab" * 1_000 for n in range(3_100)}),
        "orimligt",
    ),
    "entities": (archive({MAIN: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + BODY}), "utanför sig själv"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_refused_with_the_reason(kind):
    content, words = HOSTILE[kind]
    with pytest.raises(Refused, match=words):
        refuse_hostile(content, ".docx")


def test_a_decided_document_is_not_refused():
    refuse_hostile(saved(plainly(PLAN)), ".docx")


def test_what_the_library_cannot_open_is_refused_in_words():
    with pytest.raises(Refused, match="spara om den"):
        read_document(archive({MAIN: "<not xml"}), ".docx")


@pytest.mark.parametrize("suffix", [".pdf", ".doc", ""])
def test_another_suffix_is_told_what_to_save_as(suffix):
    with pytest.raises(Refused, match="Spara dokumentet som"):
        read_document(b"x", suffix)


def test_a_text_that_is_not_utf8_is_told_how_to_save():
    with pytest.raises(Refused, match="UTF-8"):
        read_document("å".encode("cp1252"), ".txt")
