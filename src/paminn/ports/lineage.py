"""The memory's own mark, in the ledger and in HOME."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol

from paminn.reminders.mark import Mark, Remembered, Replayed


class Lineage(Protocol):
    """The memory's own mark, in the ledger and in HOME."""

    def remembered(self, plan: str, fingerprint: str = "", keys: Collection[str] = ()) -> Remembered:
        """What the ledger says of itself, and HOME of the ledger.

        `fingerprint`: of the content of `plan`; `keys`: of mails in the mailbox, which the ledger may know.
        """

    def settle(self) -> Mark:
        """The ledger's mark, told to HOME; given now to one without. Only for a memory that is as it should be."""

    def renew(
        self, known: Iterable[Mark], by: str, at: datetime, plan: str = "", replayed: Replayed | None = None
    ) -> Mark:
        """A new mark that goes on from `known`, in ledger and HOME, since `by` says that this is the memory to use.

        What was told anew of `plan` is kept with it.
        """
