"""One receipt per request, when it is switched on: how the answer was read, and how to say otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from paminn.documents.mime import write_mail
from paminn.incoming.model import Received
from paminn.plan.model import ActionPlan
from paminn.reminders.message import Asked, Channel, Outgoing
from paminn.reminders.model import Digest
from paminn.replies.mail.classify import came_by_list
from paminn.replies.model import MailKind
from paminn.standing.answer import Answer
from paminn.texts.mail.receipt import word_receipt
from paminn.today import Today
from paminn.usecases.plans import Decided
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

    def send(self, received: Received, works: Mapping[str, Decided], today: Today) -> None:
        """To somebody who may answer for the role, once for each request, of each plan that it was about.

        Never to a machine, nor during a trial.
        """
        if not self.wanted or self.delivery.is_trial:
            return
        for plan, answers in received.all_answers.items():
            if plan in works and _is_answer_of_the_role(received, answers):
                receipt = _receipt(received, answers, works[plan].plan, self.sender, today)
                self.delivery.deliver([receipt], today.now)


def _is_answer_of_the_role(received: Received, answers: Sequence[Answer]) -> bool:
    if received.kind is not MailKind.REPLY:
        return False
    if came_by_list(received.reply.letter):  # it may be read by many, or by a program
        return False
    return all(answer.known_sender for answer in answers)


def _receipt(received: Received, answers: Sequence[Answer], plan: ActionPlan, sender: str, today: Today) -> Outgoing:
    letter = received.reply.letter
    key = _key(received, "" if plan.identity == received.plan else plan.identity)
    _, _, domain = sender.rpartition("@")
    message_id = f"<{key}@{domain}>"
    # By our name for them, and at an address that we know: nothing of the mail goes back to its sender.
    recipients = ((letter.from_address, answers[0].answered_by),)
    worded = word_receipt(plan, answers, received.code)
    raw = write_mail(
        worded,
        key=key,
        sender=sender,
        sender_name=f"påminn – {plan.name}",
        recipients=recipients,
        message_id=message_id,
        at=today.now,
        plan=plan.identity,
        answers_to=letter.message_id,
    )
    return Outgoing(
        key=key,
        plan=plan.identity,
        channel=Channel.RECEIPT,
        owner=received.owner,
        day=today.day,
        asked=tuple(Asked(answer.goal, answer.owner) for answer in answers),
        message_id=message_id,
        recipients=recipients,
        raw=raw,
        digest=Digest(received.owner, today.day, ()),
        code="",
        subject=worded.subject,
    )


def _key(received: Received, further: str) -> str:
    """The same for all that one mailbox writes about one message of ours, but for the buttons pressed in it.

    So whatever a machine answers our receipt with, it gets no second one. `further`: the identity of another plan than
    the message's own, which has a receipt of its own.
    """
    letter = received.reply.letter
    buttons = sorted(f"{goal}={status}" for goal, status in received.reply.machine)
    about = [Channel.RECEIPT, received.about, letter.from_address.casefold(), *buttons]
    if further:
        about.append(further)
    return sha256("\0".join(about).encode()).hexdigest()[:32]
