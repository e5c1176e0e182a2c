"""Try every setting and connection, harmlessly: nothing is sent to any owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from paminn.doctor.diagnosis import Diagnosed, Remedy, Skipped
from paminn.errors import DeliveryError, PaminnError, UnknownOutcome, UsageError, our_fault
from paminn.plan.load import read_plan
from paminn.ports.inbox import Inbox
from paminn.ports.outbox import Outbox
from paminn.ports.plan_folder import PlanFolder
from paminn.reminders.outbox import Found, Message, State
from paminn.texts import causes
from paminn.texts.language import swedish_list


@dataclass(frozen=True, slots=True)
class Check:
    """Something to try. `run` returns what was seen, in Swedish; it raises what is wrong, or Skipped."""

    name: str
    run: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check came to. `ok` None: there was nothing to try, or nothing that can be known.

    `remedy` and `setting` are as in Diagnosed; without a remedy the check's own is what helps.
    """

    check: str
    ok: bool | None
    detail: str
    remedy: Remedy | None = None
    setting: str = ""


def examine(checks: Iterable[Check]) -> Iterator[Finding]:
    """Each check in turn; one that fails never stops the next."""
    for check in checks:
        try:
            yield Finding(check.name, True, check.run())
        except Skipped as told:
            yield Finding(check.name, None, str(told))
        except Diagnosed as error:
            yield Finding(check.name, False, _sentence(error.reason), error.remedy, error.setting)
        except UsageError as error:
            yield Finding(check.name, False, _sentence(str(error)), Remedy.SETTINGS)
        except (DeliveryError, UnknownOutcome) as error:
            yield Finding(check.name, False, _sentence(causes.why(error.failure)))
        except PaminnError as error:
            yield Finding(check.name, False, _sentence(str(error)))
        except Exception as error:
            yield Finding(check.name, False, our_fault(error))


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}" + ("" if reason.endswith(".") else ".")


def settings_are_understood(faults: Sequence[str]) -> str:
    if faults:
        raise Diagnosed("\n".join(faults), Remedy.SETTINGS_FIRST)
    return "Alla namn och värden går att förstå."


def addresses_are_real(folder: PlanFolder, today: date, own: Mapping[str, str], *, trial: bool) -> str:
    """That nothing is sent to an address that only is an example. `own`: setting → address or ""."""
    owners = read_plan(folder.files(), folder.name, today).owners
    held = [person for several in (owners.people.values() if owners else ()) for person in several]
    people = {address for one in held for address in (one.email, one.deputy_email)}
    examples = sum(map(_is_example, people))
    wrong = [name for name, address in own.items() if _is_example(address)]
    if examples:
        wrong.append(f"{examples} {'adress' if examples == 1 else 'adresser'} i owners.yaml")
    told = f"{swedish_list(wrong)} slutar på .example, som inte går till någon"
    if not wrong:
        return "Ingen adress är bara ett exempel."
    if trial and len(wrong) == 1 and examples:
        raise Skipped(f"{told}. Byt före den första riktiga körningen.")
    raise Diagnosed(told, Remedy.ADDRESSES)


def _is_example(address: str) -> bool:
    return address.casefold().endswith(".example")


def days_left(begins: datetime, ends: datetime, now: datetime) -> int:
    """Whole days that the app's certificate still holds. Raises Diagnosed when it does not hold now."""
    if now < begins:
        raise Diagnosed(f"certifikatet gäller inte än: det börjar gälla {begins:%Y-%m-%d %H:%M} UTC", Remedy.NOT_YET)
    if now > ends:
        raise Diagnosed(f"certifikatet gick ut {ends:%Y-%m-%d}, för {(now - ends).days} dagar sedan", Remedy.RENEW)
    return (ends - now).days


def plan_is_whole(folder: PlanFolder, today: date) -> str:
    reading = read_plan(folder.files(), folder.name, today)
    if reading.problems:
        raise Diagnosed(f"Planen har {len(reading.problems)} fel.")
    goals = len(reading.plan.by_number) if reading.plan else 0
    return f"{goals} delmål, och varje roll har någon som innehar den."


def mail_goes_round(door: Outbox, message: Message, pause: Callable[[], bool]) -> str:
    """Send a mail to the shared mailbox itself and find it there. `pause` waits a little; False when time is up."""
    door.send(message, _no_ledger)
    while (found := door.look(message)) in (Found.UNSENT, Found.NOWHERE):
        if not pause():
            raise Diagnosed("mejlet till den egna brevlådan togs emot men går inte att hitta där", Remedy.LOST)
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
