"""Read the mailbox: each mail becomes exactly one stored record, and only then is it moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paminn.errors import NotCarriedOut
from paminn.incoming.answers import HUMAN
from paminn.incoming.machines import LONGEST_ON_ITS_WAY, OWN_COPIES
from paminn.incoming.model import Received
from paminn.incoming.neighbourly import is_left, lineage_of
from paminn.plan.model import ActionPlan
from paminn.ports.inbox import Inbox
from paminn.ports.memory import Memory
from paminn.ports.neighbours import Neighbours
from paminn.ports.post import Post
from paminn.ports.reader import Reader
from paminn.reminders.away import doubted_since
from paminn.replies.model import MailKind
from paminn.reports.reading import Collected, Counted, MailRead
from paminn.today import Today
from paminn.usecases.plans import Decided, KeptPlan, decided, remember
from paminn.usecases.reading.one_mail import understand
from paminn.usecases.reading.receipt import Receipts
from paminn.usecases.reading.situations import Known

PROCESSED = "klart"
_TOO_LONG = (
    "Läsningen har tagit så lång tid som den får (PAMINN_MAX_MINUTES). {read} mejl är lästa och sparade. Nästa körning "
    "läser resten."
)


def collect(
    plans: Sequence[KeptPlan],
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
    works = {work.plan.identity: work for work in (decided(kept, today.day) for kept in plans)}
    first = next(iter(works))
    mails: list[MailRead] = []
    left = 0
    with memory.exclusive("collect"):
        for kept, work in zip(plans, works.values(), strict=True):
            remember(kept, work, today.now.date())
            receipts.settle(work.plan.identity, today)
        known = Known.of(memory, works)
        for incoming in inbox.unread():
            if receipts.delivery.patience.is_over:
                raise NotCarriedOut(_TOO_LONG.format(read=len(mails)))
            received = understand(incoming, reader, post, known.situation(works, today))
            if _may_be_anothers(received, neighbours):
                since = neighbours.left_since(incoming.raw, today.now.date())
                if since is None:
                    left += 1
                if since is None or is_left(since, today.now.date()):
                    continue
            is_new = post.keep(received)
            known.add(received)
            # A run that was cut off after storing comes this way again: the receipt is still sent once.
            receipts.send(received, works, today)
            inbox.file(incoming, PROCESSED)
            mails.append(_as_read(received, works, is_new=is_new))
    together = doubted_since(known.all_away, today.day - LONGEST_ON_ITS_WAY) if mails else {}
    return Collected(first, tuple(mails), left, len(together))


def _may_be_anothers(received: Received, neighbours: Neighbours) -> bool:
    """By the lineage in the head of a home's own mail, which is certain; else by a code that no message of ours has."""
    lineage = lineage_of(received)
    if lineage:
        return neighbours.is_anothers(lineage)
    return received.bears_foreign_code and not any(map(neighbours.is_our_code, received.reply.codes))


def _as_read(received: Received, works: Mapping[str, Decided], *, is_new: bool) -> MailRead:
    kind = received.kind
    counted = _counted(received)
    if not is_new:
        kind = MailKind.DUPLICATE
        counted = Counted.DUPLICATES
    goals: dict[str, None] = {}
    roles: dict[str, None] = {}
    for plan, answers in received.all_answers.items():
        names = _names(plan, works)
        for answer in answers:
            goals[names.number_of(answer.goal)] = None
            roles[names.name_of(answer.owner)] = None
    if not roles:
        roles = {_names(received.plan, works).name_of(role): None for role in received.roles}
    is_own_copy = received.conclusion in OWN_COPIES
    return MailRead(kind, received.why, tuple(goals), tuple(roles), counted, is_own_copy)


def _names(plan: str, works: Mapping[str, Decided]) -> ActionPlan:
    """What goals and roles are called; of a plan that is not at hand the first tells what it can."""
    work = works.get(plan) or next(iter(works.values()))
    return work.plan


def _counted(received: Received) -> Counted:
    if received.kind is MailKind.SUSPECT:
        return Counted.QUARANTINED
    if received.kind not in (*HUMAN, MailKind.SEALED):
        return Counted.AUTOMATIC
    if received.all_answers:
        return Counted.REPLIES
    return Counted.UNMATCHED
