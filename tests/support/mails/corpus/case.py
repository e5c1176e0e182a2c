"""One mail of the corpus: how it came, and how a careful person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.support.mails.corpus.clients import Client
from tests.support.mails.corpus.sent import ONE, Sent


@dataclass(frozen=True)
class Case:
    """`goals` is what a person would say of each goal that was answered ("?" when even a person must ask back);
    `left` names the goals whose status we leave to a person all the same. `wrapped`: the program broke the lines
    anew, only the words and their order are the owner's. `flags` are exactly those that are raised.
    """

    name: str
    raw: bytes
    sent: Sent = ONE
    kind: str = "reply"
    text: str = ""
    signature: str = ""
    goals: Mapping[str, str] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    new_dates: Mapping[str, date] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    wrapped: bool = False
    bounced: tuple[str, ...] = ()
    bounce: str | None = None
    back: date | None = None
    original: str = ""

    @property
    def human(self) -> bool:
        """A person wrote it, and it is not to be taken for anything else."""
        return self.kind in ("reply", "forward", "suspect")

    @property
    def expected(self) -> dict[str, str | None]:
        return {goal: None if goal in self.left or status == "?" else status for goal, status in self.goals.items()}


def answered(
    name: str,
    client: Client,
    text: str,
    said: str | Mapping[str, str] = "?",
    *,
    sent: Sent = ONE,
    sign: str = "",
    left: bool | str = False,
    new_date: date | Mapping[str, date] | None = None,
    flags: str = "",
    kind: str = "reply",
    wrapped: bool = False,
) -> Case:
    """A mail by `client` that says `text` and is signed with `sign`. `said` of the only goal, or of each."""
    goals = {sent.goals[0]: said} if isinstance(said, str) else dict(said)
    unread = set(goals) if left is True else set(left.split()) if left else set()
    dates = {sent.goals[0]: new_date} if isinstance(new_date, date) else dict(new_date or {})
    return Case(
        name, client(f"{text}\n\n{sign}" if sign else text, sent), sent, kind, text, sign,
        goals, frozenset(unread), dates, frozenset(flags.split()), wrapped,
    )  # fmt: skip
