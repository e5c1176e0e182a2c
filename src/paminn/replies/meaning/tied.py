"""What was typed under each goal inside the mail we sent: that goal's answer, where that is beyond doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from paminn.replies.meaning.one_status import read_status
from paminn.replies.meaning.split import speaks_of_others
from paminn.replies.words.under import Typed


def tied(above: str, typed: Sequence[Typed], goals: Sequence[str], written: date | None = None) -> str:
    """The answer with each goal's number before what was typed under it; nothing when a person must tell.

    `above` is what stands on top of the quote. What stands between two goals may be meant for the one below, and what
    stands below the last for all of them: only where every goal has its own, and the last of them is an answer, is
    each beyond doubt about the one above.
    """
    if len(goals) < 2 or not typed or any(one.goal not in goals or speaks_of_others(one.words) for one in typed):
        return ""
    each = {one.goal for one in typed} == set(goals) and read_status(typed[-1].words, written) is not None
    if not each and not all(one.within for one in typed):
        return ""
    return "\n".join([above, *(f"{one.goal}:\n{one.words}" for one in typed)])
