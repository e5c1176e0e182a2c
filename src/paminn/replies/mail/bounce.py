"""A delivery report: whom our mail did not reach, whether it ever will, and which of our mails it was.

What a report holds for programs (RFC 3464) is read first, then what flufl.bounce knows of mail servers that send
none, then the words themselves, in Swedish and English.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from paminn.replies.lexicon.comparing import fold
from paminn.replies.mail.addresses import addresses_in
from paminn.replies.mail.bodies import taken_apart
from paminn.replies.mail.charset import decode
from paminn.replies.mail.encoded_words import decode_words
from paminn.replies.mail.head import Fields, message_ids
from paminn.replies.mail.letter import Letter, Unreached
from paminn.replies.mail.refusal import Refusal, Why, refusal
from paminn.replies.mail.subject import folded_subject, names_any, split_subject
from paminn.replies.model import Bounce, Reason

# It logs what it stumbles over as an error; here that is the report's fault, and the words are read instead.
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())
logging.getLogger("flufl.bounce").propagate = False

_PROTOCOL = re.compile(r"^\s*(?:smtp|x-[\w-]{1,40})\s*;\s*", re.I)
_DELIVERY_STATUS = "message/delivery-status"
_READ_RECEIPT = "message/disposition-notification"

_ARRIVED = ("deliver", "relay", "expand")  # RFC 3464 §2.3.3

_LONGEST_REPORT = 100_000  # bytes that flufl.bounce searches again and again; the rest is our own mail come back
_LONGEST_LINE = 1_000  # its patterns are slow on what no server writes
_LONGEST_WORDS = 20_000

_MACHINES = re.compile(
    r"^(?:mailer[-_.]?daemon|post[-_.]?master\d{0,2}|microsoftexchange[\w.]*|mail[-_.]?daemon|mdaemon"
    r"|e?mail[-_.]?gateway"
    r"|mail[-_.]?(?:delivery|system)[\w-]*|smtp[-_.]?daemon|bounces?|bounce[-+][\w.=+-]*)@"
)
_SUBJECT = re.compile(
    r"(?:olevererbart|ej leverera[td]|(?:meddelandet |mejlet |ditt (?:meddelande|mejl) )?(?:kunde|kan|gick|har) (?:inte"
    r"|ej) "
    r"(?:att )?leverera(?:s|ts)|leveransfel|leveransen (?:ar forsenad|misslyckades)|misslyckad leverans|felaktig adress"
    r"|obestallbart|retur(?:nerat)? (?:mejl|meddelande|till avsandaren)|unzustellbar"
    r"|undeliverable|undelivered mail|mail delivery (?:failed|failure|system)"
    r"|delivery (?:status notification|failure|has failed|delayed)|returned mail|failure notice)\b"
)
_REFUSED = re.compile(
    r"(?:meddelande(?:t)?|mejl(?:et)?|mail(?:et)?|e-post\w*|brev(?:et)?)\b.{0,80}?\b(?:kunde|kan|gick|har|ar) (?:inte"
    r"|ej) (?:att )?"
    r"(?:kunnat )?(?:leverera(?:s|ts|t)?|lamnas|kommit fram|framforas)"
    r"|leveransen (?:till .{3,80})?(?:har )?misslyckades"
    r"|\b(?:could|can) ?not be delivered|was not delivered|undeliverable|delivery (?:has )?failed|failed to deliver"
    r"|unable to deliver|couldn['’]t be delivered|konnte nicht zugestellt|kunne ikke leveres"
)
_LONGEST_OPENING = 1_200  # characters of a mail in which a refusal in plain words begins
_LATEST = 300  # of them that may stand before it
_LATER = re.compile(
    r"delayed|still being retried|will (?:be retried|retry|keep trying)|warning only|not yet been delivered"
    r"|(?:ar|har blivit) (?:forsenad|fordrojd)|annu inte (?:levererats|kunnat levereras)|forsoker (?:igen|leverera)"
)
_OUR_MAIL_BELOW = re.compile(
    r"^.{0,40}(?:copy of (?:the|your) (?:original )?message|original message(?! was received)"
    r"|ursprungligt meddelande|message details:"
    r"|ursprungliga meddelandehuvuden|returned message|headers? of the original)"
    r"|^(?:return-path|received):[ \t]",  # the head of a mail, whatever stands above it
    re.I | re.M,
)
_COPIED_ID = re.compile(r"^>?\s?Message-ID:\s{0,3}(<[^<>\s]{1,300}>)", re.I | re.M)


@dataclass(frozen=True, slots=True, repr=False)
class Failure:
    """`original` is the Message-ID of our mail, where the report holds it; `said` the server's own words.

    `is_about_us`: our address or our server was refused, and no recipient's. `is_about_host`: none of the recipients'
    servers was found.
    """

    addresses: tuple[str, ...]
    bounce: Bounce  # the worst of them
    original: str
    said: str = ""
    is_about_us: bool = False
    is_about_host: bool = False
    dead: tuple[str, ...] = ()  # those of the addresses that are no good


_UNTOLD = Refusal(Why.UNKNOWN)


@dataclass(frozen=True, slots=True, repr=False)
class _Outcome:
    """What became of our mail to one address."""

    bounce: Bounce
    refusal: Refusal = _UNTOLD


def is_read_receipt(letter: Letter) -> bool:
    """A program tells that our mail was read, or was not."""
    content_type = _content_type(letter).replace('"', "")
    return "report-type=disposition-notification" in content_type or _READ_RECEIPT in letter.types


def bounce_sign(letter: Letter, own: frozenset[str]) -> Reason | None:
    """What shows that this is a delivery report, or None. `own` are our addresses."""
    if _content_type(letter).startswith("multipart/report") or _DELIVERY_STATUS in letter.types:
        return Reason.DELIVERY_STATUS
    if "x-failed-recipients" in letter.headers:
        return Reason.FAILED_RECIPIENTS
    if _MACHINES.match(letter.from_address):
        return Reason.MAILER_DAEMON
    prefixes, _ = split_subject(letter.subject)
    is_said = _SUBJECT.match(folded_subject(letter)) is not None
    if is_said and letter.header("return-path").replace(" ", "") == "<>":
        return Reason.RETURN_PATH
    if is_said and (not prefixes or not names_any(letter, own)):
        return Reason.SUBJECT
    return Reason.REFUSAL_WORDS if not prefixes and _begins_as_refusal(letter, own) else None


def _begins_as_refusal(letter: Letter, own: frozenset[str]) -> bool:
    """Whether the first words of a mail that holds ours say that it was not delivered, and to which address.

    A person who writes that does so under "SV:" and in other words, or from an address of those we wrote to.
    """
    opening = letter.text[:_LONGEST_OPENING]
    words = fold(opening)
    refused = _REFUSED.search(words)
    if refused is None or refused.start() > _LATEST:
        return False
    named = [address for line in opening.split("\n")[:20] for address in addresses_in(line)]
    others = [address for address in named if address not in own and address != letter.from_address]
    return bool(others)


def recognised(message: Message, raw: bytes, letter: Letter) -> tuple[Unreached, ...]:
    """Whom a report without fields for programs names, by what flufl.bounce knows of mail servers.

    `message` is what `raw` was taken apart into. Only lines longer than any server writes, or a whole mail of ours
    come back, make it be taken apart anew, without them.
    """
    if is_read_receipt(letter) or not bounce_sign(letter, frozenset()):
        return ()
    if _by_fields(letter):
        return ()
    lines = [line[:_LONGEST_LINE] for line in raw[:_LONGEST_REPORT].split(b"\n")]
    bounded = b"\n".join(lines)
    try:
        if bounded != raw:
            message = taken_apart(bounded)
        delayed, failed = all_failures(message)
    except Exception:  # the report is somebody else's, and so is what it may stumble over
        return ()
    late = [_unreached(address, given_up=False) for address in sorted(delayed)]
    lost = [_unreached(address, given_up=True) for address in sorted(failed)]
    return (*late, *lost)


def _unreached(address: bytes, given_up: bool) -> Unreached:
    text, _ = decode(address)
    return Unreached(text.lower(), given_up)


def read_bounce(letter: Letter) -> Failure:
    """What a delivery report says. Never raises; where nobody is named there are no addresses."""
    above = _above_our_mail(letter)
    outcomes = _by_fields(letter)
    if not outcomes and _tells_of_success(letter):
        return Failure((), Bounce.DELAYED, original_of(letter))  # of nobody it says that it did not arrive
    if not outcomes:
        outcomes = _by_server(letter, above)
    if not outcomes:
        outcomes = _by_words(letter, above)
    of_each = list(outcomes.values()) or [_told_by(above)]
    worst = max(of_each, key=lambda outcome: list(Bounce).index(outcome.bounce))
    about_us = any(outcome.refusal.why is Why.US for outcome in of_each)
    return Failure(
        tuple(outcomes),
        worst.bounce,
        original_of(letter),
        said="\n".join(dict.fromkeys(outcome.refusal.said for outcome in of_each if outcome.refusal.said)),
        is_about_us=about_us and worst.bounce is Bounce.SOFT,
        is_about_host=all(outcome.refusal.why is Why.NO_HOST for outcome in of_each),
        dead=tuple(address for address, outcome in outcomes.items() if outcome.bounce is Bounce.HARD),
    )


def original_of(letter: Letter) -> str:
    """The Message-ID of our mail inside a report or a receipt; the one Exchange replaced, where it did."""
    for report in letter.reports:
        name = "original-message-id" if report.type == _READ_RECEIPT else "message-id"
        replaced = report.head.get("x-microsoft-original-message-id", ())
        for value in (*replaced, *report.head.get(name, ())):
            ids = message_ids(value)
            if ids:
                return ids[0]
    copied = _COPIED_ID.search(letter.text)
    if copied is None:
        return ""
    return copied[1]


def _content_type(letter: Letter) -> str:
    return re.sub(r"\s", "", letter.header("content-type").lower())


def _above_our_mail(letter: Letter) -> str:
    """The words of a report, without our own mail that came back in it."""
    below = _OUR_MAIL_BELOW.search(letter.text)
    above = letter.text[: below.start()] if below else letter.text
    return above[:_LONGEST_WORDS]


def _by_fields(letter: Letter) -> dict[str, _Outcome]:
    """From the fields of message/delivery-status, recipient by recipient."""
    outcomes: dict[str, _Outcome] = {}
    for report in letter.reports:
        for block in report.blocks:
            address = _recipient(block)
            action = "".join(block.get("action", ())).strip().lower()
            if not address:
                continue
            if action.startswith("delayed"):
                outcomes[address] = _Outcome(Bounce.DELAYED, Refusal(Why.UNKNOWN, _said_in(block)))
            elif action.startswith(("fail", "error")):
                outcomes[address] = _given_up(_of_block(block, action, letter))
    return outcomes


def _tells_of_success(letter: Letter) -> bool:
    """Whether a report says of somebody that our mail has arrived or was handed on."""
    for report in letter.reports:
        for block in report.blocks:
            if "".join(block.get("action", ())).strip().lower().startswith(_ARRIVED):
                return True
    return False


def _of_block(block: Fields, action: str, letter: Letter) -> Refusal:
    """What the server said of a recipient; where that tells nothing, what the report says in words above our mail."""
    status = " ".join(block.get("status", ()))
    said = _said_in(block)
    told = refusal(said or action, status)
    if said and told.why is not Why.UNKNOWN:
        return told
    if told.is_dead:
        return told
    in_words = refusal(_above_our_mail(letter), status)
    return Refusal(in_words.why, said or status)


def _said_in(block: Fields) -> str:
    """The server's sentence, without the name of the protocol before it."""
    said = " ".join(decode_words(value) for value in block.get("diagnostic-code", ()))
    return _PROTOCOL.sub("", said).strip()


