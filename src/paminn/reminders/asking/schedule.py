"""Who hears what today: one pure function of plan, rules, history and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import ActionPlan, Owners
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Rules
from paminn.reminders.asking.asked_back import not_had, questions_for, with_questions
from paminn.reminders.asking.had import reminders_had
from paminn.reminders.asking.introductions import introduction
from paminn.reminders.asking.open_steps import open_steps
from paminn.reminders.asking.plan_days import PlanDays
from paminn.reminders.asking.whom import Whom, all_asked, is_over
from paminn.reminders.model import Concern, Digest, History, Reminder
from paminn.reminders.weekly import furthest, span
from paminn.standing.answer import Answer
from paminn.standing.done import last_promise


class Schedule:
    """The plan's days, worked out once, and what is asked on any of them."""

    def __init__(self, plan: ActionPlan, rules: Rules) -> None:
        self.plan = plan
        self.days = PlanDays(plan, rules)
        self.workdays = self.days.workdays

    @property
    def first_day(self) -> date | None:
        """The first on which anybody is reminded, where the rules name a day to begin on."""
        return self.days.steps.first_day

    def digests(self, history: History, today: date, owners: Owners | None = None) -> tuple[Digest, ...]:
        """What each role is reminded of today: one digest per role with something to hear, in the plan's order.

        Empty on a day when nothing may be sent. Whatever was missed on earlier days is in them: each occurrence
        speaks once, with its latest step. `owners` tells who has left a role, and where each answers for themselves:
        there each is reminded by themselves.
        """
        first_day = self.first_day
        if not self.workdays.may_send(today) or (first_day is not None and today < first_day):
            return ()
        known = owners or Owners()
        answers = _by_goal(history.answers)
        waiting = not_had(history)
        asked_back = frozenset(question.answer for question in history.questions)
        by_owner: dict[RoleId, list[Reminder]] = defaultdict(list)
        for goal in self.plan.goals():
            about_goal = answers.get(goal.id, [])
            over = is_over(goal, about_goal, known)
            if over and not waiting:
                continue
            for whom in all_asked(goal, about_goal, known, asked_back):
                reminder = None if over else self._reminder(whom, history, today)
                questions = questions_for(whom, waiting)
                if questions:
                    reminder = with_questions(whom, questions, reminder, self.days, history)
                if reminder:
                    by_owner[whom.role].append(reminder)
                if first_day is not None and not over:
                    introduced = introduction(whom, self.days, history, first_day, today)
                    if introduced is not None:
                        by_owner[whom.role].append(introduced)
        digests = []
        for owner, reminders in by_owner.items():
            reminders.sort(key=lambda reminder: reminder.place)
            digests.append(Digest(owner, today, tuple(reminders)))
        return tuple(digests)

    def concern(self, today: date) -> Concern:
        """What `digests` reads of a history on this day, whatever stands in it."""
        instances: set[OccurrenceId] = set()
        if self.workdays.may_send(today):
            looked_at = (today, furthest(today, self.workdays))
            for goal in self.plan.goals():
                for day in looked_at:
                    for occurrence in self.days.live(goal, day):
                        instances.add(occurrence.id)
                        instances.update(replace(occurrence.id, goal=origin) for origin in goal.origins)
        return Concern(frozenset(self.plan.by_id), frozenset(instances))

    def _reminder(self, whom: Whom, history: History, today: date) -> Reminder | None:
        """The most urgent step of the goal for them; it takes the goal's other open steps with it."""
        weekday = whom.owners.weekly.get(whom.role)
        heard = span(weekday, today, self.workdays)
        steps = open_steps(whom, self.days, history, today, heard)
        if not steps:
            return None
        first = min(steps, key=lambda step: step.urgency)
        number = reminders_had(whom, first.occurrence.id, history)
        if not first.only:  # else it is the one that was counted
            number += 1
        return Reminder(
            goal=whom.goal,
            part=whom.part,
            occurrence=first.occurrence,
            step=first.step,
            due=first.due,
            number=max(number, 1),
            covers=tuple(step.claim for step in steps),
            only=first.only,
            person=whom.person,
            promise=last_promise(whom.goal, first.occurrence.id, whom.said),
            lies_before=self.days.steps.lies_before(first.occurrence, first.due),
            in_letter=weekday is not None,
        )


def _by_goal(answers: Iterable[Answer]) -> Mapping[GoalId, list[Answer]]:
    by_goal: dict[GoalId, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_goal[answer.goal].append(answer)
    return by_goal
