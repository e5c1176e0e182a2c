"""One receipt per answer, when it is switched on: how it was read, and how to say otherwise."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from paminn.ports import Received
from paminn.reminders.model import Digest
from paminn.reminders.outbox import Outgoing
from paminn.replies.mail.parse import body_of
from paminn.replies.model import MailKind
from paminn.texts.receipt import word_receipt
from paminn.usecases.deliver import deliver, recover
from paminn.usecases.house import Decided, House

RECEIPT = "receipt"


def send_receipt(house: House, work: Decided, received: Received, now: datetime) -> None:
    """To somebody who may answer for the role, once for each answer; never to a machine, nor during a trial."""
    if not house.options.receipts or house.options.redirect_all_to or not _is_answer(received, work):
        return
    letter, key = received.reply.letter, _key(received)
    message_id = f"<{key}@{house.options.sender.rpartition('@')[2]}>"
    subject, raw = word_receipt(
        work.plan,
        received.answers,
        letter,
        received.code,
        key=key,
        message_id=message_id,
        sender=house.options.sender,
        at=now,
    )
    message = Outgoing(
        key=key,
        plan=received.plan,
        channel=RECEIPT,
        owner=received.owner,
        day=now.date(),
        goals=tuple(one.goal for one in received.answers),
        message_id=message_id,
        recipients=((letter.from_address, letter.from_name),),
        raw=raw,
        digest=Digest(received.owner, now.date(), ()),
        code="",
        subject=subject,
    )
    deliver(house, [message], now)


def settle_receipts(house: House, plan: str, now: datetime) -> None:
    """A receipt that was cut off is let go: an answer is safe without one, and two would be one too many."""
    known = house.dispatch.sent(plan, since=now.date())
    recover(house, [one for one in known if one.channel == RECEIPT], now)


def _is_answer(received: Received, work: Decided) -> bool:
    known = received.answers and all(one.known_sender for one in received.answers)
    return received.kind == MailKind.REPLY and received.plan == work.plan.identity and bool(known)


def _key(received: Received) -> str:
    """The same for one mail by whatever way and however often it comes."""
    letter = received.reply.letter
    parts = (RECEIPT, letter.message_id, letter.from_address, letter.subject)
    return sha256("\0".join(parts).encode() + b"\0" + body_of(received.raw)).hexdigest()[:32]
