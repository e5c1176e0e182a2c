"""Before anything is sent: whether the memory at hand is the one that remembers most."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from paminn.errors import DeliveryError, Implausible
from paminn.ports.lineage import Lineage
from paminn.ports.own_mails import OwnMails
from paminn.reminders.mark import OwnMail, Seen, judge
from paminn.texts.memory_words import what_stops
from paminn.usecases.plans import Decided

# An own mail is sought this far back: a plan that sends nothing for longer is told by the home's mark alone.
_SOUGHT = timedelta(days=40)


def look_back(lineage: Lineage, mailbox: OwnMails, work: Decided, day: date) -> None:
    """Go on only by a memory that is as it should be. Raises Implausible where a person must see to it first."""
    seen = marks_seen(lineage, mailbox, work, day)
    verdict = judge(seen)
    if verdict.standing.stops:
        raise Implausible(what_stops(verdict, seen))
    lineage.settle()


def marks_seen(lineage: Lineage, mailbox: OwnMails, work: Decided, day: date) -> Seen:
    """Every mark that can be read now. Where the mailbox does not answer, sending goes on by what HOME remembers."""
    plan = work.plan.identity
    content = work.reading.content
    fingerprint = "" if content is None else content.fingerprint
    mails: Sequence[OwnMail] = ()
    with suppress(DeliveryError):
        mails = mailbox.own_mails(day - _SOUGHT)
    keys = [mail.key for mail in mails]
    return Seen(plan, lineage.remembered(plan, fingerprint, keys), mails)
