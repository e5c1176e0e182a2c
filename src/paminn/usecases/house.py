"""What a use case works with: the doors, the memory and the few settings that shape its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.patience import ENDLESS, Patience
from paminn.reminders.message import Channel, Door

if TYPE_CHECKING:  # what only reads the plan starts without all that reads and writes mail
    from paminn.ports.almanac import Almanac
    from paminn.ports.desk import Desk
    from paminn.ports.dispatch import Dispatch
    from paminn.ports.inbox import DoorIn
    from paminn.ports.lineage import Lineage
    from paminn.ports.memory import Memory
    from paminn.ports.neighbours import Neighbours
    from paminn.ports.outbox import Outbox
    from paminn.ports.own_mails import OwnMails
    from paminn.ports.past import Past
    from paminn.ports.post import Post
    from paminn.ports.reader import Reader
    from paminn.ports.record import Record
    from paminn.ports.requests import Requests
    from paminn.ports.store import Store
    from paminn.summary.blocks import Document
    from paminn.usecases.deciding.adopt import Adopting
    from paminn.usecases.plans import KeptPlan
    from paminn.usecases.sending.deliver import Delivery
    from paminn.usecases.sending.remind import Reminding


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
    site: Path | None = None  # where the calendar is published, unless another place is named


@dataclass(frozen=True)
class House:
    """Everything wired together. `outboxes` has a door for each channel that is open."""

    plan: KeptPlan
    dispatch: Dispatch
    memory: Memory
    post: Post
    requests: Requests
    desk: Desk
    almanac: Almanac
    outboxes: Mapping[Channel, Outbox]
    inbox: DoorIn
    reader: Reader
    store: Store
    write_document: Callable[[Document], bytes]
    options: Options
    lineage: Lineage
    mailbox: OwnMails
    past: Past
    record: Record
    neighbours: Neighbours
    patience: Patience = ENDLESS

    @property
    def reminding(self) -> Reminding:
        """What a run of reminders asks of this house."""
        from paminn.usecases.sending.remind import Reminding

        return Reminding(
            self.plan,
            self.memory,
            self.almanac,
            self.delivery,
            self.desk,
            self.options,
            self.lineage,
            self.mailbox,
            self.store,
        )

    @property
    def adopting(self) -> Adopting:
        """What an adoption of its plan asks of this house."""
        from paminn.usecases.deciding.adopt import Adopting

        return Adopting(self.plan, self.dispatch, self.memory)

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
            sender=options.sender,
            patience=self.patience,
        )
