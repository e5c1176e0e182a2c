"""Which of the plan's roles a list means, by what it calls them. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from unicodedata import normalize

from paminn.plan.comparing.matching.folding import fold
from paminn.plan.problems import suggest
from paminn.plan.staffing.listed_people import shown

_LONGEST = 200  # letters of a role's name
_SHORTEST = 2  # letters that may stand for a longer word
_PART = re.compile(r"[^\W_]+\.?|&")

UNKNOWN = "Rollen «{role}» finns inte i planen.{meant}"
AMBIGUOUS = "Rollen «{role}» kan vara {roles}. Skriv namnet som det står i planen."


@dataclass(frozen=True, slots=True)
class Uncertain:
    """That no role is certain, in a sentence."""

    sentence: str


def role_meant(called: str, roles: Collection[str]) -> str | Uncertain:
    """The role by its exact name; else the only one that differs in case, blanks and signs, or is written shorter."""
    if called in roles:
        return called
    folded = _folded(called)
    alike = [role for role in roles if _folded(role) == folded]
    if not alike and len(called) <= _LONGEST:
        shortened = _shortened(called)
        alike = [role for role in roles if re.fullmatch(shortened, _plain(role))]
    if len(alike) == 1:
        return alike[0]
    if alike:
        return Uncertain(AMBIGUOUS.format(role=shown(called), roles=" eller ".join(f"«{role}»" for role in alike)))
    return Uncertain(UNKNOWN.format(role=shown(called), meant=suggest(called, roles)))


def _folded(name: str) -> str:
    return fold(_plain(name))


def _plain(name: str) -> str:
    """Without case, blanks and hyphens, "&" as "och"."""
    lowered = normalize("NFC", name).casefold().replace("&", "och").replace("/", "")
    return re.sub(r"[\s\-‐‑–]+", "", lowered)


def _shortened(called: str) -> str:
    """What a name with full stops may be short for: "förv.chef" is any word from förv to chef."""
    pattern = ""
    for part in _PART.findall(called.casefold()):
        letters = part.rstrip(".")
        pattern += "och" if letters == "&" else re.escape(letters)
        if part.endswith(".") and len(letters) >= _SHORTEST:
            pattern += r"\w*"
    return pattern
