"""What a program's mail tells of ours: that it has arrived, that it has not, or that nobody reads there now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from paminn.incoming.finding import Conclusion, Finding
from paminn.incoming.model import Received, Reference
from paminn.incoming.situation import Situation
from paminn.incoming.written import written_on
from paminn.reminders.away import FULL_FOR, GONE_FOR, WITHOUT_A_DAY, Absence, passed_on
from paminn.reminders.message import State
from paminn.replies.model import Bounce, Flag, MailKind
from paminn.replies.read import Reply

# What tells that a mail is what we have sent ourselves.
OWN_COPIES = (Conclusion(Finding.CONFIRMED), Conclusion(Finding.RETURNED))


def in_our_name(mail: Received, keyed: Sequence[Reference], coded: Sequence[Reference]) -> Received:
    """A mail that says it is ours. `keyed` and `coded` are our messages with the key in its head and its codes.

    Anybody can work out a message's key; only who has seen the message knows its code.
    """
    for message in keyed:
        if message.code in mail.reply.codes:
            return replace(
                mail,
                plan=message.plan,
                owner=message.owner,
                about=message.key,
                conclusion=Conclusion(Finding.CONFIRMED),
                becomes=State.SEEN,
            )
    if coded:
        return replace(mail, conclusion=Conclusion(Finding.RETURNED))
    return replace(mail, conclusion=Conclusion(Finding.NOT_OURS))


def from_a_machine(mail: Received, about: Sequence[Reference], situation: Situation) -> Received:
    """The mail with what follows from it. What it says of no mail of ours has no consequence."""
    if not about:
        return mail
    reply = mail.reply
    if len(about) > 1:
        if reply.kind is MailKind.AUTOMATIC and reply.away:
            return _absent(mail, about, situation)
        return mail
    (sent,) = about
    mail = replace(mail, plan=sent.plan, owner=sent.owner, about=sent.key)
    if reply.kind is MailKind.BOUNCE:
        return _bounced(mail, sent, situation)
    if reply.kind is MailKind.AUTOMATIC and reply.away:
        return _absent(mail, about, situation)
    return mail


def _bounced(mail: Received, sent: Reference, situation: Situation) -> Received:
    """A report that our mail has not reached some of those it was sent to."""
    reply = mail.reply
    if reply.bounce is Bounce.DELAYED:
        return replace(mail, conclusion=Conclusion(Finding.DELAYED))
    recipients = _folded(sent.people)
    named = _folded(reply.bounced)
    if named or len(recipients) > 1:
        lost = recipients & named
    else:
        lost = recipients  # it names nobody, and is about the only one it can be about
    if not lost:
        return replace(mail, conclusion=Conclusion(Finding.UNCLEAR_RECIPIENT))

    is_dead = reply.bounce is Bounce.HARD
    written = written_on(reply.letter.date, mail.at)
    until = written + (GONE_FOR if is_dead else FULL_FOR)
    absences = [Absence(address, written, until, is_dead, sent.key) for address in sorted(lost)]
    mail = replace(mail, absences=tuple(absences))

    lost_before = {absence.address for absence in situation.away if absence.about == sent.key}
    reached_nobody = recipients <= lost | lost_before
    if is_dead:
        finding = Finding.DEAD_ADDRESS
    elif reached_nobody:
        finding = Finding.NOT_DELIVERED
    else:
        finding = Finding.PARTLY_DELIVERED
    if reached_nobody:
        return replace(mail, conclusion=Conclusion(finding), becomes=State.BOUNCED)
    return _passed_on(mail, Conclusion(finding), sent, situation)


def _absent(mail: Received, about: Sequence[Reference], situation: Situation) -> Received:
    """An automatic answer that says its owner does not read."""
    reply = mail.reply
    sender = reply.letter.from_address.casefold()
    if sender not in _written_to(about, situation):
        return mail
    if Flag.UNPROVEN_SENDER in reply.flags:
        return replace(mail, conclusion=Conclusion(Finding.AWAY_NOT_BELIEVED))
    written = written_on(reply.letter.date, mail.at)
    conclusion, until = _how_long(reply, written)
    if until < situation.today:
        return replace(mail, conclusion=conclusion)
    mail = replace(mail, absences=(Absence(sender, written, until, reply.left),))
    if len(about) > 1:
        return replace(mail, conclusion=conclusion)
    return _passed_on(mail, conclusion, about[0], situation)


def _written_to(about: Sequence[Reference], situation: Situation) -> set[str]:
    """The addresses of everybody who has a role, and of whom these messages were sent to."""
    addresses: set[str] = set()
    for people in situation.owners.people.values():
        addresses |= _folded(person.email for person in people)
    for message in about:
        addresses |= _folded(message.people)
    return addresses


def _how_long(reply: Reply, written: date) -> tuple[Conclusion, date]:
    """What an absence is found to be, and its last day."""
    if reply.left:
        return Conclusion(Finding.HAS_LEFT), written + GONE_FOR
    if reply.back is None:
        return Conclusion(Finding.AWAY), written + WITHOUT_A_DAY
    return Conclusion(Finding.AWAY_UNTIL, reply.back), reply.back - timedelta(days=1)


def _passed_on(mail: Received, conclusion: Conclusion, sent: Reference, situation: Situation) -> Received:
    """The reminder goes to somebody else, where nobody who got it reads it and somebody else can."""
    mail = replace(mail, conclusion=conclusion)
    if sent.plan != situation.plan:
        return mail
    absences = [*situation.away, *mail.absences]
    if not passed_on(situation.owners, sent.owner, situation.today, absences, sent.people):
        return mail
    return replace(mail, conclusion=replace(conclusion, passed_on=True), becomes=State.MOVED)


def _folded(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(address.casefold() for address in addresses)
