"""What several commands show as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paminn.reminders.model import Digest
    from paminn.reminders.outbox import Channel


def digest_as_json(digest: Digest, channel: Channel) -> dict[str, object]:
    """A digest, and each of its reminders as an item."""
    items = []
    for reminder in digest.reminders:
        items.append(
            {
                "goal": reminder.goal.number,
                "occurrence": str(reminder.occurrence.id),
                "step": reminder.step.label,
                "due": reminder.due.isoformat(),
            }
        )
    return {
        "date": digest.day.isoformat(),
        "owner": digest.owner,
        "channel": channel,
        "items": items,
    }
