"""Who hears what today: one pure function of plan, rules, history and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from paminn.plan.model import ActionPlan, Goal, Kind, OwnerPart, Part
from paminn.plan.rules import Rules
from paminn.reminders.model import Claim, Digest, Heard, History, Occurrence, Purpose, Reminder
from paminn.reminders.occurrences import accounts, occurrences
from paminn.reminders.steps import Steps
from paminn.reminders.workdays import Workdays


class Schedule:
    """The plan's occurrences and steps, worked out once and asked for as many days as wanted."""

    def __init__(self, plan: ActionPlan, rules: Rules) -> None:
        self.plan = plan
        self.workdays = Workdays(rules)
        self.steps = Steps(rules, self.workdays, plan.decided)
        self.dated = {goal.number: occurrences(plan, goal, rules) for goal in plan.goals()}
        self.accounts = {goal.number: accounts(plan, goal, rules) for goal in plan.goals()}

    def digests(self, history: History, today: date) -> tuple[Digest, ...]:
        """Today's digests, one per owner with something to hear, in the plan's order of owners.

        Empty on a day when nothing may be sent. Whatever was missed on earlier days is in them: each occurrence
        speaks once, with its latest step.
        """
        if not self.workdays.may_send(today) or (self.plan.valid_until and today > self.plan.valid_until):
            return ()
        heard: dict[str, list[Heard]] = defaultdict(list)
        for answer in history.heard:
            heard[answer.goal].append(answer)
        by_owner: dict[str, list[Reminder]] = defaultdict(list)
        for goal in self.plan.goals():
            said = heard.get(goal.number, ())
            if goal.replaced_by or self.is_done(goal, said):
                continue
            for part in goal.parts:
                reminder = self._reminder(goal, part, [a for a in said if a.owner == part.role], history, today)
                if reminder:
                    by_owner[part.role].append(reminder)
        return tuple(
            Digest(owner, today, tuple(sorted(reminders, key=lambda r: (r.due, _numeric(r.goal.number)))))
            for owner, reminders in by_owner.items()
        )

    def is_done(self, goal: Goal, said: Sequence[Heard]) -> bool:
        """Whether every responsible part of a goal that happens once has answered Klar."""
        if not self._once(goal.number):
            return False
        latest = {answer.owner: answer for answer in said if answer.read}
        finished = {owner for owner, answer in latest.items() if answer.closes}
        responsible = {part.role for part in goal.parts if part.part is Part.RESPONSIBLE}
        return bool(responsible) and responsible <= finished

    def _reminder(
        self, goal: Goal, part: OwnerPart, said: list[Heard], history: History, today: date
    ) -> Reminder | None:
        """The most urgent step of the goal for this owner; it takes the goal's other waiting steps with it."""
        waiting = list(self._waiting(goal, part.role, said, history, today))
        if not waiting:
            return None
        claims = tuple(claim for _, claim in waiting)
        occurrence, claim = min(waiting, key=lambda pair: (list(Purpose).index(pair[0].purpose), pair[1].due))
        step = self.steps.latest(occurrence, claim.due, today)
        assert step is not None
        number = history.sent.get((part.role, occurrence.id), 0) + 1
        return Reminder(goal, part, occurrence, step, claim.due, number, claims)

    def _waiting(
        self, goal: Goal, owner: str, said: list[Heard], history: History, today: date
    ) -> Iterator[tuple[Occurrence, Claim]]:
        answered = max((answer.received for answer in said), default=date.min)
        for occurrence in self._live(goal, today):
            if self._is_closed(occurrence, said):
                continue
            due = _promised(occurrence, said, alone=len(self.dated[goal.number]) == 1) or occurrence.due
            step = self.steps.latest(occurrence, due, today)
            if step is None:
                continue
            covered = history.covered.get((owner, occurrence.id, due), date.min)
            # An answer ends the step it answers, and those before it; the next one comes in its time.
            if step.day > max(covered, answered):
                yield occurrence, Claim(occurrence.id, due, step.label, step.day)

    def _live(self, goal: Goal, today: date) -> Iterator[Occurrence]:
        """What may still be asked about: of what comes back every year, only the latest that has begun."""
        for group in (self.dated[goal.number], self.accounts[goal.number]):
            latest = None
            for occurrence in group:
                if occurrence.purpose in (Purpose.DEADLINE, Purpose.START):
                    yield occurrence
                elif (fixed := self.steps.fixed(occurrence, occurrence.due)) and fixed[0].day <= today:
                    latest = occurrence
            if latest:
                yield latest

    def _is_closed(self, occurrence: Occurrence, said: list[Heard]) -> bool:
        """Whether the owner's answers end all that this occurrence would still ask. The last word counts."""
        if occurrence.purpose is Purpose.ACCOUNT:
            return any((a.read or a.unstated) and self._accounts_for(a, occurrence) for a in said)
        about = [a for a in said if a.read and (a.occurrence == occurrence.id or self._once(occurrence.goal))]
        if not about:
            return False
        return about[-1].begun if occurrence.purpose is Purpose.START else about[-1].closes

    def _accounts_for(self, answer: Heard, account: Occurrence) -> bool:
        """Whatever is said once the year's request has gone out is an account; so is a Klar that covers the year."""
        fixed = self.steps.fixed(account, account.due)
        if answer.occurrence == account.id:
            return True
        if answer.received >= (fixed[0].day if fixed else account.due):
            return True
        same_year = answer.occurrence.year == account.id.year
        return answer.closes and (same_year or self._once(account.goal))

    def _once(self, goal: str) -> bool:
        """Whether the goal is something that ends, rather than several days to answer one by one."""
        kind = self.plan.by_number[goal].timeframe.kind
        return kind not in (Kind.ONGOING, Kind.RECURRING) and len(self.dated[goal]) <= 1


def _promised(occurrence: Occurrence, said: list[Heard], *, alone: bool) -> date | None:
    """The owner's own last new date for this occurrence, if it lies ahead of the answer that gave it."""
    if occurrence.purpose is Purpose.ACCOUNT:
        return None
    promised = None
    for answer in said:
        about_this = answer.occurrence == occurrence.id or (
            alone and occurrence.purpose in (Purpose.DEADLINE, Purpose.START) and answer.occurrence.is_account
        )
        if about_this and answer.new_date and answer.new_date > answer.received:
            promised = answer.new_date
    return promised


def _numeric(number: str) -> tuple[int, ...]:
    return tuple(int(piece) for piece in number.split("."))
