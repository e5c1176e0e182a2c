"""Under which goal of ours each thing was typed, inside the mail that we sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paminn.replies.words.form import is_menu
from paminn.replies.words.sent import Sent, is_button, norm


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """What was typed under a goal's heading, or under none (""). `within`: more of what we say of it follows."""

    goal: str
    words: str
    within: bool


def typed_under(lines: Sequence[tuple[str | None, str | None]], sent: Sent) -> tuple[Typed, ...]:
    """`lines` are those of the quoted mail in order, each as (what the owner typed, what is ours).

    On our page a goal ends with its buttons, and the next begins above its heading. Where a heading is missing or
    stands twice, nobody can tell what stands under which.
    """
    found: list[Typed] = []
    seen: list[str] = []
    goal, ended, words = "", False, list[str]()

    def close(within: bool) -> None:
        if "".join(words).strip():
            found.append(Typed(goal, "\n".join(words).strip(), within))
        words.clear()

    for own, ours in lines:
        if ours is not None and norm(ours):
            heading, buttons = sent.heading(ours), is_menu(ours) or is_button(ours)
            starts = bool(heading) or sent.closes(ours) or (ended and not buttons)
            close(within=not starts)
            goal, ended = (heading, False) if starts else (goal, ended or (buttons and bool(goal)))
            seen += [heading] if heading else []
        if own is not None:
            words.append(own)
    close(within=False)
    return tuple(found) if sorted(seen) == sorted(sent.goals) else tuple(Typed("", one.words, False) for one in found)
