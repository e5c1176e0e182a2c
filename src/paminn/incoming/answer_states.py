"""What an answer has been, one state after another: a fold of what has been decided about it.

Decisions are only ever added, and each bears what it changed, before and after. So what an answer was at any moment,
as it was known then, can be told; what stands in the ledger's row is the last state, kept at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import assert_never
from zoneinfo import ZoneInfo

from paminn.incoming.decision import Action, Change
from paminn.plan.identities import GoalId
from paminn.standing.answer import Answer, Placing, Release, SetByTeam

_SWEDEN = ZoneInfo("Europe/Stockholm")


class Fact(StrEnum):
    """What a decision may change. The values stand in ledgers and in JSON, so that they never change."""

    GOAL = "goal"
    OWNER = "owner"
    OCCURRENCE = "occurrence"
    STATUS = "status"
    NEW_DATE = "new_date"
    RELEASE = "release"
    RELEASED = "released"
    TEXT = "text"  # the SHA-256 of the words that were let go of, or placed by a person; none while nothing is


# Each fact as text; None where there is none, as for all of them before a mail became an answer.
AnswerState = Mapping[Fact, str | None]


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A decision about an answer, as it is kept.

    `what` is None where a newer version of the program decided something that this one does not know.
    `at` is the real moment, `played` the day it counts as made, where that is another.
    `before` and `after` have only what it changed; both are None in a ledger's rows from before they were kept.
    `placed` as in a Decision; None too where an older ledger does not say.
    """

    answer: int
    what: Action | None
    who: str
    at: datetime
    played: date | None = None
    why: str = ""
    private_why: str = ""
    stranger_why: str = ""
    before: AnswerState | None = None
    after: AnswerState | None = None
    placed: tuple[GoalId, ...] | None = None

    @property
    def day(self) -> date:
        """The Swedish day on which it counts as made."""
        return self.played or self.at.astimezone(_SWEDEN).date()


NOTHING: AnswerState = dict.fromkeys(Fact)
"""The state of what is no answer yet."""


def state_of(answer: Answer) -> AnswerState:
    """What an answer is."""
    stands_instead = answer.release is Release.RELEASED or answer.edited
    return _state(answer, answer.text if stands_instead else None)


def state_after(change: Change) -> AnswerState:
    """What an answer is when something has been decided about it."""
    return _state(change, change.text)


def differences(before: AnswerState, after: AnswerState) -> tuple[AnswerState, AnswerState]:
    """(what it was, what it is), of that alone which is not the same."""
    changed = [fact for fact in Fact if before[fact] != after[fact]]
    return {fact: before[fact] for fact in changed}, {fact: after[fact] for fact in changed}


def fold(first: AnswerState, decisions: Iterable[KeptDecision]) -> AnswerState:
    """What an answer that was `first` is after these decisions, in the order made.

    All of them must tell what they changed.
    """
    state = dict(first)
    for decision in decisions:
        assert decision.after is not None, "a decision from before changes were kept cannot be folded"
        state.update(decision.after)
    return state


def as_known(now: AnswerState, decisions: Sequence[KeptDecision], until: datetime) -> AnswerState | None:
    """What an answer that is `now` was known as at that moment; all its decisions are given, in the order made.

    None where a later decision does not tell what it changed.
    """
    state = dict(now)
    for decision in reversed(decisions):
        if decision.at <= until:
            break
        if decision.before is None:
            return None
        state.update(decision.before)
    return state


def who_set_the_status(decisions: Iterable[KeptDecision]) -> Mapping[int, SetByTeam]:
    """Who last set the status of each answer, of decisions in the order made."""
    who: dict[int, SetByTeam] = {}
    for decision in decisions:
        if decision.after is not None and Fact.STATUS in decision.after:
            who[decision.answer] = SetByTeam(decision.who, decision.day, decision.why)
    return who


def where_words_were_placed(decisions: Iterable[KeptDecision]) -> Mapping[int, Placing]:
    """Where the words belong that stood by themselves in an answer's mail, of decisions in the order made.

    An answer that has been given another goal or role since is as before anybody said.
    """
    placings: dict[int, Placing] = {}
    for decision in decisions:
        match decision.what:
            case Action.PLACE:
                placings[decision.answer] = Placing(decision.who, decision.day, decision.why, decision.placed)
            case Action.ASSIGN:
                placings.pop(decision.answer, None)
            case Action.RELEASE if decision.answer in placings and Fact.TEXT in (decision.after or {}):
                placings[decision.answer] = replace(placings[decision.answer], is_reworded=True)
            case Action.RELEASE | Action.WITHHOLD | Action.ASK | None:
                pass
            case _:
                assert_never(decision.what)
    return placings


def _state(answer: Answer | Change, let_go: str | None) -> AnswerState:
    return {
        Fact.GOAL: str(answer.goal),
        Fact.OWNER: str(answer.owner),
        Fact.OCCURRENCE: str(answer.occurrence),
        Fact.STATUS: None if answer.status is None else answer.status.value,
        Fact.NEW_DATE: None if answer.new_date is None else answer.new_date.isoformat(),
        Fact.RELEASE: answer.release.value,
        Fact.RELEASED: None if answer.released is None else answer.released.isoformat(),
        Fact.TEXT: None if let_go is None else sha256(let_go.encode()).hexdigest(),
    }
