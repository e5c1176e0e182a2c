"""The copies of our own mails in the mailbox, beside what a memory that was put back would have sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from paminn.reminders.mark import AskedInMail, OwnMail
from paminn.reminders.message import Door, Found, Outgoing, asked_in_mail


class Compared(StrEnum):
    """What the mailbox says of a mail that another memory may have sent."""

    AGREES = "agrees"  # it has left, and asked what the plan gives
    DIFFERS = (
        "differs"  # one of that day has left, about other goals or steps, to somebody else, or nobody can see what
    )
    ABSENT = "absent"  # it has not left
    UNTOLD = "untold"  # nobody can tell


@dataclass(frozen=True, slots=True)
class Copies:
    """Those of one committee's plans, by key.

    A folder is itself what was sent; of a mailbox absence proves nothing by itself.
    """

    by_key: Mapping[str, OwnMail]
    door: Door

    @classmethod
    def of(cls, plans: Collection[str], mails: Collection[OwnMail], door: Door) -> Self:
        return cls({mail.key: mail for mail in mails if mail.plan in plans}, door)

    def compared(
        self, message: Outgoing, found: Found, of_the_day: Collection[str], is_tested: Callable[[], bool]
    ) -> Compared:
        """`found`: what a look for it came to; `of_the_day`: the keys of all that would have been sent that day.

        `is_tested`: whether the mailbox shows a mail that is sent now; asked where no later mail of ours tells.
        """
        if message.is_copy:
            return _by_its_place(found)
        copy = self.by_key.get(message.key)
        asked = asked_in_mail(message.digest)
        if copy is not None and copy.content == asked:
            return Compared.AGREES
        if copy is not None or found is Found.SENT:
            return Compared.DIFFERS
        if self._went_to_somebody_else(asked, message.day, of_the_day):
            return Compared.DIFFERS
        by_its_place = _by_its_place(found)
        if by_its_place is Compared.ABSENT and not self._proves_absence(message.day, is_tested):
            return Compared.UNTOLD
        return by_its_place

    def _proves_absence(self, day: date, is_tested: Callable[[], bool]) -> bool:
        """As of any mail: that the mailbox does not show it proves nothing until it has shown another, sent since.

        One that shows nothing of ours at all may be another mailbox, whatever it shows from now on.
        """
        if self.door is Door.FOLDER:
            return True
        if not self.by_key:
            return False
        later = [mail for mail in self.by_key.values() if mail.content is not None and mail.content.day > day]
        return bool(later) or is_tested()

    def _went_to_somebody_else(self, asked: AskedInMail, day: date, of_the_day: Collection[str]) -> bool:
        """Whether a mail of the same day asked some of it, that nobody would get now."""
        for mail in self.by_key.values():
            if mail.content is None or mail.content.day != day or mail.key in of_the_day:
                continue
            if mail.content.points & asked.points:
                return True
        return False


def _by_its_place(found: Found) -> Compared:
    match found:
        case Found.SENT:
            return Compared.AGREES
        case Found.BLIND:
            return Compared.UNTOLD
        case Found.UNSENT | Found.NOT_SEEN | Found.NOWHERE:
            return Compared.ABSENT
