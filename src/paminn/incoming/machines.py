"""What a program's mail tells of ours: that it has arrived, that it has not, or that nobody reads there now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from paminn.incoming.finding import Conclusion, Finding
from paminn.incoming.model import Item, Received, Reference
from paminn.incoming.situation import Situation
from paminn.incoming.written import written_on
from paminn.plan.model import Owners
from paminn.reminders.away import FOR_GOOD, FULL_FOR, LONGEST, WITHOUT_A_DAY, Absence, believed, passed_on
from paminn.reminders.message import State
from paminn.replies.model import Bounce, Flag, MailKind
from paminn.replies.read import Reply
from paminn.standing.word import Key, is_of_the_role

# A machine answers a mail when it comes, and no server tries for longer (RFC 5321, 4.5.4.1: four or five days). What is
# older lay in the mailbox while somebody read there.
LONGEST_ON_ITS_WAY = timedelta(days=5)

# What tells that a mail is what we have sent ourselves.
OWN_COPIES = (Conclusion(Finding.CONFIRMED), Conclusion(Finding.RETURNED))


def in_our_name(mail: Received, keyed: Sequence[Reference], coded: Sequence[Reference]) -> Received:
    """A mail that says it is ours. `keyed` and `coded` are our messages with the key in its head and its codes.

    Anybody could work out the key of an early message; only who has seen the message knows its code. A message without
    a code has a key that nobody can work out.
    """
    for message in keyed:
        if not message.code or message.code in mail.reply.codes:
            copy = _about(mail, message).found(Finding.CONFIRMED)
            return replace(copy, becomes=State.SEEN)
    if coded:
        return mail.found(Finding.RETURNED)
    return mail.found(Finding.NOT_OURS)


def is_from_our_readers(reply: Reply, messages: Sequence[Reference], situation: Situation) -> bool:
    """Whether a mail that points at messages of ours is from an address that we write to.

    What servers and filters on its way think of it then counts for nothing: a person reads it.
    """
    if not messages:
        return False
    readers = _written_to(messages, situation.owners)
    for people in situation.owners.people.values():
        readers |= _folded(person.deputy_email for person in people if person.deputy_email)
    return reply.letter.from_address.casefold() in readers


def from_a_machine(mail: Received, messages: Sequence[Reference], situation: Situation) -> Received:
    """The mail with what follows from it; `messages` are those of ours that it is about.

    What it says of no mail of ours has no consequence.
    """
    if not messages:
        return mail
    only = messages[0] if len(messages) == 1 else None
    if only is not None:
        mail = _about(mail, only)
    if mail.kind is MailKind.BOUNCE and only is not None:
        return _bounced(mail, only, situation)
    if mail.kind is MailKind.AUTOMATIC and mail.reply.away:
        return _absent(mail, messages, only, situation)
    return mail


def _about(mail: Received, message: Reference) -> Received:
    return replace(mail, plan=message.plan, owner=message.owner, roles=message.roles, about=message.key)


def _bounced(mail: Received, message: Reference, situation: Situation) -> Received:
    """A report that a message of ours has not reached some of those it was sent to."""
    if mail.reply.bounce is Bounce.DELAYED:
        return mail.found(Finding.DELAYED)
    if mail.reply.is_refuted:  # anybody who has seen the mail could write one
        return mail.found(Finding.REPORT_NOT_BELIEVED)
    lost = _lost(mail.reply, message)
    if not lost:
        return mail.found(Finding.UNCLEAR_RECIPIENT)
    if mail.reply.is_about_us or (mail.reply.is_about_host and _share_a_domain(lost, situation.owners)):
        return _refused_us(mail, message, lost, situation)

    is_dead = mail.reply.bounce is Bounce.HARD
    since = written_on(mail.reply.letter.date, mail.at)
    dead = _folded(mail.reply.dead) or lost  # a report that names nobody is about the only one it can be about
    absences = []
    for address in sorted(lost):
        is_gone = is_dead and address in dead
        until = FOR_GOOD if is_gone else since + FULL_FOR
        absences.append(Absence(address, since, until, gone=is_gone, about=message.key))
    mail = replace(mail, absences=tuple(absences))
    if is_dead and any(absence.doubted for absence in _known_with(mail, situation) if absence.about == message.key):
        mail = mail.found(Finding.REFUSED_TOGETHER)
        if _has_reached_nobody(message, lost, situation):
            return _come_back(mail, message, situation)
        return mail

    if _has_reached_nobody(message, lost, situation):
        finding = Finding.DEAD_ADDRESS if is_dead else Finding.NOT_DELIVERED
        return _come_back(mail.found(finding), message, situation)
    finding = Finding.DEAD_ADDRESS if is_dead else Finding.PARTLY_DELIVERED
    return _passed_on(mail.found(finding), message, situation)


def _share_a_domain(lost: frozenset[str], owners: Owners) -> bool:
    """Whether somebody else has an address in the same domain as one of these.

    If their server is not found it is not for an address that is written wrong: DNS is down where we send from.
    """
    others: set[str] = set()
    for people in owners.people.values():
        for person in people:
            others |= _folded(address for address in (person.email, person.deputy_email) if address)
    others -= lost
    return bool({_domain(address) for address in lost} & {_domain(address) for address in others})


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _refused_us(mail: Received, message: Reference, lost: frozenset[str], situation: Situation) -> Received:
    """Our own address or server was refused: nobody is away for that, and what was asked is asked again."""
    mail = mail.found(Finding.REFUSED_US)
    if _has_reached_nobody(message, lost, situation):
        return _come_back(mail, message, situation)
    return mail


def _come_back(mail: Received, message: Reference, situation: Situation) -> Received:
    """The message reached nobody, but for what has been answered."""
    unanswered = [item for item in message.items if not _is_answered(item, message, situation)]
    if len(unanswered) == len(message.items):
        return replace(mail, becomes=State.BOUNCED)
    if not unanswered:
        return mail
    return replace(mail, becomes=State.BOUNCED, given_back=_keys(unanswered))


def _lost(report: Reply, message: Reference) -> frozenset[str]:
    """The recipients of our message that a report says were not reached."""
    recipients = _folded(message.people)
    named = _folded(report.bounced)
    if not named and len(recipients) == 1:
        return recipients  # it names nobody, and is about the only one it can be about
    return recipients & named


def _known_with(mail: Received, situation: Situation) -> Sequence[Absence]:
    """Who is known not to read, with what this mail tells."""
    return believed([*situation.away, *mail.absences])


def _has_reached_nobody(message: Reference, lost: frozenset[str], situation: Situation) -> bool:
    """Whether each of the recipients is lost, by this report or by those before it."""
    unreached = set(lost)
    for absence in situation.away:
        if absence.about == message.key:
            unreached.add(absence.address)
    return _folded(message.people) <= unreached


def _absent(mail: Received, messages: Sequence[Reference], only: Reference | None, situation: Situation) -> Received:
    """An automatic answer that says its owner does not read; `only` is the message it is about, where that is one."""
    reply = mail.reply
    sender = reply.letter.from_address.casefold()
    if sender not in _written_to(messages, situation.owners):
        return mail
    if Flag.UNPROVEN_SENDER in reply.flags:
        return mail.found(Finding.AWAY_NOT_BELIEVED)
    since = written_on(reply.letter.date, mail.at)
    if reply.left:
        mail = mail.found(Finding.HAS_LEFT)
        until = FOR_GOOD
    elif reply.back is None:
        mail = mail.found(Finding.AWAY)
        until = since + WITHOUT_A_DAY
    else:
        mail = mail.found(Finding.AWAY_UNTIL, reply.back)
        until = min(reply.back - timedelta(days=1), since + LONGEST)
    if until < situation.today:
        return mail
    mail = replace(mail, absences=(Absence(sender, since, until, gone=reply.left),))
    if only is None or since - only.day > LONGEST_ON_ITS_WAY:
        return mail
    return _passed_on(mail, only, situation)


def _written_to(messages: Sequence[Reference], owners: Owners) -> set[str]:
    """The addresses of everybody who has a role, and of whom these messages were sent to."""
    addresses: set[str] = set()
    for people in owners.people.values():
        addresses |= _folded(person.email for person in people)
    for message in messages:
        addresses |= _folded(message.people)
    return addresses


def _passed_on(mail: Received, message: Reference, situation: Situation) -> Received:
    """What is not answered goes to somebody else, where nobody who got it reads it and somebody else can."""
    if mail.conclusion is None:
        return mail
    absences = _known_with(mail, situation)
    for_others = []
    for item in message.items:
        owners = situation.of(item.plan or message.plan).owners
        is_for_others = passed_on(owners, item.owner, situation.today, absences, message.people, item.person)
        if is_for_others and not _is_answered(item, message, situation):
            for_others.append(item)
    if not for_others:
        return mail
    conclusion = replace(mail.conclusion, passed_on=True)
    return replace(mail, conclusion=conclusion, becomes=State.MOVED, given_back=_keys(for_others))


def _is_answered(item: Item, message: Reference, situation: Situation) -> bool:
    """Whether the role has said something of the goal since our message asked about it."""
    for answer in situation.of(item.plan or message.plan).answers:
        is_of_item = (answer.goal, answer.owner) == (item.goal, item.owner)
        is_theirs = not item.person or answer.person == item.person
        if is_of_item and is_theirs and answer.received >= message.day and is_of_the_role(answer):
            return True
    return False


def _keys(items: Iterable[Item]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys((item.goal, item.owner) for item in items))


def _folded(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(address.casefold() for address in addresses)
