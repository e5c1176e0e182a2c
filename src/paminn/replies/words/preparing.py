"""That an answer about what is to be prepared says nothing of the day itself: how our mails say so."""

from __future__ import annotations

from paminn.replies.lexicon.comparing import fold


def of_the_step(goal: str) -> str:
    """The sentence by which a mail says what an answer about the goal is about."""
    return f"Ett svar om {goal} gäller förberedelsen, inte dagen."


def says_of_the_step(sent: str, goal: str) -> bool:
    """Whether a mail of ours, word for word, said so."""
    return fold(of_the_step(goal)) in fold(sent)
