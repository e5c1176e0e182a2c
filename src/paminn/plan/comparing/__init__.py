"""Which goal, activity and role of a new plan is which of the adopted one, and what differs: pure, of two decisions.

A goal is certainly the same (`certain`) where its words are, once on each side, and three of five signs agree; a mended
spelling (`mended`) where all five do. Everything else is a question (`asking`) that a person answers (`Said`). Likeness
(`likelihood`) only puts the choices of a question in order: no score tells a goal in new words from another in its
place. Everything here is told in numbers and names of the two plans.
"""

from paminn.plan.comparing.compared import compare
from paminn.plan.comparing.model import (
    Answer,
    Called,
    Change,
    Choice,
    Comparison,
    Fault,
    PlanText,
    Question,
    Retired,
    RetiredRole,
    Said,
    Sign,
    Thing,
    What,
    Why,
)
from paminn.plan.comparing.questions.exemplified import answers_to_paste
from paminn.plan.comparing.questions.mailed import held_against_mails

__all__ = [
    "Answer",
    "Called",
    "Change",
    "Choice",
    "Comparison",
    "Fault",
    "PlanText",
    "Question",
    "Retired",
    "RetiredRole",
    "Said",
    "Sign",
    "Thing",
    "What",
    "Why",
    "answers_to_paste",
    "compare",
    "held_against_mails",
]
