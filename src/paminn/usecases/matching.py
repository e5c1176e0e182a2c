"""One mail read: which message of ours it is about, and what follows. What cannot be told is left to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from paminn.errors import Unreadable
from paminn.incoming.model import Clue, Incoming, Received, Reference
from paminn.ports.reader import Reader
from paminn.reminders.away import Absence
from paminn.reminders.outbox import KEY_HEADER
from paminn.replies.codes import hide_codes
from paminn.replies.meaning.privacy import called
from paminn.replies.meaning.split import GoalAnswer
from paminn.replies.model import Flag, MailKind
from paminn.replies.read import Reply, unread
from paminn.standing.answer import Answer, Status
from paminn.usecases.clues import about, written_on
from paminn.usecases.house import Decided, House
from paminn.usecases.machines import Machines, in_our_name

HUMAN = (MailKind.REPLY, MailKind.FORWARD)

READ = "läst, väntar på granskning"
NEEDS_READING = "läget går inte att läsa säkert: läs och välj"
STRANGER = "annan avsändare än den som påmindes, och oklart vilket delmål det gäller"


@dataclass(frozen=True)
class Matcher:
    """What it takes to read a mail: the doors and the memory, the plan as it stands, and this moment."""

    house: House
    work: Decided
    now: datetime

    def read(self, incoming: Incoming, away: Sequence[Absence] = ()) -> Received:
        """One mail as it is to be stored, whatever it holds. `away`: who is known not to read."""
        reply, post = attempted(self.house.reader, incoming.raw), self.house.post
        mail = Received(self.work.plan.identity, incoming.raw, self.now, reply, str(reply.kind), reply.reason)
        machines = Machines(self.work, self.now.date(), away)
        if reply.kind is MailKind.LOOP:
            keyed = post.references(Clue.KEY, reply.letter.header(KEY_HEADER.casefold()))
            return in_our_name(mail, keyed, [one for code in reply.codes for one in post.references(Clue.CODE, code)])
        found = about(post, reply, incoming.conversation)
        if reply.kind not in HUMAN:
            return machines.heard(mail, found.messages)
        doubt = found.doubt(self.now.date())
        return replace(mail, reason=doubt) if doubt else self._answered(mail, found.messages[0])

    def _answered(self, mail: Received, sent: Reference) -> Received:
        """Read again with what we sent at hand: then our words can be told from the owner's."""
        day = written_on(mail.reply.letter, self.now, sent.day)
        reply = attempted(self.house.reader, mail.raw, sent.sent, tuple(sent.occurrences), day)
        answers = self._answers(reply, sent, day)
        read = READ if all(answer.status for answer in answers) else NEEDS_READING
        alone = STRANGER if reply.text else reply.reason
        return replace(
            mail,
            plan=sent.plan,
            reply=replace(reply, text=hide_codes(reply.text)),
            kind=str(reply.kind),
            reason=read if answers else alone,
            answers=answers,
            about=sent.key,
            owner=sent.owner,
            code=sent.code,
        )

    def _answers(self, reply: Reply, sent: Reference, day: date) -> tuple[Answer, ...]:
        name, known = self._who(reply, sent)
        parts = {part.goal: part for part in reply.parts if part.goal in sent.occurrences}
        if not parts and len(sent.occurrences) > 1 and self._is_stranger(reply, sent):
            # One mail for a person to place, not a row for each goal to lay aside.
            return ()
        if not parts and reply.text:
            # Something was said about what we asked: the step is answered, but what was said is not guessed.
            parts = {goal: GoalAnswer(goal, None, reply.text) for goal in sent.occurrences}
        alone = len(parts) == 1
        return tuple(
            Answer(
                id=0,
                goal=goal,
                occurrence=sent.occurrences[goal],
                owner=sent.owner,
                # "Klar" about a preparation does not say that the day it prepares has been.
                status=None if goal in sent.preparing else _status(reply, part, alone=alone),
                text=hide_codes(part.text),
                received=day,
                answered_by=name,
                new_date=part.new_date if reply.kind is MailKind.REPLY else None,
                known_sender=known,
            )
            for goal, part in parts.items()
        )

    def _is_stranger(self, reply: Reply, sent: Reference) -> bool:
        return not self._known(reply.letter.from_address.casefold(), sent)

    def _who(self, reply: Reply, sent: Reference) -> tuple[str, bool]:
        """The sender as people are told, and whether it is beyond doubt that they may answer for the role."""
        name = self._known(reply.letter.from_address.casefold(), sent)
        if not name:
            return f"{called(reply.letter.from_name)} (annan adress än den som påmindes)", False
        if Flag.UNPROVEN_SENDER in reply.flags:
            return f"{name} (avsändaren är inte styrkt)", False
        return name, True

    def _known(self, sender: str, sent: Reference) -> str:
        """The name by which we know an address that may answer: its holder's, their deputy's, or who was reminded."""
        today, ours = self.now.date(), sent.plan == self.work.plan.identity
        known = self.work.owners.people.get(sent.owner, ()) if ours else ()
        holding = [person for person in known if person.holds_on(today)]
        names = {address.casefold(): name for address, name in sent.people.items()}
        for person in holding or known:
            if deputy := person.deputy():
                names[deputy.email.casefold()] = f"{deputy.name} (ersättare)"
        names |= {person.email.casefold(): person.name for person in holding}
        return names.get(sender, "")


def attempted(reader: Reader, raw: bytes, sent: str = "", goals: Sequence[str] = (), day: date | None = None) -> Reply:
    """How a mail is read, if only as one that could not be."""
    try:
        return reader.read(raw, sent, goals, day)
    except Unreadable as error:
        return unread(str(error))


def _status(reply: Reply, part: GoalAnswer, *, alone: bool) -> Status | None:
    """What the mail as a whole leaves in doubt, its only part does not settle; a mail passed on says nothing itself."""
    if reply.kind is MailKind.FORWARD:
        return None
    return reply.status if alone else part.status
