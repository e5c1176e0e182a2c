"""What was typed under each goal inside the mail we sent: that goal's answer, where that is beyond doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from paminn.replies.meaning.one_status import read_status
from paminn.replies.meaning.split import speaks_of_others
from paminn.replies.words.under import Typed


def tied(above: str, typed: Sequence[Typed], goals: Sequence[str], written: date | None = None) -> str:
    """The answer with each goal's number before what was typed under it; nothing when a person must tell.

    `above` is what stands on top of the quote.
    """
    if len(goals) < 2 or not _is_each_beyond_doubt(typed, goals, written):
        return ""
    lines = [above]
    for piece in typed:
        lines.append(f"{piece.goal}:\n{piece.words}")
    return "\n".join(lines)


def _is_each_beyond_doubt(typed: Sequence[Typed], goals: Sequence[str], written: date | None) -> bool:
    """Whether each piece is beyond doubt about the goal above it.

    What stands between two goals may be meant for the one below, and what stands below the last for all of them: so
    either more of what we say of the goal follows each, or every goal has its own, and the last of them is an answer.
    """
    for piece in typed:
        if piece.goal not in goals or speaks_of_others(piece.words):
            return False
    if not typed:
        return False
    if all(piece.within for piece in typed):
        return True
    answered = {piece.goal for piece in typed}
    return answered == set(goals) and read_status(typed[-1].words, written) is not None
