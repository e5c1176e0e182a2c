"""In which of several roles an answer is given: what our mails say of it, and how that is recognised."""

from __future__ import annotations

from collections.abc import Mapping

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


def roles_named(text: str, names: Mapping[str, RoleId]) -> tuple[tuple[RoleId, ...], str]:
    """The roles that an answer says it is given in, on lines of their own; and the text without those lines.

    `names` are those that may be said, with the role that each stands for.
    """
    by_line = {fold(given_as(name)): role for name, role in names.items()}
    named: dict[RoleId, None] = {}
    rest = []
    for line in text.split("\n"):
        beginning, colon, words = line.partition(":")
        role = by_line.get(fold(f"{beginning}{colon}").strip())
        if role is None:
            rest.append(line)
            continue
        named[role] = None
        if words.strip():
            rest.append(words.strip())
    return tuple(named), "\n".join(rest).strip()
