"""Which goal, activity and role of a new plan is which of the adopted one, and what differs: pure, of two decisions.

Three rooms, in the order that the data goes, put together in `compared`:

* `matching`: who is who. A goal is certainly the same (`certain`) where its words are, once on each side, and three of
  five signs agree; a mended spelling (`mended`) where all five do. What a person said (`Said`) comes before both.
* `questions`: everything else is asked. Likeness (`likelihood`) only puts the choices in order: no score tells a goal
  in new words from another in its place.
* `telling`: what differs, in numbers and names of the two plans.
"""

from paminn.plan.comparing.compared import certainly_the_same, compare
from paminn.plan.comparing.matching.untouched import untouched_roles
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
from paminn.plan.comparing.questions.answer_options import flag as options_to_paste
from paminn.plan.comparing.questions.answer_options import several_in, sides_in
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
    "certainly_the_same",
    "compare",
    "held_against_mails",
    "options_to_paste",
    "several_in",
    "sides_in",
    "untouched_roles",
]
