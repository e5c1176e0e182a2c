"""What a named person decides about an answer, or about a mail that no answer was read from; and what that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from paminn.incoming.asked import Request, asked_about, last_request
from paminn.incoming.waiting import UnplacedMail
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.occurrence import OccurrenceId
from paminn.replies.meaning.privacy import called
from paminn.standing.answer import Answer, Release, Status


class Action(StrEnum):
    """The values stand on the command line and in ledgers."""

    RELEASE = "release"
    WITHHOLD = "withhold"
    ASSIGN = "assign"
    ASK = "ask"  # back, with a question
    PLACE = "place"  # what stands by itself in a mail: the statuses at the numbers stand


class Concerns(StrEnum):
    """What an answer to a mail that only told a role to prepare is about; a person says it, where nobody can tell."""

    STEP = "step"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when and why; and what they put in the place of what was read.

    `at` is the real moment, in Swedish time. `played` is the day on which it counts as made, where that is another.

    A reason opens one gate (`incoming/gates.py`). `why` is of what they set, or of holding back; `private_why` of
    letting go of words that look private, `stranger_why` of letting a stranger's word stand for a role's own. Of who
    asks back `why` is the question itself. Of who places what stands by itself in a mail, `placed` are the goals at
    which it belongs; empty: at none.
    """

    what: Action
    who: str
    at: datetime
    why: str = ""
    private_why: str = ""
    stranger_why: str = ""
    text: str | None = field(default=None, repr=False)
    status: Status | None = None
    goal: GoalId | None = None
    owner: RoleId | None = None
    new_date: date | None = None
    concerns: Concerns | None = None
    played: date | None = None
    placed: tuple[GoalId, ...] | None = None

    @property
    def day(self) -> date:
        return self.played or self.at.date()


@dataclass(frozen=True, slots=True)
class SeenTo:
    """That somebody of whom a machine has told that nobody reads there is there all the same: by whom, when and why.

    `at` is the real moment, in Swedish time. `played` is the day on which it counts as said, where that is another.
    """

    address: str = field(repr=False)  # casefolded
    who: str
    at: datetime
    why: str
    played: date | None = None

    @property
    def day(self) -> date:
        return self.played or self.at.date()


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer is from now on. `text` stands in the place of the owner's words; None: they stand themselves."""

    goal: GoalId
    owner: RoleId
    occurrence: OccurrenceId
    status: Status | None
    status_by_team: bool
    new_date: date | None
    release: Release
    released: date | None
    text: str | None = field(repr=False)
    person: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RuledAnswer:
    """What a decision makes of an answer that was what it was `before`."""

    before: Answer
    change: Change
    decision: Decision


@dataclass(frozen=True, slots=True)
class PlacedMail:
    """A mail that no answer was read from becomes `answer`, or without one is laid aside.

    `is_further`: answers were read from it, and a person has found one more in it. `plan`: the identity of the plan
    that the answer is about, where that is another than the mail's.
    """

    mail: int
    answer: Answer | None
    decision: Decision
    is_further: bool = False
    plan: str = ""


def changed(answer: Answer, decision: Decision, requests: Sequence[Request], person: str | None = None) -> Change:
    """What a decision makes of an answer.

    `requests` are what the role was asked about the goal, of those that it is about from now on. `person`: whose word
    it is in that role, where it is another's than before.
    """
    goal = decision.goal or answer.goal
    owner = decision.owner or answer.owner
    occurrence = would_be_about(answer, decision, requests)
    status = answer.status
    status_by_team = answer.status_by_team
    is_placed = decision.what is Action.PLACE and not occurrence.is_step  # else nobody has said what it concerns
    if status is None and (is_placed or decision.concerns is not None):
        status = answer.read_as
    if decision.concerns is Concerns.DAY:
        occurrence = occurrence.whole
    if decision.status is not None:
        status = decision.status
        status_by_team = status is not answer.read_as
    release, released, text = _let_go(answer, decision)
    return Change(
        goal=goal,
        owner=owner,
        occurrence=occurrence,
        status=status,
        status_by_team=status_by_team,
        new_date=decision.new_date or answer.new_date,
        release=release,
        released=released,
        text=text,
        person=answer.person if person is None else person,
    )


def would_be_about(answer: Answer, decision: Decision, requests: Sequence[Request]) -> OccurrenceId:
    """What the mail asked that an answer is to, of the goal and the role that a decision gives it.

    `requests` as in `changed`.
    """
    goal = decision.goal or answer.goal
    owner = decision.owner or answer.owner
    if (goal, owner) == (answer.goal, answer.owner):
        return answer.occurrence
    if goal == answer.goal and last_request(requests, answer.received) is None:
        # A role that was not asked itself answers what the other was asked, as one that was made of it does.
        return answer.occurrence
    return asked_about(requests, goal, answer.received)


def _let_go(answer: Answer, decision: Decision) -> tuple[Release, date | None, str | None]:
    """Whether it may be shown, since when, and in whose words."""
    match decision.what:
        case Action.RELEASE:
            # A reviewed text stays until another replaces it: releasing again must not bring back what was masked.
            text = answer.text if decision.text is None else decision.text
            return Release.RELEASED, decision.day, text
        case Action.WITHHOLD:
            return Release.WITHHELD, None, None
        case Action.ASSIGN:
            # What was released was released as something else.
            return Release.HELD, None, None
        case Action.PLACE:
            placed = decision.text
            if placed is None and answer.edited:
                placed = answer.text
            return Release.HELD, None, placed
        case Action.ASK:
            stands = answer.text if answer.release is Release.RELEASED else None
            return answer.release, answer.released, stands
        case _:
            assert_never(decision.what)


def adopted(
    mail: UnplacedMail,
    decision: Decision,
    goal: GoalId,
    owner: RoleId,
    received: date,
    requests: Sequence[Request],
    person: str = "",
) -> Answer:
    """The answer that a mail becomes when a person has told which goal and role it is about.

    `received` is the day on which it counts as written, `requests` what the role was asked about the goal, `person`
    whose word it is where each answers for themselves.
    """
    return Answer(
        id=0,
        goal=goal,
        occurrence=asked_about(requests, goal, received),
        owner=owner,
        status=decision.status,
        text=mail.text,
        received=received,
        answered_by=called(mail.sender_name),
        new_date=decision.new_date,
        status_by_team=decision.status is not None,
        person=person,
    )


def concerning(answer: Answer, decision: Decision) -> Answer:
    """The answer that a mail becomes, about the day where the decision says that it is more than its preparation."""
    if decision.concerns is Concerns.DAY:
        return replace(answer, occurrence=answer.occurrence.whole)
    return answer
