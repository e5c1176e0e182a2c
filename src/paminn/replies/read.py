"""Bytes of a mail -> what it says: its kind, the owner's own words, the status if it is beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from email.utils import parsedate_to_datetime

from paminn.replies.classify import classify
from paminn.replies.clean import clean, tidy
from paminn.replies.codes import find_codes, find_references
from paminn.replies.dates import new_date, unclear_date, with_year
from paminn.replies.extract import IN_QUOTE, Extracted, extract
from paminn.replies.form import machine_lines, without_machine_lines
from paminn.replies.html_text import HtmlText, read_html
from paminn.replies.known import known_of, split_subject
from paminn.replies.letter import Letter
from paminn.replies.model import MailKind, Status
from paminn.replies.parse import parse
from paminn.replies.privacy import personal_flags
from paminn.replies.status import read_status, status_of

EMPTY = "tomt_svar"
DIFFERS = "olika_delar"
CONTRADICTS = "status_motsags"
UNCLEAR_DATE = "nytt_datum_oklart"

_PERSONAL = (MailKind.REPLY, MailKind.FORWARD, MailKind.SUSPECT)
_LINKED = re.compile(r"^svar ([\d.]{1,12}) (.{3,14}?) \[PM-", re.I)


@dataclass(frozen=True, slots=True)
class Reply:
    """How one mail is read. `text` is what the owner wrote; `whole` is the same with the lines our links put there
    and a year to the new date that has none, for `split`. `codes` are our own in their bare form, `refs` every
    reference as shown. A machine's mail has no text: all of it is in `removed`.
    """

    kind: MailKind
    reason: str
    text: str
    removed: str
    signature: str
    status: Status | None
    refs: tuple[str, ...]
    flags: tuple[str, ...]
    letter: Letter
    whole: str = ""
    codes: tuple[str, ...] = ()
    new_date: date | None = None
    machine: tuple[tuple[str, Status], ...] = field(default=())


def read_mail(raw: bytes, *, own_addresses: Sequence[str], sent: str = "") -> Reply:
    """Reads one mail. `sent` is the reminder it answers, word for word, where that is known. Never raises."""
    letter = parse(raw)
    verdict = classify(letter, own_addresses)
    page = read_html(letter.html) if letter.html else HtmlText(())
    searched = "\n".join((letter.subject, letter.text, page.text))
    refs, codes = find_references(searched), find_codes(searched)
    flags = (*letter.flags, *verdict.flags)
    if verdict.kind not in _PERSONAL:
        return Reply(verdict.kind, verdict.reason, "", letter.text, "", None, refs, _unique(flags), letter, codes=codes)
    sent = tidy(clean(sent)[0])[0]
    read = _extract(letter, page, own_addresses, sent)
    other = _other(letter, page, own_addresses, sent)
    hidden_form = other is not None and not read.text and IN_QUOTE in other.flags and bool(other.text)
    if other is not None and hidden_form:  # filled in in the page alone
        read = replace(other, removed=letter.text, flags=(*other.flags, DIFFERS))
    after = _day(letter.date)
    whole = with_year(read.text, after)
    text = without_machine_lines(read.text).strip()
    status, doubts = _status(letter, None if hidden_form else other, whole, verdict.kind, after)
    if unclear_date(whole, after):
        doubts = (*doubts, UNCLEAR_DATE)
    return Reply(
        verdict.kind,
        verdict.reason,
        text,
        read.removed,
        read.signature,
        status,
        refs,
        _unique((*flags, *read.flags, *doubts, *personal_flags(f"{_own_subject(letter)}\n{whole}"))),
        letter,
        whole,
        codes,
        new_date(whole, after) if verdict.kind is not MailKind.FORWARD else None,
        machine_lines(whole),
    )


def _extract(letter: Letter, page: HtmlText, own_addresses: Sequence[str], sent: str) -> Extracted:
    return extract(
        letter.text,
        known_of(letter, own_addresses),
        sent=sent,
        sender_name=letter.from_name,
        coloured=page.coloured,
        from_html=letter.from_html,
    )


def _other(letter: Letter, page: HtmlText, own_addresses: Sequence[str], sent: str) -> Extracted | None:
    """The page's version of a mail that was read from its plain text."""
    if letter.from_html or not page.lines:
        return None
    return extract(
        tidy(clean(page.text)[0])[0],
        known_of(letter, own_addresses),
        sent=sent,
        sender_name=letter.from_name,
        coloured=page.coloured,
        from_html=True,
    )


def _status(
    letter: Letter, other: Extracted | None, whole: str, kind: MailKind, after: date | None
) -> tuple[Status | None, tuple[str, ...]]:
    """The status and why it may be doubted. A forwarded mail has none, nor one whose two versions differ."""
    if kind is MailKind.FORWARD:
        return None, ()
    status = read_status(whole, after)
    doubts: list[str] = []
    if not whole.strip():
        doubts.append(EMPTY)
    if machine_lines(whole):
        said = read_status(without_machine_lines(whole), after)
        if said is not None and said is not status:
            doubts.append(CONTRADICTS)
    if status is None and not without_machine_lines(whole).strip() and not machine_lines(whole):
        linked = _LINKED.match(split_subject(letter.subject)[1])
        status = status_of(linked[2]) if linked else None
    if other is not None and read_status(other.text, after) is not status and not machine_lines(whole):
        return None, (*doubts, DIFFERS)
    return status, tuple(doubts)


def _day(header: str) -> date | None:
    """The day of a Date header, as its writer's clock had it."""
    try:
        return parsedate_to_datetime(header).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _own_subject(letter: Letter) -> str:
    """The subject without references, whose digits are nobody's number."""
    return re.sub(r"\[[^\]]{0,80}\]", "", letter.subject)


def _unique(flags: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flags))
