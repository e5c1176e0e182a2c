"""What a check comes to when it is not well: what is wrong, and what helps."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum


class Remedy(StrEnum):
    """What to do about a known fault; the words are in texts/sv/doctor_steps.txt."""

    SETTINGS = "settings"
    SETTINGS_FIRST = "settings_first"
    ADDRESSES = "addresses"
    HOME_DENIED = "home_denied"
    HOME_WRONG = "home_wrong"
    DISK_FULL = "disk_full"
    CORRUPT = "corrupt"
    BUSY = "busy"
    DATABASE_URL = "database_url"
    TRUST = "trust"
    TRUST_FILE = "trust_file"
    OTHER_NAME = "other_name"
    SERVER_ENDED = "server_ended"
    CLOCK = "clock"
    TLS_FIRST = "tls_first"
    TLS_LATER = "tls_later"
    NAME = "name"
    REFUSED = "refused"
    SILENT = "silent"
    PROXY = "proxy"
    SMTP_LOGIN = "smtp_login"
    NOT_LET_IN = "not_let_in"
    NO_LOGIN = "no_login"
    NO_TLS = "no_tls"
    SENDER = "sender"
    LATER = "later"
    LOST = "lost"
    IMAP_LOGIN = "imap_login"
    TOKEN = "token"  # noqa: S105 - the name of what helps
    IMAP = "imap"
    MAILBOX = "mailbox"
    ABSENT = "absent"
    SEND_AS = "send_as"
    NOT_YET = "not_yet"
    RENEW = "renew"


class Diagnosed(Exception):
    """A fault that a check has found, as a part of a sentence.

    `remedy`: what helps, where the fault is known well enough to say; else the check's own next step does.
    `setting`: the one that it has to do with.
    """

    def __init__(self, reason: str, remedy: Remedy | None = None, setting: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
        self.setting = setting


class Skipped(Exception):
    """There was nothing to try: the sentence says what is not set up, and what that means."""


def behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it was told instead of, one after another."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
