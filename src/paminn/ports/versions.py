"""What has been adopted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from paminn.plan.version import PlanVersion


class AdoptedVersions(Protocol):
    """What has been adopted, for what only reads it."""

    def adopted(self, plan: str) -> Sequence[PlanVersion]:
        """Every version of a plan, in the order adopted; nothing before its first."""


class Versions(AdoptedVersions, Protocol):
    """What has been adopted, and the adoption of more."""

    def adopt(self, version: PlanVersion, file: bytes, day: date) -> None:
        """Keep a version and the plan.yaml it was read from, used from `day`; both or neither.

        Raises Busy when somebody else has adopted one meanwhile.
        """

    def of_committee(self, committee: str) -> Sequence[str]:
        """The identities of all plans that this committee has decided, by what each last adopted says."""

    def remembered(self, plan: str) -> frozenset[str]:
        """What goals and roles anything in the memory was ever remembered under."""
