"""A digest as Adaptive Cards for Teams: a notice beside the mail, never instead of it.

No address can be read in it: the shared mailbox stands in the links alone, and a person is mentioned by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Any
from urllib.parse import quote

from paminn.reminders.model import Digest, Reminder
from paminn.texts.abbreviations import SpellOut
from paminn.texts.language import swedish_list
from paminn.texts.mail.digest import BUTTONS, Context, digest_values, reply_parts
from paminn.texts.render import render

LIMIT = 25_000  # bytes of UTF-8: Teams refuses a message of about 28 KB
LONGEST = 1_000  # characters of a line; more is read in the mail
MENTIONED = 10  # people: more would be a crowd
_COMPOSE = "https://outlook.office.com/mail/deeplink/compose"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """`raw` is what a Teams Workflows webhook takes; `digest` holds the reminders it shows."""

    digest: Digest
    raw: bytes


def cards(digest: Digest, code: str, context: Context, people: Sequence[tuple[str, str]] = ()) -> tuple[Card, ...]:
    """As few cards as hold every goal whole, each at most LIMIT bytes.

    `people` are (name, user principal name) of those to notify: on the first card only, and never in a trial.
    """
    values = digest_values(digest, code, context)
    frame = _Frame(values, () if context.redirected else _mentions(people))
    most = len(digest.reminders)
    pages: list[list[tuple[Reminder, Json]]] = []
    room, spell = 0, SpellOut({})
    for reminder, item in zip(digest.reminders, values["items"], strict=True):
        goal = _goal(item, code, context, spell)
        if _size(goal) > room:
            pages.append([])
            room = LIMIT - _size(frame.around((), len(pages), most))
            # Each card is read from its own top, so each spells out anew.
            spell = SpellOut(context.plan.definitions)
            goal = _goal(item, code, context, spell)
        pages[-1].append((reminder, goal))
        room -= _size(goal)
    return tuple(
        Card(
            replace(digest, reminders=tuple(reminder for reminder, _ in page)),
            _dump(frame.around([goal for _, goal in page], number, len(pages))),
        )
        for number, page in enumerate(pages, start=1)
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the goals of a card."""

    values: Mapping[str, Any]
    mentions: Sequence[Json]

    def around(self, goals: Sequence[Json], number: int, total: int) -> Json:
        title, *sentences = _lines("heading", **self.values, number=number, total=total)
        mentions = self.mentions if number == 1 else ()
        # A mention is read in a TextBlock alone. Every other text is rich text, where nobody's words are markup.
        called = [{"type": "TextBlock", "text": swedish_list(m["text"] for m in mentions), "wrap": True}]
        card = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "lang": "sv",
            "body": [
                _text(title, weight="bolder", size="medium"),
                *(called if mentions else ()),
                *map(_text, sentences),
                *goals,
                *map(_text, _lines("footer", **self.values)),
            ],
            **({"msteams": {"entities": list(mentions)}} if mentions else {}),
        }
        attachment = {
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": None,
            "content": card,
        }
        return {"type": "message", "attachments": [attachment]}


def _goal(item: Mapping[str, Any], code: str, context: Context, spell: SpellOut) -> Json:
    title, *sentences = _lines("goal", item=item, spell=spell)
    color = {"color": "attention"} if item["late"] else {}
    buttons = [
        {
            "type": "Action.OpenUrl",
            "title": button[0],
            "url": compose_link(context.sender, item["goal"].number, button, code),
        }
        for button in BUTTONS
    ]
    return {
        "type": "Container",
        "separator": True,
        "spacing": "large",
        "items": [
            _text(title, weight="bolder", **color),
            *map(_text, sentences),
            {"type": "ActionSet", "actions": buttons},
        ],
    }


def compose_link(sender: str, goal: str, button: tuple[str, str], code: str) -> str:
    """The mail's own answer as a link to Outlook on the web: Teams is not known to open a mailto link."""
    subject, body = reply_parts(goal, button, code)
    return f"{_COMPOSE}?to={quote(sender, safe='')}&subject={subject}&body={body}"


def _mentions(people: Sequence[tuple[str, str]]) -> list[Json]:
    """Teams ties a mention to its place by its text alone, so two of one name are told apart."""
    found: dict[str, str] = {}
    for name, upn in people:
        plain = " ".join(re.sub(r"[^\w .,'’()-]|_", " ", name).split())[:100]
        if plain and upn and len(found) < MENTIONED:
            free = (one for one in chain([plain], (f"{plain} {number}" for number in count(2))) if one not in found)
            found[next(free)] = upn
    return [
        {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": upn, "name": name}}
        for name, upn in found.items()
    ]


def _lines(template: str, **values: Any) -> list[str]:
    return [_shortened(line) for line in render(f"teams/{template}.txt", **values).splitlines() if line.strip()]


def _shortened(line: str) -> str:
    if len(line) <= LONGEST:
        return line
    return f"{line[:LONGEST].rpartition(' ')[0] or line[:LONGEST]} … Hela texten står i mejlet."


def _text(line: str, **style: Any) -> Json:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line, **style}]}


def _size(value: Json) -> int:
    """Its bytes, and the comma before it."""
    return len(_dump(value)) + 1


def _dump(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
