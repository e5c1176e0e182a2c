"""Why an old goal or role is open, and so is asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from paminn.plan.comparing.matching.model import Matching
from paminn.plan.comparing.model import Why


def why_open(old: Mapping[str, str], new: Mapping[str, str], matching: Matching) -> Callable[[str], Why]:
    """Why an old one is open, by the folded words of all on either side."""
    in_old = Counter(old.values())
    in_new = Counter(new.values())
    in_open_new = {new[name] for name in matching.open_new}

    def why(name: str) -> Why:
        words = old[name]
        if words not in in_open_new:
            return Why.CHANGED
        if in_old[words] > 1 or in_new[words] > 1:
            return Why.TWICE
        return Why.DOUBTFUL

    return why
