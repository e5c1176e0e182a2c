"""Who hears what today: one pure function of plan, rules, history and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import ActionPlan, Goal, OwnerPart, Owners
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Rules
from paminn.reminders.model import (
    AskedBack,
    Claim,
    Concern,
    Digest,
    History,
    Occurrence,
    Purpose,
    Reminder,
    Step,
    StepKind,
)
from paminn.reminders.occurrences import accounts, occurrences
from paminn.reminders.steps import Steps
from paminn.reminders.workdays import Workdays
from paminn.standing.answer import Answer
from paminn.standing.contradiction import last_undisputed
from paminn.standing.done import accounts_for_the_year, ends_the_day, is_done, last_promise, promised_day
from paminn.standing.each import last_words, said_by
from paminn.standing.goal import happens_once, responsible
from paminn.standing.silence import is_answered, is_being_read
from paminn.standing.word import says_how_it_goes

_ONE_FOR_ALL = ("",)
_MOST_URGENT_FIRST = tuple(Purpose)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A step that has come for an occurrence, which this owner was to be done with on `due`.

    `only`: the mailboxes that it has failed to reach, where others of the role have had it.
    """

    occurrence: Occurrence
    due: date
    step: Step
    only: frozenset[str] = frozenset()

    @property
    def claim(self) -> Claim:
        return Claim(self.occurrence.id, self.due, self.step)

    @property
    def urgency(self) -> tuple[int, date]:
        return _MOST_URGENT_FIRST.index(self.occurrence.purpose), self.due


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is asked about a goal: a role, or one `person` of it where each answers for themselves.

    `said` is what they have answered about the goal. `questions` are those that they have not had yet, `asked_back` the
    numbers of all answers that the quality team has asked back about.
    """

    goal: Goal
    part: OwnerPart
    person: str
    said: Sequence[Answer]
    owners: Owners
    questions: Sequence[AskedBack] = ()
    asked_back: frozenset[int] = frozenset()

    @property
    def role(self) -> RoleId:
        return self.part.role_id

    @property
    def settled(self) -> Sequence[Answer]:
        """What they have said, but for what nobody could read and they have been asked about: it is their turn."""
        if not self.asked_back:
            return self.said
        return [answer for answer in self.said if answer.status is not None or answer.id not in self.asked_back]


class Schedule:
    """The plan's occurrences and steps, worked out once and asked for as many days as wanted."""

    def __init__(self, plan: ActionPlan, rules: Rules) -> None:
        self.plan = plan
        self.workdays = Workdays(rules)
        since: dict[GoalId, date] = {}
        self.dated: dict[GoalId, tuple[Occurrence, ...]] = {}
        self.accounts: dict[GoalId, tuple[Occurrence, ...]] = {}
        for goal in plan.goals():
            if goal.since is not None:
                since[goal.id] = goal.since
            self.dated[goal.id] = occurrences(plan, goal, rules)
            self.accounts[goal.id] = accounts(plan, goal, rules)
        self.steps = Steps(rules, self.workdays, plan.decided, since)

    def digests(self, history: History, today: date, owners: Owners | None = None) -> tuple[Digest, ...]:
        """What each role is reminded of today: one digest per role with something to hear, in the plan's order.

        Empty on a day when nothing may be sent. Whatever was missed on earlier days is in them: each occurrence
        speaks once, with its latest step. `owners` tells who has left a role, and where each answers for themselves:
        there each is reminded by themselves.
        """
        if not self.workdays.may_send(today):
            return ()
        known = owners or Owners()
        answerers = known.answerers
        answers = _by_goal(history.answers)
        questions = _not_had(history)
        asked_back = frozenset(question.answer for question in history.questions)
        by_owner: dict[RoleId, list[Reminder]] = defaultdict(list)
        for goal in self.plan.goals():
            about_goal = answers.get(goal.id, [])
            is_done = _is_done(goal, about_goal, known)
            if is_done and not questions:
                continue
            for part in goal.parts:
                of_role = [answer for answer in about_goal if answer.owner == part.role_id]
                people = answerers.get(part.role_id) or _ONE_FOR_ALL
                asked_of_role = questions.get((goal.id, part.role_id), ())
                for person in people:
                    said = said_by(person, of_role) if person else of_role
                    theirs = _for_person(person, people, asked_of_role)
                    asked = _Asked(goal, part, person, said, known, theirs, asked_back)
                    reminder = None if is_done else self._reminder(asked, history, today)
                    if theirs:
                        reminder = self._with_questions(asked, reminder, history)
                    if reminder:
                        by_owner[part.role_id].append(reminder)
        digests = []
        for owner, reminders in by_owner.items():
            reminders.sort(key=lambda reminder: reminder.place)
            digests.append(Digest(owner, today, tuple(reminders)))
        return tuple(digests)

    def concern(self, today: date) -> Concern:
        """What `digests` reads of a history on this day, whatever stands in it."""
        instances: set[OccurrenceId] = set()
        if self.workdays.may_send(today):
            for goal in self.plan.goals():
                for occurrence in self._live(goal, today):
                    instances.add(occurrence.id)
                    instances.update(replace(occurrence.id, goal=origin) for origin in goal.origins)
        return Concern(frozenset(self.plan.by_id), frozenset(instances))

    def _may_ask(self, occurrence: Occurrence, today: date) -> bool:
        """Whether the plan still holds. What its last year came to may be wanted when that year is over."""
        valid_until = self.plan.valid_until
        if valid_until is None or today <= valid_until:
            return True
        return occurrence.purpose is Purpose.ACCOUNT and occurrence.due.year > occurrence.id.year

    def _reminder(self, asked: _Asked, history: History, today: date) -> Reminder | None:
        """The most urgent step of the goal for this owner; it takes the goal's other waiting steps with it."""
        waiting = list(self._waiting(asked, history, today))
        for_all = [step for step in waiting if not step.only]
        if for_all:
            waiting = for_all
        if not waiting:
            return None
        first = min(waiting, key=lambda step: step.urgency)
        number = history.sent.get((asked.role, first.occurrence.id), 0)
        if asked.person:
            number = history.sent_to.get((asked.role, asked.person, first.occurrence.id), 0)
        if not first.only:  # else it is the one that was counted
            number += 1
        return Reminder(
            goal=asked.goal,
            part=asked.part,
            occurrence=first.occurrence,
            step=first.step,
            due=first.due,
            number=max(number, 1),
            covers=tuple(step.claim for step in waiting),
            only=first.only,
            person=asked.person,
            promise=last_promise(asked.goal, first.occurrence.id, asked.said),
        )

    def _with_questions(self, asked: _Asked, reminder: Reminder | None, history: History) -> Reminder:
        """What the quality team asks back, in the goal's reminder of the day where all of its readers have one."""
        claims = [self._claim_of(asked, asked_back) for asked_back in asked.questions]
        questions = tuple(asked.questions)
        if reminder is not None and not reminder.only:
            return replace(reminder, covers=(*reminder.covers, *claims), asked_back=questions)
        first = claims[0]
        occurrence = self._occurrence(asked.goal, first.occurrence)
        number = history.sent.get((asked.role, occurrence.id), 0)
        return Reminder(
            goal=asked.goal,
            part=asked.part,
            occurrence=occurrence,
            step=first.step,
            due=first.due,
            number=max(number, 1),
            covers=tuple(claims),
            person=asked.person,
            asked_back=questions,
        )

    def _claim_of(self, asked: _Asked, asked_back: AskedBack) -> Claim:
        """A question takes with it what its instance of the goal would have asked until that day."""
        occurrence = self._occurrence(asked.goal, asked_back.answer.occurrence)
        due = promised_day(asked.goal, occurrence.id, asked.said) or occurrence.due
        question = asked_back.question
        return Claim(occurrence.id, due, Step(StepKind.QUESTION, question.number, question.day))

    def _occurrence(self, goal: Goal, id: OccurrenceId) -> Occurrence:
        """An instance of the goal, also one that the plan does not have any longer."""
        for occurrence in (*self.dated[goal.id], *self.accounts[goal.id]):
            if occurrence.id == id:
                return occurrence
        purpose = Purpose.ACCOUNT if id.is_account else Purpose.DEADLINE
        return Occurrence(id, purpose, id.day or date(id.year, 12, 31))

    def _waiting(self, asked: _Asked, history: History, today: date) -> Iterator[_Waiting]:
        """Every occurrence with a step that has come, that no mail has covered, and that no answer has spared.

        One that waits for a person to read it spares every step until then.
        """
        last_answer = max((answer.received for answer in asked.said), default=None)
        for occurrence in self._live(asked.goal, today):
            if not self._may_ask(occurrence, today):
                continue
            if asked.said and self._is_closed(asked, occurrence):
                continue
            due = promised_day(asked.goal, occurrence.id, asked.said) or occurrence.due
            step = self.steps.latest(occurrence, due, today)
            if step is None:
                continue
            only: frozenset[str] = frozenset()
            covered = _covered(asked, occurrence.id, due, history)
            if covered and step.day <= covered:
                if not asked.person:
                    only = history.missed.get((asked.role, occurrence.id, due), frozenset())
                if not only:
                    continue
            # An answer ends the step it answers, and those before it; the next one comes in its time.
            if is_answered(step.day, last_answer):
                continue
            # What is to be prepared is told all the same: it asks for nothing.
            if not step.is_preparation and is_being_read(occurrence.id, asked.settled):
                continue
            yield _Waiting(occurrence, due, step, only)

    def _live(self, goal: Goal, today: date) -> Iterator[Occurrence]:
        """What may still be asked about: of what comes back every year, only the latest that has begun."""
        for group in (self.dated[goal.id], self.accounts[goal.id]):
            latest = None
            for occurrence in group:
                if occurrence.purpose in (Purpose.DEADLINE, Purpose.START):
                    yield occurrence
                elif self._has_begun(occurrence, today):
                    latest = occurrence
            if latest:
                yield latest

    def _has_begun(self, occurrence: Occurrence, today: date) -> bool:
        steps = self.steps.fixed(occurrence, occurrence.due)
        return bool(steps) and steps[0].day <= today

    def _is_closed(self, asked: _Asked, occurrence: Occurrence) -> bool:
        """Whether the owner's answers end all that this occurrence would still ask."""
        goal, said = asked.goal, asked.said
        if occurrence.purpose is not Purpose.ACCOUNT:
            return ends_the_day(goal, occurrence.id, said, asked.owners)
        # An account is live only when its first step has come, so there is one.
        request, *_ = self.steps.fixed(occurrence, occurrence.due)
        of_the_year = [dated.id for dated in self.dated[goal.id] if dated.id.year == occurrence.id.year]
        return accounts_for_the_year(goal, occurrence.id, asked.settled, request.day, of_the_year, asked.owners)


