"""A mail -> what it says: its kind, the owner's own words, the status if it is beyond doubt.

`read_mail` takes the bytes apart and reads the letter. When that has told which reminder the mail answers, the same
letter is read again with `read_letter`, with what we sent at hand: the bytes are taken apart once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime

from paminn.plan.personal_numbers import holds_personal_number
from paminn.replies.answering import NOTHING_KNOWN, Answering
from paminn.replies.codes import find_codes, find_references, without_codes, without_codes_in_front
from paminn.replies.lexicon.statuses import LINK_CODES
from paminn.replies.mail.authenticity import is_proven, is_refuted, suspicion
from paminn.replies.mail.bounce import original_of, read_bounce
from paminn.replies.mail.classify import classify, is_nobodys, is_under_number, looks_sent_by_machine, signals
from paminn.replies.mail.clean import clean, tidy
from paminn.replies.mail.encoded_words import decode_words
from paminn.replies.mail.letter import Letter
from paminn.replies.mail.parse import parse, unparsed
from paminn.replies.mail.subject import split_subject
from paminn.replies.meaning.absence import back_on, says_away
from paminn.replies.meaning.machine_words import Spoken, spoken_by
from paminn.replies.meaning.new_date import new_date, unclear_date, with_year
from paminn.replies.meaning.one_status import contradicts, read_status, status_of
from paminn.replies.meaning.other_goals import names_another
from paminn.replies.meaning.plan_named import with_letters
from paminn.replies.meaning.privacy import personal_flags
from paminn.replies.meaning.split import GoalAnswer, divide
from paminn.replies.meaning.tied import tied
from paminn.replies.meaning.whole import matter, wording
from paminn.replies.model import Bounce, Flag, MailKind, Reason
from paminn.replies.words.extract import Extracted, extract
from paminn.replies.words.form import machine_lines, without_machine_lines
from paminn.replies.words.known import known_of
from paminn.standing.answer import Status

_PERSONAL = (MailKind.REPLY, MailKind.FORWARD, MailKind.SUSPECT)
_REFERENCE = re.compile(r"\[[^\]]{0,80}\]")
_PREFIXES_BEHIND = re.compile(r"(?:[\s–—:-]*\b(?:re|sv|aw|vs|vb|fw|fwd)\s*:)+\s*$", re.I)
_SHORTEST_SUBJECT = 12  # characters
_LINKED = re.compile(r"^svar ([\d.]{1,12}) (.{3,14}?) \[PM-", re.I)


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """How one mail is read. `text` is what the owner wrote; `whole` is the same with the lines our links put there
    and a year to the new date that has none; `parts` is what it says of each goal that was asked about, and `alone`
    what stands by itself above several answers or below them. `codes` are
    our own in their bare form, `refs` every reference as shown. A machine's mail has no text: all of it is in
    `removed`. `ours` are the lines of `removed` that we wrote ourselves.

    Of a bounce, `bounced` are the addresses that were not reached, `dead` those of them that are no good, `bounce` the
    worst that became of our mail, `said` the
    server's own words, `is_about_us` tells that it refused our address or server, and `is_about_host` that no server
    was found for those it went to. `is_refuted`: a server whose word
    counts says that the bounce is not from where it says. `original` is the Message-ID of
    our mail, where a report or a receipt holds it. `away`: a machine tells that its owner does not read; `back` is
    the day that ends.
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
    dead: tuple[str, ...] = ()
    bounce: Bounce | None = None
    said: str = ""
    is_about_us: bool = False
    is_about_host: bool = False
    is_refuted: bool = False
    original: str = ""
    ours: str = ""
    away: bool = False
    back: date | None = None
    parts: tuple[GoalAnswer, ...] = ()
    alone: str = ""

    @property
    def left(self) -> bool:
        """Whoever was reminded has left the post, says the mail."""
        return Flag.HAS_LEFT in self.flags


def unread(raw: bytes, reason: str) -> Reply:
    """A mail that could not be read: it is kept as it came, and a person is told why."""
    return Reply(
        MailKind.SUSPECT,
        reason,
        text="",
        removed="",
        signature="",
        status=None,
        refs=(),
        flags=(Flag.UNREADABLE,),
        letter=unparsed(raw),
    )


def read_mail(
    raw: bytes,
    answering: Answering = NOTHING_KNOWN,
    *,
    own_addresses: Sequence[str],
    trusted: Collection[str] = (),
) -> Reply:
    """Takes one mail apart and reads it, as `read_letter` does. Never raises."""
    return read_letter(parse(raw), answering, own_addresses=own_addresses, trusted=trusted)


