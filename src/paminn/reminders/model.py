"""Who hears what, and when: the values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import Goal, OwnerPart, Person
from paminn.plan.numbers import number_order
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.away import Absence
from paminn.standing.answer import Answer

QUESTION_MARK = "?"  # what the label of a question begins with, and no other
INTRODUCED = "intro"  # the label of a step that introduces somebody


class Purpose(StrEnum):
    """Why somebody is asked; the order is the order of urgency within a goal."""

    DEADLINE = "deadline"
    START = "start"
    RECURRING = "recurring"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One dated instance of a goal.

    `begins`: its first day, where it lasts for weeks; reminders go before that. `not_before`: the first day on which it
    may be asked about, since another came shortly before it.
    """

    id: OccurrenceId
    purpose: Purpose
    due: date
    begins: date | None = None
    not_before: date | None = None

    @property
    def goal(self) -> GoalId:
        """The goal's identity."""
        return self.id.goal


class StepKind(StrEnum):
    """How a step's day is counted from the day it is about."""

    PREPARATION = "preparation"  # weeks before it: something is to be prepared
    BEFORE = "before"  # working days before it
    AFTER = "after"  # working days after it
    MONTHLY = "monthly"  # the first day for sending of a month long after it
    SITUATION = "situation"  # on the first day: how it stands with what lies before it
    INTRODUCTION = "introduction"  # from no day in the plan: somebody is told what is theirs
    QUESTION = "question"  # from no day in the plan: the quality team asks back about an answer


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder step. `day` is when it may be sent.

    `count` is of weeks or working days, 0 for a monthly one, and the number of a question.
    """

    kind: StepKind
    count: int
    day: date
    text: str = ""  # what is to be prepared
    moved: bool = False  # from a day on which we may not send

    @property
    def is_preparation(self) -> bool:
        return self.kind is StepKind.PREPARATION

    @property
    def is_question(self) -> bool:
        return self.kind is StepKind.QUESTION

    @property
    def is_introduction(self) -> bool:
        return self.kind is StepKind.INTRODUCTION

    @property
    def label(self) -> str:
        """What it is called in JSON and in ledgers: "-8w", "-20", "+6", "2026-03", "now", "intro" or "?7"."""
        match self.kind:
            case StepKind.PREPARATION:
                return f"-{self.count}w"
            case StepKind.BEFORE:
                return f"-{self.count}"
            case StepKind.AFTER:
                return f"+{self.count}"
            case StepKind.MONTHLY:
                return f"{self.day:%Y-%m}"
            case StepKind.SITUATION:
                return "now"
            case StepKind.INTRODUCTION:
                return INTRODUCED
            case StepKind.QUESTION:
                return f"{QUESTION_MARK}{self.count}"
            case _:
                assert_never(self.kind)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sent digest takes off the list: every step of this occurrence up to and including `step`."""

    occurrence: OccurrenceId
    due: date
    step: Step


@dataclass(frozen=True, slots=True)
class Question:
    """What the quality team asks back about an answer, which its role is to have with its next mail.

    `number` is its decision's, `answer` the number of the answer, `day` when `who` asked. `mail` is the number of the
    mail of ours that it went with, None as long as it has not.
    """

    number: int
    answer: int
    who: str
    day: date
    text: str
    mail: int | None = None


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A question beside the answer that it is about, for whoever is to read it."""

    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class DaysToCome:
    """When somebody who is introduced will hear of a goal: of its own days, and of its next yearly account.

    The days of steps, if nothing is answered; `more`: there are others after these.
    """

    mails: tuple[date, ...]
    accounts: tuple[date, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """One step of one goal for one role. `due` follows an owner's own new date; `decided_due` is the plan's.

    `only`: the mailboxes that it is for, where others of the role have had it and theirs failed; empty for all.
    `person`: the mailbox of the one who is to answer, where each of the role answers for themselves. `asked_back`: what
    the quality team asks beside it; where the step itself is a question there is nothing else. `promise`: the answer
    that moved `due`; None of a question, which is about no day. `lies_before`: its day lies before the first on which
    anybody was reminded. `introduces`: its reader is told what the goal is and when they will hear. `in_letter`: its
    role hears once a week. What stands below
    is of the mail it goes out in: `new_to_reader`, that those before it went to others; `unmet`, that nobody can be
    reached in the role, so that the quality team has it; `plan`, the identity of its plan, empty where the mail is of
    that plan alone.
    """

    goal: Goal
    part: OwnerPart
    occurrence: Occurrence
    step: Step
    due: date
    number: int  # 1 for the first reminder of this occurrence to this owner
    covers: tuple[Claim, ...]
    only: frozenset[str] = field(default=frozenset(), repr=False)
    person: str = field(default="", repr=False)
    asked_back: tuple[AskedBack, ...] = ()
    promise: Answer | None = field(default=None, repr=False)
    lies_before: bool = False
    introduces: DaysToCome | None = None
    in_letter: bool = False
    new_to_reader: bool = False
    unmet: bool = False
    plan: str = ""

    @property
    def owner(self) -> RoleId:
        """The role that is reminded."""
        return self.part.role_id

    @property
    def decided_due(self) -> date:
        return self.occurrence.due

    @property
    def is_preparation(self) -> bool:
        return self.step.is_preparation

    @property
    def is_question(self) -> bool:
        """Whether it only asks back about what has been answered."""
        return self.step.is_question

    @property
    def is_introduction(self) -> bool:
        """Whether it only introduces its reader, and asks for nothing."""
        return self.step.is_introduction

    @property
    def subject(self) -> tuple[str, RoleId, str, GoalId]:
        """Whose part of which goal it is about."""
        return self.plan, self.owner, self.person, self.goal.id

    def introducing(self, introduction: Reminder) -> Reminder:
        """The same, with what introduces its reader to the goal."""
        covers = (*self.covers, *introduction.covers)
        return replace(self, covers=covers, introduces=introduction.introduces)

    @property
    def moved(self) -> bool:
        return self.due != self.occurrence.due

    @property
    def place(self) -> tuple[date, tuple[int, ...]]:
        """Where it stands in a mail: what is due first is first, of one day in the order of the plan's numbers."""
        return self.due, number_order(self.goal.number)


