"""What the quality team is shown of what has come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from paminn.incoming.answer_states import AnswerState, KeptDecision
from paminn.replies.mail.letter import Attachment
from paminn.replies.meaning.privacy import personal_flags
from paminn.replies.model import PERSONAL, Flag, MailKind
from paminn.reports.contradicting import Said
from paminn.standing.answer import Answer, Status
from paminn.standing.each import Heard


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A person's mail that no answer was read from, `received` on a Swedish day.

    `why` is what it was found to be, else by what its kind was told.
    """

    mail: int
    received: date
    why: str
    flags: tuple[Flag, ...]
    sender_name: str = field(repr=False)
    text: str = field(repr=False)
    kind: MailKind = MailKind.REPLY

    @property
    def number(self) -> str:
        return f"m{self.mail}"


@dataclass(frozen=True, slots=True)
class Edited:
    """Who put an answer in other words, and when."""

    by: str
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class AsItCame:
    """What there is in a mail beside its own words, each apart: the same bytes read again.

    `quoted` are others' words, `ours` our own come back, `said` a mail server's words, `whole` those of a mail that
    is nobody's answer. `only_on_page` are lines of the page that the plain text does not have, `concealed` what a style
    hides from the mail's reader, `pressed` the buttons of ours that were used, each with the goal's number in the mail.
    `is_cut`: the mail is so large that only its beginning was read; the rest lies in the mailbox.
    """

    subject: str = field(repr=False)
    whole: str = field(repr=False)
    signature: str = field(repr=False)
    quoted: str = field(repr=False)
    ours: str = field(repr=False)
    said: str = field(repr=False)
    attachments: tuple[Attachment, ...] = field(repr=False)
    only_on_page: str = field(default="", repr=False)
    concealed: str = field(default="", repr=False)
    pressed: tuple[tuple[str, Status], ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """What only who reads this one answer or mail is shown."""

    mail: int
    address: str = field(repr=False)
    text: str = field(repr=False)  # of the whole mail
    edited: Edited | None = None
    letter: AsItCame | None = None


@dataclass(frozen=True, slots=True)
class EachHeard:
    """How many of a role have answered about a goal, where each does so for themselves, and who has not, by name."""

    heard: Heard
    missing: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What somebody asked back, when, and the number of the mail of ours that it went with; None until it has gone.

    `is_answered_here`: the answer that it is shown with is the one to it, and not the one it is about.
    """

    who: str
    day: date
    text: str
    mail: int | None
    is_answered_here: bool


@dataclass(frozen=True, slots=True)
class SavedMail:
    """The files that a mail comes to, each with its name, and in a sentence what is missing, if anything."""

    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    missing: str = ""


@dataclass(frozen=True, slots=True)
class KnownAs:
    """What the goal and the role of an answer are called today.

    `asked_as` is the number that the goal had in the mail of ours that is answered, where that was another.
    """

    goal: str
    owner: str
    asked_as: str = ""


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """Something that has been decided about an answer, with goals and roles by what they are called today."""

    kept: KeptDecision
    before: AnswerState | None
    after: AnswerState | None
    placed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer as the desk shows it, in a row of the list or whole; `mail` is the number of the mail it came in.

    `asked_on`: when the quality team last asked back about it. `alone`: what stands by itself in the mail, above its
    answers or below them, and waits to be placed. What follows is there only where one answer is shown by itself, and
    `origin` not of one that was just decided about. `against` are the answers of others that contradict it, `history`
    all that has been decided about it, in the order made, `questions` what has been asked back about it, or is
    answered by it. `each`: where each of the role answers for themselves.
    """

    answer: Answer
    called: KnownAs
    mail: int
    flags: tuple[Flag, ...]
    asked_on: date | None = None
    alone: str = field(default="", repr=False)
    origin: Origin | None = None
    against: tuple[Said, ...] = ()
    history: tuple[ShownDecision, ...] = ()
    questions: tuple[AskedQuestion, ...] = ()
    each: EachHeard | None = None

    @property
    def number(self) -> str:
        return str(self.answer.id)

    @property
    def personal_beside(self) -> tuple[Flag, ...]:
        """What looks private in the mail, and does not stand in this answer's text."""
        in_the_text = personal_flags(self.answer.text)
        return tuple(flag for flag in self.flags if flag in PERSONAL and flag not in in_the_text)

    @property
    def is_set_aside(self) -> bool:
        """Whether words that stand by themselves in the mail keep the status at its number from standing."""
        return bool(self.alone) and self.answer.status is None and self.answer.read_as is not None

    @property
    def whole_mail(self) -> str:
        """All that was written, where that is more than this answer or other words than its own."""
        if self.origin is None or self.origin.text.split() == self.answer.text.split():
            return ""
        return self.origin.text


@dataclass(frozen=True, slots=True)
class ShownMail:
    """One mail without an answer, with its words."""

    mail: WaitingMail
    origin: Origin
    is_laid_aside: bool = False


Waiting = ShownAnswer | WaitingMail
Shown = ShownAnswer | ShownMail
