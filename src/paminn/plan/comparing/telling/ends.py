"""What a person said was removed, split or merged, of goals and of roles alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from paminn.plan.comparing.matching.model import Matching
from paminn.plan.comparing.model import Called, Change, Thing, What


def ended_and_begun(
    matching: Matching, old: Mapping[str, str], new: Mapping[str, str], thing: Thing
) -> Iterator[Change]:
    """What a person said was removed, split or merged; `old` and `new` are the words of each."""
    heard = matching.heard
    for name in heard.removed:
        yield Change(thing, What.REMOVED, (Called(name, old[name]),))
    for name, several in heard.split:
        parts = tuple(Called(part, new[part]) for part in several)
        yield Change(thing, What.SPLIT, (Called(name, old[name]),), parts)
    for olds, name in heard.merged:
        merged = tuple(Called(part, old[part]) for part in olds)
        yield Change(thing, What.MERGED, merged, (Called(name, new[name]),))
