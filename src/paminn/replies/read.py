"""Bytes of a mail -> what it says: its kind, the owner's own words, the status if it is beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime

from paminn.replies.codes import find_codes, find_references
from paminn.replies.mail.authenticity import is_proven, suspicion
from paminn.replies.mail.bounce import original_of, read_bounce
from paminn.replies.mail.classify import classify
from paminn.replies.mail.clean import clean, tidy
from paminn.replies.mail.headers import decode_words, read_head, split_subject
from paminn.replies.mail.html_text import HtmlText, read_html
from paminn.replies.mail.letter import Letter
from paminn.replies.mail.parse import parse
from paminn.replies.meaning.absence import back_on, says_away
from paminn.replies.meaning.dates import new_date, unclear_date, with_year
from paminn.replies.meaning.privacy import personal_flags
from paminn.replies.meaning.split import GoalAnswer, split
from paminn.replies.meaning.status import contradicts, read_status, status_of
from paminn.replies.meaning.tied import tied
from paminn.replies.meaning.whole import wording
from paminn.replies.model import Bounce, Flag, MailKind
from paminn.replies.words.extract import Extracted, extract
from paminn.replies.words.form import STATUS_CODES, machine_lines, without_machine_lines
from paminn.replies.words.known import known_of
from paminn.standing.answer import Status

_PERSONAL = (MailKind.REPLY, MailKind.FORWARD, MailKind.SUSPECT)
_LINKED = re.compile(r"^svar ([\d.]{1,12}) (.{3,14}?) \[PM-", re.I)


@dataclass(frozen=True, slots=True, repr=False)
class _Asked:
    """What a mail answers, as far as it is known."""

    sent: str
    goals: tuple[str, ...]
    day: date | None


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """How one mail is read. `text` is what the owner wrote; `whole` is the same with the lines our links put there
    and a year to the new date that has none; `parts` is what it says of each goal that was asked about. `codes` are
    our own in their bare form, `refs` every reference as shown. A machine's mail has no text: all of it is in
    `removed`.

    Of a bounce, `bounced` are the addresses that were not reached, `bounce` what became of our mail. `original` is
    the Message-ID of our mail, where a report or a receipt holds it. `away`: a machine tells that its owner does not
    read; `back` is the day that ends.
    """

    kind: MailKind
    reason: str
    text: str
    removed: str
    signature: str
    status: Status | None
    refs: tuple[str, ...]
    flags: tuple[Flag, ...]
    letter: Letter
    whole: str = ""
    codes: tuple[str, ...] = ()
    new_date: date | None = None
    machine: tuple[tuple[str, Status], ...] = ()
    bounced: tuple[str, ...] = ()
    bounce: Bounce | None = None
    original: str = ""
    away: bool = False
    back: date | None = None
    parts: tuple[GoalAnswer, ...] = ()

    @property
    def left(self) -> bool:
        """Whoever was reminded has left the post, says the mail."""
        return Flag.HAS_LEFT in self.flags


def unread(reason: str) -> Reply:
    """A mail that could not be read: it is kept as it came, and a person is told why."""
    return Reply(MailKind.SUSPECT, reason, "", "", "", None, (), (Flag.UNREADABLE,), Letter())


def read_mail(
    raw: bytes,
    *,
    own_addresses: Sequence[str],
    trusted: Collection[str] = (),
    sent: str = "",
    goals: Sequence[str] = (),
    day: date | None = None,
) -> Reply:
    """Reads one mail. Never raises.

    `trusted`: the servers whose word proves a sender; without any, none is proven and none is doubted for that.
    `sent` is the reminder it answers, word for word, `goals` what that asked about and `day` the day on which the
    answer counts as written, where they are known.
    """
    letter = parse(raw)
    verdict = classify(letter, own_addresses)
    page = read_html(letter.html) if letter.html else HtmlText(())
    searched = "\n".join((letter.subject, letter.text, page.text, *_inner_subjects(letter)))
    reply = Reply(
        verdict.kind,
        verdict.reason,
        text="",
        removed=letter.text,
        signature="",
        status=None,
        refs=find_references(searched),
        flags=(*letter.flags, *verdict.flags, *_unproven(letter, verdict.kind, own_addresses, trusted)),
        letter=letter,
        codes=find_codes(searched),
    )
    if verdict.kind not in _PERSONAL:
        return _of_machine(replace(reply, flags=_unique(reply.flags)), raw)
    return _of_person(reply, page, own_addresses, _Asked(tidy(clean(sent)[0])[0], tuple(goals), day))


def _unproven(letter: Letter, kind: MailKind, own: Sequence[str], trusted: Collection[str]) -> tuple[Flag, ...]:
    """A person's mail that is suspicious is SUSPECT; a machine's is still a machine's, but not to be believed."""
    forged = kind not in _PERSONAL and suspicion(letter, frozenset(address.strip().lower() for address in own))
    return (Flag.UNPROVEN_SENDER,) if forged or (trusted and not is_proven(letter, trusted)) else ()