def read_letter(
    letter: Letter,
    answering: Answering = NOTHING_KNOWN,
    *,
    own_addresses: Sequence[str],
    trusted: Collection[str] = (),
) -> Reply:
    """Reads one mail that has been taken apart (a `Reply` has it as its `letter`). Never raises.

    `trusted`: the servers whose word proves a sender; without any, none is proven and none is doubted for that.
    """
    verdict = classify(letter, own_addresses, answers_us=answering.is_from_reader)
    searched = _searched_for_codes(letter)
    flags = [*letter.flags, *verdict.flags]
    if _is_unproven(letter, verdict.kind, own_addresses, trusted):
        flags.append(Flag.UNPROVEN_SENDER)
    reply = Reply(
        verdict.kind,
        verdict.reason,
        text="",
        removed=letter.text,
        signature="",
        status=None,
        refs=find_references(searched),
        flags=_unique(flags),
        letter=letter,
        codes=find_codes(searched),
        is_refuted=is_refuted(letter, trusted),
    )
    if verdict.kind not in _PERSONAL:
        return _of_machine(reply, letter.text)
    asked = replace(answering, sent=_clean(answering.sent))
    own, other = _own_words(letter, own_addresses, asked.sent)
    spoken = _spoken(reply, own.text, asked)
    if spoken is Spoken.IN_DOUBT:
        return _in_doubt(_of_person(reply, own, other, asked))
    if spoken is not Spoken.OF_PERSON:
        reason = Reason.ABSENCE_WORDS if spoken is Spoken.OF_ABSENCE else Reason.RECEIPT_WORDS
        told = signals(letter, MailKind.AUTOMATIC, reason)
        reply = replace(reply, kind=MailKind.AUTOMATIC, reason=reason, flags=_unique([*reply.flags, *told]))
        return _of_machine(reply, own.text)
    return _of_person(reply, own, other, asked)


def _searched_for_codes(letter: Letter) -> str:
    page = letter.page.text if letter.page else ""
    return "\n".join((letter.subject, letter.text, page, *_inner_subjects(letter)))


def _inner_subjects(letter: Letter) -> list[str]:
    """The subjects of the mails inside a report: our code stands there."""
    subjects: list[str] = []
    for report in letter.reports:
        if report.type != "message/delivery-status":
            subjects += [decode_words(value) for value in report.head.get("subject", ())]
    return subjects


def _is_unproven(letter: Letter, kind: MailKind, own_addresses: Sequence[str], trusted: Collection[str]) -> bool:
    """A person's mail that is suspicious is SUSPECT; a machine's is still a machine's, but not to be believed."""
    own = frozenset(address.strip().lower() for address in own_addresses)
    if kind not in _PERSONAL and suspicion(letter, own):
        return True
    return bool(trusted) and not is_proven(letter, trusted)


def _spoken(reply: Reply, words: str, asked: Answering) -> Spoken:
    """What the words of a mail that seems to be a person's answer tell of who wrote them."""
    letter = reply.letter
    if reply.kind is not MailKind.REPLY or machine_lines(words):
        return Spoken.OF_PERSON
    return spoken_by(
        words,
        matter(asked.sent),
        hinted=looks_sent_by_machine(letter),
        from_nobody=is_nobodys(letter.from_address),
        under_number=is_under_number(letter),
    )


def _in_doubt(reply: Reply) -> Reply:
    """The same, without a status that may be a ticket's own: a person reads whose it is."""
    parts = tuple(replace(part, status=None, set_aside=None, new_date=None) for part in reply.parts)
    flags = (*reply.flags, Flag.PERHAPS_A_TICKET)
    return replace(reply, status=None, new_date=None, parts=parts, flags=flags)


def _of_machine(reply: Reply, words: str) -> Reply:
    """A program's mail says nothing of a goal, but of our own mail or of an absence. `words` are its own."""
    letter = reply.letter
    if reply.kind is MailKind.BOUNCE:
        failure = read_bounce(letter)
        return replace(
            reply,
            bounced=failure.addresses,
            bounce=failure.bounce,
            original=failure.original,
            said=failure.said,
            is_about_us=failure.is_about_us,
            is_about_host=failure.is_about_host,
            dead=failure.dead,
        )
    if reply.kind is not MailKind.AUTOMATIC:
        return replace(reply, original=original_of(letter))
    away = reply.left or says_away(f"{letter.subject}\n{words}")
    if reply.reason is Reason.RECEIPT_WORDS:  # a contact centre that tells of its opening hours is not away
        away = False
    back = back_on(words, _day(letter.date)) if away else None
    return replace(reply, away=away, back=back)


