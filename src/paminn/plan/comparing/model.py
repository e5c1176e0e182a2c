"""What is asked of a comparison and what it says, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from paminn.plan.decided import DecidedGoal


class Thing(StrEnum):
    """What a change or a question is about."""

    GOAL = "goal"
    ROLE = "role"
    PLAN = "plan"  # its title, committee, areas and other words


class What(StrEnum):
    """What became of it."""

    NEW = "new"
    REMOVED = "removed"
    SPLIT = "split"
    MERGED = "merged"
    CARVED = "carved"  # new, with something that left a goal which goes on
    RETURNED = "returned"  # removed by an earlier version, and back
    RENAMED = "renamed"  # a role
    RENUMBERED = "renumbered"
    MOVED = "moved"  # to another area
    PUT_UNDER = "put_under"  # its number stays, and another goal is above it, or none
    REWORDED = "reworded"
    ACTIVITIES = "activities"  # one that is new, removed or reworded
    OWNERS = "owners"  # who does what, or the words about it
    RETIMED = "retimed"
    REPLACED = "replaced"  # what the plan says of the goal that came instead
    TEXT = "text"


class PlanText(StrEnum):
    """Which words of the plan itself."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    PERIOD = "period"
    COMMITTEE = "committee"
    DECIDED = "decided"
    REVISED = "revised"
    VALID_UNTIL = "valid_until"
    DOCUMENT_OWNER = "document_owner"
    REGISTRATION_NUMBER = "registration_number"
    DEFINITION = "definition"
    VISION = "vision"
    AIM = "aim"
    AREA = "area"
    AREA_INTRODUCTION = "area_introduction"
    GOAL_ABOVE = "goal_above"


class Sign(StrEnum):
    """What speaks for two being the same."""

    WORDING = "wording"
    NUMBER = "number"
    AREA = "area"
    ACTIVITY = "activity"  # one in common
    OWNERS = "owners"
    TIMEFRAME = "timeframe"
    DUTIES = "duties"  # a role's: the same parts of the same goals


class Why(StrEnum):
    """Why a person is asked."""

    CHANGED = "changed"  # nothing in the new plan has its words
    TWICE = "twice"  # its words stand more than once
    DOUBTFUL = "doubtful"  # something has its words, but too little else speaks for it
    RETURNING = "returning"  # it was removed, and its words are back, or its name
    ANOTHER = "another"  # its name is there, but another now does what it did
    TAKEN = "taken"  # its name is there, and a person said that it is another's now
    CARVED = "carved"  # it goes on, but an activity left it for a new goal
    MAILED = "mailed"  # nothing has been adopted yet, and the last mail about it said something else


class Answer(StrEnum):
    """What a person may say of an old goal or role; the values are the command line's options."""

    SAME = "same"
    SPLIT = "split"
    MERGE = "merge"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Called:
    """A goal by its number, a role by its name, an area by its number, a definition by its word; and words of it."""

    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of old and new: goal numbers or role names, the old ones first.

    A goal that an earlier version removed is an old one too, by `Retired.name`, or by its number where that cannot be
    mistaken. What is said overrules what is certain.
    """

    same: tuple[tuple[str, str], ...] = ()
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    merge: tuple[tuple[tuple[str, ...], str], ...] = ()
    removed: tuple[str, ...] = ()

    def olds(self) -> tuple[str, ...]:
        """Each old name as often as it is said."""
        olds = [old for old, _ in self.same]
        olds += [old for old, _ in self.split]
        for several, _ in self.merge:
            olds += several
        return (*olds, *self.removed)

    def news(self) -> tuple[str, ...]:
        """Each new name as often as it is said."""
        news = [new for _, new in self.same]
        for _, several in self.split:
            news += several
        news += [new for _, new in self.merge]
        return tuple(news)

    def also(self, other: Said) -> Said:
        """This and then the other."""
        return Said(
            self.same + other.same,
            self.split + other.split,
            self.merge + other.merge,
            self.removed + other.removed,
        )


@dataclass(frozen=True, slots=True)
class Retired:
    """A goal that is no longer in the adopted plan. `version` is the last one that had it."""

    number: str
    version: int
    goal: DecidedGoal
    area_title: str

    @property
    def name(self) -> str:
        """What it is called as an old goal: "2.1@3"; its number alone may be another goal's by now."""
        return f"{self.number}@{self.version}"


@dataclass(frozen=True, slots=True)
class RetiredRole:
    """A role that is no longer in the adopted plan. `version` is the last one that had it."""

    role: str
    version: int

    @property
    def name(self) -> str:
        """What it is called as an old role: "Chef@3"; its name alone may be another role's by now."""
        return f"{self.role}@{self.version}"


@dataclass(frozen=True, slots=True)
class Change:
    """Something decided that differs. `old` is empty for what is new, `new` for what is gone.

    Their words are the old and the new ones of what changed: of the goal itself, one activity, the owners …
    Splitting has several `new`, merging several `old`. `text` says which words of the plan.
    """

    thing: Thing
    what: What
    old: tuple[Called, ...] = ()
    new: tuple[Called, ...] = ()
    text: PlanText | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: what became of the old one, the signs that speak for it, and how it is said.

    `together_with`: the other old ones that were merged into the same. `flag` is the option to paste.
    """

    answer: Answer
    said: Said
    flag: str
    new: tuple[Called, ...] = ()
    together_with: tuple[Called, ...] = ()
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What became of an old goal or role? The likeliest choice stands first; other new ones may be named too."""

    thing: Thing
    why: Why
    old: Called
    choices: tuple[Choice, ...]

    @property
    def flags(self) -> tuple[str, ...]:
        return tuple(choice.flag for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something said that cannot be: the name it is about, and a Swedish sentence."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs and who is who. Numbers and names of the new plan lead to those of the old one.

    `origins` are what a split, merged or carved-out one came from, as a person said.
    `same_activities`: of a goal that goes on, by its new number, the place (from 0) of each activity that goes on, and
    the place it had. `open_new`: what is new or the same as something asked about; told as new when that is answered.
    `said` is what a person said, where it counts: nothing of it does where anything of it cannot be.
    """

    changes: tuple[Change, ...]
    same_goals: Mapping[str, str]
    same_roles: Mapping[str, str]
    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    role_origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    returns: Mapping[str, Retired] = field(default_factory=dict)
    role_returns: Mapping[str, RetiredRole] = field(default_factory=dict)
    same_activities: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    open_new: tuple[Called, ...] = ()
    questions: tuple[Question, ...] = ()
    faults: tuple[Fault, ...] = ()
    said: Said = field(default_factory=Said)

    @property
    def is_certain(self) -> bool:
        """Nothing left to ask and nothing said that cannot be."""
        return not self.questions and not self.faults
