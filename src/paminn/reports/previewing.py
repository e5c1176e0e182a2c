"""The mails to come, as files to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from paminn.reports.telling import Written


@dataclass(frozen=True, slots=True)
class MailToCome:
    """One mail of a preview. Its files are called `name` with .html, .txt and .eml after it.

    `roles` are what its roles are called, none of the quality team's notice. `recipients` are (address, name), none
    where there is nobody to write to.
    """

    name: str
    roles: tuple[str, ...]
    recipients: tuple[tuple[str, str], ...] = field(repr=False)
    subject: str

    @property
    def is_notice(self) -> bool:
        return not self.roles


@dataclass(frozen=True)
class Previewed(Written):
    """`day` is the one that the mails will go on, None where none is to come and nothing was written."""

    day: date | None
    mails: tuple[MailToCome, ...]
