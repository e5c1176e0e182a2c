"""What we know about the mail that is answered: who we are, who else took part, what its subject was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paminn.replies.lexicon.comparing import fold
from paminn.replies.mail.addresses import addresses_in
from paminn.replies.mail.letter import Letter
from paminn.replies.mail.subject import folded_subject

_SHORTEST_NAME = 4  # letters; a shorter one of ours may stand in anybody's sentence


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
        addresses = addresses_in(text)
        if addresses:
            return bool(addresses & self.own_addresses)
        folded = fold(text)
        return any(_stands_in(name, folded) for name in self.own_names)

    def is_sender(self, text: str) -> bool:
        """The owner's address or whole name stands in this line."""
        return _names_any_of(self.sender, text)

    def is_other(self, text: str) -> bool:
        """The address or whole name of somebody else who got the answer stands in this line."""
        return _names_any_of(self.others, text)

    def is_subject(self, text: str) -> bool:
        """Our subject, whatever was put before it."""
        return bool(self.subject) and fold(text).endswith(self.subject)


def known_of(letter: Letter, own_addresses: Sequence[str]) -> Known:
    """Our names are what the answer's own To and Cc call our addresses, and what stands before the @."""
    own = frozenset(address.strip().lower() for address in own_addresses)
    own_names = {fold(address.partition("@")[0]) for address in own}
    others: set[str] = set()
    for recipient in letter.recipients:
        if recipient.address in own:
            own_names.add(fold(recipient.name))
        else:
            others.add(recipient.address)
            others.add(fold(recipient.name))
    sender = {letter.from_address, fold(letter.from_name)}
    return Known(
        own_addresses=own,
        own_names=frozenset(name for name in own_names if len(name) >= _SHORTEST_NAME),
        sender=frozenset(sender - {""}),
        others=frozenset(others - {""}),
        subject=folded_subject(letter),
    )


def _names_any_of(people: frozenset[str], text: str) -> bool:
    addresses = addresses_in(text)
    if addresses:
        return bool(addresses & people)
    folded = fold(text)
    for person in people:
        if " " in person and _stands_in(person, folded):
            return True
    return False


def _stands_in(name: str, text: str) -> bool:
    """The name stands there as words of its own, where it stands first."""
    before, stands, after = text.partition(name)
    if not stands:
        return False
    return not before[-1:].isalnum() and not after[:1].isalnum()
