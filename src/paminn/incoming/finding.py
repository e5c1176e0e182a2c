"""What a mail that came in was found to be. The words for people are in texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Finding(StrEnum):
    """The values stand in ledgers, so that they never change."""

    # A person's answer to a message of ours.
    READ = "read"
    NEEDS_READING = "needs_reading"
    OTHER_GOAL = "other_goal"  # it names none of the goals that the message asked about, but another
    WHICH_PLAN = "which_plan"  # it names a goal by a number that several of the plans in the message have
    STRANGER = "stranger"  # of somebody who was not reminded, and it names no goal
    # A person's mail of which nobody can tell what it answers.
    NO_CODE = "no_code"
    FOREIGN_CODE = "foreign_code"
    SEVERAL_MESSAGES = "several_messages"
    TOO_OLD = "too_old"
    # A mail in our own name.
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    NOT_OURS = "not_ours"
    # A report on a message of ours.
    DELAYED = "delayed"
    UNCLEAR_RECIPIENT = "unclear_recipient"
    NOT_DELIVERED = "not_delivered"
    PARTLY_DELIVERED = "partly_delivered"
    DEAD_ADDRESS = "dead_address"
    REFUSED_TOGETHER = "refused_together"  # with others of its domain, so that it may be no fault of the address
    REPORT_NOT_BELIEVED = "report_not_believed"
    REFUSED_US = "refused_us"  # our own address or server, and nobody's who was written to
    # An automatic answer.
    HAS_LEFT = "has_left"
    AWAY_UNTIL = "away_until"
    AWAY = "away"  # without a day
    AWAY_NOT_BELIEVED = "away_not_believed"


_KEPT = re.compile(r"(?P<finding>[a-z_]+)(?: (?P<day>\d{4}-\d\d-\d\d))?(?P<passed_on> passed_on)?")


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A finding, with the `day` of AWAY_UNTIL; `passed_on`: the reminder goes to somebody who can be reached."""

    finding: Finding
    day: date | None = None
    passed_on: bool = False

    def __str__(self) -> str:
        """As a ledger keeps it: "away_until 2026-06-15 passed_on"."""
        words = [self.finding.value]
        if self.day is not None:
            words.append(self.day.isoformat())
        if self.passed_on:
            words.append("passed_on")
        return " ".join(words)

    @classmethod
    def parse(cls, text: str) -> Conclusion | None:
        """The inverse of `str()`; None for what begins with no finding, as what was kept before there were any."""
        match = _KEPT.fullmatch(text)
        if match is None or match["finding"] not in set(Finding):
            return None
        day = date.fromisoformat(match["day"]) if match["day"] else None
        return cls(Finding(match["finding"]), day, passed_on=match["passed_on"] is not None)