def _covered(asked: _Asked, occurrence: OccurrenceId, due: date, history: History) -> date | None:
    """The latest step that the owner has had of an occurrence, or the `person` who answers for themselves.

    Of a goal or a role that a revision made out of others, what those had counts as had: nothing is asked because of a
    revision. Each of several goals must have had it, since they were asked about different things; one role is enough.
    """

    def had_by(role: RoleId, instance: OccurrenceId) -> date | None:
        if asked.person:
            return history.had.get((role, asked.person, instance, due))
        return history.covered.get((role, instance, due))

    def had(instance: OccurrenceId) -> date | None:
        steps = [had_by(role, instance) for role in (asked.role, *asked.part.origins)]
        return max((step for step in steps if step is not None), default=None)

    covered = had(occurrence)
    if covered is not None or not asked.goal.origins:
        return covered
    earliest = None
    for origin in asked.goal.origins:
        of_origin = had(replace(occurrence, goal=origin))
        if of_origin is None:
            return None
        if earliest is None or of_origin < earliest:
            earliest = of_origin
    return earliest


def _not_had(history: History) -> Mapping[tuple[GoalId, RoleId], Sequence[AskedBack]]:
    """What the quality team asks back and no mail has carried yet, by goal and role."""
    not_had: dict[tuple[GoalId, RoleId], list[AskedBack]] = defaultdict(list)
    if not history.questions:
        return not_had
    answers = {answer.id: answer for answer in history.answers}
    for question in history.questions:
        answer = answers.get(question.answer)
        if answer is not None and question.mail is None:
            not_had[answer.goal, answer.owner].append(AskedBack(question, answer))
    return not_had


def _for_person(person: str, people: Collection[str], questions: Sequence[AskedBack]) -> Sequence[AskedBack]:
    """Those of the role's questions that are for them: of somebody who has left, for all who hold the role now."""
    theirs = []
    for asked_back in questions:
        of = asked_back.answer.person
        if not person or of == person or of not in people:
            theirs.append(asked_back)
    return theirs


def _by_goal(answers: Iterable[Answer]) -> Mapping[GoalId, list[Answer]]:
    by_goal: dict[GoalId, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_goal[answer.goal].append(answer)
    return by_goal


def _is_done(goal: Goal, answers: Sequence[Answer], owners: Owners) -> bool:
    """Whether every responsible role has said Klar of what happens once: then it is done for everybody.

    A role whose own people contradict each other has not.
    """
    if not answers or not happens_once(goal):
        return False
    read = [answer for answer in answers if says_how_it_goes(answer)]
    deciders = responsible(goal)
    if not is_done(deciders, last_words(read, owners.answerers)):
        return False
    # Whether anybody contradicts it is asked only where it matters.
    return is_done(deciders, last_undisputed(goal, read, owners))
