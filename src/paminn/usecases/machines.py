"""What a program's mail tells of ours: that it has arrived, that it has not, or that nobody reads there now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from paminn.incoming.model import Received, Reference
from paminn.reminders.away import FULL_FOR, GONE_FOR, WITHOUT_A_DAY, Absence, passed_on
from paminn.reminders.outbox import State
from paminn.replies.model import Bounce, Flag, MailKind
from paminn.replies.read import Reply
from paminn.usecases.clues import written_on
from paminn.usecases.house import Decided

CONFIRMED = "vår egen kopia: utskicket är bekräftat"
RETURNED = "vårt eget mejl har kommit tillbaka"
NOT_OURS = "skickat i vårt namn, men inget som vi har skickat"
DELAYED = "mejlet är försenat: servern försöker fortfarande"
UNCLEAR = "rapporten säger inte vem av våra mottagare den gäller: fråga om påminnelsen kom fram"
FULL = "mejlet kom inte fram: påminnelsen skickas igen"
PARTLY = "mejlet kom inte fram till alla i rollen"
DEAD = "adressen tar inte emot mejl: rollen behöver en ny adress eller innehavare"
TO_ANOTHER = "påminnelsen går till den som kan nås"
HAS_LEFT = "har slutat: rollen behöver en ny innehavare"
SOMETIME = "frånvarande, utan angiven dag"
NOT_BELIEVED = "säger sig vara frånvarande, men avsändaren är inte styrkt"


def in_our_name(mail: Received, keyed: Sequence[Reference], coded: Sequence[Reference]) -> Received:
    """A mail that says it is ours. `keyed` and `coded` are our messages with the key in its head and its codes.

    Anybody can work out a message's key; only who has seen the message knows its code.
    """
    copied = [one for one in keyed if one.code in mail.reply.codes]
    if not copied:
        return replace(mail, reason=RETURNED if coded else NOT_OURS)
    (one,) = copied
    return replace(mail, plan=one.plan, owner=one.owner, about=one.key, reason=CONFIRMED, becomes=State.SEEN)


@dataclass(frozen=True)
class Machines:
    """What must be known to understand them: the plan as it stands, and who is known to be away."""

    work: Decided
    today: date
    away: Sequence[Absence]

    def heard(self, mail: Received, about: Sequence[Reference]) -> Received:
        """The mail with what follows from it. What it says of no mail of ours has no consequence."""
        if len(about) == 1:
            mail = replace(mail, plan=about[0].plan, owner=about[0].owner, about=about[0].key)
        if mail.kind == MailKind.BOUNCE and len(about) == 1:
            return self._bounced(mail, about[0])
        if mail.kind == MailKind.AUTOMATIC and mail.reply.away and about:
            return self._absent(mail, about)
        return mail

    def _bounced(self, mail: Received, sent: Reference) -> Received:
        reply, reached = mail.reply, _folded(sent.people)
        if reply.bounce is Bounce.DELAYED:
            return replace(mail, reason=DELAYED)
        named = _folded(reply.bounced)
        lost = reached & named if named or len(reached) > 1 else reached
        if not lost:
            return replace(mail, reason=UNCLEAR)
        dead, written = reply.bounce is Bounce.HARD, written_on(reply.letter, mail.at)
        until = written + (GONE_FOR if dead else FULL_FOR)
        mail = replace(mail, absences=tuple(Absence(one, written, until, dead, sent.key) for one in sorted(lost)))
        if reached - lost <= {one.address for one in self.away if one.about == sent.key}:
            return replace(mail, reason=DEAD if dead else FULL, becomes=State.BOUNCED)
        return self._passed_on(replace(mail, reason=DEAD if dead else PARTLY), sent)

    def _absent(self, mail: Received, about: Sequence[Reference]) -> Received:
        reply, sender = mail.reply, mail.reply.letter.from_address.casefold()
        holders = {person.email.casefold() for people in self.work.owners.people.values() for person in people}
        if sender not in holders.union(*(_folded(one.people) for one in about)):
            return mail
        if Flag.UNPROVEN_SENDER in reply.flags:
            return replace(mail, reason=NOT_BELIEVED)
        written = written_on(reply.letter, mail.at)
        told, until = _told(reply, written)
        mail = replace(mail, reason=told)
        if until < self.today:
            return mail
        mail = replace(mail, absences=(Absence(sender, written, until, reply.left),))
        return self._passed_on(mail, about[0]) if len(about) == 1 else mail

    def _passed_on(self, mail: Received, sent: Reference) -> Received:
        """The reminder goes to somebody else, where nobody who got it reads it and somebody else can."""
        known = [*self.away, *mail.absences]
        ours = sent.plan == self.work.plan.identity
        if not (ours and passed_on(self.work.owners, sent.owner, self.today, known, sent.people)):
            return mail
        return replace(mail, reason=f"{mail.reason}; {TO_ANOTHER}", becomes=State.MOVED)


def _told(reply: Reply, written: date) -> tuple[str, date]:
    """What the quality team is told of an absence, and its last day."""
    if reply.left:
        return HAS_LEFT, written + GONE_FOR
    if reply.back is None:
        return SOMETIME, written + WITHOUT_A_DAY
    return f"frånvarande till {reply.back.isoformat()}", reply.back - timedelta(days=1)


def _folded(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(address.casefold() for address in addresses)
