"""The answers that are shown as an example: what has been said and one answer to each question, in one line."""

from __future__ import annotations

from collections.abc import Set

from paminn.plan.comparing.model import Choice, Comparison, Question, Sign
from paminn.plan.comparing.questions.answer_options import flag

_SAYS_LITTLE = (Sign.OWNERS,)


def answers_to_paste(comparison: Comparison) -> str:
    """The options of a command line that can be said as it stands: nothing old or new is named twice in it.

    "" where nothing has been said and nothing is asked.
    """
    line = comparison.said
    olds = set(line.olds())
    news = set(line.news())
    for question in comparison.questions:
        choice = _likeliest_left(question, olds, news)
        if choice is not None:
            line = line.also(choice.said)
            olds.update(choice.said.olds())
            news.update(choice.said.news())
    return flag(line)


def _likeliest_left(question: Question, olds: Set[str], news: Set[str]) -> Choice | None:
    """None where the old one has been named already, as one of those that were merged."""
    first = question.choices[0]
    for choice in question.choices:
        collides = not olds.isdisjoint(choice.said.olds()) or not news.isdisjoint(choice.said.news())
        if collides or (choice is not first and choice.signs == _SAYS_LITTLE):
            continue
        return choice
    return None
