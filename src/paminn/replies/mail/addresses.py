"""The addresses in a head's fields, and in any line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from paminn.replies.mail.clean import one_line
from paminn.replies.mail.encoded_words import decode_words
from paminn.replies.mail.head import MAX_VALUE

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CLOSES = {'"': '"', "(": ")", "<": ">"}
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]{0,2000})\?=")
_SIGNS = frozenset('",;()<>\\')
_LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A name and an address as a header gives them. The address is lower-case; either may be empty."""

    name: str
    address: str


@dataclass(slots=True)
class _Mailbox:
    """What stands in one mailbox of a field: bare and quoted words, within <…>, and within (…)."""

    words: str = ""
    angle: str = ""
    comment: str = ""

    def add(self, character: str, inside: str) -> None:
        """One more character, `inside` what that sign has opened."""
        if inside == "<":
            self.angle += character
        elif inside == "(":
            self.comment += character
        else:
            self.words += character

    def address(self) -> Address | None:
        if self.angle.strip():
            name, address = self.words, self.angle
        else:
            name, address = self.comment, self.words
        bare = one_line(address).replace(" ", "").lower()
        if not bare and not name.strip():
            return None
        if "@" not in bare:
            bare = ""
        return Address(decode_words(name.strip()), bare)


def addresses(value: str) -> tuple[Address, ...]:
    """The mailboxes of an undecoded From, To or Cc. What a quoted name contains is never taken for an address."""
    mailboxes: list[Address] = []
    for mailbox in _mailboxes(value[:MAX_VALUE]):
        address = mailbox.address()
        if address is not None:
            mailboxes.append(address)
    return tuple(mailboxes)


def addresses_in(text: str) -> frozenset[str]:
    """Every e-mail address in a line, lower-case."""
    return frozenset(address.lower().rstrip(".") for address in _ADDRESS.findall(text[:_LONGEST_LINE]))


def _mailboxes(value: str) -> Iterator[_Mailbox]:
    """Split at the commas outside quotes, comments and angles."""
    mailbox = _Mailbox()
    inside = ""  # the sign that has opened a quote, a comment or an angle
    escaped = False
    for character in _ENCODED_WORD.sub(_without_signs, value):
        if escaped:
            escaped = False
        elif character == "\\" and inside in ('"', "("):
            escaped = True
            continue
        elif not inside and character in _CLOSES:
            inside = character
            continue
        elif inside and character == _CLOSES[inside]:
            inside = ""
            continue
        elif not inside and character in ",;":
            yield mailbox
            mailbox = _Mailbox()
            continue
        mailbox.add(character, inside)
    yield mailbox


def _without_signs(word: re.Match[str]) -> str:
    """An encoded word says the same with its signs encoded too: a comma in it parts no mailboxes."""
    if word[2] not in "qQ":
        return word[0]
    text = "".join(f"={ord(sign):02X}" if sign in _SIGNS else sign for sign in word[3])
    return f"=?{word[1]}?{word[2]}?{text}?="
