"""The comments in the margin of a Word document."""

from __future__ import annotations

from collections.abc import Mapping

from docx.document import Document as Word
from docx.oxml.ns import qn


def comments_of(word: Word) -> Mapping[str, str]:
    """What each comment says, by the number that the text refers to it with."""
    notes = {}
    for comment in word.comments:
        lines = []
        for paragraph in comment._comment_elm.iter(qn("w:p")):
            lines.append("".join(words.text or "" for words in paragraph.iter(qn("w:t"))))
        notes[str(comment.comment_id)] = "\n".join(lines).strip()
    return notes
