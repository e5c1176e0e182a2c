"""A mail of several plans calls each goal by a number that no other goal in it has.

A number that stands in two of the plans gets a letter for its plan in front of it: A1.1 and B1.1. So a button, a form
and an answer tell which of them they are about, and a bare 1.1 tells that it must be asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase

from paminn.reminders.model import Reminder

_MOST_LETTERS = 2  # that a number may begin with, as answers are read


def told_apart(reminders: Sequence[Reminder], numbers: Mapping[str, Collection[str]]) -> tuple[Reminder, ...]:
    """The reminders of one mail. `numbers`: those of all goals of each plan, whose letters are not used anew."""
    plans = tuple(dict.fromkeys(reminder.plan for reminder in reminders))
    if len(plans) == 1:
        return tuple(reminders)
    plans_with: dict[str, set[str]] = defaultdict(set)
    for reminder in reminders:
        plans_with[reminder.goal.number].add(reminder.plan)
    letter_of = dict(zip(plans, _free_letters(plans, numbers), strict=False))
    apart = []
    for reminder in reminders:
        number = reminder.goal.number
        if len(plans_with[number]) > 1:
            shown = with_letter(letter_of.get(reminder.plan, ""), number)
            goal = replace(reminder.goal, number=shown, identity=reminder.goal.id)
            reminder = replace(reminder, goal=goal)
        apart.append(reminder)
    return tuple(apart)


def with_letter(letter: str, number: str) -> str:
    """B1.1, of the letter of a plan and a number in it; the number alone where there is no room for one more."""
    if number[:_MOST_LETTERS].isalpha():
        return number
    return f"{letter}{number}"


def without_letter(number: str, in_the_plan: str) -> str:
    """The bare number, where a mail called the goal by one with a letter; empty where it did not."""
    if number != in_the_plan and number[1:] == in_the_plan:
        return in_the_plan
    return ""


def _free_letters(plans: Sequence[str], numbers: Mapping[str, Collection[str]]) -> list[str]:
    used = set()
    for plan in plans:
        used |= {number[:1].upper() for number in numbers.get(plan, ())}
    return [letter for letter in ascii_uppercase if letter not in used]
