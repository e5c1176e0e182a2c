"""What we have asked of whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from paminn.incoming.asked import Request
from paminn.plan.identities import GoalId, RoleId
from paminn.summary.requested import Requested


class Requests(Protocol):
    """What we have asked of whom."""

    def requests(self, plan: str, owner: RoleId, goal: GoalId, until: date) -> Sequence[Request]:
        """What a role has been asked about a goal until a day, that day too, in the order asked; trials too."""

    def numbers_in(self, plan: str, mails: Collection[int]) -> Mapping[int, Mapping[GoalId, str]]:
        """What each of these mails of ours called the goals of a plan; nothing where an older ledger does not say."""

    def arrived(self, plan: str, until: date) -> Sequence[Requested]:
        """What every role has been asked in mails that arrived, until a day, that day too, in the order asked.

        No trials, and nothing that only tells what to prepare. A mail that asks for the account of a year beside
        something else has asked for both. Those who share a role may have had a mail each.
        """
