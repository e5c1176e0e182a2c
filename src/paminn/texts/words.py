"""The short machine words of the replies and the outbox, as people read them."""

from __future__ import annotations

from collections.abc import Iterable

from paminn.incoming.finding import Conclusion
from paminn.plan.model import Part
from paminn.reminders.message import Channel, Door
from paminn.replies.lexicon.statuses import OFFERED
from paminn.replies.model import MailKind
from paminn.standing.answer import Status
from paminn.texts.pairs import pairs

_WORDS = "replies/words.txt"
_FINDINGS = "replies/findings.txt"


def told(why: str) -> str:
    """In Swedish what a mail was found to be, or by what its kind was told ("auto-submitted").

    A sentence stays as it is: of one that could not be read, or from a ledger that was kept before there were findings.
    """
    sentence = finding_told(why)
    return pairs(_WORDS).get(sentence, sentence)


def finding_told(why: str) -> str:
    """In Swedish what a mail was found to be; anything else stays as it is."""
    conclusion = Conclusion.parse(why)
    if conclusion is None:
        return why
    day = conclusion.day.isoformat() if conclusion.day else ""
    words = pairs(_FINDINGS, day=day)
    sentence = words[conclusion.finding]
    if conclusion.passed_on:
        return f"{sentence}; {words['passed_on']}"
    return sentence


def status_word(status: str) -> str:
    """Klar, Pågår, Försenad or Ej påbörjad: the word by which it is asked for and read."""
    return OFFERED[Status(status)]


def part_word(part: Part) -> str:
    """Ansvar, Stöd or Samarbete."""
    return pairs("parts.txt")[part]


def flag_word(flag: str) -> str:
    """What people read of the value of a `Flag`."""
    return pairs(_WORDS)[flag]


def all_told(flags: Iterable[str]) -> str:
    return ", ".join(flag_word(flag) for flag in flags)


def kind_word(kind: MailKind) -> str:
    """What a mail is, before a word of it is read."""
    return pairs("mail_kinds.txt")[kind]


def counted_kind(kind: MailKind, count: int) -> str:
    """So many mails of a kind: "1 automatiskt svar", "2 automatiska svar"."""
    if count == 1:
        return f"1 {kind_word(kind)}"
    words = pairs("mail_kinds_many.txt")
    return f"{count} {words[kind]}"


def channel_word(channel: Channel) -> str:
    """What people call what they were sent."""
    return pairs("channels.txt")[channel]


def outcome(state: str, channel: Channel = Channel.EMAIL, door: Door | None = None) -> str:
    """How a message ended, in the one word that people are told everywhere.

    What a Teams flow has taken may still be nowhere to be seen, so it is never called sent; nor is what only lies in
    a folder called confirmed.
    """
    words = pairs("outcomes.txt")
    for most_exact_first in (f"{channel} {state}", f"{door} {state}"):
        if most_exact_first in words:
            return words[most_exact_first]
    return words[state]
