"""One receipt per answer, when it is switched on: how it was read, and how to say otherwise."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from paminn.documents.mime import write_mail
from paminn.incoming.model import Received
from paminn.reminders.message import Channel, Outgoing
from paminn.reminders.model import Digest
from paminn.replies.mail.parse import body_of
from paminn.replies.model import MailKind
from paminn.texts.mail.receipt import word_receipt
from paminn.usecases.house import Decided, House
from paminn.usecases.sending.deliver import deliver, recover


def send_receipt(house: House, work: Decided, received: Received, now: datetime) -> None:
    """To somebody who may answer for the role, once for each answer; never to a machine, nor during a trial."""
    if not house.options.receipts or house.options.redirect_all_to or not _is_answer(received, work):
        return
    deliver(house, [_receipt(house, work, received, now)], now)


def settle_receipts(house: House, plan: str, now: datetime) -> None:
    """A receipt that was cut off is let go: an answer is safe without one, and two would be one too many."""
    known = house.dispatch.sent(plan, since=now.date())
    recover(house, [one for one in known if one.channel is Channel.RECEIPT], now)


def _receipt(house: House, work: Decided, received: Received, now: datetime) -> Outgoing:
    letter, key, day = received.reply.letter, _key(received), now.date()
    message_id = f"<{key}@{house.options.sender.rpartition('@')[2]}>"
    # By our name for them, and at an address that we know: nothing of the mail goes back to its sender.
    recipients = ((letter.from_address, received.answers[0].answered_by),)
    worded = word_receipt(work.plan, received.answers, received.code)
    raw = write_mail(
        worded,
        key=key,
        sender=house.options.sender,
        sender_name=f"påminn – {work.plan.name}",
        recipients=recipients,
        message_id=message_id,
        at=now,
        plan=received.plan,
        answers_to=letter.message_id,
    )
    return Outgoing(
        key=key,
        plan=received.plan,
        channel=Channel.RECEIPT,
        owner=received.owner,
        day=day,
        goals=tuple(one.goal for one in received.answers),
        message_id=message_id,
        recipients=recipients,
        raw=raw,
        digest=Digest(received.owner, day, ()),
        code="",
        subject=worded.subject,
    )


def _is_answer(received: Received, work: Decided) -> bool:
    known = received.answers and all(one.known_sender for one in received.answers)
    return received.kind == MailKind.REPLY and received.plan == work.plan.identity and bool(known)


def _key(received: Received) -> str:
    """The same for one mail by whatever way and however often it comes."""
    letter = received.reply.letter
    parts = (Channel.RECEIPT, letter.message_id, letter.from_address, letter.subject)
    return sha256("\0".join(parts).encode() + b"\0" + body_of(received.raw)).hexdigest()[:32]
