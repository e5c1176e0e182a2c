"""What differs in the roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from paminn.plan.comparing.matching.model import WhoIsWho
from paminn.plan.comparing.model import Called, Change, Thing, What
from paminn.plan.comparing.telling.ends import ended_and_begun


def role_changes(who: WhoIsWho) -> Iterator[Change]:
    roles = who.roles
    old_names = _nothing(who.old.roles)
    new_names = _nothing(who.new.roles)
    yield from ended_and_begun(roles, old_names, new_names, Thing.ROLE)
    for name in who.new_roles:
        yield Change(Thing.ROLE, What.NEW, (), (Called(name),))
    for name, retired in roles.heard.returns.items():
        yield Change(Thing.ROLE, What.RETURNED, (Called(retired),), (Called(name),))
    for name, before in roles.same.items():
        if name != before:
            yield Change(Thing.ROLE, What.RENAMED, (Called(before),), (Called(name),))


def _nothing(names: Iterable[str]) -> dict[str, str]:
    """A role has no words but its name."""
    return dict.fromkeys(names, "")
