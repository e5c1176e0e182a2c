"""A digest as an Adaptive Card for Teams: a notice beside the mail, never instead of it, without addresses."""

from __future__ import annotations

import json

from paminn.reminders.model import Digest
from paminn.texts.mail import Context, item_values
from paminn.texts.render import render


def card_bytes(digest: Digest, code: str, context: Context) -> bytes:
    """The JSON body that a Teams Workflows webhook takes (Adaptive Card 1.4), as UTF-8."""
    items = [item_values(reminder, digest, code, context) for reminder in digest.reminders]
    text = render("teams/card.txt", digest=digest, items=items, plan=context.plan, redirected=context.redirected)
    lines = [line for line in text.splitlines() if line]
    blocks = [
        {
            "type": "TextBlock",
            "text": line,
            "wrap": True,
            **({"weight": "Bolder", "size": "Medium"} if first else {}),
        }
        for first, line in ((number == 0, line) for number, line in enumerate(lines))
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "lang": "sv",
        "body": blocks,
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return json.dumps({"type": "message", "attachments": [attachment]}, ensure_ascii=False).encode()
