"""What several commands show as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paminn.reminders.message import Channel
    from paminn.reminders.model import Digest
    from paminn.reports.telling import AccountWritten, Written


def digest_as_json(digest: Digest, channel: Channel) -> dict[str, object]:
    """A digest, and each of its reminders as an item."""
    items = []
    for reminder in digest.reminders:
        items.append(
            {
                "goal": reminder.goal.number,
                "owner": reminder.part.role,
                "occurrence": str(reminder.occurrence.id),
                "step": reminder.step.label,
                "due": reminder.due.isoformat(),
            }
        )
    return {
        "date": digest.day.isoformat(),
        "owner": digest.role,
        "channel": channel,
        "items": items,
    }


def files_as_json(written: Written) -> list[dict[str, str]]:
    """Each file that was written, with its checksum."""
    return [{"path": path, "sha256": checksum} for path, checksum in written.checksums()]


def account_as_json(account: AccountWritten) -> dict[str, object]:
    return {
        "files": files_as_json(account),
        "answered": account.answered,
        "missing": len(account.missing),
        "unreviewed": len(account.unreviewed),
        "silent": [{"goal": goal, "owner": owner} for goal, owner in account.missing],
    }
