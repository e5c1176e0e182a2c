"""Which of our messages a mail is about: by its code and what it answers, else by references, else by its thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from paminn.incoming.finding import Finding
from paminn.incoming.model import Clue, Reference
from paminn.replies.codes import without_codes
from paminn.replies.mail.subject import split_subject
from paminn.replies.read import Reply

# An answer to what was asked longer ago than this is looked at by a person.
EXPIRES = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Something in a mail that may tell which message of ours it is about.

    `under_its_subject`: it tells only of messages that were sent under the subject that the mail bears.
    """

    clue: Clue
    value: str
    under_its_subject: bool = False


# A pointer, and the messages of ours that were found by it.
LookedUp = tuple[Pointer, Sequence[Reference]]


@dataclass(frozen=True, slots=True)
class About:
    """The messages that a mail points at, each once. `foreign`: it bears a code that is none of ours."""

    messages: tuple[Reference, ...] = ()
    foreign: bool = False

    @property
    def only_foreign(self) -> bool:
        """Whether all that it points with is a code that is none of ours."""
        return self.foreign and not self.messages

    def doubt(self, today: date) -> Finding | None:
        """Why a person must tell which message it is, or nothing: then it is the only one."""
        if self.foreign:
            return Finding.FOREIGN_CODE
        if not self.messages:
            return Finding.NO_CODE
        if len(self.messages) > 1:
            return Finding.SEVERAL_MESSAGES
        if today - self.messages[0].day > EXPIRES:
            return Finding.TOO_OLD
        return None


def pointers(reply: Reply, conversation: str) -> tuple[tuple[Pointer, ...], ...]:
    """What a mail points with, the surest first; those that stand together are equally sure.

    `conversation` is the mailbox's own name for the thread.
    """
    letter = reply.letter
    surest = [Pointer(Clue.CODE, code) for code in reply.codes]
    for message_id in (letter.in_reply_to, reply.original):
        if message_id:
            surest.append(Pointer(Clue.MESSAGE_ID, message_id))
    # Some programs carry the references of another thread along: they count under the subject they were sent with.
    references = []
    for message_id in letter.references:
        references.append(Pointer(Clue.MESSAGE_ID, message_id, under_its_subject=True))
    thread = []
    if conversation:
        thread.append(Pointer(Clue.CONVERSATION, conversation))
    return (tuple(surest), tuple(references), tuple(thread))


def about(looked_up: Sequence[LookedUp], subject: str, so_far: About) -> About:
    """What is known when one more group of pointers has been looked up; `subject` is the mail's own."""
    messages = {message.key: message for message in so_far.messages}
    foreign = so_far.foreign
    for pointer, references in looked_up:
        if pointer.clue is Clue.CODE and not references:
            foreign = True
        for message in references:
            if not pointer.under_its_subject or _bare(message.subject) == _bare(subject):
                messages[message.key] = message
    return About(tuple(messages.values()), foreign)


def _bare(subject: str) -> str:
    """Without SV: and VB:, and without the code, which may have been rubbed out."""
    _, words = split_subject(subject)
    return without_codes(words).casefold()