def _recipient(block: Fields) -> str:
    for value in (*block.get("original-recipient", ()), *block.get("final-recipient", ())):
        addresses = sorted(addresses_in(value))
        if addresses:
            return addresses[0]
    return ""


def _by_server(letter: Letter, above: str) -> dict[str, _Outcome]:
    outcomes: dict[str, _Outcome] = {}
    said = _said_of_each([unreached.address for unreached in letter.unreached], above)
    for unreached in letter.unreached:
        if unreached.given_up:
            outcomes[unreached.address] = _given_up(refusal(said[unreached.address]))
        else:
            outcomes[unreached.address] = _Outcome(Bounce.DELAYED)
    return outcomes


def _said_of_each(addresses: Sequence[str], above: str) -> Mapping[str, str]:
    """The words about each of the addresses: from where it is named first, to where the next is.

    What stands above them all is about the first of them, too. Where only one is named, all words are about it; so they
    are of one that is not named.
    """
    folded = above.casefold()
    places = {address: folded.find(address.casefold()) for address in addresses}
    named = sorted(place for place in places.values() if place >= 0)
    said: dict[str, str] = {}
    for address, place in places.items():
        if len(named) < 2 or place < 0:
            said[address] = above
            continue
        start = 0 if place == named[0] else place
        later = [other for other in named if other > place]
        said[address] = above[start : later[0]] if later else above[start:]
    return said


def _by_words(letter: Letter, above: str) -> dict[str, _Outcome]:
    """The addresses above our own mail, other than those it came from and went to."""
    ours = {letter.from_address, *(recipient.address for recipient in letter.recipients)}
    addresses = [address for address in dict.fromkeys(_addresses_of(above)) if address not in ours]
    return {address: _told_by(said) for address, said in _said_of_each(addresses, above).items()}


def _addresses_of(text: str) -> Iterator[str]:
    for line in text.split("\n")[:200]:
        yield from sorted(addresses_in(line))


def _told_by(above: str) -> _Outcome:
    """What became of our mail, by the words of the report."""
    if _LATER.search(fold(above)):
        return _Outcome(Bounce.DELAYED)
    return _given_up(refusal(above))


def _given_up(refused: Refusal) -> _Outcome:
    """Of a mail that was given up: hard when the address is no good."""
    return _Outcome(Bounce.HARD if refused.is_dead else Bounce.SOFT, refused)
