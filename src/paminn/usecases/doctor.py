"""Try every setting and connection, harmlessly: nothing is sent to any owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from paminn.errors import DeliveryError, PaminnError, Skipped, UnknownOutcome
from paminn.fault import report
from paminn.plan.load import read_plan
from paminn.ports import Inbox, Outbox, PlanFolder
from paminn.reminders.outbox import Found, Message, State


@dataclass(frozen=True, slots=True)
class Check:
    """Something to try. `run` returns what was seen, in Swedish; it raises what is wrong, or Skipped."""

    name: str
    run: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check came to. `ok` None: there was nothing to try, or nothing that can be known."""

    check: str
    ok: bool | None
    detail: str


def examine(checks: Iterable[Check]) -> Iterator[Finding]:
    """Each check in turn; one that fails never stops the next."""
    for check in checks:
        try:
            yield Finding(check.name, True, check.run())
        except Skipped as told:
            yield Finding(check.name, None, str(told))
        except (PaminnError, DeliveryError, UnknownOutcome) as error:
            yield Finding(check.name, False, str(error))
        except Exception as error:
            yield Finding(check.name, False, report(error))


def plan_is_whole(folder: PlanFolder, today: date) -> str:
    reading = read_plan(folder.files(), folder.name, today)
    if reading.problems:
        raise DeliveryError(f"Planen har {len(reading.problems)} fel.")
    goals = len(reading.plan.by_number) if reading.plan else 0
    return f"{goals} delmål, och varje roll har någon som innehar den."


def mail_goes_round(door: Outbox, message: Message, pause: Callable[[], bool]) -> str:
    """Send a mail to the shared mailbox itself and find it there. `pause` waits a little; False when time is up."""
    door.send(message, _no_ledger)
    while (found := door.look(message)) in (Found.UNSENT, Found.NOWHERE):
        if not pause():
            raise DeliveryError("Mejlet till den egna brevlådan togs emot men går inte att hitta där.")
    if found is Found.BLIND:
        raise Skipped(
            "Mejlet till den egna brevlådan togs emot. Om det kom fram kan påminn inte se, eftersom PAMINN_IMAP_URL "
            "saknas: bryts förbindelsen under ett utskick måste en person fråga mottagaren."
        )
    return "Ett mejl till den egna brevlådan skickades och hittades igen där."


def mail_can_be_read(inbox: Inbox, place: str) -> str:
    waiting = next(iter(inbox.unread()), None)
    return f"Svar läses ur {place}" + (", där mejl väntar." if waiting else ", som är tom just nu.")


def _no_ledger(state: State, trace: object = None) -> None:
    """The doctor's mail is nobody's reminder, so the memory is not told."""
