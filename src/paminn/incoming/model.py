"""What comes in, and what it is about: the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from paminn.incoming.finding import Conclusion, Finding
from paminn.plan.identities import NOBODY, GoalId, RoleId

if TYPE_CHECKING:  # the doors know a mail that came in, and start without all that reads one
    from paminn.plan.occurrence import OccurrenceId
    from paminn.reminders.away import Absence
    from paminn.reminders.message import State
    from paminn.replies.model import MailKind
    from paminn.replies.read import Reply
    from paminn.standing.answer import Answer
    from paminn.standing.word import Key


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail as it lies in the mailbox. `id` is the mailbox's own."""

    id: str
    raw: bytes = field(repr=False)
    conversation: str = ""  # the mailbox's own name for the thread, where it has one


class Clue(StrEnum):
    """What may tell which of our messages a mail is about, the surest first."""

    KEY = "key"
    CODE = "code"
    MESSAGE_ID = "message_id"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class Item:
    """What a message of ours asked: a goal of a role, under the `number` that the goal had in it.

    Where it only told the role to prepare, `occurrence` is that step. `person`: the mailbox of whose part it is, where
    each answers for themselves. `plan` is the identity of the goal's plan, empty where that is the message's own.
    `only_told`: the message introduced its reader to the goal, and asked for nothing.
    """

    number: str
    goal: GoalId
    owner: RoleId
    occurrence: OccurrenceId
    person: str = field(default="", repr=False)
    plan: str = ""
    only_told: bool = False

    @property
    def preparing(self) -> bool:
        """Whether it only told the role to prepare."""
        return self.occurrence.is_step


@dataclass(frozen=True, slots=True)
class Reference:
    """A message of ours that a mail is about. `owner` is the first of its roles."""

    key: str
    plan: str
    owner: RoleId
    day: date
    code: str
    subject: str
    items: tuple[Item, ...]
    raw: bytes = field(repr=False)  # as it left
    people: Mapping[str, str] = field(repr=False)  # address → name, of those it was sent to

    @property
    def numbers(self) -> tuple[str, ...]:
        """The goals' numbers, as it showed them, each once."""
        return tuple(dict.fromkeys(item.number for item in self.items))

    @property
    def plans(self) -> tuple[str, ...]:
        """The identities of the plans that it asked about, its own first."""
        return tuple(dict.fromkeys((self.plan, *(item.plan or self.plan for item in self.items))))

    @property
    def asked_numbers(self) -> tuple[str, ...]:
        """Those of the goals that it did not only tell of; none where it asked for nothing."""
        return tuple(dict.fromkeys(item.number for item in self.items if not item.only_told))

    @property
    def roles(self) -> tuple[RoleId, ...]:
        """Every role it was for."""
        return tuple(dict.fromkeys(item.owner for item in self.items))

    def about(self, number: str) -> tuple[Item, ...]:
        """What it asked about the goal of this number: an item for each role."""
        return tuple(item for item in self.items if item.number == number)


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it is stored: what it is, and the answers read from it."""

    plan: str
    raw: bytes = field(repr=False)
    at: datetime
    reply: Reply
    conclusion: Conclusion | None = None  # what it was found to be, where more is known of it than its kind
    answers: tuple[Answer, ...] = ()
    elsewhere: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)  # the answers about other plans, by those
    committee: frozenset[str] = frozenset()  # the identities of all plans of the one that has decided `plan`
    about: str = ""  # the key of our message that it tells of
    owner: RoleId = NOBODY  # whose that message was: the first of its roles
    roles: tuple[RoleId, ...] = ()  # every role that it was for
    code: str = ""  # and the code it carried
    becomes: State | None = None  # what that message is found to be
    given_back: tuple[Key, ...] = ()  # what of it is due again; where it names nothing, all that the message asked
    absences: tuple[Absence, ...] = ()
    bears_foreign_code: bool = False  # and nothing in it points at a message of ours

    def found(self, finding: Finding, day: date | None = None) -> Received:
        """The same mail with what it was found to be."""
        return replace(self, conclusion=Conclusion(finding, day))

    @property
    def all_answers(self) -> Mapping[str, tuple[Answer, ...]]:
        """The answers by plan; of a plan without any there is nothing."""
        by_plan = dict(self.elsewhere)
        if self.answers:
            by_plan = {self.plan: self.answers, **by_plan}
        return by_plan

    @property
    def kind(self) -> MailKind:
        return self.reply.kind

    @property
    def why(self) -> str:
        """What it was found to be, else by what its kind was told."""
        if self.conclusion is None:
            return self.reply.reason
        return str(self.conclusion)
