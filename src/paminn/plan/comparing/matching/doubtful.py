"""The roles whose name another may bear by now, of which a person must say who it is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Set

from paminn.plan.comparing.matching.model import Matching


def doubtful_roles(old: Mapping[str, Set[Hashable]], new: Mapping[str, Set[Hashable]], roles: Matching) -> list[str]:
    """The names that are there as before, while another name has what the role did: it may be the role itself.

    `old` and `new` are what each role does for which goal. It is in doubt where the other has just that, or where the
    name is left with nothing of it and the other has it all, or has some of it and nothing of its own; not where a
    person has said who it is. Where the two may have swapped names both are in doubt, whatever was taken from either.
    """
    doubtful: list[str] = []
    for name, before in roles.same.items():
        if name != before or name in roles.heard.same or old[name] <= new[name]:
            continue
        for other in new:
            if other == name or not _may_be(name, other, old, new):
                continue
            doubtful.append(name)
            may_have_swapped = new[name] >= old.get(other, frozenset()) or _may_be(other, name, old, new)
            if _goes_on_as_itself(other, roles) and may_have_swapped:
                doubtful.append(other)
    return list(dict.fromkeys(doubtful))


def _may_be(name: str, other: str, old: Mapping[str, Set[Hashable]], new: Mapping[str, Set[Hashable]]) -> bool:
    """Whether the role that was called `name` may be called `other` now."""
    had = old[name]
    has = new[other]
    other_had = old.get(other, frozenset())
    has_nothing_left = had.isdisjoint(new[name])
    if has >= had and not other_had >= had:
        return has == had or has_nothing_left
    came_over = (has & had) - other_had
    return has_nothing_left and bool(came_over) and bool(other_had) and other_had.isdisjoint(has)


def _goes_on_as_itself(name: str, roles: Matching) -> bool:
    """Under its own name, without anybody having said so."""
    return roles.same.get(name) == name and name not in roles.heard.same
