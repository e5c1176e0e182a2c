"""The calendar and the page people subscribe from, made of the plan and released answers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from paminn.calendar.entries import entries
from paminn.replies.model import Answer, Release
from paminn.texts.calendar import feed
from paminn.texts.site import FEED, index_page
from paminn.usecases.house import House, decided


@dataclass(frozen=True)
class Published:
    plan: str
    folder: Path
    files: Mapping[str, bytes]

    def as_json(self) -> dict[str, object]:
        return {"files": listed(self.folder, self.files)}


def publish(house: House, out: Path, today: date) -> Published:
    """Write calendar and page to `out`. The same plan and released answers give the same bytes on any day."""
    work = decided(house.plan, today)
    released = released_answers(house, work.plan.identity)
    days = entries(work.plan, work.rules, released)
    files = {
        FEED: feed(work.plan, days),
        "index.html": index_page(work.plan, days, released, house.options.public_url).encode(),
    }
    house.store.write(out, files)
    return Published(work.plan.identity, out, files)


def released_answers(house: House, plan: str) -> tuple[Answer, ...]:
    """What a person has let go; nothing else may reach a document, a page or a calendar."""
    return tuple(answer for answer in house.memory.answers(plan) if answer.release is Release.RELEASED)


def listed(folder: Path, files: Mapping[str, bytes]) -> list[dict[str, str]]:
    return [{"path": str(folder / name), "sha256": sha256(data).hexdigest()} for name, data in sorted(files.items())]
