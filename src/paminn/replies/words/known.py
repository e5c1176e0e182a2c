"""What we know about the mail that is answered: who we are, who else took part, what its subject was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paminn.replies.lexicon.comparing import fold
from paminn.replies.mail.addresses import addresses_in
from paminn.replies.mail.letter import Letter
from paminn.replies.mail.subject import split_subject


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a quoted head may name. Names are folded (no case, no accents)."""

    own_addresses: frozenset[str] = frozenset()
    own_names: frozenset[str] = frozenset()
    sender: frozenset[str] = frozenset()  # the owner's address and name
    others: frozenset[str] = frozenset()  # whoever else the answer went to
    subject: str = ""

    def is_own(self, text: str) -> bool:
        """Our address or our name stands in this line."""
        found = addresses_in(text)
        if found & self.own_addresses:
            return True
        return not found and any(_holds(fold(text), name) for name in self.own_names)

    def is_sender(self, text: str) -> bool:
        return self._names(text, self.sender)

    def is_other(self, text: str) -> bool:
        return self._names(text, self.others)

    def is_subject(self, text: str) -> bool:
        """Our subject, whatever was put before it."""
        return bool(self.subject) and fold(text).endswith(self.subject)

    def _names(self, text: str, people: frozenset[str]) -> bool:
        found = addresses_in(text)
        if found:
            return bool(found & people)
        folded = fold(text)
        return any(" " in person and _holds(folded, person) for person in people)


def _holds(text: str, name: str) -> bool:
    at = text.find(name)
    if at < 0:
        return False
    end = at + len(name)
    return not (text[at - 1 : at].isalnum() if at else False) and not text[end : end + 1].isalnum()


def known_of(letter: Letter, own_addresses: Sequence[str]) -> Known:
    """Our names are what the answer's own To and Cc call our addresses, and what stands before the @."""
    own = frozenset(address.strip().lower() for address in own_addresses)
    names = {fold(recipient.name) for recipient in letter.recipients if recipient.address in own}
    names |= {fold(address.partition("@")[0]) for address in own}
    others = {recipient.address for recipient in letter.recipients if recipient.address not in own}
    others |= {fold(recipient.name) for recipient in letter.recipients if recipient.address not in own}
    return Known(
        own,
        frozenset(name for name in names if len(name) >= 4),
        frozenset(text for text in (letter.from_address, fold(letter.from_name)) if text),
        frozenset(text for text in others if text),
        fold(split_subject(letter.subject)[1]),
    )
