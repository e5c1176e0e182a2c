"""Under which goal of ours each thing was typed, inside the mail that we sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from paminn.replies.words.form import is_menu
from paminn.replies.words.sent import Sent, is_button, norm


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """What was typed under a goal's heading, or under none (""). `within`: more of what we say of it follows."""

    goal: str
    words: str
    within: bool


@dataclass(slots=True)
class _Walk:
    """Where in our mail the walk has come to, and what has been typed since our last line."""

    goal: str = ""
    ended: bool = False  # the goal's buttons have been passed
    words: list[str] = field(default_factory=list)
    typed: list[Typed] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)  # that have been passed, by their goals

    def pass_by(self, ours: str, sent: Sent) -> None:
        """A line of ours."""
        heading = sent.heading(ours)
        buttons = is_menu(ours) or is_button(ours)
        leaves_goal = bool(heading) or sent.closes(ours) or (self.ended and not buttons)
        self.close(within=not leaves_goal)
        if leaves_goal:
            self.goal = heading
            self.ended = False
        elif buttons and self.goal:
            self.ended = True
        if heading:
            self.headings.append(heading)

    def close(self, within: bool) -> None:
        """A line of ours follows, or the end."""
        words = "\n".join(self.words).strip()
        if words:
            self.typed.append(Typed(self.goal, words, within))
        self.words.clear()


def typed_under(lines: Sequence[tuple[str | None, str | None]], sent: Sent) -> tuple[Typed, ...]:
    """`lines` are those of the quoted mail in order, each as (what the owner typed, what is ours).

    On our page a goal ends with its buttons, and the next begins above its heading. Where a heading is missing or
    stands twice, nobody can tell what stands under which.
    """
    walk = _Walk()
    for own, ours in lines:
        if ours is not None and norm(ours):
            walk.pass_by(ours, sent)
        if own is not None:
            walk.words.append(own)
    walk.close(within=False)
    if sorted(walk.headings) == sorted(sent.goals):
        return tuple(walk.typed)
    return tuple(replace(typed, goal="", within=False) for typed in walk.typed)
