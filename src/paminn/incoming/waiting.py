"""What has come in and waits for a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from paminn.replies.meaning.privacy import flags_of
from paminn.replies.model import Flag, MailKind
from paminn.standing.answer import Answer


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """An answer that nobody has decided about. `mail` is the number of the mail it came in.

    `asked_on`: when the quality team last asked back about it. `alone`: what stands by itself in the mail, above its
    answers or below them; `words`: all that its writer wrote.
    """

    answer: Answer
    mail: int
    flags_of_mail: tuple[Flag, ...]
    asked_on: date | None = None
    alone: str = field(default="", repr=False)
    words: str = field(default="", repr=False)

    @property
    def number(self) -> str:
        return str(self.answer.id)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Those that concern this answer: what stands by itself in the mail, only until it has been placed."""
        flags = flags_of(self.flags_of_mail, self.words, self.answer.text)
        if self.answer.placed is None:
            return flags
        return tuple(flag for flag in flags if flag is not Flag.STANDS_ALONE)


@dataclass(frozen=True, slots=True)
class UnplacedMail:
    """A mail that no answer was read from: a person's, or one of another `kind` that was laid aside.

    `at` is the moment it was stored, in UTC as the ledger keeps it; `why` what it was found to be, else by what its
    kind was told.
    """

    mail: int
    at: datetime
    why: str
    flags: tuple[Flag, ...]
    sender_name: str = field(repr=False)
    text: str = field(repr=False)
    kind: MailKind = MailKind.REPLY

    @property
    def number(self) -> str:
        return f"m{self.mail}"
