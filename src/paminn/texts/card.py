"""A digest as Adaptive Cards for Teams: a notice beside the mail, never instead of it.

No address can be read in it: the shared mailbox stands in the links alone, and a person is mentioned by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from urllib.parse import quote

from paminn.reminders.model import Digest, Reminder
from paminn.standing.answer import Status
from paminn.texts.abbreviations import SpellOut
from paminn.texts.language import swedish_list
from paminn.texts.mail.digest import Context, Item, digest_values, items_of, reply_parts
from paminn.texts.render import render
from paminn.texts.words import status_word

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
    items = [_without_names(item) for item in items_of(digest, code, context)]
    mentions = () if context.redirected else _mentions(people)
    frame = _Frame(digest_values(digest, items, code, context), mentions)
    pages = _pages(digest, items, code, context, frame)
    made = []
    for number, page in enumerate(pages, start=1):
        reminders = tuple(reminder for reminder, _ in page)
        goals = [goal for _, goal in page]
        whole = frame.around(goals, number, len(pages))
        shown = replace(digest, reminders=reminders)
        made.append(Card(shown, _dump(whole)))
    return tuple(made)


def _without_names(item: Item) -> Item:
    """A card may be read by others than the role: it does not tell who of the role answered."""
    if item.promise is None:
        return item
    return replace(item, promise=replace(item.promise, name=""))


def _pages(
    digest: Digest,
    items: Sequence[Item],
    code: str,
    context: Context,
    frame: _Frame,
) -> list[list[tuple[Reminder, Json]]]:
    """The goals that go on each card."""
    most = len(items)
    pages: list[list[tuple[Reminder, Json]]] = []
    room = 0
    spell = SpellOut({})
    for reminder, item in zip(digest.reminders, items, strict=True):
        goal = _goal(item, code, context, spell)
        if _size(goal) > room:
            pages.append([])
            room = LIMIT - _size(frame.around((), len(pages), most))
            # Each card is read from its own top, so each spells out anew.
            spell = SpellOut(context.plan.definitions)
            goal = _goal(item, code, context, spell)
        pages[-1].append((reminder, goal))
        room -= _size(goal)
    return pages


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the goals of a card."""

    values: Mapping[str, object]
    mentions: Sequence[Json]

    def around(self, goals: Sequence[Json], number: int, total: int) -> Json:
        title, *sentences = _lines("heading", **self.values, number=number, total=total)
        mentions = self.mentions if number == 1 else ()
        body = [_text(title, weight="bolder", size="medium")]
        if mentions:
            # A mention is read in a TextBlock alone. Every other text is rich text, where nobody's words are markup.
            names = swedish_list(mention["text"] for mention in mentions)
            body.append({"type": "TextBlock", "text": names, "wrap": True})
        body += [_text(line) for line in sentences]
        body += goals
        body += [_text(line) for line in _lines("footer", **self.values)]
        card: Json = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "lang": "sv",
            "body": body,
        }
        if mentions:
            card["msteams"] = {"entities": list(mentions)}
        attachment = {
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": None,
            "content": card,
        }
        return {"type": "message", "attachments": [attachment]}


def _goal(item: Item, code: str, context: Context, spell: SpellOut) -> Json:
    title, *sentences = _lines("goal", item=item, spell=spell, words=context.plan.words)
    if item.late:
        heading = _text(title, weight="bolder", color="attention")
    else:
        heading = _text(title, weight="bolder")
    buttons = []
    for status in Status:
        buttons.append(
            {
                "type": "Action.OpenUrl",
                "title": status_word(status),
                "url": compose_link(context.sender, item.goal.number, status, code, item.said_by),
            }
        )
    return {
        "type": "Container",
        "separator": True,
        "spacing": "large",
        "items": [
            heading,
            *(_text(line) for line in sentences),
            {"type": "ActionSet", "actions": buttons},
        ],
    }


def compose_link(sender: str, goal: str, status: Status, code: str, role: str = "") -> str:
    """The mail's own answer as a link to Outlook on the web: Teams is not known to open a mailto link."""
    subject, body = reply_parts(goal, status, code, role)
    return f"{_COMPOSE}?to={quote(sender, safe='')}&subject={subject}&body={body}"


def _mentions(people: Sequence[tuple[str, str]]) -> list[Json]:
    """Teams ties a mention to its place by its text alone, so two of one name are told apart."""
    upn_of: dict[str, str] = {}
    for name, upn in people:
        plain = _without_markup(name)
        if plain and upn and len(upn_of) < MENTIONED:
            upn_of[_free(plain, upn_of)] = upn
    mentions = []
    for name, upn in upn_of.items():
        mentions.append({"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": upn, "name": name}})
    return mentions


def _without_markup(name: str) -> str:
    letters = re.sub(r"[^\w .,'’()-]|_", " ", name)
    return " ".join(letters.split())[:100]


def _free(name: str, taken: Container[str]) -> str:
    """Anna Ek, or Anna Ek 2 where that is somebody else."""
    if name not in taken:
        return name
    for number in count(2):
        numbered = f"{name} {number}"
        if numbered not in taken:
            break
    return numbered


def _lines(template: str, **values: object) -> list[str]:
    text = render(f"teams/{template}.txt", **values)
    return [_shortened(line) for line in text.splitlines() if line.strip()]


def _shortened(line: str) -> str:
    if len(line) <= LONGEST:
        return line
    beginning = line[:LONGEST]
    whole_words, _, _ = beginning.rpartition(" ")
    return f"{whole_words or beginning} … Hela texten står i mejlet."


def _text(line: str, **style: str) -> Json:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line, **style}]}


def _size(value: Json) -> int:
    """Its bytes, and the comma before it."""
    return len(_dump(value)) + 1


def _dump(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
