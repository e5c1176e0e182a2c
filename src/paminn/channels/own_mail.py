"""What the heads of our own mails say of the memory that they were sent by."""

from __future__ import annotations

from collections.abc import Iterable
from email.parser import BytesHeaderParser

from paminn.reminders.mark import OwnMail, read_stamp
from paminn.reminders.message import KEY_HEADER, PLAN_HEADER


def own_mails(heads: Iterable[bytes]) -> list[OwnMail]:
    """Those of ours among some mails, or heads of mails, in the order given."""
    mails = []
    for head in heads:
        parsed = BytesHeaderParser().parsebytes(head)
        key = str(parsed[KEY_HEADER] or "").strip()
        if key:
            mails.append(read_stamp(key, str(parsed[PLAN_HEADER] or "")))
    return mails
