"""What a published calendar says of its entries, so that no number in it ever falls.

The ledger remembers what the calendar has shown, and may be put back from yesterday or be gone. Whoever subscribes
remembers all the same: the feed that lies published is what they have seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from paminn.calendar.ics import CalendarEntry, content
from paminn.calendar.revisions import Shown

_EVENT = re.compile(r"^BEGIN:VEVENT$(.*?)^END:VEVENT$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^([A-Z-]+)[^:\n]*:(.*)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_BETWEEN_CATEGORIES = re.compile(r"(?<!\\),")
_DAY = "%Y%m%d"
_MOMENT = "%Y%m%dT%H%M%SZ"
_HIGHEST = 2**31 - 1  # of a SEQUENCE, RFC 5545 §3.3.8


def published(feed: bytes, plan: str, decision: date) -> Mapping[str, Shown]:
    """The entries of `plan` in a feed of ours, by UID; `decision` is the day of the plan's latest.

    Their areas and roles stand in no feed. What is cut off, or written by somebody else, is left out, and so is what
    has a number that could not rise.
    """
    unfolded = feed.decode("utf-8", "replace").replace("\r\n", "\n").replace("\n ", "")
    shown = {}
    for written in _EVENT.findall(unfolded):
        entry = _entry(dict(_LINE.findall(written)))
        if entry is not None and entry.uid.startswith(f"{plan}-") and entry.uid.endswith("@paminn"):
            shown[entry.uid] = Shown(entry, decision if entry.cancelled else None)
    return shown


def ahead(there: Mapping[str, Shown], remembered: Mapping[str, Shown]) -> tuple[Shown, ...]:
    """What a published calendar shows and a memory has never shown, or shown otherwise under the same number."""
    news = []
    for uid, shown in there.items():
        known = remembered.get(uid)
        if known is None or _is_ahead(shown.entry, known.entry):
            news.append(shown)
    return tuple(news)


def _is_ahead(there: CalendarEntry, known: CalendarEntry) -> bool:
    seen = (there.sequence, there.revised)
    remembered = (known.sequence, known.revised.replace(microsecond=0))
    if seen == remembered:
        return content(there) != content(known)
    return seen > remembered


def _entry(lines: Mapping[str, str]) -> CalendarEntry | None:
    try:
        sequence = int(lines["SEQUENCE"])
        entry = CalendarEntry(
            uid=_unescaped(lines["UID"]),
            day=datetime.strptime(lines["DTSTART"], _DAY).date(),  # noqa: DTZ007 - a day has no zone
            summary=_unescaped(lines.get("SUMMARY", "")),
            description=_unescaped(lines.get("DESCRIPTION", "")),
            categories=tuple(_categories(lines.get("CATEGORIES", ""))),
            revised=datetime.strptime(lines["LAST-MODIFIED"], _MOMENT).replace(tzinfo=UTC),
            sequence=sequence,
            cancelled=lines.get("STATUS") == "CANCELLED",
            settled=lines.get("STATUS") == "CANCELLED",
        )
    except (KeyError, ValueError):
        return None
    can_rise = 0 <= sequence < _HIGHEST and entry.revised.year < date.max.year
    return entry if can_rise else None


def _categories(text: str) -> Iterator[str]:
    for category in _BETWEEN_CATEGORIES.split(text):
        if category:
            yield _unescaped(category)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda escaped: "\n" if escaped[1] == "n" else escaped[1], text)
