"""What a revision makes of a plan folder, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Left(StrEnum):
    """Why something that the team had written does not hold in the revised plan."""

    GONE = "gone"  # the document has nothing in its place
    UNCERTAIN = "uncertain"  # it is not certain that it is the same goal
    RETIMED = "retimed"  # the reading was of other words


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What the team had written of a goal: `keys` of plan.yaml and how many comments.

    `now` is the number of what stands in its place, "" where nothing does.
    """

    why: Left
    number: str
    now: str
    keys: tuple[str, ...]
    comments: int = 0


@dataclass(frozen=True, slots=True)
class OtherColumn:
    """What the document says of a goal, by its new number, in a column that is no part of the decision."""

    number: str
    heading: str
    before: str
    now: str
