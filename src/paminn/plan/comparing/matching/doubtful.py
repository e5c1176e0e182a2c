"""The roles whose name another may bear by now, of which a person must say who it is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Set

from paminn.plan.comparing.matching.model import Matching


def doubtful_roles(old: Mapping[str, Set[Hashable]], new: Mapping[str, Set[Hashable]], roles: Matching) -> list[str]:
    """The names that are there as before, while another name has all that the role did: it may be the role itself.

    `old` and `new` are what each role does for which goal. It is in doubt where the other has just that, or where the
    name is left with nothing of it; not where a person has said who it is. Where the two may have swapped names both
    are in doubt: the one may have all that it had, as the other's.
    """
    doubtful: list[str] = []
    for name, before in roles.same.items():
        if name != before or name in roles.heard.same or old[name] <= new[name]:
            continue
        for other, held in new.items():
            had_it = old.get(other, frozenset()) >= old[name]
            takes_over = other != name and held >= old[name] and not had_it
            if takes_over and (held == old[name] or old[name].isdisjoint(new[name])):
                doubtful.append(name)
                if _goes_on_as_itself(other, roles) and new[name] >= old[other]:
                    doubtful.append(other)
    return list(dict.fromkeys(doubtful))


def _goes_on_as_itself(name: str, roles: Matching) -> bool:
    """Under its own name, without anybody having said so."""
    return roles.same.get(name) == name and name not in roles.heard.same
