"""What several commands show as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paminn.reminders.message import Channel
    from paminn.reminders.model import Digest
    from paminn.reports.telling import AccountWritten, Written


def digest_as_json(digest: Digest, channel: Channel, plan: str) -> dict[str, object]:
    """A digest, and each of its reminders as an item; of `plan`, where it does not say of which."""
    items = []
    for reminder in digest.reminders:
        items.append(
            {
                "plan": reminder.plan or plan,
                "goal": reminder.goal.number,
                "owner": reminder.part.role,
                "occurrence": str(reminder.occurrence.id),
                "step": reminder.step.label,
                "due": reminder.due.isoformat(),
            }
        )
    return {
        "plan": items[0]["plan"] if items else plan,
        "date": digest.day.isoformat(),
        "owner": digest.role,
        "channel": channel,
        "items": items,
    }


def files_as_json(written: Written) -> list[dict[str, object]]:
    """Each file that was written, with its checksum and the kännetecken of its plan."""
    return [{"plan": written.plan, "path": path, "sha256": checksum} for path, checksum in written.checksums()]


def accounts_as_json(accounts: Sequence[AccountWritten]) -> dict[str, object]:
    """A year's accounts, one a plan: files and rows of all, and the sums."""
    files: list[dict[str, object]] = []
    silent: list[dict[str, object]] = []
    for account in accounts:
        files += files_as_json(account)
        silent += [{"plan": account.plan, "goal": goal, "owner": owner} for goal, owner in account.missing]
    return {
        "files": files,
        "answered": sum(account.answered for account in accounts),
        "missing": sum(len(account.missing) for account in accounts),
        "unreviewed": sum(len(account.unreviewed) for account in accounts),
        "silent": silent,
    }