def _of_machine(reply: Reply, raw: bytes) -> Reply:
    """A program's mail says nothing of a goal, but of our own mail or of an absence."""
    if reply.kind is MailKind.BOUNCE:
        failure = read_bounce(raw, reply.letter)
        return replace(reply, bounced=failure.addresses, bounce=failure.bounce, original=failure.original)
    if reply.kind is MailKind.AUTOMATIC:
        letter = reply.letter
        away = reply.left or says_away(f"{letter.subject}\n{letter.text}")
        return replace(reply, away=away, back=back_on(letter.text, _day(letter.date)) if away else None)
    return replace(reply, original=original_of(reply.letter))


def _of_person(reply: Reply, page: HtmlText, own_addresses: Sequence[str], asked: _Asked) -> Reply:
    letter, written = reply.letter, _day(reply.letter.date)
    read, other = _extracted(letter, page, own_addresses, asked.sent)
    whole = with_year(read.text, written) or _link_of(letter)
    status, doubts = _status(other, whole, reply.kind, written, wording(asked.sent))
    if unclear_date(whole, written):
        doubts = (*doubts, Flag.UNCLEAR_DATE)
    apart = with_year(tied(read.above, read.typed, asked.goals, written), written)
    personal = personal_flags(f"{_own_subject(letter)}\n{whole}")
    return replace(
        reply,
        text=without_machine_lines(read.text).strip(),
        removed=read.removed,
        signature=read.signature,
        status=status,
        flags=_unique((*reply.flags, *read.flags, *doubts, *personal)),
        whole=whole,
        new_date=new_date(whole, written) if reply.kind is not MailKind.FORWARD else None,
        machine=machine_lines(whole),
        parts=split(apart or whole, asked.goals, asked.day or written, asked.sent),
    )


def _extracted(
    letter: Letter, page: HtmlText, own_addresses: Sequence[str], sent: str
) -> tuple[Extracted, Extracted | None]:
    """The owner's words, and the page's version of them where the mail was read from its plain text."""
    known = known_of(letter, own_addresses)

    def words(text: str, from_html: bool) -> Extracted:
        return extract(
            text, known, sent=sent, sender_name=letter.from_name, coloured=page.coloured, from_html=from_html
        )

    read = words(letter.text, letter.from_html)
    if letter.from_html or not page.lines:
        return read, None
    other = words(tidy(clean(page.text)[0])[0], True)
    if not read.text and other.text and Flag.ANSWER_IN_QUOTE in other.flags:  # filled in in the page alone
        return replace(other, removed=letter.text, flags=(*other.flags, Flag.PARTS_DIFFER)), None
    return read, other


def _status(
    other: Extracted | None, whole: str, kind: MailKind, written: date | None, about: frozenset[str]
) -> tuple[Status | None, tuple[Flag, ...]]:
    """The status and why it may be doubted. A forwarded mail has none, nor one whose two versions differ."""
    if kind is MailKind.FORWARD:
        return None, ()
    if not whole.strip():
        return None, (Flag.NO_WORDS,)
    status, linked = read_status(whole, written, about), {status for _, status in machine_lines(whole)}
    if linked:
        own = without_machine_lines(whole)
        doubted = any(contradicts(own, one, written, about) for one in linked)
        return status, (Flag.STATUS_CONTRADICTED,) if doubted else ()
    if other is not None and read_status(other.text, written, about) is not status:
        return None, (Flag.PARTS_DIFFER,)
    return status, ()


def _link_of(letter: Letter) -> str:
    """The line of a link of ours that was rubbed out with all else: the subject still has its words."""
    linked = _LINKED.match(split_subject(letter.subject)[1])
    status = status_of(linked[2]) if linked else None
    code = next((code for code, meant in STATUS_CODES.items() if meant is status), "")
    return f"DELMAL={linked[1]} STATUS={code}" if linked and code else ""


def _inner_subjects(letter: Letter) -> list[str]:
    """The subjects of the mails inside a report: our code stands there."""
    heads = (read_head(part)[0] for kind, part in letter.reports if kind != "message/delivery-status")
    return [decode_words(value) for fields in heads for value in fields.get("subject", ())]


def _day(header: str) -> date | None:
    """The day of a Date header, as its writer's clock had it."""
    try:
        return parsedate_to_datetime(header).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _own_subject(letter: Letter) -> str:
    """The subject without references, whose digits are nobody's number."""
    return re.sub(r"\[[^\]]{0,80}\]", "", letter.subject)


def _unique(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    return tuple(dict.fromkeys(flags))
