"""What a use case works with: the doors, the memory and the few settings that shape its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.patience import ENDLESS, Patience
from paminn.reminders.message import Channel, Door

if TYPE_CHECKING:  # what only reads the plan starts without all that reads and writes mail
    from datetime import date

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
    from paminn.ports.plan_folder import PlanFolder
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
    leaves: bool = False  # whether mail or cards leave the machine
    quality_team: str = field(default="", repr=False)
    public_url: str = ""
    redirect_all_to: str = field(default="", repr=False)
    max_messages: int = 200
    at_once: int = 1  # mails handed over at the same time, where the door takes several
    receipts: bool = False
    site: Path | None = None  # where the calendar is published, unless another place is named
    are_several: bool = False  # this installation has more plans than one, whichever are at hand now


@dataclass(frozen=True)
class House:
    """Everything wired together. `outboxes` has a door for each channel that is open, `further` are the plans beside
    the first.
    """

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
    further: tuple[KeptPlan, ...] = ()

    @property
    def plans(self) -> tuple[KeptPlan, ...]:
        """All its plans, in the order that they were named."""
        return (self.plan, *self.further)

    def remindings(self, day: date) -> tuple[Reminding, ...]:
        """What the runs of reminders of a day ask of this house: one run for each committee."""
        from paminn.usecases.committees import committees

        return tuple(self._reminding(plans) for plans in committees(self.plans, day))

    @property
    def each(self) -> tuple[House, ...]:
        """The same house for each of its plans alone."""
        return tuple(replace(self, plan=kept, further=(), options=self._options_of(kept)) for kept in self.plans)

    def _options_of(self, kept: KeptPlan) -> Options:
        """With the place and the address of one plan's own calendar."""
        from paminn.usecases.telling.folders import address_of

        options = self.options
        if not options.are_several or options.site is None:
            return options
        folder = self.site_of(kept, options.site)
        return replace(options, site=folder, public_url=address_of(options.public_url, options.site, folder))

    def site_of(self, kept: KeptPlan, site: Path) -> Path:
        """Where one of its plans is published, when all of them are in `site`."""
        from paminn.usecases.telling.folders import site_of

        if not self.options.are_several:
            return site
        return site_of(self.store, site, kept.identity, is_first=kept is self.plan)

    @property
    def identity(self) -> str:
        """The kännetecken of its plan; of the first of several."""
        return self.plan.identity

    @property
    def name(self) -> str:
        """The folder of its plan; of the first of several."""
        return self.plan.name

    @property
    def folders(self) -> tuple[PlanFolder, ...]:
        return tuple(kept.folder for kept in self.plans)

    @property
    def reminding(self) -> Reminding:
        """What a run of reminders asks of this house, of its first plan alone."""
        return self._reminding((self.plan,))

    def _reminding(self, plans: tuple[KeptPlan, ...]) -> Reminding:
        from paminn.usecases.sending.remind import Reminding

        first, *beside = plans
        return Reminding(
            first,
            self.memory,
            self.almanac,
            self.delivery,
            self.desk,
            self._options_of(first),
            self.lineage,
            self.mailbox,
            self.store,
            tuple(beside),
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
