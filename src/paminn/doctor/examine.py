"""Each check in turn, and what it came to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from paminn.doctor.diagnosis import Diagnosed, Remedy, Skipped
from paminn.errors import DeliveryError, PaminnError, UnknownOutcome, UsageError, our_fault
from paminn.texts import causes


class CheckName(StrEnum):
    """Every check, in the order they are made; the words are in texts/sv/doctor.txt."""

    SETTINGS = "settings"
    AUTHORITIES = "authorities"
    PLAN = "plan"
    ADDRESSES = "addresses"
    DATABASE = "database"
    KEY = "key"
    CERTIFICATE = "certificate"
    TOKEN = "token"  # noqa: S105 - the name of a check
    MAILBOX = "mailbox"
    TWO_NAMES = "two_names"
    FENCE = "fence"
    MAIL_OUT = "mail_out"
    TRIAL = "trial"
    MAIL_IN = "mail_in"
    LINEAGE = "lineage"
    TEAMS = "teams"
    PREFECT = "prefect"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Check:
    """Something to try. `run` returns what was seen, in Swedish; it raises what is wrong, or Skipped."""

    name: CheckName
    run: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check came to. `ok` None: there was nothing to try, or nothing that can be known.

    `remedy` and `setting` are as in Diagnosed; without a remedy the check's own is what helps.
    """

    check: CheckName
    ok: bool | None
    detail: str
    remedy: Remedy | None = None
    setting: str = ""


def examine(checks: Iterable[Check]) -> Iterator[Finding]:
    """Each check in turn; one that fails never stops the next."""
    for check in checks:
        try:
            seen = check.run()
        except Skipped as skipped:
            yield Finding(check.name, None, str(skipped))
        except Exception as error:
            yield _fault(check.name, error)
        else:
            yield Finding(check.name, True, seen)


def _fault(check: CheckName, error: Exception) -> Finding:
    if isinstance(error, Diagnosed):
        return Finding(check, False, _sentence(error.reason), error.remedy, error.setting)
    if isinstance(error, UsageError):
        return Finding(check, False, _sentence(str(error)), Remedy.SETTINGS)
    if isinstance(error, DeliveryError | UnknownOutcome):
        return Finding(check, False, _sentence(causes.why(error.failure)))
    if isinstance(error, PaminnError):
        return Finding(check, False, _sentence(str(error)))
    return Finding(check, False, our_fault(error))


def _sentence(reason: str) -> str:
    sentence = reason[:1].upper() + reason[1:]
    return sentence if sentence.endswith(".") else f"{sentence}."