@dataclass(frozen=True, slots=True)
class Digest:
    """All that somebody is reminded of that day: one message, the most urgent first.

    `owner` is the first of its roles in the plan's order. `people` get it, one of each mailbox; without any there is
    nobody to write to.
    """

    owner: RoleId
    day: date
    reminders: tuple[Reminder, ...]
    people: tuple[Person, ...] = field(default=(), repr=False)

    @property
    def roles(self) -> tuple[RoleId, ...]:
        """Every role that it reminds, `owner` first."""
        roles = {self.owner: None}
        for reminder in self.reminders:
            roles[reminder.owner] = None
        return tuple(roles)

    @property
    def plans(self) -> tuple[str, ...]:
        """The identities of its plans, in the order of the mail."""
        return tuple(dict.fromkeys(reminder.plan for reminder in self.reminders))

    def of_plan(self, plan: str) -> Digest:
        """The part of it that is about one of its plans."""
        reminders = tuple(reminder for reminder in self.reminders if reminder.plan == plan)
        return replace(self, owner=reminders[0].owner, reminders=reminders)

    @property
    def unmet(self) -> tuple[RoleId, ...]:
        """Those of its roles that nobody can be reached in."""
        unmet = {reminder.owner: None for reminder in self.reminders if reminder.unmet}
        return tuple(role for role in self.roles if role in unmet)

    @property
    def role(self) -> str:
        """What its first role is called today."""
        (name,) = self.called([self.owner])
        return name

    def called(self, roles: Iterable[RoleId]) -> tuple[str, ...]:
        """What some of its roles are called today."""
        names = {reminder.owner: reminder.part.role for reminder in self.reminders}
        return tuple(names.get(role, role) for role in roles)


@dataclass(frozen=True, slots=True)
class Concern:
    """What of a long history a day's reminders can depend on.

    Answers about `goals`, and what has been sent about `instances`.
    """

    goals: frozenset[GoalId] = frozenset()
    instances: frozenset[OccurrenceId] = frozenset()


@dataclass(frozen=True)
class History:
    """What has been sent and answered so far.

    `covered`: (role, occurrence, due) → the latest step day already claimed. `sent`: (role, occurrence) → how many
    reminders it has had. `answers` are in the order received. `away` is what is known of who cannot be reached.
    `sent_to`: (role, mailbox, occurrence) → how many of the reminders went there, `had`: (role, mailbox, occurrence,
    due) → the latest step day that did; where each answers for themselves, whoever stood in for them. `missed`: (role,
    occurrence, due) → the mailboxes that the latest should have gone to as well, where it failed. A mailbox is a
    casefolded address. `questions` are all that the quality team has asked back, in the order asked. `introduced`:
    (role, mailbox) of those who have been told what is theirs.
    """

    covered: Mapping[tuple[RoleId, OccurrenceId, date], date] = field(default_factory=dict)
    sent: Mapping[tuple[RoleId, OccurrenceId], int] = field(default_factory=dict)
    answers: Sequence[Answer] = ()
    away: Sequence[Absence] = ()
    sent_to: Mapping[tuple[RoleId, str, OccurrenceId], int] = field(default_factory=dict, repr=False)
    missed: Mapping[tuple[RoleId, OccurrenceId, date], frozenset[str]] = field(default_factory=dict, repr=False)
    had: Mapping[tuple[RoleId, str, OccurrenceId, date], date] = field(default_factory=dict, repr=False)
    questions: tuple[Question, ...] = ()
    introduced: frozenset[tuple[RoleId, str]] = field(default=frozenset(), repr=False)

    def about(self, concern: Concern) -> History:
        """What of it a day depends on; who is away is told whole."""
        instances = concern.instances
        return History(
            covered={key: day for key, day in self.covered.items() if key[1] in instances},
            sent={key: count for key, count in self.sent.items() if key[1] in instances},
            answers=tuple(answer for answer in self.answers if answer.goal in concern.goals),
            away=self.away,
            sent_to={key: count for key, count in self.sent_to.items() if key[2] in instances},
            missed={key: mailboxes for key, mailboxes in self.missed.items() if key[1] in instances},
            had={key: day for key, day in self.had.items() if key[2] in instances},
            questions=self.questions,
            introduced=self.introduced,
        )
