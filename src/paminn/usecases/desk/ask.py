"""What the quality team asks back, as it stands in a mail."""

from __future__ import annotations

from paminn.errors import UsageError
from paminn.replies.mail.clean import clean

_LONGEST_QUESTION = 600  # characters


def question_in_a_line(written: str) -> str:
    """A question in one line, as it stands in a mail."""
    cleaned, _ = clean(written)
    question = " ".join(cleaned.split())
    if len(question) > _LONGEST_QUESTION:
        raise UsageError(f"Frågan är för lång: {len(question)} tecken, högst {_LONGEST_QUESTION}. Korta den.")
    return question
