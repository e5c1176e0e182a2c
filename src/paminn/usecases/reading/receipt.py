"""One receipt per request, when it is switched on: how the answer was read, and how to say otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from paminn.documents.mime import write_mail
from paminn.incoming.model import Received
from paminn.plan.model import ActionPlan
from paminn.reminders.message import Asked, Channel, Outgoing
from paminn.reminders.model import Digest
from paminn.replies.mail.classify import came_by_list
from paminn.replies.model import MailKind
from paminn.texts.mail.receipt import word_receipt
from paminn.today import Today
from paminn.usecases.sending.deliver import Delivery


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipts are mails like others, so they leave as others do. `wanted`: whether they are switched on."""

    delivery: Delivery
    sender: str
    wanted: bool

    def settle(self, plan: str, today: Today) -> None:
        """A receipt that was cut off is let go: an answer is safe without one, and two would be one too many."""
        receipts = []
        for sent in self.delivery.dispatch.sent(plan, since=today.day):
            if sent.channel is Channel.RECEIPT:
                receipts.append(sent)
        self.delivery.recover(receipts, today)

    def send(self, received: Received, plan: ActionPlan, today: Today) -> None:
        """To somebody who may answer for the role, once for each request; never to a machine, nor during a trial."""
        if not self.wanted or self.delivery.is_trial:
            return
        if _is_answer_of_the_role(received, plan):
            self.delivery.deliver([_receipt(received, plan, self.sender, today)], today.now)


def _is_answer_of_the_role(received: Received, plan: ActionPlan) -> bool:
    if received.kind is not MailKind.REPLY or received.plan != plan.identity or not received.answers:
        return False
    if came_by_list(received.reply.letter):  # it may be read by many, or by a program
        return False
    return all(answer.known_sender for answer in received.answers)


def _receipt(received: Received, plan: ActionPlan, sender: str, today: Today) -> Outgoing:
    letter = received.reply.letter
    key = _key(received)
    _, _, domain = sender.rpartition("@")
    message_id = f"<{key}@{domain}>"
    # By our name for them, and at an address that we know: nothing of the mail goes back to its sender.
    recipients = ((letter.from_address, received.answers[0].answered_by),)
    worded = word_receipt(plan, received.answers, received.code)
    raw = write_mail(
        worded,
        key=key,
        sender=sender,
        sender_name=f"påminn – {plan.name}",
        recipients=recipients,
        message_id=message_id,
        at=today.now,
        plan=received.plan,
        answers_to=letter.message_id,
    )
    return Outgoing(
        key=key,
        plan=received.plan,
        channel=Channel.RECEIPT,
        owner=received.owner,
        day=today.day,
        asked=tuple(Asked(answer.goal, answer.owner) for answer in received.answers),
        message_id=message_id,
        recipients=recipients,
        raw=raw,
        digest=Digest(received.owner, today.day, ()),
        code="",
        subject=worded.subject,
    )


def _key(received: Received) -> str:
    """The same for all that one mailbox writes about one message of ours, but for the buttons pressed in it.

    So whatever a machine answers our receipt with, it gets no second one.
    """
    letter = received.reply.letter
    buttons = sorted(f"{goal}={status}" for goal, status in received.reply.machine)
    about = "\0".join((Channel.RECEIPT, received.about, letter.from_address.casefold(), *buttons))
    return sha256(about.encode()).hexdigest()[:32]
