"""In which of several roles an answer is given: what our mails say of it, and how that is recognised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from paminn.plan.identities import RoleId
from paminn.replies.lexicon.comparing import fold

_BOTH = "båda"
_ALL = "alla"


def given_as(role: str) -> str:
    """The line by which an answer says in which role it is given."""
    return f"Som {role}:"


def for_all_roles(goal: str, how_many: str) -> str:
    """The sentence by which a mail says that one answer about the goal is for all the roles that it is asked of."""
    return f"Ett svar om {goal} gäller {how_many} dina roller."


def all_of(roles: int) -> str:
    """båda, alla"""
    return _BOTH if roles == 2 else _ALL


def is_for_all_roles(sent: str, goal: str) -> bool:
    """Whether a mail of ours, word for word, said so."""
    folded = fold(sent)
    return any(fold(for_all_roles(goal, how_many)) in folded for how_many in (_BOTH, _ALL))


def roles_named(text: str, names: Mapping[RoleId, Collection[str]]) -> tuple[tuple[RoleId, ...], str]:
    """The roles that an answer says it is given in, on lines of their own; and the text without those lines.

    `names` are all that may be said of each. Of a name that several have borne each of them is named.
    """
    by_line: dict[str, list[RoleId]] = defaultdict(list)
    for role, borne in names.items():
        for line in {fold(given_as(name)) for name in borne}:
            by_line[line].append(role)
    named: dict[RoleId, None] = {}
    rest = []
    for line in text.split("\n"):
        beginning, colon, words = line.partition(":")
        roles = by_line.get(fold(f"{beginning}{colon}").strip())
        if roles is None:
            rest.append(line)
            continue
        named |= dict.fromkeys(roles)
        if words.strip():
            rest.append(words.strip())
    return tuple(named), "\n".join(rest).strip()
