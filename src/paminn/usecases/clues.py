"""Which of our messages a mail is about, by its code, else by what it answers, else by its thread; and its day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

from paminn.incoming.model import Clue, Reference
from paminn.ports.post import Post
from paminn.replies.codes import without_codes
from paminn.replies.mail.headers import split_subject
from paminn.replies.mail.letter import Letter
from paminn.replies.read import Reply

# An answer to what was asked longer ago than this is looked at by a person.
EXPIRES = timedelta(days=400)

NO_CODE = "svaret saknar kod"
FOREIGN = "svarets kod hör inte till något utskick"
SEVERAL = "svaret pekar på flera utskick"
TOO_OLD = "svaret gäller ett utskick som är för gammalt"


@dataclass(frozen=True)
class About:
    """The messages that a mail points at, each once. `foreign`: it bears a code that is none of ours."""

    messages: tuple[Reference, ...]
    foreign: bool = False

    def doubt(self, today: date) -> str:
        """Why a person must tell which message it is, or nothing: then it is the only one."""
        if self.foreign:
            return FOREIGN
        if len(self.messages) != 1:
            return SEVERAL if self.messages else NO_CODE
        return TOO_OLD if today - self.messages[0].day > EXPIRES else ""


def about(post: Post, reply: Reply, conversation: str) -> About:
    """What the surest of the mail's clues point at. Its codes and what it answers are equally sure."""
    letter = reply.letter
    coded = [post.references(Clue.CODE, code) for code in reply.codes]
    found = (
        _each([*coded, *_named(post, letter.in_reply_to, reply.original)])
        or _each(_same_subject(_named(post, *letter.references), letter.subject))
        or _each([post.references(Clue.CONVERSATION, conversation)])
    )
    return About(found, foreign=not all(coded))


def _named(post: Post, *names: str) -> Iterator[Sequence[Reference]]:
    return (post.references(Clue.MESSAGE_ID, name) for name in names)


def _same_subject(named: Iterator[Sequence[Reference]], subject: str) -> Iterator[Sequence[Reference]]:
    """Some programs carry the references of another thread along: they count under the subject they were sent with."""
    return ([one for one in found if _bare(one.subject) == _bare(subject)] for found in named)


def _bare(subject: str) -> str:
    """Without SV: and VB:, and without the code, which may have been rubbed out."""
    return without_codes(split_subject(subject)[1]).casefold()


def _each(found: Iterable[Sequence[Reference]]) -> tuple[Reference, ...]:
    return tuple({one.key: one for several in found for one in several}.values())


def written_on(letter: Letter, now: datetime, earliest: date = date.min) -> date:
    """The day a mail says it was written, where that can be: an owner is not late because this machine stood still."""
    try:
        written = parsedate_to_datetime(letter.date).astimezone(now.tzinfo).date()
    except (ValueError, TypeError, OverflowError):
        return now.date()
    return written if earliest <= written <= now.date() else now.date()
