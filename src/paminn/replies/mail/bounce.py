"""A delivery report: whom our mail did not reach, whether it ever will, and which of our mails it was.

What a report holds for programs (RFC 3464) is read first, then what flufl.bounce knows of mail servers that send
none, then the words themselves, in Swedish and English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flufl.bounce import all_failures

from paminn.replies.mail.bodies import taken_apart
from paminn.replies.mail.charset import decode
from paminn.replies.mail.clean import fold
from paminn.replies.mail.headers import addresses_in, message_ids, read_head
from paminn.replies.mail.letter import Letter
from paminn.replies.model import Bounce

_MAX = 100_000  # bytes that flufl.bounce searches again and again; the rest is our own mail come back
_LONGEST = 1_000
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# Of the codes that begin with a 5, those that tell of the address and not of the mail, its size or a rule.
_NO_ADDRESS = re.compile(r"5\.(?:0\.0|1\.\d{1,3}|2\.1|4\.1|4\.4)$")
_UNKNOWN = re.compile(
    r"user unknown|unknown (?:user|recipient)|no such (?:user|recipient|mailbox|address)|no mailbox|does not exist"
    r"|recipient ?not ?found|recipnotfound|address (?:not found|rejected)|account (?:that you tried to reach|disabled)"
    r"|(?:hittades|finns|fanns) (?:inte|ej)|gick inte att hitta|okand (?:mottagare|anvandare|adress)"
)
_LATER = re.compile(
    r"delayed|still being retried|will (?:be retried|retry|keep trying)|warning only|not yet been delivered"
    r"|(?:ar|har blivit) (?:forsenad|fordrojd)|annu inte (?:levererats|kunnat levereras)|forsoker (?:igen|leverera)"
)
_OURS_BELOW = re.compile(
    r"^.{0,20}(?:copy of (?:the|your) (?:original )?message|original message|ursprungligt meddelande"
    r"|ursprungliga meddelandehuvuden|returned message|headers of the original)",
    re.I | re.M,
)


@dataclass(frozen=True, slots=True, repr=False)
class Failure:
    """`original` is the Message-ID of our mail, where the report holds it."""

    addresses: tuple[str, ...]
    bounce: Bounce
    original: str


def read_bounce(raw: bytes, letter: Letter) -> Failure:
    """What a delivery report says. Never raises; where nobody is named there are no addresses."""
    words = fold(letter.text[:20_000])
    found = dict(_reported(letter)) or dict(_recognised(raw, words)) or dict(_named(letter, words))
    worst = max(found.values(), default=_of_words(words), key=list(Bounce).index)
    return Failure(tuple(found), worst, original_of(letter))


def original_of(letter: Letter) -> str:
    """The Message-ID of our mail inside a report or a receipt; the one Exchange replaced, where it did."""
    for kind, part in letter.reports:
        name = "original-message-id" if kind == "message/disposition-notification" else "message-id"
        fields, _ = read_head(part)
        for value in (*fields.get("x-microsoft-original-message-id", ()), *fields.get(name, ())):
            if ids := message_ids(value):
                return ids[0]
    copied = re.search(r"^>?\s?Message-ID:\s{0,3}(<[^<>\s]{1,300}>)", letter.text, re.I | re.M)
    return copied[1] if copied else ""


def _reported(letter: Letter) -> Iterator[tuple[str, Bounce]]:
    """From the fields of message/delivery-status, recipient by recipient."""
    for kind, part in letter.reports:
        if kind != "message/delivery-status":
            continue
        for block in re.split(rb"\r?\n[ \t]*\r?\n", part)[:500]:
            fields, _ = read_head(block)
            action = "".join(fields.get("action", ())).strip().lower()
            who = [*fields.get("original-recipient", ()), *fields.get("final-recipient", ())]
            address = next((found for value in who for found in sorted(addresses_in(value))), "")
            if address and action.startswith("delayed"):
                yield address, Bounce.DELAYED
            elif address and action.startswith(("fail", "error")):
                said = fields.get("status", ()) + fields.get("diagnostic-code", ())
                yield address, _failed(fold(" ".join(said)))


def _recognised(raw: bytes, words: str) -> Iterator[tuple[str, Bounce]]:
    lines = (line[:_LONGEST] for line in raw[:_MAX].split(b"\n"))  # its patterns are slow on what no server writes
    try:
        delayed, failed = all_failures(taken_apart(b"\n".join(lines)))
    except Exception:  # the report is somebody else's, and so is what it may stumble over
        return
    for address in sorted(delayed):
        yield decode(address)[0].lower(), Bounce.DELAYED
    for address in sorted(failed):
        yield decode(address)[0].lower(), _failed(words)


def _named(letter: Letter, words: str) -> Iterator[tuple[str, Bounce]]:
    """The addresses above our own mail, other than those it came from and went to."""
    below = _OURS_BELOW.search(letter.text)
    above = letter.text[: below.start()] if below else letter.text
    known = {letter.from_address, *(recipient.address for recipient in letter.recipients)}
    found = dict.fromkeys(address for line in above.split("\n")[:200] for address in sorted(addresses_in(line)))
    for address in found:
        if address not in known:
            yield address, _of_words(words)


def _failed(words: str) -> Bounce:
    """Of a mail that was given up: hard when the address is no good."""
    codes = ["".join((one[1], ".", one[2], ".", one[3])) for one in _CODE.finditer(words)]
    if codes:
        return Bounce.HARD if _NO_ADDRESS.match(codes[0]) else Bounce.SOFT
    return Bounce.HARD if _UNKNOWN.search(words) else Bounce.SOFT


def _of_words(words: str) -> Bounce:
    return Bounce.DELAYED if _LATER.search(words) else _failed(words)