def _of_person(reply: Reply, own: Extracted, other: Extracted | None, asked: Answering) -> Reply:
    letter = reply.letter
    written = _day(letter.date)
    if not own.text.strip() and not _link_of(letter):
        own = replace(own, text=_of_subject(letter, asked.sent))
    whole = with_year(without_codes_in_front(own.text), written) or _link_of(letter)
    whole = with_letters(whole, asked.plans)
    flags = [*reply.flags, *own.flags]
    status: Status | None = None
    promised: date | None = None
    if reply.kind is not MailKind.FORWARD:  # of a forwarded mail nobody knows whose words they are
        status, doubts = _status(other, whole, written, wording(asked.sent))
        promised = new_date(whole, written)
        flags += doubts
    if asked.goals and names_another(whole, asked.goals, asked.plan):
        status = None
        promised = None
        flags.append(Flag.ANOTHER_GOAL)
    if unclear_date(whole, written):
        flags.append(Flag.UNCLEAR_DATE)
    flags += personal_flags(f"{_own_subject(letter)}\n{whole}")
    if holds_personal_number(own.signature):  # telephones and addresses belong there
        flags.append(Flag.PERSONAL_NUMBER)
    goal_by_goal = with_year(tied(own.above, own.typed, asked.goals, written), written)
    divided = divide(
        goal_by_goal or whole,
        asked.goals,
        asked.day or written,
        asked.sent,
        asked.plan,
        placed=bool(goal_by_goal) and all(piece.within for piece in own.typed),
    )
    if divided.alone:
        flags.append(Flag.STANDS_ALONE)
    if any(not file.is_of_the_mail for file in letter.attachments):
        flags.append(Flag.ATTACHMENT)
    return replace(
        reply,
        text=without_machine_lines(own.text).strip(),
        removed=own.removed,
        ours=own.ours,
        signature=own.signature,
        status=status,
        flags=_unique(flags),
        whole=whole,
        new_date=promised,
        machine=machine_lines(whole),
        parts=divided.answers,
        alone=divided.alone,
    )


def _own_words(letter: Letter, own_addresses: Sequence[str], sent: str) -> tuple[Extracted, Extracted | None]:
    """The owner's words, and the page's version of them where the mail was read from its plain text."""
    known = known_of(letter, own_addresses)
    coloured = letter.page.coloured if letter.page else ()

    def words(text: str, from_html: bool) -> Extracted:
        return extract(
            text,
            known,
            sent=sent,
            sender_name=letter.from_name,
            coloured=coloured,
            from_html=from_html,
        )

    own = words(letter.text, letter.from_html)
    if letter.from_html or letter.page is None or not letter.page.lines:
        return own, None
    page = words(_clean(letter.page.text), from_html=True)
    if not own.text and page.text and Flag.ANSWER_IN_QUOTE in page.flags:  # filled in in the page alone
        return replace(page, removed=letter.text, flags=(*page.flags, Flag.PARTS_DIFFER)), None
    return own, page


def _status(
    page: Extracted | None, whole: str, written: date | None, about: frozenset[str]
) -> tuple[Status | None, tuple[Flag, ...]]:
    """The status and why it may be doubted. A mail whose two versions differ has none."""
    if not whole.strip():
        return None, (Flag.NO_WORDS,)
    status = read_status(whole, written, about)
    linked = {status for _, status in machine_lines(whole)}
    if linked:
        own = without_machine_lines(whole)
        if any(contradicts(own, given, written, about) for given in linked):
            return status, (Flag.STATUS_CONTRADICTED,)
        return status, ()
    if page is not None and read_status(page.text, written, about) is not status:
        return None, (Flag.PARTS_DIFFER,)
    return status, ()


def _link_of(letter: Letter) -> str:
    """The line of a link of ours that was rubbed out with all else: the subject still has its words."""
    _, subject = split_subject(letter.subject)
    linked = _LINKED.match(subject)
    if linked is None:
        return ""
    status = status_of(linked[2])
    if status is None:
        return ""
    return f"DELMAL={linked[1]} STATUS={LINK_CODES[status]}"


def _of_subject(letter: Letter, sent: str) -> str:
    """What the owner wrote in the subject of a mail without another word: "Klar", in front of ours or in its place."""
    _, subject = split_subject(letter.subject)
    subject = without_codes(subject)
    is_ours = False
    for line in sent.split("\n"):
        ours = line.strip()
        if len(ours) >= _SHORTEST_SUBJECT and ours in subject:
            subject = subject.replace(ours, " ", 1)
            is_ours = True
            break
    bare = _PREFIXES_BEHIND.sub("", subject).strip(" -–—:,")
    if is_ours or status_of(bare) is not None:
        return bare
    return ""


def _clean(text: str) -> str:
    visible, _ = clean(text)
    tidied, _ = tidy(visible)
    return tidied


def _day(header: str) -> date | None:
    """The day of a Date header, as its writer's clock had it."""
    try:
        return parsedate_to_datetime(header).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _own_subject(letter: Letter) -> str:
    """The subject without references, whose digits are nobody's number."""
    return _REFERENCE.sub("", letter.subject)


def _unique(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    return tuple(dict.fromkeys(flags))
