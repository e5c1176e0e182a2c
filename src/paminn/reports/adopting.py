"""What an adoption came to, or would come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from paminn.plan.comparing.model import Comparison
from paminn.plan.placing import RuleNumber
from paminn.plan.version import PlanVersion, Rereading


@dataclass(frozen=True, slots=True)
class AskedAnew:
    """A goal, by its number in plan.yaml, that is made of others: what these `roles` said of `old` is no answer to it.

    They had said Klar. Numbers and names of `old` and `roles` are those of the adopted version.
    """

    new: str
    old: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What differs between plan.yaml and the adopted version.

    `latest` is None where nothing has been adopted: there `comparison` only asks of what the mails have told otherwise.
    It is None where nothing decided differs.
    `rereadings` are the time plans, by number, that are read in another way now than when they were adopted, in the
    same words. `back_to` is the earlier version whose very content plan.yaml has again. `adopted` is
    the version that came of it, None where nobody has adopted. `rule_numbers` is what is to be said of numbers in
    rules.yaml, under that version or until it is adopted; `old_names` are those that owners.yaml still says of roles
    which are called something else, and what that is. `asked_anew` are the goals that are asked about though somebody
    had said Klar of what they are made of. `refusal` is the sentence that says why it may not be
    adopted yet, whatever is answered; "" where it may.
    """

    plan: str
    latest: PlanVersion | None
    comparison: Comparison | None = None
    back_to: PlanVersion | None = None
    adopted: PlanVersion | None = None
    rereadings: Mapping[str, Rereading] = field(default_factory=dict)
    rule_numbers: tuple[RuleNumber, ...] = ()
    old_names: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    asked_anew: tuple[AskedAnew, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether there is anything to adopt."""
        return self.latest is None or self.comparison is not None or bool(self.rereadings)

    @property
    def is_certain(self) -> bool:
        """Whether it may be adopted without a question."""
        if self.comparison is None or self.back_to is not None:
            return True
        return self.comparison.is_certain

    @property
    def number(self) -> int:
        """The version that holds now."""
        if self.adopted is not None:
            return self.adopted.number
        return self.latest.number if self.latest else 0

    @property
    def in_force(self) -> date | None:
        """The day from which the adopted version holds."""
        return self.adopted.in_force if self.adopted else None
