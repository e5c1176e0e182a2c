"""Read the mailbox: each mail becomes exactly one stored record, and only then is it moved."""

from __future__ import annotations

from paminn.errors import NotCarriedOut
from paminn.incoming.answers import HUMAN
from paminn.incoming.machines import LONGEST_ON_ITS_WAY, OWN_COPIES
from paminn.incoming.model import Received
from paminn.incoming.neighbourly import is_left, lineage_of
from paminn.incoming.situation import Situation
from paminn.plan.identities import RoleId
from paminn.plan.model import ActionPlan
from paminn.ports.inbox import Inbox
from paminn.ports.memory import Memory
from paminn.ports.neighbours import Neighbours
from paminn.ports.post import Post
from paminn.ports.reader import Reader
from paminn.reminders.away import believed, doubted_since
from paminn.reminders.model import Concern
from paminn.replies.model import MailKind
from paminn.reports.reading import Collected, Counted, MailRead
from paminn.today import Today
from paminn.usecases.plans import KeptPlan, decided, remember
from paminn.usecases.reading.one_mail import understand
from paminn.usecases.reading.receipt import Receipts

PROCESSED = "klart"
_TOO_LONG = (
    "Läsningen har tagit så lång tid som den får (PAMINN_MAX_MINUTES). {read} mejl är lästa och sparade. Nästa körning "
    "läser resten."
)


def collect(
    kept: KeptPlan,
    memory: Memory,
    post: Post,
    inbox: Inbox,
    reader: Reader,
    receipts: Receipts,
    neighbours: Neighbours,
    today: Today,
) -> Collected:
    """One run over the mailbox. A run that dies half-way reads the rest next time, and nothing twice.

    Raises NotCarriedOut when it has taken as long as it may; what is read is kept.

    What seems to be another home's stays where it lies, unread and unkept.
    """
    work = decided(kept, today.day)
    plan = work.plan.identity
    mails: list[MailRead] = []
    left = 0
    with memory.exclusive("collect"):
        remember(kept, work, today.now.date())
        receipts.settle(plan, today)
        away = list(memory.history(plan, Concern()).away)
        answers = list(memory.answers(plan))
        for incoming in inbox.unread():
            if receipts.delivery.patience.is_over:
                raise NotCarriedOut(_TOO_LONG.format(read=len(mails)))
            situation = Situation(plan, work.owners, today.now, believed(away), work.plan.by_id, answers)
            received = understand(incoming, reader, post, situation)
            if _may_be_anothers(received, neighbours):
                since = neighbours.left_since(incoming.raw, today.now.date())
                if since is None:
                    left += 1
                if since is None or is_left(since, today.now.date()):
                    continue
            is_new = post.keep(received)
            away.extend(received.absences)
            answers.extend(received.answers)
            # A run that was cut off after storing comes this way again: the receipt is still sent once.
            receipts.send(received, work.plan, today)
            inbox.file(incoming, PROCESSED)
            mails.append(_as_read(received, work.plan, is_new=is_new))
    together = doubted_since(away, today.day - LONGEST_ON_ITS_WAY) if mails else {}
    return Collected(plan, tuple(mails), left, len(together))


def _may_be_anothers(received: Received, neighbours: Neighbours) -> bool:
    """By the lineage in the head of a home's own mail, which is certain; else by a code that no message of ours has."""
    lineage = lineage_of(received)
    if lineage:
        return neighbours.is_anothers(lineage)
    return received.bears_foreign_code and not any(map(neighbours.is_our_code, received.reply.codes))


def _as_read(received: Received, plan: ActionPlan, *, is_new: bool) -> MailRead:
    kind = received.kind
    counted = _counted(received)
    if not is_new:
        kind = MailKind.DUPLICATE
        counted = Counted.DUPLICATES
    goals: dict[str, None] = {}
    answering: dict[RoleId, None] = {}
    for answer in received.answers:
        goals[plan.number_of(answer.goal)] = None
        answering[answer.owner] = None
    roles = [plan.name_of(role) for role in answering or received.roles]
    is_own_copy = received.conclusion in OWN_COPIES
    return MailRead(kind, received.why, tuple(goals), tuple(roles), counted, is_own_copy)


def _counted(received: Received) -> Counted:
    if received.kind is MailKind.SUSPECT:
        return Counted.QUARANTINED
    if received.kind not in (*HUMAN, MailKind.SEALED):
        return Counted.AUTOMATIC
    if received.answers:
        return Counted.REPLIES
    return Counted.UNMATCHED
