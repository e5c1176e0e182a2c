"""Before anything is sent: whether the memory at hand is the one that remembers most."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from paminn.errors import DeliveryError, Implausible, StorageError
from paminn.ports.almanac import Almanac
from paminn.ports.lineage import Lineage
from paminn.ports.own_mails import OwnMails
from paminn.ports.store import Store
from paminn.reminders.mark import Mark, OwnMail, Seen, judge
from paminn.texts.memory_words import what_stops
from paminn.usecases.plans import Decided
from paminn.usecases.telling.shown_before import mark_left, shown_ahead

# An own mail is sought this far back: a plan that sends nothing for longer is told by the other marks alone.
_SOUGHT = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Where it can be seen how much has been remembered: ledger and HOME, the mailbox, and the calendar in `site`."""

    lineage: Lineage
    mailbox: OwnMails
    almanac: Almanac
    store: Store
    site: Path | None


def look_back(asked: Witnesses, work: Decided, day: date) -> None:
    """Go on only by a memory that is as it should be. Raises Implausible where a person must see to it first."""
    seen = marks_seen(asked, work, day)
    verdict = judge(seen)
    if verdict.standing.stops:
        raise Implausible(what_stops(verdict, seen))
    asked.lineage.settle()


def marks_seen(asked: Witnesses, work: Decided, day: date) -> Seen:
    """Every mark that can be read now. What does not answer stops nothing: the others tell."""
    plan = work.plan.identity
    content = work.reading.content
    fingerprint = "" if content is None else content.fingerprint
    mails: Sequence[OwnMail] = ()
    with suppress(DeliveryError):
        mails = asked.mailbox.own_mails(day - _SOUGHT)
    keys = [mail.key for mail in mails]
    remembered = asked.lineage.remembered(plan, fingerprint, keys)
    site: Mark | None = None
    shows_more = False
    if asked.site is not None:
        with suppress(StorageError):
            site = mark_left(asked.store, asked.site, plan)
            shows_more = bool(shown_ahead(asked.almanac, asked.store, asked.site, work.plan))
    return Seen(plan, remembered, mails, site, shows_more)
