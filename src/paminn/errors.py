"""What stops the work, each with its exit code and one Swedish sentence that tells the next step.

PaminnError
├── UsageError          2   the call or a setting is wrong
├── PlanError           3   the plan has problems (carries them)
└── NotCarriedOut       4   something was not delivered, read or written
    ├── StorageError        the state folder or database cannot be used: Locked, DiskFull, Damaged where that is known
    ├── Implausible         a batch or a plan that looks wrong: stop and ask
    └── Busy                another run is at work
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Sequence
from pathlib import PurePath

from paminn.failure import Failure
from paminn.plan.model import Problem


class PaminnError(Exception):
    """Base of all; `str()` is the sentence a person reads."""

    exit_code = 1


class UsageError(PaminnError):
    exit_code = 2


class PlanError(PaminnError):
    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"Planen har {len(problems)} fel. Rätta dem och kontrollera med: paminn check")
        self.problems = tuple(problems)


class NotCarriedOut(PaminnError):
    exit_code = 4


class StorageError(NotCarriedOut):
    pass


class Locked(StorageError):
    pass


class DiskFull(StorageError):
    pass


class Damaged(StorageError):
    pass


class Implausible(NotCarriedOut):
    pass


class Busy(NotCarriedOut):
    pass


class DeliveryError(Exception):
    """A door's report that one message was not accepted. `partial`: some of its recipients did get it.

    `dead`: those of its addresses, casefolded, that there is nobody at by the server's word. `later`: those that the
    server takes nothing for just now, and did not get what the others got.
    """

    def __init__(
        self,
        failure: Failure,
        *,
        partial: bool = False,
        dead: frozenset[str] = frozenset(),
        later: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.partial = partial
        self.dead = dead
        self.later = later

    @property
    def permanent(self) -> bool:
        """Whether the same message never will be accepted."""
        return self.failure.cause.is_permanent


class UnknownOutcome(Exception):
    """The connection broke after the message was handed over: nobody can tell yet whether it was accepted.

    `later` as in DeliveryError: whoever got it, they did not.
    """

    def __init__(self, failure: Failure, *, later: frozenset[str] = frozenset()) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.later = later


class Unreadable(Exception):
    """A mail could not be read within the limits; the sentence says which."""


class Taken(Exception):
    """Another run has moved this message on since it was read: it is theirs."""


_DISK = {
    errno.ENOENT: "finns inte",
    errno.EEXIST: "finns redan",
    errno.ENOTDIR: "en del av sökvägen är en fil",
    errno.EISDIR: "det är en mapp",
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "behörighet saknas",
    errno.EROFS: "skrivskyddat",
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "utrymmet är slut",
    errno.EFBIG: "filen är för stor",
    errno.EILSEQ: "filen är inte sparad som UTF-8",
    errno.ENXIO: "det är ingen vanlig fil",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.EMFILE: "för många öppna filer",
    errno.EIO: "disken svarar med fel",
}


def told_by_disk(error: OSError) -> str:
    """What the disk said no with, in Swedish: the system's own words follow the machine's language."""
    return _DISK.get(error.errno or 0, f"felkod {error.errno}")


def our_fault(error: BaseException) -> str:
    """What a person is told when we have failed: one Swedish sentence, the next step, and where it broke.

    File and line, never a value that could be private.
    """
    place = type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    if frames:
        innermost = frames[-1]
        place += f" vid {PurePath(innermost.filename).name}:{innermost.lineno}"
    return (
        f"Något gick fel i påminn ({place}). Inget halvfärdigt har sparats. "
        "Kör igen, och skicka den här raden till den som förvaltar påminn om felet kommer tillbaka."
    )
