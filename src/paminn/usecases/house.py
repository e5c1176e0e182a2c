"""What a use case works with: the doors, the memory and the few settings that shape its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from paminn.errors import PlanError
from paminn.plan.load import Reading, read_plan
from paminn.plan.model import ActionPlan, Owners
from paminn.plan.rules import Rules
from paminn.reminders.message import Channel, Door

if TYPE_CHECKING:  # what only reads the plan starts without all that reads and writes mail
    from paminn.ports.almanac import Almanac
    from paminn.ports.desk import Desk
    from paminn.ports.dispatch import Dispatch
    from paminn.ports.inbox import Inbox
    from paminn.ports.memory import Memory
    from paminn.ports.outbox import Outbox
    from paminn.ports.plan_folder import PlanFolder
    from paminn.ports.post import Post
    from paminn.ports.reader import Reader
    from paminn.ports.requests import Requests
    from paminn.ports.store import Store
    from paminn.summary.blocks import Document
    from paminn.usecases.sending.deliver import Delivery


@dataclass(frozen=True)
class Options:
    sender: str
    secret: bytes = field(repr=False)
    door: Door  # what mail leaves by
    quality_team: str = field(default="", repr=False)
    public_url: str = ""
    redirect_all_to: str = field(default="", repr=False)
    max_messages: int = 200
    at_once: int = 1  # mails handed over at the same time, where the door takes several
    receipts: bool = False


@dataclass(frozen=True)
class House:
    """Everything wired together. `outboxes` has a door for each channel that is open."""

    plan: PlanFolder
    dispatch: Dispatch
    memory: Memory
    post: Post
    requests: Requests
    desk: Desk
    almanac: Almanac
    outboxes: Mapping[Channel, Outbox]
    inbox: Inbox
    reader: Reader
    store: Store
    write_document: Callable[[Document], bytes]
    options: Options

    @property
    def delivery(self) -> Delivery:
        """What carries messages out of this house."""
        from paminn.usecases.sending.deliver import Delivery

        options = self.options
        return Delivery(
            dispatch=self.dispatch,
            outboxes=self.outboxes,
            door=options.door,
            at_once=options.at_once,
            is_trial=bool(options.redirect_all_to),
        )


@dataclass(frozen=True)
class Decided:
    """A plan that can be worked with; `reading` still carries the questions a person must answer."""

    plan: ActionPlan
    owners: Owners
    rules: Rules
    reading: Reading


def decided(folder: PlanFolder, today: date) -> Decided:
    """The plan in `folder`. Raises PlanError when a file's shape is broken; lesser problems are only carried."""
    reading = read_plan(folder.files(), folder.name, today)
    if reading.plan is None or reading.owners is None or reading.rules is None:
        raise PlanError(reading.problems)
    return Decided(reading.plan, reading.owners, reading.rules, reading)
